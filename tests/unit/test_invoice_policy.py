from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.invoice_policy import LineFacts, deduction, invoice_day, period_start, share, tax_data

QUANTITIES = st.integers(0, 50)


@pytest.mark.parametrize(
    ("policy", "today", "first_open"),
    [
        ("shipment", date(2026, 3, 1), None),
        ("delivery", date(2026, 3, 1), None),
        ("daily", date(2026, 3, 1), date(2026, 3, 1)),
        ("weekly", date(2026, 3, 1), date(2026, 2, 23)),  # a Sunday
        ("weekly", date(2026, 3, 2), date(2026, 3, 2)),  # a Monday
        ("monthly", date(2026, 3, 1), date(2026, 3, 1)),
        ("monthly", date(2026, 3, 31), date(2026, 3, 1)),
    ],
)
def test_period(policy, today, first_open):
    assert period_start(policy, today) == first_open


@pytest.mark.parametrize(
    ("policy", "today", "day"),
    [
        ("shipment", date(2026, 3, 1), date(2026, 3, 1)),
        ("daily", date(2026, 3, 1), date(2026, 2, 28)),
        ("weekly", date(2026, 3, 4), date(2026, 3, 1)),
        ("monthly", date(2026, 3, 15), date(2026, 2, 28)),
    ],
)
def test_date_of_the_invoice(policy, today, day):
    assert invoice_day(policy, today) == day


@pytest.mark.parametrize(
    ("facts", "bill", "credit"),
    [
        ({"delivered": 5, "fresh": 5, "odoo": 5}, 5, 0),
        ({"delivered": 5, "fresh": 5, "odoo": 0, "invoiced": 5}, 0, 0),  # billed by hand
        ({"delivered": 5, "fresh": 5, "odoo": 3}, 3, 0),  # no more than Odoo would bill
        ({"delivered": 10, "fresh": 5, "odoo": 10}, 5, 0),  # the other five are older
        ({"delivered": 6, "invoiced": 10, "returned": 4, "odoo": -4}, 0, 4),
        ({"delivered": 6, "invoiced": 10, "returned": 4, "refunded": 4}, 0, 0),
        ({"delivered": 6, "invoiced": 10, "returned": 4, "replacing": 4, "odoo": -4}, 0, 0),
        ({"delivered": 10, "invoiced": 10, "refunded": 10, "odoo": 10}, 0, 0),  # reversed
        ({"delivered": 10, "invoiced": 10, "refunded": 10, "odoo": 10, "again": 10}, 10, 0),
        ({"delivered": 6, "invoiced": 10, "refunded": 10, "returned": 4, "odoo": 6}, 0, 0),
        ({"delivered": 4, "invoiced": 10, "odoo": 0}, 0, 0),  # billed before it was shipped
        ({"delivered": 6, "fresh": 10, "returned": 4, "odoo": 6}, 6, 0),  # came back before it was billed
    ],
)
def test_what_is_billed_and_credited(facts, bill, credit):
    line = LineFacts(**facts)
    assert (line.to_invoice(), line.to_credit()) == (bill, credit)


@given(shipped=QUANTITIES, invoiced=QUANTITIES, refunded=QUANTITIES, returned=QUANTITIES, fresh=QUANTITIES)
def test_never_twice_and_never_both(shipped, invoiced, refunded, returned, fresh):
    refunded, returned = min(refunded, invoiced), min(returned, shipped)
    delivered = shipped - returned
    line = LineFacts(
        delivered=delivered,
        invoiced=invoiced,
        refunded=refunded,
        returned=returned,
        fresh=fresh,
        odoo=delivered - invoiced + refunded,
    )
    bill, credit = line.to_invoice(), line.to_credit()
    assert not (bill and credit)
    # What was refunded is not billed again: gross invoiced never exceeds gross shipped.
    assert bill == 0 or invoiced + bill <= shipped
    assert credit <= returned
    after = LineFacts(
        delivered=delivered,
        invoiced=invoiced + bill,
        refunded=refunded + credit,
        returned=returned,
        fresh=fresh - bill,
        odoo=delivered - invoiced - bill + refunded + credit,
    )
    assert (after.to_invoice(), after.to_credit()) == (0, 0)


