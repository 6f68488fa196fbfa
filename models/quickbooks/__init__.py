from . import application, batch, line, mapping, part, total

# isort: split
from . import (
    check,
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
