"""What customers can be told of."""

from ...engine.order_messages import (
    CANCELLED,
    DELIVERED,
    IN_PROGRESS,
    INVOICED,
    ON_HOLD,
    PARTLY_SHIPPED,
    PROMISE,
    READY,
    RECEIVED,
    SHIPPED,
)

KINDS = [
    (RECEIVED, "Order Received"),
    (IN_PROGRESS, "In Preparation"),
    (READY, "Ready to Ship"),
    (SHIPPED, "Shipped"),
    (PARTLY_SHIPPED, "Partly Shipped"),
    (DELIVERED, "Delivered"),
    (INVOICED, "Invoiced"),
    (ON_HOLD, "On Hold: the Customer Must Act"),
    (PROMISE, "New Delivery Date"),
    (CANCELLED, "Cancelled"),
]
