"""When a customer is told what."""

RECEIVED, IN_PROGRESS, READY, SHIPPED, PARTLY_SHIPPED, DELIVERED, INVOICED, ON_HOLD, PROMISE, CANCELLED = (
    "received",
    "in_progress",
    "ready",
    "shipped",
    "partly_shipped",
    "delivered",
    "invoiced",
    "on_hold",
    "promise",
    "cancelled",
)
