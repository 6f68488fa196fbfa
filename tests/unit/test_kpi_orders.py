"""Quotations, the time that orders take, and service. Builders and days: kpi_values.py."""

from datetime import timedelta
from fractions import Fraction

import pytest
from kpi_values import MAY, OPTIONS, figure, may, options, order, reasons, value

from engine import kpi_verdict as verdicts
from engine.kpi_facts import EXPIRED, NOT_WON, WON, DayFact, QuotationFact
from engine.kpi_period import MONTH, period
from engine.kpi_registry import REGISTRY


def quotation(sent, outcome=None, decided=None, worth=100):
    return QuotationFact(
        issued_day=may(sent),
        sent_at=may(sent, 9),
        outcome=outcome,
        decided_at=decided and may(decided, 9),
        decided_day=decided and may(decided),
        value=worth,
        currency="EUR",
    )


# Decided in May: two won (100 + 300), two lost (400 + 100), one expired (100); one is open, one was won in June.
QUOTATIONS = [
    quotation(1, WON, 3, 100),
    quotation(-20, WON, 4, 300),
    quotation(5, NOT_WON, 9, 400),
    quotation(5, NOT_WON, 9, 100),
    quotation(6, EXPIRED, 30, 100),
    quotation(7),
    quotation(8, WON, 33, 1000),
]


def test_conversion():
    assert value("conversion", QUOTATIONS) == 40  # 2 of 5
    assert value("conversion_value", QUOTATIONS) == 40  # 400 of 1000
    # Issued in May and decided by now: won 1 and 8, lost two of the 5th, expired 6; the one of April does not count.
    assert value("conversion_cohort", QUOTATIONS) == 40
    assert reasons("conversion_cohort", QUOTATIONS)[5] == verdicts.OPEN


def test_open_quotations_belong_to_today_and_have_an_age():
    june = figure("conversion", QUOTATIONS, period(MONTH, OPTIONS.today))
    assert june.excluded == {verdicts.OPEN: 1, verdicts.OTHER_PERIOD: 5}
    # Sent on May 7th at nine, now it is June 15th, noon: 39 days and 3 hours
    assert june.ages.values == (39 * 86400 + 3 * 3600,)


def test_quote_cycle_time_is_the_median_of_those_that_were_won():
    found = figure("quote_cycle_time", QUOTATIONS)
    # 1st → 3rd: 2 days. April 10th → May 4th: 24 days.
    assert found.value == 13
    assert (found.n, found.measured.mean / 86400) == (2, 13)


def test_orders_per_day_of_the_month_in_progress():
    # Monday the 4th to Thursday the 7th, and Friday the 1st: five working days
    using = options(today=may(7), now=may(7, 12))
    assert value("orders_per_day", [order(), order(day=6)], using=using) == 0.4
    assert value("orders_per_day", [order()], using=options(today=may(-3))) is None
    assert value("orders_per_day", [order()], using=options(working=())) is None


def test_figures_of_companies_with_their_own_working_days_are_not_added():
    found = figure("orders_per_day", [order()])
    with pytest.raises(ValueError, match="cannot be added"):
        found + found


def test_processing_time():
    orders = [
        order(released_at=may(4, 10)),  # an hour
        order(released_at=may(4, 14)),  # five hours
        order(released_at=may(6, 9)),  # 48 hours
        order(received_at=may(4, 6), released_at=may(4, 10)),  # four hours: the customer's order came at six
        order(),  # not released: open since June 15th, noon, less May 4th at nine
        order(cancelled_at=may(5, 9), cancelled_day=may(5)),
        order(has_goods=False),
    ]
    found = figure("processing_time", orders)
    assert (found.value, found.n) == (4.5, 4)  # between four and five hours
    assert found.measured.mean == Fraction(58 * 3600, 4)
    assert found.measured.p90 == 48 * 3600
    assert found.ages.values == (42 * 86400 + 3 * 3600,)
    assert found.excluded == {verdicts.OPEN: 1, verdicts.CANCELLED: 1, verdicts.SERVICE: 1}


