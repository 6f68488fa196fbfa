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
)

from . import fact_queue  # isort: skip - its triggers stand on tables of all rooms
