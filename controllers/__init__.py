from . import fulfilment_backorder, fulfilment_delivery, fulfilment_report, returns_claim
from . import fulfilment_backorder, fulfilment_delivery, fulfilment_report, returns_portal, returns_request
