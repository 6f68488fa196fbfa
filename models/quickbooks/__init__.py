from . import application, batch, line, mapping, part, total

# isort: split
from . import check, reader, reader_candidates, reader_entries, reader_invoices, reader_payments
