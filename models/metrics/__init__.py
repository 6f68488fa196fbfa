from . import (
    company,
    confirmed_line,
    fact,
    facts,
    kpi,
    kpi_day,
    reader,
    reader_order,
    refresh,
    snapshot_month,
    verify,
)

from . import snapshot, verification, verification_kpi, verify_clock  # isort: skip - they extend what stands above

from . import fact_queue  # isort: skip - its triggers stand on tables of all rooms
