from . import (
    company,
    confirmed_line,
    fact,
    fact_open,
    facts,
    kpi,
    kpi_day,
    live,
    live_day,
    live_receivable,
    payment_promise,
    reader,
    reader_books,
    reader_claim,
    reader_hold,
    reader_invoice,
    reader_order,
    reader_promise,
    reader_quotation,
    reader_return,
    reader_shipment,
    rebuild,
    refresh,
    withdrawn_line,
)

from . import (  # isort: skip - they extend what stands above
    question,
    figures,
    figure_values,
    kpi_row,
    board,
    figure_export,
)
from . import fact_queue  # isort: skip - its triggers stand on tables of all rooms
from . import fact_queue_service  # isort: skip
