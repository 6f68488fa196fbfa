from . import (
    fulfilment_backorder,
    fulfilment_delivery,
    fulfilment_report,
    messages_tracking,
    quickbooks,
    quoting_po_number,
    quoting_revision,
    returns_claim,
    returns_portal,
    returns_request,
)