def test_cycle_times():
    cancelled = {"cancelled_at": may(20, 9), "cancelled_day": may(20)}
    orders = [
        order(delivered_at=may(8, 9), delivered_day=may(8), idle_seconds=86400),  # four days, one of them on hold
        order(delivered_at=may(10, 9), delivered_day=may(10), delivery_estimated=True),  # six days
        order(delivered_at=may(40, 9), delivered_day=may(40)),  # in June
        order(cancelled_at=may(6, 9), cancelled_day=may(6)),
        # Cancelled after it had arrived: five days, half a day of which it waited
        order(delivered_at=may(9, 9), delivered_day=may(9), idle_seconds=43200, **cancelled),
    ]
    assert value("order_cycle_time", orders) == 5
    assert value("order_cycle_time_net", orders) == 4.5
    assert figure("order_cycle_time", orders).estimated == 1
    assert reasons("order_cycle_time", orders)[2:4] == [verdicts.OTHER_PERIOD, verdicts.CANCELLED]


def test_internal_cycle_time():
    cancelled = {"cancelled_at": may(20), "cancelled_day": may(20)}
    orders = [
        order(shipped_at=may(5, 9), shipped_day=may(5)),
        order(shipped_at=may(7, 9), shipped_day=may(7), **cancelled),
        order(),
        order(**cancelled),
    ]
    assert value("internal_cycle_time", orders) == 2  # one and three days
    assert reasons("internal_cycle_time", orders)[3] == verdicts.CANCELLED
    assert figure("internal_cycle_time", orders, period(MONTH, OPTIONS.today)).excluded[verdicts.OPEN] == 1


def test_hours_on_hold():
    assert value("hold_hours", [order(hold_seconds=7200), order()]) == 1


def test_value_at_confirmation_and_now():
    orders = [order(confirmed_value=100, current_value=80), order(confirmed_value=300, current_value=300)]
    assert (value("average_order_value", orders), value("average_order_value_current", orders)) == (200, 190)


def test_euros_and_dollars_are_not_added():
    orders = [order(confirmed_value=100), order(confirmed_value=300, currency="USD")]
    found = figure("average_order_value", orders)
    assert found.mixed and found.value is None
    whole = figure("average_order_value", orders[:1]) + figure("average_order_value", orders[1:])
    assert whole == found


def test_capacity_is_what_nine_of_ten_days_do_not_exceed():
    # 10, 20, … 100 orders by two people: 5, 10, … 50 a day; the ninth of ten is 45.
    days = [DayFact(day=may(n), shipped_orders=10 * n, person_days=2) for n in range(1, 11)]
    assert value("capacity", days) == 45
    assert reasons("capacity", [DayFact(day=may(3), shipped_orders=5)]) == [verdicts.NOBODY_AT_WORK]


def test_questions_and_satisfaction():
    shipped = {"first_shipped_day": may(5)}
    orders = [
        order(questions=3, rating=5, is_repeat=True, **shipped),
        order(rating=4, **shipped),
        order(rating=2, **shipped),
        order(**shipped),
        order(questions=7),
    ]
    assert value("wismo_rate", orders) == 0.75  # 3 of 4 shipped
    assert value("question_share", orders) == 25
    assert value("satisfaction", orders) == pytest.approx(200 / 3)
    assert value("satisfaction", orders, using=options(satisfied_from=5)) == pytest.approx(100 / 3)
    assert value("repeat_rate", orders) == 20
    assert reasons("wismo_rate", orders)[-1] == verdicts.NOT_SHIPPED


def test_a_fact_says_when_it_will_say_something_else():
    verdict = REGISTRY["capacity"].assess(DayFact(day=may(10), shipped_orders=1, person_days=1), options(today=may(8)))
    assert (verdict.reason, verdict.again) == (verdicts.NOT_YET_DUE, may(11))
    assert verdict.day in MAY and verdict.again - verdict.day == timedelta(days=1)
    # A window ends at an hour of its day, and counts when the day is over.
    window = order(window_end=may(50, 9), window_day=may(50))
    assert REGISTRY["ship_window"].assess(window, OPTIONS).again == may(51)


def test_a_time_whose_beginning_nobody_knows_is_left_out():
    found = figure("processing_time", [order(confirmed_at=None, received_at=None, released_at=may(4, 10))])
    assert found.excluded == {verdicts.NOT_KNOWN: 1}
