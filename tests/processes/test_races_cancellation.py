"""Two processes cancel the same order, or refund its deposit: one refund, one fee."""

from environment.odoo_process import RemoteError


def told(outcomes):
    """Return the errors with which calls ended."""
    return [outcome for outcome in outcomes if isinstance(outcome, RemoteError)]


def test_two_clerks_cancel_at_once(one, at_once):
    order = one.call("races_cancellation.prepare")
    outcomes = at_once("races_cancellation.cancel", [{"order_id": order}] * 2)
    assert one.call("races_cancellation.look", order_id=order) == ["cancelled", [200.0], 1, 1]
    (error,) = told(outcomes)
    assert "cancelled already" in str(error)


def test_two_accountants_refund_at_once(one, at_once):
    order = one.call("races_cancellation.prepare")
    one.call("races_cancellation.program", order_id=order)
    outcomes = at_once("races_cancellation.refund", [{"order_id": order}] * 2)
    assert one.call("races_cancellation.look", order_id=order) == ["cancelled", [300.0], 0, 1]
    (error,) = told(outcomes)
    assert "refund" in str(error)
