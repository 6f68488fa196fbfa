"""Periods of figures."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import kpi_period as periods
from engine.kpi_period import DAY, KINDS, MONTH, QUARTER, WEEK, YEAR, Period, bounds, local_day, period, previous
from engine.shipping import weekdays

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (DAY, date(2026, 5, 14), date(2026, 5, 14)),
        (WEEK, date(2026, 5, 11), date(2026, 5, 17)),
        (MONTH, date(2026, 5, 1), date(2026, 5, 31)),
        (QUARTER, date(2026, 4, 1), date(2026, 6, 30)),
        (YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_period_of_a_thursday(kind, first, last):
    assert period(kind, date(2026, 5, 14)) == Period(first, last)


@pytest.mark.parametrize(
    ("of", "before"),
    [
        (period(MONTH, date(2024, 3, 31)), Period(date(2024, 2, 1), date(2024, 2, 29))),
        (period(QUARTER, date(2026, 1, 1)), Period(date(2025, 10, 1), date(2025, 12, 31))),
        (period(YEAR, date(2024, 1, 1)), Period(date(2023, 1, 1), date(2023, 12, 31))),
        (period(WEEK, date(2026, 5, 14)), Period(date(2026, 5, 4), date(2026, 5, 10))),
        (Period(date(2026, 5, 1), date(2026, 6, 30)), Period(date(2026, 3, 1), date(2026, 4, 30))),  # two months
        (Period(date(2026, 5, 2), date(2026, 5, 31)), Period(date(2026, 4, 2), date(2026, 5, 1))),  # thirty days
    ],
)
def test_period_before(of, before):
    assert previous(of) == before


def test_no_such_period():
    with pytest.raises(ValueError, match="fortnight"):
        period("fortnight", date(2026, 5, 1))
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 5, 2), date(2026, 5, 1))


def test_what_is_over():
    may = period(MONTH, date(2026, 5, 1))
    assert may.until(date(2026, 4, 30)) is None
    assert may.until(date(2026, 5, 1)).days == 1
    assert may.until(date(2026, 7, 1)) == may
    assert None not in may


def test_months_of_a_period():
    of = Period(date(2026, 1, 15), date(2026, 3, 10))
    assert [(part.first.day, part.last.day, part.days) for part in periods.months(of)] == [
        (15, 31, 17),
        (1, 28, 28),
        (1, 10, 10),
    ]


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), "Europe/Berlin", 23),
        (date(2026, 10, 25), "Europe/Berlin", 25),
        (date(2026, 5, 4), "Europe/Berlin", 24),
        (date(2026, 3, 8), "America/New_York", 23),
        (date(2026, 9, 6), "America/Santiago", 23),  # clocks go forward at midnight: the day begins at one
    ],
)
def test_days_are_as_long_as_clocks_say(day, zone, hours):
    begin, end = bounds(Period(day, day), zone)
    assert end - begin == timedelta(hours=hours)
    assert local_day(begin, zone) == local_day(end - timedelta(seconds=1), zone) == day


def test_a_moment_is_two_days_in_two_zones():
    moment = datetime(2026, 5, 31, 22, 30)
    assert local_day(moment, "Europe/Berlin") == date(2026, 6, 1)
    assert local_day(moment, "America/New_York") == date(2026, 5, 31)
    assert local_day(None, "UTC") is None


def test_working_days():
    assert (
        periods.working_days(Period(date(2026, 5, 1), date(2026, 5, 31)), weekdays(date(2026, 1, 1), date(2027, 1, 1)))
        == 21
    )
    assert (
        periods.working_days(Period(date(2026, 5, 2), date(2026, 5, 3)), weekdays(date(2026, 1, 1), date(2027, 1, 1)))
        == 0
    )


@given(DAYS, st.sampled_from(KINDS))
def test_periods_follow_each_other(day, kind):
    of = period(kind, day)
    assert day in of
    assert previous(of) == period(kind, of.first - timedelta(days=1))
    assert sum(part.days for part in periods.months(of)) == of.days


@given(DAYS, st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/Santiago"]))
def test_days_lie_beside_each_other_and_hold_their_moments(day, zone):
    begin, end = bounds(Period(day, day), zone)
    assert bounds(Period(day + timedelta(days=1), day + timedelta(days=1)), zone)[0] == end
    assert local_day(begin, zone) == day == local_day(end - timedelta(microseconds=1), zone)
