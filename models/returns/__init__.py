# First what all parts extend.
from . import (
    account_move,
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
    rma_report,
    sale_rma_actions,
    sale_rma_choices,
    sale_rma_inspection,
    sale_rma_receipt,
    sale_rma_value,
)

# isort: split
# Receipt and inspection
from . import (
    inspection_findings,
    inspection_moves,
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
