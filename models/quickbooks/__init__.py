from . import application, batch, line, mapping, part, total

# isort: split
from . import (
    account_merge,
    batch_applications,
    batch_basis,
    batch_cancel,
    batch_changes,
    batch_claim,
    batch_counts,
    batch_cron,
    batch_finish,
    batch_totals,
    batch_write,
    check,
    check_documents,
    check_words,
    mapping_customers,
    mapping_names,
    mapping_propose,
    mapping_typed,
    reader,
    reader_applications,
    reader_candidates,
    reader_entries,
    reader_invoices,
    reader_left_out,
    reader_needs,
    reader_payments,
    reader_totals,
    res_company,
    res_config_settings,
)

# isort: split
from . import batch_report, batch_screen, exported, nightly
