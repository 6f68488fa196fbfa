"""What a cancelled order still costs: to the cent, never negative, never more than its value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cancellation_fee import STAGES, FeePolicy, bearer, cancelled_value, fee

CUSTOMER, COMPANY = "customer", "company"
TENTH = FeePolicy(percent=10)


@pytest.mark.parametrize(
    ("policy", "units"),
    [
        (FeePolicy(), 0),
        (TENTH, 10_000),
        (FeePolicy(fixed=2_500), 2_500),
        (FeePolicy(percent=10, fixed=2_500), 12_500),
        (FeePolicy(percent=100), 100_000),
        (FeePolicy(percent=0.3), 300),  # as written, not as binary fractions have it
    ],
)
def test_percent_and_amount(policy, units):
    assert fee(policy, 100_000, "in_progress", CUSTOMER) == units


@pytest.mark.parametrize(("value", "units"), [(4, 0), (5, 1), (14, 1), (15, 2)])
def test_half_a_cent_is_rounded_up(value, units):
    assert fee(TENTH, value, "ready", CUSTOMER) == units


@pytest.mark.parametrize(
    ("since", "stage", "due"),
    [
        ("in_progress", "quote", False),
        ("in_progress", "entered", False),
        ("in_progress", "in_progress", True),
        ("in_progress", "ready", True),
        ("entered", "entered", True),
        ("entered", "quote", False),
        ("ready", "in_progress", False),
        ("ready", "shipped", True),
        ("entered", "on_hold", False),  # a hold is no stage: who asks leaves it aside
    ],
)
def test_only_from_a_stage_on(since, stage, due):
    assert bool(fee(FeePolicy(percent=10, since=since), 100_000, stage, CUSTOMER)) is due


def test_who_is_cancelled_by_us_pays_nothing():
    assert fee(TENTH, 100_000, "ready", COMPANY) == 0


def test_never_more_than_what_is_cancelled():
    assert fee(FeePolicy(fixed=5_000), 1_200, "ready", CUSTOMER) == 1_200
    assert fee(FeePolicy(percent=100, fixed=5_000), 1_200, "ready", CUSTOMER) == 1_200


@pytest.mark.parametrize("value", [0, -500])
def test_nothing_cancelled_costs_nothing(value):
    assert fee(FeePolicy(percent=10, fixed=100), value, "ready", CUSTOMER) == 0


@pytest.mark.parametrize("wrong", [{"percent": -1}, {"percent": 100.01}, {"fixed": -1}, {"since": "soon"}])
def test_a_wrong_policy_is_refused(wrong):
    with pytest.raises(ValueError, match=r"no|gift"):
        FeePolicy(**wrong)


@given(
    percent=st.floats(0, 100),
    fixed=st.integers(0, 10**6),
    value=st.integers(-(10**6), 10**9),
    stage=st.sampled_from(STAGES),
    since=st.sampled_from(STAGES),
    initiator=st.sampled_from([CUSTOMER, COMPANY]),
)
def test_always_between_nothing_and_the_value(percent, fixed, value, stage, since, initiator):
    assert 0 <= fee(FeePolicy(percent, fixed, since), value, stage, initiator) <= max(0, value)


def test_value_of_what_is_cancelled():
    assert cancelled_value([(100_000, 10, 10)]) == 100_000
    assert cancelled_value([(100_000, 10, 4), (-20_000, 1, 1)]) == 20_000
    assert cancelled_value([(10_000, 3, 1), (10_000, 3, 1)]) == 6_666  # each line is rounded once
    assert cancelled_value([(100, 0, 0)]) == 100  # a line of nothing goes with its order
    assert cancelled_value([(100, 5, 7), (100, 5, -1)]) == 100


@given(st.integers(-(10**9), 10**9), st.integers(1, 1000), st.data())
def test_parts_are_never_more_than_the_line(units, ordered, data):
    part = data.draw(st.integers(0, ordered))
    both = cancelled_value([(units, ordered, part)]) + cancelled_value([(units, ordered, ordered - part)])
    assert abs(both - units) <= 1


@pytest.mark.parametrize(
    ("total", "credits", "position"), [(50, [], None), (50, [40, 60, 90], 1), (50, [50], 0), (51, [50, 50], None)]
)
def test_one_credit_note_bears_the_fee(total, credits, position):
    assert bearer(total, credits) == position
