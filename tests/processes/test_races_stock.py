"""Two processes at the same time, and ten units of which both want eight.

In every round both have taken their picture of the database, in which all ten are free, before one of them writes:
none is won by being quick. Who comes second is refused by PostgreSQL, run again by Odoo, and sees the first.
"""

import pytest

from environment.odoo_process import RemoteError

ROUNDS = 20
ON_HAND, WANTED = 10, 8
POLICIES = ("block", "backorder", "allow")
METHODS = ("at_confirm", "manual", "by_date")
FORBIDDEN = "may not be oversold"


@pytest.fixture
def together(at_once):
    """Let both processes do the same to an order each, after both have looked; return both answers."""

    def together(action, orders):
        return at_once(
            "races_stock.act", [{"action": action, "order_id": order, "pause": "snapshot"} for order in orders]
        )

    return together


def check(seen):
    """What holds always: nobody has what is not there."""
    assert seen["on_hand"] == ON_HAND
    assert seen["reserved"] == sum(seen["assigned"])
    assert seen["on_hand"] - seen["reserved"] >= 0


def one_has_it(seen):
    check(seen)
    assert sorted(seen["assigned"]) == [ON_HAND - WANTED, WANTED]


def refused(answers):
    """Which of two was refused, and that Odoo had run it again, and why."""
    (index,) = [number for number, got in enumerate(answers) if isinstance(got, RemoteError)]
    error = answers[index]
    assert error.kind == "UserError"
    assert FORBIDDEN in str(error)
    assert answers[1 - index] == 1
    return index


def confirm_all(one, together, policy, method, **options):
    rounds = one.call("races_stock.prepare", policy=policy, method=method, rounds=ROUNDS, **options)
    answers = [together("confirm", race["orders"]) for race in rounds]
    return rounds, answers, one.call("races_stock.look", rounds=rounds)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("policy", "mode"), [("block", "off"), ("backorder", "observe"), ("allow", "observe")])
def test_the_last_units(one, together, policy, mode, method):
    rounds, answers, seen = confirm_all(one, together, policy, method, mode=mode)
    assert len(seen) == ROUNDS
    for race, got, after in zip(rounds, answers, seen, strict=True):
        check(after)
        if policy == "block":
            loser = refused(got)
            assert after["states"][loser] == "draft"
            assert after["states"][1 - loser] == "sale"
            assert after["assigned"][loser] == 0
            assert after["assigned"][1 - loser] == (0 if method == "manual" else WANTED)
        else:
            assert sorted(got) == [1, 2]
            assert after["states"] == ["sale", "sale"]
            if method == "manual":
                assert after["assigned"] == [0, 0]
                assert sorted(together("assign", race["orders"])) == [1, 2]
            else:
                one_has_it(after)
    if policy != "block" and method == "manual":
        for after in one.call("races_stock.look", rounds=rounds):
            one_has_it(after)


def test_without_the_guard_both_would_have_them(one, other, waits):
    (race,) = one.call("races_stock.prepare")
    for process, order in zip((one, other), race["orders"], strict=True):
        process.begin("races_stock.act", action="confirm", order_id=order, pause="both", guarded=False)
        assert process.answer() == "snapshot"
    # Both have written before either commits: else Odoo's own lock on the stock may find the first one.
    for process in (one, other):
        process.go()
        assert process.answer() == "written"
    for process in (one, other):
        process.go()
    assert [process.outcome() for process in (one, other)] == [1, 1]
    (seen,) = one.call("races_stock.look", rounds=[race])
    assert seen["reserved"] == 2 * WANTED


def test_who_comes_while_the_first_has_not_committed_waits(one, other, waits):
    (race,) = one.call("races_stock.prepare", policy="block")
    one.begin("races_stock.act", action="confirm", order_id=race["orders"][0], pause="written")
    assert one.answer() == "written"
    other.begin("races_stock.act", action="confirm", order_id=race["orders"][1])
    assert waits(other)
    one.go()
    assert refused([one.outcome(), other.outcome()]) == 1


def test_other_goods_do_not_wait(one, other):
    races = one.call("races_stock.prepare", rounds=2)
    one.begin("races_stock.act", action="confirm", order_id=races[0]["orders"][0], pause="written")
    assert one.answer() == "written"
    assert other.call("races_stock.act", action="confirm", order_id=races[1]["orders"][0]) == 1
    one.go()
    assert one.answer() == 1


