from . import application, batch, line, mapping, part, total

# isort: split
from . import (
    batch_applications,
    batch_cancel,
    batch_changes,
    batch_claim,
    batch_counts,
    batch_cron,
    batch_finish,
    batch_report,
    batch_screen,
    batch_totals,
    batch_write,
    check,
    exported,
    mapping_customers,
    mapping_names,
    mapping_propose,
    nightly,
    reader,
)
