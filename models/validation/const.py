"""The rules that ship, with their defaults. Order is the order in which findings are shown."""

from dataclasses import dataclass, field

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

DESK = "quote_to_cash.group_order_desk"
CREDIT = "quote_to_cash.group_credit_manager"
MANAGER = "sales_team.group_sale_manager"

CATEGORIES = [
    ("customer", "Customer"),
    ("product", "Product"),
    ("price", "Price"),
    ("credit", "Credit"),
    ("shipping", "Shipping"),
    ("quote", "Quotation and Order"),
]
SEVERITIES = [("block", "Block"), ("warn", "Warn"), ("off", "Off")]

# The door at which a rule is asked: when an order is confirmed, or when a quotation is sent
CONFIRM, SEND = "confirm", "send"
DOORS = [(CONFIRM, "Confirmed"), (SEND, "Sent")]

# How old orders are judged in the preview: by what was true then, by today's data, or not at all.
THEN, TODAY, NEVER = "then", "today", "never"


@dataclass(frozen=True)
class Standard:
    """A rule that ships.

    :param parameters: ``{field of order.validation.rule: (default, label)}``
    :param waiver: external id of the group that may waive; without one "block" cannot be waived
    :param own: whether somebody may waive on an order of their own
    :param door: when it is asked; see :data:`DOORS`
    """

    category: str
    severity: str
    name: object
    waiver: str | None = DESK
    own: bool = True
    hindsight: str = TODAY
    parameters: dict = field(default_factory=dict)
    door: str = CONFIRM


STANDARD_RULES = {
    "address_incomplete": Standard("customer", "block", _lt("Delivery address is complete")),
    "billing_incomplete": Standard("customer", "block", _lt("Invoice address is complete")),
    "contact_missing": Standard("customer", "block", _lt("Delivery contact can be reached")),
    "po_box_freight": Standard("customer", "block", _lt("Carrier delivers to a PO box")),
    "customer_blocked": Standard("customer", "block", _lt("Customer is not blocked"), waiver=CREDIT, own=False),
    "not_sellable": Standard("product", "block", _lt("Product can be sold")),
    "discontinued": Standard("product", "block", _lt("Product is not discontinued"), hindsight=NEVER),
    "out_of_season": Standard("product", "warn", _lt("Delivery within the selling season"), hindsight=THEN),
    "stock_short": Standard("product", "warn", _lt("Goods available at the promised date"), hindsight=NEVER),
    "lead_time": Standard("product", "warn", _lt("Date allows for the lead time"), hindsight=NEVER),
    "price_changed": Standard(
        "price",
        "warn",
        _lt("Prices are today's"),
        hindsight=NEVER,
        parameters={"percent": (0.0, _lt("Tolerance in %"))},
    ),
    "discount_authority": Standard(
        "price",
        "block",
        _lt("Discount within the salesperson's authority"),
        waiver=MANAGER,
        own=False,
        hindsight=THEN,
    ),
    "below_cost": Standard(
        "price",
        "block",
        _lt("Price covers the cost"),
        waiver=MANAGER,
        own=False,
        parameters={"percent": (0.0, _lt("Minimum margin in % of the cost"))},
    ),
    "wrong_pricelist": Standard("price", "warn", _lt("Price list is the customer's")),
    "quote_expired": Standard("price", "block", _lt("Quotation is still valid"), hindsight=THEN),
    "credit_limit": Standard(
        "credit", "block", _lt("Order within the credit limit"), waiver=CREDIT, own=False, hindsight=THEN
    ),
    "overdue": Standard(
        "credit",
        "block",
        _lt("Nothing long overdue"),
        waiver=CREDIT,
        own=False,
        hindsight=THEN,
        parameters={"amount": (50.0, _lt("Amount that may be overdue")), "days": (15, _lt("Days of grace"))},
    ),
    "payment_history": Standard(
        "credit",
        "warn",
        _lt("Customer pays in time"),
        waiver=CREDIT,
        hindsight=THEN,
        parameters={"days": (30, _lt("Average days late over the last year"))},
    ),
    "prepayment_required": Standard("credit", "block", _lt("Paid in advance where required"), waiver=CREDIT, own=False),
    "carrier_unavailable": Standard("shipping", "block", _lt("Carrier serves the address")),
    "carrier_capacity": Standard("shipping", "warn", _lt("Carrier can take weight and volume")),
    "date_impossible": Standard(
        "shipping",
        "warn",
        _lt("Promised date can be kept"),
        hindsight=THEN,
        parameters={
            "days": (1, _lt("Working days for picking")),
            "hour": (14.0, _lt("Cut-off hour, local time")),
        },
    ),
    "freight_class_missing": Standard("shipping", "block", _lt("Freight class is known")),
    "handling_missing": Standard("shipping", "block", _lt("Carrier can handle the goods")),
    "po_number_missing": Standard("quote", "block", _lt("Customer's PO number is there")),
    "duplicate_order": Standard(
        "quote",
        "warn",
        _lt("Not ordered twice"),
        hindsight=THEN,
        parameters={"hours": (48, _lt("Hours between orders with the same lines"))},
    ),
    # What a quotation says; see room quoting
    "quote_terms_missing": Standard("quote", "warn", _lt("Terms are part of the quotation"), door=SEND),
    "quote_dates_missing": Standard("quote", "block", _lt("Number, date and expiry are stated"), door=SEND),
    "quote_contact_missing": Standard("quote", "block", _lt("Contact and addresses are complete"), door=SEND),
    "quote_lines_unclear": Standard("quote", "block", _lt("Every line says what and how many"), door=SEND),
    "quote_totals_unclear": Standard("quote", "block", _lt("Taxes and shipping are in the total"), door=SEND),
    "quote_payment_terms_missing": Standard("quote", "warn", _lt("Payment terms are stated"), door=SEND),
    "quote_delivery_missing": Standard("quote", "warn", _lt("Delivery time is stated"), door=SEND),
    "quote_policies_missing": Standard("quote", "warn", _lt("Return, warranty and cancellation are stated"), door=SEND),
    "quote_acceptance_missing": Standard("quote", "warn", _lt("The customer is told how to accept"), door=SEND),
}
SENDING_RULES = tuple(code for code, standard in STANDARD_RULES.items() if standard.door == SEND)
PARAMETERS = ("amount", "percent", "days", "hours", "hour")

