"""Two returns of the same goods at once: together they never exceed what was delivered."""

import pytest


@pytest.mark.parametrize(("delivered", "each", "announced"), [(1, 1, 1), (5, 3, 3), (5, 2, 4)])
def test_two_clerks_at_once(one, at_once, delivered, each, announced):
    order = one.call("races_returns.prepare", quantity=delivered)
    call = {"order_id": order, "quantity": each}
    first, second = at_once("races_returns.announce", [call, call])
    refused = [outcome for outcome in (first, second) if "too many" in str(outcome)]
    assert len(refused) == (announced == each), [str(first), str(second)]
    assert one.call("races_returns.look", order_id=order) == [announced, 0, delivered - announced]


def test_without_the_guard_both_would_have_it(name, start, one):
    """The race is real: without the guard both see the goods and both announce them."""
    order = one.call("races_returns.prepare")
    careless = [start(name), start(name)]
    for process in careless:
        process.begin("races_returns.announce", order_id=order, guarded=False)
    assert [process.answer() for process in careless] == ["snapshot", "snapshot"]
    for process in careless:
        process.go()
    assert [process.answer() for process in careless] == [1, 1]
    assert one.call("races_returns.look", order_id=order)[0] == 2


def test_odoos_own_return_beside_ours(one, other):
    order = one.call("races_returns.prepare")
    one.begin("races_returns.announce", order_id=order)
    other.begin("races_returns.receive_by_odoo", order_id=order)
    assert (one.answer(), other.answer()) == ("snapshot", "snapshot")
    for process in (one, other):
        process.go()
    outcomes = [str(process.outcome()) for process in (one, other)]
    announced, received, left = one.call("races_returns.look", order_id=order)
    assert (announced + received, left) == (1, 0), outcomes
    assert any("announced with" in outcome or "too many" in outcome for outcome in outcomes)


def test_who_is_killed_announces_nothing(start, name, one):
    order = one.call("races_returns.prepare")
    victim = start(name)
    victim.begin("races_returns.announce", order_id=order)
    assert victim.answer() == "snapshot"
    victim.kill()
    assert one.call("races_returns.look", order_id=order) == [0, 0, 1]
