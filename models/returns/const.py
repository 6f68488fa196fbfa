"""Words of the returns room."""

STATES = [
    ("draft", "Draft"),
    ("requested", "Requested"),
    ("approved", "Approved"),
    ("in_transit", "In Transit"),
    ("received", "Received"),
    ("inspected", "Inspected"),
    ("done", "Done"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
]
RESOLUTIONS = [
    ("refund", "Refund"),
    ("replace", "Replacement"),
    ("repair", "Repair"),
    ("credit", "Store Credit"),
    ("none", "Nothing"),
]
DISPOSITIONS = [
    ("restock", "Back to Stock"),
    ("refurbish", "Refurbish"),
    ("vendor", "Back to Vendor"),
    ("scrap", "Scrap"),
]
GRADES = [
    ("new", "As New"),
    ("opened", "Opened"),
    ("used", "Used"),
    ("damaged", "Damaged"),
]
SOURCES = [
    ("order", "Order"),
    ("transfer", "Delivery"),
    ("invoice", "Invoice"),
    ("portal", "Customer's Page"),
    ("mail", "E-Mail"),
    ("recall", "Recall"),
]
# Resolutions that take the goods off what the customer pays for
MONEY = ("refund", "credit")
