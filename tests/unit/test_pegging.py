from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.pegging import Cover, Need, Supply, peg

NOW = datetime(2025, 6, 2)
QUANTITIES = st.integers(1, 20).map(float)
NEVER = datetime.max


def day(number):
    return NOW + timedelta(days=number)


SUPPLIES = st.lists(
    st.builds(
        lambda at, quantity, shared: (None if at == 0 else day(at), quantity, shared or at == 0),
        st.integers(0, 9),
        QUANTITIES,
        st.booleans(),
    ),
    max_size=6,
).map(lambda values: [Supply(key, quantity, at, shared) for key, (at, quantity, shared) in enumerate(values)])


@st.composite
def situations(draw):
    supplies = draw(SUPPLIES)
    keys = [supply.key for supply in supplies if supply.at]
    own = st.lists(st.sampled_from(keys), max_size=2).map(tuple) if keys else st.just(())
    needs = draw(st.lists(st.tuples(st.integers(0, 9), QUANTITIES, st.integers(0, 20), own, st.booleans()), max_size=6))
    return supplies, [
        Need(key, day(at), quantity, min(quantity, reserved), mine, shares or not mine)
        for key, (at, quantity, reserved, mine, shares) in enumerate(needs)
    ]


def without_own(needs):
    """The needs without what is bought for one alone: of what several have as their own, the turn may change."""
    return [Need(need.key, need.at, need.quantity, need.reserved) for need in needs]


def when(cover):
    return NEVER if cover.missing else cover.at or NOW


def test_earlier_need_is_served_by_earlier_supply():
    needs = [Need("late", day(9), 5), Need("early", day(2), 5)]
    covers = peg(needs, [Supply("b", 5, day(8)), Supply("a", 5, day(1))])
    assert covers["early"] == Cover(day(1), "a", 0, (("a", 5),))
    assert covers["late"] == Cover(day(8), "b", 0, (("b", 5),))


def test_what_is_there_needs_no_date():
    assert peg([Need(1, day(2), 5)], [Supply(1, 9)])[1] == Cover(None, None, 0, ((1, 5),))


def test_a_need_waits_for_the_last_of_its_supplies():
    cover = peg([Need(1, day(1), 10)], [Supply(1, 4), Supply(2, 4, day(3)), Supply(3, 4, day(5))])[1]
    assert (cover.at, cover.last) == (day(5), 3)


def test_nothing_is_coming_for_the_rest():
    cover = peg([Need(1, day(1), 10)], [Supply(1, 4, day(3))])[1]
    assert (cover.at, cover.last, cover.missing) == (None, 1, 6)


def test_what_is_reserved_stays_reserved():
    needs = [Need("early", day(1), 5), Need("reserved", day(9), 5, reserved=5)]
    covers = peg(needs, [Supply(1, 5), Supply(2, 5, day(4))])
    assert covers["reserved"].at is None
    assert covers["early"].at == day(4)


def test_what_is_made_for_one_serves_it_first_and_others_with_the_rest():
    needs = [Need("other", day(1), 3), Need("own", day(5), 4, own=("mo",), shares=False)]
    covers = peg(needs, [Supply("mo", 6, day(3)), Supply("po", 5, day(8))])
    assert covers["own"].last == "mo"
    assert covers["other"].pegs == (("mo", 2), ("po", 1))


def test_who_waits_for_his_own_takes_nothing_else():
    cover = peg([Need(1, day(1), 4, own=("mo",), shares=False)], [Supply("mo", 3, day(3)), Supply("stock", 9)])[1]
    assert cover.missing == 1


def test_what_is_not_shared_serves_nobody_else():
    assert peg([Need(1, day(1), 4)], [Supply("rfq", 9, day(3), shared=False)])[1].missing == 4


@given(situations())
def test_never_more_than_there_is_nor_than_is_needed(situation):
    supplies, needs = situation
    taken = defaultdict(float)
    for need in needs:
        cover = peg(needs, supplies)[need.key]
        assert sum(quantity for _key, quantity in cover.pegs) + cover.missing == pytest.approx(need.quantity)
        for key, quantity in cover.pegs:
            assert quantity > 0
            taken[key] += quantity
    for supply in supplies:
        assert taken[supply.key] <= supply.quantity + 1e-6


@given(situations(), st.integers(0, 9), QUANTITIES)
def test_more_supply_makes_no_date_later(situation, at, quantity):
    supplies, needs = situation
    needs = without_own(needs)
    before = peg(needs, supplies)
    after = peg(needs, [*supplies, Supply(99, quantity, day(at) if at else None)])
    assert all(when(after[key]) <= when(before[key]) for key in before)


@given(situations(), st.integers(1, 9))
def test_supply_that_comes_later_makes_no_date_earlier(situation, days):
    supplies, needs = situation
    needs = without_own(needs)
    slipped = [Supply(s.key, s.quantity, s.at and s.at + timedelta(days=days), s.shared) for s in supplies]
    before, after = peg(needs, supplies), peg(needs, slipped)
    assert all(when(after[key]) >= when(before[key]) for key in before)


@given(situations(), st.randoms())
def test_order_of_what_is_given_does_not_matter(situation, random):
    supplies, needs = situation
    before = peg(needs, supplies)
    random.shuffle(supplies)
    random.shuffle(needs)
    assert peg(needs, supplies) == before
