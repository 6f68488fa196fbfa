"""To which day a fact belongs, if it counts and if it is left out. Each day of these facts is another one."""

from dataclasses import replace

import pytest
from kpi_values import OPTIONS, line, may, order

from engine import kpi_facts_service as service
from engine import kpi_verdict as verdicts
from engine.kpi_facts import WON, Due, MovementFact, QuotationFact, ShipmentFact, Target
from engine.kpi_registry import REGISTRY, of_source

CONFIRMED, SUBMITTED, CHECKED = may(4), may(2), may(3)
WINDOW, LEAVING, FIRST_SHIPPED, SHIPPED, FIRST, LATEST, REQUESTED, DELIVERED = (may(day) for day in range(6, 14))
CANCELLED = may(20)

ORDER = order(
    submitted_day=SUBMITTED,
    checked_day=CHECKED,
    clock_at=may(4, 9),
    window_end=may(6, 9),
    window_day=WINDOW,
    leaving=Due(day=LEAVING, lines=1),
    first_shipped_day=FIRST_SHIPPED,
    shipped_at=may(9, 9),
    shipped_day=SHIPPED,
    first=Due(day=FIRST, lines=1),
    latest=Due(day=LATEST, lines=1),
    requested=Due(day=REQUESTED, lines=1),
    delivered_at=may(13, 9),
    delivered_day=DELIVERED,
    released_at=may(5, 9),
    rating=5,
)
OF_ORDERS = {
    CONFIRMED: "orders_per_day orders_per_day_net average_order_value average_order_value_current repeat_rate "
    "processing_time hold_hours backorder_rate cancellation_rate cancellation_rate_customer cancellation_rate_seller "
    "cancelled_value partly_cancelled_value",
    SUBMITTED: "credit_hold_rate hold_rate",
    CHECKED: "first_pass_rate waiver_rate",
    WINDOW: "ship_window",
    LEAVING: "on_time_shipment",
    FIRST_SHIPPED: "wismo_rate question_share satisfaction complaint_rate accuracy return_rate_orders refused_rate",
    SHIPPED: "internal_cycle_time ship_time",
    FIRST: "otd otif fill_orders perfect_order perfect_on_time perfect_in_full perfect_documents perfect_undamaged",
    LATEST: "otd_latest",
    REQUESTED: "otd_requested",
    DELIVERED: "order_cycle_time order_cycle_time_net",
}


def days(source, fact, using=OPTIONS):
    return {kpi.code: kpi.assess(fact, using).day for kpi in of_source(source) if not kpi.needs_period}


def test_orders_count_on_their_day():
    assert days("order", ORDER) == {code: day for day, codes in OF_ORDERS.items() for code in codes.split()}
    assert all(kpi.assess(ORDER, OPTIONS).counts for kpi in of_source("order"))


