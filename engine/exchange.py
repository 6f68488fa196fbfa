"""Money of one currency for a debt in another: what is worth how much, in whole units of each (:mod:`.money`).

A rate is a Fraction: what one unit of the debt's currency is worth, in units of the money's.
"""

from fractions import Fraction

from .money import half_up


def rate(price, debt_rounding, money_rounding):
    """Return a rate in units.

    :param float price: what 1.00 of the debt's currency costs in the money's
    :param float debt_rounding: the smallest unit of the debt's currency, such as 0.01
    :param float money_rounding: the smallest unit of the money's
    """
    return Fraction(str(price)) * Fraction(str(debt_rounding)) / Fraction(str(money_rounding))


def worth(units, rate):
    """Return what a debt is worth, in units of the money.

    :param int units: units of the debt
    """
    return half_up(units * Fraction(rate))


def bought(money, rate):
    """Return the largest debt that is worth no more than this money, in units of the debt.

    :param int money: units of the money, not negative
    """
    # Worth is rounded half up: what is below half a unit more is still worth this.
    below = Fraction(2 * money + 1) / (2 * Fraction(rate))
    return -(-below.numerator // below.denominator) - 1


def fits(units, money, rate):
    """Whether money is what a debt is worth, but for the smallest unit of either currency.

    :param int units: units of the debt
    :param int money: units of the money
    """
    return abs(money - units * Fraction(rate)) <= max(Fraction(1), Fraction(rate))
