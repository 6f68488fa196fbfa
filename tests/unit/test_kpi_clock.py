"""When the clocks of figures start, stop and stand still. May 4th, 2026 is a Monday."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kpi_clock import arrival_day, seconds, ship_clock, ship_window, standing_seconds
from engine.kpi_period import to_utc
from engine.shipping import weekdays

WORKING = weekdays(date(2026, 1, 1), date(2026, 12, 31))
EVERY_DAY = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
BERLIN = "Europe/Berlin"


MONDAY = datetime(2026, 5, 4, 9)


def later(**values):
    return MONDAY + timedelta(**values)


@pytest.mark.parametrize(
    ("holds", "earliest", "start"),
    [
        ([], None, MONDAY),
        ([], later(days=1), later(days=1)),
        ([], later(days=-1), MONDAY),
        ([(later(hours=1), later(hours=5))], None, later(hours=5)),
        ([(later(hours=1), later(hours=5))], later(days=1), later(days=1)),  # released before the date asked for
        ([(later(hours=-9), later(hours=-5))], None, MONDAY),  # held as a quotation
        # Released on Tuesday, held again at the end of the window that began with that, released on Thursday
        ([(later(days=2), later(days=3)), (later(hours=1), later(days=1))], None, later(days=3)),
        ([(later(days=1, hours=1), later(days=2))], None, MONDAY),  # the window was over: the miss stays a miss
        ([(later(days=1, hours=1), None)], None, MONDAY),
    ],
)
def test_clock_starts_with_what_came_last(holds, earliest, start):
    found = ship_clock(MONDAY, "UTC", WORKING, holds, earliest)
    assert (found.start, found.end, found.stands) == (start, start + timedelta(days=1), False)
    assert found.day == (start + timedelta(days=1)).date()


def test_holds_after_all_has_left_stop_nothing():
    found = ship_clock(MONDAY, "UTC", WORKING, [(later(hours=1), None)], shipped=later(hours=1))
    assert (found.end, found.stands) == (later(days=1), False)
    assert ship_clock(MONDAY, "UTC", WORKING, [(later(hours=1), None)], shipped=later(hours=2)).stands


def test_clock_stands_while_an_order_is_held_within_its_window():
    found = ship_clock(MONDAY, "UTC", WORKING, [(later(hours=1), None)])
    assert (found.end, found.day, found.stands) == (None, None, True)


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        ((5, 4, 9), (5, 5, 9), (5, 5)),  # Monday before the cut-off: the same hour on Tuesday
        ((5, 4, 14), (5, 5, 14), (5, 5)),  # the cut-off itself is in time
        ((5, 4, 15), (5, 6, 0), (5, 5)),  # after it: all of Tuesday, and midnight belongs to it
        ((5, 8, 10), (5, 11, 10), (5, 11)),  # Friday at ten: Monday at ten
        ((5, 8, 15), (5, 12, 0), (5, 11)),  # Friday after the cut-off: all of Monday
        ((5, 9, 12), (5, 12, 0), (5, 11)),  # Saturday: all of Monday
        ((5, 29, 15), (6, 2, 0), (6, 1)),  # over the end of a month
    ],
)
def test_window_of_24_hours(start, end, day):
    moment = to_utc(datetime(2026, *start), BERLIN)
    assert ship_window(moment, BERLIN, WORKING, cut_off=14) == (to_utc(datetime(2026, *end), BERLIN), date(2026, *day))


def test_window_without_cut_off():
    late = datetime(2026, 5, 4, 23)
    assert ship_window(late, "UTC", WORKING) == (datetime(2026, 5, 5, 23), date(2026, 5, 5))


@pytest.mark.parametrize(("hours", "end"), [(12, (5, 4, 21)), (24, (5, 5, 9)), (48, (5, 6, 9)), (120, (5, 11, 9))])
def test_windows_of_other_lengths_skip_days_off(hours, end):
    found, _day = ship_window(datetime(2026, 5, 4, 9), "UTC", WORKING, 14, hours)
    assert found == datetime(2026, *end)


def test_window_over_a_change_of_clocks_ends_at_the_same_hour():
    # Saturday at ten in winter is nine in UTC; Sunday at ten in summer is eight in UTC: 23 hours.
    start = to_utc(datetime(2026, 3, 28, 10), BERLIN)
    end, day = ship_window(start, BERLIN, EVERY_DAY)
    assert (end, day) == (datetime(2026, 3, 29, 8), date(2026, 3, 29))
    assert end - start == timedelta(hours=23)


def test_calendar_that_ends_too_early_is_said():
    assert ship_window(datetime(2026, 12, 31, 15), "UTC", WORKING, 14) == (None, None)
    assert ship_window(datetime(2026, 12, 31, 10), "UTC", WORKING, 14) == (None, None)
    assert arrival_day(datetime(2026, 12, 31), 1, WORKING) is None


def test_arrival_without_proof():
    assert arrival_day(datetime(2026, 5, 8, 14), 2, WORKING) == date(2026, 5, 12)


def test_overlapping_stretches_count_once():
    hour = timedelta(hours=1)
    start = datetime(2026, 5, 4)
    # 0–4 and 2–6 are six hours, 8–9 is one, what still stands from 10 on ends at 12: two. Before and after: nothing.
    stretches = [
        (start - 5 * hour, start + 4 * hour),
        (start + 2 * hour, start + 6 * hour),
        (start + 8 * hour, start + 9 * hour),
        (start + 10 * hour, None),
        (start + 20 * hour, start + 30 * hour),
    ]
    assert standing_seconds(stretches, start, start + 12 * hour) == 9 * 3600


def test_seconds():
    assert seconds(datetime(2026, 5, 4), datetime(2026, 5, 5)) == 86400
    assert seconds(None, datetime(2026, 5, 5)) is seconds(datetime(2026, 5, 5), None) is None


MOMENTS = st.integers(0, 200 * 1440).map(lambda minutes: datetime(2026, 1, 5) + timedelta(minutes=minutes))


@given(MOMENTS, st.integers(0, 5000), st.none() | st.integers(0, 23), st.sampled_from([BERLIN, "America/New_York"]))
def test_who_starts_later_has_until_later(start, minutes, cut_off, zone):
    end, day = ship_window(start, zone, WORKING, cut_off)
    later_end, later_day = ship_window(start + timedelta(minutes=minutes), zone, WORKING, cut_off)
    assert end <= later_end and day <= later_day
    assert start < end and day in WORKING


@given(st.lists(st.tuples(MOMENTS, st.none() | MOMENTS), max_size=6), MOMENTS, MOMENTS)
def test_clocks_never_stand_longer_than_they_could(stretches, one, other):
    start, end = sorted((one, other))
    found = standing_seconds(stretches, start, end)
    assert 0 <= found <= (end - start).total_seconds()
    assert found == standing_seconds(stretches * 2, start, end)
