"""Before and now: what has changed since the addon came, as far as it could be measured before.

What nobody had written down before cannot be compared. That is said, instead of a number that looks like one.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from .kpi_definition import DAYS
from .kpi_period import Period
from .kpi_registry import IMPROVEMENTS, REGISTRY
from .kpi_report import months_earlier

MONTHS = 12  # how far back documents are read
NOW_DAYS = 90  # "now" are the last of them, but not before the installation

# Why there is nothing to compare
NOT_BEFORE, NO_CASES_BEFORE, NO_CASES_NOW, ZERO_BEFORE = "not_before", "no_cases_before", "no_cases_now", "zero_before"

# Figures made of what only the addon writes down: when work began, holds, checks, promises, reasons of returns,
# questions, claims. Of orders before the installation they say nothing, or what was never meant.
UNKNOWN_BEFORE = frozenset(
    {
        "accuracy",
        "bad_credit_waivers",
        "bad_waivers",
        "cancellation_rate_customer",
        "cancellation_rate_seller",
        "claim_recovery",
        "complaint_rate",
        "credit_hold_rate",
        "credit_hold_time",
        "credit_released_limit",
        "credit_released_payment",
        "credit_released_waiver",
        "damage_rate",
        "dock_to_stock",
        "first_pass_rate",
        "hold_hours",
        "hold_rate",
        "hold_time",
        "invoice_accuracy",
        "on_time_shipment",
        "on_time_shipment_lines",
        "order_cycle_time_net",
        "otd",
        "otd_latest",
        "otd_lines",
        "otif",
        "otif_lines",
        "otif_units",
        "otif_value",
        "payment_promises_kept",
        "perfect_documents",
        "perfect_on_time",
        "perfect_order",
        "perfect_undamaged",
        "processing_time",
        "promise_reliability",
        "promises_moved",
        "question_share",
        "refund_paid_time",
        "refund_time",
        "refused_rate",
        "return_approval_time",
        "return_disposal_time",
        "return_settling_time",
        "return_time",
        "return_transit_time",
        "satisfaction",
        "waiver_rate",
        "wismo_rate",
    }
)
# What can be told for both times in place of a figure that cannot
STAND_INS = {"processing_time": "internal_cycle_time", "accuracy": "return_rate_orders"}
# Of these the guide means the opposite: errors, not accuracy
OPPOSITE = frozenset({"accuracy"})


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of one time.

    :ivar value: in the figure's unit, or None
    :ivar n: number of cases
    :ivar at_least: the value is a lower bound
    """

    value: Fraction | None = None
    n: int = 0
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Improvement:
    """One of the improvements that the guide expects, or what stands in for one.

    :ivar code: of the figure; ``stands_for`` of the one in whose place it is told, or None
    :ivar promised: percent, or days of a figure in days
    :ivar change: the same, or None; ``gap`` says then why
    :ivar reached: whether it is as much as promised, or None
    """

    code: str
    stands_for: str | None
    promised: int
    before: Measured
    now: Measured
    change: Fraction | None
    gap: str | None
    reached: bool | None


def measurable_before(code):
    """Return whether a figure can be told for the time before the installation.

    :param str code: of the figure
    """
    return code not in UNKNOWN_BEFORE


def begin(installed, months=MONTHS):
    """Return from which day on documents are read.

    :param date installed: the company's day of the installation
    """
    return months_earlier(installed, months)


def periods(installed, today):
    """Return the period before the installation, and that of now; None for now on the first day.

    :param date installed: day of the installation; it belongs to now
    :param date today: the company's day, which is not over and so not in it
    """
    before = Period(begin(installed), installed - timedelta(days=1))
    first, last = max(installed, today - timedelta(days=NOW_DAYS)), today - timedelta(days=1)
    return before, (Period(first, last) if first <= last else None)


def wanted():
    """Return the figures that are measured, with stand-ins, in the order in which they are told: ``[(code, for)]``."""
    found = []
    for code in IMPROVEMENTS:
        found.append((code, None))
        if code in STAND_INS:
            found.append((STAND_INS[code], code))
    return found


def improvements(before, now):
    """Return the expected improvements, with stand-ins.

    :param before: ``{code: Measured}`` of the time before; ``now`` the same of now
    """
    return [
        _improvement(code, stands_for, before.get(code, Measured()), now.get(code, Measured()))
        for code, stands_for in wanted()
    ]


def _improvement(code, stands_for, before, now):
    promised = IMPROVEMENTS[stands_for or code]
    if not measurable_before(code):
        before = Measured()
    if code in OPPOSITE:
        before, now = _opposite(before), _opposite(now)
    gap = _gap(code, before, now)
    change = None if gap else _difference(code, before.value, now.value)
    reached = None if change is None or before.at_least or now.at_least else _reached(change, promised)
    return Improvement(code, stands_for, promised, before, now, change, gap, reached)


def _gap(code, before, now):
    if not measurable_before(code):
        return NOT_BEFORE
    if before.value is None:
        return NO_CASES_BEFORE
    if now.value is None:
        return NO_CASES_NOW
    return ZERO_BEFORE if before.value == 0 and not _in_days(code) else None


def _in_days(code):
    """Whether a change is told in days, as that of DSO; else in percent."""
    return REGISTRY[code].unit == DAYS and code in IMPROVEMENTS


def _difference(code, before, now):
    return now - before if _in_days(code) else (now - before) / before * 100


def _reached(change, promised):
    return change >= promised if promised > 0 else change <= promised


def _opposite(measured):
    return Measured(None if measured.value is None else 100 - measured.value, measured.n, measured.at_least)
