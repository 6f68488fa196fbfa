from . import (
    company,
    confirmed_line,
    fact,
    facts,
    kpi,
    kpi_day,
    reader,
    reader_hold,
    reader_order,
    reader_quotation,
    reader_shipment,
    rebuild,
    refresh,
    snapshot_month,
    verify,
    withdrawn_line,
)

from . import snapshot, verification, verification_kpi, verify_clock, verify_movements  # isort: skip - they extend what stands above

from . import fact_queue  # isort: skip - its triggers stand on tables of all rooms
