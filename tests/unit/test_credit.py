"""Whether a customer's credit allows an order, and what would release it."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.credit import OpenOrder, Position, Queue, days_late, lateness, over_limit, release

CENT = 0.01
LIMIT = 1000.0


def over(exposure, limit=LIMIT):
    return over_limit(Position(receivable=exposure), limit, CENT)


# === The limit === #


def test_exactly_at_the_limit_passes():
    assert over(1000.0) == 0


def test_one_cent_over_the_limit_does_not():
    assert over(1000.01) == pytest.approx(0.01)


def test_what_floating_point_adds_is_no_cent():
    assert over(1000.0 + 1e-9) == 0
    assert over(sum([0.1] * 10_000)) == 0


def test_no_limit_is_never_exceeded():
    assert over(1e9, 0.0) == 0


def test_exposure_is_what_is_owed_and_ordered_less_what_is_prepaid():
    position = Position(receivable=300, to_invoice=200, prepaid=50).with_order(100, 25)
    assert position.exposure == 300 + 200 - 50 + 100 - 25


# === What releases an order === #


def ways(receivable, to_invoice, prepaid=0.0, others=0.0, limit=LIMIT):
    order = OpenOrder(to_invoice, prepaid)
    return release(Position(receivable, others).with_order(to_invoice, prepaid), limit, order, CENT)


def test_nothing_is_said_of_an_order_that_passes():
    assert ways(0, 1000) is None


def test_paying_always_helps():
    assert ways(800, 500).pay == pytest.approx(300)
    assert ways(200, 1200).pay == pytest.approx(400)  # 200 of it in advance


def test_a_deposit_helps_where_the_order_is_large_enough():
    assert ways(800, 500).deposit == pytest.approx(300)
    assert ways(1500, 500).deposit == 0


def test_a_deposit_is_not_asked_for_what_is_prepaid():
    assert ways(900, 500, prepaid=300).deposit == pytest.approx(100)
    assert ways(1250, 500, prepaid=300).deposit == 0  # 450 are too much, 200 of the order are not paid


def test_a_part_may_be_shipped_as_far_as_it_fits():
    assert ways(800, 500).ship_up_to == pytest.approx(200)
    assert ways(1000, 500).ship_up_to == 0


def test_what_is_prepaid_may_be_shipped_on_top():
    assert ways(800, 500, prepaid=100).ship_up_to == pytest.approx(300)


def test_parts_of_a_cent_are_asked_for_and_not_given_away():
    found = ways(800.0, 300.006)
    assert found.pay == pytest.approx(100.01)
    assert found.ship_up_to == pytest.approx(200.0)


cents = st.integers(0, 10**8).map(lambda amount: amount / 100)
limits = st.integers(1, 10**8).map(lambda amount: amount / 100)
# Orders in a foreign currency are no whole cents in the company's.
amounts = cents | st.floats(0, 10**6)


@given(receivable=cents, others=amounts, to_invoice=amounts, prepaid=cents, limit=limits)
def test_doing_what_is_said_really_releases(receivable, others, to_invoice, prepaid, limit):
    order = OpenOrder(to_invoice, min(prepaid, to_invoice))
    before = Position(receivable, others)
    position = before.with_order(order.to_invoice, order.prepaid)
    found = release(position, limit, order, CENT)
    assume(found)
    assert not over_limit(replace(position, receivable=receivable - found.pay), limit, CENT)
    if found.deposit:
        assert not over_limit(replace(position, prepaid=position.prepaid + found.deposit), limit, CENT)
        assert found.deposit <= order.to_invoice - order.prepaid + CENT + 1e-9  # cents are no binary fractions
    if found.ship_up_to:
        assert not over_limit(before.with_order(found.ship_up_to, order.prepaid), limit, CENT)
        assert found.ship_up_to < order.to_invoice


@given(receivable=cents, to_invoice=cents, limit=limits)
def test_no_way_that_exists_is_concealed(receivable, to_invoice, limit):
    found = ways(receivable, to_invoice, limit=limit)
    assume(found)
    assert bool(found.deposit) == (to_invoice >= found.over - CENT / 2)


# === One after the other === #


def quote(amount):
    return OpenOrder(to_invoice=amount)


def held(amount):
    return OpenOrder(to_invoice=amount, confirmed=True, held=True)


def test_a_quotation_finds_everybody_before_it():
    queue = Queue(going=Position(receivable=100, to_invoice=200), waiting=Position(to_invoice=300))
    assert queue.position(quote(50)).exposure == 650


def test_a_held_order_waits_behind_those_that_go_on_only():
    queue = Queue(going=Position(receivable=100, to_invoice=200), waiting=Position(to_invoice=300))
    assert queue.position(held(120)).exposure == 420


def test_a_confirmed_order_is_in_the_figures_already():
    queue = Queue(going=Position(receivable=100, to_invoice=200), waiting=Position(to_invoice=300))
    assert queue.position(OpenOrder(to_invoice=150, confirmed=True)).exposure == 300


def test_who_goes_on_stands_in_the_way_of_those_who_come_after():
    queue = Queue(waiting=Position(to_invoice=700))
    queue.take(held(400))
    assert queue.position(held(300)).exposure == 700
    assert queue.position(quote(50)).exposure == 750
    queue.take(quote(50))
    assert queue.position(quote(10)).exposure == 760


def test_a_confirmed_order_takes_nothing_twice():
    queue = Queue(going=Position(to_invoice=150))
    queue.take(OpenOrder(to_invoice=150, confirmed=True))
    assert queue.going.exposure == 150


def test_what_is_paid_on_an_order_is_for_that_order():
    queue = Queue(going=Position(receivable=-300))
    paid = OpenOrder(to_invoice=300, confirmed=True, held=True, on_account=300)
    for order in (paid, held(200)):
        queue.add(order)
    assert queue.going.plus(queue.waiting).exposure == 200
    assert queue.position(paid).exposure == 0
    assert queue.position(held(200)).exposure == 200
    assert queue.position(quote(50)).exposure == 250


orders_of_all_kinds = st.lists(
    st.builds(
        OpenOrder, to_invoice=cents, prepaid=cents, confirmed=st.booleans(), held=st.booleans(), on_account=cents
    ).map(lambda order: replace(order, held=order.held and order.confirmed)),
    max_size=8,
)


@given(receivable=cents, orders=orders_of_all_kinds)
def test_who_takes_credit_changes_nothing_of_what_is_owed(receivable, orders):
    queue = Queue(going=Position(receivable))
    for order in orders:
        queue.add(order)
    for order in orders:
        if order.confirmed:
            queue.take(order)
    confirmed = [order for order in orders if order.confirmed]
    owed = receivable + sum(order.to_invoice - order.prepaid for order in confirmed)
    kept = sum(order.on_account for order in orders if not order.confirmed)
    assert queue.going.plus(queue.waiting).exposure == pytest.approx(owed + kept, abs=0.01)


@given(
    receivable=cents,
    orders=st.lists(st.builds(OpenOrder, to_invoice=cents, confirmed=st.booleans(), held=st.just(False)), max_size=8),
    limit=limits,
)
def test_those_that_go_on_never_exceed_the_limit_together(receivable, orders, limit):
    orders = [replace(order, held=order.confirmed) for order in orders]
    queue = Queue(
        going=Position(receivable=receivable),
        waiting=Position(to_invoice=sum(order.to_invoice for order in orders if order.held)),
    )
    gone = 0.0
    for order in sorted(orders, key=lambda order: not order.held):
        if not over_limit(queue.position(order), limit, CENT):
            queue.take(order)
            gone += order.to_invoice
    assert not gone or receivable + gone <= limit + CENT


# === Paying late === #


def test_days_late_are_weighted_by_amount():
    assert days_late([(900, 10), (100, 60)]) == 15


def test_who_pays_early_is_not_late():
    assert days_late([(500, -20), (500, 30)]) == 15


def test_who_has_paid_nothing_is_not_late():
    assert days_late([]) == 0


@pytest.mark.parametrize(
    ("days", "allowed", "degree"),
    [(31, 30, 1), (60, 30, 1), (61, 30, 2), (200, 30, 3), (5, 30, 0), (1, 0, 0), (3, 0, 2)],
)
def test_twice_as_late_is_another_matter(days, allowed, degree):
    assert lateness(days, allowed) == degree
