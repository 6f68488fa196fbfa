import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.packing import ABSURD, GRAIN, Goods, apart, off_tolerance, pack, weight_problem
from engine.shipping import FRAGILE, HAZARDOUS, TEMPERATURE

WEIGHTS = st.one_of(st.just(0.0), st.floats(0.01, 60).map(lambda weight: round(weight, 2)))
QUANTITIES = st.one_of(st.integers(1, 40).map(float), st.floats(0.1, 20).map(lambda quantity: round(quantity, 3)))


@st.composite
def shipments(draw):
    groups = draw(st.dictionaries(st.sampled_from("abc"), st.one_of(st.just(0.0), st.floats(0.5, 50)), min_size=1))
    goods = draw(st.lists(st.tuples(QUANTITIES, WEIGHTS, st.sampled_from(sorted(groups))), max_size=8))
    return [Goods(key, *values) for key, values in enumerate(goods)], groups


@given(shipments())
def test_nothing_is_lost_and_nothing_is_too_heavy(shipment):
    goods, limits = shipment
    by_key = {item.key: item for item in goods}
    packed = Counter()
    for carton in pack(goods, limits):
        assert carton.contents and all(quantity > 0 for _key, quantity in carton.contents)
        assert {by_key[key].group for key, _quantity in carton.contents} == {carton.group}
        weight = sum(quantity * by_key[key].weight for key, quantity in carton.contents)
        assert math.isclose(weight, carton.weight, abs_tol=GRAIN)
        if carton.limit and weight > carton.limit + 10 * GRAIN:
            [(_key, quantity)] = carton.contents
            assert quantity <= 1
        for key, quantity in carton.contents:
            packed[key] += quantity
    assert set(packed) == set(by_key)
    for key, item in by_key.items():
        assert math.isclose(packed[key], item.quantity, rel_tol=1e-9, abs_tol=1e-9)


@given(shipments())
def test_only_the_last_part_of_a_quantity_is_a_fraction(shipment):
    goods, limits = shipment
    parts = Counter(
        key for carton in pack(goods, limits) for key, quantity in carton.contents if not float(quantity).is_integer()
    )
    assert all(count == 1 for count in parts.values())


def contents(*goods, **limits):
    return [carton.contents for carton in pack(goods, limits)]


def test_heavy_goods_first_and_gaps_are_filled():
    goods = [Goods("cup", 10, 1.0, "x"), Goods("pan", 2, 7.0, "x")]
    assert contents(*goods, x=10.0) == [[("pan", 1), ("cup", 3)], [("pan", 1), ("cup", 3)], [("cup", 4)]]


def test_without_a_limit_one_carton():
    assert contents(Goods("cup", 1000, 5.0, "x"), x=0.0) == [[("cup", 1000)]]


def test_one_that_is_heavier_than_every_carton_goes_alone():
    goods = [Goods("oven", 2, 40.0, "x"), Goods("leaf", 5, 0.0, "x")]
    assert contents(*goods, x=30.0) == [[("oven", 1)], [("oven", 1)], [("leaf", 5)]]


def test_decimals_do_not_cost_a_carton():
    assert contents(Goods("tin", 3, 0.1, "x"), x=0.3) == [[("tin", 3)]]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (((), ""), ((), "anything"), True),
        (((FRAGILE,), ""), ((), ""), False),
        (((FRAGILE,), "a"), ((FRAGILE,), "b"), True),
        (((HAZARDOUS,), "UN 1263"), ((HAZARDOUS,), "un  1263"), True),
        (((HAZARDOUS,), "UN 1263"), ((HAZARDOUS,), "UN 1805"), False),
        (((TEMPERATURE,), "2-8 °C"), ((TEMPERATURE,), "-18 °C"), False),
        ((("upright",), ""), ((), ""), True),
    ],
)
def test_what_lies_apart(one, other, together):
    assert (apart(*one) == apart(*other)) is together


@pytest.mark.parametrize(
    ("weight", "expected", "limit", "problem"),
    [
        (5, 5, 10, None),
        (0, 5, 0, "zero"),
        (-1, 5, 0, "negative"),
        (float("nan"), 5, 0, "number"),
        (float("inf"), 0, 0, "number"),
        (10.5, 9, 10, "limit"),
        (51, 5, 0, "absurd"),
        (5 * ABSURD, 5, 0, None),
        (900, 0, 0, None),
    ],
)
def test_weights_that_cannot_be(weight, expected, limit, problem):
    assert weight_problem(weight, expected, limit) == problem


def test_tolerance():
    assert not off_tolerance(5, 4, 0)
    assert not off_tolerance(5, 0, 5)
    assert not off_tolerance(4.2, 4, 5)
    assert off_tolerance(4.21, 4, 5)
    assert off_tolerance(3.79, 4, 5)
