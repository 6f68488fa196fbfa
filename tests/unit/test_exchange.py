"""Money for a debt in another currency: never more than it buys, never more than it is worth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exchange import bought, fits, rate, worth

rates = st.fractions(Fraction(1, 500), 500).filter(bool)
units = st.integers(0, 10**7)


@pytest.mark.parametrize(
    ("price", "debt", "money", "expected"),
    [
        (0.8, 0.01, 0.01, Fraction(4, 5)),
        (150.0, 0.01, 1.0, Fraction(3, 2)),  # a cent for yen
        (0.0067, 1.0, 0.01, Fraction(67, 100)),  # a yen for cents
        (0.7, 0.01, 0.05, Fraction(7, 50)),
    ],
)
def test_a_rate_counts_in_smallest_units(price, debt, money, expected):
    assert rate(price, debt, money) == expected


def test_a_price_that_no_binary_fraction_is_does_not_change_a_half():
    assert worth(5, rate(0.7, 0.01, 0.01)) == 4  # 3.5: as a float, 0.7 is a little less


@given(units, rates)
def test_what_is_bought_is_worth_no_more_and_one_more_would_be(money, rate):
    debt = bought(money, rate)
    assert debt >= 0
    assert worth(debt, rate) <= money < worth(debt + 1, rate)


@given(units, rates)
def test_what_is_bought_takes_the_money_but_for_one_unit(money, rate):
    assert fits(bought(money, rate), money, rate)


@given(units, rates)
def test_what_a_debt_is_worth_fits(debt, rate):
    assert fits(debt, worth(debt, rate), rate)
    assert not fits(debt, worth(debt, rate) + 2 + 2 * int(rate), rate)
