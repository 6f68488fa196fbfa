import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import pricing

PRICE = st.floats(0.01, 1e6)
PERCENT = st.floats(0, 100)


def test_effective_discount_counts_field_and_typed_price():
    assert pricing.effective_discount(100, pricing.net_price(90, 10)) == pytest.approx(19)


def test_nothing_is_said_without_a_list_price():
    assert pricing.effective_discount(0, 10) == 0
    assert not pricing.exceeds_discount(0, -10, 15)


@pytest.mark.parametrize(
    ("list_price", "net", "exceeds"),
    [(100, 85, False), (100, 84.99, True), (100, 120, False), (100, 0, True), (9.99, 8.49, False), (9.99, 8.48, True)],
)
def test_exactly_what_is_allowed_passes(list_price, net, exceeds):
    assert pricing.exceeds_discount(list_price, net, 15, rounding=0.01) is exceeds


def test_rounding_does_not_give_tiny_prices_away():
    assert pricing.exceeds_discount(0.012, 0.005, 15, rounding=0.01)
    assert not pricing.exceeds_discount(0.012, 0.0102, 15, rounding=0.01)


@given(PRICE, PERCENT)
def test_the_discount_that_is_allowed_never_exceeds(list_price, percent):
    assert not pricing.exceeds_discount(list_price, pricing.net_price(list_price, percent), percent)


@given(PRICE, PERCENT, PERCENT)
def test_a_larger_discount_never_passes_where_a_smaller_one_is_refused(list_price, one, other):
    small, large = sorted((one, other))
    if pricing.exceeds_discount(list_price, pricing.net_price(list_price, small), 15, 0.01):
        assert pricing.exceeds_discount(list_price, pricing.net_price(list_price, large), 15, 0.01)


@pytest.mark.parametrize(
    ("quoted", "current", "percent", "changed"),
    [
        (100, 100, 0, False),
        (100, 100.01, 0, True),
        (100, 99, 0, True),
        (100, 105, 5, False),
        (100, 105.01, 5, True),
        (100, 94, 5, True),
        (0, 100, 0, False),
        (None, 100, 0, False),
        (0.0012, 0.0013, 0, True),
    ],
)
def test_changed_beyond_the_tolerance(quoted, current, percent, changed):
    assert pricing.has_changed(quoted, current, percent) is changed


def test_deductions_are_spread():
    assert pricing.deducted_share([60, 40], [-20]) == pytest.approx(0.8)
    assert pricing.deducted_share([60, 40], []) == 1
    assert pricing.deducted_share([], [-20]) == 1
    assert pricing.deducted_share([60], [-100]) == 0


@given(st.lists(PRICE, min_size=1), st.lists(st.floats(-1e6, 0)))
def test_share_is_a_share(amounts, deductions):
    assert 0 <= pricing.deducted_share(amounts, deductions) <= 1
