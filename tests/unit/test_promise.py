from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.promise import AT_RISK, KEPT, LATE, MISSED, ON_TRACK, OVERDUE, WORST_FIRST, Outlook, promised, verdict

DAY = date(2025, 6, 2)
MOMENTS = st.integers(0, 60 * 86400).map(lambda seconds: datetime(2025, 6, 2) + timedelta(seconds=seconds))
DATES = st.integers(0, 60).map(lambda days: DAY + timedelta(days=days))


def outlook(possible=0, waits=True, if_left_now=-5):
    return Outlook(
        DAY, None if possible is None else DAY + timedelta(days=possible), waits, DAY + timedelta(days=if_left_now)
    )


def test_what_was_asked_for_is_promised_on_the_day_on_which_it_is_possible():
    asked, possible = datetime(2025, 6, 2, 9), datetime(2025, 6, 2, 14)
    assert promised(asked, possible, datetime.date) == asked
    assert promised(None, possible, datetime.date) == possible
    assert promised(asked - timedelta(days=1), possible, datetime.date) == possible
    assert promised(asked + timedelta(days=9), possible, datetime.date) == asked + timedelta(days=9)


@given(st.none() | MOMENTS, MOMENTS)
def test_nothing_is_promised_for_a_day_before_it_is_possible_or_asked_for(asked, possible):
    promise = promised(asked, possible, datetime.date)
    assert promise.date() >= possible.date()
    assert asked is None or promise.date() >= asked.date()


def test_verdicts():
    assert verdict(outlook(possible=0)) == (ON_TRACK, 0)
    assert verdict(outlook(possible=3)) == (LATE, 3)
    assert verdict(outlook(possible=None)) == (LATE, 0)
    assert verdict(outlook(possible=None, if_left_now=2)) == (LATE, 2)
    assert verdict(outlook(waits=False, possible=9)) == (ON_TRACK, 0)
    assert verdict(outlook(waits=False, if_left_now=0)) == (ON_TRACK, 0)
    assert verdict(outlook(waits=False, if_left_now=1)) == (OVERDUE, 1)


@given(DATES, st.none() | DATES, st.booleans(), DATES, st.integers(0, 9))
def test_a_later_promise_is_never_more_at_risk(day, possible, waits, if_left_now, more):
    state, days = verdict(Outlook(day, possible, waits, if_left_now))
    later, fewer = verdict(Outlook(day + timedelta(days=more), possible, waits, if_left_now))
    assert fewer <= days
    assert state in AT_RISK or later not in AT_RISK


def test_an_order_is_as_bad_as_its_worst_line():
    assert min([KEPT, ON_TRACK, LATE], key=WORST_FIRST.index) == LATE
    assert min([KEPT, OVERDUE, LATE], key=WORST_FIRST.index) == OVERDUE
    assert min([KEPT, MISSED], key=WORST_FIRST.index) == MISSED
