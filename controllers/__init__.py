from . import (
    fulfilment_backorder,
    fulfilment_delivery,
    fulfilment_report,
    messages_tracking,
    quickbooks,
    quoting_new_offer,
    quoting_po_number,
    quoting_report,
    quoting_revision,
    returns_claim,
    returns_portal,
    returns_request,
)
