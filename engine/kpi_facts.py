"""What figures are made of: one fact for each order, order line, shipment, movement and quotation.

Moments (``…_at``) are in UTC without saying so; days (``…_day``) are those of the order's company. Money is whole
units of the company's currency (see :mod:`engine.money`) at the rate of the order's day. Quantities are Decimals in
the base unit of the product's unit; ``unit`` names that base, so that nobody adds pieces and kilograms.
Facts say what happened. Nothing in them changes because a day passes.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

GOODS, SERVICE, CHARGE, DOWN_PAYMENT, NOTE = "goods", "service", "charge", "down_payment", "note"

# What went wrong with an order
WRONG_ITEM, WRONG_QUANTITY, MISSING, WRONG_ADDRESS = "wrong_item", "wrong_quantity", "missing", "wrong_address"
DAMAGED_PACKING, DAMAGED_CARRIER, LOST = "damaged_packing", "damaged_carrier", "lost"
WRONG_DOCUMENT, BILLING_ERROR, LATE_CHECK = "wrong_document", "billing_error", "late_check"
OUR_FAULT = frozenset({WRONG_ITEM, WRONG_QUANTITY, MISSING, WRONG_ADDRESS, DAMAGED_PACKING, WRONG_DOCUMENT, LATE_CHECK})

CUSTOMER, COMPANY = "customer", "company"

# How a quotation ended
WON, NOT_WON, EXPIRED = "won", "lost", "expired"


def quantity(amount, rounding):
    """Return a quantity as exact Decimal, rounded to a step of its unit, so that sums have no noise.

    :param amount: float, int or Decimal
    :param float rounding: the smallest step, such as 0.01
    """
    step = Decimal(str(rounding))
    return (Decimal(str(amount)) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What all facts have.

    :ivar id: of the row, for whoever drills down
    """

    id: Hashable = 0
    company: Hashable = 0
    currency: Hashable = 0
    is_replacement: bool = False  # sent again, at no charge, for a return or a claim
    is_intercompany: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a line was to keep, on one of the bases (asked for, first promise, latest promise).

    :ivar day: by when; None: nothing was asked or promised
    :ivar on_time: quantity that had arrived by then
    :ivar withdrawn: quantity that was cancelled by then, so that it was not due; not what we declined to send
    """

    day: date | None = None
    on_time: Decimal = Decimal(0)
    withdrawn: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What an order was to keep, made of its lines' targets. See :mod:`engine.kpi_lines`.

    :ivar day: the last of the lines' days; None: nothing was asked or promised
    :ivar lines: lines that were due; 0: all of them were cancelled before
    :ivar late: those that were not complete on their own day; ``early`` those that came before the window
    :ivar short: those that never came in full
    """

    day: date | None = None
    lines: int = 0
    late: int = 0
    early: int = 0
    short: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFact(Fact):
    """One order. Replacements and orders that were only submitted are facts, too: they are left out with a reason."""

    # Submitted: somebody tried to confirm it; it may still wait. Received: when the customer's order came.
    submitted_day: date | None = None
    received_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_day: date | None = None
    confirmed_value: int = 0  # without taxes, at confirmation
    current_value: int = 0
    has_goods: bool = True
    is_repeat: bool = False  # of a customer who had ordered before

    cancelled_at: datetime | None = None
    cancelled_day: date | None = None
    cancel_initiator: str | None = None  # CUSTOMER or COMPANY
    cancelled_for_backorder: bool = False
    cancelled_value: int = 0  # of confirmed_value: all of it, or the lines and parts that were cancelled

    was_on_hold: bool = False
    hold_reasons: frozenset = frozenset()
    credit_held: bool = False
    hold_seconds: int = 0  # between confirmation and the end, each once: engine.kpi_clock.standing_seconds
    idle_seconds: int = 0  # the same, with the time for which the customer wanted it to wait
    checked_day: date | None = None
    blocked_at_first: bool = False  # a blocking finding at the first check
    waivers: int = 0

    released_at: datetime | None = None  # to the warehouse
    clock_at: datetime | None = None  # this and the next three: engine.kpi_clock.ship_clock
    window_end: datetime | None = None
    window_day: date | None = None
    clock_stands: bool = False
    first_shipped_day: date | None = None
    shipped_at: datetime | None = None  # all of it: handed over, else the transfer is done
    shipped_day: date | None = None
    delivered_at: datetime | None = None  # the last required delivery
    delivered_day: date | None = None
    delivery_estimated: bool = False  # nothing proves it: shipped + days in transit

    requested: Due = Due()
    first: Due = Due()  # promise, frozen at confirmation
    latest: Due = Due()  # promise
    leaving: Due = Due()  # by when lines had to leave, and did
    unfilled: int = 0  # lines that were due, on the chosen basis, and that the first shipment did not bring in full
    was_backordered: bool = False  # delayed for lack of stock

    errors: frozenset = frozenset()  # WRONG_ITEM and the others, of all its shipments
    has_return: bool = False  # exchanges are returns
    refused: bool = False  # or could not be delivered
    questions: int = 0
    rating: int | None = None  # of five


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFact(Fact):
    """One order line."""

    order: Hashable = 0
    kind: str = GOODS
    is_substitute: bool = False  # what was sent instead of another line
    unit: Hashable = 0
    confirmed_day: date | None = None
    ordered: Decimal = Decimal(0)  # as confirmed
    agreed: Decimal = Decimal(0)  # as the order says now: it may have been raised since
    value: int = 0  # of what was ordered, without taxes

    requested: Target = Target()
    first: Target = Target()
    latest: Target = Target()
    leaving: Target = Target()  # the same by days of leaving: by when it had to leave, what had left
    first_arrived_day: date | None = None
    # The last of it has arrived, or the rest was given up; None while something is to come, or nothing ever came.
    done_day: date | None = None
    left_day: date | None = None  # the same for leaving
    arrived: Decimal = Decimal(0)
    delivery_estimated: bool = False
    first_shipped: Decimal = Decimal(0)  # with the order's first shipment

    was_backordered: bool = False
    cancelled_for_backorder: bool = False
    backordered_at: datetime | None = None  # since when it is open, if it is
    backordered_value: int = 0  # what is open of it
    promise_moved: bool = False  # to a later day


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentFact(Fact):
    """What left together for one address."""

    order: Hashable = 0
    carrier: Hashable = 0
    shipped_day: date | None = None
    damaged: bool = False  # whoever's fault; lost counts
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementFact(Fact):
    """What of one order line left with one shipment (``inward`` False), or came back with one return."""

    line: Hashable = 0
    unit: Hashable = 0
    day: date | None = None
    inward: bool = False
    quantity: Decimal = Decimal(0)
    value: int = 0
    returned: Decimal = Decimal(0)  # what came back of this shipment, whenever; exchanges count, refused goods do not
    returned_value: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationFact(Fact):
    """One quotation with all its revisions.

    :ivar outcome: None while it is open, else WON, NOT_WON or EXPIRED
    """

    issued_day: date | None = None
    sent_at: datetime | None = None  # the first time
    outcome: str | None = None
    decided_at: datetime | None = None
    decided_day: date | None = None
    value: int = 0  # of its last revision, without taxes


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFact(Fact):
    """A company's day in the warehouse."""

    day: date
    shipped_orders: int = 0
    person_days: Decimal = Decimal(0)
