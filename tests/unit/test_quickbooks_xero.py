"""CSV files of Xero, and taxes that are shared out among rows."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quickbooks_values import (
    ANNA,
    BANK,
    CA,
    NY,
    RULES,
    Address,
    credit_note,
    document,
    example,
    journal,
    other,
    payment,
    product,
    refund,
    taxed,
)

from engine.quickbooks_codes import shares
from engine.quickbooks_csv import read_csv
from engine.quickbooks_document import COGS, INVOICE, XERO
from engine.quickbooks_write import write_portion


def write(*documents, rules=RULES):
    """Write documents that have no problem; return {kind: rows as dicts}."""
    portion = write_portion(XERO, documents, rules)
    assert not [problem for problem in portion.problems if problem.blocking]
    found = {}
    for file in portion.files:
        header, rows = read_csv(file.content)
        found.setdefault(file.kind, []).extend(dict(zip(header, row, strict=True)) for row in rows)
    return found


def column(name, *documents, rules=RULES):
    return [row[name] for row in write(*documents, rules=rules)["invoices"]]


def test_the_worked_example():
    rows = write(example(full="INV/2026/00001", number="INV/2026/00001"))["invoices"]
    common = {
        "*ContactName": "Anna's Bakery",
        "POAddressLine1": "1 Main Street",
        "POCity": "Oakland",
        "PORegion": "CA",
        "POPostalCode": "94601",
        "*InvoiceNumber": "INV/2026/00001",
        "*InvoiceDate": "01/31/2026",
        "*DueDate": "03/02/2026",
        "Total": "248.98",
        "*AccountCode": "400",
        "*TaxType": "Tax on Sales",
        "Currency": "USD",
    }
    assert [{key: value for key, value in row.items() if value} for row in rows] == [
        {**common, "*Description": "Desk", "*Quantity": "2", "*UnitAmount": "90", "TaxAmount": "14.85"},
        {**common, "*Description": "Lamp", "*Quantity": "1", "*UnitAmount": "50", "TaxAmount": "4.13"},
    ]


def test_a_credit_note_is_negative():
    assert column("*UnitAmount", credit_note()) == ["-90", "-50"]
    assert column("TaxAmount", credit_note()) == ["-14.85", "-4.13"]
    assert column("Total", credit_note()) == ["-248.98", "-248.98"]


def test_negative_rows_are_no_problem():
    less = document(INVOICE, [product("-100.00", taxes=()), product("20.00", -1, taxes=())])
    assert column("*UnitAmount", less) == ["100", "-20"]
    assert column("*Quantity", less) == ["1", "1"]
    assert column("*TaxType", less) == ["Tax Exempt", "Tax Exempt"]


def test_quantity_and_price_come_to_the_amount():
    sold = document(INVOICE, [product("-100.00", 3, taxes=()), product("-1000.00", 30000, taxes=(), text="Nails")])
    assert column("*Quantity", sold) == ["3", "1"]
    assert column("*UnitAmount", sold) == ["33.3333", "1000"]
    assert column("*Description", sold) == ["Desk", "30000 x Nails"]


def test_a_row_has_a_description():
    bare = replace(product("-1.00", taxes=(), text=""), item=None)
    assert column("*Description", document(INVOICE, [bare])) == ["INV/2026/00001"]


def test_classes_are_a_tracking_category():
    sold = document(INVOICE, [product("-1.00", taxes=(), class_name="West")])
    assert (column("TrackingName1", sold), column("TrackingOption1", sold)) == (["Class"], ["West"])


def test_cost_of_sales():
    cost = [other("60.00", kind=COGS), other("-60.00", account=BANK, kind=COGS)]
    sold = document(INVOICE, [product("-100.00", taxes=()), *cost])
    assert column("*UnitAmount", sold) == ["100"]
    assert column("*UnitAmount", sold, rules=replace(RULES, cogs="rows")) == ["100", "-60", "60"]


def test_the_reference_has_the_customers_and_ours():
    sold = example(reference="PO 7", foreign=("EUR", Decimal("230.00")))
    assert column("Reference", sold)[0] == "PO 7, INV/2026/00001, EUR 230.00"


def test_money_and_entries_are_listed():
    found = write(payment(), refund(), journal())
    assert set(found) == {"list"}
    assert [row["Document"] for row in found["list"]] == ["Payment"] * 2 + ["Refund"] * 2 + ["Journal entry"] * 2


def test_500_invoices_a_file():
    documents = [document(INVOICE, [product("-1.00")] * 2 + [taxed("-0.17")], f"I{n}", record=n) for n in range(1100)]
    files = write_portion(XERO, documents, RULES).files
    assert [(file.count, file.rows) for file in files] == [(500, 1000), (500, 1000), (100, 200)]


def test_dirty_texts():
    dirty = replace(ANNA, name="Ąnna", email="=x", address=Address("@1\nMain", "x" * 600))
    (row,) = write(document(INVOICE, [product("-1.00", taxes=(), text="-=1;\t2")], customer=dirty))["invoices"]
    assert (row["*ContactName"], row["EmailAddress"], row["POAddressLine1"]) == ("Ąnna", "x", "1 Main")
    assert (row["*Description"], len(row["POAddressLine2"])) == ("1; 2", 500)


# === Shares === #


def test_two_taxes_of_a_document():
    sold = document(
        INVOICE,
        [product("-100.00"), product("-100.00", taxes=(NY,)), taxed("-8.25"), taxed("-8.88", NY), taxed("0.01", NY)],
    )
    assert column("*TaxType", sold) == ["Tax on Sales", "NY"]
    assert column("TaxAmount", sold) == ["8.25", "8.87"]


def test_a_tax_that_no_row_bears():
    sold = document(INVOICE, [product("-100.00", taxes=()), taxed("-8.25", CA)])
    assert [problem.code for problem in write_portion(XERO, [sold], RULES).problems] == ["several_taxes"]
    assert column("*UnitAmount", sold, rules=replace(RULES, several_taxes="rows")) == ["100", "8.25"]


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("-18.98", ["-180", "-50"], ["-14.85", "-4.13"]),
        ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
        ("-0.02", ["-1", "-1", "-1"], ["-0.01", "-0.01", "0.00"]),
        ("8.25", ["100", "-100"], ["8.25", "0"]),
        ("1.00", ["300", "-200"], ["3.00", "-2.00"]),
    ],
)
def test_shares(amount, weights, parts):
    assert shares(Decimal(amount), [Decimal(weight) for weight in weights]) == [Decimal(part) for part in parts]


@given(st.decimals(-9999, 9999, places=2), st.lists(st.decimals(-9999, 9999, places=2), min_size=1, max_size=20))
def test_shares_sum_up(amount, weights):
    parts = shares(amount, weights)
    assert sum(parts) == amount
    assert all(part == part.quantize(Decimal("0.01")) for part in parts)
    whole = sum(weights)
    if whole:
        assert all(
            abs(part - amount * weight / whole) < Decimal("0.011") for part, weight in zip(parts, weights, strict=True)
        )
