"""Whatever is sold to whoever: the independent checkers accept each file, and it says what was posted."""

import io
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from quickbooks_csv_checker import read_online, read_xero, unpack, xero_total
from quickbooks_iif_checker import read_iif
from quickbooks_values import (
    CA,
    INCOME,
    RULES,
    Item,
    Party,
    credit_note,
    document,
    journal,
    other,
    payment,
    product,
    refund,
    taxed,
)

from engine.quickbooks_document import CREDIT_NOTE, IIF, INVOICE, QBO, XERO, Address
from engine.quickbooks_names import CUSTOMER, ITEM, LIMITS, clean_name, short_number, unique_name
from engine.quickbooks_package import package
from engine.quickbooks_write import write_portion

CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
QUANTITY = st.decimals("0.001", "99999", places=3)
TEXT = st.text(max_size=80)
ADDRESS = st.builds(Address, *[TEXT] * 6)


@st.composite
def named(draw, target, listed):
    """Names as they are remembered: cleaned, cut, unique."""
    taken, names = set(), []
    for text in draw(st.lists(TEXT, min_size=1, max_size=4)):
        limit = LIMITS[target][listed]
        name = unique_name(clean_name(text, limit, target), taken, limit)
        taken.add(name.lower())
        names.append((name, text))
    return names


@st.composite
def sales(draw, target):
    """Invoices and credit notes of some customers with some items."""
    parties = [
        Party(index, name, text, email=draw(TEXT), address=draw(ADDRESS))
        for index, (name, text) in enumerate(draw(named(target, CUSTOMER)))
    ]
    items = [
        Item(index, name, "PART", text, INCOME, draw(CENTS))
        for index, (name, text) in enumerate(draw(named(target, ITEM)))
    ]
    documents = []
    for record in range(1, draw(st.integers(1, 4)) + 1):
        kind = draw(st.sampled_from([INVOICE, CREDIT_NOTE]))
        sign = -1 if kind == INVOICE else 1
        rows = [
            product(sign * draw(CENTS), draw(QUANTITY), draw(st.sampled_from(items)), text=draw(TEXT))
            for _row in range(draw(st.integers(1, 4)))
        ]
        rows.append(taxed(sign * draw(CENTS)))
        full = f"{draw(st.sampled_from(['INV', 'RINV', 'BNK1']))}/2026/{record:05}"
        number = short_number(full, LIMITS[target]["number"])
        values = {"customer": draw(st.sampled_from(parties)), "reference": draw(TEXT), "memo": draw(TEXT)}
        documents.append(document(kind, rows, number, full, record, **values))
    return documents


def posted(documents):
    sums = defaultdict(Decimal)
    for one in documents:
        sums[one.receivable.name] += one.total
        for row in one.rows:
            sums[row.account.name] += row.amount
    return sums


def packed(target, documents, rules=RULES):
    portion = write_portion(target, documents, rules)
    assert not [problem for problem in portion.problems if problem.blocking], portion.problems
    out = io.BytesIO()
    package(out, target, "EXP/00001", portion.files, totals=portion.totals)
    return out.getvalue()


@given(sales(IIF))
@settings(max_examples=150, deadline=None)
def test_any_sales_for_quickbooks_desktop(documents):
    content = packed(IIF, documents)
    found = read_iif(content)
    assert len(found.blocks) == len(documents)
    assert found.accounts() == posted(documents)


@given(sales(QBO))
@settings(max_examples=100, deadline=None)
def test_any_sales_for_quickbooks_online(documents):
    found = read_online(packed(QBO, documents))
    invoices = [one for one in documents if one.kind == INVOICE]
    assert len(found["invoices"]) == len(invoices)
    for one in invoices:
        rows = found["invoices"][one.number]
        untaxed = -sum(row.amount for row in one.rows if row.tax is None)
        assert sum(Decimal(row["*ItemAmount"]) for row in rows) == untaxed


@given(sales(XERO))
@settings(max_examples=100, deadline=None)
def test_any_sales_for_xero(documents):
    documents = [one for one in documents if not _is_nothing(one)]
    if not documents:
        return
    found = read_xero(unpack(packed(XERO, documents)))
    assert {number: xero_total(rows) for number, rows in found.items()} == {
        one.full_number: one.total for one in documents
    }


def _is_nothing(document):
    return not document.total


def test_money_and_entries():
    documents = [payment("248.73", other("0.25"), paid="248.98"), credit_note(), journal(), refund()]
    found = read_iif(packed(IIF, documents, replace(RULES, refunds="check")))
    kinds = sorted(block.head["TRNSTYPE"] for block in found.blocks)
    assert kinds == ["CHECK", "CREDIT MEMO", "GENERAL JOURNAL", "GENERAL JOURNAL", "PAYMENT"]


def test_dates_of_another_country():
    read_iif(packed(IIF, [credit_note()], replace(RULES, date_format="%d/%m/%Y")), "%d/%m/%Y")


def test_ten_thousand_documents():
    documents = [
        document(INVOICE, [product("-10.00"), taxed("-0.83", CA)], f"I{number:06}", f"INV/2026/{number:06}", number)
        for number in range(10_000)
    ]
    files = unpack(packed(IIF, documents))
    found = [read_iif(content) for name, content in files.items() if name.endswith(".iif")]
    assert sum(len(one.blocks) for one in found) == 10_000
    assert sum(one.accounts()["Accounts Receivable"] for one in found) == Decimal("108300.00")
    assert len(read_online(packed(QBO, documents))["invoices"]) == 10_000
