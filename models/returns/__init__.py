# First what all parts extend.
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
from . import claim_return  # it extends what a claim knows of its arrival
