"""Where a delivery stands between the shelf and the customer, and whether its check is done."""

from ...engine.fulfilment import CANCELLED, CHECKING, DELIVERED, PACKED, PICKING, SHIPPED, WAITING

FULFILMENT_STATES = [
    (WAITING, "Waiting"),
    (PICKING, "Picking"),
    (CHECKING, "Checking"),
    (PACKED, "Packed"),
    (SHIPPED, "Shipped"),
    (DELIVERED, "Delivered"),
    (CANCELLED, "Cancelled"),
]

# Of the checkpoint of a delivery. "none": no checkpoint applies
CHECK_NONE = "none"
CHECK_OPEN = "open"
CHECK_FAILED = "failed"
CHECK_PASSED = "passed"
CHECK_STATES = [
    (CHECK_NONE, "Not Needed"),
    (CHECK_OPEN, "To Check"),
    (CHECK_FAILED, "Failed"),
    (CHECK_PASSED, "Passed"),
]

# Of operation types that send our own goods; some companies deliver with internal transfers. Drop shipments never
# come by here.
SENDING_TYPES = ("outgoing", "internal")

# In the context under "fulfilment_same_goods": lines are only divided. Nobody can send an object over RPC.
SAME_GOODS = object()
# The same under "fulfilment_keeps_picker": who marks goods as picked now, has not picked them.
KEEPS_PICKER = object()
