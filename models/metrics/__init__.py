from . import (
    company,
    confirmed_line,
    fact,
    fact_open,
    facts,
    kpi,
    kpi_day,
    reader,
    reader_order,
    refresh,
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
