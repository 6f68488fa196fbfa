"""CSV files of QuickBooks Online."""

from dataclasses import replace
from decimal import Decimal

import pytest
from quickbooks_values import (
    ANNA,
    BANK,
    CA,
    DESK,
    EXPENSE,
    NY,
    OUT,
    RULES,
    Address,
    Party,
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

from engine.quickbooks_csv import read_csv, split_files, write_csv
from engine.quickbooks_document import COGS, INVOICE, QBO
from engine.quickbooks_write import write_portion

OTHER_REGION = replace(RULES, region="other", currency="CAD")


def write(*documents, rules=RULES):
    """Write documents that have no problem; return {kind: rows as dicts}, all files of a kind together."""
    portion = write_portion(QBO, documents, rules)
    assert not [problem for problem in portion.problems if problem.blocking]
    found = {}
    for file in portion.files:
        header, rows = read_csv(file.content)
        assert len(rows) == file.rows
        found.setdefault(file.kind, []).extend(dict(zip(header, row, strict=True)) for row in rows)
    return found


def filled(row):
    return {key: value for key, value in row.items() if value}


def files(documents, kind, rules=RULES):
    return [file for file in write_portion(QBO, documents, rules).files if file.kind == kind]


# === Invoices === #


def test_the_worked_example():
    (file,) = files([example()], "invoices")
    assert file.content.decode() == (
        "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription,"
        "ItemQuantity,ItemRate,*ItemAmount,Taxable,TaxRate,Service Date\r\n"
        "INV2600001,Anna's Bakery,01/31/2026,03/02/2026,30 Days,,INV/2026/00001,DESK,Desk,2,90,180.00,Y,8.25%,\r\n"
        "INV2600001,Anna's Bakery,01/31/2026,03/02/2026,30 Days,,INV/2026/00001,LAMP,Lamp,1,50,50.00,Y,8.25%,\r\n"
    )


def test_exempt_rows():
    mixed = document(INVOICE, [product("-100.00"), product("-50.00", taxes=(OUT,)), taxed("-8.25")])
    assert [(row["Taxable"], row["TaxRate"]) for row in write(mixed)["invoices"]] == [("Y", "8.25%"), ("N", "")]
    plain = document(INVOICE, [product("-50.00", taxes=())])
    assert [(row["Taxable"], row["TaxRate"]) for row in write(plain)["invoices"]] == [("N", "")]


def test_outside_the_us_each_row_has_a_code_and_its_share_of_the_tax():
    sold = document(
        INVOICE,
        [
            *(product("-100.00"), product("-33.33"), product("-5.00", taxes=(NY,)), product("-1.00", taxes=())),
            *(taxed("-11.00"), taxed("-0.44", NY)),
        ],
    )
    rows = write(sold, rules=OTHER_REGION)["invoices"]
    assert [(row["*ItemTaxCode"], row["ItemTaxAmount"]) for row in rows] == [
        ("Tax on Sales", "8.25"),
        ("Tax on Sales", "2.75"),
        ("NY", "0.44"),
        ("Tax Exempt", "0.00"),
    ]
    assert {row["Currency"] for row in rows} == {"CAD"}


def test_outside_the_us_several_taxes_of_a_row_are_rows():
    sold = document(INVOICE, [product("-100.00", taxes=(CA, NY)), taxed("-8.25"), taxed("-8.88", NY)])
    rows = write(sold, rules=replace(OTHER_REGION, several_taxes="rows"))["invoices"]
    assert [(row["*ItemAmount"], row["*ItemTaxCode"], row["ItemTaxAmount"]) for row in rows] == [
        ("100.00", "Tax Exempt", "0.00"),
        ("8.25", "Tax Exempt", "0.00"),
        ("8.88", "Tax Exempt", "0.00"),
    ]


def test_several_taxes_as_rows_in_the_us():
    sold = document(INVOICE, [product("-100.00", taxes=(CA, NY)), taxed("-8.25"), taxed("-8.88", NY)])
    rows = write(sold, rules=replace(RULES, several_taxes="rows"))
    names = [(row["Item(Product/Service)"], row["*ItemAmount"], row["Taxable"]) for row in rows["invoices"]]
    assert names == [("DESK", "100.00", "N"), ("CA 8.25 line", "8.25", "N"), ("NY 8.875 line", "8.88", "N")]
    assert {row["Product/Service Name"] for row in rows["products"]} == {name for name, *_ in names}


@pytest.mark.parametrize(
    ("amount", "quantity", "told"),
    [
        ("-10.00", "3", ("3", "3.33333")),
        ("-1000000.01", "30000", ("30000", "33.3333337")),  # seven decimals
        ("-100000.01", "300000000", ("", "")),  # it would multiply, and come to another amount
        ("-10.00", "0", ("", "")),
        ("-50.00", "-2", ("2", "25")),
    ],
)
def test_quantity_and_rate_come_to_the_amount(amount, quantity, told):
    (row,) = write(document(INVOICE, [product(amount, quantity, taxes=())]))["invoices"]
    assert (row["ItemQuantity"], row["ItemRate"]) == told
    assert row["*ItemAmount"] == amount[1:]


def test_a_discount_is_in_the_rate_whatever_is_chosen():
    rows = write(example(), rules=replace(RULES, discount="item"))["invoices"]
    assert [row["ItemRate"] for row in rows] == ["90", "50"]


def test_what_the_taxes_should_come_to():
    (row,) = write(example())["expected"]
    assert row == {
        "Number": "INV2600001",
        "Customer": "Anna's Bakery",
        "Date": "01/31/2026",
        "Untaxed": "230.00",
        "Tax": "18.98",
        "Total": "248.98",
    }


# === Limits === #


def many(count, rows=1):
    return [
        document(INVOICE, [product("-1.00", taxes=())] * rows, f"INV{number}", record=number) for number in range(count)
    ]


def test_100_invoices_a_file():
    assert [(file.count, file.rows) for file in files(many(250), "invoices")] == [(100, 100), (100, 100), (50, 50)]


def test_1000_rows_a_file_and_an_invoice_is_never_split():
    found = files(many(7, 333), "invoices")
    assert [(file.count, file.rows) for file in found] == [(3, 999), (3, 999), (1, 333)]
    for file in found:
        assert file.content.count(b"\r\n") <= 1000  # with the header
    seen = [{row[0] for row in read_csv(file.content)[1]} for file in found]
    assert sum(map(len, seen)) == 7


def test_2_megabytes_a_file():
    text = "x" * 4000
    documents = [
        document(INVOICE, [product("-1.00", taxes=(), text=text)] * 10, f"INV{number}", record=number)
        for number in range(60)
    ]
    found = files(documents, "invoices")
    assert len(found) == 2
    assert max(len(file.content) for file in found) <= 2_000_000
    assert sum(file.count for file in found) == 60


def test_journals_have_1000_rows_at_most():
    entries = [replace(journal(), key=("journal", number, 0), number=f"M{number}") for number in range(1200)]
    found = files(entries, "journal")
    assert [file.rows for file in found] == [998, 998, 404]
    assert sum(file.count for file in found) == 1200


def test_files_are_split_at_groups():
    groups = [[["a"]] * 3, [["b"]] * 3, [["c"]] * 9]
    assert [(count, len(rows)) for count, rows in split_files(groups, 10, 6)] == [(2, 6), (1, 9)]
    assert split_files([], 1, 1) == []


# === What it does not import === #


def test_credit_notes_and_payments_as_journal_entries():
    rows = write(credit_note(), payment("247.98", other("1.00"), paid="248.98"))["journal"]
    assert [(row["*JournalNo"], row["*AccountName"], row["*Debits"], row["*Credits"], row["Name"]) for row in rows] == [
        ("RINV2600001", "Accounts Receivable", "", "248.98", "Anna's Bakery"),
        ("RINV2600001", "Product Sales", "180.00", "", ""),
        ("RINV2600001", "Product Sales", "50.00", "", ""),
        ("RINV2600001", "Sales Tax Payable", "18.98", "", ""),
        ("PBNK12600001", "Undeposited Funds", "247.98", "", ""),
        ("PBNK12600001", "Accounts Receivable", "", "248.98", "Anna's Bakery"),
        ("PBNK12600001", "Bank Charges", "1.00", "", ""),
    ]
    assert {row["*JournalDate"] for row in rows} == {"01/31/2026"}
    assert {row["Currency"] for row in rows} == {"USD"}


def test_credit_notes_and_payments_as_a_list():
    found = write(credit_note(), payment(), journal(), rules=replace(RULES, credit_notes="list"))
    assert [row["Document"] for row in found["list"]] == ["Credit note"] * 4 + ["Payment"] * 2
    assert {row["*JournalNo"] for row in found["journal"]} == {"MISC260001"}
    first, desk, *_ = found["list"]
    assert filled(first) == {
        "Document": "Credit note",
        "Number": "RINV2600001",
        "Number in Odoo": "RINV/2026/00001",
        "Date": "01/31/2026",
        "Due Date": "03/02/2026",
        "Customer": "Anna's Bakery",
        "Account": "Accounts Receivable",
        "Credit": "248.98",
        "Memo": "RINV/2026/00001",
    }
    assert (desk["Item"], desk["Quantity"], desk["Debit"]) == ("DESK", "2", "180.00")


def test_parts_of_an_entry_are_entries_of_their_own():
    ben = replace(journal(), key=("journal", 5, 1), customer=replace(ANNA, key=32, name="Ben"))
    rows = write(journal(), ben)["journal"]
    assert [(row["*JournalNo"], row["Name"]) for row in rows] == [
        ("MISC260001", "Anna's Bakery"),
        ("MISC260001", ""),
        ("MISC260001-2", "Ben"),
        ("MISC260001-2", ""),
    ]


def test_negative_invoices_are_listed_or_journal_entries():
    less = document(INVOICE, [product("-100.00", taxes=()), product("20.00", -1, taxes=())])
    found = write(less, example(number="INV2", record=2))
    assert {row["Number"] for row in found["list"]} == {"INV2600001"}
    assert {row["*InvoiceNo"] for row in found["invoices"]} == {"INV2"}
    rows = write(less, rules=replace(RULES, negative="journal"))["journal"]
    assert [(row["*Debits"], row["*Credits"]) for row in rows] == [("80.00", ""), ("", "100.00"), ("20.00", "")]
    assert write_portion(QBO, [less], RULES).totals.kinds == {"invoice": [1, Decimal("80.00")]}


def test_an_entry_of_nothing_is_listed():
    nothing = document("credit_note", [product("0.00", taxes=())], "RINV1", "RINV/1")
    assert set(write(nothing)) == {"customers", "list"}


def test_refunds():
    assert {row["Document"] for row in write(refund())["list"]} == {"Refund"}
    rows = write(refund(), rules=replace(RULES, refunds="check"))["journal"]
    assert [(row["*AccountName"], row["*Debits"], row["*Credits"]) for row in rows] == [
        ("Checking", "", "100.00"),
        ("Accounts Receivable", "100.00", ""),
    ]


def test_cost_of_sales_is_an_entry_beside_the_invoice():
    cost = [other("60.00", kind=COGS), other("-60.00", account=BANK, kind=COGS)]
    sold = document(INVOICE, [product("-100.00", taxes=()), *cost])
    assert set(write(sold)) == {"customers", "products", "invoices", "expected"}
    found = write(sold, rules=replace(RULES, cogs="rows"))
    assert len(found["invoices"]) == 1
    assert [(row["*JournalNo"], row["*AccountName"], row["*Debits"], row["*Credits"]) for row in found["journal"]] == [
        ("INV2600001 COGS", "Bank Charges", "60.00", ""),
        ("INV2600001 COGS", "Checking", "", "60.00"),
    ]
    assert write_portion(QBO, [sold], replace(RULES, cogs="rows")).totals.accounts[EXPENSE.key] == Decimal("60.00")


# === Customers and products === #


def test_customers():
    far = Address("1 Main", "Rear", "Oakland", "CA", "94601", "United States")
    dirty = Party(33, "Zoë 'Z'", "=Zoë\n🍞", "z@example.com", "+1 555", address=far)
    rows = write(example(customer=dirty), payment())["customers"]
    assert [row["Name"] for row in rows] == ["Anna's Bakery", "Zoë 'Z'"]
    assert rows[1] == {
        "Name": "Zoë 'Z'",
        "Company": "Zoë 🍞",
        "Email": "z@example.com",
        "Phone": "1 555",
        "Street": "1 Main, Rear",
        "City": "Oakland",
        "State": "CA",
        "ZIP": "94601",
        "Country": "United States",
    }


def test_products():
    rows = write(example())["products"]
    assert [filled(row) for row in rows] == [
        {
            "Product/Service Name": name,
            "Sales Description": text,
            "Type": "Non-inventory",
            "Sales Price / Rate": price,
            "Taxable": "Y",
            "Income Account": "Product Sales",
        }
        for name, text, price in (("DESK", "Desk", "100"), ("LAMP", "Lamp", "50"))
    ]
    service = replace(DESK, name="Work", type="SERV", price=None, account=None, taxable=False)
    (row,) = write(document(INVOICE, [product("-1.00", item=service, taxes=())]))["products"]
    assert (row["Type"], row["Sales Price / Rate"], row["Taxable"]) == ("Service", "", "N")
    assert row["Income Account"] == "Product Sales"


def test_there_is_no_mark_and_no_lone_newline():
    for file in write_portion(QBO, [example(), credit_note(), payment()], RULES).files:
        assert not file.content.startswith(b"\xef\xbb\xbf")
        assert file.content.count(b"\n") == file.content.count(b"\r\n") == file.rows + 1


# === It guards itself === #


@pytest.mark.parametrize("cell", ["=1", "+1", "-x", "@x", "a\nb", "a\tb", "\tx", "-1.0.0"])
def test_cells_that_are_not_written(cell):
    with pytest.raises(ValueError):
        write_csv(["A"], [[cell]])


def test_rows_have_as_many_cells_as_the_header():
    with pytest.raises(ValueError, match="2 cells instead of 1"):
        write_csv(["A"], [["a", "b"]])


def test_numbers_may_be_negative():
    assert write_csv(["A"], [["-1.50"], ["8.25%"], ['a "b", c']]) == b'A\r\n-1.50\r\n8.25%\r\n"a ""b"", c"\r\n'
