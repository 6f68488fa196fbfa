from . import lifecycle_hold
from . import lifecycle_cancellation
from . import lifecycle_delivery
from . import lifecycle_return_picking
