from . import application, batch, line, mapping, part, total

# isort: split
from . import (
    check,
    mapping_customers,
    mapping_names,
    reader,
)

# isort: split
from . import batch_report, batch_screen, exported, nightly
