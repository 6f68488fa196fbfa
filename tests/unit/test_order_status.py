"""The rules of docs/lifecycle.md, one by one, and against an independent reading of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.order_status import (
    CANCELLED,
    DELIVERED,
    ENTERED,
    IN_PROGRESS,
    INVOICED,
    ON_HOLD,
    PAID,
    QUOTE,
    READY,
    SHIPPED,
    OrderFacts,
    decide,
)

STATUSES = {QUOTE, ENTERED, IN_PROGRESS, READY, SHIPPED, DELIVERED, INVOICED, PAID, ON_HOLD, CANCELLED}
COUNT = st.integers(min_value=0, max_value=3)


@st.composite
def any_facts(draw):
    """Facts as documents can produce them: parts never exceed their whole."""
    outgoing_open = draw(COUNT)
    outgoing_done = draw(COUNT)
    service_lines = draw(COUNT)
    return OrderFacts(
        state=draw(st.sampled_from(["draft", "sent", "sale", "cancel"])),
        active_holds=draw(COUNT),
        amount_is_zero=draw(st.booleans()),
        goods_lines=draw(COUNT),
        unplanned_lines=draw(COUNT),
        service_lines=service_lines,
        services_undone=draw(st.integers(0, service_lines)),
        lines_to_bill=draw(COUNT),
        outgoing_open=outgoing_open,
        outgoing_open_waiting=draw(st.integers(0, outgoing_open)),
        outgoing_done=outgoing_done,
        outgoing_unconfirmed=draw(st.integers(0, outgoing_done)),
        steps_open=draw(COUNT),
        steps_done=draw(COUNT),
        work_signs=draw(COUNT),
        invoices_unpaid=draw(COUNT),
    )


def goods(**known):
    """A confirmed order of goods; nothing has happened yet unless told."""
    return OrderFacts(**{"state": "sale", "goods_lines": 1, "lines_to_bill": 0, **known})


def shipped(**known):
    """A confirmed order whose goods have all left and arrived."""
    return goods(**{"outgoing_done": 1, **known})


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        pytest.param(OrderFacts("draft"), QUOTE, id="draft"),
        pytest.param(OrderFacts("sent"), QUOTE, id="sent"),
        pytest.param(OrderFacts("cancel", active_holds=1), CANCELLED, id="cancelled before held"),
        pytest.param(OrderFacts("draft", active_holds=1), ON_HOLD, id="held quotation"),
        pytest.param(shipped(active_holds=2), ON_HOLD, id="held after shipping"),
        pytest.param(goods(outgoing_open=1, outgoing_open_waiting=1), ENTERED, id="reserved only"),
        pytest.param(goods(), ENTERED, id="all transfers cancelled, nothing shipped"),
        pytest.param(goods(work_signs=1, outgoing_open=1, outgoing_open_waiting=1), IN_PROGRESS, id="picking"),
        pytest.param(goods(steps_done=1, steps_open=1), IN_PROGRESS, id="a step done, one open"),
        pytest.param(shipped(outgoing_open=1, outgoing_open_waiting=1), IN_PROGRESS, id="backorder"),
        pytest.param(shipped(steps_open=1), IN_PROGRESS, id="backorder still in the pick step"),
        pytest.param(shipped(unplanned_lines=1), IN_PROGRESS, id="drop shipment not yet bought"),
        pytest.param(goods(outgoing_open=2), READY, id="ready"),
        pytest.param(goods(outgoing_open=2, outgoing_open_waiting=1), ENTERED, id="one of two waits"),
        pytest.param(goods(outgoing_open=1, steps_open=1), ENTERED, id="ready but a step is open"),
        pytest.param(goods(outgoing_open=1, unplanned_lines=1), ENTERED, id="ready but a line has no transfer"),
        pytest.param(shipped(outgoing_open=1), READY, id="backorder ready"),
        pytest.param(shipped(outgoing_unconfirmed=1), SHIPPED, id="on its way"),
        pytest.param(shipped(lines_to_bill=1), DELIVERED, id="delivered"),
        pytest.param(shipped(invoices_unpaid=1), INVOICED, id="invoiced"),
        pytest.param(shipped(), PAID, id="paid"),
        pytest.param(shipped(amount_is_zero=True, lines_to_bill=1), PAID, id="amount zero"),
        pytest.param(goods(amount_is_zero=True), ENTERED, id="amount zero, not shipped"),
        pytest.param(OrderFacts("sale"), ENTERED, id="no lines at all"),
        pytest.param(OrderFacts("sale", service_lines=1, services_undone=1), ENTERED, id="service open"),
        pytest.param(OrderFacts("sale", service_lines=1, lines_to_bill=1), DELIVERED, id="service done"),
        pytest.param(OrderFacts("sale", service_lines=1), PAID, id="service invoiced and paid"),
    ],
)
def test_rule(facts, status):
    assert decide(facts) == status


def written_rules(f):
    """The table of docs/lifecycle.md read aloud: every rule on its own, the first that holds."""
    goods_order = f.goods_lines > 0
    if goods_order:
        all_left = f.outgoing_done >= 1 and f.outgoing_open + f.steps_open + f.unplanned_lines == 0
        arrived = f.outgoing_unconfirmed == 0
    else:
        all_left = f.service_lines >= 1 and f.services_undone == 0
        arrived = True
    invoiced = f.lines_to_bill == 0
    paid = f.amount_is_zero or (invoiced and f.invoices_unpaid == 0)
    rules = [
        (f.state == "cancel", CANCELLED),
        (f.active_holds >= 1, ON_HOLD),
        (f.state in {"draft", "sent"}, QUOTE),
        (all_left and arrived and paid, PAID),
        (all_left and arrived and invoiced, INVOICED),
        (all_left and arrived, DELIVERED),
        (all_left, SHIPPED),
        (
            f.outgoing_open - f.outgoing_open_waiting == f.outgoing_open != 0 and f.steps_open + f.unplanned_lines == 0,
            READY,
        ),
        (f.work_signs + f.steps_done + f.outgoing_done >= 1, IN_PROGRESS),
    ]
    return next((status for holds, status in rules if holds), ENTERED)


@given(any_facts())
def test_follows_the_written_rules(facts):
    assert decide(facts) == written_rules(facts)


@given(any_facts())
def test_every_order_has_one_of_ten_statuses(facts):
    assert len(STATUSES) == 10
    assert decide(facts) in STATUSES


@given(any_facts())
def test_a_hold_hides_the_facts_and_its_release_restores_them(facts):
    held = replace(facts, active_holds=1)
    assert decide(held) == (CANCELLED if facts.state == "cancel" else ON_HOLD)
    free = replace(facts, active_holds=0)
    assert decide(replace(held, active_holds=0)) == decide(free)


def still_here(facts):
    """The same order, confirmed and free, with goods that have not left yet."""
    return replace(facts, state="sale", active_holds=0, goods_lines=1, outgoing_done=0)


def arrived(facts):
    """The same order, confirmed and free, with all goods shipped and arrived."""
    return shipped(
        lines_to_bill=facts.lines_to_bill,
        invoices_unpaid=facts.invoices_unpaid,
        steps_done=facts.steps_done,
        amount_is_zero=facts.amount_is_zero,
    )


@given(any_facts())
def test_money_never_decides_before_the_goods_have_left(facts):
    """Prepayment never jumps the queue."""
    order = still_here(facts)
    paid = replace(order, lines_to_bill=0, invoices_unpaid=0)
    assert decide(paid) == decide(order)
    assert decide(paid) in {ENTERED, IN_PROGRESS, READY}


@given(any_facts())
def test_taking_a_payment_back_never_leaves_paid(facts):
    order = replace(arrived(facts), lines_to_bill=0, amount_is_zero=False)
    assert decide(replace(order, invoices_unpaid=0)) == PAID
    assert decide(replace(order, invoices_unpaid=1)) == INVOICED


@given(any_facts())
def test_new_demand_reopens_what_was_finished(facts):
    order = arrived(facts)
    assert decide(order) in {DELIVERED, INVOICED, PAID}
    raised = replace(order, outgoing_open=1, outgoing_open_waiting=1)
    assert decide(raised) == IN_PROGRESS
