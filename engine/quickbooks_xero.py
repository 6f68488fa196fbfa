"""CSV files of Xero: sales invoices, with credit notes as negative ones; the rest as a list."""

from decimal import Decimal

from .quickbooks_codes import coded_rows
from .quickbooks_csv import split_files, write_csv
from .quickbooks_document import XERO
from .quickbooks_journal import write_list
from .quickbooks_names import (
    CITY,
    COUNTRY,
    DESCRIPTION,
    EMAIL,
    LIMITS,
    REFERENCE,
    STATE,
    STREET,
    ZIP,
    clean_text,
)
from .quickbooks_sale import SALES, is_exact, item_of, memo_of, money, plain, price_of

MOST_INVOICES = 500
MOST_ROWS = 100_000  # Xero counts invoices
HEADER = [
    "*ContactName",
    "EmailAddress",
    "POAddressLine1",
    "POAddressLine2",
    "POAddressLine3",
    "POAddressLine4",
    "POCity",
    "PORegion",
    "POPostalCode",
    "POCountry",
    "*InvoiceNumber",
    "Reference",
    "*InvoiceDate",
    "*DueDate",
    "Total",
    "InventoryItemCode",
    "*Description",
    "*Quantity",
    "*UnitAmount",
    "Discount",
    "*AccountCode",
    "*TaxType",
    "TaxAmount",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
    "Currency",
    "BrandingTheme",
]
TRACKING = "Class"
DIGITS = 4  # of prices and quantities


def write(documents, rules):
    """Return (kind, content, documents, rows) of each file.

    :param documents: without problems
    """
    sales = [document for document in documents if document.kind in SALES]
    for count, rows in split_files([sale_rows(document, rules) for document in sales], MOST_INVOICES, MOST_ROWS):
        yield "invoices", write_csv(HEADER, rows), count, len(rows)
    yield "list", *write_list([document for document in documents if document.kind not in SALES], rules, XERO)


def sale_rows(document, rules):
    """Return the rows of an invoice, or of a credit note with negative prices."""
    head = _head(document, rules)
    return [[*head, *_cells(one, document, rules), rules.currency, ""] for one in coded_rows(document, rules)]


def _head(document, rules):
    limits, party = LIMITS[XERO], document.customer
    place = party.address
    address = (
        *((party.email, EMAIL), (place.street, STREET), (place.street2, STREET), ("", STREET), ("", STREET)),
        *((place.city, CITY), (place.state, STATE), (place.zip, ZIP), (place.country, COUNTRY)),
    )
    reference = ", ".join(part for part in (document.reference, _remark(document)) if part)
    return [
        party.name,
        *(clean_text(text, limits[limit], XERO) for text, limit in address),
        document.number,
        clean_text(reference, limits[REFERENCE], XERO),
        document.date.strftime(rules.date_format),
        (document.due_date or document.date).strftime(rules.date_format),
        money(document.total),
    ]


def _remark(document):
    """Return the memo, unless it says nothing but the number."""
    memo = memo_of(document)
    return "" if memo == document.number else memo


def _cells(one, document, rules):
    row, limit = one.row, LIMITS[XERO][DESCRIPTION]
    item = item_of(row, rules)
    texts = (row.text, item.name if item else "", document.full_number, "Item")  # it has to have one
    text = next(filter(None, (clean_text(text, limit, XERO) for text in texts)))
    amount = -row.amount
    quantity, price = price_of(amount, row.quantity, DIGITS)
    if not is_exact(amount, quantity, price):
        # Xero multiplies: it would come to another amount.
        text = clean_text(f"{plain(row.quantity)} x {text}", limit, XERO) if row.quantity else text
        quantity, price = Decimal(1), abs(amount)
    price = -price if amount < 0 else price
    return [
        *("", text, plain(quantity), plain(price), "", row.account.code, one.tax.code, money(-one.amount)),
        *((TRACKING, row.class_name) if row.class_name else ("", "")),
        *("", ""),
    ]
