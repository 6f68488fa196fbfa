from . import reader  # isort: skip - what others read with it is extended from it
from . import (
    access,
    company,
    confirmed_line,
    exception_facts,
    exception_report,
    fact,
    fact_open,
    facts,
    kpi,
    kpi_day,
    live,
    live_day,
    live_receivable,
    payment_promise,
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
    report_company,
    snapshot_month,
    verify,
    withdrawn_line,
)

from . import snapshot, verification, verification_kpi, verify_clock, verify_movements  # isort: skip - they extend what stands above

from . import (  # isort: skip - they extend what stands above
    question,
    figures,
    figure_values,
    figure_closed,
    kpi_row,
    board,
    board_check,
    digest,
    figure_words,
    figure_export,
)
from . import fact_queue  # isort: skip - its triggers stand on tables of all rooms
from . import baseline, baseline_screen, exception_sending, exception_words  # isort: skip - they extend what stands above
from . import fact_queue_service  # isort: skip
