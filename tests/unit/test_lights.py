"""Red, amber, green: what may be said about a quantity and a date."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.lights import AMBER, GREEN, RED, Verdict, judge, light_of

DAY = datetime(2026, 5, 1, 9)
RANKS = {GREEN: 0, AMBER: 1, RED: 2}

moments = st.integers(0, 30).map(lambda days: DAY + timedelta(days=days))
possible = st.dictionaries(st.sampled_from("ABCDE"), st.none() | moments, max_size=5)


def after(days):
    return DAY + timedelta(days=days)


def test_all_in_time_from_the_own_warehouse_is_green():
    assert judge({"A": after(2), "B": after(1)}, "A", after(2)) == Verdict(GREEN, after(2), "A", True)


def test_later_is_amber_with_the_own_date():
    assert judge({"A": after(5), "B": after(4)}, "A", after(2)) == Verdict(AMBER, after(5), "A", False)


def test_in_time_from_elsewhere_is_amber_with_that_place():
    assert judge({"A": after(5), "B": after(1)}, "A", after(2)) == Verdict(AMBER, after(1), "B", True)


def test_unknown_here_and_late_elsewhere_is_amber():
    assert judge({"A": None, "B": after(9), "C": after(7)}, "A", after(2)) == Verdict(AMBER, after(7), "C", False)


def test_known_nowhere_is_red():
    assert judge({"A": None, "B": None}, "A", after(2)) == Verdict(RED)
    assert judge({}, "A", after(2)) == Verdict(RED)


def test_a_date_that_has_passed_is_never_green():
    assert judge({"A": DAY, "B": DAY}, "A", after(-1)) == Verdict(AMBER, DAY, "A", False)


def test_of_two_with_the_same_moment_the_first_counts():
    assert judge({"A": None, "C": after(1), "B": after(1)}, "A", after(1)).place == "C"


@given(possible, moments)
def test_green_says_no_more_than_the_own_warehouse_keeps(places, asked):
    verdict = judge(places, "A", asked)
    own = places.get("A")
    assert (verdict.light == GREEN) == (own is not None and own <= asked)
    assert (verdict.light == RED) == all(at is None for at in places.values())
    if verdict.place is not None:
        assert verdict.at == places[verdict.place]
        assert verdict.in_time == (verdict.at <= asked)


@given(possible, moments, st.sampled_from("BCDEF"), moments)
def test_one_more_warehouse_never_makes_it_worse(places, asked, place, at):
    more = {**places, place: min(at, places.get(place) or at)}
    assert RANKS[judge(more, "A", asked).light] <= RANKS[judge(places, "A", asked).light]


@given(possible, moments, st.integers(0, 10))
def test_more_time_never_makes_it_worse(places, asked, days):
    later = judge(places, "A", asked + timedelta(days=days))
    assert RANKS[later.light] <= RANKS[judge(places, "A", asked).light]


@given(st.none() | moments, moments)
def test_a_single_warehouse_is_judged_like_a_line_that_has_only_that_one(at, asked):
    assert light_of(at, asked) == judge({"A": at}, "A", asked).light
