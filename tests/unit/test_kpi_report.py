"""The month's exceptions beside those of the months before."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kpi_definition import COST
from engine.kpi_registry import REGISTRY
from engine.kpi_report import (
    BETTER,
    BY_REASON,
    CAUSES,
    CODES,
    SAME,
    WORSE,
    Sums,
    changes,
    due_month,
    judge,
    months_earlier,
    net_cost,
    told_to,
    top,
)

JUNE, MAY, APRIL = date(2026, 6, 1), date(2026, 5, 1), date(2026, 4, 1)


def change(code="hold_rate", **sums):
    months = {"now": JUNE, "before": MAY, "april": APRIL}
    found = {(code, months[name]): Sums(*value) for name, value in sums.items()}
    return changes([code], found, JUNE, MAY, [MAY, APRIL])[0]


def test_every_figure_of_the_report_exists():
    told = {*CODES, *BY_REASON, *(code for codes in CAUSES.values() for code in codes)}
    assert not told - REGISTRY.keys()


def test_usual_is_the_ratio_of_sums_not_the_average_of_ratios():
    found = change(now=(1, 2, 2), before=(1, 1, 1), april=(0, 9, 9))
    assert found.usual.value(100) == 10


def test_fewer_holds_are_better():
    assert change(now=(1, 100, 100), before=(2, 100, 100)).against_before == BETTER


def test_fewer_orders_on_time_are_worse():
    assert change("otd", now=(90, 100, 100), before=(95, 100, 100)).against_before == WORSE


def test_what_reads_the_same_is_the_same():
    assert change(now=(1000, 10000, 10000), before=(1001, 10000, 10000)).against_before == SAME


def test_nothing_is_compared_with_a_month_without_cases():
    found = change(now=(1, 10, 10))
    assert (found.against_before, found.against_usual) == (None, None)


def test_better_than_before_may_be_worse_than_usual():
    found = change(now=(2, 100, 100), before=(4, 100, 100), april=(0, 900, 900))
    assert (found.against_before, found.against_usual) == (BETTER, WORSE)


def test_neither_better_nor_worse():
    assert judge(REGISTRY["credit_released_payment"], 10, 20) is None


def test_cases_of_what_should_be_high_are_the_misses():
    assert change("otd", now=(90, 100, 100)).cases == 10


def test_cases_of_what_should_be_low_are_the_hits():
    assert change(now=(3, 100, 100)).cases == 3


def test_amounts_are_no_cases():
    assert change("cancelled_value", now=(300, 1000, 5, frozenset({"1"}))).cases is None


def test_few_cases_are_said_to_be_few():
    assert change(now=(1, 19, 19), before=(1, 500, 500)).few
    assert not change(now=(1, 20, 20), before=(1, 20, 20)).few


def test_several_units_have_no_value():
    mixed = Sums(1, 2, 1, frozenset({"1"})) + Sums(1, 2, 1, frozenset({"2"}))
    assert mixed.value(100) is None


def test_cost_is_told_only_to_those_who_may():
    assert "claim_recovery" in told_to(CODES, cost=True)
    assert all(REGISTRY[code].group != COST for code in told_to(CODES, cost=False))


def test_what_carriers_pay_comes_off():
    costs = {"refunds": Decimal(100), "scrapped": Decimal(20), "replacements": Decimal(30), "recovered": Decimal(50)}
    assert net_cost(costs) == 100


def test_causes_with_most_cases_first_then_with_the_larger_share():
    assert top([(1, 2, 10), (2, 3, 100), (3, 2, 4), (4, 0, 50)]) == [(2, 3, 100), (3, 2, 4), (1, 2, 10)]


@pytest.mark.parametrize(
    ("today", "terms", "month"),
    [
        (date(2026, 7, 1), {"day": 1}, JUNE),
        (date(2026, 7, 4), {"day": 5}, MAY),
        (date(2026, 7, 5), {"day": 5}, JUNE),
        (date(2026, 2, 28), {"day": 30}, date(2026, 1, 1)),
        (date(2026, 7, 30), {"closing_days": 30}, MAY),
        (date(2026, 7, 31), {"closing_days": 30}, JUNE),
        (date(2026, 7, 1), {"closing_days": 0}, JUNE),
    ],
)
def test_when_a_month_is_told(today, terms, month):
    assert due_month(today, **terms) == month


@given(st.dates(date(2000, 1, 1)), st.integers(0, 500))
def test_a_month_is_closed_when_it_is_told(today, days):
    month = due_month(today, closing_days=days)
    assert (today - months_earlier(month, -1)).days >= days
