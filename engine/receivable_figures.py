"""The formulas of the receivable figures. Each keeps numerator and denominator, and is n/a without a denominator.

Amounts are whole units of one currency. Receivables and sales have the same scope: with taxes, without prepaid
orders. "Current" receivables are what is not overdue.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Figure:
    """A ratio that is not divided yet, so that figures of several customers can be added up.

    :ivar factor: what the ratio is multiplied with: days of the period, or 100 for percent
    """

    numerator: int
    denominator: int
    factor: int = 1

    @property
    def value(self):
        """The figure as an exact fraction; None, said as n/a, if the denominator is not positive."""
        if self.denominator <= 0:
            return None
        return Fraction(self.numerator) * self.factor / self.denominator


@dataclass(frozen=True)
class Lateness:
    """Average days late: of what was paid, of what is still open and overdue, and of both.

    Whoever looks at payments only believes that those who never pay are not late.
    """

    paid: Figure
    open: Figure

    @property
    def together(self):
        """Of both."""
        return Figure(self.paid.numerator + self.open.numerator, self.paid.denominator + self.open.denominator)


@dataclass(frozen=True)
class Countback:
    """Days of sales that are not paid, counted back.

    :ivar Fraction days: the days
    :ivar bool at_least: whether the months that are known did not reach back far enough
    """

    days: Fraction
    at_least: bool = False


def dso(receivable, sales, days):
    """Return days sales outstanding: receivables / credit sales of the period × its days; n/a without sales.

    :param int receivable: at the end of the period
    :param int sales: credit sales of the period
    :param int days: real days of the period
    """
    return Figure(receivable, sales, days)


def best_possible_dso(current, sales, days):
    """Return the DSO if nothing were overdue: current receivables / credit sales × days.

    :param int current: what is not overdue at the end of the period
    :param int sales: as for :func:`dso`
    :param int days: as for :func:`dso`
    """
    return Figure(current, sales, days)


def average_days_delinquent(receivable, current, sales, days):
    """Return DSO − best possible DSO, of the same sales and days.

    :param int receivable: as for :func:`dso`
    :param int current: as for :func:`best_possible_dso`
    :param int sales: as for :func:`dso`
    :param int days: as for :func:`dso`
    """
    return Figure(receivable - current, sales, days)


def countback(receivable, months):
    """Return the DSO by counting back: months whose sales are all unpaid count with all their days.

    The sales of the last month are taken from the receivables and its days are added, then those of the month
    before, until a month's sales are more than what is left: that one counts with a part of its days. A month
    with more credit notes than sales is taken together with the one before it. Nothing owed is 0 days. Where the
    known months do not suffice, at least the days of all of them.

    :param int receivable: at the end of the last month
    :param months: ``(sales, days)``, the last month first
    :rtype: Countback
    """
    left, total = receivable, Fraction(0)
    joint_sales, joint_days = 0, 0
    for sales, days in months:
        if left <= 0:
            break
        joint_sales, joint_days = joint_sales + sales, joint_days + days
        if joint_sales < 0:
            continue
        if left < joint_sales:
            return Countback(total + Fraction(left * joint_days, joint_sales))
        left, total = left - joint_sales, total + joint_days
        joint_sales, joint_days = 0, 0
    return Countback(total + joint_days, at_least=True) if left > 0 else Countback(total)


def collection_effectiveness(begin, sales, end, end_current):
    """Return the CEI in percent; 100: nothing is overdue; n/a if there was nothing to collect.

    (begin + sales − end) / (begin + sales − current at the end) × 100, of all receivables unless said otherwise.

    :param int begin: receivables at the beginning of the period
    :param int sales: credit sales of the period; of a longer one the sum of its months
    :param int end: receivables at its end; ``end_current`` those of them that are not overdue
    """
    return Figure(begin + sales - end, begin + sales - end_current, 100)
