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
    live_items,
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

from . import (  # isort: skip - they extend what stands above
    snapshot,
    verification,
    verification_kpi,
    verification_line,
    verify_billing,
    verify_clock,
    verify_compare,
    verify_days,
    verify_ledger,
    verify_movements,
)

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
    figure_typical,
    figure_export,
)
from . import ledger_kept  # isort: skip - it extends what is read live, and its triggers stand on tables of Odoo
from . import fact_queue  # isort: skip - its triggers stand on tables of all rooms
from . import baseline, baseline_screen, exception_sending, exception_words  # isort: skip - they extend what stands above
from . import fact_queue_service  # isort: skip
