"""Backorders, cancellations, holds, waivers, returns and claims. Builders and days: kpi_values.py."""

from dataclasses import replace

from kpi_values import OPTIONS, figure, line, may, options, order, reasons, value

from engine import kpi_facts_service as service
from engine import kpi_verdict as verdicts
from engine.kpi_facts_service import ClaimFact, HoldFact, ReturnFact, WaiverFact
from engine.kpi_period import MONTH, period

JUNE = period(MONTH, OPTIONS.today)


def test_open_backorders_are_those_of_today():
    # Now it is June 15th, noon: since May 16th, noon: 30 days; since June 5th, noon: 10 days.
    lines = [
        line(first=8, backordered_at=may(16, 12), backordered_value=300),
        line(first=8, backordered_at=may(36, 12), backordered_value=200),
        line(first=8, arrivals=[(8, 10)], backordered_value=0),
    ]
    assert value("backorder_value", lines, JUNE) == 500
    assert value("backorder_age", lines, JUNE) == 20
    assert reasons("backorder_value", lines, JUNE)[2] == verdicts.NOTHING_OPEN
    assert figure("backorder_value", lines).n == 0  # not what was open in May
    assert (
        value("backorder_value", [*lines, line(currency="USD", backordered_at=may(16), backordered_value=1)], JUNE)
        is None
    )


def test_what_left_before_it_was_cancelled_was_not_our_cancellation():
    cancelled = {"cancelled_day": may(9), "cancel_initiator": "company"}
    orders = [order(**cancelled), order(**cancelled, first_shipped_day=may(7)), order(), order()]
    assert value("cancellation_rate", orders) == 50
    assert value("cancellation_rate_seller", orders) == 25


def test_later_cancellations_count_in_the_month_of_the_order():
    assert value("cancellation_rate", [order(cancelled_day=may(45), cancel_initiator="customer"), order()]) == 50


def test_first_pass_and_overrides():
    checked = {"checked_day": may(4)}
    orders = [order(**checked), order(**checked, blocked_at_first=True, waivers=2), order(**checked), order()]
    assert round(value("first_pass_rate", orders), 2) == 66.67
    assert round(value("waiver_rate", orders), 2) == 33.33
    assert reasons("first_pass_rate", orders)[3] == verdicts.NOT_CHECKED


def hold(placed, released=None, by=None, **values):
    return HoldFact(
        placed_at=may(placed, 9),
        placed_day=may(placed),
        released_at=released and may(released, 9),
        released_day=released and may(released),
        released_by=by,
        **values,
    )


HOLDS = [
    hold(4, 5, service.BY_PAYMENT, credit=True),  # 24 hours
    hold(4, 6, service.BY_PAYMENT, credit=True),  # 48
    hold(4, 8, service.BY_LIMIT, credit=True),  # 96
    hold(4, 14, service.BY_WAIVER, credit=True),  # 240
    hold(4, 10, credit=True, order_cancelled=True),  # 144
    hold(4, credit=True),
    hold(4, 4, service.BY_OTHER),  # nothing; not for credit
]


def test_time_on_hold():
    assert value("credit_hold_time", HOLDS) == 96  # of 24 48 96 144 240
    assert value("hold_time", HOLDS) == 72  # of 0 24 48 96 144 240
    assert figure("hold_time", HOLDS, JUNE).excluded[verdicts.OPEN] == 1
    assert figure("hold_time", HOLDS, JUNE).ages.values == (42 * 86400 + 3 * 3600,)


def test_what_released_holds_for_credit():
    # Four were released; one ended with its order, one is in force.
    codes = ("credit_released_payment", "credit_released_limit", "credit_released_waiver")
    assert [value(code, HOLDS) for code in codes] == [50, 25, 25]
    assert reasons("credit_released_payment", HOLDS)[4] == verdicts.GIVEN_UP


def test_how_overrides_ended():
    def waiver(outcome, day, credit=True):
        return WaiverFact(waived_day=may(4), outcome=outcome, ended_day=day and may(day), credit=credit)

    waivers = [
        waiver(service.ENDED_WELL, 10),
        waiver(service.ENDED_LATE, 20),
        waiver(service.ENDED_LOST, 21),
        waiver(service.ENDED_BACK, 22, credit=False),
        waiver(None, None),
    ]
    assert value("bad_waivers", waivers) == 75
    assert round(value("bad_credit_waivers", waivers), 2) == 66.67
    assert figure("bad_waivers", waivers, JUNE).excluded[verdicts.OPEN] == 1


