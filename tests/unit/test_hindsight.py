"""What a customer owed in the past."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.credit import days_late
from engine.hindsight import History, Receivable, Running

DAY = date(2026, 5, 4)
NOON = datetime(2026, 5, 4, 12)


def after(days):
    return DAY + timedelta(days=days)


def test_nothing_happened():
    assert Running(()).at(DAY) == 0


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-1000, 1000))), st.integers(-60, 60))
def test_a_running_sum_is_the_sum_of_what_came_before(changes, at):
    running = Running((after(days), amount) for days, amount in changes)
    assert running.at(after(at)) == sum(amount for days, amount in changes if days <= at)


def test_an_order_counts_until_it_is_billed_and_then_as_receivable():
    history = History(
        ledger=[(after(2), 300), (after(9), -300)], ordered=[(1, DAY, NOON, 300)], billed=[(1, after(2), 300)]
    )
    assert history.exposure(NOON - timedelta(seconds=1), DAY) == 0
    assert [history.exposure(NOON + timedelta(days=n), after(n)) for n in (0, 1, 2, 8, 9)] == [300, 300, 300, 300, 0]


def test_more_billed_than_ordered_frees_nothing():
    history = History(ledger=[(DAY, 500)], ordered=[(1, DAY, NOON, 300)], billed=[(1, DAY, 500)])
    assert history.exposure(NOON, DAY) == 500


def test_more_billed_than_ordered_takes_nothing_from_another_order():
    ordered = [(1, DAY, NOON, 300), (2, DAY, NOON, 1000)]
    assert History(ordered=ordered, billed=[(1, DAY, 600)]).exposure(NOON, DAY) == 1000


def test_what_is_reversed_is_to_be_invoiced_again():
    billed = [(1, after(1), 300), (1, after(2), -300), (1, after(3), 300)]
    history = History(ordered=[(1, DAY, NOON, 300)], billed=billed)
    assert [history.exposure(NOON + timedelta(days=n), after(n)) for n in range(4)] == [300, 0, 300, 0]


def test_overdue_begins_after_the_days_of_grace():
    history = History(ledger=[(DAY, 100)], receivables=[Receivable(DAY, after(10), 100)])
    assert [history.overdue(after(n), 5) for n in (10, 15, 16)] == [0, 0, 100]


def test_money_that_nobody_has_allocated_is_not_overdue():
    history = History(ledger=[(DAY, 100), (after(12), -80)], receivables=[Receivable(DAY, after(10), 100)])
    assert history.overdue(after(30), 5) == 20


def test_late_payments_and_what_is_still_open_count_by_amount():
    late = Receivable(DAY, DAY, 100, [(after(30), 100, True)])
    still_open = Receivable(DAY, after(30), 100)
    history = History(receivables=[late, still_open])
    assert history.days_late(after(40)) == 20


def test_a_credit_note_is_no_payment():
    credited = Receivable(DAY, DAY, 100, [(after(30), 100, False)])
    assert History(receivables=[credited]).days_late(after(40)) == 0


# === Against a plain reading of each receivable === #


def open_on(receivable, day):
    """What was open of a receivable at the end of a day."""
    if receivable.booked > day:
        return 0
    return receivable.amount - sum(amount for on, amount, _payment in receivable.settled if on <= day)


@st.composite
def receivables(draw):
    """Return a receivable, and what settled it, none of it before it was booked."""
    booked, amount = draw(st.integers(-400, 400)), draw(st.integers(1, 1000))
    settled, left = [], amount
    for part in draw(st.lists(st.integers(1, 400), max_size=3)):
        settled.append((after(booked + draw(st.integers(0, 400))), min(part, left), draw(st.booleans())))
        left -= settled[-1][1]
    return Receivable(after(booked), after(booked + draw(st.integers(-10, 90))), amount, settled)


HISTORIES = st.lists(receivables(), max_size=6)
LEDGERS = st.lists(st.tuples(st.integers(-400, 400), st.integers(-1000, 1000)), max_size=4)
DAYS = st.integers(-420, 820)


@given(HISTORIES, LEDGERS, DAYS, st.integers(0, 60))
def test_overdue_is_what_a_plain_reading_says(past, ledger, at, grace):
    day = after(at)
    ledger = [(after(days), amount) for days, amount in ledger]
    late = sum(open_on(one, day) for one in past if one.due < day - timedelta(days=grace))
    not_allocated = sum(open_on(one, day) for one in past) - sum(amount for on, amount in ledger if on <= day)
    history = History(ledger=ledger, receivables=past)
    assert history.overdue(day, grace) == max(0, late - max(0, not_allocated))


@given(HISTORIES, DAYS)
def test_days_late_is_what_a_plain_reading_says(past, at):
    day = after(at)
    year_ago = day - timedelta(days=365)
    paid = [
        (amount, (on - one.due).days)
        for one in past
        for on, amount, payment in one.settled
        if payment and year_ago <= on <= day
    ]
    still_open = [(open_on(one, day), (day - one.due).days) for one in past if one.due < day]
    assert abs(History(receivables=past).days_late(day) - days_late(paid + still_open)) < 1e-6


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(1, 500)), max_size=5),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(-500, 500)), max_size=5),
    st.integers(0, 9),
)
def test_each_order_is_open_by_itself(ordered, billed, at):
    history = History(
        ordered=[(order, after(days), NOON + timedelta(days=days), amount) for order, days, amount in ordered],
        billed=[(order, after(days), amount) for order, days, amount in billed],
    )
    expected = sum(
        max(
            0,
            sum(amount for one, days, amount in ordered if one == order and days <= at)
            - sum(amount for one, days, amount in billed if one == order and days <= at),
        )
        for order in (1, 2, 3)
    )
    assert abs(history.exposure(NOON + timedelta(days=at), after(at)) - expected) < 1e-6
