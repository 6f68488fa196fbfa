from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import END_OF_DAY, arrives, leaves, leaves_by
from engine.shipping import weekdays

MONDAY = datetime(2025, 6, 2)
DAYS = st.integers(0, 8)
CUT_OFFS = st.floats(0, 23.99)
MOMENTS = st.integers(0, 60 * 86400 - 1).map(lambda seconds: MONDAY + timedelta(days=60, seconds=seconds))
# Half a year, of which any days may be off
WORKING = st.sets(st.integers(0, 180), max_size=60).map(
    lambda off: [MONDAY.date() + timedelta(days=n) for n in range(400) if n > 200 or n not in off]
)


def weeks(number=20):
    return weekdays(MONDAY.date(), MONDAY.date() + timedelta(weeks=number))


def test_goods_leave_with_the_collection_after_picking():
    assert leaves(datetime(2025, 6, 2, 9), 14.0, 1, weeks()) == datetime(2025, 6, 3, 14)
    assert leaves(datetime(2025, 6, 2, 9), 14.5, 0, weeks()) == datetime(2025, 6, 2, 14, 30)


def test_what_is_ordered_after_the_cut_off_leaves_a_day_later():
    assert leaves(datetime(2025, 6, 2, 14, 0, 1), 14.0, 1, weeks()) == datetime(2025, 6, 4, 14)


def test_weekend_is_no_time_for_picking():
    assert leaves(datetime(2025, 6, 6, 9), 14.0, 1, weeks()) == datetime(2025, 6, 9, 14)
    assert leaves(datetime(2025, 6, 7, 9), 14.0, 1, weeks()) == datetime(2025, 6, 10, 14)


def test_carrier_needs_working_days():
    assert arrives(datetime(2025, 6, 6, 14), 2, weeks()) == datetime(2025, 6, 10, 14)
    assert arrives(datetime(2025, 6, 7, 14), 2, weeks()) == datetime(2025, 6, 11, 14)


def test_without_transit_goods_arrive_when_they_leave():
    saturday = datetime(2025, 6, 7, 14)
    assert arrives(saturday, 0, []) == leaves_by(saturday, 0, []) == saturday


def test_back_from_the_arrival():
    assert leaves_by(datetime(2025, 6, 10, 14), 2, weeks()) == datetime(2025, 6, 6, 14)
    assert leaves_by(datetime(2025, 6, 14, 9), 1, weeks()) == datetime.combine(date(2025, 6, 12), END_OF_DAY)


def test_calendar_that_ends_too_early_is_said():
    assert leaves(MONDAY, 14.0, 3, weeks(0)) is None
    assert arrives(MONDAY, 3, weeks(0)) is None
    assert leaves_by(MONDAY, 3, weeks()) is None


@given(MOMENTS, CUT_OFFS, DAYS, DAYS, WORKING)
def test_leaving_is_never_before_the_order_and_never_earlier_with_more_days(at, cut_off, days, more, working):
    left = leaves(at, cut_off, days, working)
    assert left >= at - timedelta(seconds=1)
    assert left.date() in working
    assert leaves(at, cut_off, days + more, working) >= left


@given(MOMENTS, st.integers(0, 10**6), CUT_OFFS, DAYS, WORKING)
def test_who_orders_later_is_not_served_earlier(at, seconds, cut_off, days, working):
    assert leaves(at + timedelta(seconds=seconds), cut_off, days, working) >= leaves(at, cut_off, days, working)


@given(MOMENTS, DAYS, DAYS, WORKING)
def test_arrival_is_never_before_leaving_and_never_earlier_with_more_days(left, transit, more, working):
    arrived = arrives(left, transit, working)
    assert arrived >= left
    assert arrives(left, transit + more, working) >= arrived


@given(MOMENTS, MOMENTS, DAYS, WORKING)
def test_both_directions_fit_together(left, arriving, transit, working):
    by = leaves_by(arriving, transit, working)
    assert by is not None
    assert (arrives(left, transit, working) <= arriving) == (left <= by)
