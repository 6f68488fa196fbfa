"""Units: exact, and rounded as accountants round."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.money import half_up, share, to_amount, to_units

ROUNDINGS = st.sampled_from([1, 0.1, 0.05, 0.01, 0.001])


@pytest.mark.parametrize(
    ("amount", "rounding", "units"),
    [
        (1.0, 0.01, 100),
        (0.1 + 0.2, 0.01, 30),
        (1.005, 0.01, 101),  # the float is a little less than what was meant
        (-1.005, 0.01, -101),
        (2.675, 0.01, 268),
        (Decimal("0.004"), 0.01, 0),
        (1234.5, 1, 1235),
        (0.12, 0.05, 2),
        (0.125, 0.05, 3),
        (1.2345, 0.001, 1235),
    ],
)
def test_units(amount, rounding, units):
    assert to_units(amount, rounding) == units


@pytest.mark.parametrize(("amount", "rounding"), [(1, 0), (1, -0.01), (float("nan"), 0.01), (float("inf"), 0.01)])
def test_what_is_no_money_is_refused(amount, rounding):
    with pytest.raises(ValueError, match=r"no amount|cannot round"):
        to_units(amount, rounding)


@given(st.integers(-(10**12), 10**12), ROUNDINGS)
def test_there_and_back(units, rounding):
    assert to_units(to_amount(units, rounding), rounding) == units


@given(st.fractions())
def test_the_nearest_whole_number(value):
    assert abs(half_up(value) - value) <= Fraction(1, 2)
    assert half_up(-value) == -half_up(value)


def test_half_is_away_from_zero():
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3, 5)] == [-2, -1, 1, 2, 3]


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(1, 10**6))
def test_shares(total, part, whole):
    assert abs(share(total, part, whole) - Fraction(total * part, whole)) <= Fraction(1, 2)
    assert share(total, whole, whole) == total
