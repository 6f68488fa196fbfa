"""What a month's exceptions say: rates beside those of the month before and of the twelve before it.

Months are added up before anything is divided: the rate of twelve months is not the average of twelve rates.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .kpi_definition import COST, HIGHER, LOWER, RATE
from .kpi_period import month_end
from .kpi_registry import REGISTRY

BETTER, WORSE, SAME = "better", "worse", "same"
MONTHS = 12  # what is usual
FEW = 20  # with fewer cases a change may be chance
# Percentages, hours and days are told with one digit; what is equal then is the same.
STEP = Fraction(1, 10)

# What the report tells, in its order
SECTIONS = {
    "holds": ("hold_rate", "credit_hold_rate", "first_pass_rate", "waiver_rate", "bad_waivers"),
    "cancellations": (
        "cancellation_rate",
        "cancellation_rate_customer",
        "cancellation_rate_seller",
        "cancelled_value",
    ),
    "deliveries": ("otd", "otif", "ship_window", "backorder_rate", "fill_lines"),
    "returns": ("return_rate_orders", "return_rate_units", "refused_rate"),
    "claims": ("accuracy", "damage_rate", "claim_recovery"),
    "invoices": ("invoice_accuracy",),
}
CODES = tuple(code for codes in SECTIONS.values() for code in codes)
# Figures of which cases are told by reason, and by who or what they belong to
BY_REASON = ("hold_rate", "cancellation_rate", "return_rate_orders", "damage_rate", "fill_lines", "invoice_accuracy")
CUSTOMER, PRODUCT, CARRIER = "customer", "product", "carrier"
CAUSES = {
    CUSTOMER: ("hold_rate", "cancellation_rate", "return_rate_orders"),
    PRODUCT: ("fill_lines", "otd_lines", "return_rate_units"),
    CARRIER: ("otd", "damage_rate"),
}
TOP = 5


@dataclass(frozen=True, slots=True)
class Sums:
    """What facts add to a figure, not divided yet.

    :ivar n: facts in the denominator
    :ivar units: units or currencies of what was added up; of several there is no value
    """

    numerator: Decimal | int = 0
    denominator: Decimal | int = 0
    n: int = 0
    units: frozenset = frozenset()

    def __add__(self, other):
        return Sums(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.n + other.n,
            self.units | other.units,
        )

    def value(self, factor):
        """Return the figure as an exact fraction, or None without a denominator or with several units."""
        if self.denominator <= 0 or len(self.units) > 1:
            return None
        return Fraction(self.numerator) * factor / Fraction(self.denominator)


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a month, beside what it was.

    :ivar now: sums of the month; ``before`` of the month before; ``usual`` of the twelve before together
    :ivar against_before: BETTER, WORSE or SAME; None if there is nothing to compare, or neither is better
    """

    code: str
    now: Sums
    before: Sums
    usual: Sums
    against_before: str | None
    against_usual: str | None

    @property
    def cases(self):
        """How many went wrong, of figures that count; else None."""
        kpi = REGISTRY[self.code]
        if kpi.kind != RATE or len(self.now.units) > 0:
            return None
        return self.now.denominator - self.now.numerator if kpi.better == HIGHER else self.now.numerator

    @property
    def few(self):
        """Whether there are so few cases that a change may be chance."""
        return self.now.n < FEW or self.before.n < FEW


def months_earlier(day, number):
    """Return the first day of the month that lies so many months before that of a day.

    :param date day: any day of a month
    :param int number: of months
    """
    count = day.year * 12 + day.month - 1 - number
    return date(count // 12, count % 12 + 1, 1)


def due_month(today, closing_days=None, day=None):
    """Return the first day of the last month whose report is due.

    :param date today: the company's day
    :param int closing_days: a month is told when it has been over for so many days
    :param int day: or, a month is told on this day of the next one; in a shorter month on its last
    """
    last = months_earlier(today, 1)
    if day:
        return last if today.day >= min(day, month_end(today).day) else months_earlier(last, 1)
    while month_end(last) + timedelta(days=closing_days or 0) >= today:
        last = months_earlier(last, 1)
    return last


def changes(codes, sums, month, before, usual):
    """Return the change of each figure.

    :param codes: of figures that are sums of facts
    :param sums: ``{(code, month): Sums}``
    :param month: the month that is told, ``before`` the one before
    :param usual: the months that are usual together
    """
    return [
        _change(code, *(_total(sums, code, months) for months in ((month,), (before,), tuple(usual)))) for code in codes
    ]


def judge(kpi, now, then):
    """Return whether a value is better or worse than another one: BETTER, WORSE, SAME or None.

    :param Kpi kpi: whose values they are
    :param now: exact value or None; ``then`` the same
    """
    if now is None or then is None or kpi.better not in (HIGHER, LOWER):
        return None
    now, then = _told(now), _told(then)
    if now == then:
        return SAME
    return BETTER if (now > then) == (kpi.better == HIGHER) else WORSE


def told_to(codes, cost):
    """Return which figures may be told to somebody.

    :param codes: of figures
    :param bool cost: whether what things cost may be told
    """
    return [code for code in codes if cost or REGISTRY[code].group != COST]


def net_cost(costs):
    """Return what exceptions have cost in all: what carriers have paid comes off.

    :param costs: ``{refunds, scrapped, replacements, recovered: amount}``
    """
    return sum(costs.get(name, 0) for name in ("refunds", "scrapped", "replacements")) - costs.get("recovered", 0)


def top(causes):
    """Return the members with most cases, ties by share and then by id, at most :data:`TOP`; none without a case.

    :param causes: ``[(member, cases, n)]``
    """
    found = [cause for cause in causes if cause[1]]
    return sorted(found, key=lambda one: (-one[1], -Fraction(one[1], one[2] or 1), one[0]))[:TOP]


def _change(code, now, before, usual):
    kpi = REGISTRY[code]
    values = [sums.value(kpi.factor) for sums in (now, before, usual)]
    return Change(code, now, before, usual, judge(kpi, values[0], values[1]), judge(kpi, values[0], values[2]))


def _total(sums, code, months):
    total = Sums()
    for month in months:
        total += sums.get((code, month), Sums())
    return total


def _told(value):
    return round(Fraction(value) / STEP)