@pytest.mark.parametrize(
    ("facts", "now", "later"),
    [
        ({"ordered": 10}, 4, 6),
        ({"ordered": 10, "invoiced": 6}, 4, 0),
        ({"ordered": 10, "invoiced": 2}, 3, 5),
        ({"ordered": 10, "invoiced": 4, "returned": 2, "refunded": 2}, 3, 3),  # what came back is never billed
        ({"ordered": 10, "invoiced": 10, "refunded": 10, "again": 10}, 4, 6),
        ({"ordered": 3, "invoiced": 5}, 0, 0),  # billed too much
    ],
)
def test_what_follows_after_this_invoice(facts, now, later):
    assert LineFacts(**facts).later(now) == later


def test_two_halves():
    assert share(500, 500) == 0.5
    assert share(500, 0) == 1
    assert share(0, 0) == share(500, -100) == 1, "nothing follows"
    assert share(-100, 500) == 0, "an invoice of less than nothing takes no deposit"
    assert deduction(300, 1.0, 0.5) == (0.5, 150)
    assert deduction(150, 0.5, 1.0) == (0.5, 150)


@given(st.lists(st.integers(1, 10000), min_size=1, max_size=150), st.integers(1, 10**6))
def test_parts_of_a_deposit_sum_up(values, cents):
    left, quantity, taken = cents, 1.0, []
    for number, value in enumerate(values):
        part = share(value, sum(values[number + 1 :]))
        piece, amount = deduction(left, quantity, part)
        amount = round(amount)
        assert amount >= 0
        assert piece > 0 or not amount
        left, quantity = left - amount, quantity - piece
        taken.append(amount)
    assert sum(taken) == cents
    assert abs(quantity) < 1e-9


def test_taxes_of_the_parts_sum_up():
    original = {"quantity": 1.0, "price_unit": 100.01, "manual_tax_amounts": {"7": {"tax_amount_currency": 20.93}}}
    deducted = []
    for part in (1 / 3, 1 / 2, 1.0):
        data = tax_data(original, deducted, part, {"quantity": -0.33}, (lambda x: round(x, 2),) * 2)
        deducted.append(data)
    parts = [data["manual_tax_amounts"]["7"]["tax_amount_currency"] for data in deducted]
    assert round(sum(parts), 2) == -20.93
    assert [round(part, 2) for part in parts] == [-6.98, -6.97, -6.98]
    assert tax_data(None, [], 0.5, {}, (round, round)) is None
    assert tax_data(original, [None], 0.5, {}, (round, round)) is None


def test_totals_and_taxes_are_rounded_each_in_its_currency():
    original = {
        "manual_total_excluded_currency": 100.01,
        "manual_total_excluded": 80.6,
        "manual_tax_amounts": {"7": {"tax_amount_currency": 20.93, "tax_amount": 16.6}},
    }
    rounds = (lambda amount: round(amount, 2), lambda amount: float(round(amount)))
    first = tax_data(original, [], 1 / 3, {"quantity": -0.33}, rounds)
    assert first == {
        "quantity": -0.33,
        "manual_total_excluded_currency": -33.34,
        "manual_total_excluded": -27.0,
        "manual_tax_amounts": {"7": {"tax_amount_currency": -6.98, "tax_amount": -6.0}},
    }
    last = tax_data(original, [first], 1, {}, rounds)
    amounts = {**last, **last["manual_tax_amounts"]["7"]}
    assert amounts["manual_total_excluded_currency"] == pytest.approx(-66.67)
    assert amounts["manual_total_excluded"] == pytest.approx(-53.6)
    assert amounts["tax_amount_currency"] == pytest.approx(-13.95)
    assert amounts["tax_amount"] == pytest.approx(-10.6)
