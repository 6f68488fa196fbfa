"""Exact money: whole numbers of a currency's smallest unit, called units here.

1.00 in a currency with two decimals is 100 units. Sums of units have no noise, so "to the cent" can be compared
with ``==``. The smallest unit is what the currency rounds to: 0.01, 1 (yen), 0.001 (dinar) or 0.05 (cash francs).
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def to_units(amount, rounding):
    """Return an amount in units, half a unit rounded away from zero.

    :param amount: float, int or Decimal
    :param float rounding: the smallest unit, such as 0.01
    :raises ValueError: if ``rounding`` is not positive, or the amount is no number
    """
    if not rounding > 0:
        raise ValueError(f"a currency cannot round to {rounding}")
    exact = Decimal(str(amount))
    if not exact.is_finite():
        raise ValueError(f"{amount} is no amount")
    # Seven more digits than any currency has: what binary fractions add is gone, what somebody meant is not.
    steps = (exact / Decimal(str(rounding))).quantize(Decimal("0.0000001"), ROUND_HALF_UP)
    return half_up(Fraction(steps))


def to_amount(units, rounding):
    """Return units as the nearest float, as Odoo's fields take it.

    :param int units: whole units
    :param float rounding: the smallest unit, such as 0.01
    """
    return float(units * Decimal(str(rounding)))


def half_up(value):
    """Return the nearest whole number of a Fraction; a half is rounded away from zero."""
    value = Fraction(value)
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


def share(total, part, whole):
    """Return the part of a total that belongs to ``part`` of ``whole``, in whole units.

    :param int total: what is shared, in units
    :param int part: units or any other exact measure
    :param int whole: not zero
    """
    return half_up(Fraction(total) * Fraction(part) / Fraction(whole))
