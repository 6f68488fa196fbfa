from . import fulfilment_backorder, fulfilment_delivery
