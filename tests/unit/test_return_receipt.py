"""What arrived, held against what was announced."""

from hypothesis import given
from hypothesis import strategies as st

from engine.return_receipt import Arrived, Expected, match

OVEN, MIXER = 1, 2


def test_what_was_announced_is_filled_in_order():
    expected = [Expected(10, OVEN, 2), Expected(11, OVEN, 3)]
    assert match([Arrived(OVEN, 4)], expected) == ([(0, 10, 2), (0, 11, 2)], [])


def test_more_than_announced_is_left_over():
    assert match([Arrived(OVEN, 4)], [Expected(10, OVEN, 3)]) == ([(0, 10, 3)], [(0, 1)])


def test_other_goods_are_left_over():
    assert match([Arrived(MIXER, 1)], [Expected(10, OVEN, 3)]) == ([], [(0, 1)])


def test_another_lot_is_none_that_was_announced():
    assert match([Arrived(OVEN, 1, lot=8)], [Expected(10, OVEN, 1, lot=7)]) == ([], [(0, 1)])


def test_the_announced_lot_goes_before_any_lot():
    expected = [Expected(10, OVEN, 1), Expected(11, OVEN, 1, lot=7)]
    arrived = [Arrived(OVEN, 1, lot=7), Arrived(OVEN, 1, lot=8)]
    assert match(arrived, expected) == ([(0, 11, 1), (1, 10, 1)], [])


def test_somebody_says_which_line_it_is():
    expected = [Expected(10, OVEN, 1, line=1), Expected(11, OVEN, 1, line=2)]
    assert match([Arrived(OVEN, 1, line=2)], expected) == ([(0, 11, 1)], [])


numbers = st.integers(0, 5)
lots = st.integers(0, 2)


@given(
    st.lists(st.tuples(st.integers(1, 2), numbers, lots), max_size=5),
    st.lists(st.tuples(st.integers(1, 2), numbers, lots), max_size=5),
)
def test_nothing_is_lost_and_nothing_overfilled(came, asked):
    arrived = [Arrived(product, quantity, lot) for product, quantity, lot in came]
    expected = [Expected(key, product, quantity, lot) for key, (product, quantity, lot) in enumerate(asked)]
    shares, rests = match(arrived, expected)
    for index, item in enumerate(arrived):
        placed = sum(quantity for one, _key, quantity in shares if one == index)
        assert placed + dict(rests).get(index, 0) == item.quantity
    for one in expected:
        assert sum(quantity for _index, key, quantity in shares if key == one.key) <= one.quantity
