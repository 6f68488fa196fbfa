"""Invoices and receivables. Builders and days: kpi_values.py; formulas: test_receivable_figures.py."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kpi_values import MAY, OPTIONS, any_fact, figure, may, options, reasons, value

from engine import kpi_verdict as verdicts
from engine.kpi_facts_service import InvoiceFact, MonthFact, OpenItemFact, PaymentPromiseFact, SettlementFact
from engine.kpi_period import MONTH, QUARTER, Period, month_end, period
from engine.kpi_registry import of_source

JUNE = period(MONTH, OPTIONS.today)


def invoice(shipped=None, posted=None, sent=None, **values):
    return InvoiceFact(
        shipped_at=shipped and may(shipped, 9),
        shipped_day=shipped and may(shipped),
        posted_at=posted and may(posted, 9),
        posted_day=posted and may(posted),
        sent_at=sent and may(sent, 9),
        **values,
    )


def test_invoice_cycle_time():
    invoices = [
        invoice(4, 5, 5),  # a day
        invoice(4, 7, 9),  # three days; sent two days later
        invoice(4),  # shipped and not invoiced: 42 days and three hours
        invoice(8, 4),  # invoiced on order
        invoice(None, 6, 6),  # services
        invoice(4, 9, 9, prepaid=True),
    ]
    found = figure("invoice_time", invoices)
    assert (found.value, found.n) == (2, 2)
    assert found.ages.values == (42 * 86400 + 3 * 3600,)
    assert reasons("invoice_time", invoices)[2:] == [
        verdicts.OPEN,
        verdicts.INVOICED_FIRST,
        verdicts.NOT_SHIPPED,
        verdicts.PREPAID,
    ]
    assert value("invoice_time", [invoice(4, 4)]) == 0  # with the shipment
    assert value("invoice_sending_time", invoices) == 0  # of 0 0 0 48 hours
    assert figure("invoice_sending_time", invoices).excluded == {verdicts.NOT_INVOICED: 1, verdicts.OPEN: 1}


def test_invoice_accuracy():
    invoices = [invoice(4, 5), invoice(4, 5), invoice(4, 5), invoice(4, 5, billing_error=True), invoice(4)]
    assert value("invoice_accuracy", invoices) == 75


def month(number, sales=0, end=0, begin=0, current=0, year=2026, **values):
    first = date(year, number, 1)
    return MonthFact(
        first=first, last=month_end(first), sales=sales, end=end, begin=begin, current=current, currency="EUR", **values
    )


def test_dso_of_a_month_and_a_quarter():
    # May: 200 owed, 310 sold in 31 days: 20 days. 155 of it are not overdue: 15.5 days, so 4.5 are delinquent.
    may_only = [month(5, sales=310, end=200, begin=150, current=155)]
    assert [value(code, may_only) for code in ("dso", "best_possible_dso", "days_delinquent")] == [20, 15.5, 4.5]
    # First quarter: 212 owed at the end of March, 250 sold in 90 days: 76.3 days
    quarter = [month(1, sales=70, end=999), month(2, sales=80, end=999), month(3, sales=100, end=212)]
    first = period(QUARTER, date(2026, 1, 1))
    assert figure("dso", quarter, first).value == Fraction(212 * 90, 250)


def test_dso_of_two_customers_is_one_ratio():
    # 400 owed, 341 sold: 36.4 days; the mean of 10 and 300 days would be 155.
    assert value("dso", [month(5, sales=310, end=100), month(5, sales=31, end=300)]) == pytest.approx(400 / 341 * 31)


def test_no_sales_no_dso():
    assert value("dso", [month(5, end=200)]) is None
    assert value("dso", []) is None
    assert value("dso", [month(5, sales=-5, end=200)]) is None


def test_dso_needs_the_last_day_of_the_period():
    assert value("dso", [month(4, sales=100, end=100)], Period(date(2026, 4, 1), date(2026, 5, 31))) is None
    assert value("cei", [month(4, sales=100, end=100)], Period(date(2026, 4, 1), date(2026, 5, 31))) is None
    week = Period(may(4), may(10))
    assert reasons("dso", [month(5, sales=1)], week) == [verdicts.OTHER_PERIOD]


def test_dso_of_the_month_in_progress_has_its_days_so_far():
    today = OPTIONS.today  # June 15th
    fact = MonthFact(first=date(2026, 6, 1), last=today, sales=150, end=100, currency="EUR")
    assert value("dso", [fact], JUNE) == 10  # 100 / 150 × 15
    assert value("dso", [fact], JUNE, options(today=date(2026, 5, 30))) is None


def test_countback_of_the_dictionary():
    # 212k owed; 100k, 80k, 70k sold in months of 30 days: 30 + 30 + 32/70 × 30 = 73.7. As real months: March 31,
    # February 28, January 31 days: 31 + 28 + 32/70 × 31 = 73.2.
    months = [
        month(3, sales=100_000, end=212_000),
        month(2, sales=80_000, end=1),
        month(1, sales=70_000, end=1),
        month(12, sales=5, year=2025),
        month(4, sales=999_999, end=3),
    ]
    march = period(MONTH, date(2026, 3, 1))
    found = figure("dso_countback", months, march)
    assert found.value == 31 + 28 + Fraction(32 * 31, 70)
    assert (found.at_least, found.n, found.excluded) == (False, 4, {verdicts.OTHER_PERIOD: 1})
    # Two customers' months are one month.
    halves = [month(3, sales=50_000, end=106_000)] * 2 + months[1:]
    assert figure("dso_countback", halves, march).value == found.value
    assert figure("dso_countback", months[:2], march).at_least
    assert figure("dso_countback", months[1:], march).value is None


def test_a_month_in_which_the_period_begins_is_one_month():
    # 150 owed: March's 100 (31 days), and half of February's 100 (14 of 28 days), whatever part of it is asked for.
    months = [
        month(3, sales=100, end=150),
        replace(month(2, sales=90), last=date(2026, 2, 15)),
        replace(month(2, sales=10), first=date(2026, 2, 16)),
    ]
    found = figure("dso_countback", months, Period(date(2026, 2, 16), date(2026, 3, 31)))
    assert (found.value, found.units) == (31 + 14, frozenset())


def test_countback_of_days_of_the_dictionary():
    def thirty(number, **values):
        first = date(2026, number, 1)
        return MonthFact(first=first, last=first.replace(day=30), **values)

    months = [thirty(6, sales=100_000, end=212_000), thirty(5, sales=80_000), thirty(4, sales=70_000)]
    found = value("dso_countback", months, JUNE, options(today=date(2026, 6, 30)))
    assert found == pytest.approx(73.714, abs=0.001)


def test_collection_effectiveness():
    # (100 + 50 − 80) / (100 + 50 − 60) = 70 / 90
    assert figure("cei", [month(5, begin=100, sales=50, end=80, current=60)]).value == Fraction(7000, 90)
    assert value("cei", [month(5, begin=100, sales=50, end=80, current=80)]) == 100  # nothing is overdue
    assert value("cei", [month(5)]) is None
    # Two months: (100 + 50 + 40 − 90) / (100 + 50 + 40 − 70) = 100 / 120
    two = [month(4, begin=100, sales=50, end=80, current=10), month(5, begin=80, sales=40, end=90, current=70)]
    assert figure("cei", two, Period(date(2026, 4, 1), date(2026, 5, 31))).value == Fraction(10000, 120)


def test_bad_debt():
    assert value("bad_debt", [month(5, sales=1000, written_off=15)]) == 1.5


MONTHS = st.builds(
    lambda number, sales, end, overdue: month(number, sales=sales, end=end, current=end - overdue),
    st.integers(1, 5),
    st.integers(1, 1000),
    st.integers(0, 1000),
    st.integers(0, 1000),
)


@given(st.lists(MONTHS, max_size=8), st.sampled_from([MAY, Period(date(2026, 1, 1), date(2026, 5, 31))]))
def test_best_possible_dso_and_days_delinquent_are_dso(months, of):
    whole, best, late = (figure(code, months, of) for code in ("dso", "best_possible_dso", "days_delinquent"))
    assert (whole.value is None) == (best.value is None) == (late.value is None)
    assert whole.value is None or best.value + late.value == whole.value


SETTLEMENTS = [
    SettlementFact(amount=1000, invoice_day=may(1), due_day=may(11), paid_day=may(21)),  # 20 days, 10 late
    SettlementFact(amount=3000, invoice_day=may(1), due_day=may(11), paid_day=may(9)),  # 8 days, 2 early
    SettlementFact(amount=500, invoice_day=may(1), due_day=may(16)),  # open, 30 days overdue
    SettlementFact(amount=700, invoice_day=may(1), due_day=OPTIONS.today),  # open, due today
    SettlementFact(amount=900, invoice_day=may(1), due_day=may(1), paid_day=may(1), prepaid=True),
]


def test_days_to_pay_are_weighted_by_amount():
    # (1000 × 20 + 3000 × 8) / 4000
    assert value("days_to_pay", SETTLEMENTS) == 11
    assert reasons("days_to_pay", SETTLEMENTS)[4] == verdicts.PREPAID


def test_those_who_never_pay_are_late_as_well():
    assert value("days_late", SETTLEMENTS) == 1  # (1000 × 10 − 3000 × 2) / 4000
    assert value("days_late", SETTLEMENTS, JUNE) == 30
    spring = Period(may(1), OPTIONS.today)
    assert figure("days_late", SETTLEMENTS, spring).value == Fraction(10_000 - 6_000 + 15_000, 4_500)
    assert reasons("days_late", SETTLEMENTS, spring)[3] == verdicts.NOT_OVERDUE


def test_what_is_open_at_the_end_of_a_period_belongs_to_it():
    open_then = SettlementFact(amount=500, invoice_day=may(1), due_day=may(16), as_of=may(31))
    assert value("days_late", [open_then]) == 15


def test_promises_to_pay():
    promises = [
        PaymentPromiseFact(promised_day=may(8), met_day=may(8)),
        PaymentPromiseFact(promised_day=may(8), met_day=may(9)),
        PaymentPromiseFact(promised_day=may(8)),
        PaymentPromiseFact(promised_day=may(8), withdrawn=True),
        PaymentPromiseFact(promised_day=may(60)),
    ]
    assert value("payment_promises_kept", promises) == pytest.approx(100 / 3)
    assert reasons("payment_promises_kept", promises)[3:] == [verdicts.CANCELLED_BEFORE_DUE, verdicts.OTHER_PERIOD]


def item(overdue, residual, **values):
    return OpenItemFact(as_of=may(31), due_day=may(31 - overdue), residual=residual, currency="EUR", **values)


ITEMS = [
    item(0, 1), item(-5, 2), item(1, 4), item(30, 8), item(31, 16), item(60, 32), item(61, 64), item(90, 128),
    item(91, 256), item(400, 512), item(50, -1024, is_credit=True),
    OpenItemFact(as_of=may(31), residual=2048, currency="EUR"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "amount"),
    [
        ("aging_not_due", 1 + 2 + 2048),
        ("aging_30", 4 + 8),
        ("aging_60", 16 + 32),
        ("aging_90", 64 + 128),
        ("aging_older", 256 + 512),
        ("aging_credits", -1024),
    ],
)
def test_aging(code, amount):
    assert value(code, ITEMS) == amount


def test_not_overdue_share():
    assert figure("current_share", ITEMS).ratio == Fraction(2051, 3071)


@given(st.lists(st.builds(item, st.integers(-200, 400), st.integers(0, 1000), is_credit=st.booleans()), max_size=20))
def test_each_open_item_has_one_age(items):
    codes = ("aging_not_due", "aging_30", "aging_60", "aging_90", "aging_older", "aging_credits")
    assert sum(figure(code, items).numerator for code in codes) == sum(one.residual for one in items)
    assert sum(figure(code, items).n for code in codes) == len(items)


def alike(facts, amount):
    """Return facts that differ in an amount only as one: ``[(fact, how many)]``; credits and debts are not alike."""
    groups = defaultdict(list)
    for fact in facts:
        groups[replace(fact, **{"id": 0, amount: 0}), getattr(fact, amount) < 0].append(fact)
    return [
        (replace(members[0], **{amount: sum(getattr(one, amount) for one in members)}), len(members))
        for members in groups.values()
    ]


@pytest.mark.parametrize(("kind", "amount"), [(SettlementFact, "amount"), (OpenItemFact, "residual")])
@given(st.data())
def test_facts_that_are_alike_may_be_told_as_one(kind, amount, data):
    facts = data.draw(st.lists(any_fact(kind), max_size=12))
    facts += facts[: len(facts) // 2]
    for kpi in of_source({SettlementFact: "settlement", OpenItemFact: "open_item"}[kind]):
        one_by_one = kpi.figure(facts, MAY, OPTIONS)
        assert kpi.figure_of_groups(alike(facts, amount), MAY, OPTIONS) == one_by_one, kpi.code
