"""What a figure is: its name and meaning, which facts it is made of, and the rule by which each of them counts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .kpi_figure import MEDIAN, Figure, add_up

# Which facts belong to a period: confirmed, due, shipped, closed in it; as they are at its end
CONFIRMED, DUE, SHIPPED, CLOSED, POINT = "C", "D", "S", "X", "P"
COHORTS = (CONFIRMED, DUE, SHIPPED, CLOSED, POINT)
PERCENT, HOURS, DAYS, MONEY, COUNT, RATIO = "percent", "hours", "days", "money", "count", "ratio"
HIGHER, LOWER, NEITHER = "higher", "lower", "neither"
EVERYBODY, RECEIVABLES, COST = "all", "receivables", "cost"
ORDER, LINE, SHIPMENT, MOVEMENT, QUOTATION, DAY = "order", "line", "shipment", "movement", "quotation", "day"
HOLD, WAIVER, RETURN, CLAIM, INVOICE = "hold", "waiver", "return", "claim", "invoice"
MONTH, SETTLEMENT, OPEN_ITEM, PAYMENT_PROMISE = "month", "settlement", "open_item", "payment_promise"

# Shares of facts, what may exceed 1, amounts at a moment, times and other values of which the spread is told
RATE, QUOTIENT, SUM, SPREAD = "rate", "quotient", "sum", "spread"


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """The definition of one figure.

    :ivar str definition: what is divided by what, as shown to people
    :ivar int version: changes when the same facts would give another figure
    :ivar str better: whether more or less is better
    :ivar target: what is aimed at, in the figure's unit, or None
    :ivar str source: the facts it is made of
    :ivar str group: who may see it
    :ivar rule: function of a fact and :class:`engine.kpi_verdict.Options` that returns a verdict
    :ivar needs_period: the rule takes the period, too, and says itself what belongs to it
    :ivar headline: for a spread, which of its values is the figure
    :ivar finish: function of figure, rows, period and options for what no sum of facts can say
    """

    code: str
    name: str
    definition: str
    cohort: str
    unit: str
    better: str
    source: str
    rule: Callable
    kind: str = RATE
    target: Decimal | None = None
    group: str = EVERYBODY
    version: int = 1
    needs_period: bool = False
    headline: str | None = None
    finish: Callable | None = None

    @property
    def factor(self):
        """What the ratio is multiplied with, to be in the figure's unit. Times are measured in seconds."""
        if self.unit == PERCENT:
            return 100
        if self.kind == SPREAD and self.unit in (HOURS, DAYS):
            return Fraction(1, 3600 if self.unit == HOURS else 86400)
        return 1

    def assess(self, fact, options):
        """Return what a fact says, whatever the period: it belongs to that of the verdict's day.

        :raises TypeError: if the figure exists for a period only (:attr:`needs_period`)
        """
        if self.needs_period:
            raise TypeError(f"{self.code} exists for a period only")
        return self.rule(fact, options)

    def judge(self, fact, period, options):
        """Return what a fact says to a period: how much it counts, or why it is left out.

        :param fact: of the kind :attr:`source`
        :param Period period: days of the fact's company
        :param Options options: of the fact's company
        :rtype: engine.kpi_verdict.Verdict
        """
        if self.needs_period:
            return self.rule(fact, options, period)
        return self.rule(fact, options).within(period)

    def rows(self, facts, period, options):
        """Return ``(fact, verdict)`` of all facts."""
        return [(fact, self.judge(fact, period, options)) for fact in facts]

    def figure(self, facts, period, options):
        """Return the figure of a period.

        :param facts: of one company
        :rtype: engine.kpi_figure.Figure
        """
        rows = self.rows(facts, period, options)
        headline = (self.headline or MEDIAN) if self.kind == SPREAD else None
        found = add_up((verdict for _fact, verdict in rows), self.factor, headline, self.kind == SUM)
        return self.finish(found, rows, period, options) if self.finish else found

    def figure_of_groups(self, groups, period, options):
        """Return the figure of facts of which those that differ in amounts only are told as one.

        Only for figures that add amounts up: what is measured of each fact cannot be told of a group.

        :param groups: ``[(fact with the amounts of all of them, how many they are)]``, of one company
        :rtype: engine.kpi_figure.Figure
        """
        verdicts = [(self.judge(fact, period, options), number) for fact, number in groups]
        counting = [(verdict, number) for verdict, number in verdicts if verdict.counts]
        excluded = Counter()
        for verdict, number in verdicts:
            excluded[verdict.reason] += 0 if verdict.counts else number
        n = sum(number for _verdict, number in counting)
        return Figure(
            sum(verdict.numerator for verdict, _number in counting),
            n if self.kind == SUM else sum(verdict.denominator for verdict, _number in counting),
            n,
            dict(+excluded),
            self.factor,
            is_sum=self.kind == SUM,
            units=frozenset(verdict.unit for verdict, _number in counting if verdict.unit is not None),
        )
