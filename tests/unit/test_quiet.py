"""Working hours that have passed."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.quiet import overdue_before, weekday_work

ORIGIN = datetime(2026, 6, 1)
minutes = st.integers(0, 5000).map(lambda count: ORIGIN + timedelta(minutes=count))


@st.composite
def working_times(draw):
    """Draw times of work, ascending and apart."""
    edges = sorted(draw(st.sets(st.integers(0, 5000), min_size=2, max_size=12)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [(ORIGIN + timedelta(minutes=start), ORIGIN + timedelta(minutes=stop)) for start, stop in pairs]


def worked(work, since, now):
    """Add up the work between two moments."""
    parts = ((max(start, since), min(stop, now)) for start, stop in work)
    return sum((stop - start for start, stop in parts if stop > start), timedelta())


@given(working_times(), minutes, minutes, st.integers(1, 600))
def test_overdue_is_what_took_more_work_than_allowed(work, since, now, allowed):
    before = overdue_before(work, now, allowed / 60)
    overdue = worked(work, since, now) > timedelta(minutes=allowed)
    assert overdue == (before is not None and since < before)


def test_nights_and_weekends_do_not_count():
    work = weekday_work(datetime(2026, 6, 1), datetime(2026, 6, 9))
    assert overdue_before(work, datetime(2026, 6, 8, 10), 8) == datetime(2026, 6, 5, 10)
    assert overdue_before(work, datetime(2026, 6, 7, 10), 8.5) == datetime(2026, 6, 4, 16, 30)


def test_exactly_the_hours_is_not_more():
    work = weekday_work(datetime(2026, 6, 1), datetime(2026, 6, 2))
    assert overdue_before(work, datetime(2026, 6, 2, 17), 8) == datetime(2026, 6, 1, 17)


def test_what_nobody_knows_is_not_overdue():
    assert overdue_before([], datetime(2026, 6, 2), 1) is None
    assert overdue_before(weekday_work(datetime(2026, 6, 1), datetime(2026, 6, 1)), datetime(2026, 6, 2), 9) is None


def test_weekdays_are_whole_days():
    assert weekday_work(datetime(2026, 6, 5, 16), datetime(2026, 6, 8, 8)) == [
        (datetime(2026, 6, 5, 9), datetime(2026, 6, 5, 17)),
        (datetime(2026, 6, 8, 9), datetime(2026, 6, 8, 17)),
    ]
