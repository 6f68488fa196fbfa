"""Rules of what went another way: backorders, cancellations, holds, waivers, returns, claims."""

from .kpi_clock import seconds
from .kpi_facts import COMPANY, CUSTOMER
from .kpi_facts_service import BY_LIMIT, BY_PAYMENT, BY_WAIVER, ENDED_BADLY
from .kpi_orders import of_shipped
from .kpi_verdict import (
    BACKORDER_CANCELLED,
    GIVEN_UP,
    NOT_CHECKED,
    NOT_CONFIRMED,
    NOTHING_OPEN,
    OPEN,
    OTHER_KIND,
    Verdict,
    counted,
    of_deliveries,
    of_lines,
    of_orders,
    of_ours,
    out,
    part,
    took,
)

# === Backorders === #


@of_deliveries
def backordered(order, _options):
    """Whether a lack of stock delayed it; orders that were cancelled for it are left out."""
    if order.cancelled_for_backorder:
        return out(BACKORDER_CANCELLED, order.confirmed_day)
    return counted(order.confirmed_day, order.was_backordered)


@of_lines
def line_backordered(line, _options):
    """The same for a line."""
    if line.cancelled_for_backorder:
        return out(BACKORDER_CANCELLED, line.confirmed_day)
    return counted(line.confirmed_day, line.was_backordered)


@of_lines
def backorder_value(line, options):
    """What is open of a line and waits for stock."""
    if line.backordered_at is None:
        return out(NOTHING_OPEN, options.today)
    return part(options.today, line.backordered_value, 1, line.currency)


@of_lines
def backorder_age(line, options):
    """Since when a line waits for stock."""
    if line.backordered_at is None:
        return out(NOTHING_OPEN, options.today)
    return Verdict(options.today, max(0, seconds(line.backordered_at, options.now)), 1)


# === Cancellations === #


def cancelled_by(initiator=None, unshipped=False):
    """Return the rule whether an order was cancelled.

    :param initiator: by whom; None: by anybody
    :param bool unshipped: count only what was cancelled before anything had left
    """

    @of_orders
    def rule(order, _options):
        hit = order.cancelled_day is not None and initiator in (None, order.cancel_initiator)
        if unshipped and order.first_shipped_day:
            hit = False
        return counted(order.confirmed_day, hit)

    return rule


cancelled = cancelled_by()
cancelled_by_customer = cancelled_by(CUSTOMER)
cancelled_by_seller = cancelled_by(COMPANY, unshipped=True)


@of_orders
def cancelled_value(order, _options):
    """How much of the confirmed value was cancelled, with orders or with parts of them."""
    return part(order.confirmed_day, order.cancelled_value, order.confirmed_value, order.currency)


@of_orders
def partly_cancelled_value(order, _options):
    """How much of the confirmed value was cancelled while the order stood."""
    part_of_it = 0 if order.cancelled_day else order.cancelled_value
    return part(order.confirmed_day, part_of_it, order.confirmed_value, order.currency)


# === Holds, checks, waivers === #


@of_ours("submitted_day")
def credit_held(order, _options):
    """Whether an order was on hold for credit, of those that somebody has tried to confirm."""
    return counted(order.submitted_day, order.credit_held) if order.submitted_day else _never_submitted()


@of_ours("submitted_day")
def held(order, options):
    """Whether an order was on hold, for the reason that is asked for."""
    if order.submitted_day is None:
        return _never_submitted()
    wanted = options.hold_reason
    return counted(order.submitted_day, order.was_on_hold if wanted is None else wanted in order.hold_reasons)


def _never_submitted():
    return out(NOT_CONFIRMED, None)


@of_ours("checked_day")
def first_pass(order, _options):
    """Whether nothing blocked an order at its first check."""
    if order.checked_day is None:
        return out(NOT_CHECKED, order.submitted_day)
    return counted(order.checked_day, not order.blocked_at_first)


@of_ours("checked_day")
def waived(order, _options):
    """Whether something was waived for an order, of those that were checked."""
    if order.checked_day is None:
        return out(NOT_CHECKED, order.submitted_day)
    return counted(order.checked_day, order.waivers)


@of_ours("placed_day")
def hold_time(hold, options):
    """From placing a hold to its release."""
    return took(hold.released_day, hold.placed_at, hold.released_at, options)


