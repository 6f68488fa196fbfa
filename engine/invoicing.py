"""When a shipment is invoiced, with which others on one invoice, and how much of a deposit goes with it.

Days are local days of the company, money is in units (:mod:`.money`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from .money import share

SHIPMENT, DELIVERY, DAILY, WEEKLY, MONTHLY, MANUAL = "shipment", "delivery", "daily", "weekly", "monthly", "manual"
POLICIES = (SHIPMENT, DELIVERY, DAILY, WEEKLY, MONTHLY, MANUAL)
PERIODS = (DAILY, WEEKLY, MONTHLY)

BY_ORDER, BY_ADDRESS, BY_PO = "order", "address", "po"
CONSOLIDATIONS = (BY_ORDER, BY_ADDRESS, BY_PO)

# Why a shipment is not invoiced yet.
NOT_SHIPPED, NOT_DELIVERED, PERIOD_OPEN, BY_HAND, TOO_OLD = (
    "not_shipped",
    "not_delivered",
    "period_open",
    "by_hand",
    "too_old",
)


@dataclass(frozen=True)
class Shipment:
    """Goods that left in one transfer, or a service that was done.

    :ivar str policy: one of ``POLICIES``: the customer's, else the company's
    :ivar date shipped: the day on which it left, None if it has not; ``delivered`` likewise
    """

    key: object
    policy: str
    shipped: date | None = None
    delivered: date | None = None


def local_day(moment, zone):
    """Return the day of a moment where the company is.

    :param datetime moment: in UTC, with or without saying so
    :param str zone: name of the time zone, such as ``America/New_York``
    """
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone)).date()


def as_utc(day, zone):
    """Return the moment in UTC, without saying so, at which a company's day begins.

    :param date day: the company's day
    :param str zone: as for :func:`local_day`
    """
    # Where clocks are put forward at midnight, this is the moment of the change.
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(timezone.utc).replace(tzinfo=None)


def period(policy, day, week_start=0):
    """Return first and last day of the period in which a day lies.

    :param str policy: one of ``PERIODS``
    :param date day: the day
    :param int week_start: the weekday with which weeks begin, 0 is Monday
    """
    if policy == MONTHLY:
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    length = 7 if policy == WEEKLY else 1
    first = day - timedelta(days=(day.weekday() - week_start) % length)
    return first, first + timedelta(days=length - 1)


def ready_on(shipment, week_start=0):
    """Return the first day on which a shipment is invoiced, or None if no day is known.

    With the policies for periods that is the day after the period in which it left.

    :param Shipment shipment: the shipment
    :param int week_start: as for :func:`period`
    """
    if shipment.shipped is None or shipment.policy == MANUAL:
        return None
    if shipment.policy == DELIVERY:
        # Goods cannot have arrived before they left; what says so is a clock that is wrong.
        return shipment.delivered and max(shipment.delivered, shipment.shipped)
    if shipment.policy in PERIODS:
        return period(shipment.policy, shipment.shipped, week_start)[1] + timedelta(days=1)
    return shipment.shipped


def waits_for(shipment, today, start=None, week_start=0):
    """Return why a shipment is not invoiced on a day, or None if it is.

    :param Shipment shipment: the shipment
    :param date today: the company's day
    :param date start: what left before it is invoiced by hand only
    :param int week_start: as for :func:`period`
    """
    if shipment.shipped is None:
        return NOT_SHIPPED
    if shipment.policy == MANUAL:
        return BY_HAND
    if start is not None and shipment.shipped < start:
        return TOO_OLD
    ready = ready_on(shipment, week_start)
    if ready is None:
        return NOT_DELIVERED
    return PERIOD_OPEN if today < ready else None


def due(shipments, today, start=None, week_start=0):
    """Return the shipments that are to be invoiced on a day; those of earlier days that were missed as well.

    :param shipments: shipments of one company that are not invoiced
    :param date today: the company's day
    :param date start: as for :func:`waits_for`
    :param int week_start: as for :func:`period`
    """
    return [shipment for shipment in shipments if waits_for(shipment, today, start, week_start) is None]


def group_key(policy, consolidation, order, common, address=None, po=None):
    """Return what shipments have to have in common to be on one invoice.

    Only the policies for periods put several orders on one invoice. Orders without a PO number have none in
    common: each stays by itself.

    :param str policy: one of ``POLICIES``
    :param str consolidation: one of ``CONSOLIDATIONS``
    :param order: key of the order
    :param tuple common: what one invoice can have only one of: company, customer, currency, fiscal position, terms
    :param address: key of the delivery address
    :param str po: the customer's number; case and spaces do not matter
    """
    number = "".join((po or "").split()).casefold()
    if policy in PERIODS and consolidation == BY_ADDRESS:
        return (*common, policy, BY_ADDRESS, address)
    if policy in PERIODS and consolidation == BY_PO and number:
        return (*common, policy, BY_PO, number)
    return (*common, policy, BY_ORDER, order)


# === Deposits === #


def deduction(deposit, deducted, total, before, amount):
    """Return how much of a deposit is taken off an invoice.

    The deposit is used up in the proportion in which the order is invoiced, counted from its beginning, so that
    cents lost on one invoice come back on the next and the sum is the deposit to the cent. Never more than the
    invoice (it does not become a refund; what is left is for the next one), and never less than nothing. Credits
    for returns are not subtracted from what was invoiced: the deposit was used for goods that were delivered.

    :param int deposit: what was paid in advance and invoiced as such
    :param int deducted: what was taken off earlier invoices
    :param int total: what the whole order will be invoiced for, the deposit not taken off
    :param int before: what was invoiced of it so far, the deposit not taken off
    :param int amount: this invoice, the deposit not taken off
    """
    used = deposit if total <= 0 else min(deposit, share(deposit, before + amount, total))
    return max(0, min(used - deducted, amount))


def split(units, weights):
    """Return units in parts that add up to them, in proportion to weights.

    For one deposit of several tax rates, or several deposits taken off together. Without any weight the first
    part takes everything.

    :param int units: not negative
    :param list weights: not negative, at least one
    """
    total = sum(weights)
    if not total:
        return [units] + [0] * (len(weights) - 1)
    parts, seen, given = [], 0, 0
    for weight in weights:
        seen += weight
        upto = share(units, seen, total)
        parts.append(upto - given)
        given = upto
    return parts
