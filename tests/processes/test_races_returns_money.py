"""Two processes that settle one return, and one that is killed: the money is given once."""

import pytest

DONE = {"state": "done", "settled": 3.0, "refunds": [300.0], "replacements": 0, "due": 700.0}
NOT_YET = {"state": "inspected", "settled": 0.0, "refunds": [], "replacements": 0, "due": 1000.0}


def look(process, rma):
    return process.call("races_returns_money.look", rma_id=rma)


@pytest.mark.parametrize("resolution", ["refund", "replace"])
def test_two_at_once(one, other, resolution):
    rma = one.call("races_returns_money.prepare", resolution=resolution)
    one.begin("races_returns_money.resolve", rma_id=rma, pause="snapshot")
    assert one.answer() == "snapshot"
    assert other.call("races_returns_money.resolve", rma_id=rma) == [1, 0]
    one.go()
    assert one.answer() == [2, 1]  # tried again, and told that nothing waits
    found = look(one, rma)
    assert (found["settled"], len(found["refunds"]) + found["replacements"]) == (3.0, 1)


def test_killed_in_the_middle(start, name, one):
    rma = one.call("races_returns_money.prepare")
    victim = start(name)
    victim.begin("races_returns_money.resolve", rma_id=rma, pause="written")
    assert victim.answer() == "written"
    victim.kill()
    assert look(one, rma) == NOT_YET
    one.call("races_returns_money.resolve", rma_id=rma)
    assert look(one, rma) == DONE


def test_the_invoicing_job_meanwhile(one, other):
    rma = one.call("races_returns_money.prepare")
    one.begin("races_returns_money.resolve", rma_id=rma, pause="snapshot")
    assert one.answer() == "snapshot"
    other.call("races_returns_money.invoice", rma_id=rma)
    one.go()
    one.answer()
    other.call("races_returns_money.invoice", rma_id=rma)
    assert look(one, rma) == DONE
