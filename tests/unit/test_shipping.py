from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.shipping import Piece, earliest_day, exceeds, first_day, load_of, not_taken, weekdays

QUANTITY = st.floats(0, 1000)
MONDAY = date(2025, 6, 2)


def working_days(first, number=60):
    return weekdays(first, first + timedelta(days=number - 1))


def test_load_is_the_sum_of_its_pieces():
    load = load_of([Piece("Oven", 2, weight=40, volume=0.5), Piece("Mixer", 3, weight=5, volume=0.1)])
    assert (load.weight, round(load.volume, 6)) == (95, 1.3)
    assert load.unweighed == []


def test_products_without_weight_are_named_once():
    load = load_of([Piece("Oven", 2), Piece("Mixer", 1, weight=5), Piece("Oven", 1)])
    assert load.unweighed == ["Oven"]


def test_what_is_not_ordered_weighs_nothing():
    assert load_of([Piece("Oven", 0, weight=40), Piece("Mixer", -1)]).weight == 0
    assert load_of([Piece("Oven", 0)]).unweighed == []


@given(st.lists(st.tuples(QUANTITY, QUANTITY, QUANTITY), max_size=6))
def test_order_of_pieces_does_not_matter(values):
    pieces = [Piece(number, *value) for number, value in enumerate(values)]
    one, other = load_of(pieces), load_of(reversed(pieces))
    assert one.weight == pytest.approx(other.weight)
    assert one.volume == pytest.approx(other.volume)
    assert set(one.unweighed) == set(other.unweighed)


def test_exactly_the_maximum_is_allowed():
    assert not exceeds(0.1 + 0.2, 0.3)
    assert exceeds(0.31, 0.3)


def test_zero_is_no_maximum():
    assert not exceeds(1e9, 0)


def test_handling_that_is_not_offered():
    assert not_taken({"hazardous", "fragile"}, {"fragile"}) == ["hazardous"]
    assert not_taken({"fragile"}, {"fragile"}) == []
    assert not_taken(set(), set()) == []


def test_order_at_the_cut_off_is_in_time():
    assert first_day(datetime(2025, 6, 2, 14, 0, 0), 14.0) == MONDAY
    assert first_day(datetime(2025, 6, 2, 14, 0, 1), 14.0) == MONDAY + timedelta(days=1)
    assert first_day(datetime(2025, 6, 2, 14, 29), 14.5) == MONDAY


def test_working_days_are_counted_from_the_first_one():
    assert earliest_day(MONDAY, 0, working_days(MONDAY)) == MONDAY
    assert earliest_day(MONDAY, 3, working_days(MONDAY)) == date(2025, 6, 5)
    assert earliest_day(MONDAY, 5, working_days(MONDAY)) == date(2025, 6, 9)


def test_order_of_a_day_off_begins_on_the_next_working_day():
    saturday = date(2025, 6, 7)
    assert earliest_day(saturday, 0, working_days(MONDAY)) == date(2025, 6, 9)
    assert earliest_day(saturday, 1, working_days(MONDAY)) == date(2025, 6, 10)


def test_weekdays_leave_out_the_weekend():
    assert weekdays(date(2025, 6, 6), date(2025, 6, 9)) == [date(2025, 6, 6), date(2025, 6, 9)]


def test_calendar_that_ends_too_early_is_said():
    assert earliest_day(MONDAY, 5, working_days(MONDAY, 7)) is None
    assert earliest_day(MONDAY, 0, []) is None


@given(st.integers(0, 30), st.integers(0, 10), st.integers(0, 10))
def test_more_days_and_later_starts_are_never_earlier(offset, days, more):
    start = MONDAY + timedelta(days=offset)
    working = working_days(MONDAY, 120)
    earliest = earliest_day(start, days, working)
    assert earliest >= start
    assert earliest in working
    assert earliest_day(start, days + more, working) >= earliest
    assert earliest_day(start + timedelta(days=more), days, working) >= earliest
