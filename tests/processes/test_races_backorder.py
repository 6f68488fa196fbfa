"""Two answers to one question at once: one counts, and the other one is told."""

import pytest


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
        "closed": 4 if first == "cancel" else 0,
        "accepted": int(first == "wait"),
        "mails": 1,
    }
