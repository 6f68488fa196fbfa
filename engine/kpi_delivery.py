"""Rules of delivering: on time, in full, at once. Due and not delivered is late; what is not yet due is left out."""

from fractions import Fraction

from .kpi_facts import (
    BILLING_ERROR,
    DAMAGED_CARRIER,
    DAMAGED_PACKING,
    LOST,
    MISSING,
    OUR_FAULT,
    WRONG_ADDRESS,
    WRONG_DOCUMENT,
    WRONG_ITEM,
    WRONG_QUANTITY,
)
from .kpi_lines import asked, filled, in_full, left_on_time, line_due, on_time, too_early
from .kpi_orders import of_shipped
from .kpi_verdict import (
    CANCELLED_BEFORE_DUE,
    FIRST,
    LATEST,
    NOT_KNOWN,
    NOT_SHIPPED,
    ON_HOLD,
    REQUESTED,
    counted,
    doubtful,
    due,
    not_yet,
    of_deliveries,
    of_lines,
    of_ours,
    out,
    part,
    took,
)

DAMAGES = frozenset({DAMAGED_PACKING, DAMAGED_CARRIER, LOST})
WRONG_GOODS = frozenset({WRONG_ITEM, WRONG_QUANTITY, MISSING})
WRONG_PAPERS = frozenset({WRONG_DOCUMENT, BILLING_ERROR})


# === Shipping === #


@of_deliveries
def ship_window(order, options):
    """Whether all of it left within its window; unshipped when the window is over is a miss."""
    if order.window_end is None:
        return out(ON_HOLD if order.clock_stands else NOT_KNOWN, order.confirmed_day)
    if order.shipped_at is None and order.cancelled_at and order.cancelled_at <= order.window_end:
        return out(CANCELLED_BEFORE_DUE, order.window_day)
    hit = order.shipped_at and order.shipped_at <= order.window_end
    return not_yet(order.window_day, options) or counted(order.window_day, hit)


@of_deliveries
def ship_time(order, options):
    """From the start of its clock to when all of it had left."""
    if order.shipped_at is None and order.cancelled_at:
        return out(CANCELLED_BEFORE_DUE, order.cancelled_day)
    if order.shipped_at is None and order.clock_stands:
        return out(ON_HOLD, order.confirmed_day)
    return took(order.shipped_day, order.clock_at, order.shipped_at, options)


@of_deliveries
def shipped_on_time(order, options):
    """Whether each line left by the day by which it had to."""
    return due(order.leaving, order.confirmed_day, options) or counted(order.leaving.day, not order.leaving.late)


@of_lines
def line_shipped_on_time(line, options):
    """Whether it left by the day by which it had to."""
    return line_due(line, line.leaving, options) or counted(line.leaving.day, left_on_time(line, line.leaving))


# === On time === #


def order_on_time(basis):
    """Return the rule whether each line of an order arrived on its day, on one basis."""

    @of_deliveries
    def rule(order, options):
        found = getattr(order, basis)
        verdict = due(found, order.confirmed_day, options) or counted(found.day, not found.late)
        return doubtful(verdict, order.delivery_estimated, options)

    return rule


def line_on_time(basis):
    """Return the rule whether a line arrived on its day, on one basis."""

    @of_lines
    def rule(line, options):
        of = getattr(line, basis)
        verdict = line_due(line, of, options) or counted(of.day, on_time(line, of))
        return doubtful(verdict, line.delivery_estimated, options)

    return rule


requested_on_time, first_on_time, latest_on_time = map(order_on_time, (REQUESTED, FIRST, LATEST))
line_requested_on_time, line_first_on_time, line_latest_on_time = map(line_on_time, (REQUESTED, FIRST, LATEST))


@of_lines
def promise_moved(line, options):
    """Whether a line's promise was moved to a later day, of those whose first promise was due."""
    return line_due(line, line.first, options) or counted(line.first.day, line.promise_moved)


# === On time and in full === #