def credit_hold_time(hold, options):
    """The same for holds for credit."""
    return hold_time(hold, options) if hold.credit else out(OTHER_KIND, hold.released_day or hold.placed_day)


def credit_released_by(how):
    """Return the rule whether a hold for credit was released by this, of those that were released."""

    @of_ours("placed_day")
    def rule(hold, options):
        if not hold.credit:
            return out(OTHER_KIND, hold.released_day or hold.placed_day)
        if hold.released_day is None:
            return out(OPEN, options.today)
        if hold.order_cancelled:
            return out(GIVEN_UP, hold.released_day)
        return counted(hold.released_day, hold.released_by == how)

    return rule


credit_released_by_payment, credit_released_by_limit, credit_released_by_waiver = map(
    credit_released_by, (BY_PAYMENT, BY_LIMIT, BY_WAIVER)
)


@of_ours("waived_day")
def waiver_ended_badly(waiver, options):
    """Whether what was waived ended as the finding had feared, of those that have ended."""
    if waiver.outcome is None:
        return out(OPEN, options.today)
    return counted(waiver.ended_day, waiver.outcome in ENDED_BADLY)


def credit_waiver_ended_badly(waiver, options):
    """The same for findings about credit."""
    return waiver_ended_badly(waiver, options) if waiver.credit else out(OTHER_KIND, waiver.waived_day)


# === Returns === #


def _outward(rule):
    @of_ours("day")
    def judged(movement, options):
        return out(OTHER_KIND, movement.day) if movement.inward else rule(movement, options)

    judged.__doc__ = rule.__doc__
    return judged


@_outward
def returned_units(movement, _options):
    """How many of the units of a shipment came back, whenever they did."""
    return part(movement.day, movement.returned, movement.quantity, movement.unit)


@_outward
def returned_value(movement, _options):
    """How much of the value of a shipment came back, whenever it did."""
    return part(movement.day, movement.returned_value, movement.value, movement.currency)


@of_ours("day")
def returned_in_period(movement, _options):
    """Units that came back, against units that left in the same period."""
    came, left = (movement.quantity, 0) if movement.inward else (0, movement.quantity)
    return part(movement.day, came, left, movement.unit)


@of_shipped
def returned(order, _options):
    """Whether anything of an order came back; exchanges count."""
    return counted(order.first_shipped_day, order.has_return)


@of_shipped
def refused(order, _options):
    """Whether an order was refused, or could not be delivered."""
    return counted(order.first_shipped_day, order.refused)


def between(start, end, day):
    """Return the rule for the time from one step of a return to another.

    :param str start: name of a moment of :class:`engine.kpi_facts_service.ReturnFact`, as ``end``
    :param str day: name of the day that belongs to the end
    """

    @of_ours("requested_day")
    def rule(found, options):
        if found.given_up:
            return out(GIVEN_UP, found.closed_day or found.requested_day)
        begin, stop = getattr(found, start), getattr(found, end)
        if begin is None and stop is None:
            return out(OTHER_KIND, found.closed_day or options.today)
        return took(getattr(found, day), begin, stop, options, opened=options.today)

    return rule


return_time = between("requested_at", "closed_at", "closed_day")
return_approval = between("requested_at", "approved_at", "closed_day")
return_transit = between("approved_at", "arrived_at", "closed_day")
return_disposal = between("arrived_at", "disposed_at", "closed_day")
return_settling = between("disposed_at", "resolved_at", "closed_day")
dock_to_stock = between("arrived_at", "disposed_at", "disposed_day")


def refunding(end, day):
    """Return the rule for the time from goods to money, of returns that are refunded."""
    measured = between("arrived_at", end, day)

    def rule(found, options):
        return measured(found, options) if found.refunds else out(OTHER_KIND, found.closed_day or found.requested_day)

    return rule


refund_time = refunding("credited_at", "credited_day")
refund_paid_time = refunding("paid_back_at", "paid_back_day")


@of_ours("closed_day")
def recovered(claim, options):
    """How much of what was claimed was paid, of claims that have ended."""
    if claim.withdrawn:
        return out(GIVEN_UP, claim.closed_day)
    if claim.closed_day is None:
        age = max(0, seconds(claim.opened_at, options.now)) if claim.opened_at else None
        return out(OPEN, options.today, age=age)
    return part(claim.closed_day, claim.paid, claim.claimed, claim.currency)
