"""What a board shows: which figures stand together for whom, over which periods, and what sums of facts say."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from .kpi_definition import HIGHER, LOWER, NEITHER, POINT, SPREAD, SUM
from .kpi_entries import REFERENCE
from .kpi_figure import Figure
from .kpi_period import ONE_DAY, Period, month_end, previous
from .kpi_verdict import NOTHING_OPEN

# Periods that a small line shows before the one that is asked for
BEFORE = 12
DAYS, WEEKS, MONTHS = "day", "week", "month"

# Figures of which numerator and denominator are quantities; what others add up in a unit is money
QUANTITIES = frozenset({"otif_units", "fill_units", "return_rate_units", "return_rate_period"})

_INCOMING = ("orders_per_day", "orders_per_day_net", "average_order_value", "average_order_value_current")
_QUOTING = ("conversion", "conversion_value", "conversion_cohort", "quote_cycle_time", "repeat_rate")
_CHECKING = ("first_pass_rate", "waiver_rate", "bad_waivers", "hold_rate", "hold_time", "hold_hours")
_CANCELLING = (
    "cancellation_rate",
    "cancellation_rate_customer",
    "cancellation_rate_seller",
    "cancelled_value",
    "partly_cancelled_value",
)
_SERVICE = (
    "wismo_rate",
    "question_share",
    "satisfaction",
    "complaint_rate",
    "promise_reliability",
    "promises_moved",
)
_SHIPPING = ("ship_window", "ship_time", "on_time_shipment", "on_time_shipment_lines", "capacity")
_TIMES = ("processing_time", "internal_cycle_time", "order_cycle_time", "order_cycle_time_net")
_DELIVERY = (
    "otd",
    "otd_requested",
    "otd_latest",
    "otd_lines",
    "otd_lines_requested",
    "otif",
    "otif_lines",
    "otif_units",
    "otif_value",
)
_FILLING = ("fill_orders", "fill_lines", "fill_units", "fill_value")
_PERFECT = ("perfect_order", "perfect_on_time", "perfect_in_full", "perfect_documents", "perfect_undamaged")
_QUALITY = ("accuracy", "damage_rate", "refused_rate", "claim_recovery")
_BACKORDERS = ("backorder_rate", "backorder_rate_lines", "backorder_value", "backorder_age")
_RETURNED = ("return_rate_orders", "return_rate_units", "return_rate_value", "return_rate_period")
_RETURNING = (
    "return_time",
    "return_approval_time",
    "return_transit_time",
    "return_disposal_time",
    "return_settling_time",
    "dock_to_stock",
    "refund_time",
    "refund_paid_time",
)
_OUTSTANDING = ("dso_countback", "dso", "best_possible_dso", "days_delinquent", "cei", "bad_debt")
_PAYING = ("days_to_pay", "days_late", "payment_promises_kept", "current_share")
_AGING = ("aging_not_due", "aging_30", "aging_60", "aging_90", "aging_older", "aging_credits")
_INVOICING = ("invoice_time", "invoice_sending_time", "invoice_accuracy")
_CREDIT = (
    "credit_hold_rate",
    "credit_hold_time",
    "credit_released_payment",
    "credit_released_limit",
    "credit_released_waiver",
    "bad_credit_waivers",
)

# Who looks at what: groups of figures in the order in which they are shown
ROLES = {
    "management": {
        "orders": ("orders_per_day", "average_order_value", "conversion", "processing_time"),
        "delivery": ("otd", "otif", "perfect_order", "ship_window"),
        "quality": ("accuracy", "return_rate_orders", "damage_rate", "cancellation_rate"),
        "service": ("wismo_rate", "satisfaction", "promise_reliability", "refund_time"),
        "receivables": ("dso_countback", "cei", "days_to_pay", "current_share"),
        "invoices": ("invoice_time", "invoice_accuracy"),
    },
    "sales": {
        "orders": _INCOMING,
        "quotations": _QUOTING,
        "checks": _CHECKING,
        "cancellations": _CANCELLING,
        "service": _SERVICE,
        "returns": _RETURNED,
    },
    "warehouse": {
        "shipping": _SHIPPING,
        "times": _TIMES,
        "delivery": _DELIVERY,
        "filling": _FILLING,
        "perfect": _PERFECT,
        "quality": _QUALITY,
        "backorders": _BACKORDERS,
        "returning": _RETURNING,
    },
    "receivables": {
        "receivables": _OUTSTANDING,
        "payments": _PAYING,
        "aging": _AGING,
        "invoices": _INVOICING,
        "credit": _CREDIT,
    },
}


def periods_before(of, number=BEFORE):
    """Return the periods before one, the last one first. See :func:`engine.kpi_period.previous`.

    :param Period of: the period
    :param int number: how many
    """
    found = []
    for _step in range(number):
        found.append(previous(found[-1] if found else of))
    return found


def is_months(of):
    """Whether a period consists of whole months.

    :param Period of: the period
    """
    return of.first.day == 1 and of.last == month_end(of.last)


def is_one_month(of):
    """Whether a period is one whole month: only such are closed.

    :param Period of: the period
    """
    return of.first.day == 1 and of.last == month_end(of.first)


def buckets(of):
    """Return of what a line over a period is made: days, weeks or months, and the periods, the first one first.

    :param Period of: the period
    :return: ``(kind, [Period])``
    """
    if of.days <= 31:
        return DAYS, [Period(day, day) for day in _steps(of, 1)]
    if of.days <= 120:
        # Weeks begin on Monday; the first and the last one are cut to the period.
        first = of.first - timedelta(days=of.first.weekday())
        weeks = _steps(Period(first, of.last), 7)
        return WEEKS, [Period(max(day, of.first), min(day + timedelta(days=6), of.last)) for day in weeks]
    found, first = [], of.first
    while first <= of.last:
        found.append(Period(first, min(month_end(first), of.last)))
        first = found[-1].last + ONE_DAY
    return MONTHS, found


def from_sums(kpi, sums, period, options):
    """Return the figure that sums of facts make. Of a spread it is the mean: sums know no median.

    :param Kpi kpi: the definition
    :param sums: ``[(reason, unit, numerator, denominator, rows, estimated)]`` of one company and period
    :param Period period: the period
    :param Options options: of the company, with its day and moment
    :rtype: engine.kpi_figure.Figure
    """
    excluded, found = {}, Figure(factor=kpi.factor, is_sum=kpi.kind == SUM)
    for reason, unit, numerator, denominator, rows, estimated in sums:
        if reason == NOTHING_OPEN:
            continue  # said by nearly every line of all times
        if reason is not None:
            excluded[reason] = excluded.get(reason, 0) + rows
            continue
        found += Figure(
            exact(numerator),
            exact(denominator),
            rows,
            factor=kpi.factor,
            is_sum=kpi.kind == SUM,
            units=frozenset() if unit is None else frozenset({unit}),
            estimated=estimated,
        )
    found = replace(found, excluded=excluded, numerator=found.numerator - found.n * to_take_off(kpi, options.now))
    return kpi.finish(found, (), period, options) if kpi.finish else found


def to_take_off(kpi, now):
    """Return how many seconds too long each entry of a figure says that something has lasted.

    What goes on at a moment is stored as lasting until :data:`engine.kpi_entries.REFERENCE`.

    :param Kpi kpi: the definition
    :param datetime now: the moment at which somebody asks, in UTC
    """
    return int((REFERENCE - now).total_seconds()) if kpi.cohort == POINT and kpi.kind == SPREAD else 0


def exact(value):
    """Return a number from a database as one that is added up without noise: whole ones as int."""
    whole = int(value or 0)
    return whole if whole == (value or 0) else Fraction(value)


def is_known(kpi, period, today):
    """Whether stored facts can tell a figure of a period: what stands at a moment is known of today only."""
    return kpi.cohort != POINT or today in period


def verdict(better, value, other):
    """Return whether a value is good against another one (a target, or what it was before).

    :param str better: HIGHER, LOWER or NEITHER
    :return: True, False, or None if nobody can tell
    """
    if better == NEITHER or value is None or other is None:
        return None
    return value >= other if better == HIGHER else value <= other


def trend(better, value, before):
    """Return "better", "worse" or "same", or None if there is nothing to compare with or no side is better."""
    if better not in (HIGHER, LOWER) or value is None or before is None:
        return None
    if value == before:
        return "same"
    return "better" if verdict(better, value, before) else "worse"


def _steps(of, days):
    return [of.first + timedelta(days=number) for number in range(0, of.days, days)]
