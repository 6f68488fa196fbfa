"""CSV files of QuickBooks Online: customers, products, invoices; the rest as journal entries, or as a list."""

from decimal import Decimal

from .quickbooks_codes import Coded, coded_rows
from .quickbooks_csv import split_files, write_csv
from .quickbooks_document import COGS, INVOICE, JOURNAL, QBO, TAX
from .quickbooks_journal import HEADER, MOST_ROWS, cogs_rows, journal_rows, write_list
from .quickbooks_names import (
    CITY,
    COMPANY,
    COUNTRY,
    DESCRIPTION,
    EMAIL,
    LIMITS,
    MEMO,
    PHONE,
    STATE,
    STREET,
    ZIP,
    clean_text,
)
from .quickbooks_sale import (
    ZERO,
    is_exact,
    is_negative,
    is_typed,
    item_of,
    memo_of,
    money,
    number_of,
    plain,
    price_of,
    read_sale,
)

MOST_INVOICES = 100
_START = (
    "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription,"
    "ItemQuantity,ItemRate,*ItemAmount"
)
INVOICES = {
    "us": f"{_START},Taxable,TaxRate,Service Date".split(","),
    "other": f"{_START},*ItemTaxCode,ItemTaxAmount,Currency,Service Date".split(","),
}
CUSTOMERS = ["Name", "Company", "Email", "Phone", "Street", "City", "State", "ZIP", "Country"]
PRODUCTS = ["Product/Service Name", "Sales Description", "Type", "Sales Price / Rate", "Taxable", "Income Account"]
EXPECTED = ["Number", "Customer", "Date", "Untaxed", "Tax", "Total"]
_TYPES = {"PART": "Non-inventory", "INVENTORY": "Non-inventory"}


def write(documents, rules):
    """Return (kind, content, documents, rows) of each file.

    :param documents: without problems
    :raises ValueError: for what QuickBooks Online would refuse
    """
    invoices, entries, listed = sort_out(documents, rules)
    yield "customers", *write_customers({document.customer.name: document.customer for document in documents}.values())
    yield "products", *write_products(sold(invoices, rules))
    groups = [invoice_rows(document, rules) for document in invoices]
    for count, rows in split_files(groups, MOST_INVOICES, MOST_ROWS):
        yield "invoices", write_csv(INVOICES[rules.region], rows), count, len(rows)
    groups = [rows for document in entries for rows in [journal_rows(document, rules, QBO)]]
    groups += [rows for document in invoices for rows in [cogs_rows(document, rules, QBO)] if rows]
    for count, rows in split_files(groups, MOST_ROWS, MOST_ROWS):
        yield "journal", write_csv(HEADER, rows), count, len(rows)
    yield "list", *write_list(listed, rules, QBO)
    yield "expected", *_write_expected(invoices, rules)


def sort_out(documents, rules):
    """Return the invoices, what becomes a journal entry, and what somebody has to type in."""
    invoices, entries, listed = [], [], []
    for document in documents:
        if document.kind == INVOICE:
            place = invoices
            if is_negative(document, rules):
                place = entries if rules.negative == "journal" else listed
        elif is_typed(document, rules):
            place = listed
        else:
            place = entries if document.kind == JOURNAL or rules.credit_notes == "journal" else listed
        if place is entries and not journal_rows(document, rules, QBO):
            place = listed  # all zero: QuickBooks takes no such entry
        place.append(document)
    return invoices, entries, listed


def invoice_rows(document, rules):
    """Return the rows of an invoice; those of all its columns are repeated on each."""
    limits = LIMITS[QBO]
    head = [
        number_of(document, QBO),
        document.customer.name,
        document.date.strftime(rules.date_format),
        (document.due_date or document.date).strftime(rules.date_format),
        *(document.terms.name if document.terms else "", ""),
        clean_text(memo_of(document), limits[MEMO], QBO),
    ]
    return [
        [
            *head,
            item_of(one.row, rules).name,
            clean_text(one.row.text, limits[DESCRIPTION], QBO),
            *_figures(-one.row.amount, one.row.quantity),
            *tax,
            "",
        ]
        for one, tax in _taxed(document, rules)
    ]


def _write_expected(invoices, rules):
    """QuickBooks Online may compute taxes anew: what each invoice should come to."""
    rows = []
    for document in invoices:
        tax = -sum((row.amount for row in document.rows if row.kind == TAX), ZERO)
        day = document.date.strftime(rules.date_format)
        figures = [money(amount) for amount in (document.total - tax, tax, document.total)]
        rows.append([number_of(document, QBO), document.customer.name, day, *figures])
    return write_csv(EXPECTED, rows), len(rows), len(rows)


def _figures(amount, quantity):
    if amount < 0:
        raise ValueError("QuickBooks Online takes no negative amounts.")
    for digits in (5, 7):
        count, price = price_of(amount, quantity, digits)
        if is_exact(amount, count, price):
            return plain(count), plain(price), money(amount)
    return "", "", money(amount)  # it would multiply, and come to another amount


def _taxed(document, rules):
    """Return the rows with the cells of their tax."""
    if rules.region != "us":
        coded = [one for one in coded_rows(document, rules) if one.row.kind != COGS]
        return [(one, (one.tax.code, money(-one.amount), rules.currency)) for one in coded]
    sale = read_sale(document, rules)
    rate = f"{plain(sale.tax.rate)}%" if sale.tax else ""
    return [
        (Coded(row, sale.tax), ("Y", rate) if sale.is_taxed(row) else ("N", ""))
        for row in sale.rows
        if row.kind != COGS
    ]


def sold(invoices, rules):
    """Return {name: (item, account)} of what is on invoices."""
    found = {}
    for document in invoices:
        for one, _tax in _taxed(document, rules):
            item = item_of(one.row, rules)
            found.setdefault(item.name, (item, (item.account or one.row.account).name, one.row.kind))
    return found


def write_customers(parties):
    """Return (content, customers, rows) of the file of customers."""
    rows = [_customer(party) for party in sorted(parties, key=lambda party: party.name.lower())]
    return write_csv(CUSTOMERS, rows), len(rows), len(rows)


def _customer(party):
    place, limits = party.address, LIMITS[QBO]
    street = ", ".join(part for part in (place.street, place.street2) if part)
    texts = (
        (party.full_name or party.name, COMPANY),
        *((party.email, EMAIL), (party.phone, PHONE), (street, STREET), (place.city, CITY), (place.state, STATE)),
        *((place.zip, ZIP), (place.country, COUNTRY)),
    )
    return [party.name, *(clean_text(text, limits[limit], QBO) for text, limit in texts)]


def _list_price(item):
    _count, price = (None, None) if item.price is None else price_of(item.price, Decimal(1), 5)
    return "" if price is None else plain(price)


def write_products(found):
    """Return (content, products, rows) of the file of products."""
    rows = [
        [
            name,
            clean_text(item.description, LIMITS[QBO][DESCRIPTION], QBO),
            _TYPES.get(item.type, "Service"),
            _list_price(item),
            "N" if kind == TAX or not item.taxable else "Y",
            account,
        ]
        for name, (item, account, kind) in sorted(found.items(), key=lambda pair: pair[0].lower())
    ]
    return write_csv(PRODUCTS, rows), len(rows), len(rows)
