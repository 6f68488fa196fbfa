from . import (
    fulfilment_backorder,
    fulfilment_delivery,
    fulfilment_report,
    quickbooks,
    returns_claim,
    returns_portal,
    returns_request,
)
