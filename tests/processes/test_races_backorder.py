"""Two answers to one question at once, or an answer, silence and a shipment: one counts, and the other one is told."""

import pytest


def facts(worker, order, notice, *names):
    seen = worker.call("races_backorder.look", order_id=order, notice_id=notice)
    return tuple(seen[name] for name in names)


@pytest.mark.parametrize(("first", "second"), [("wait", "cancel"), ("cancel", "wait"), ("wait", "wait")])
def test_two_answers_at_once(one, other, waits, first, second):
    order, notice = one.call("races_backorder.prepare")
    one.begin("races_backorder.answer", notice_id=notice, says=first, pause=True)
    assert one.answer() == "written"
    other.begin("races_backorder.answer", notice_id=notice, says=second)
    assert waits(other)
    one.go()
    assert one.answer() == [1, []]
    tries, told = other.answer()
    assert tries == 2
    assert len(told) == 1
    assert "Nothing was changed" in told[0]
    seen = one.call("races_backorder.look", order_id=order, notice_id=notice)
    assert seen == {
        "answer": first,
        "state": "answered",
        "delivered": 6,
        "closed": 4 if first == "cancel" else 0,
        "accepted": int(first == "wait"),
        "mails": 1,
    }


def test_an_answer_before_the_shipment(one, other, waits):
    order, notice = one.call("races_backorder.prepare", arrived=True)
    one.begin("races_backorder.answer", notice_id=notice, says="cancel", pause=True)
    assert one.answer() == "written"
    other.begin("races_backorder.ship", order_id=order)
    assert waits(other)
    one.go()
    assert one.answer() == [1, []]
    assert other.answer() == [2, 0]  # nothing is left to ship
    assert facts(one, order, notice, "answer", "delivered", "closed") == ("cancel", 6, 4)


def test_a_shipment_before_the_answer(one, other, waits):
    order, notice = one.call("races_backorder.prepare", arrived=True)
    one.begin("races_backorder.ship", order_id=order, pause=True)
    assert one.answer() == "written"
    other.begin("races_backorder.answer", notice_id=notice, says="cancel")
    assert waits(other)
    one.go()
    assert one.answer() == [1, 1]
    tries, told = other.answer()
    assert (tries, len(told)) == (2, 1)
    assert "Nothing of this order is open" in told[0]
    assert facts(one, order, notice, "answer", "delivered", "closed") == (False, 10, 0)


def test_silence_before_the_answer(one, other, waits):
    order, notice = one.call("races_backorder.prepare", silence="cancel")
    one.begin("races_backorder.be_silent", pause=True)
    assert one.answer() == "portion"
    other.begin("races_backorder.answer", notice_id=notice, says="wait")
    assert waits(other)
    one.go()
    one.answer()
    tries, told = other.answer()
    assert (tries, len(told)) == (2, 1)
    assert "Nothing was changed now" in told[0]
    assert facts(one, order, notice, "state", "answer", "closed", "accepted") == ("expired", "cancel", 4, 0)


def test_an_answer_before_silence(one, other):
    order, notice = one.call("races_backorder.prepare")
    other.call("races_backorder.look", order_id=order, notice_id=notice)
    one.begin("races_backorder.answer", notice_id=notice, says="wait", pause=True)
    assert one.answer() == "written"
    other.call("races_backorder.be_silent")  # what is being answered is left alone
    one.go()
    assert one.answer() == [1, []]
    other.call("races_backorder.pass_deadline", notice_id=notice)
    other.call("races_backorder.be_silent")
    assert facts(one, order, notice, "state", "answer", "closed", "accepted") == ("answered", "wait", 0, 1)


def test_silence_before_the_shipment(one, other, waits):
    order, notice = one.call("races_backorder.prepare", arrived=True, silence="cancel")
    one.begin("races_backorder.be_silent", pause=True)
    assert one.answer() == "portion"
    other.begin("races_backorder.ship", order_id=order)
    assert waits(other)
    one.go()
    one.answer()
    assert other.answer() == [2, 0]
    assert facts(one, order, notice, "state", "answer", "delivered", "closed") == ("expired", "cancel", 6, 4)
