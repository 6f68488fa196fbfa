"""Two processes at the same time, and processes that are killed: what the database guarantees.

Each race is brought about, not hoped for: one process waits with its work written but not committed, or with its
picture of the database taken, while the other one works.
"""

import time

import pytest

from environment.odoo_process import RemoteError


@pytest.fixture(scope="module")
def race(one, other, waits):
    """Let the second action begin while the first has written, but not committed."""

    def race(order, first, second, one=one, other=other, **options):
        one.begin("races.act", action=first, order_id=order, pause="written", **options)
        assert one.answer() == "written"
        other.begin("races.act", action=second, order_id=order, **options)
        waited = waits(other)
        one.go()
        return waited, one.answer(), other.answer()

    return race


def make(process, **options):
    (made,) = process.call("races.make", **options)
    return made[0]


def look(process, order):
    return process.call("races.look", order_ids=[order])[str(order)]


@pytest.mark.parametrize(
    ("first", "second"), [("confirm_delivery", "post_invoice"), ("post_invoice", "confirm_delivery")]
)
def test_two_facts_at_once_give_the_status_of_both(one, race, first, second):
    order = make(one, shipped=True, invoiced=True)
    assert race(order, first, second) == (True, 1, 2)
    seen = look(one, order)
    assert seen["status"] == "invoiced"
    assert seen["events"].count("delivery") == 1
    assert seen["events"].count("invoice") == 1


def test_without_the_guard_the_status_would_be_stale(start, name, one, race):
    with start(name) as unguarded, start(name) as unguarded_too:
        order = make(one, shipped=True, invoiced=True)
        tries = race(order, "confirm_delivery", "post_invoice", one=unguarded, other=unguarded_too, guarded=False)
    assert tries == (False, 1, 1)
    assert look(one, order)["status"] != "invoiced"


def test_the_last_transfer_and_the_invoice_at_once(one, race):
    order = make(one)
    one.call("races.act", action="draft_down_payment", order_id=order)
    assert race(order, "validate", "post_invoice") == (True, 1, 2)
    assert look(one, order)["status"] == "shipped"


@pytest.mark.parametrize("moment", ["snapshot", "written"])
def test_hold_before_shipping_stops_it(one, other, waits, moment):
    order = make(one)
    if moment == "snapshot":  # the warehouse has looked before the hold was placed
        other.begin("races.act", action="validate", order_id=order, pause="snapshot")
        assert other.answer() == "snapshot"
        one.call("races.act", action="hold", order_id=order)
        other.go()
    else:
        one.begin("races.act", action="hold", order_id=order, pause="written")
        assert one.answer() == "written"
        other.begin("races.act", action="validate", order_id=order)
        assert waits(other)
        one.go()
        assert one.answer() == 1
    with pytest.raises(RemoteError) as refused:
        other.answer()
    assert refused.value.kind == "UserError"
    seen = look(one, order)
    assert (seen["status"], seen["shipped"], seen["holds"]) == ("on_hold", False, 1)
    assert "shipment" not in seen["events"]


def test_hold_after_shipping_comes_too_late_for_the_goods(one, race):
    order = make(one)
    assert race(order, "validate", "hold") == (True, 1, 2)
    seen = look(one, order)
    assert (seen["status"], seen["shipped"], seen["holds"]) == ("on_hold", True, 1)
    assert seen["events"].index("shipment") < seen["events"].index("hold")


def test_the_same_hold_twice_at_once_is_one_hold(one, race):
    order = make(one)
    assert race(order, "hold", "hold") == (True, 1, 2)
    seen = look(one, order)
    assert seen["holds"] == 1
    assert seen["events"].count("hold") == 1


def test_a_killed_process_leaves_neither_change_nor_event(start, name, one):
    order = make(one)
    before = look(one, order)
    victim = start(name)
    victim.begin("races.act", action="validate", order_id=order, pause="written")
    assert victim.answer() == "written"
    victim.kill()
    assert look(one, order) == before
    one.call("races.act", action="validate", order_id=order)
    assert look(one, order)["events"].count("shipment") == 1


def test_assumed_deliveries_twice_at_once_and_killed(start, name, one):
    made = one.call("races.make", shipped=True, count=6, days_ago=30)
    orders = [order for order, _picking, _invoice in made]
    victim = start(name)
    victim.begin("races.assume_deliveries", portion=2, pause=True)
    assert victim.answer() == "portion"
    victim.go()  # the first portion is committed
    assert victim.answer() == "portion"  # the second one is written and locked
    one.call("races.assume_deliveries", portion=2)  # at the same time: leaves alone what the other one has
    victim.kill()
    seen = one.call("races.look", order_ids=orders).values()
    assert sum(order["delivered"] for order in seen) == 2
    _until_forgotten(one, orders)
    one.call("races.assume_deliveries", portion=2)  # goes on with what the killed one left
    one.call("races.assume_deliveries", portion=2)  # finds nothing more
    seen = one.call("races.look", order_ids=orders).values()
    assert [order["status"] for order in seen] == ["delivered"] * 6
    assert [order["events"].count("delivery") for order in seen] == [1] * 6


def _until_forgotten(process, orders):
    """PostgreSQL notices a moment later that the killed process is gone."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.call("races.locked", order_ids=orders):
        time.sleep(0.2)
