"""Claims: deadlines of carriers, what is missing, and what follows from answers and money."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import claim as rules
from engine.claim import Claim, Term

SHIPPED, ARRIVED = date(2040, 1, 2), date(2040, 1, 5)
TERM = Term(report=5, file=60)
EVERYTHING = dict.fromkeys(
    ("photos", "packaging", "receipt", "description", "contents", "value", "tracking", "carrier", "arrival"), True
)


def days(count):
    return timedelta(days=count)


def compare(one, other):
    return (one > other) - (one < other)


def test_days_count_from_the_arrival():
    assert rules.due(TERM, SHIPPED, ARRIVED) == (ARRIVED + days(5), ARRIVED + days(60))


def test_a_loss_counts_from_shipping():
    term = Term(30, 60, shipped=True)
    assert rules.due(term, SHIPPED, ARRIVED) == (SHIPPED + days(30), SHIPPED + days(60))


def test_an_unknown_arrival_counts_from_shipping():
    assert rules.due(TERM, SHIPPED, None) == (SHIPPED + days(5), SHIPPED + days(60))


def test_what_nobody_knows_counts_from_the_report():
    reported = ARRIVED + days(3)
    for term in (TERM, Term(5, 60, shipped=True)):
        assert rules.due(term, None, None, reported) == (reported + days(5), reported + days(60))
        assert rules.due(term, SHIPPED, None, reported) == rules.due(term, SHIPPED, None)
    assert rules.due(TERM, None, ARRIVED, reported) == rules.due(TERM, None, ARRIVED)


def test_without_any_day_there_is_no_deadline():
    assert rules.due(TERM, None, None) == (None, None)


@given(st.sampled_from(rules.KINDS), st.integers(0, 30))
def test_no_default_leaves_more_time_without_the_day_of_arrival(kind, way):
    term = rules.DEFAULTS[kind]
    known = rules.due(term, SHIPPED, SHIPPED + days(way))
    unknown = rules.due(term, SHIPPED, None)
    assert all(day <= other for day, other in zip(unknown, known, strict=True))


@pytest.mark.parametrize(
    ("claim", "step", "deadline"),
    [
        (Claim("draft", TERM, SHIPPED, ARRIVED), "report", ARRIVED + days(5)),
        (Claim("draft", TERM, SHIPPED, ARRIVED, told=ARRIVED), "file", ARRIVED + days(60)),
        (Claim("draft", Term(10, 3), SHIPPED, ARRIVED), "file", ARRIVED + days(3)),
        (Claim("draft", TERM, reported=ARRIVED), "report", ARRIVED + days(5)),
        (Claim("draft", TERM), "report", None),
        (Claim("filed", TERM, filed=ARRIVED, answer_days=20), "answer", ARRIVED + days(20)),
        (Claim("accepted", TERM, answered=ARRIVED, pay_days=10), "pay", ARRIVED + days(10)),
        (Claim("partly", TERM, answered=ARRIVED, pay_days=10), "pay", ARRIVED + days(10)),
        *[(Claim(state, TERM, SHIPPED, ARRIVED), None, None) for state in ("refused", "paid", "closed", "withdrawn")],
    ],
)
def test_next_step(claim, step, deadline):
    assert rules.next_step(claim) == (step, deadline)


@pytest.mark.parametrize(
    ("step", "day"),
    [
        ("report", ARRIVED - days(2)),
        ("file", ARRIVED - days(2)),
        ("answer", ARRIVED + days(1)),
        ("pay", ARRIVED + days(1)),
    ],
)
def test_reminded_before_our_deadline_and_after_the_carriers(step, day):
    assert rules.remind_on(step, ARRIVED, 2) == day


@pytest.mark.parametrize(
    ("decided", "accepted", "paid", "state"),
    [
        ("accepted", 100, 0, "accepted"),
        ("accepted", 100, 99, "accepted"),
        ("accepted", 100, 100, "paid"),
        ("partly", 60, 60, "paid"),
        ("closed", 100, 40, "closed"),
        ("filed", 0, 0, "filed"),
        ("filed", 100, 100, "filed"),
        ("withdrawn", 0, 0, "withdrawn"),
    ],
)
def test_paid_follows_from_the_money(decided, accepted, paid, state):
    assert rules.state(decided, accepted, paid, compare) == state


@pytest.mark.parametrize(
    ("accepted", "answer"), [(100, "accepted"), (120, "accepted"), (99, "partly"), (0, "refused"), (-1, "refused")]
)
def test_answer(accepted, answer):
    assert rules.answer(100, accepted, compare) == answer


@pytest.mark.parametrize(
    ("decided", "to", "allowed"),
    [
        ("draft", "filed", True),
        ("draft", "accepted", False),
        ("draft", "closed", False),
        ("filed", "refused", True),
        ("filed", "filed", False),
        ("filed", "draft", False),
        ("refused", "filed", True),
        ("refused", "accepted", False),
        ("partly", "filed", True),
        ("accepted", "closed", True),
        ("accepted", "withdrawn", False),
        ("paid", "partly", True),
        ("paid", "closed", False),
        ("paid", "filed", False),
        ("closed", "filed", False),
        ("withdrawn", "draft", True),
    ],
)
def test_moves(decided, to, allowed):
    assert rules.may_move(decided, to) is allowed


def test_every_open_claim_can_go_on():
    assert all(rules.MOVES[state] for state in rules.OPEN)


@pytest.mark.parametrize("kind", rules.KINDS)
def test_nothing_is_missing(kind):
    assert rules.missing(kind, EVERYTHING) == []


@pytest.mark.parametrize(
    ("kind", "without", "missing"),
    [
        ("visible", "photos", ["photos"]),
        ("concealed", "photos", ["photos"]),
        ("loss", "photos", []),
        ("shortage", "photos", []),
        ("visible", "receipt", ["receipt"]),
        ("concealed", "receipt", []),
        ("loss", "arrival", []),
        ("loss", "packaging", []),
        ("shortage", "packaging", ["packaging"]),
        ("loss", "tracking", ["tracking"]),
        ("concealed", "value", ["value"]),
    ],
)
def test_what_is_missing(kind, without, missing):
    assert rules.missing(kind, {**EVERYTHING, without: False}) == missing


@pytest.mark.parametrize(
    ("by_weight", "by_parcel", "most"), [(0, 0, None), (10, 0, 80), (0, 50, 100), (10, 50, 100), (20, 50, 160)]
)
def test_limit_of_liability(by_weight, by_parcel, most):
    assert rules.limit(by_weight, by_parcel, 8, 2) == most
