"""Windows, decisions, fees and stages of returns."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import return_policy as rules
from engine.return_policy import Asked, Progress, Window

DELIVERED = date(2026, 3, 1)


def day(number):
    return date(2026, 3, number)


@pytest.mark.parametrize(
    ("window", "delivered", "today", "trouble"),
    [
        (Window(14), DELIVERED, day(15), None),
        (Window(14), DELIVERED, day(16), rules.TOO_LATE),
        (Window(0), DELIVERED, day(1), None),
        (Window(0), DELIVERED, day(2), rules.TOO_LATE),
        (Window(), DELIVERED, date(2036, 1, 1), None),
        (Window(never=True), DELIVERED, day(1), rules.NOT_RETURNABLE),
        (Window(14), None, day(1), rules.NOT_DELIVERED),
    ],
)
def test_window(window, delivered, today, trouble):
    assert window.trouble(delivered, today) == trouble


def test_window_over_the_end_of_february():
    assert Window(30).last_day(date(2028, 1, 31)) == date(2028, 3, 1)


def test_the_narrowest_window_counts():
    assert rules.narrowest([None, Window(7), Window(30)]) == Window(7)
    assert rules.narrowest([None, None]) == Window()
    assert rules.narrowest([Window(never=True), Window(30)]).never


@pytest.mark.parametrize(
    ("lines", "limit", "causes"),
    [
        ([Asked(5000)], 5000, []),
        ([Asked(5000), Asked(1)], 5000, [rules.TOO_MUCH]),
        ([Asked(1)], None, [rules.NO_LIMIT]),
        ([Asked(0)], 0, []),
        ([Asked(1, rules.TOO_LATE), Asked(1, rules.TOO_LATE)], 10, [rules.TOO_LATE]),
        ([Asked(1, asks_first=True)], 10, [rules.ASKS_FIRST]),
        ([Asked(11, rules.NOT_RETURNABLE, True)], 10, [rules.NOT_RETURNABLE, rules.ASKS_FIRST, rules.TOO_MUCH]),
    ],
)
def test_why_somebody_decides(lines, limit, causes):
    assert rules.why_to_look(lines, limit) == causes


@pytest.mark.parametrize(
    ("value", "percent", "amount", "fee"),
    [
        (10000, 15, 0, 1500),
        (10000, 0, 500, 500),
        (10000, 15, 500, 2000),
        (333, 15, 0, 50),  # 49.95
        (100, 100, 500, 100),
        (0, 15, 500, 0),
    ],
)
def test_fee(value, percent, amount, fee):
    assert rules.fee(value, percent, amount) == fee


@pytest.mark.parametrize(("percent", "amount"), [(-1, 0), (0, -1), (101, 0)])
def test_a_fee_is_between_nothing_and_everything(percent, amount):
    with pytest.raises(ValueError, match="between"):
        rules.fee(100, percent, amount)


@given(st.integers(0, 10**9), st.floats(0, 100), st.integers(0, 10**6))
def test_a_fee_never_exceeds_what_is_refunded(value, percent, amount):
    assert 0 <= rules.fee(value, percent, amount) <= value


@pytest.mark.parametrize(
    ("lines", "sent", "state"),
    [
        ([Progress(5)], False, rules.APPROVED),
        ([Progress(5)], True, rules.IN_TRANSIT),
        ([Progress(5, 3)], False, rules.RECEIVED),
        ([Progress(5, 3, 3)], False, rules.INSPECTED),
        ([Progress(5, 3, 3, 3)], False, rules.IN_TRANSIT),
        ([Progress(5, 3, 3, 3, closed=True)], False, rules.DONE),
        ([Progress(5, 5, 5, 5)], False, rules.DONE),
        ([Progress(5, 5, 5, 3)], False, rules.INSPECTED),
        ([Progress(5, 5, 3, 3)], False, rules.RECEIVED),
        ([Progress(5, 7, 5, 5)], False, rules.RECEIVED),  # more came than was announced
        ([Progress(5, 5, 5, 5), Progress(1)], False, rules.IN_TRANSIT),
        ([Progress(5, closed=True)], True, rules.CANCELLED),
    ],
)
def test_state_follows_from_the_lines(lines, sent, state):
    assert rules.state(lines, sent) == state


def test_a_replacement_that_was_sent_ahead_is_an_end():
    assert rules.state([Progress(5, closed=True)], ahead=True) == rules.DONE


def test_deadline():
    assert rules.deadline(DELIVERED, 2) == day(3)
    assert rules.deadline(DELIVERED, 0) is None
