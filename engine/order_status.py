"""Which of the ten statuses an order has: the rules of docs/lifecycle.md as one pure function.

The model ``sale.order`` gathers an :class:`OrderFacts` for every order of a batch and stores what
:func:`decide` answers. Nothing here knows Odoo, so the rules can be tested in microseconds.
"""

from dataclasses import dataclass

QUOTE = "quote"
ENTERED = "entered"
IN_PROGRESS = "in_progress"
READY = "ready"
SHIPPED = "shipped"
DELIVERED = "delivered"
INVOICED = "invoiced"
PAID = "paid"
ON_HOLD = "on_hold"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known of one order, counted from its own documents.

    "Outgoing" is a move of the order's goods to the customer, drop shipments included, returns and
    the replacement of a return excluded. A "step" is an earlier move inside the warehouse (pick,
    pack). Cancelled moves count nowhere.
    """

    state: str
    """State of the sales order in Odoo: draft, sent, sale or cancel."""
    active_holds: int = 0
    amount_is_zero: bool = False

    goods_lines: int = 0
    """Order lines with goods to ship or shipped."""
    unplanned_lines: int = 0
    """Lines with goods that no transfer has ever served, e.g. a drop shipment not yet bought."""
    service_lines: int = 0
    services_undone: int = 0
    """Service lines neither delivered nor invoiced on order."""
    lines_to_bill: int = 0
    """Lines of which less is invoiced (posted) than is due."""

    outgoing_open: int = 0
    outgoing_open_waiting: int = 0
    """Open outgoing moves that wait for more than the carrier (stock, an earlier step, packing)."""
    outgoing_done: int = 0
    outgoing_unconfirmed: int = 0
    """Done outgoing moves whose delivery nobody has confirmed."""
    steps_open: int = 0
    steps_done: int = 0
    work_signs: int = 0
    """Pick lists printed, pickers or running batches assigned, moves picked, productions begun."""

    invoices_unpaid: int = 0
    """Posted customer invoices neither paid, in payment nor reversed."""


def nothing_left_to_ship(facts):
    """Whether all goods that will ever leave have left; declined quantities do not count.

    A goods order of which nothing was ever shipped is not "shipped" because its transfers were
    cancelled: somebody still has to plan or to cancel it.
    """
    if not facts.goods_lines:
        return facts.service_lines > 0 and not facts.services_undone
    return facts.outgoing_done > 0 and not facts.outgoing_open and not facts.steps_open and not facts.unplanned_lines


def delivery_confirmed(facts):
    """Whether every parcel is known to have arrived. Services arrive when they are done."""
    return not facts.goods_lines or not facts.outgoing_unconfirmed


def ready_to_ship(facts):
    """Whether every open outgoing transfer waits only for the carrier."""
    return (
        facts.outgoing_open > 0
        and not facts.outgoing_open_waiting
        and not facts.steps_open
        and not facts.unplanned_lines
    )


def work_has_begun(facts):
    """Whether somebody has touched the order's goods. Reservation alone is not work."""
    return facts.work_signs > 0 or facts.steps_done > 0 or facts.outgoing_done > 0


def billing_status(facts):
    """Status of an order that has arrived: delivered, invoiced or paid."""
    if facts.amount_is_zero:
        return PAID
    if facts.lines_to_bill:
        return DELIVERED
    return INVOICED if facts.invoices_unpaid else PAID


def decide(facts):
    """Return the status of an order; the first rule that holds decides.

    :param OrderFacts facts: what the order's documents say
    :return: one of the statuses above
    """
    if facts.state == "cancel":
        return CANCELLED
    if facts.active_holds:
        return ON_HOLD
    if facts.state in ("draft", "sent"):
        return QUOTE
    if nothing_left_to_ship(facts):
        return billing_status(facts) if delivery_confirmed(facts) else SHIPPED
    if ready_to_ship(facts):
        return READY
    if work_has_begun(facts):
        return IN_PROGRESS
    return ENTERED
