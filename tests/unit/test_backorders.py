"""What is short: who may decide what, what may be answered, and who is served first."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import backorders as rules
from engine.backorders import Leaving, Price, Question
from engine.shipping import weekdays

FRIDAY = datetime(2040, 1, 6, 15, 0)
QUESTIONS = st.builds(
    Question,
    state=st.sampled_from([rules.TO_SEND, rules.SENT, rules.ANSWERED, rules.EXPIRED, rules.VOID]),
    overdue=st.booleans(),
    going_on=st.booleans(),
    held_back=st.booleans(),
    offers=st.booleans(),
    changed=st.booleans(),
)
LEAVING = st.builds(
    Leaving,
    policy=st.sampled_from([None, rules.COMPLETE, rules.PARTIAL, rules.LIMITED]),
    most=st.integers(0, 4),
    shipped=st.integers(0, 4),
    rest=st.booleans(),
    closed=st.booleans(),
    may_close=st.booleans(),
)
PRICES = st.tuples(st.floats(0, 1e6), st.floats(0, 100))


def test_deadline():
    working = weekdays(date(2040, 1, 1), date(2040, 2, 1))
    assert rules.deadline(FRIDAY, 3, working) == datetime(2040, 1, 11, 23, 59, 59)
    assert rules.deadline(FRIDAY + timedelta(days=1), 3, working) == datetime(2040, 1, 12, 23, 59, 59)
    assert rules.deadline(FRIDAY, 0, working).date() == FRIDAY.date()
    assert rules.deadline(FRIDAY, 90, working) is None


@given(st.integers(0, 10), st.integers(0, 40))
def test_more_days_never_end_sooner(days, offset):
    asked = FRIDAY + timedelta(days=offset)
    working = weekdays(FRIDAY.date(), FRIDAY.date() + timedelta(days=90))
    assert asked < rules.deadline(asked, days, working) <= rules.deadline(asked, days + 1, working)


def test_answers():
    assert rules.possible_answers(Question(rules.SENT)) == ("wait", "cancel")
    assert rules.possible_answers(Question(rules.SENT, held_back=True)) == ("wait", "send_now", "cancel")
    assert rules.possible_answers(Question(rules.SENT, offers=True)) == ("wait", "substitute", "cancel")


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (Question(rules.ANSWERED), rules.ALREADY),
        (Question(rules.ANSWERED, overdue=True, going_on=False), rules.ALREADY),
        (Question(rules.EXPIRED), rules.ALREADY),
        (Question(rules.VOID), rules.OUTDATED),
        (Question(rules.SENT, overdue=True), rules.TOO_LATE),
        (Question(rules.SENT, going_on=False), rules.NOTHING_OPEN),
        (Question(rules.SENT, changed=True), rules.CHANGED),
        (Question(rules.ANSWERED, changed=True), rules.ALREADY),
        (Question(rules.SENT), None),
    ],
)
def test_refusal(question, why):
    assert rules.refusal(question, rules.WAIT) == why


def test_what_is_not_offered_is_refused():
    assert rules.refusal(Question(rules.SENT), rules.SUBSTITUTE) == rules.NOT_OFFERED
    assert rules.refusal(Question(rules.SENT), "give me a discount") == rules.NOT_OFFERED


@given(QUESTIONS, st.sampled_from(rules.ANSWERS))
def test_taken_is_what_is_offered(question, answer):
    offered = answer in rules.possible_answers(question) and not question.changed
    assert (rules.refusal(question, answer) is None) == offered


@pytest.mark.parametrize(
    ("question", "gone"),
    [
        (Question(rules.SENT), False),
        (Question(rules.SENT, overdue=True), True),
        (Question(rules.EXPIRED), True),
        (Question(rules.VOID), True),
        (Question(rules.ANSWERED, overdue=True), False),
    ],
)
def test_gone(question, gone):
    assert rules.is_gone(question) == gone


@given(QUESTIONS, st.sampled_from([rules.WAIT, rules.SEND_NOW, rules.CANCEL]))
def test_silence(question, setting):
    meaning = rules.meaning_of_silence(setting, question)
    assert (meaning is None) == (not question.going_on)
    if question.going_on:
        assert meaning == (rules.WAIT if setting == rules.SEND_NOW and not question.held_back else setting)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"policy": None, "rest": True}, None),
        ({"policy": rules.PARTIAL, "rest": True}, None),
        ({"policy": rules.COMPLETE}, None),
        ({"policy": rules.COMPLETE, "rest": True}, rules.SHORT),
        ({"policy": rules.COMPLETE, "rest": True, "closed": True}, rules.NOT_CLOSED),
        ({"policy": rules.COMPLETE, "rest": True, "closed": True, "may_close": True}, None),
        ({"policy": rules.LIMITED, "most": 2, "rest": True}, None),
        ({"policy": rules.LIMITED, "most": 2, "shipped": 1, "rest": True}, rules.LAST),
        ({"policy": rules.LIMITED, "most": 2, "shipped": 1, "rest": True, "closed": True}, None),
        ({"policy": rules.LIMITED, "most": 2, "shipped": 1}, None),
        ({"policy": rules.LIMITED, "most": 2, "shipped": 2}, rules.TOO_MANY),
        ({"policy": rules.LIMITED, "rest": True}, None),  # no number limits nothing
    ],
)
def test_obstacle(facts, why):
    assert rules.obstacle(Leaving(**facts)) == why


@given(LEAVING)
def test_everything_at_once_may_always_leave(leaving):
    if not leaving.rest and not leaving.shipped and leaving.policy != rules.LIMITED:
        assert rules.obstacle(leaving) is None
    if leaving.policy in (None, rules.PARTIAL):
        assert rules.obstacle(leaving) is None


def test_the_orders_own_policy_counts():
    assert rules.policy_of((None, 0), (rules.LIMITED, 2)) == (rules.LIMITED, 2)
    assert rules.policy_of((rules.PARTIAL, 0), (rules.COMPLETE, 0)) == (rules.PARTIAL, 0)


@given(PRICES, PRICES, st.floats(0, 1), st.booleans())
def test_a_substitute_is_never_dearer(ordered, own, tax, same_taxes):
    ordered, own = (Price(*price, price[0] * (1 - price[1] / 100)) for price in (ordered, own))
    rate = 1 if same_taxes else 1 + tax
    own = replace(own, paid=own.paid * rate)
    unit, discount = rules.substitute_price(ordered, own, same_taxes)
    assert unit * (1 - discount / 100) * rate <= ordered.paid * (1 + 1e-9)
    if own.paid <= ordered.paid:
        assert (unit, discount) == (own.unit, own.discount)


def test_a_dearer_substitute_has_the_price_of_what_was_ordered():
    ordered, own = Price(100, 50, 50), Price(90, 10, 81)
    assert rules.substitute_price(ordered, own) == (100, 50)
    unit, discount = rules.substitute_price(ordered, own, same_taxes=False)
    assert (unit, discount) == (pytest.approx(90 * 50 / 81), 10), "what it says does not mean the same"


def test_turn():
    early, late = datetime(2040, 1, 2), datetime(2040, 2, 2)
    first = rules.turn(False, early, late, late, 9)
    assert first < rules.turn(False, late, early, early, 1)  # the promise counts, not the plan
    assert first < rules.turn(False, early, late, late, 10)
    assert rules.turn(False, early, late, early, 10) < first  # then who ordered first
    assert rules.turn(True, late, late, late, 10) < first
    assert rules.turn(False, None, early, None, 1)[1:3] == (early, early)


@given(st.lists(st.integers(-9, 9)))
def test_others_keep_their_places(items):
    result = rules.reordered(items, lambda item: item > 0, key=lambda item: item)
    assert sorted(result) == sorted(items)
    assert [item for item in result if item <= 0] == [item for item in items if item <= 0]
    assert [item > 0 for item in result] == [item > 0 for item in items]
    moved = [item for item in result if item > 0]
    assert moved == sorted(moved)
