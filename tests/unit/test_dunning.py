"""Which step an open line has reached: none twice, none too early, order kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dunning as rules
from engine.dunning import DUE_DATE, INVOICE_DATE, Calendar, Schedule, Step, choose, problems, timetable

MONDAY = date(2040, 1, 2)
COURTESY = Step("courtesy", INVOICE_DATE, 7)
BEFORE = Step("before", DUE_DATE, -5)
DUE = Step("due", DUE_DATE, 0)
FIRST = Step("first", DUE_DATE, 5)
CALL = Step("call", DUE_DATE, 15, rules.CALL)
HOLD = Step("hold", DUE_DATE, 30, rules.HOLD)
GUIDE = Schedule((COURTESY, BEFORE, DUE, FIRST, CALL, HOLD))
MONDAY_TO_FRIDAY = Calendar(weekend=frozenset({5, 6}))
WEEKDAYS = Schedule(GUIDE.steps, MONDAY_TO_FRIDAY)


def days(count):
    return timedelta(days=count)


def term(length, schedule=GUIDE):
    return [step.key for step, _day in timetable(schedule, MONDAY, MONDAY + days(length))]


def reached(offset, **facts):
    """What a line with 30 days to pay has reached, so many days after it was due."""
    due = MONDAY + days(30)
    return choose(facts.pop("schedule", GUIDE), MONDAY, due, due + days(offset), **facts)


# === The days of the steps === #


def test_the_guides_schedule():
    rows = timetable(GUIDE, MONDAY, MONDAY + days(30))
    assert [(step.key, (day - MONDAY).days) for step, day in rows] == [
        ("courtesy", 7),
        ("before", 25),
        ("due", 30),
        ("first", 35),
        ("call", 45),
        ("hold", 60),
    ]


def test_steps_are_ordered_however_they_are_given():
    assert Schedule(GUIDE.steps[::-1]).levels == GUIDE.steps


@pytest.mark.parametrize(
    ("length", "early"),
    [
        (0, []),  # due at once: no "will be due"
        (3, []),  # five days before would be before the invoice
        (5, []),  # on the day of the invoice
        (6, ["before"]),  # the courtesy mail would come after it is due
        (12, ["before"]),  # and here on the same day as the reminder
        (13, ["courtesy", "before"]),
    ],
)
def test_early_steps_need_a_term_that_is_long_enough(length, early):
    assert term(length) == [*early, "due", "first", "call", "hold"]


def test_a_courtesy_mail_is_not_sent_on_the_due_date():
    only = Schedule((COURTESY, FIRST))
    assert term(7, only) == ["first"]
    assert term(8, only) == ["courtesy", "first"]


def test_a_courtesy_mail_may_come_with_the_invoice():
    schedule = Schedule((Step("with", INVOICE_DATE, 0),))
    assert term(1, schedule) == ["with"]
    assert problems(schedule) == []


def test_free_days_move_a_step_to_the_next_day_that_is_not():
    saturday = date(2040, 1, 7)
    assert timetable(Schedule((DUE,), MONDAY_TO_FRIDAY), MONDAY, saturday) == [(DUE, date(2040, 1, 9))]
    holiday = Calendar(frozenset({5, 6}), frozenset({date(2040, 1, 9)}))
    assert timetable(Schedule((DUE,), holiday), MONDAY, saturday) == [(DUE, date(2040, 1, 10))]


def test_a_reminder_that_moves_to_the_due_date_is_left_out():
    friday_before = Step("x", DUE_DATE, -1)
    sunday, monday = date(2040, 1, 15), date(2040, 1, 16)
    schedule = Schedule((friday_before,), MONDAY_TO_FRIDAY)
    assert timetable(schedule, MONDAY, sunday) == []  # Saturday moves to Monday: it is due already
    assert timetable(schedule, MONDAY, monday) == []
    assert timetable(schedule, MONDAY, monday + days(1)) == [(friday_before, monday)]


def test_a_calendar_without_a_working_day_moves_nothing():
    assert Calendar(frozenset(range(7))).roll(MONDAY) == MONDAY


# === What is reached === #


def test_a_step_is_taken_on_its_day_and_not_before():
    before = reached(4, noted={"courtesy", "before", "due"})
    assert (before.step, before.next, before.next_on) == (None, FIRST, MONDAY + days(35))
    assert reached(5, noted={"courtesy", "before", "due"}).step == FIRST


def test_after_an_outage_only_the_highest_step_is_taken():
    choice = reached(16, noted={"courtesy"})
    assert choice.step == CALL
    assert choice.skipped == [BEFORE, DUE, FIRST]
    assert choice.next == HOLD


def test_it_is_too_late_for_an_early_step_when_the_line_is_due():
    schedule = Schedule((BEFORE, FIRST))
    assert reached(-1, schedule=schedule).step == BEFORE
    late = reached(0, schedule=schedule)
    assert (late.step, late.skipped, late.next, late.next_on) == (None, [], FIRST, MONDAY + days(35))
    assert reached(5, schedule=schedule).skipped == [BEFORE]


def test_nothing_is_taken_twice():
    assert reached(16, noted={"call"}).step is None
    assert reached(400, noted={"hold"}).next is None


def test_nothing_lower_is_taken_afterwards():
    choice = reached(6, noted={"call"})  # its due date was moved, for instance
    assert (choice.step, choice.next) == (None, HOLD)


def test_a_new_schedule_does_not_begin_anew():
    other = Schedule((Step("x", DUE_DATE, 3), Step("y", DUE_DATE, 10)))
    on_day_5 = {"noted": {"first"}, "last_noted": MONDAY + days(35), "schedule": other}
    assert reached(6, **on_day_5).step is None
    assert reached(6, **on_day_5 | {"last_noted": MONDAY + days(33)}).step is None  # on the very day of the other
    assert reached(6, **on_day_5 | {"last_noted": MONDAY + days(32)}).step == other.steps[0]
    assert reached(10, **on_day_5).step == other.steps[1]
    assert reached(10, **on_day_5).skipped == []


def test_nothing_is_sent_on_free_days():
    wednesday = MONDAY + days(30)
    assert wednesday.weekday() == 2
    saturday = choose(WEEKDAYS, MONDAY, wednesday, wednesday + days(3), {"courtesy", "before"})
    assert (saturday.step, saturday.next, saturday.next_on) == (None, FIRST, wednesday + days(5))
    monday = choose(WEEKDAYS, MONDAY, wednesday, wednesday + days(5), {"courtesy", "before"})
    assert (monday.step, monday.skipped) == (FIRST, [DUE])


def test_what_a_free_day_makes_too_late_does_not_come_next():
    friday = date(2040, 1, 6)
    schedule = Schedule((Step("eve", DUE_DATE, -1), FIRST), Calendar(holidays=frozenset({friday - days(1)})))
    thursday = choose(schedule, MONDAY, friday, friday - days(1))
    assert (thursday.step, thursday.next, thursday.next_on) == (None, FIRST, friday + days(5))
    courtesy = Schedule((Step("with", INVOICE_DATE, 0), FIRST), schedule.calendar)
    assert choose(courtesy, MONDAY, friday, friday - days(1)).next == FIRST


# === Schedules that cannot be used === #


def test_the_guides_schedule_is_in_order():
    assert problems(GUIDE) == []


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((Step(1, DUE_DATE, 5), Step(2, DUE_DATE, 5, rules.CALL)), rules.SAME_DAY),
        ((Step(1, INVOICE_DATE, -1),), rules.BEFORE_INVOICE),
        ((Step(1, "delivery", 1),), rules.UNKNOWN_STEP),
        ((Step(1, DUE_DATE, 1, "visit"),), rules.UNKNOWN_STEP),
        ((Step(1, DUE_DATE, 1, minimum=-1),), rules.NEGATIVE_MINIMUM),
    ],
)
def test_problems(steps, code):
    assert problems(Schedule(steps)) == [(code, steps[-1])]


def test_a_schedule_needs_a_step():
    assert problems(Schedule()) == [(rules.NO_STEPS, None)]


def test_the_same_number_of_days_from_different_dates_is_no_problem():
    assert problems(Schedule((Step(1, INVOICE_DATE, 7), Step(2, DUE_DATE, 7)))) == []


# === Whatever the schedule === #

steps = st.lists(
    st.one_of(st.tuples(st.just(INVOICE_DATE), st.integers(0, 40)), st.tuples(st.just(DUE_DATE), st.integers(-30, 60))),
    min_size=1,
    max_size=8,
    unique=True,
).map(lambda pairs: tuple(Step(f"{anchor}{offset}", anchor, offset) for anchor, offset in pairs))
calendars = st.builds(
    Calendar,
    weekend=st.frozensets(st.integers(0, 6), max_size=5),
    holidays=st.frozensets(st.integers(0, 120).map(lambda offset: MONDAY + days(offset)), max_size=10),
)
schedules = st.builds(Schedule, steps=steps, calendar=calendars)
terms = st.integers(0, 90)
runs = st.lists(st.integers(0, 200), max_size=25).map(sorted)


def planned(step, due):
    return (MONDAY if step.anchor == INVOICE_DATE else due) + days(step.days)


@given(schedules, terms)
def test_days_of_a_timetable(schedule, length):
    due = MONDAY + days(length)
    rows = timetable(schedule, MONDAY, due)
    assert [step.rank for step, _day in rows] == sorted(step.rank for step, _day in rows)
    assert [day for _step, day in rows] == sorted(day for _step, day in rows)
    early = [day for step, day in rows if step.early]
    assert len(set(early)) == len(early)
    assert all(MONDAY <= day < due for day in early)
    assert all(planned(step, due) <= day for step, day in rows)
    assert not any(schedule.calendar.is_free(day) for _step, day in rows)
    assert {step for step, _day in rows} >= {step for step in schedule.steps if not step.early}


def follow(schedule, due, offsets, moved=None):
    """Run on these days, keeping a log: ``(taken, skipped)`` with days. ``moved``: (day, new due date)."""
    taken, skipped = [], []
    for offset in offsets:
        today = MONDAY + days(offset)
        if moved and offset >= moved[0]:
            due = moved[1]
        noted = {step.key for step, _day in taken + skipped}
        last = max((day for _step, day in taken + skipped), default=None)
        choice = choose(schedule, MONDAY, due, today, noted, last)
        if choice.step:
            assert today >= planned(choice.step, due)
            assert today < due or not choice.step.early
            skipped += [(step, today) for step in choice.skipped]
            taken.append((choice.step, today))
        else:
            assert not choice.skipped
    return taken, skipped


@given(schedules, terms, runs, st.tuples(st.integers(0, 100), terms.map(lambda length: MONDAY + days(length))))
def test_none_twice_none_too_early_order_kept(schedule, length, offsets, moved):
    for change in (None, moved):
        taken, skipped = follow(schedule, MONDAY + days(length), offsets, change)
        noted = [step.key for step, _day in taken + skipped]
        assert len(noted) == len(set(noted))
        ranks = [step.rank for step, _day in taken]
        assert ranks == sorted(ranks)
        sent_on = [day for _step, day in taken]
        assert len(sent_on) == len(set(sent_on))
        assert not any(schedule.calendar.is_free(day) for day in sent_on)


@given(schedules, terms, runs)
def test_none_is_lost(schedule, length, offsets):
    due = MONDAY + days(length)
    taken, skipped = follow(schedule, due, offsets)
    noted = {step for step, _day in taken + skipped}
    ran = [day for day in (MONDAY + days(offset) for offset in offsets) if not schedule.calendar.is_free(day)]
    for step, day in timetable(schedule, MONDAY, due):
        in_time = [run for run in ran if day <= run and (run < due or not step.early)]
        if in_time or any(higher.rank > step.rank for higher, _day in taken):
            assert step in noted


@given(schedules, terms)
def test_whoever_runs_every_day_takes_each_step_on_its_day(schedule, length):
    due = MONDAY + days(length)
    taken, skipped = follow(schedule, due, range(250))
    rows = timetable(schedule, MONDAY, due)
    assert sorted(taken + skipped, key=lambda row: row[0].rank) == rows
    for step, day in skipped:  # only where free days have moved two steps to one day
        assert any(day == other and step.rank < higher.rank for higher, other in taken)


@given(schedules, terms, st.integers(0, 200))
def test_what_comes_next_comes_then(schedule, length, offset):
    due, today = MONDAY + days(length), MONDAY + days(offset)
    choice = choose(schedule, MONDAY, due, today)
    if choice.next is None:
        return
    noted = {step.key for step in [*choice.skipped, choice.step] if step}
    last = today if noted else None
    for day in range((choice.next_on - today).days):
        assert not choose(schedule, MONDAY, due, today + days(day), noted, last).step
    then = choose(schedule, MONDAY, due, choice.next_on, noted, last)
    assert choice.next == then.step
