"""The figures made of receivables."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import receivable_figures as figures
from engine.receivable_figures import Countback, Figure, Lateness, countback


def test_those_who_never_pay_are_late_as_well():
    paid_late, never_paid = Figure(1000 * 10, 1000), Figure(500 * 100, 500)
    assert Lateness(paid_late, never_paid).together.value == Fraction(1000 * 10 + 500 * 100, 1500)
    assert Lateness(Figure(0, 0), Figure(0, 0)).together.value is None


def test_dso():
    assert figures.dso(212_000, 250_000, 90).value == Fraction(212 * 90, 250)
    assert figures.dso(212_000, 0, 90).value is None
    assert figures.dso(212_000, -5, 90).value is None


def test_delinquent_days_are_what_is_over_the_best_possible():
    whole = figures.dso(200, 300, 30).value
    best = figures.best_possible_dso(150, 300, 30).value
    assert (whole, best, figures.average_days_delinquent(200, 150, 300, 30).value) == (20, 15, 5)


def test_collection_effectiveness():
    assert figures.collection_effectiveness(100, 50, 80, 60) == Figure(70, 90, 100)
    assert figures.collection_effectiveness(100, 50, 80, 80).value == 100
    assert figures.collection_effectiveness(0, 0, 0, 0).value is None


def test_countback_of_the_dictionary():
    found = countback(212_000, [(100_000, 30), (80_000, 30), (70_000, 30)])
    assert float(found.days) == pytest.approx(73.714, abs=0.001)
    assert not found.at_least


@pytest.mark.parametrize(
    ("receivable", "months", "found"),
    [
        (0, [(100, 31)], Countback(Fraction(0))),
        (-5, [(100, 31)], Countback(Fraction(0))),
        (0, [], Countback(Fraction(0))),
        (100, [], Countback(Fraction(0), at_least=True)),
        (100, [(100, 31)], Countback(Fraction(31))),
        (100, [(100, 31), (0, 30)], Countback(Fraction(31))),
        (101, [(100, 31)], Countback(Fraction(31), at_least=True)),
        (50, [(100, 28)], Countback(Fraction(14))),
        (50, [(0, 30), (100, 31)], Countback(Fraction(30) + Fraction(31, 2))),  # nothing sold: its days pass
        (50, [(-20, 30), (120, 30)], Countback(Fraction(30))),  # 100 in 60 days, half of them
        (50, [(-20, 30), (-20, 30), (140, 40)], Countback(Fraction(50))),
        (50, [(-20, 30)], Countback(Fraction(30), at_least=True)),
    ],
)
def test_countback(receivable, months, found):
    assert countback(receivable, months) == found


months = st.lists(st.tuples(st.integers(-100, 1000), st.integers(28, 31)), max_size=12)


@given(st.integers(-100, 5000), months)
def test_countback_is_within_the_months(receivable, months):
    found = countback(receivable, months)
    assert 0 <= found.days <= sum(days for _sales, days in months)
    assert found.days or receivable <= 0 or not months


@given(st.integers(0, 5000), st.integers(0, 500), months)
def test_who_is_owed_more_waits_longer(receivable, more, months):
    assert countback(receivable, months).days <= countback(receivable + more, months).days


@given(st.integers(-1000, 5000), st.integers(0, 5000), st.integers(1, 10**6))
def test_what_is_delinquent_is_what_is_overdue(current, overdue, sales):
    delinquent = figures.average_days_delinquent(current + overdue, current, sales, 30)
    assert delinquent.value == Fraction(overdue * 30, sales)
    whole, best = figures.dso(current + overdue, sales, 30), figures.best_possible_dso(current, sales, 30)
    assert whole.value - best.value == delinquent.value
