"""Two processes at the same time, and one credit that is enough for one order.

As in test_races.py, each race is brought about: one process waits with its work written but not
committed, or with its picture of the database taken, while the other one works.
"""

import pytest

from environment.odoo_process import RemoteError

ROUNDS = 3


@pytest.fixture(scope="module")
def race(databases, name, one, other):
    """Let the second action begin while the first has written, or has only looked; return both answers."""
    question = f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"

    def answer(process):
        try:
            return process.answer()
        except RemoteError as error:
            return error.kind

    def race(first, second, pause="written", one=one, other=other, **options):
        one.begin("races_credit.act", action=first[0], record_id=first[1], pause=pause, **options)
        first_answer = answer(one)
        other.begin("races_credit.act", action=second[0], record_id=second[1], **options)
        if first_answer != pause:  # it was refused at once
            return first_answer, answer(other)
        if pause == "snapshot":
            second_answer = answer(other)
            one.go()
            return answer(one), second_answer
        while not other.has_answered(0.2) and not databases.server.sql(question):
            pass  # until the second one waits for the first
        one.go()
        return answer(one), answer(other)

    return race


def two_orders(process, held=False, **options):
    world = process.call("races_credit.prepare", **options)
    make = {"customer": world["customer"], "goods": world["goods"], "held": held}
    return world, [process.call("races_credit.order", **make) for _number in range(2)]


def look(process, orders):
    seen = process.call("races_credit.look", order_ids=orders)
    return [seen[str(order)] for order in orders]


@pytest.mark.parametrize("pause", ["written", "snapshot"])
def test_of_two_confirmations_at_once_one_is_refused(one, race, pause):
    for _round in range(ROUNDS):
        _world, orders = two_orders(one)
        answers = race(("confirm", orders[0]), ("confirm", orders[1]), pause)
        seen = look(one, orders)
        assert sorted(order["state"] for order in seen) == ["draft", "sale"]
        refused = [order["state"] for order in seen].index("draft")
        assert answers[refused] == "UserError"
        assert answers[1 - refused] == 1


@pytest.mark.parametrize("pause", ["written", "snapshot"])
def test_of_two_signatures_at_once_one_is_held(one, race, pause):
    for _round in range(ROUNDS):
        _world, orders = two_orders(one)
        answers = race(("sign", orders[0]), ("sign", orders[1]), pause)
        seen = look(one, orders)
        assert [order["state"] for order in seen] == ["sale", "sale"]
        assert sorted(order["held"] for order in seen) == [False, True]
        assert sorted(answers) == [1, 2]


def test_both_go_on_where_there_is_enough_for_both(one, race):
    _world, orders = two_orders(one, limit=2000)
    answers = race(("sign", orders[0]), ("sign", orders[1]))
    assert [(order["state"], order["held"]) for order in look(one, orders)] == [("sale", False)] * 2
    assert sorted(answers) == [1, 2]


def test_without_the_guard_both_would_pass(start, name, one, race):
    with start(name) as unguarded, start(name) as unguarded_too:
        _world, orders = two_orders(one)
        race(("confirm", orders[0]), ("confirm", orders[1]), one=unguarded, other=unguarded_too, guarded=False)
    assert [order["state"] for order in look(one, orders)] == ["sale", "sale"]


def test_different_customers_do_not_wait_for_each_other(one, other):
    orders = [two_orders(one)[1][0] for _customer in range(2)]
    one.begin("races_credit.act", action="sign", record_id=orders[0], pause="written")
    assert one.answer() == "written"
    assert other.call("races_credit.act", action="sign", record_id=orders[1]) == 1
    one.go()
    assert one.answer() == 1


def test_two_checks_of_held_orders_do_not_release_both(one, race):
    world, orders = two_orders(one, held=True, limit=100)
    assert [order["held"] for order in look(one, orders)] == [True, True]
    one.call("races_credit.raise_limit", customer=world["customer"], limit=1500)
    race(("check", orders[0]), ("check", orders[1]))
    assert sorted(order["held"] for order in look(one, orders)) == [False, True]


@pytest.mark.parametrize("pause", ["written", "snapshot"])
def test_two_checks_of_an_order_at_once_leave_one_finding(one, race, pause):
    _world, (order, _other) = two_orders(one, limit=100)
    answers = race(("check", order), ("check", order), pause)
    (seen,) = look(one, [order])
    assert (seen["checked"], seen["findings"]) == ("blocked", ["open"])
    assert sorted(answers) == [1, 2]


@pytest.mark.parametrize("pause", ["written", "snapshot"])
def test_money_and_an_order_that_needs_it_at_once(one, race, pause):
    """Whoever comes second knows of the first: nobody waits for money that is there."""
    for first in ("pay", "sign"):
        world, (order, _other) = two_orders(one, limit=1500, owed=1000)
        acts = {"pay": ("pay", world["invoice"]), "sign": ("sign", order)}
        (second,) = acts.keys() - {first}
        answers = race(acts[first], acts[second], pause)
        assert min(answers) == 1 < max(answers)  # the second may meet what follows the payment once more
        assert one.call("races_credit.open_amount", invoice_id=world["invoice"]) == 0
        (seen,) = look(one, [order])
        assert (seen["state"], seen["held"], seen["checked"]) == ("sale", False, "clear")


def test_a_person_who_did_not_know_of_the_money_is_refused_and_nothing_else(one, race):
    world, (order, _other) = two_orders(one, limit=1500, owed=1000)
    assert race(("confirm", order), ("pay", world["invoice"])) == ("UserError", 1)
    assert look(one, [order])[0]["state"] == "draft"
    assert one.call("races_credit.act", action="confirm", record_id=order) == 1


def test_money_frees_an_order_while_another_one_comes_in(one, race):
    for first in ("pay", "sign"):
        world = one.call("races_credit.prepare", limit=1500, owed=1000)
        make = {"customer": world["customer"], "goods": world["goods"]}
        waiting = one.call("races_credit.order", held=True, **make)
        small = one.call("races_credit.order", quantity=1, **make)
        acts = {"pay": ("pay", world["invoice"]), "sign": ("sign", small)}
        (second,) = acts.keys() - {first}
        race(acts[first], acts[second])
        assert one.call("races_credit.open_amount", invoice_id=world["invoice"]) == 0
        seen = look(one, [waiting, small])
        assert [(order["state"], order["held"]) for order in seen] == [("sale", False), ("sale", False)]
