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
from . import (
    res_company_portal,
    sale_order_portal,
    sale_rma_mail,
    sale_rma_messages,
    sale_rma_portal,
)
