"""Until when a quotation can be accepted: around midnight, in several time zones, and when clocks are changed."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.quote_expiry import ACTIVITY, EXPIRED, REMINDER, Terms, ends_at, is_over, last_days, local_day

ZONES = ("Pacific/Auckland", "America/Los_Angeles", "Europe/Brussels", "Africa/Cairo", "America/Havana", "Asia/Kolkata")
LAST = date(2026, 6, 30)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("Pacific/Auckland", datetime(2026, 6, 30, 12)),  # 12 hours before UTC
        ("America/Los_Angeles", datetime(2026, 7, 1, 7)),
        ("UTC", datetime(2026, 7, 1)),
    ],
)
def test_the_last_day_ends_at_midnight_there(zone, end):
    assert ends_at(LAST, zone) == end
    assert not is_over(LAST, local_day(end - SECOND, zone))
    assert is_over(LAST, local_day(end, zone))


def test_one_moment_is_over_here_and_not_there():
    now = datetime(2026, 6, 30, 20)
    assert is_over(LAST, local_day(now, "Pacific/Auckland"))
    assert not is_over(LAST, local_day(now, "America/Los_Angeles"))


@pytest.mark.parametrize(
    ("last", "zone", "hours"),
    [
        (date(2026, 3, 8), "America/Los_Angeles", 23),
        (date(2026, 11, 1), "America/Los_Angeles", 25),
        (date(2026, 9, 27), "Pacific/Auckland", 23),
        (date(2026, 4, 5), "Pacific/Auckland", 25),
    ],
)
def test_the_day_on_which_clocks_change_is_shorter_or_longer(last, zone, hours):
    begin = ends_at(last - timedelta(days=1), zone)
    assert ends_at(last, zone) - begin == timedelta(hours=hours)


def test_a_midnight_that_does_not_exist():
    # In Cairo the clocks go from 0:00 to 1:00 on 24 April 2026.
    end = ends_at(date(2026, 4, 23), "Africa/Cairo")
    assert end == datetime(2026, 4, 23, 22)
    assert local_day(end, "Africa/Cairo") == date(2026, 4, 24)
    assert local_day(end - SECOND, "Africa/Cairo") == date(2026, 4, 23)


def test_a_midnight_that_comes_twice():
    # In Havana the clocks go from 1:00 back to 0:00 on 1 November 2026: the day has begun with the first.
    end = ends_at(date(2026, 10, 31), "America/Havana")
    assert end == datetime(2026, 11, 1, 4)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(ZONES))
def test_the_end_is_the_first_moment_of_another_day(last, zone):
    end = ends_at(last, zone)
    assert local_day(end, zone) > last >= local_day(end - SECOND, zone)


def test_no_last_day_is_no_end():
    assert not is_over(None, date.max)


def test_nothing_is_done_that_is_not_switched_on():
    assert [last_days(kind, LAST, Terms()) for kind in (REMINDER, ACTIVITY, EXPIRED)] == [None] * 3


def test_reminded_are_those_that_end_within_the_days():
    terms = Terms(reminder_days=3, activity_days=5)
    assert last_days(REMINDER, LAST, terms) == (LAST, date(2026, 7, 3))
    assert last_days(ACTIVITY, LAST, terms) == (LAST, date(2026, 7, 5))


def test_those_of_yesterday_expire_but_not_those_before_it_was_switched_on():
    terms = Terms(auto_expire=True, expire_since=date(2026, 6, 1))
    assert last_days(EXPIRED, LAST, terms) == (date(2026, 6, 1), date(2026, 6, 29))
    assert last_days(EXPIRED, date(2026, 6, 1), terms) is None
    assert last_days(EXPIRED, date(2026, 6, 2), terms) == (date(2026, 6, 1), date(2026, 6, 1))


def test_without_a_beginning_nothing_expires():
    assert last_days(EXPIRED, LAST, Terms(auto_expire=True)) is None
