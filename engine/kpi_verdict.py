"""What one fact says to one figure: how much it counts, or why it does not.

Numerator rows, denominator rows and rows that are left out come from the same function, so they cannot contradict
each other: whatever is not left out is in the denominator.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import wraps

from .kpi_clock import seconds
from .kpi_facts import GOODS, Due

REQUESTED, FIRST, LATEST = "requested", "first", "latest"
BASES = (REQUESTED, FIRST, LATEST)

OTHER_PERIOD, NOT_CONFIRMED, REPLACEMENT, INTERCOMPANY = "other_period", "not_confirmed", "replacement", "intercompany"
SERVICE, NOT_GOODS, SUBSTITUTE, CANCELLED = "service", "not_goods", "substitute", "cancelled"
NO_PROMISE, NOT_YET_DUE, CANCELLED_BEFORE_DUE = "no_promise", "not_yet_due", "cancelled_before_due"
ESTIMATED, ON_HOLD, OPEN, NOT_SHIPPED = "estimated", "on_hold", "open", "not_shipped"
BACKORDER_CANCELLED, NOTHING_OPEN, OTHER_KIND = "backorder_cancelled", "nothing_open", "other_kind"
NOT_CHECKED, NOT_RATED, NOT_KNOWN, GIVEN_UP = "not_checked", "not_rated", "not_known", "given_up"
PREPAID, INVOICED_FIRST, NOT_INVOICED = "prepaid", "invoiced_first", "not_invoiced"
CREDIT, NOT_OVERDUE, NOBODY_AT_WORK = "credit", "not_overdue", "nobody_at_work"
FAILED = "failed"

# Why something does not count, as it is told
REASONS = {
    OTHER_PERIOD: "Belongs to another period",
    NOT_CONFIRMED: "Never confirmed",
    REPLACEMENT: "Replacement of a return or claim",
    INTERCOMPANY: "Between our own companies",
    SERVICE: "Nothing to deliver: services only",
    NOT_GOODS: "No goods: service, charge, down payment or note",
    SUBSTITUTE: "Sent instead of what was ordered",
    CANCELLED: "Cancelled",
    NO_PROMISE: "No date was asked for or promised",
    NOT_YET_DUE: "Not yet due",
    CANCELLED_BEFORE_DUE: "Cancelled before it was due",
    ESTIMATED: "Nothing proves the delivery",
    ON_HOLD: "On hold",
    OPEN: "Not finished yet",
    NOT_SHIPPED: "Not shipped yet",
    BACKORDER_CANCELLED: "Cancelled because of a backorder",
    NOTHING_OPEN: "Nothing is open",
    NOT_CHECKED: "Never checked",
    NOT_RATED: "The customer gave no rating",
    PREPAID: "Paid in advance",
    INVOICED_FIRST: "Invoiced before it was shipped",
    NOT_INVOICED: "Not invoiced yet",
    CREDIT: "Credit that is not allocated",
    NOT_OVERDUE: "Open, and not overdue",
    OTHER_KIND: "Of another kind",
    NOT_KNOWN: "A moment that it needs is not known",
    GIVEN_UP: "Rejected, cancelled or withdrawn",
    NOBODY_AT_WORK: "Nobody at work",
    FAILED: "Could not be worked out",
}


@dataclass(frozen=True, slots=True)
class Options:
    """How a company looks at its figures.

    :ivar date today: the company's day; ``now`` the moment, in UTC
    :ivar basis: by which promise OTIF, fill rates and perfect orders are judged
    :ivar under: percent by which less still is in full; ``over`` the same for more
    :ivar early_days: how many days before its day a delivery may come; None: any number
    :ivar without_intercompany: leave out orders between own companies
    :ivar proven_only: leave out deliveries that nothing proves
    :ivar hold_reason: the only reason that counts as a hold; None: any
    :ivar working: working days in ascending order, over the periods that are asked for
    :ivar satisfied_from: the rating of five from which a customer is satisfied
    """

    today: date
    now: datetime
    basis: str = FIRST
    under: Decimal = Decimal(0)
    over: Decimal = Decimal(0)
    early_days: int | None = None
    without_intercompany: bool = False
    proven_only: bool = False
    hold_reason: Hashable = None
    working: Sequence[date] = ()
    satisfied_from: int = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one fact says to one figure.

    :ivar day: to which day, and so to which period, it belongs; also if it is left out
    :ivar reason: why it is left out (a key of :data:`REASONS`), or None if it counts
    :ivar unit: in which unit or currency it counts; figures of several are not added up
    :ivar age: seconds for which it has been open, of what is not finished
    :ivar again: the first day on which the same fact says something else, if nothing happens until then
    :ivar estimated: nothing proves it
    """

    day: date | None
    numerator: int | Decimal | Fraction = 0
    denominator: int | Decimal | Fraction = 0
    reason: str | None = None
    unit: Hashable = None
    age: int | None = None
    again: date | None = None
    estimated: bool = False

    @property
    def counts(self):
        """Whether it is in the denominator."""
        return self.reason is None

    def within(self, period):
        """Return what it says to a period: the same, or that it belongs to another one.

        What is left out and has no day belongs to none, and is left out of each with its own reason.
        """
        undated = self.day is None and self.reason
        return self if undated or self.day in period else out(OTHER_PERIOD, self.day)


