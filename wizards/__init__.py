from . import (
    lifecycle_cancellation,
    lifecycle_delivery,
    lifecycle_hold,
    lifecycle_mass_cancel,
    lifecycle_return_picking,
    validation_address,
    validation_dialog,
)
