"""Two at the dock at the same time: one hand-over, one list, and no carton that nobody counts."""

import pytest


def scan(code):
    return "races_handover.scan", {"code": code}


@pytest.mark.parametrize("shipped", [False, True])
def test_the_same_transfer_twice_is_one_hand_over(one, race, shipped):
    names = one.call("races_handover.prepare", count=1, shipped=shipped)
    waited, first, second = race(scan(names[0]), scan(names[0]))
    assert (waited, first, second) == (True, [1, "done"], [2, "refused"])
    seen = one.call("races_handover.look", names=names)
    assert seen["events"] == ["handover", "shipment"]
    assert seen["lists"] == [["open", 1, 1]]


def test_two_transfers_of_one_carrier_make_one_list(one, race):
    names = one.call("races_handover.prepare", count=2)
    waited, first, second = race(scan(names[0]), scan(names[1]))
    assert (waited, first, second) == (True, [1, "done"], [2, "done"])
    seen = one.call("races_handover.look", names=names)
    assert seen["left"] == [True, True]
    assert seen["lists"] == [["open", 2, 2]]


def test_the_last_two_cartons_at_once(one, race):
    names = one.call("races_handover.prepare", count=1, boxes=2)
    waited, first, second = race(scan(f"{names[0]}-0"), scan(f"{names[0]}-1"))
    assert (waited, first, second) == (True, [1, "carton"], [2, "done"])
    assert one.call("races_handover.look", names=names)["lists"] == [["open", 1, 2]]


def test_the_same_carton_at_once_is_counted_once(one, race):
    names = one.call("races_handover.prepare", count=1, boxes=2)
    waited, first, second = race(scan(f"{names[0]}-0"), scan(f"{names[0]}-0"))
    assert (waited, first, second) == (True, [1, "carton"], [2, "refused"])
    assert one.call("races_handover.look", names=names)["left"] == [False]
    assert one.call("races_handover.scan", code=f"{names[0]}-1") == [1, "done"]
    assert one.call("races_handover.look", names=names)["lists"] == [["open", 1, 2]]


def test_a_carrier_that_says_it_twice_at_once_is_heard_once(one, race):
    names = one.call("races_handover.prepare", count=1, shipped=True)
    first, second = (("races_handover.arrived", {"name": names[0], "receiver": name}) for name in ("Anna", "Ben"))
    assert race(first, second) == (True, [1, "Anna"], [2, "Ben"])
    seen = one.call("races_handover.look", names=names)
    assert seen["arrived"] == ["Anna"]
    assert seen["events"] == ["delivery", "shipment"]


def test_the_driver_signs_while_something_is_loaded(one, race):
    names = one.call("races_handover.prepare", count=2)
    one.call("races_handover.scan", code=names[0])
    waited, _closed, second = race(("races_handover.close", {"name": names[0]}), scan(names[1]))
    assert (waited, second) == (True, [2, "done"])
    seen = one.call("races_handover.look", names=names)
    assert seen["lists"] == [["closed", 1, 1], ["open", 1, 1]]
