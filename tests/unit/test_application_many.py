"""Several payments at once, and instalments of one invoice."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.application import Open, Payment
from engine.application_many import allot, spread

TODAY = date(2040, 3, 5)


def item(key, residual, age=0):
    return Open(key, "Anna", residual, TODAY - timedelta(days=age), references=(f"INV/2040/{key:05}",))


def payment(key, units, text="", age=0):
    return Payment(key, "Anna", units, TODAY - timedelta(days=age), text=text)


def chosen(allotted):
    return {
        key: {part.item.key: part.units for part in proposal.parts} if proposal else {}
        for key, (proposal, _all) in allotted.items()
    }


def test_what_one_payment_takes_is_not_proposed_to_the_next():
    items = [item(1, 100, age=9), item(2, 100)]
    found = allot([payment(1, 100, age=2), payment(2, 100)], items)
    assert chosen(found) == {1: {1: 100}, 2: {2: 100}}


def test_who_names_an_item_chooses_first():
    items = [item(1, 100, age=9), item(2, 100)]
    found = allot([payment(1, 100, age=2), payment(2, 100, "INV/2040/00001")], items)
    assert chosen(found) == {1: {2: 100}, 2: {1: 100}}


def test_two_payments_share_an_item():
    found = allot([payment(1, 60, age=2), payment(2, 60)], [item(1, 100)])
    assert chosen(found) == {1: {1: 60}, 2: {1: 40}}


def test_only_the_rule_that_is_asked_for():
    items = [item(1, 70, age=9), item(2, 100)]
    assert chosen(allot([payment(1, 100)], items, "oldest")) == {1: {1: 70, 2: 30}}
    assert chosen(allot([payment(1, 100)], items, "combination")) == {1: {}}


@given(
    st.lists(st.integers(1, 300), max_size=6), st.lists(st.tuples(st.integers(1, 300), st.integers(0, 30)), max_size=8)
)
def test_nothing_is_given_twice(amounts, opens):
    items = [item(key, units, age) for key, (units, age) in enumerate(opens)]
    payments = [payment(key, units, age=key % 3) for key, units in enumerate(amounts)]
    found = chosen(allot(payments, items))
    for one in items:
        assert sum(parts.get(one.key, 0) for parts in found.values()) <= one.residual
    for one in payments:
        assert sum(found[one.key].values()) <= one.units


def test_instalments_are_paid_in_their_order():
    first, second = item(1, 100, age=9), item(2, 100)
    assert spread(150, [second, first]) == [(first, 100), (second, 50)]


def test_a_credit_note_in_parts_is_used_up_in_their_order():
    first, second = item(1, -100, age=9), item(2, -100)
    assert spread(-150, [second, first]) == [(first, -100), (second, -50)]
