"""Two clicks at once on a reorder point make one rule, and two updates at once make one row."""

import pytest

ONCE = {"rules": 1, "state": "fits", "linked": True, "rows": 1}


@pytest.mark.parametrize("moment", ["snapshot", "written"])
def test_two_clicks_make_one_rule(one, other, waits, moment):
    made = one.call("races_reorder.prepare")
    click = {"action": "action_apply", "record_id": made["point"]}
    one.begin("races_reorder.act", **click, pause=moment)
    assert one.answer() == moment
    if moment == "snapshot":  # the first has looked, and found no rule, before the second wrote one
        assert other.call("races_reorder.act", **click) == 1
        one.go()
        assert one.answer() == 2
    else:
        other.begin("races_reorder.act", **click)
        assert waits(other)
        one.go()
        assert (one.answer(), other.answer()) == (1, 2)
    assert one.call("races_reorder.look", **made) == ONCE


def test_two_updates_make_one_row(one, other, waits):
    made = one.call("races_reorder.prepare")
    one.call("races_reorder.act", action="action_apply", record_id=made["point"])
    update = {"action": "action_update", "record_id": made["point"]}
    one.begin("races_reorder.act", **update, pause="written")
    assert one.answer() == "written"
    other.begin("races_reorder.act", **update)
    assert waits(other)
    one.go()
    assert (one.answer(), other.answer()) == (1, 2)
    assert one.call("races_reorder.look", **made) == ONCE
