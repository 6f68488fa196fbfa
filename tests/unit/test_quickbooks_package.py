"""What is downloaded: one file, or a ZIP, the same bytes whoever makes it."""

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from quickbooks_values import (
    ANNA,
    DESK,
    INCOME,
    LAMP,
    RULES,
    TAX_ACCOUNT,
    blocks,
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

from engine.quickbooks_applications import to_tell, write_applications
from engine.quickbooks_csv import read_csv, table_csv
from engine.quickbooks_document import COGS, IIF, INVOICE, QBO, XERO, Account, Totals
from engine.quickbooks_iif_join import join_files
from engine.quickbooks_package import package
from engine.quickbooks_write import File, write_portion

NUMBER = "QB/2026/00001"


def portions(target, *documents, rules=RULES):
    """Write each list of documents as a portion; return all files, and the totals."""
    files, totals = [], Totals()
    for some in documents:
        portion = write_portion(target, some, rules)
        assert not [problem for problem in portion.problems if problem.blocking]
        files += portion.files
        totals.add(portion.totals)
    return files, totals


def pack(target, *documents, rules=RULES, **values):
    files, totals = portions(target, *documents, rules=rules)
    out = io.BytesIO()
    name, kind = package(out, target, NUMBER, iter(files), totals=totals, **values)
    return name, kind, out.getvalue()


def unpack(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def numbered(count, first=0):
    return [example(number=f"INV{first + number}", record=first + number) for number in range(count)]


# === IIF === #


def test_one_iif_file_is_downloaded_as_it_is():
    name, kind, content = pack(IIF, [example(), payment()])
    assert (name, kind) == ("QB-2026-00001.iif", "text/plain")
    assert content == write_portion(IIF, [example(), payment()], RULES).files[0].content


def test_portions_become_one_iif_file():
    name, _kind, content = pack(IIF, numbered(3), [*numbered(2, 3), payment()], [credit_note()])
    assert name.endswith(".iif")
    lists, found = blocks(content)
    assert [block[0]["DOCNUM"] for block in found] == [
        *("INV0", "INV1", "INV2", "INV3", "INV4", "PBNK12600001"),
        "RINV2600001",
    ]
    assert {section: [row["NAME"] for row in rows] for section, rows in lists.items()} == {
        "ACCNT": ["Accounts Receivable", "Product Sales", "Sales Tax Payable", "Undeposited Funds"],
        "TERMS": ["30 Days"],
        "PAYMETH": ["Check"],
        "VEND": ["State Board of Equalization"],
        "CUST": ["Anna's Bakery"],
        "INVITEM": ["CA 8.25", "DESK", "LAMP"],
    }
    assert content.count(b"!TRNS") == content.count(b"!CUST") == 1


def test_lists_come_in_their_order_whatever_the_portions_have():
    _name, _kind, content = pack(IIF, [payment()], [example()])
    keys = [line.split("\t")[0] for line in content.decode("cp1252").split("\r\n") if line.startswith("!")]
    assert keys == ["!ACCNT", "!TERMS", "!PAYMETH", "!VEND", "!CUST", "!INVITEM", "!TRNS", "!SPL", "!ENDTRNS"]


def test_an_account_that_is_special_in_one_portion_is_special():
    plain = replace(TAX_ACCOUNT, special="")
    booked = replace(journal(), rows=(journal().rows[0], other("0.25", account=plain)))
    for some in ([[booked], [example()]], [[example()], [booked]]):
        lists, _found = blocks(pack(IIF, *some)[2])
        assert {row["NAME"]: row["EXTRA"] for row in lists["ACCNT"]}["Sales Tax Payable"] == "SALESTAX"


def test_many_transactions_are_several_files():
    name, kind, content = pack(IIF, numbered(3), numbered(3, 3), numbered(3, 6), per_file=6)
    assert (name, kind) == ("QB-2026-00001.zip", "application/zip")
    files = unpack(content)
    assert list(files) == ["transactions_01.iif", "transactions_02.iif", "manifest.csv", "README.txt"]
    assert [len(blocks(files[f"transactions_0{number}.iif"])[1]) for number in (1, 2)] == [6, 3]


def test_refunds_that_are_told_make_it_a_zip():
    later = replace(refund(), key=("refund", 9, 0), number="PBNK260010")
    _name, _kind, content = pack(IIF, [example(), refund()], [later])
    files = unpack(content)
    assert list(files) == ["transactions_01.iif", "to_type_01.csv", "manifest.csv", "README.txt"]
    header, rows = read_csv(files["to_type_01.csv"])
    assert [row[header.index("Number")] for row in rows] == ["PBNK260009"] * 2 + ["PBNK260010"] * 2


def test_only_files_with_transactions_are_joined():
    with pytest.raises(ValueError, match="without transactions"):
        join_files([b"!CUST\tNAME\r\n"])
    good = write_portion(IIF, [example()], RULES).files[0].content
    with pytest.raises(ValueError, match="different columns"):
        join_files([good, good.replace(b"\tPONUM", b"\tOTHER")])


# === ZIP === #


def test_what_is_in_a_zip_of_quickbooks_online():
    extras = [("applications.csv", b"Date\r\n")]
    _name, _kind, content = pack(QBO, [example(), credit_note(), payment()], extras=extras)
    assert list(unpack(content)) == [
        "invoices_01.csv",
        "journal_01.csv",
        "expected_totals_01.csv",
        "customers.csv",
        "products.csv",
        "applications.csv",
        "manifest.csv",
        "README.txt",
    ]


def test_files_of_all_portions_are_numbered():
    files = unpack(pack(QBO, numbered(120), numbered(120, 120))[2])
    assert [name for name in files if name.startswith("invoices")] == [
        f"invoices_0{number}.csv" for number in range(1, 5)
    ]
    assert len(read_csv(files["expected_totals_01.csv"])[1]) == 240


def test_customers_and_products_of_all_portions_once():
    ben = replace(ANNA, key=32, name="Ben")
    files = unpack(pack(QBO, [example()], [example(customer=ben, number="2", record=2)], [payment()])[2])
    assert [row[0] for row in read_csv(files["customers.csv"])[1]] == ["Anna's Bakery", "Ben"]
    assert [row[0] for row in read_csv(files["products.csv"])[1]] == ["DESK", "LAMP"]


def test_more_customers_and_products_can_be_given():
    chair = replace(DESK, name="CHAIR")
    files = unpack(pack(QBO, [payment()], customers=[replace(ANNA, name="Ben")], items=[(chair, INCOME)])[2])
    assert [row[0] for row in read_csv(files["customers.csv"])[1]] == ["Anna's Bakery", "Ben"]
    assert [row[0] for row in read_csv(files["products.csv"])[1]] == ["CHAIR"]


def test_1000_customers_a_file():
    some = [example(customer=replace(ANNA, name=f"Customer {n}"), number=f"I{n}", record=n) for n in range(1100)]
    files = unpack(pack(QBO, some)[2])
    assert [len(read_csv(files[name])[1]) for name in ("customers.csv", "customers_02.csv")] == [999, 101]


def test_the_manifest():
    cost = [other("60.00", kind=COGS), other("-60.00", account=Account(9, "Stock", "OCASSET"), kind=COGS)]
    sold = document(INVOICE, [product("-100.00"), taxed("-8.25"), *cost])
    files = unpack(pack(QBO, [sold], [payment("108.25")])[2])
    header, rows = read_csv(files["manifest.csv"])
    assert header == ["What", "Name", "Documents", "Rows", "Amount", "SHA-256"]
    told = {row[1]: row[5] for row in rows if row[0] == "File"}
    assert told == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name not in ("manifest.csv", "README.txt")
    }
    assert [row[:5] for row in rows if row[0] != "File"] == [
        ["Documents", "Invoice", "1", "", "108.25"],
        ["Documents", "Payment", "1", "", "-108.25"],
        ["Account", "Accounts Receivable", "", "", "0.00"],
        ["Account", "Product Sales", "", "", "-100.00"],
        ["Account", "Sales Tax Payable", "", "", "-8.25"],
        ["Account", "Undeposited Funds", "", "", "108.25"],
        ["Left out", "Bank Charges", "", "", "60.00"],
        ["Left out", "Stock", "", "", "-60.00"],
    ]


def test_the_page_says_what_to_import_in_which_order():
    extras = [("applications.csv", b"Date\r\n")]
    files = unpack(pack(QBO, [example(), credit_note()], rules=replace(RULES, credit_notes="list"), extras=extras)[2])
    text = files["README.txt"].decode()
    order = ["customers.csv", "products.csv", "invoices_01.csv", "to_type_01.csv", "applications.csv"]
    places = [text.index(name) for name in order]
    assert places == sorted(places)
    assert "Invoice: 1, together 248.98" in text
    assert "Export QB/2026/00001 for QuickBooks Online" in text
    assert "journal" not in text.lower()


@pytest.mark.parametrize("target", [IIF, QBO, XERO])
def test_each_target_has_a_page(target):
    content = pack(target, numbered(2), [payment(), refund()], per_file=2)[2]
    text = unpack(content)["README.txt"].decode()
    assert "1. " in text
    assert "to_type_01.csv" in text


@pytest.mark.parametrize("target", [IIF, QBO, XERO])
def test_the_same_bytes_always(target):
    some = [[*numbered(3), credit_note()], [payment(), refund()]]
    assert pack(target, *some)[2] == pack(target, *some)[2]


def test_a_zip_has_no_time():
    with zipfile.ZipFile(io.BytesIO(pack(QBO, [example()])[2])) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_empty_package_is_none():
    for target in (IIF, QBO, XERO):
        with pytest.raises(ValueError, match="nothing to write"):
            package(io.BytesIO(), target, NUMBER, [], totals=Totals())


def test_an_empty_file_is_none():
    for file in (File("invoices", b"", 1, 1), File("invoices", b"x", 0, 0)):
        with pytest.raises(ValueError, match="An empty file"):
            package(io.BytesIO(), QBO, NUMBER, [file], totals=Totals())


def test_names_of_files_are_harmless():
    out = io.BytesIO()
    files, totals = portions(IIF, [example()])
    assert package(out, IIF, "../=a b\\c", files, totals=totals)[0] == "a-b-c.iif"
    assert package(out, IIF, "..", files, totals=totals)[0] == "export.iif"


# === Totals === #


def test_totals_survive_json():
    _files, totals = portions(IIF, [example(), payment("1.00", other("0.25"), paid="1.25")])
    assert Totals.from_json(totals.to_json()) == totals
    assert totals.kinds == {"invoice": [1, Decimal("248.98")], "payment": [1, Decimal("-1.25")]}
    assert sum(totals.accounts.values()) == 0
    assert totals.names[1] == "Accounts Receivable"


def test_totals_are_added():
    _files, together = portions(IIF, [example(), payment()], [credit_note()])
    _files, once = portions(IIF, [example(), payment(), credit_note()])
    assert together == once


def test_totals_have_the_keys_of_odoos_accounts():
    one, two = replace(INCOME, key=50), replace(INCOME, key=51)  # one account in the books
    rows = [
        replace(product("-10.00", taxes=()), account=one),
        replace(product("-5.00", item=LAMP, taxes=()), account=two),
    ]
    _files, totals = portions(IIF, [document(INVOICE, rows)])
    assert totals.accounts == {1: Decimal("15.00"), 50: Decimal("-10.00"), 51: Decimal("-5.00")}


# === Lists for people === #


def test_applications():
    row = {
        "date": date(2026, 1, 31),
        "customer": "=Anna",
        "credit_kind": "Payment",
        "credit_short": "PBNK12600001",
        "credit_number": "PBNK1/2026/00001",
        "invoice_short": "INV2600001",
        "invoice_number": "INV/2026/00001",
        "amount": Decimal("100.00"),
    }
    assert write_applications([row, {**row, "date": None, "customer": None}]).decode() == (
        "Date,Customer,Kind,Payment,Payment in Odoo,Invoice,Invoice in Odoo,Amount\r\n"
        "01/31/2026,Anna,Payment,PBNK12600001,PBNK1/2026/00001,INV2600001,INV/2026/00001,100.00\r\n"
        ",,Payment,PBNK12600001,PBNK1/2026/00001,INV2600001,INV/2026/00001,100.00\r\n"
    )


def test_what_is_taken_back_says_so():
    row = dict.fromkeys(("date", "customer", "credit_short", "invoice_short", "credit_number", "invoice_number"))
    content = write_applications([{**row, "credit_kind": "payment", "amount": Decimal("-5.00")}]).decode()
    assert ",payment taken back," in content
    assert content.endswith(",-5.00\r\n")


def match(amount, invoice=2, **values):
    return {"paying_line_id": 1, "paid_line_id": invoice, "amount": amount, **values}


def told(new, undone):
    return [(row["partial_id"], row["former_id"], row["amount"], row["quiet"]) for row in to_tell(new, undone)]


def test_a_new_match_is_told():
    assert told([match(100, partial_id=7)], []) == [(7, None, 100, False)]


def test_an_undone_match_is_taken_back_before_another_one_is_told():
    undone, new = match(100, former_id=5), match(60, partial_id=7)
    assert told([new], [undone]) == [(None, 5, -100, False), (7, None, 60, False)]


def test_a_match_that_was_made_again_as_it_was_is_kept_and_not_told():
    undone, new = match(100, former_id=5), match(100, partial_id=7)
    assert told([new], [undone]) == [(7, 5, 100, True)]


def test_each_undone_match_has_one_successor_at_most():
    undone = [match(100, former_id=5), match(100, former_id=6)]
    assert told([match(100, partial_id=7)], undone) == [(None, 6, -100, False), (7, 5, 100, True)]


def test_the_same_amount_of_another_invoice_is_no_successor():
    undone, new = match(100, former_id=5), match(100, invoice=3, partial_id=7)
    assert told([new], [undone]) == [(None, 5, -100, False), (7, None, 100, False)]


def test_any_list():
    rows = [["=x", Decimal("-1.50"), date(2026, 1, 31), None, False, 3]]
    assert table_csv(list("ABCDEF"), rows) == b"A,B,C,D,E,F\r\nx,-1.50,2026-01-31,,,3\r\n"
