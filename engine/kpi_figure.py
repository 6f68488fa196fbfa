"""Figures that are not divided yet: numerator, denominator, and what was left out.

Figures of disjoint facts add up, whatever their order; there is no average of averages anywhere. Without a
denominator a figure is n/a (None), never 0 and never 100 %.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

# Of what several values are told as
MEAN, MEDIAN, P90 = "mean", "median", "p90"


@dataclass(frozen=True, slots=True)
class Spread:
    """Values in ascending order: how many, and what is typical of them."""

    values: tuple = ()

    @property
    def n(self):
        """How many."""
        return len(self.values)

    @property
    def mean(self):
        """Their mean, or None."""
        return Fraction(sum(map(Fraction, self.values))) / self.n if self.values else None

    @property
    def median(self):
        """The one in the middle, or the mean of the two there, or None."""
        if not self.values:
            return None
        return Fraction(self.values[(self.n - 1) // 2] + self.values[self.n // 2]) / 2

    @property
    def p90(self):
        """The smallest value that nine of ten do not exceed (PostgreSQL's ``percentile_disc``), or None."""
        return Fraction(self.values[-(-9 * self.n // 10) - 1]) if self.values else None


@dataclass(frozen=True, slots=True)
class Figure:
    """What several facts say together.

    :ivar n: facts in the denominator
    :ivar excluded: how many were left out, by reason
    :ivar factor: what the value is multiplied with: 100 for percent, days of a period, 1/3600 for hours
    :ivar headline: None: the ratio; else which value of ``measured`` is the figure's
    :ivar is_sum: the numerator alone is the figure's value
    :ivar units: units or currencies of what counts; of several there is no value, see the figure by value beside it
    :ivar at_least: the value is a lower bound
    :ivar sealed: what it is divided by, or how, does not come from the facts, so it cannot be added
    :ivar estimated: of the counted ones, how many rest on an estimate
    :ivar measured: the values that were measured; ``ages`` those of what is still open
    """

    numerator: int | Decimal | Fraction = 0
    denominator: int | Decimal | Fraction = 0
    n: int = 0
    excluded: Mapping = field(default_factory=dict)
    factor: int | Fraction = 1
    headline: str | None = None
    is_sum: bool = False
    units: frozenset = frozenset()
    at_least: bool = False
    sealed: bool = False
    estimated: int = 0
    measured: Spread = Spread()
    ages: Spread = Spread()

    @property
    def mixed(self):
        """Whether it would add up what cannot be added: pieces and kilograms, euros and dollars."""
        return len(self.units) > 1

    @property
    def ratio(self):
        """Numerator / denominator, or None."""
        if self.denominator <= 0 or self.mixed:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator)

    @property
    def value(self):
        """The figure in its unit as an exact fraction; None, said as n/a, if it does not exist."""
        if self.is_sum:
            return None if self.mixed else Fraction(self.numerator) * self.factor
        found = getattr(self.measured, self.headline) if self.headline else self.ratio
        return None if found is None else found * self.factor

    def __add__(self, other):
        """Add the figure of other facts, of the same definition and period.

        :raises ValueError: if they are not alike
        """
        alike = (self.factor, self.headline, self.is_sum) == (other.factor, other.headline, other.is_sum)
        if not alike or self.sealed or other.sealed:
            raise ValueError("these figures cannot be added")
        return Figure(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.n + other.n,
            dict(Counter(self.excluded) + Counter(other.excluded)),
            self.factor,
            self.headline,
            self.is_sum,
            self.units | other.units,
            estimated=self.estimated + other.estimated,
            measured=Spread(tuple(sorted(self.measured.values + other.measured.values))),
            ages=Spread(tuple(sorted(self.ages.values + other.ages.values))),
        )


def add_up(verdicts, factor=1, headline=None, is_sum=False):
    """Return the figure that verdicts make.

    :param verdicts: :class:`engine.kpi_verdict.Verdict` of different facts
    :param factor: see :class:`Figure`, as ``headline`` and ``is_sum``
    """
    verdicts = list(verdicts)
    counting = [verdict for verdict in verdicts if verdict.counts]
    left_out = [verdict for verdict in verdicts if not verdict.counts]
    return Figure(
        sum(verdict.numerator for verdict in counting),
        sum(verdict.denominator for verdict in counting),
        len(counting),
        dict(Counter(verdict.reason for verdict in left_out)),
        factor,
        headline,
        is_sum,
        frozenset(verdict.unit for verdict in counting if verdict.unit is not None),
        estimated=sum(verdict.estimated for verdict in counting),
        measured=Spread(tuple(sorted(verdict.numerator for verdict in counting)) if headline else ()),
        ages=Spread(tuple(sorted(verdict.age for verdict in left_out if verdict.age is not None))),
    )


def product(figures):
    """Return the product of the ratios of several figures, or None if one of them is n/a."""
    ratios = [figure.ratio for figure in figures]
    if None in ratios:
        return None
    found = Fraction(1)
    for ratio in ratios:
        found *= ratio
    return found
