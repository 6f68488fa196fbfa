"""Reads the CSV files for QuickBooks Online and Xero byte by byte; shares nothing with what writes them."""

import csv
import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal

INVOICES = {
    "us": "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription,"
    "ItemQuantity,ItemRate,*ItemAmount,Taxable,TaxRate,Service Date",
    "other": "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription,"
    "ItemQuantity,ItemRate,*ItemAmount,*ItemTaxCode,ItemTaxAmount,Currency,Service Date",
}
FIGURE = re.compile(r"\d{1,11}(\.\d{1,7})?")
AMOUNT = re.compile(r"\d{1,13}\.\d\d")
SIGNED = re.compile(r"-?\d{1,13}\.\d\d")
NUMBERS = {"Total", "*Quantity", "*UnitAmount", "TaxAmount", "Discount"}


def unpack(content):
    """Return {name: bytes} of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def read_csv(content, most=1000):
    """Return the rows of a file as dicts.

    :param int most: rows, the header included
    """
    assert content and not content.startswith(b"\xef\xbb\xbf"), "Empty, or a byte order mark"
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    assert rows and len(rows) + 1 <= most, f"{len(rows)} rows"
    assert len(set(header)) == len(header), "A column twice"
    for row in rows:
        assert len(row) == len(header), f"{len(row)} cells for {len(header)} columns: {row}"
        for column, cell in zip(header, row, strict=True):
            assert not any(ord(letter) < 32 for letter in cell), f"{column}: control character {cell!r}"
            if cell and column not in NUMBERS:
                assert cell[0] not in "=+-@", f"{column} would be run: {cell!r}"
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_online(content, region="us", date_format="%m/%d/%Y"):
    """Return {"invoices": {number: rows}, "journal": {number: rows}, "files": {name: bytes}} of a ZIP."""
    files = unpack(content)
    customers = _names(files, "customers", "Name")
    items = _names(files, "products", "Product/Service Name")
    invoices, entries = {}, {}
    for name, file in files.items():
        if name.startswith("invoices"):
            assert file.decode().splitlines()[0] == INVOICES[region], f"{name}: its header"
            some = _grouped(read_csv(file), "*InvoiceNo", invoices)
            assert len(some) <= 100, f"{name}: {len(some)} invoices"
            for number, rows in some:
                _check_invoice(number, rows, customers, items, date_format)
                invoices[number] = rows
        elif name.startswith("journal"):
            for number, rows in _grouped(read_csv(file), "*JournalNo", entries):
                _check_entry(number, rows, date_format)
                entries[number] = rows
    assert files.get("manifest.csv"), "No list of the files"
    return {"invoices": invoices, "journal": entries, "files": files}


def read_xero(files, date_format="%m/%d/%Y"):
    """Return {number: rows} of Xero's sales invoices."""
    found = {}
    for name, file in files.items():
        if not name.startswith("invoices"):
            continue
        some = _grouped(read_csv(file, most=100_000), "*InvoiceNumber", found)
        assert len(some) <= 500, f"{name}: {len(some)} invoices"
        for number, rows in some:
            assert len({row["*ContactName"] for row in rows}) == 1 and rows[0]["*ContactName"], number
            datetime.strptime(rows[0]["*InvoiceDate"], date_format)
            for row in rows:
                assert row["*AccountCode"] and row["*TaxType"] and row["*Description"], f"{number}: {row}"
                assert SIGNED.fullmatch(row["TaxAmount"]), f"{number}: {row}"
                Decimal(row["*Quantity"]), Decimal(row["*UnitAmount"])
            found[number] = rows
    return found


def xero_total(rows):
    """Return what Xero makes of an invoice's rows: each rounded to the cent, taxes as they stand."""
    untaxed = sum((Decimal(row["*Quantity"]) * Decimal(row["*UnitAmount"])).quantize(Decimal("0.01")) for row in rows)
    return untaxed + sum(Decimal(row["TaxAmount"]) for row in rows)


def _names(files, kind, column):
    names = [row[column] for name, file in files.items() if name.startswith(kind) for row in read_csv(file)]
    assert len({name.lower() for name in names}) == len(names), f"{kind}: a name twice"
    for name in names:
        assert 0 < len(name) <= 100 and not set(name) & set('\t\n:"'), f"{kind}: {name!r}"
    return set(names)


def _grouped(rows, column, known):
    """Each document's rows stand together, in one file."""
    groups = []
    for row in rows:
        if not groups or groups[-1][0] != row[column]:
            groups.append((row[column], []))
        groups[-1][1].append(row)
    numbers = [number for number, _rows in groups]
    assert all(numbers) and len(set(numbers)) == len(numbers) and not set(numbers) & set(known), "A document is split"
    return groups


def _check_invoice(number, rows, customers, items, date_format):
    assert len(number) <= 21, f"{number} is too long"
    head = ["*Customer", "*InvoiceDate", "*DueDate", "Terms", "Memo"]
    assert len({tuple(row[column] for column in head) for row in rows}) == 1, f"{number}: rows differ"
    assert rows[0]["*Customer"] in customers, f"{number}: an unknown customer"
    for column in ("*InvoiceDate", "*DueDate"):
        datetime.strptime(rows[0][column], date_format)
    for row in rows:
        assert row["Item(Product/Service)"] in items, f"{number}: {row['Item(Product/Service)']!r} is in no list"
        assert AMOUNT.fullmatch(row["*ItemAmount"]), f"{number}: {row['*ItemAmount']!r}"
        if row["ItemQuantity"] or row["ItemRate"]:
            assert FIGURE.fullmatch(row["ItemQuantity"]) and FIGURE.fullmatch(row["ItemRate"]), f"{number}: {row}"
            product = Decimal(row["ItemQuantity"]) * Decimal(row["ItemRate"])
            assert abs(product - Decimal(row["*ItemAmount"])) <= Decimal("0.005"), f"{number}: {row}"
        if "Taxable" in row:
            assert row["Taxable"] in ("Y", "N"), f"{number}: {row}"


def _check_entry(number, rows, date_format):
    debits = sum(Decimal(row["*Debits"] or 0) for row in rows)
    assert debits == sum(Decimal(row["*Credits"] or 0) for row in rows) and debits > 0, f"{number} is not balanced"
    for row in rows:
        datetime.strptime(row["*JournalDate"], date_format)
        assert row["*AccountName"] and bool(row["*Debits"]) != bool(row["*Credits"]), f"{number}: {row}"
        assert AMOUNT.fullmatch(row["*Debits"] or row["*Credits"]), f"{number}: {row}"
