from . import (
    collections_receivables,
    fulfilment_backorder,
    fulfilment_label_reprint,
    lifecycle_cancellation,
    lifecycle_delivery,
    lifecycle_hold,
    lifecycle_mass_cancel,
    lifecycle_return_picking,
    promise_change,
    promise_sourcing,
    validation_address,
    validation_dialog,
)