@pytest.mark.parametrize(
    ("code", "changes", "reason", "day"),
    [
        ("otd", {"confirmed_day": None}, verdicts.NOT_CONFIRMED, SUBMITTED),
        ("otd", {"is_replacement": True}, verdicts.REPLACEMENT, CONFIRMED),
        ("otd", {"has_goods": False}, verdicts.SERVICE, CONFIRMED),
        ("otd", {"first": Due()}, verdicts.NO_PROMISE, CONFIRMED),
        ("otif", {"first": Due()}, verdicts.NO_PROMISE, CONFIRMED),
        ("fill_orders", {"first": Due()}, verdicts.NO_PROMISE, CONFIRMED),
        ("on_time_shipment", {"leaving": Due()}, verdicts.NO_PROMISE, CONFIRMED),
        ("otd", {"first": Due(day=FIRST)}, verdicts.CANCELLED_BEFORE_DUE, FIRST),
        ("otd", {"first": Due(day=may(60), lines=1)}, verdicts.NOT_YET_DUE, may(60)),
        ("ship_window", {"window_end": None}, verdicts.NOT_KNOWN, CONFIRMED),
        ("ship_window", {"window_end": None, "clock_stands": True}, verdicts.ON_HOLD, CONFIRMED),
        ("ship_window", {"window_end": may(60, 9), "window_day": may(60)}, verdicts.NOT_YET_DUE, may(60)),
        ("ship_window", {"shipped_at": None, "cancelled_at": may(5, 9)}, verdicts.CANCELLED_BEFORE_DUE, WINDOW),
        ("ship_time", {"shipped_at": None, "clock_stands": True}, verdicts.ON_HOLD, CONFIRMED),
        ("ship_time", {"shipped_at": None, "shipped_day": None}, verdicts.OPEN, OPTIONS.today),
        ("ship_time", {"clock_at": None}, verdicts.NOT_KNOWN, SHIPPED),
        ("accuracy", {"first_shipped_day": None}, verdicts.NOT_SHIPPED, CONFIRMED),
        ("satisfaction", {"rating": None}, verdicts.NOT_RATED, FIRST_SHIPPED),
        ("processing_time", {"released_at": None}, verdicts.OPEN, CONFIRMED),
        ("backorder_rate", {"cancelled_for_backorder": True}, verdicts.BACKORDER_CANCELLED, CONFIRMED),
        ("credit_hold_rate", {"submitted_day": None}, verdicts.NOT_CONFIRMED, None),
        ("hold_rate", {"is_replacement": True}, verdicts.REPLACEMENT, SUBMITTED),
        ("waiver_rate", {"checked_day": None}, verdicts.NOT_CHECKED, SUBMITTED),
        ("first_pass_rate", {"checked_day": None}, verdicts.NOT_CHECKED, SUBMITTED),
    ],
)
def test_orders_that_are_left_out_belong_somewhere(code, changes, reason, day):
    verdict = REGISTRY[code].assess(replace(ORDER, **changes), OPTIONS)
    assert (verdict.reason, verdict.day) == (reason, day)


@pytest.mark.parametrize(
    ("code", "changes", "day"),
    [
        ("ship_time", {"shipped_at": None}, CANCELLED),
        ("order_cycle_time", {"delivered_at": None}, CANCELLED),
        ("internal_cycle_time", {"shipped_at": None}, CANCELLED),
        ("processing_time", {"released_at": None}, CONFIRMED),
        ("orders_per_day_net", {}, CONFIRMED),
        ("average_order_value", {}, CONFIRMED),
        ("average_order_value_current", {}, CONFIRMED),
    ],
)
def test_cancelled_orders_that_are_left_out_belong_somewhere(code, changes, day):
    fact = replace(ORDER, cancelled_at=may(20, 9), cancelled_day=CANCELLED, **changes)
    verdict = REGISTRY[code].assess(fact, OPTIONS)
    assert (verdict.counts, verdict.day) == (False, day)


def test_what_was_done_before_it_was_cancelled_still_counts():
    fact = replace(ORDER, cancelled_at=may(20, 9), cancelled_day=CANCELLED, clock_stands=True)
    codes = ("ship_time", "order_cycle_time", "internal_cycle_time", "processing_time", "ship_window")
    assert all(REGISTRY[code].assess(fact, OPTIONS).counts for code in codes)


def test_lines_count_on_their_day():
    fact = line(
        confirmed_day=CONFIRMED,
        first=8,
        latest=Target(day=LATEST),
        requested=Target(day=REQUESTED),
        leaving=Target(day=LEAVING),
        backordered_at=may(5, 9),
    )
    by_first = "otd_lines promises_moved otif_lines otif_units otif_value fill_units fill_value fill_lines"
    assert days("line", fact) == {
        "on_time_shipment_lines": LEAVING,
        "otd_lines_requested": REQUESTED,
        "promise_reliability": LATEST,
        "backorder_rate_lines": CONFIRMED,
        "backorder_value": OPTIONS.today,
        "backorder_age": OPTIONS.today,
        **dict.fromkeys(by_first.split(), may(8)),
    }
    no_promise = replace(fact, first=Target())
    assert REGISTRY["otd_lines"].assess(no_promise, OPTIONS).day == CONFIRMED
    assert REGISTRY["otd_lines"].assess(replace(fact, kind="note"), OPTIONS).day == CONFIRMED
    gone = replace(fact, cancelled_for_backorder=True)
    assert REGISTRY["backorder_rate_lines"].assess(gone, OPTIONS).day == CONFIRMED


