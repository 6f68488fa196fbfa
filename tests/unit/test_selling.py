from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.selling import Season, day_of_year, why_not_sold

SUMMER = Season(4, 15, 9, 15)
CHRISTMAS = Season(11, 20, 1, 6)
MONTHS = st.integers(1, 12)
DAYS = st.integers(0, 31)


@pytest.mark.parametrize(
    ("season", "day", "sold"),
    [
        (SUMMER, date(2024, 4, 15), True),
        (SUMMER, date(2024, 9, 15), True),
        (SUMMER, date(2024, 4, 14), False),
        (SUMMER, date(2024, 9, 16), False),
        (CHRISTMAS, date(2024, 11, 20), True),
        (CHRISTMAS, date(2025, 1, 6), True),
        (CHRISTMAS, date(2025, 1, 7), False),
        (CHRISTMAS, date(2024, 11, 19), False),
    ],
)
def test_first_and_last_day_belong_to_the_season(season, day, sold):
    assert (day in season) is sold


def test_without_days_whole_months_count():
    winter = Season(12, 0, 2, 0)
    assert date(2024, 2, 29) in winter
    assert date(2024, 12, 1) in winter
    assert date(2024, 3, 1) not in winter


@given(st.dates())
def test_without_months_it_lasts_all_year(day):
    assert day in Season()
    assert day in Season(start_month=5)


@given(MONTHS, DAYS, MONTHS, DAYS, st.dates(max_value=date(9998, 12, 31)))
def test_season_is_the_same_every_year(start, first, end, last, day):
    season = Season(start, first, end, last)
    if (day.month, day.day) != (2, 29):
        assert (day in season) is (day.replace(year=day.year + 1) in season)


@given(MONTHS, st.integers(1, 28), MONTHS, st.integers(2, 28), st.dates())
def test_off_season_is_the_rest_of_the_year(start, first, end, last, day):
    season = Season(start, first, end, last)
    if (start, first) == (end, last):
        return
    # The rest begins the day after the last day, and ends the day before the first.
    after = date(2023, end, last) + timedelta(days=1)
    before = date(2023, start, first) - timedelta(days=1)
    if (start, first) != (after.month, after.day):
        assert (day in season) is not (day in Season(after.month, after.day, before.month, before.day)) or (
            (day.month, day.day) == (2, 29)
        )


@pytest.mark.parametrize(
    ("lifecycle", "successor", "wanted", "left", "why"),
    [
        ("active", False, 10, 0, ""),
        ("active", True, 10, 0, ""),  # the successor is prepared, not in force
        ("phase_out", False, 10, 10, ""),
        ("phase_out", False, 10, 9.999999, ""),
        ("phase_out", False, 11, 10, "sold_out"),
        ("phase_out", False, 11, None, ""),
        ("phase_out", True, 1, 10, "replaced"),
        ("discontinued", False, 1, 10, "discontinued"),
        ("discontinued", True, 1, 10, "replaced"),
    ],
)
def test_why_not_sold(lifecycle, successor, wanted, left, why):
    assert why_not_sold(lifecycle, successor, wanted, left) == why


@pytest.mark.parametrize(
    ("month", "day", "first", "expected"),
    [
        (4, 15, True, date(2000, 4, 15)),
        (4, 0, True, date(2000, 4, 1)),
        (4, 0, False, date(2000, 4, 30)),
        (4, 31, False, date(2000, 4, 30)),
        (2, 30, False, date(2000, 2, 29)),
        (2, 31, True, date(2000, 2, 29)),
    ],
)
def test_day_of_year(month, day, first, expected):
    assert day_of_year(month, day, first) == expected
