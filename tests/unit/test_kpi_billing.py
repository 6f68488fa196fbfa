"""Which shipment is on which invoice."""

from datetime import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.kpi_billing import Bill, Parcel, match, whole_kits

MONDAY, TUESDAY = datetime(2026, 6, 1), datetime(2026, 6, 2)


def parcels(*quantities):
    return [Parcel(number, datetime(2026, 6, number), Decimal(q)) for number, q in enumerate(quantities, 1)]


def bills(*quantities):
    return [Bill(number, Decimal(q)) for number, q in enumerate(quantities, 1)]


def test_an_invoice_is_for_what_left_first():
    found = match(parcels(6, 4), bills(6, 4))
    assert found.last_left == {1: MONDAY, 2: TUESDAY}
    assert found.open == set()


def test_an_invoice_for_two_shipments_counts_from_the_last_one():
    assert match(parcels(6, 4), bills(10)).last_left == {1: TUESDAY}


def test_what_is_invoiced_before_it_left_has_not_left():
    assert match(parcels(6), bills(10)).last_left == {1: None}


def test_what_is_not_invoiced_is_open():
    assert match(parcels(6, 4), bills(6)).open == {2}


def test_a_shipment_that_is_invoiced_in_part_is_open():
    assert match(parcels(6, 4), bills(5)).open == {1, 2}


def test_what_came_back_and_was_never_invoiced_is_not_open():
    assert match(parcels(6, 4), bills(6), Decimal(4)).open == set()


def test_a_credit_note_for_what_came_back_is_no_error():
    found = match(parcels(10), bills(10, -4), Decimal(4))
    assert (found.unexplained, found.open) == (set(), set())


def test_what_is_credited_and_did_not_come_back_was_billed_wrong():
    found = match(parcels(10), bills(10, -10), Decimal(0))
    assert (found.unexplained, found.open) == ({2}, {1})


def test_a_credit_note_for_a_return_is_no_error_whatever_came_back():
    found = match(parcels(10), [Bill(1, Decimal(10)), Bill(2, Decimal(-4), for_return=True)])
    assert (found.unexplained, found.open) == (set(), set())


def test_the_invoice_after_a_wrong_one_is_for_the_same_shipment():
    found = match(parcels(10), bills(10, -10, 10))
    assert (found.last_left[3], found.open) == (MONDAY, set())


def test_a_kit_is_as_complete_as_the_component_that_is_furthest_behind():
    moves = [
        ("a", "bowl", Decimal(4), True),
        ("b", "spoon", Decimal(2), True),
        ("c", "spoon", Decimal(2), False),
    ]
    assert whole_kits(moves, Decimal(2)) == [("b", 1)]


@given(
    st.lists(st.integers(1, 9), max_size=5),
    st.lists(st.integers(1, 9), max_size=5),
    st.integers(0, 20),
)
def test_something_is_open_if_and_only_if_more_left_than_was_invoiced_or_came_back(left, billed, back):
    found = match(parcels(*left), bills(*billed), Decimal(back))
    assert bool(found.open) == (sum(left) - back > sum(billed))
