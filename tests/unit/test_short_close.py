from hypothesis import given
from hypothesis import strategies as st

from engine.short_close import kits_served, short_closed

QUANTITY = st.integers(min_value=0, max_value=1000)


def test_declined_rest_is_short_closed():
    assert short_closed(ordered=10, shipped=6, still_open=0, declined=4) == 4


def test_rest_that_is_still_open_is_not():
    assert short_closed(ordered=10, shipped=6, still_open=4, declined=0) == 0


def test_declined_once_and_ordered_again_is_not():
    assert short_closed(ordered=10, shipped=0, still_open=10, declined=10) == 0


def test_never_planned_is_not_short_closed():
    assert short_closed(ordered=10, shipped=0, still_open=0, declined=0) == 0


def test_shipping_more_than_ordered_leaves_nothing_short():
    assert short_closed(ordered=10, shipped=12, still_open=0, declined=3) == 0


@given(QUANTITY, QUANTITY, QUANTITY, QUANTITY)
def test_short_closed_is_at_most_what_was_declined_and_ordered(ordered, shipped, still_open, declined):
    quantity = short_closed(ordered, shipped, still_open, declined)
    assert 0 <= quantity <= min(ordered, declined)
    assert quantity + shipped + still_open <= max(ordered, shipped + still_open)


def test_scarcest_component_limits_the_kits():
    # 5 kits of 2 legs and 1 top; 8 legs and 5 tops left, 2 legs were declined
    assert kits_served(5, [(8, 0, 2), (5, 0, 0)]) == (4, 0, 1)


def test_kit_with_an_open_component_has_not_shipped():
    assert kits_served(5, [(10, 0, 0), (0, 5, 0)]) == (0, 5, 0)


def test_line_without_moves_served_nothing():
    assert kits_served(5, []) == (0, 0, 0)


@given(st.integers(1, 50), st.lists(st.tuples(QUANTITY, QUANTITY, QUANTITY), min_size=1, max_size=4))
def test_kits_are_whole_and_never_more_than_ordered(ordered, components):
    served = kits_served(ordered, components)
    assert all(quantity >= 0 and quantity == int(quantity) for quantity in served)
    if any(sum(component) for component in components):
        assert sum(served) == ordered