def out(reason, day, **more):
    """Return that a fact is left out.

    :param str reason: a key of :data:`REASONS`
    :param day: to which period it would belong
    """
    return Verdict(day, reason=reason, **more)


def counted(day, hit, **more):
    """Return that a fact counts as one, and whether it is one of those that are looked for."""
    return Verdict(day, int(bool(hit)), 1, **more)


def part(day, numerator, denominator, unit):
    """Return that a fact counts with a part of an amount, in a unit or currency."""
    return Verdict(day, numerator, denominator, unit=unit)


def took(day, start, end, options, opened=None):
    """Return how long something took, in seconds; what has begun and not ended is open, and has an age.

    What ended before it began (money that was paid back before the goods came) took no time.

    :param day: when it ended, or to which cohort it belongs
    :param start: moment, or None: left out
    :param end: moment, or None while it goes on
    :param opened: the day to which it belongs while it goes on; None: ``day``, else today
    """
    if start is None:
        return out(NOT_KNOWN, day or options.today)
    if end is None:
        return out(OPEN, opened or day or options.today, age=max(0, seconds(start, options.now)))
    return Verdict(day, max(0, seconds(start, end)), 1)


def due(found: Due, fallback, options):
    """Return why what an order was to keep does not count, or None if it is due and counts.

    :param found: of the basis that is asked for
    :param date fallback: the day to which it belongs without a promise
    """
    if found.day is None:
        return out(NO_PROMISE, fallback)
    if not found.lines:
        return out(CANCELLED_BEFORE_DUE, found.day)
    return not_yet(found.day, options)


def not_yet(day, options):
    """Return that a day is not over yet, or None if it is. A day is over at its end."""
    return out(NOT_YET_DUE, day, again=day + timedelta(days=1)) if day >= options.today else None


def _stranger(fact, options):
    if fact.is_replacement:
        return REPLACEMENT
    return INTERCOMPANY if options.without_intercompany and fact.is_intercompany else None


def of_orders(rule):
    """Judge confirmed orders only, without replacements and, if chosen, what own companies sell to each other."""

    @wraps(rule)
    def judged(fact, options):
        reason = _stranger(fact, options) or (NOT_CONFIRMED if fact.confirmed_day is None else None)
        return out(reason, fact.confirmed_day or fact.submitted_day) if reason else rule(fact, options)

    return judged


def of_deliveries(rule):
    """Judge confirmed orders with goods only. See :func:`of_orders`."""

    @of_orders
    @wraps(rule)
    def judged(fact, options):
        return rule(fact, options) if fact.has_goods else out(SERVICE, fact.confirmed_day)

    return judged


def is_goods(line):
    """Whether goods were ordered with a line."""
    return line.kind == GOODS and line.ordered > 0


def of_lines(rule):
    """Judge lines of goods that were ordered, without replacements and what was sent instead."""

    @wraps(rule)
    def judged(fact, options):
        reason = _stranger(fact, options) or (NOT_CONFIRMED if fact.confirmed_day is None else None)
        reason = reason or (SUBSTITUTE if fact.is_substitute else None if is_goods(fact) else NOT_GOODS)
        return out(reason, fact.confirmed_day) if reason else rule(fact, options)

    return judged


def of_ours(day):
    """Judge anything but replacements and, if chosen, what own companies do with each other.

    :param str day: name of the day to which a fact belongs that is left out
    """

    def decorate(rule):
        @wraps(rule)
        def judged(fact, options):
            reason = _stranger(fact, options)
            return out(reason, getattr(fact, day)) if reason else rule(fact, options)

        return judged

    return decorate


def doubtful(verdict, estimated, options):
    """Return a verdict that rests on an estimate, if it does: marked, or left out where only proof counts."""
    if not (estimated and verdict.counts):
        return verdict
    return out(ESTIMATED, verdict.day) if options.proven_only else replace(verdict, estimated=True)
