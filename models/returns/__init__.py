# First what all parts extend.
from . import untyped

# isort: split
from . import (
    account_move,
    claim,
    res_company,
    sale_order,
    sale_order_line,
    sale_order_reason,
    sale_rma,
    sale_rma_line,
    sale_rma_policy,
    sale_rma_team,
    stock,
)

# isort: split
from . import (
    recall,
    replacement,
    replacement_checks,
    rma_report,
    sale_rma_actions,
    sale_rma_choices,
    sale_rma_inspection,
    sale_rma_receipt,
    sale_rma_value,
)

# isort: split
# Cancellations
from . import (
    cancellation,
    cancellation_activity,
    cancellation_company,
    cancellation_deposit,
    cancellation_fee,
    cancellation_plan,
    cancellation_reason,
    cancellation_report,
    cancellation_supply,
    sale_order_cancellation,
)

# isort: split
# Claims
from . import (
    claim_company,
    claim_evidence,
    claim_line,
    claim_money,
    claim_pack,
    claim_portal,
    claim_remind,
    claim_replacement,
    claim_report,
    claim_steps,
    claim_term,
    claim_transfer,
)

# isort: split
# Receipt and inspection
from . import (
    inspection_findings,
    inspection_moves,
    inspection_photo,
    inspection_sending,
    receipt_corrections,
    receipt_items,
    receipt_kits,
    receipt_surprises,
    receive_screen,
    return_slip,
    sale_rma_inspect,
    sale_rma_receive,
    sale_rma_stage,
)

# isort: split
# Money
from . import (
    money_account,
    money_company,
    money_discount,
    money_fee,
    money_overdue,
    money_refund,
    money_repair,
    money_replace,
    money_resolve,
    money_sale,
)

# isort: split
# The customer's page and messages
from . import (
    res_company_portal,
    sale_order_portal,
    sale_rma_mail,
    sale_rma_messages,
    sale_rma_portal,
)

# isort: split
from . import claim_return  # it extends what a claim knows of its arrival
