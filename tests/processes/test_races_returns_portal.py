"""A customer's form that is sent twice at the same moment is one return; two forms never take the same goods."""


def test_one_form_is_one_return(one, at_once):
    order = one.call("races_returns.prepare", quantity=5)
    call = {"order_id": order, "key": "form", "quantity": "2"}
    first, second = at_once("races_returns_portal.ask", [call, call])
    assert first == second, [str(first), str(second)]
    assert one.call("races_returns.look", order_id=order) == [2, 0, 3]


def test_two_forms_never_exceed_what_is_there(one, at_once):
    order = one.call("races_returns.prepare", quantity=5)
    calls = [{"order_id": order, "key": key, "quantity": "3"} for key in ("form", "other")]
    outcomes = at_once("races_returns_portal.ask", calls)
    assert sum("too many" in str(outcome) for outcome in outcomes) == 1, [str(outcome) for outcome in outcomes]
    assert one.call("races_returns.look", order_id=order) == [3, 0, 2]
