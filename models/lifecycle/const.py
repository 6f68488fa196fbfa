"""The ten statuses with their labels, in the order in which an order passes them."""

from ...engine import order_status as rules

ORDER_STATUS = [
    (rules.QUOTE, "Quote"),
    (rules.ENTERED, "Entered"),
    (rules.IN_PROGRESS, "In Production / Picking"),
    (rules.READY, "Ready to Ship"),
    (rules.SHIPPED, "Shipped"),
    (rules.DELIVERED, "Delivered"),
    (rules.INVOICED, "Invoiced"),
    (rules.PAID, "Paid"),
    (rules.ON_HOLD, "On Hold"),
    (rules.CANCELLED, "Cancelled"),
]
