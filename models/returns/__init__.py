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
