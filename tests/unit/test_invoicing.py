"""When a shipment is invoiced, with what, and how much of a deposit goes with it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import invoicing as rules
from engine.invoicing import Shipment, as_utc, deduction, group_key, local_day, period, ready_on, split, waits_for

FRIDAY = date(2040, 1, 6)
DAYS = st.dates(date(2020, 1, 1), date(2039, 12, 31))
ZONES = ["UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati", "America/Sao_Paulo"]


# === When === #


@pytest.mark.parametrize(
    ("policy", "ready"),
    [
        (rules.SHIPMENT, FRIDAY),
        (rules.DELIVERY, date(2040, 1, 10)),
        (rules.DAILY, date(2040, 1, 7)),
        (rules.WEEKLY, date(2040, 1, 9)),
        (rules.MONTHLY, date(2040, 2, 1)),
        (rules.MANUAL, None),
    ],
)
def test_ready(policy, ready):
    shipment = Shipment(1, policy, FRIDAY, date(2040, 1, 10))
    assert ready_on(shipment) == ready
    assert ready_on(replace(shipment, shipped=None)) is None


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2040, 2, 29), date(2040, 2, 1), date(2040, 2, 29)),
        (date(2041, 2, 28), date(2041, 2, 1), date(2041, 2, 28)),
        (date(2040, 12, 31), date(2040, 12, 1), date(2040, 12, 31)),
    ],
)
def test_months(day, first, last):
    assert period(rules.MONTHLY, day) == (first, last)


def test_weeks_begin_where_the_company_says():
    assert period(rules.WEEKLY, FRIDAY) == (date(2040, 1, 2), date(2040, 1, 8))
    assert period(rules.WEEKLY, FRIDAY, week_start=6) == (date(2040, 1, 1), date(2040, 1, 7))
    assert period(rules.WEEKLY, date(2040, 1, 2)) == (date(2040, 1, 2), date(2040, 1, 8))


@given(st.sampled_from(rules.PERIODS), DAYS, st.integers(0, 6))
def test_every_day_is_in_one_period(policy, day, week_start):
    first, last = period(policy, day, week_start)
    assert first <= day <= last
    assert period(policy, last, week_start) == period(policy, first, week_start) == (first, last)
    assert period(policy, last + timedelta(days=1), week_start)[0] == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("shipment", "why"),
    [
        (Shipment(1, rules.SHIPMENT), rules.NOT_SHIPPED),
        (Shipment(1, rules.MANUAL, FRIDAY), rules.BY_HAND),
        (Shipment(1, rules.SHIPMENT, FRIDAY - timedelta(days=1)), rules.TOO_OLD),
        (Shipment(1, rules.DELIVERY, FRIDAY), rules.NOT_DELIVERED),
        (Shipment(1, rules.WEEKLY, FRIDAY), rules.PERIOD_OPEN),
        (Shipment(1, rules.SHIPMENT, FRIDAY), None),
    ],
)
def test_every_shipment_is_told_why_it_waits(shipment, why):
    assert waits_for(shipment, FRIDAY, start=FRIDAY) == why


def test_a_delivery_before_the_shipment_is_a_wrong_clock():
    assert ready_on(Shipment(1, rules.DELIVERY, FRIDAY, FRIDAY - timedelta(days=3))) == FRIDAY


shipments = st.builds(Shipment, st.integers(), st.sampled_from(rules.POLICIES), st.none() | DAYS, st.none() | DAYS)


@given(st.lists(shipments, max_size=6), DAYS, st.none() | DAYS)
def test_what_was_missed_is_made_up_for(found, today, start):
    due = rules.due(found, today, start)
    assert set(due) <= set(rules.due(found, today + timedelta(days=1), start))
    for shipment in due:
        assert shipment.policy != rules.MANUAL
        assert shipment.shipped <= today
        assert start is None or shipment.shipped >= start


@given(DAYS, DAYS)
def test_a_period_is_closed_before_it_is_invoiced(shipped, today):
    for policy in rules.PERIODS:
        due = rules.due([Shipment(1, policy, shipped)], today)
        assert bool(due) == (today > period(policy, shipped)[1])


# === Days of the company === #


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("America/New_York", datetime(2026, 2, 1, 4, 59), date(2026, 1, 31)),
        ("America/New_York", datetime(2026, 2, 1, 5, 0), date(2026, 2, 1)),
        ("Europe/Berlin", datetime(2026, 3, 28, 23, 0), date(2026, 3, 29)),  # the day on which summer time begins
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 0), date(2026, 3, 30)),
        ("Europe/Berlin", datetime(2026, 10, 25, 22, 59), date(2026, 10, 25)),  # and on which it ends
    ],
)
def test_local_day(zone, moment, day):
    assert local_day(moment, zone) == day


@given(st.sampled_from(ZONES), st.dates(date(2016, 1, 1), date(2037, 1, 1)))
def test_a_day_begins_once(zone, day):
    begins = as_utc(day, zone)
    assert local_day(begins, zone) == day
    assert local_day(begins - timedelta(seconds=1), zone) == day - timedelta(days=1)


# === What goes together === #

COMMON = ("company", "Anna", "EUR")


def together(policy, consolidation, first, second):
    one, other = (group_key(policy, consolidation, common=COMMON, **facts) for facts in (first, second))
    return one == other


def test_by_address():
    first, second = {"order": 1, "address": "A"}, {"order": 2, "address": "A"}
    assert together(rules.DAILY, rules.BY_ADDRESS, first, second)
    assert not together(rules.DAILY, rules.BY_ADDRESS, first, second | {"address": "B"})
    assert not together(rules.DAILY, rules.BY_ORDER, first, second)
    assert not together(rules.SHIPMENT, rules.BY_ADDRESS, first, second)


def test_by_po():
    first, second = {"order": 1, "po": "PO 77"}, {"order": 2, "po": "po77 "}
    assert together(rules.MONTHLY, rules.BY_PO, first, second)
    assert not together(rules.MONTHLY, rules.BY_PO, first, second | {"po": "78"})
    assert not together(rules.MONTHLY, rules.BY_PO, first | {"po": None}, second | {"po": "  "})
    assert together(rules.MONTHLY, rules.BY_PO, first | {"po": ""}, {"order": 1})


def test_what_an_invoice_has_only_one_of_keeps_apart():
    facts = {"policy": rules.DAILY, "consolidation": rules.BY_ADDRESS, "order": 1, "address": "A"}
    assert group_key(common=COMMON, **facts) != group_key(common=("company", "Anna", "USD"), **facts)


# === Deposits === #


def deductions(deposit, total, amounts):
    taken, before = [], 0
    for amount in amounts:
        taken.append(deduction(deposit, sum(taken), total, before, amount))
        before += amount
    return taken


@pytest.mark.parametrize(
    ("deposit", "total", "amounts", "taken"),
    [
        (30_000, 100_000, [50_000, 50_000], [15_000, 15_000]),  # two invoices of 350.00
        (30_000, 100_000, [20_000, 80_000], [6_000, 24_000]),
        (10_000, 30_000, [10_000, 10_000, 10_000], [3_333, 3_334, 3_333]),
        (1, 3, [1, 1, 1], [0, 1, 0]),
        (30_000, 100_000, [50_000, 10_000], [15_000, 3_000]),  # not complete yet
        (30_000, 20_000, [15_000, 5_000], [15_000, 5_000]),  # the order shrank: 100.00 are left
        (30_000, 100_000, [50_000, 100_000], [15_000, 15_000]),  # more was shipped than ordered
        (0, 100, [100], [0]),
        (100, 0, [0], [0]),
    ],
)
def test_deductions(deposit, total, amounts, taken):
    assert deductions(deposit, total, amounts) == taken


def test_an_order_that_grew_takes_nothing_back():
    assert deduction(30_000, 15_000, 200_000, 50_000, 10_000) == 0
    assert deduction(30_000, 15_000, 200_000, 60_000, 60_000) == 3_000


def test_a_credit_note_does_not_bring_a_deposit_back():
    assert deduction(30_000, 15_000, 100_000, 50_000, -20_000) == 0


amounts = st.lists(st.integers(0, 10**6), min_size=1, max_size=8)


@given(amounts, st.data())
def test_the_sum_is_the_deposit_to_the_cent(amounts, data):
    total = sum(amounts)
    deposit = data.draw(st.integers(0, total))
    taken = deductions(deposit, total, amounts)
    assert all(0 <= part <= amount for part, amount in zip(taken, amounts, strict=True))
    assert sum(taken) == deposit
    seen = 0
    for index, amount in enumerate(amounts):
        seen += amount
        assert abs(sum(taken[: index + 1]) * total - deposit * seen) <= total  # within a cent of the proportion


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.lists(st.integers(-(10**5), 10**6), max_size=8))
def test_never_a_refund_and_never_more_than_the_deposit(deposit, total, amounts):
    taken = deductions(deposit, total, amounts)
    assert all(0 <= part <= max(amount, 0) for part, amount in zip(taken, amounts, strict=True))
    assert sum(taken) <= deposit


def test_split():
    assert split(100, [1, 1, 1]) == [33, 34, 33]
    assert split(100, [0, 0]) == [100, 0]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_parts_add_up(units, weights):
    parts = split(units, weights)
    assert sum(parts) == units
    assert all(part >= 0 for part in parts)
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * sum(weights) - units * weight) <= sum(weights)
