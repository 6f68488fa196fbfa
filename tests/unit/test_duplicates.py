from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.duplicates import LINES, REFERENCE, Order, find_duplicates, windows

NOW = datetime(2025, 6, 2, 12, 0)


def order(number, *, customer=1, confirmed=False, hours=0, **values):
    return Order(number, customer, confirmed, NOW + timedelta(hours=hours), **values)


def found(*orders, hours=48):
    return find_duplicates([order.id for order in orders], orders, hours)


def test_same_reference_at_any_time():
    first, second = order(1, reference="po 7"), order(2, reference="po 7", hours=9999)
    assert found(first, second) == {2: (1, REFERENCE)}


def test_reference_of_another_customer_is_fine():
    assert found(order(1, reference="po 7"), order(2, reference="po 7", customer=2)) == {}


def test_nothing_is_not_the_same_as_nothing():
    assert found(order(1), order(2)) == {}


def test_same_lines_within_the_hours():
    assert found(order(1, content="x"), order(2, content="x", hours=48)) == {2: (1, LINES)}
    assert found(order(1, content="x"), order(2, content="x", hours=49)) == {}
    assert found(order(1, content="x"), order(2, content="y")) == {}


def test_reference_is_told_before_lines():
    first, second = order(1, content="x"), order(2, reference="po 7")
    third = order(3, content="x", reference="po 7")
    assert found(first, second, third) == {3: (2, REFERENCE)}


def test_older_quotation_repeats_a_younger_order_that_is_confirmed():
    assert found(order(1, content="x"), order(2, content="x", confirmed=True)) == {1: (2, LINES)}


def test_confirmed_order_repeats_only_older_confirmed_ones():
    first, second, third = (
        order(1, content="x"),
        order(2, content="x", confirmed=True),
        order(3, content="x", confirmed=True),
    )
    assert found(first, second) == {1: (2, LINES)}
    assert found(second, third) == {3: (2, LINES)}
    assert found(first, second, third) == {1: (2, LINES), 3: (2, LINES)}


def test_old_quotation_counts_on_the_day_of_its_confirmation():
    first = order(1, content="x", confirmed=True, hours=-1)
    assert found(first, order(2, content="x", hours=-999)) == {}
    assert found(first, order(2, content="x", hours=-999, moment=NOW)) == {2: (1, LINES)}


def test_only_what_is_asked_for_is_judged():
    orders = [order(1, content="x"), order(2, content="x"), order(3, content="x")]
    assert find_duplicates([3], orders, 48) == {3: (1, LINES)}


def test_periods_of_a_customer_are_joined_where_they_overlap():
    dates = [(1, NOW), (1, NOW + timedelta(hours=3)), (1, NOW + timedelta(hours=9)), (2, NOW)]
    hour = timedelta(hours=1)
    assert windows(dates, 2) == [
        (1, NOW - 2 * hour, NOW + 5 * hour),
        (1, NOW + 7 * hour, NOW + 11 * hour),
        (2, NOW - 2 * hour, NOW + 2 * hour),
    ]


ORDERS = st.lists(
    st.builds(
        Order,
        id=st.integers(1, 12),
        customer=st.integers(1, 2),
        confirmed=st.booleans(),
        date=st.integers(0, 100).map(lambda hours: NOW + timedelta(hours=hours)),
        reference=st.sampled_from(["", "po 7"]),
        content=st.sampled_from(["", "x", "y"]),
        moment=st.sampled_from([None, NOW]),
    ),
    max_size=10,
    unique_by=lambda order: order.id,
)


@given(ORDERS, st.integers(0, 48))
def test_every_pair_has_one_that_is_fine(orders, hours):
    repeats = {number: other for number, (other, _kind) in found(*orders, hours=hours).items()}
    for number, other in repeats.items():
        assert repeats.get(other) != number
    # Among those that say the same, one is always free to go ahead.
    assert not orders or len(repeats) < len(orders)


@given(ORDERS, st.integers(0, 48))
def test_what_repeats_an_order_lies_in_a_window(orders, hours):
    periods = windows([(order.customer, date) for order in orders for date in order.dates], hours)
    known = {order.id: order for order in orders}
    for other, kind in found(*orders, hours=hours).values():
        if kind == LINES:
            date, customer = known[other].date, known[other].customer
            assert any(whose == customer and begin <= date <= end for whose, begin, end in periods)
