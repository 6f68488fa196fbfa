"""Whatever is sold, to whomever: files keep their rules, and their sums are the ledger's."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quickbooks_values import (
    ANNA,
    BANK,
    CA,
    DESK,
    DISCOUNTS,
    EXPENSE,
    LAMP,
    NY,
    OUT,
    RULES,
    Address,
    blocks,
    document,
    other,
    payment,
    product,
    taxed,
)

from engine.quickbooks_csv import read_csv
from engine.quickbooks_document import (
    COGS,
    CREDIT_NOTE,
    DISCOUNT,
    IIF,
    INVOICE,
    JOURNAL,
    PRODUCT,
    QBO,
    RECEIVABLE,
    XERO,
    Row,
)
from engine.quickbooks_names import CUSTOMER, LIMITS, clean_name, short_number, unique_name
from engine.quickbooks_package import package
from engine.quickbooks_write import write_portion

TARGETS = (IIF, QBO, XERO)
amounts = st.decimals("-99999.99", "99999.99", places=2)
quantities = st.decimals("-9999", "9999", places=6) | st.integers(-20, 20).map(Decimal)
texts = st.text(max_size=60) | st.text(st.sampled_from('=+-@!;:"\t\r\n äł🍞\u202e\u200bA'), max_size=20)
rules = st.builds(
    replace,
    st.just(RULES),
    discount=st.sampled_from(["net", "item"]),
    several_taxes=st.just("rows"),
    refunds=st.sampled_from(["list", "check"]),
    cogs=st.sampled_from(["skip", "rows"]),
    credit_notes=st.sampled_from(["journal", "list"]),
    negative=st.sampled_from(["journal", "list"]),
    region=st.sampled_from(["us", "other"]),
    sales_tax=st.booleans(),
    date_format=st.sampled_from(["%m/%d/%Y", "%d/%m/%Y"]),
)


@st.composite
def sold(draw):
    kind = draw(st.sampled_from([PRODUCT, PRODUCT, PRODUCT, DISCOUNT]))
    if kind == DISCOUNT:
        return [other(draw(amounts), kind=DISCOUNT)]
    taxes = draw(st.sampled_from([(), (CA,), (CA,), (OUT,), (NY,), (CA, NY)]))
    return [
        product(
            draw(amounts),
            draw(quantities),
            draw(st.sampled_from([DESK, LAMP, DISCOUNTS])),
            taxes,
            text=draw(texts),
            discount=draw(st.integers(0, 100).map(Decimal)),
            class_name=draw(st.sampled_from(["", "West:Oakland"])),
        )
    ] + [taxed(draw(amounts), tax) for tax in taxes]


@st.composite
def documents(draw):
    """Some of all kinds, with cleaned names, as the reader hands them over."""
    found, names, kinds = [], set(), [INVOICE, CREDIT_NOTE, "payment", "refund", JOURNAL]
    for record in range(draw(st.integers(1, 5))):
        wanted = clean_name(draw(texts), LIMITS[IIF][CUSTOMER])
        name = unique_name(wanted, names, LIMITS[IIF][CUSTOMER])
        names.add(name.lower())
        place = Address(draw(texts), draw(texts), draw(texts), "CA", "94601", draw(texts))
        customer = replace(ANNA, key=100 + record, name=name, full_name=draw(texts), address=place, email=draw(texts))
        kind = draw(st.sampled_from(kinds))
        full = f"{kind[:4].upper()}/2026/{record:05}"
        values = {"customer": customer, "memo": draw(texts), "reference": draw(texts), "record": record}
        if kind in (INVOICE, CREDIT_NOTE):
            rows = [row for some in draw(st.lists(sold(), min_size=1, max_size=4)) for row in some]
            cost = draw(amounts)
            rows += [other(cost, kind=COGS), other(-cost, account=BANK, kind=COGS)] if cost > 0 else []
        else:
            rows = [Row(RECEIVABLE, payment().rows[0].account, draw(amounts))]
            rest = draw(amounts)
            rows += [other(rest, text=draw(texts))] if kind == JOURNAL or rest > 0 else []
        if kind == JOURNAL:
            rows[1] = replace(rows[1], amount=-rows[0].amount)
            values["total"] = rows[0].amount
        elif kind in ("payment", "refund"):
            values |= {"deposit": BANK, "method": "Check", "terms": None, "due_date": None}
        found.append(document(kind, rows, short_number(full), full, **values))
    return found


def ledger(found, rules):
    """Sum up what the documents post, per account, without what is left out."""
    sums = {}
    for one in found:
        first = [] if one.kind == JOURNAL else [((one.deposit or one.receivable).key, one.total)]
        skipped = rules.cogs == "skip"
        rows = [(row.account.key, row.amount) for row in one.rows if row.kind != COGS or not skipped]
        for key, amount in first + rows:
            sums[key] = sums.get(key, Decimal(0)) + amount
    return sums


@settings(max_examples=40, deadline=None)
@given(documents(), rules, st.sampled_from(TARGETS))
def test_totals_are_the_ledgers(found, rules, target):
    portion = write_portion(target, found, rules)
    assert [problem for problem in portion.problems if problem.blocking] == []
    assert portion.totals.accounts == ledger(found, rules)
    assert sum(count for count, _total in portion.totals.kinds.values()) == len(found)
    told = [file for file in portion.files if file.kind in ("transactions", "invoices", "journal", "list")]
    assert sum(file.count for file in told) >= len(found)


@settings(max_examples=40, deadline=None)
@given(documents(), rules)
def test_every_iif_file_keeps_the_rules(found, rules):
    for file in write_portion(IIF, found, rules).files:
        if file.kind == "list":
            continue
        lists, transactions = blocks(file.content)  # cell counts, cp1252
        assert file.content.count(b"\n") == file.content.count(b"\r\n")
        assert b'"' not in file.content
        names = {section: {row["NAME"] for row in rows} for section, rows in lists.items()}
        for block in transactions:
            assert sum(Decimal(row["AMOUNT"]) for row in block) == 0
            assert [row["ACCNT"] for row in block].count("Accounts Receivable") == 1
            assert len(block) > 1
            for row in block:
                check_row(row, names)


def check_row(row, names):
    known = names.get("CUST", set()) | names.get("VEND", set())
    assert row["ACCNT"] in names["ACCNT"]
    assert not row["NAME"] or row["NAME"] in known
    assert row["ACCNT"] != "Accounts Receivable" or row["NAME"]
    assert not row.get("INVITEM") or row["INVITEM"] in names["INVITEM"]
    assert not row.get("TERMS") or row["TERMS"] in names["TERMS"]
    assert not row.get("CLASS") or row["CLASS"] in names["CLASS"]
    assert not row.get("PAYMETH") or row["PAYMETH"] in names["PAYMETH"]
    if row.get("QNTY"):
        assert Decimal(row["PRICE"]) >= 0
        assert max(-Decimal(row[cell]).as_tuple().exponent for cell in ("QNTY", "PRICE")) <= 5
        assert Decimal(row["QNTY"]) * Decimal(row["AMOUNT"]) >= 0
    for column, value in row.items():
        assert value[:1] not in tuple("=+@!;")
        assert value[:1] != "-" or column in ("AMOUNT", "QNTY")


@settings(max_examples=40, deadline=None)
@given(documents(), rules, st.sampled_from([QBO, XERO]))
def test_every_csv_file_keeps_the_rules(found, rules, target):
    for file in write_portion(target, found, rules).files:
        header, rows = read_csv(file.content)
        assert file.content.count(b"\n") == file.rows + 1
        assert rows
        for row in rows:
            assert len(row) == len(header)
            assert all(value[:1] not in tuple("=+@\t") for value in row)
            assert all(value[:1] != "-" or Decimal(value) is not None for value in row)
        if file.kind == "journal":
            entries = {}
            for row in rows:
                cells = dict(zip(header, row, strict=True))
                amount = Decimal(cells["*Debits"] or 0) - Decimal(cells["*Credits"] or 0)
                entries.setdefault(cells["*JournalNo"], []).append(amount)
            assert all(sum(amounts) == 0 and len(amounts) > 1 for amounts in entries.values())
        if file.kind == "invoices" and target == QBO:
            for row in rows:
                cells = dict(zip(header, row, strict=True))
                amount = Decimal(cells["*ItemAmount"])
                assert amount >= 0
                if cells["ItemQuantity"]:
                    exact = Decimal(cells["ItemQuantity"]) * Decimal(cells["ItemRate"])
                    assert abs(exact - amount) <= Decimal("0.005")


@settings(max_examples=40, deadline=None)
@given(documents(), rules)
def test_xero_comes_to_the_posted_total(found, rules):
    for file in write_portion(XERO, found, rules).files:
        if file.kind != "invoices":
            continue
        header, rows = read_csv(file.content)
        sums, totals = {}, {}
        for row in rows:
            cells = dict(zip(header, row, strict=True))
            number = cells["*InvoiceNumber"]
            amount = (Decimal(cells["*Quantity"]) * Decimal(cells["*UnitAmount"])).quantize(Decimal("0.01"))
            sums[number] = sums.get(number, 0) + amount + Decimal(cells["TaxAmount"])
            totals[number] = Decimal(cells["Total"])
        for number, total in totals.items():
            assert abs(sums[number] - total) <= Decimal("0.01") * len(rows)  # half a cent is rounded either way


@settings(max_examples=30, deadline=None)
@given(documents(), rules, st.sampled_from(TARGETS), st.integers(1, 6))
def test_the_same_package_however_often(found, rules, target, size):
    contents = []
    for _time in range(2):
        out, files, totals = io.BytesIO(), [], None
        for start in range(0, len(found), size):
            portion = write_portion(target, found[start : start + size], rules)
            files += portion.files
            if totals is None:
                totals = portion.totals
            else:
                totals.add(portion.totals)
        package(out, target, "QB/1", files, totals=totals)
        contents.append(out.getvalue())
    assert contents[0] == contents[1]


@pytest.mark.parametrize("target", TARGETS)
def test_ten_thousand_documents(target):
    accounts = {}
    for start in range(0, 10_000, 500):
        some = [
            document(INVOICE, [product("-10.00"), taxed("-0.83")], f"INV{record}", f"INV/2026/{record}", record=record)
            for record in range(start, start + 500)
        ]
        for key, amount in write_portion(target, some, RULES).totals.accounts.items():
            accounts[key] = accounts.get(key, 0) + amount
    assert accounts == {1: Decimal("108300.00"), 2: Decimal("-100000.00"), 3: Decimal("-8300.00")}
    assert EXPENSE.key not in accounts
