"""Quotations that are sent, changed and accepted by real processes at once: one revision, and the right one."""

import pytest


def look(process, order):
    found = process.call("races_quoting.look", order_id=order)
    assert found.pop("whole")
    return found


def meet(one, other, first, second, order):
    """Let the first look, the second do all it does, and the first go on; return how often each was tried."""
    one.begin("races_quoting.act", action=first, order_id=order, pause="snapshot")
    assert one.answer() == "snapshot"
    tries = other.call("races_quoting.act", action=second, order_id=order)
    one.go()
    return one.answer(), tries


def test_two_send_a_draft(one, other):
    order = one.call("races_quoting.prepare")
    assert meet(one, other, "send", "send", order) == (2, 1)
    assert look(one, order) == {"state": "sent", "revision": 1, "kept": [[1, "Oven"]]}


def test_two_send_what_was_changed(one, other):
    order = one.call("races_quoting.prepare", sent=True)
    one.call("races_quoting.act", action="rename", order_id=order)
    assert meet(one, other, "send", "send", order) == (2, 1)
    assert look(one, order) == {"state": "sent", "revision": 2, "kept": [[1, "Oven"], [2, "Better oven"]]}


def test_changed_while_it_is_being_sent(one, other):
    """Whoever sends has looked before the change: what is kept and sent is what is there when it is done."""
    order = one.call("races_quoting.prepare", sent=True)
    one.call("races_quoting.act", action="rename", order_id=order)
    assert meet(one, other, "send", "rename_again", order) == (2, 1)
    assert look(one, order) == {"state": "sent", "revision": 2, "kept": [[1, "Oven"], [2, "Best oven"]]}


def test_sent_while_it_is_being_changed(one, other):
    order = one.call("races_quoting.prepare", sent=True)
    one.call("races_quoting.act", action="rename", order_id=order)
    assert meet(one, other, "rename_again", "send", order) == (2, 1)
    assert look(one, order) == {"state": "sent", "revision": 3, "kept": [[1, "Oven"], [2, "Better oven"]]}


def test_changed_while_the_sending_is_not_committed(order_sent, one, other, race):
    first, second = ({"action": action, "order_id": order_sent} for action in ("send", "rename_again"))
    waited, tries, again = race(("races_quoting.act", first), ("races_quoting.act", second))
    assert (waited, tries, again) == (True, 1, 2)
    assert look(one, order_sent) == {"state": "sent", "revision": 3, "kept": [[1, "Oven"], [2, "Better oven"]]}


def test_changed_while_the_customer_accepts(one, other):
    order = one.call("races_quoting.prepare", sent=True)
    assert meet(one, other, "accept", "rename", order) == (2, 1)
    assert look(one, order) == {"state": "sent", "revision": 2, "kept": [[1, "Oven"]]}


@pytest.mark.parametrize("draft", [True, False], ids=["first", "later"])
def test_killed_in_the_middle(start, name, one, draft):
    order = one.call("races_quoting.prepare", sent=not draft)
    if not draft:
        one.call("races_quoting.act", action="rename", order_id=order)
    before = look(one, order)
    victim = start(name)
    victim.begin("races_quoting.act", action="send", order_id=order, pause="written")
    assert victim.answer() == "written"
    victim.kill()
    assert look(one, order) == before
    one.call("races_quoting.act", action="send", order_id=order)
    assert len(look(one, order)["kept"]) == (1 if draft else 2)


@pytest.fixture
def order_sent(one):
    """A quotation that was sent and changed since."""
    order = one.call("races_quoting.prepare", sent=True)
    one.call("races_quoting.act", action="rename", order_id=order)
    return order
