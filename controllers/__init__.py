from . import (
    fulfilment_backorder,
    fulfilment_delivery,
    fulfilment_report,
    messages_tracking,
    returns_claim,
    returns_portal,
    returns_request,
)
