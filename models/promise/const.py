"""What may be sold of a product beyond what there is, and how a company prefers to source."""

BLOCK = "block"
BACKORDER = "backorder"
ALLOW = "allow"
OVERSELL_POLICIES = [
    (BLOCK, "Block"),
    (BACKORDER, "Take as Backorder"),
    (ALLOW, "Allow"),
]

PREFERENCES = [
    ("fewest", "Fewest Parcels"),
    ("earliest", "Earliest Date"),
    ("nearest", "Nearest Warehouse"),
    ("cheapest", "Lowest Shipping Cost"),
]


# Who says how long it takes to get a product
RECEIPTS = "receipts"
VENDOR = "vendor"
PRODUCTION = "production"
LEAD_TIME_SOURCES = [
    (RECEIPTS, "Receipts"),
    (VENDOR, "Vendor"),
    (PRODUCTION, "Bill of Materials"),
]

# In the context: whoever changes replenishment rules has reorder points look for them when all is done.
LINK_LATER = "reorder_link_later"


PROMISE_STATES = [
    ("on_track", "On Track"),
    ("late", "Late Supply"),
    ("overdue", "Overdue"),
    ("kept", "Kept"),
    ("missed", "Missed"),
]
# What a promise at risk waits for
PROMISE_CAUSES = [
    ("purchase", "Purchase Order"),
    ("request", "Request for Quotation"),
    ("production", "Production"),
    ("transfer", "Transfer"),
    ("nothing", "Nothing Is Coming"),
    ("shipment", "Shipment"),
]
