from . import (
    company,
    po_number,
    quotation,
    revision,
    revision_changes,
    revision_content,
    revision_pdf,
    revision_portal,
    revision_restore,
    revision_taking,
    revision_transaction,
    sale_order_import,
)
