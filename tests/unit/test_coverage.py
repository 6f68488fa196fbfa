"""Demand that neither stock nor dated supply covers."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.coverage import Claim, uncovered, uncovered_share

NOW = datetime(2024, 5, 1, 12)


def claim(key, day, quantity, reserved=0.0):
    return Claim(key, NOW + timedelta(days=day), quantity, reserved)


def test_enough_for_all():
    assert uncovered(10, [claim("a", 1, 6), claim("b", 2, 4)]) == {}


def test_who_leaves_last_is_not_covered():
    assert uncovered(7, [claim("late", 5, 6), claim("soon", 1, 4)]) == {"late": 3}


def test_of_two_at_the_same_moment_the_first_is_served():
    assert uncovered(4, [claim("a", 1, 4), claim("b", 1, 4)]) == {"b": 4}


def test_what_is_reserved_is_covered_whoever_leaves_first():
    assert uncovered(4, [claim("soon", 1, 4), claim("late", 5, 4, reserved=4)]) == {"soon": 4}


def test_more_reserved_than_there_is():
    assert uncovered(2, [claim("a", 1, 4, reserved=4), claim("b", 2, 1)]) == {"b": 1}


def test_nobody_behind_gets_what_the_one_before_lacks():
    assert uncovered(3, [claim("a", 1, 5), claim("b", 2, 2)]) == {"a": 2, "b": 2}


def test_several_transfers_of_one_line():
    assert uncovered(1, [claim("a", 1, 2), claim("a", 2, 3)]) == {"a": 4}


def test_rounding_is_no_shortage():
    assert uncovered(0.3, [claim("a", 1, 0.1), claim("b", 1, 0.2)]) == {}


def test_share():
    assert uncovered_share({}, {"oven": 10}) == 0
    assert uncovered_share({"oven": 4}, {"oven": 10}) == 0.4
    assert uncovered_share({"oven": 1, "mixer": 3}, {"oven": 2, "mixer": 4}) == 0.75
    assert uncovered_share({"other": 3}, {"oven": 10}) == 1
    assert uncovered_share({"oven": 11}, {"oven": 10}) == 1


CLAIMS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 20), st.integers(0, 20)).map(
        lambda drawn: (drawn[0], drawn[1], min(drawn[1], drawn[2]))
    ),
    max_size=8,
)


def claims_of(drawn):
    return [claim(number, *values) for number, values in enumerate(drawn)]


@given(st.integers(-5, 60), CLAIMS)
def test_what_is_not_covered_is_what_is_missing(supply, drawn):
    claims = claims_of(drawn)
    wanted, reserved = sum(c.quantity for c in claims), sum(c.reserved for c in claims)
    lacking = sum(uncovered(supply, claims).values())
    assert abs(lacking - min(wanted - reserved, max(0, wanted - max(supply, reserved)))) < 1e-6


@given(st.integers(-5, 60), CLAIMS, st.integers(1, 9))
def test_more_supply_leaves_nobody_with_less(supply, drawn, more):
    before, after = uncovered(supply, claims_of(drawn)), uncovered(supply + more, claims_of(drawn))
    assert all(quantity <= before[key] + 1e-6 for key, quantity in after.items())


@given(st.integers(-5, 60), st.lists(st.integers(1, 20), max_size=6, unique=True), st.randoms())
def test_the_order_of_claims_on_different_days_does_not_matter(supply, days, shuffle):
    claims = [claim(day, day, 5) for day in days]
    expected = uncovered(supply, claims)
    shuffle.shuffle(claims)
    assert uncovered(supply, claims) == expected
