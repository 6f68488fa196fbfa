"""Which deliveries are checked, what a scan counts for, and what is still missing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checkpoint import (
    BAD,
    CHANGED,
    COUNTED,
    EXPIRED,
    HAS_FAILED,
    LOT_NEEDED,
    MORE_ASKED,
    NOT_HERE,
    OVER,
    SHORT,
    TOO_MANY,
    UNANSWERED,
    UNCHECKED,
    UNKNOWN,
    WRONG_LOT,
    Answer,
    Checkpoint,
    Delivery,
    Finding,
    Line,
    Meaning,
    applies,
    gaps,
    is_sampled,
    judge,
    obstacle,
    same_goods,
)

DELIVERY = Delivery(
    orders=frozenset({7}),
    products=frozenset({1, 2}),
    categories=frozenset({10, 11}),
    carrier=5,
    customers=frozenset({20}),
    value=100.0,
)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, True),
        ({"products": {1}}, True),
        ({"products": {3}}, False),
        ({"categories": {10}}, True),
        ({"categories": {12}}, False),
        ({"products": {3}, "categories": {11}}, True),  # one or the other
        ({"carriers": {5}}, True),
        ({"carriers": {6}}, False),
        ({"customers": {20, 21}}, True),
        ({"customers": {21}}, False),
        ({"minimum": 100.0}, True),
        ({"minimum": 100.01}, False),
        ({"products": {1}, "carriers": {6}}, False),  # all of them
    ],
)
def test_where_a_checkpoint_applies(limits, expected):
    limits = {name: frozenset(value) if isinstance(value, set) else value for name, value in limits.items()}
    assert applies(Checkpoint(key=1, **limits), DELIVERY) is expected


def test_no_carrier_is_not_any_carrier():
    assert not applies(Checkpoint(1, carriers=frozenset({5})), replace(DELIVERY, carrier=0))


@given(st.integers(1, 10**6), st.integers(1, 10**9), st.integers(1, 50))
def test_the_sample_is_the_same_again_and_even(key, first, every):
    checkpoint = Checkpoint(key, every=every)
    chosen = [is_sampled(checkpoint, [order]) for order in range(first, first + 1000)]
    assert chosen == [is_sampled(checkpoint, [order]) for order in range(first, first + 1000)]
    assert abs(sum(chosen) - 1000 / every) <= 6


@given(st.integers(1, 10**6), st.integers(2, 20), st.integers(2, 7))
def test_the_sample_does_not_depend_on_which_orders_a_customer_has(key, every, stride):
    checkpoint = Checkpoint(key, every=every)
    chosen = sum(is_sampled(checkpoint, [order]) for order in range(0, 1000 * stride, stride))
    assert abs(chosen - 1000 / every) <= 25


@given(st.integers(1, 10**6), st.frozensets(st.integers(1, 10**6), max_size=4), st.integers(1, 9))
def test_a_transfer_of_several_orders_is_looked_at_if_one_of_them_is(key, orders, every):
    checkpoint = Checkpoint(key, every=every)
    assert is_sampled(checkpoint, orders) == (every == 1 or any(is_sampled(checkpoint, {order}) for order in orders))


OVEN = Line(1, product=1, expected=2)
LOT_A = Line(2, product=2, lot="A", expected=3)
LOT_B = Line(3, product=2, lot="B", expected=1, expired=True)
LINES = [OVEN, LOT_A, LOT_B]


@pytest.mark.parametrize(
    ("meanings", "code", "line"),
    [
        ([], UNKNOWN, None),
        ([Meaning(9)], NOT_HERE, None),
        ([Meaning(1)], COUNTED, OVEN),
        ([Meaning(1, quantity=2)], COUNTED, OVEN),
        ([Meaning(1, quantity=3)], TOO_MANY, OVEN),
        ([Meaning(2)], LOT_NEEDED, LOT_A),
        ([Meaning(2, "A")], COUNTED, LOT_A),
        ([Meaning(2, "C")], WRONG_LOT, LOT_A),
        ([Meaning(2, "B")], EXPIRED, LOT_B),
        ([Meaning(9, "A"), Meaning(2, "A")], COUNTED, LOT_A),  # two products have a lot of this name
        ([Meaning(9), Meaning(2, "C")], WRONG_LOT, LOT_A),
        ([Meaning(1, quantity=3), Meaning(2, "A")], COUNTED, LOT_A),  # what fits wins over what is likelier
        ([Meaning(2, "C"), Meaning(1, quantity=3)], WRONG_LOT, LOT_A),
    ],
)
def test_a_scan(meanings, code, line):
    verdict = judge(meanings, LINES)
    assert (verdict.code, verdict.line) == (code, line)


SCANS = st.lists(
    st.builds(
        Meaning,
        st.integers(1, 3),
        st.sampled_from(["", "A", "B", "C"]),
        st.sampled_from([0.5, 1.0, 2.0, 12.0]),
    ),
    max_size=30,
)


@given(SCANS)
def test_no_scan_counts_over_the_demand(scans):
    lines = {line.key: line for line in LINES}
    for meaning in scans:
        verdict = judge([meaning], lines.values())
        if verdict.code == COUNTED:
            line = lines[verdict.line.key]
            lines[line.key] = replace(line, counted=line.counted + verdict.meaning.quantity)
    for line in lines.values():
        assert line.counted <= line.expected
        assert not (line.expired and line.counted)


def test_what_is_missing():
    lines = [replace(OVEN, counted=1), replace(LOT_A, counted=4), Line(4, 3, expected=1, counted=1)]
    answers = [
        Answer(1, "condition"),
        Answer(2, "condition", required=False),
        Answer(3, "photo", value="ok"),
        Answer(4, "photo", value="ok", has_photo=True),
        Answer(5, "quantity"),
        Answer(6, "address", required=False, value="bad"),
        Answer(7, "condition", value="ok"),
    ]
    assert gaps(lines, answers) == [(SHORT, 1), (OVER, 2), (UNANSWERED, 1), (UNANSWERED, 3), (BAD, 6)]


@given(st.lists(st.just(3.0) | st.sampled_from([2.99, 3.01]) | st.floats(0, 100), min_size=1, max_size=5))
def test_nothing_missing_means_counted_exactly(quantities):
    lines = [Line(key, key, expected=3, counted=quantity) for key, quantity in enumerate(quantities)]
    wrong = [line.key for line in lines if abs(line.counted - 3) >= line.step / 2]
    assert [key for _code, key in gaps(lines, [])] == wrong


def test_tenths_add_up():
    assert Line(1, 1, expected=0.3, counted=0.1 + 0.2).difference() == 0


def test_same_goods():
    assert same_goods({(1, ""): 2.0, (2, "A"): 0.0}, {(1, ""): 2.0})
    assert not same_goods({(1, "A"): 2.0}, {(1, "B"): 2.0})
    assert not same_goods({}, {(1, ""): 1.0})


GOODS = {(1, ""): 2.0, (2, "LOT-A"): 1.0}


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (None, UNCHECKED),
        (Finding("open", GOODS, frozenset({7})), UNCHECKED),
        (Finding("void", GOODS, frozenset({7})), UNCHECKED),
        (Finding("failed", GOODS, frozenset({7})), HAS_FAILED),
        (Finding("passed", GOODS), MORE_ASKED),
        (Finding("passed", GOODS, frozenset({8})), MORE_ASKED),
        (Finding("passed", {**GOODS, (1, ""): 1.0}, frozenset({7})), CHANGED),
        (Finding("passed", {**GOODS, (3, ""): 1.0}, frozenset({7})), CHANGED),
        (Finding("passed", {(1, ""): 2.0}, frozenset({7})), CHANGED),
        (Finding("passed", GOODS, frozenset({7})), None),
        (Finding("passed", GOODS, frozenset({7, 8})), None),
    ],
)
def test_obstacle(finding, code):
    assert obstacle(GOODS, frozenset({7}), finding) == code


def test_where_nothing_leaves_nothing_stands_in_the_way():
    assert obstacle({}, frozenset({7})) is None


@given(
    state=st.sampled_from(["open", "passed", "failed", "void"]),
    counted=st.dictionaries(st.tuples(st.integers(1, 3), st.just("")), st.integers(0, 3)),
    leaving=st.dictionaries(st.tuples(st.integers(1, 3), st.just("")), st.integers(1, 3), min_size=1),
    asked=st.frozensets(st.integers(1, 3)),
    needed=st.frozensets(st.integers(1, 3)),
)
def test_only_a_passed_check_of_these_goods_lets_them_leave(state, counted, leaving, asked, needed):
    found = obstacle(leaving, needed, Finding(state, counted, asked))
    may = state == "passed" and needed <= asked and {key: n for key, n in counted.items() if n} == leaving
    assert (found is None) == may


def test_what_has_expired_since_it_was_counted_does_not_pass():
    old = Line(key=1, product=1, lot="A", expected=2.0, counted=2.0, expired=True)
    assert gaps([old], []) == [(EXPIRED, 1)]
    assert gaps([replace(old, counted=1.0)], []) == [(SHORT, 1)]
    assert gaps([replace(old, expected=0.0, counted=0.0)], []) == []
