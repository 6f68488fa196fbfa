"""Receivables as of any day, and the figures made of them."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import receivable_figures as figures
from engine.receivable_figures import Countback, Figure, countback
from engine.receivables import (
    Ages,
    Item,
    Match,
    aging,
    bucket,
    days_late,
    days_to_pay,
    residuals,
    settlements,
)

JANUARY = date(2040, 1, 1)


def day(offset):
    return JANUARY + timedelta(days=offset)


INVOICE = Item("invoice", day(0), day(30), 1000, "Anna")
PAYMENT = Item("payment", day(40), day(40), -600, "Anna", payment=True)
MATCH = Match("invoice", "payment", 600, day(40))


# === Open amounts === #


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        (-1, {}),
        (0, {"invoice": 1000}),
        (39, {"invoice": 1000}),  # paid since then, but open on that day
        (40, {"invoice": 400, "payment": 0}),
    ],
)
def test_what_was_open_on_a_day(as_of, left):
    assert residuals([INVOICE, PAYMENT], [MATCH], day(as_of)) == left


def test_a_match_cannot_be_older_than_what_it_matches():
    early = replace(MATCH, day=day(10))
    assert residuals([INVOICE, PAYMENT], [early], day(20)) == {"invoice": 1000}


def test_the_other_side_need_not_be_known():
    assert residuals([INVOICE], [MATCH], day(40)) == {"invoice": 400}


items = st.lists(
    st.builds(
        lambda booked, term, amount, group: Item(None, day(booked), day(booked + term), amount, group),
        st.integers(0, 60),
        st.integers(0, 40),
        st.integers(-1000, 1000),
        st.sampled_from("AB"),
    ),
    max_size=8,
).map(lambda found: [replace(item, key=key) for key, item in enumerate(found)])
matches = st.lists(
    st.builds(
        lambda debit, credit, units, at: Match(debit, credit, units, day(at)),
        st.integers(0, 7),
        st.integers(0, 7),
        st.integers(0, 500),
        st.integers(0, 100),
    ),
    max_size=8,
)


@given(items, matches, st.integers(-1, 120))
def test_open_amounts_add_up_to_the_ledger(items, matches, as_of):
    known = [match for match in matches if max(match.debit, match.credit) < len(items)]
    left = residuals(items, known, day(as_of))
    assert sum(left.values()) == sum(item.amount for item in items if item.day <= day(as_of))


# === Ages === #


@pytest.mark.parametrize(
    ("days", "position"),
    [(-5, None), (0, None), (1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (999, 3)],
)
def test_buckets(days, position):
    assert bucket(day(0), day(days)) == position


def test_aging():
    instalment = Item("second", day(0), day(60), 500, "Anna")
    unallocated = Item("on account", day(35), day(35), -70, "Anna", payment=True)
    other = Item("other", day(1), day(1), 20, "Bert")
    everything = [INVOICE, PAYMENT, instalment, unallocated, other]
    assert aging(everything, [MATCH], day(39)) == {
        "Anna": Ages(not_due=500, overdue=[1000, 0, 0, 0], credits=-70),
        "Bert": Ages(overdue=[0, 20, 0, 0]),
    }
    assert aging(everything, [MATCH], day(121)) == {
        "Anna": Ages(overdue=[0, 0, 500, 400], credits=-70),
        "Bert": Ages(overdue=[0, 0, 0, 20]),
    }


def test_credits_are_not_overdue():
    ages = Ages(not_due=500, overdue=[100, 0, 0, 30], credits=-70)
    assert (ages.total, ages.current) == (560, 430)


def test_who_owes_nothing_is_not_listed():
    assert aging([INVOICE], [replace(MATCH, units=1000)], day(50)) == {}
    assert aging([], [], day(0)) == {}


@given(items, matches, st.integers(-1, 120))
def test_ages_add_up_to_what_is_open(items, matches, as_of):
    left = residuals(items, matches, day(as_of))
    groups = aging(items, matches, day(as_of))
    for group in "AB":
        expected = sum(left.get(item.key, 0) for item in items if item.group == group)
        assert groups.get(group, Ages()).total == expected


# === Days to pay === #


def test_only_money_settles():
    note = Item("note", day(20), day(20), -400, "Anna")
    everything = [INVOICE, PAYMENT, note]
    both = [MATCH, Match("invoice", "note", 400, day(20))]
    paid = settlements(everything, both, day(0), day(99))
    assert [(one.units, one.days, one.days_late) for one in paid] == [(600, 40, 10)]


def test_a_period_includes_its_last_day():
    assert len(settlements([INVOICE, PAYMENT], [MATCH], day(40), day(40))) == 1
    assert settlements([INVOICE, PAYMENT], [MATCH], day(30), day(39)) == []
    assert settlements([INVOICE, PAYMENT], [MATCH], day(41), day(50)) == []


def test_days_are_weighted_by_amount():
    early = Item("early", day(10), day(10), -300, payment=True)
    everything = [INVOICE, PAYMENT, early]
    paid = settlements(everything, [MATCH, Match("invoice", "early", 300, day(10))], day(0), day(99))
    assert days_to_pay(paid) == Figure(600 * 40 + 300 * 10, 900)
    assert days_to_pay([]).value is None


def test_those_who_never_pay_are_late_as_well():
    never = Item("never", day(0), day(30), 500)
    everything, late = [INVOICE, replace(PAYMENT, amount=-1000), never], [replace(MATCH, units=1000)]
    paid = settlements(everything, late, day(0), day(99))
    found = days_late(paid, everything, late, day(130))
    assert (found.paid.value, found.open.value) == (10, 100)
    assert found.together.value == Fraction(1000 * 10 + 500 * 100, 1500)
    on_account = Item("on account", day(0), day(0), -500, payment=True)
    on_time = days_late([], [never, on_account], [], day(30))
    assert (on_time.open, on_time.together.value) == (Figure(0, 0), None)


# === Formulas === #


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


@given(items, matches, st.integers(0, 120), st.integers(1, 10**6))
def test_what_is_delinquent_is_what_is_overdue(items, matches, as_of, sales):
    for ages in aging(items, matches, day(as_of)).values():
        delinquent = figures.average_days_delinquent(ages.total, ages.current, sales, 30)
        assert delinquent.value == Fraction(sum(ages.overdue) * 30, sales)
        whole, best = (figure(owed, sales, 30) for figure, owed in _both(ages))
        assert whole.value - best.value == delinquent.value


def _both(ages):
    return ((figures.dso, ages.total), (figures.best_possible_dso, ages.current))
