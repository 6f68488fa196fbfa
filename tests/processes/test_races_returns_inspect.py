"""Two inspectors, or two who open the same parcel: nothing is looked at twice, and nothing counts twice."""

import pytest


@pytest.mark.parametrize(("arrived", "each", "inspected"), [(1, 1, 1), (5, 3, 3), (5, 2, 4)])
def test_two_inspectors_at_once(one, at_once, arrived, each, inspected):
    rma = one.call("races_returns_inspect.prepare", quantity=arrived)
    call = {"rma_id": rma, "quantity": each}
    first, second = at_once("races_returns_inspect.inspect", [call, call])
    refused = [outcome for outcome in (first, second) if "here to be inspected" in str(outcome)]
    assert len(refused) == (inspected == each), [str(first), str(second)]
    seen = one.call("races_returns_inspect.look", rma_id=rma)
    assert seen == [arrived, inspected, inspected, inspected]


def test_the_same_parcel_sent_twice_counts_once(one, at_once):
    rma = one.call("races_returns_inspect.prepare", quantity=5, received=False)
    call = {"rma_id": rma, "quantity": 2, "token": "parcel"}
    first, second = at_once("races_returns_inspect.receive", [call, call])
    assert sorted((first, second)) == [1, 2]
    assert one.call("races_returns_inspect.look", rma_id=rma)[0] == 2


def test_two_parcels_at_once_count_both(one, at_once):
    rma = one.call("races_returns_inspect.prepare", quantity=5, received=False)
    calls = [{"rma_id": rma, "quantity": quantity} for quantity in (3, 2)]
    assert sorted(at_once("races_returns_inspect.receive", calls)) == [1, 2]
    assert one.call("races_returns_inspect.look", rma_id=rma)[0] == 5


def test_who_is_killed_has_inspected_nothing(start, name, one):
    rma = one.call("races_returns_inspect.prepare")
    victim = start(name)
    victim.begin("races_returns_inspect.inspect", rma_id=rma)
    assert victim.answer() == "snapshot"
    victim.kill()
    assert one.call("races_returns_inspect.look", rma_id=rma) == [1, 0, 0, 0]
