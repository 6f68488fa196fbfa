from . import application, batch, line, mapping, part, total

# isort: split
from . import (
    batch_cancel,
    batch_changes,
    batch_claim,
    batch_cron,
    batch_finish,
    batch_totals,
    batch_write,
    check,
    reader,
)
