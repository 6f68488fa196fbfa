from . import fulfilment_backorder, fulfilment_delivery, fulfilment_report, returns_claim
