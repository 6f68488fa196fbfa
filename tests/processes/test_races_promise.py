"""Two processes that check the same promises, and one that is killed: each order is told of once."""

import pytest

from environment.odoo_process import RemoteError

FLAGGED = {"state": "late", "first": 1, "events": 2, "activities": 1}


def look(process, orders):
    seen = process.call("races_promise.look", order_ids=orders)
    return [seen[str(order)] for order in orders]


def test_a_second_run_says_nothing_again(one):
    orders = one.call("races_promise.prepare", count=3)
    for _run in range(2):
        one.call("races_promise.night")
        assert look(one, orders) == [FLAGGED] * 3


def test_two_jobs_at_once(one, other):
    orders = one.call("races_promise.prepare", count=3)
    one.begin("races_promise.night", pause=True)
    assert one.answer() == "portion"
    one.go()
    assert one.answer() == "portion"  # checked, not committed
    other.call("races_promise.night")  # leaves them to the first one
    while True:
        one.go()
        if one.answer() != "portion":
            break
    assert look(one, orders) == [FLAGGED] * 3


def test_two_people_at_once(one, other, waits):
    orders = one.call("races_promise.prepare", count=2)
    one.begin("races_promise.check", order_ids=orders, pause=True)
    assert one.answer() == "written"
    other.begin("races_promise.check", order_ids=orders)
    assert waits(other)
    one.go()
    assert (one.answer(), other.answer()) == (1, 2)
    assert look(one, orders) == [FLAGGED] * 2


def test_job_while_somebody_checks(one, other):
    orders = one.call("races_promise.prepare", count=2)
    one.begin("races_promise.check", order_ids=orders, pause=True)
    assert one.answer() == "written"
    other.call("races_promise.night")
    one.go()
    assert one.answer() == 1
    other.call("races_promise.night")
    assert look(one, orders) == [FLAGGED] * 2


def test_killed_in_the_middle(start, name, one):
    orders = one.call("races_promise.prepare", count=4)
    victim = start(name)
    victim.begin("races_promise.night", portion=2, pause=True)
    # Nothing done; the first two checked; those committed and the next two checked
    for _portion in range(2):
        assert victim.answer() == "portion"
        victim.go()
    assert victim.answer() == "portion"
    victim.kill()
    seen = look(one, orders)
    assert seen[:2] == [FLAGGED] * 2
    assert [order["state"] for order in seen[2:]] == ["on_track"] * 2
    one.call("races_promise.night", portion=2)
    assert look(one, orders) == [FLAGGED] * 4


def test_confirmed_twice_at_once_is_promised_once(one, other, waits):
    order = one.call("races_promise.confirm_quotation")
    one.begin("races_promise.confirm", order_id=order, pause=True)
    assert one.answer() == "written"
    other.begin("races_promise.confirm", order_id=order)
    assert waits(other)
    one.go()
    assert one.answer() == 1
    with pytest.raises(RemoteError):  # it is confirmed already
        other.answer()
    (seen,) = look(one, [order])
    assert (seen["first"], seen["events"]) == (1, 1)
