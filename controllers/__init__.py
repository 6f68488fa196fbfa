from . import (
    fulfilment_backorder,
    fulfilment_delivery,
    fulfilment_report,
    messages_tracking,
    quickbooks,
    returns_claim,
    returns_portal,
    returns_request,
)
