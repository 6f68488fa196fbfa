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
    withdrawn_line,
)

from . import fact_queue  # isort: skip - its triggers stand on tables of all rooms