# Labels of the buttons; a method that is not named here is no fix.
FIXES = {
    # customer
    "_fix_open_address": _lt("Open Address"),
    "_fix_open_contact": _lt("Open Contact"),
    "_fix_choose_address": _lt("Choose Another Address"),
    # product
    "_fix_replace_by_successor": _lt("Replace by Successor"),
    "_fix_set_date": _lt("Set Possible Date"),
    "_fix_split_line": _lt("Split Line"),
    "_fix_open_sourcing": _lt("Sourcing…"),
    # price
    "_fix_update_prices": _lt("Update Prices"),
    "_fix_ask_approval": _lt("Ask for Approval"),
    "_fix_apply_pricelist": _lt("Apply Customer's Price List"),
    "_fix_extend_validity": _lt("Extend and Refresh Prices"),
    # credit
    "_fix_open_invoices": _lt("Open Invoices"),
    "_fix_request_payment": _lt("Request Payment"),
    # shipping
    "_fix_choose_carrier": _lt("Choose Carrier"),
    "_fix_open_product": _lt("Open Product"),
    # order
    "_fix_open_other_order": _lt("Open Other Order"),
    "_fix_enter_po_number": _lt("Enter PO Number"),
    # quotation
    "_fix_choose_template": _lt("Choose Template or Terms"),
    "_fix_set_expiry": _lt("Set Expiry"),
    "_fix_open_lines": _lt("Open Lines"),
    "_fix_update_taxes": _lt("Update Taxes"),
    "_fix_set_payment_terms": _lt("Set Payment Terms"),
    "_fix_enter_delivery_date": _lt("Enter Date"),
    "_fix_enter_company_texts": _lt("Enter Texts"),
    "_fix_require_signature": _lt("Ask for Signature Online"),
}