def test_own_companies_and_replacements_are_left_out_of_holds_overrides_returns_and_claims():
    facts = [
        ("hold_time", hold(4, 5, service.BY_PAYMENT, credit=True)),
        ("credit_hold_time", hold(4, 5, service.BY_PAYMENT, credit=True)),
        ("credit_released_payment", hold(4, 5, service.BY_PAYMENT, credit=True)),
        ("bad_waivers", WaiverFact(credit=True, waived_day=may(4), outcome=service.ENDED_WELL, ended_day=may(5))),
        ("bad_credit_waivers", WaiverFact(credit=True, outcome=service.ENDED_WELL, ended_day=may(5))),
        ("return_time", WHOLE),
        ("refund_time", WHOLE),
        ("claim_recovery", ClaimFact(claimed=1, paid=1, closed_day=may(5))),
    ]
    without = options(without_intercompany=True)
    for code, fact in facts:
        own, again = replace(fact, is_intercompany=True), replace(fact, is_replacement=True)
        assert reasons(code, [fact, own]) == [None, None], code
        assert reasons(code, [own, again], using=without) == [verdicts.INTERCOMPANY, verdicts.REPLACEMENT], code


# Asked for on the 1st, approved on the 2nd, at the dock on the 6th, put away on the 7th, credited on the 8th,
# resolved and closed on the 9th, paid on the 11th; each at nine.
STEPS = {"requested": 1, "approved": 2, "arrived": 6, "disposed": 7, "credited": 8, "resolved": 9, "closed": 9}
MOMENTS = {f"{step}_at": may(day, 9) for step, day in STEPS.items()} | {"paid_back_at": may(11, 9)}
DAYS = {f"{step}_day": may(STEPS[step]) for step in ("requested", "disposed", "credited", "closed")}
PARTS = ("return_approval_time", "return_transit_time", "return_disposal_time", "return_settling_time")
WHOLE = ReturnFact(**MOMENTS, **DAYS, paid_back_day=may(11), refunds=True)


def test_times_of_a_return():
    codes = (
        "return_time",
        "return_approval_time",
        "return_transit_time",
        "return_disposal_time",
        "return_settling_time",
    )
    assert [value(code, [WHOLE]) for code in codes] == [8, 1, 4, 1, 2]
    assert value("dock_to_stock", [WHOLE]) == 24
    assert (value("refund_time", [WHOLE]), value("refund_paid_time", [WHOLE])) == (2, 5)


def test_parts_of_a_return_add_up_to_it():
    assert sum(value(code, [WHOLE]) for code in PARTS) == value("return_time", [WHOLE])


def test_returns_that_are_open_or_without_goods_or_given_up():
    waiting = ReturnFact(requested_at=may(20, 9), requested_day=may(20), arrived_at=may(25, 9), refunds=True)
    no_goods = ReturnFact(requested_at=may(1, 9), closed_at=may(2, 9), closed_day=may(2), refunds=True)
    rejected = ReturnFact(requested_at=may(1, 9), requested_day=may(1), given_up=True)
    exchange = ReturnFact(**MOMENTS, **DAYS)
    found = [waiting, no_goods, rejected, exchange]
    assert reasons("return_time", found) == [verdicts.OTHER_PERIOD, None, verdicts.GIVEN_UP, None]
    assert reasons("return_time", found, JUNE)[0] == verdicts.OPEN
    assert reasons("dock_to_stock", found)[1:] == [verdicts.OTHER_KIND, verdicts.GIVEN_UP, None]
    assert reasons("refund_time", found)[3] == verdicts.OTHER_KIND
    # At the dock since May 25th at nine: 21 days and three hours
    assert figure("dock_to_stock", found, JUNE).ages.values == (21 * 86400 + 3 * 3600,)


def test_claims():
    claims = [
        ClaimFact(claimed=1000, paid=400, closed_day=may(9)),
        ClaimFact(claimed=500, paid=500, closed_day=may(10)),
        ClaimFact(claimed=700, opened_at=may(20, 12)),
        ClaimFact(claimed=700, closed_day=may(11), withdrawn=True),
    ]
    assert value("claim_recovery", claims) == 60  # 900 of 1500
    assert figure("claim_recovery", claims, JUNE).ages.values == (26 * 86400,)
    assert reasons("claim_recovery", claims)[3] == verdicts.GIVEN_UP