def _judged(order, options, hit):
    """Judge an order on the basis that the company has chosen."""
    found = getattr(order, options.basis)
    verdict = due(found, order.confirmed_day, options) or counted(found.day, hit(found))
    return doubtful(verdict, order.delivery_estimated, options)


@of_deliveries
def otif_order(order, options):
    """Whether all of it came on its day, neither less nor more."""
    return _judged(order, options, lambda found: not (found.late or found.early or found.short))


@of_lines
def otif_line(line, options):
    """Whether all of it came on its day, neither less nor more."""
    of = getattr(line, options.basis)
    verdict = line_due(line, of, options)
    if not verdict:
        kept = on_time(line, of) and not too_early(line, of, options) and in_full(line, of, options)
        verdict = counted(of.day, kept)
    return doubtful(verdict, line.delivery_estimated, options)


def _units(line, options, good, value=False):
    """Judge how much of what was due is good: in units, or by what it was worth."""
    of = getattr(line, options.basis)
    wanted = asked(line, of)
    verdict = line_due(line, of, options)
    if verdict:
        return verdict
    good = min(good(of), wanted)
    if not value:
        return part(of.day, good, wanted, line.unit)
    each = Fraction(line.value) / Fraction(line.ordered)
    return part(of.day, each * Fraction(good), each * Fraction(wanted), line.currency)


@of_lines
def otif_units(line, options):
    """How many of the units that were due came in time."""
    return doubtful(_units(line, options, lambda of: of.on_time), line.delivery_estimated, options)


@of_lines
def otif_value(line, options):
    """How much of the value that was due came in time."""
    return doubtful(_units(line, options, lambda of: of.on_time, value=True), line.delivery_estimated, options)


# === Filled at once === #


@of_lines
def unit_fill(line, options):
    """How many of the units that were due the order's first shipment brought."""
    return _units(line, options, lambda _of: line.first_shipped)


@of_lines
def value_fill(line, options):
    """How much of the value that was due the order's first shipment brought."""
    return _units(line, options, lambda _of: line.first_shipped, value=True)


@of_lines
def line_fill(line, options):
    """Whether the order's first shipment brought all of it."""
    of = getattr(line, options.basis)
    return line_due(line, of, options) or counted(of.day, filled(line, of))


@of_deliveries
def order_fill(order, options):
    """Whether its first shipment brought all of it."""
    found = getattr(order, options.basis)
    return due(found, order.confirmed_day, options) or counted(found.day, not order.unfilled)


# === Perfect === #


def _arrived_right(found, order):
    return not (found.late or found.early or WRONG_ADDRESS in order.errors)


def _complete(found, order):
    return not found.short and not order.errors & WRONG_GOODS


def _documented(_found, order):
    return not order.errors & WRONG_PAPERS


def _undamaged(_found, order):
    return not order.errors & DAMAGES


COMPONENTS = (_arrived_right, _complete, _documented, _undamaged)


@of_deliveries
def perfect(order, options):
    """Whether it was in full, on time, with the right documents and without damage."""
    return _judged(order, options, lambda found: all(holds(found, order) for holds in COMPONENTS))


def component(holds):
    """Return the rule for one of the four components of a perfect order."""

    @of_deliveries
    def rule(order, options):
        return _judged(order, options, lambda found: holds(found, order))

    return rule


perfect_on_time, perfect_in_full, perfect_documents, perfect_undamaged = map(component, COMPONENTS)


# === Errors and damage === #


@of_shipped
def accurate(order, _options):
    """Whether nothing that is our fault went wrong with an order."""
    return counted(order.first_shipped_day, not order.errors & OUR_FAULT)


@of_ours("shipped_day")
def damaged(shipment, _options):
    """Whether a shipment was damaged or lost, whoever's fault it was."""
    if shipment.shipped_day is None:
        return out(NOT_SHIPPED, None)
    return counted(shipment.shipped_day, shipment.damaged or shipment.lost)
