"""Interest and fees for paying late: simple, rounded once, never twice."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.late_charges import Balance, Charge, charge, interest

DUE = date(2040, 1, 31)
OPEN = [Balance(date(2040, 1, 1), 100_000)]


def later(days):
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "units"),
    [
        (0, 0),
        (-5, 0),
        (1, 22),  # 1,000.00 at 8 % a year: 0.2192 a day
        (30, 658),  # 6.5753
        (365, 8_000),
        (366, 8_022),  # a leap year is longer and costs more
    ],
)
def test_simple_interest(days, units):
    assert interest(OPEN, 8, DUE, later(days)) == units


def test_half_a_cent_is_rounded_up():
    assert interest([Balance(DUE, 73_000)], 0.25, DUE, later(1)) == 1  # exactly half a cent
    assert interest([Balance(DUE, 72_999)], 0.25, DUE, later(1)) == 0


def test_a_payment_stops_interest_from_its_day_on():
    paid = [*OPEN, Balance(later(11), 50_000)]
    assert interest(paid, 36.5, DUE, later(20)) == 10 * 100 + 10 * 50
    assert interest([*OPEN, Balance(later(11), 0)], 36.5, DUE, later(20)) == 1000
    assert interest([*OPEN, Balance(later(11), -500)], 36.5, DUE, later(20)) == 1000


def test_a_payment_before_the_due_date_costs_nothing():
    assert interest([*OPEN, Balance(later(-3), 0)], 8, DUE, later(100)) == 0


def test_a_charge_tells_its_days():
    assert charge(OPEN, 36.5, DUE, later(10), fee=500) == Charge(1000, 500, later(1), later(10))
    again = charge(OPEN, 36.5, DUE, later(15), charged=1000, charged_until=later(10))
    assert again == Charge(500, 0, later(11), later(15))


def test_a_day_is_charged_once():
    twice = charge(OPEN, 36.5, DUE, later(10), charged=1000, charged_until=later(10))
    assert twice == Charge()


def test_nothing_is_charged_before_it_is_late():
    assert charge(OPEN, 8, DUE, DUE, fee=500) == Charge()


balances = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 10**7)), min_size=1, max_size=5).map(
    lambda pairs: [
        Balance(DUE + timedelta(days=sum(gap for gap, _units in pairs[: index + 1]) - 60), units)
        for index, (_gap, units) in enumerate(pairs)
    ]
)
percents = st.decimals(0, 30, places=2)


@given(balances, percents, st.lists(st.integers(1, 200), min_size=1, max_size=8).map(sorted))
def test_charging_often_costs_as_much_as_charging_once(balances, percent, days):
    charged, until = 0, None
    for day in days:
        found = charge(balances, percent, DUE, later(day), charged=charged, charged_until=until)
        assert found.interest >= 0
        charged, until = charged + found.interest, found.until or until
    assert charged == interest(balances, percent, DUE, later(days[-1]))


@given(balances, percents, st.integers(0, 200))
def test_it_is_the_sum_of_the_days(balances, percent, days):
    total = Fraction(0)
    for day in range(1, days + 1):
        open_then = [balance.units for balance in balances if balance.since <= later(day)]
        total += Fraction(open_then[-1] if open_then else 0) * Fraction(str(percent)) / 36_500
    assert abs(interest(balances, percent, DUE, later(days)) - total) <= Fraction(1, 2)