def test_the_first_of_two_that_fails_leaves_the_units_to_the_other(start, name, one, waits):
    (race,) = one.call("races_stock.prepare", policy="block")
    victim = start(name)
    victim.begin("races_stock.act", action="confirm", order_id=race["orders"][0], pause="written")
    assert victim.answer() == "written"
    one.begin("races_stock.act", action="confirm", order_id=race["orders"][1])
    assert waits(one)
    victim.kill()
    assert one.answer() == 1
    (seen,) = one.call("races_stock.look", rounds=[race])
    assert (seen["states"], seen["assigned"]) == (["draft", "sale"], [0, WANTED])


@pytest.mark.parametrize("policy", POLICIES)
def test_threads(one, policy):
    rounds = one.call("races_stock.prepare", policy=policy, rounds=5)
    for race in rounds:
        answers = one.call("races_stock.threads", action="confirm", order_ids=race["orders"])
        assert sorted(map(str, answers)) == (["1", "UserError"] if policy == "block" else ["1", "2"])
    for seen in one.call("races_stock.look", rounds=rounds):
        check(seen)
        assert max(seen["assigned"]) == WANTED
        assert seen["states"].count("sale") == (1 if policy == "block" else 2)


def test_two_signatures_of_customers(one, together):
    """Both are accepted; one is held, whatever the checks are set to."""
    rounds = one.call("races_stock.prepare", policy="block", mode="off", rounds=5)
    for race in rounds:
        assert sorted(together("sign", race["orders"])) == [1, 2]
    for seen in one.call("races_stock.look", rounds=rounds):
        check(seen)
        assert seen["states"] == ["sale", "sale"]
        assert sorted(seen["held"]) == [False, True]
        assert sorted(seen["assigned"]) == [0, WANTED]
        assert seen["findings"][seen["held"].index(True)] == ["stock_short"]


@pytest.mark.parametrize("policy", ["block", "allow"])
def test_a_kit_of_which_a_component_is_the_last(one, together, policy):
    rounds = one.call("races_stock.prepare", policy=policy, kit=True, rounds=5)
    answers = [together("confirm", race["orders"]) for race in rounds]
    for got, seen in zip(answers, one.call("races_stock.look", rounds=rounds), strict=True):
        check(seen)
        assert max(seen["assigned"]) == WANTED
        if policy == "block":
            assert seen["states"][refused(got)] == "draft"
        else:
            assert sorted(got) == [1, 2]


@pytest.mark.parametrize("method", METHODS)
def test_two_confirmed_orders_that_grow(one, together, method):
    rounds = one.call("races_stock.prepare", policy="block", method=method, mode="off", rounds=5)
    for race in rounds:
        one.call("races_stock.shrink", order_ids=race["orders"])
        for order in race["orders"]:
            one.call("races_stock.act", action="confirm", order_id=order)
        assert sorted(together("grow", race["orders"])) == [1, 2]
    for seen in one.call("races_stock.look", rounds=rounds):
        check(seen)
        assert sorted(seen["held"]) == [False, True]


def test_two_who_type_what_they_pick(one, together):
    rounds = one.call("races_stock.prepare", method="manual", rounds=5)
    for race in rounds:
        for order in race["orders"]:
            one.call("races_stock.act", action="confirm", order_id=order)
        assert sorted(together("type_quantity", race["orders"])) == [1, 2]


@pytest.mark.parametrize("pause", ["snapshot", "written"])
def test_the_scheduler_and_a_confirmation(one, other, waits, pause):
    """What the first order waits for has arrived; the scheduler reserves it while somebody confirms the second."""
    one.call("races_stock.schedule")  # what others have left
    (race,) = one.call("races_stock.prepare", confirm=[0])
    one.begin("races_stock.schedule", pause=pause)
    assert one.answer() == pause
    if pause == "snapshot":
        assert other.call("races_stock.act", action="confirm", order_id=race["orders"][1]) == 1
        one.go()
        assert one.answer() == 1  # it has tried again by itself
        expected = [ON_HAND - WANTED, WANTED]
    else:
        other.begin("races_stock.act", action="confirm", order_id=race["orders"][1])
        assert waits(other)
        one.go()
        assert one.answer() == 0
        assert other.answer() == 2
        expected = [WANTED, ON_HAND - WANTED]
    (seen,) = one.call("races_stock.look", rounds=[race])
    check(seen)
    assert seen["assigned"] == expected