def test_the_others_count_on_their_day():
    sent = QuotationFact(issued_day=may(1), sent_at=may(2, 9), outcome=WON, decided_at=may(3, 9), decided_day=may(3))
    assert days("quotation", sent) == {
        "conversion": may(3),
        "conversion_value": may(3),
        "conversion_cohort": may(1),
        "quote_cycle_time": may(3),
    }
    assert days("shipment", ShipmentFact(shipped_day=may(5))) == {"damage_rate": may(5)}
    assert set(days("movement", MovementFact(day=may(5))).values()) == {may(5)}
    assert set(days("movement", MovementFact(day=may(5), inward=True)).values()) == {may(5)}
    claim = service.ClaimFact(closed_day=may(5))
    assert days("claim", claim) == days("claim", replace(claim, withdrawn=True)) == {"claim_recovery": may(5)}


def test_holds_and_waivers_count_on_their_day():
    hold = service.HoldFact(
        credit=True, placed_at=may(1, 9), placed_day=may(1), released_at=may(2, 9), released_day=may(2)
    )
    assert set(days("hold", hold).values()) == {may(2)}
    assert set(days("hold", replace(hold, order_cancelled=True)).values()) == {may(2)}
    open_hold = replace(hold, released_at=None, released_day=None)
    assert set(days("hold", open_hold).values()) == {OPTIONS.today}
    other = days("hold", replace(open_hold, credit=False))
    assert other.pop("hold_time") == OPTIONS.today and set(other.values()) == {may(1)}
    other = days("hold", replace(hold, credit=False))
    assert set(other.values()) == {may(2)}
    waiver = service.WaiverFact(credit=True, waived_day=may(1), outcome=service.ENDED_WELL, ended_day=may(9))
    assert set(days("waiver", waiver).values()) == {may(9)}
    assert days("waiver", replace(waiver, credit=False))["bad_credit_waivers"] == may(1)


def test_returns_count_on_the_day_of_their_end():
    found = service.ReturnFact(
        requested_at=may(1, 9),
        requested_day=may(1),
        arrived_at=may(2, 9),
        disposed_at=may(3, 9),
        disposed_day=may(3),
        closed_at=may(4, 9),
        closed_day=may(4),
        refunds=True,
        credited_at=may(5, 9),
        credited_day=may(5),
        paid_back_at=may(6, 9),
        paid_back_day=may(6),
    )
    said = days("return", found)
    assert (said["dock_to_stock"], said["refund_time"], said["refund_paid_time"]) == (may(3), may(5), may(6))
    assert said["return_time"] == said["return_disposal_time"] == may(4)
    assert set(days("return", replace(found, given_up=True)).values()) == {may(4)}
    assert set(days("return", replace(found, given_up=True, closed_day=None)).values()) == {may(1)}
    assert days("return", replace(found, refunds=False))["refund_time"] == may(4)


def test_invoices_and_payments_count_on_their_day():
    invoice = service.InvoiceFact(
        shipped_at=may(1, 9), shipped_day=may(1), posted_at=may(2, 9), posted_day=may(2), sent_at=may(3, 9)
    )
    assert days("invoice", invoice) == {
        "invoice_time": may(1),
        "invoice_sending_time": may(2),
        "invoice_accuracy": may(2),
    }
    waiting = replace(invoice, posted_at=None, posted_day=None)
    assert set(days("invoice", waiting).values()) == {may(1)}
    services = replace(invoice, shipped_at=None, shipped_day=None)
    assert days("invoice", services)["invoice_time"] == may(2)
    assert days("invoice", replace(services, prepaid=True))["invoice_time"] == may(2)
    assert days("invoice", replace(invoice, shipped_at=may(4, 9)))["invoice_time"] == may(1)
    paid = service.SettlementFact(amount=1, invoice_day=may(1), due_day=may(2), paid_day=may(5))
    for fact in (paid, replace(paid, prepaid=True), replace(paid, invoice_day=None, due_day=None)):
        assert set(days("settlement", fact).values()) == {may(5)}
    for fact in (replace(paid, paid_day=None), replace(paid, paid_day=None, prepaid=True)):
        assert set(days("settlement", fact).values()) == {OPTIONS.today}
    promise = service.PaymentPromiseFact(promised_day=may(5), met_day=may(6))
    assert days("payment_promise", promise) == {"payment_promises_kept": may(5)}
    item = service.OpenItemFact(as_of=may(5), due_day=may(1), residual=1)
    assert set(days("open_item", item).values()) == {may(5)}
