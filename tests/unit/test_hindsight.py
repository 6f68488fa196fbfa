"""What a customer owed in the past."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

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
    history = History(ledger=[(after(2), 300), (after(9), -300)], ordered=[(NOON, 300)], billed=[(after(2), 300)])
    assert history.exposure(NOON - timedelta(seconds=1), DAY) == 0
    assert [history.exposure(NOON + timedelta(days=n), after(n)) for n in (0, 1, 2, 8, 9)] == [300, 300, 300, 300, 0]


def test_more_billed_than_ordered_frees_nothing():
    history = History(ledger=[(DAY, 500)], ordered=[(NOON, 300)], billed=[(DAY, 500)])
    assert history.exposure(NOON, DAY) == 500


def test_overdue_begins_after_the_days_of_grace():
    history = History(ledger=[(DAY, 100)], receivables=[Receivable(DAY, after(10), 100)])
    assert [history.overdue(after(n), 5) for n in (10, 15, 16)] == [0, 0, 100]


def test_money_that_nobody_has_allocated_is_not_overdue():
    history = History(ledger=[(DAY, 100), (after(12), -80)], receivables=[Receivable(DAY, after(10), 100)])
    assert history.overdue(after(30), 5) == 20


def test_what_was_settled_later_was_still_open():
    paid = Receivable(DAY, after(10), 100, [(after(40), 60, True)])
    assert [paid.open_on(after(n)) for n in (-1, 0, 39, 40)] == [0, 100, 100, 40]


def test_late_payments_and_what_is_still_open_count_by_amount():
    late = Receivable(DAY, DAY, 100, [(after(30), 100, True)])
    still_open = Receivable(DAY, after(30), 100)
    history = History(receivables=[late, still_open])
    assert history.days_late(after(40)) == 20


def test_a_credit_note_is_no_payment():
    credited = Receivable(DAY, DAY, 100, [(after(30), 100, False)])
    assert History(receivables=[credited]).days_late(after(40)) == 0
