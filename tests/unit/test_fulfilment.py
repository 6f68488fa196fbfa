"""Where a transfer stands between the shelf and the customer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fulfilment import CANCELLED, CHECKING, DELIVERED, PACKED, PICKING, SHIPPED, WAITING, Transfer, decide

FACTS = {
    "state": st.sampled_from(["draft", "waiting", "confirmed", "assigned", "done", "cancel"]),
    "delivers": st.booleans(),
    "delivered": st.booleans(),
    "packed": st.booleans(),
    "picked": st.booleans(),
    "step_done": st.booleans(),
    "check": st.sampled_from(["none", "open", "failed", "passed"]),
}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"state": "confirmed"}, WAITING),
        ({}, PICKING),
        ({"picked": True}, PICKING),  # there is packing to do
        ({"packed": True}, PACKED),
        ({"step_done": True}, PACKED),
        ({"picked": True, "check": "open"}, CHECKING),
        ({"step_done": True, "check": "open"}, CHECKING),
        ({"check": "open"}, PICKING),
        ({"picked": True, "check": "failed"}, PICKING),
        ({"picked": True, "check": "passed"}, PACKED),
        ({"state": "done"}, SHIPPED),
        ({"state": "done", "delivered": True}, DELIVERED),
        ({"state": "done", "delivers": False}, None),
        ({"state": "cancel"}, CANCELLED),
        ({"state": "cancel", "delivers": False}, None),
    ],
)
def test_state(facts, state):
    assert decide(Transfer(**{"state": "assigned", **facts})) == state


@given(st.builds(Transfer, **FACTS))
def test_nothing_unchecked_is_packed(transfer):
    if decide(transfer) == PACKED:
        assert transfer.check in ("none", "passed")
