"""Words of invoicing what was shipped."""

POLICIES = [
    ("shipment", "When shipped"),
    ("delivery", "When delivered"),
    ("daily", "Once a day"),
    ("weekly", "Once a week"),
    ("monthly", "Once a month"),
    ("manual", "By hand"),
]
CONSOLIDATIONS = [
    ("order", "One invoice for each order"),
    ("address", "One invoice for each delivery address"),
    ("po", "One invoice for each purchase order of the customer"),
]
SERVICES = [
    ("goods", "With the goods of their order"),
    ("own", "As soon as they can be invoiced"),
]
CAUSES = [
    ("manual", "Invoiced by hand"),
    ("old", "Shipped before the start"),
    ("period", "Waits for the end of the period"),
    ("delivery", "Waits for the delivery"),
    ("next", "Next run"),
    ("cancelled", "Its invoice was cancelled"),
    ("address", "No address"),
    ("tax", "No tax"),
    ("account", "No account"),
    ("error", "Failed"),
    ("unsent", "Not sent"),
    ("email", "No e-mail address"),
]
FAILURES = [cause for cause in CAUSES if cause[0] in ("address", "tax", "account", "error")]
