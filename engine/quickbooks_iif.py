"""Transactions of an IIF file, which QuickBooks Desktop imports.

Amounts have the ledger's sign on every row, and a block sums to zero. QNTY has the sign of the amount, PRICE none.
"""

from .quickbooks_document import (
    CREDIT_NOTE,
    IIF,
    INVOICE,
    JOURNAL,
    PAYMENT,
    REFUND,
)
from .quickbooks_names import COUNTRY, DESCRIPTION, LIMITS, MEMO, REFERENCE, STREET, clean_text
from .quickbooks_sale import (
    SALES,
    item_of,
    memo_of,
    merged_receivable,
    money,
    number_of,
    plain,
    price_of,
    read_sale,
    split_money,
    without_discount,
)

TRNS = [
    "TRNSID",
    "TRNSTYPE",
    "DATE",
    "ACCNT",
    "NAME",
    "CLASS",
    "AMOUNT",
    "DOCNUM",
    "MEMO",
    "CLEAR",
    "TOPRINT",
    "NAMEISTAXABLE",
    "ADDR1",
    "ADDR2",
    "ADDR3",
    "ADDR4",
    "ADDR5",
    "DUEDATE",
    "TERMS",
    "PAYMETH",
    "PONUM",
    "SADDR1",
    "SADDR2",
    "SADDR3",
    "SADDR4",
    "SADDR5",
]
SPL = [
    "SPLID",
    "TRNSTYPE",
    "DATE",
    "ACCNT",
    "NAME",
    "CLASS",
    "AMOUNT",
    "DOCNUM",
    "MEMO",
    "CLEAR",
    "QNTY",
    "PRICE",
    "INVITEM",
    "PAYMETH",
    "TAXABLE",
    "EXTRA",
]
TYPES = {
    INVOICE: "INVOICE",
    CREDIT_NOTE: "CREDIT MEMO",
    PAYMENT: "PAYMENT",
    REFUND: "CHECK",
    JOURNAL: "GENERAL JOURNAL",
}
NO_TEXT = frozenset(["AMOUNT", "QNTY", "PRICE"])
DIGITS = 5  # of prices and quantities
EOL = "\r\n"


def write_transactions(documents, rules):
    """Return the rows of a file from `!TRNS` on, as a text, and how many there are.

    :param documents: without problems
    :raises ValueError: for a block that does not sum to zero, and for what would break the file
    """
    lines = ["\t".join(["!TRNS", *TRNS]), "\t".join(["!SPL", *SPL]), "!ENDTRNS"]
    for document in documents:
        for block in _blocks(document, rules):
            lines += block
    return "".join(line + EOL for line in lines), len(lines)


def _blocks(document, rules):
    for part in split_money(document):
        head, rows = _parts(part, rules)
        if head["amount"] + sum(row["amount"] for row in rows) != 0 or not rows:
            raise ValueError(f"{document.full_number} is not balanced.")
        common = {"TRNSTYPE": TYPES[part.kind], "DATE": part.date.strftime(rules.date_format), "CLEAR": "N"}
        block = [line("TRNS", TRNS, {**common, **_cells(head)})]
        block += [line("SPL", SPL, {**common, **_cells(row)}) for row in rows]
        yield [*block, "ENDTRNS"]


def _parts(document, rules):
    """Return what TRNS says, and what each SPL says."""
    head = {
        "DOCNUM": number_of(document, IIF),
        "MEMO": clean_text(memo_of(document), LIMITS[IIF][MEMO]),
        "TOPRINT": "N",
    }
    if document.kind in SALES:
        rows = _sale_rows(document, rules)
        taxable = "Y" if any(row.get("TAXABLE") == "Y" for row in rows) else "N"
        head |= _sale_head(document, rules) | {"NAMEISTAXABLE": taxable}
        return head, rows
    customer, others = merged_receivable(document)
    name = document.customer.name
    receivable = {"ACCNT": customer.account.name, "NAME": name, "amount": customer.amount}
    if document.kind == JOURNAL:
        rows = [
            {"ACCNT": row.account.name, "amount": row.amount, "CLASS": row.class_name, "MEMO": _text(row.text)}
            for row in others
        ]
        return head | receivable, rows
    head |= {"ACCNT": document.deposit.name, "NAME": name, "amount": document.total, "PAYMETH": document.method}
    return head, [receivable]


def _sale_head(document, rules):
    return {
        "ACCNT": document.receivable.name,
        "NAME": document.customer.name,
        "amount": document.total,
        "DUEDATE": (document.due_date or document.date).strftime(rules.date_format),
        "TERMS": document.terms.name if document.terms else "",
        "PONUM": clean_text(document.reference, LIMITS[IIF][REFERENCE]),
        **address("ADDR", document.customer.address, document.customer.full_name or document.customer.name),
        **(address("SADDR", document.ship_to, "") if document.ship_to else {}),
    }


def _sale_rows(document, rules):
    sale = read_sale(document, rules)
    rows = []
    for row in sale.rows:
        rows += _row(row, "Y" if sale.is_taxed(row) else "N", rules, document.kind)
    tax = sale.tax or (rules.no_tax if rules.sales_tax else None)
    if tax and (rules.sales_tax or sale.tax_amount):
        account = sale.tax_account or tax.account
        rows.append(
            {
                "ACCNT": account.name,
                "NAME": tax.agency.name,
                "amount": sale.tax_amount,
                "PRICE": f"{plain(tax.rate)}%",
                "INVITEM": tax.name,
                "TAXABLE": "N",
                "EXTRA": "AUTOSTAX",
            }
        )
    return rows


def _row(row, taxable, rules, kind):
    item = item_of(row, rules)
    cells = {
        "ACCNT": row.account.name,
        "CLASS": row.class_name,
        "amount": row.amount,
        "MEMO": _text(row.text),
        "INVITEM": item.name if item else "",
        "TAXABLE": taxable,
    }
    before = without_discount(row) if rules.discount == "item" and item and row.discount else None
    amount = row.amount if before is None else before
    quantity, price = price_of(amount, row.quantity, DIGITS) if not item or item.type != "DISC" else (None, None)
    if quantity is not None:
        # What is sold is negative in an invoice and positive in a credit memo, as the amount is.
        negative = amount < 0 if amount else kind == INVOICE
        cells |= {"QNTY": plain(-quantity if negative else quantity), "PRICE": plain(price)}
    if before is None or before == row.amount:
        return [cells]
    less = {
        **cells,
        "QNTY": "",
        "PRICE": "",
        "INVITEM": rules.discount_item.name,
        "amount": row.amount - before,
        "MEMO": f"Discount {plain(row.discount)}%",
    }
    return [{**cells, "amount": before}, less]


def _text(text):
    return clean_text(text, LIMITS[IIF][DESCRIPTION])


def _cells(row):
    cells = {column: value for column, value in row.items() if column != "amount"}
    return {**cells, "AMOUNT": money(row["amount"])}


def address(prefix, place, name):
    """Return five cells of an address; the first one is the name, where there is one."""
    limit = LIMITS[IIF][STREET]
    town = " ".join(part for part in (place.state, place.zip) if part)
    lines = [name, place.street, place.street2, ", ".join(part for part in (place.city, town) if part), place.country]
    limits = [limit] * 4 + [LIMITS[IIF][COUNTRY]]
    lines = [text for text in map(clean_text, lines, limits) if text]
    return {f"{prefix}{number}": text for number, text in enumerate(lines, 1)}


def line(keyword, columns, cells):
    """Return one row: just as many cells as its header has.

    :raises ValueError: for a cell that would break the row, and for a text that a spreadsheet would run
    """
    values = [cells.get(column) or "" for column in columns]
    for column, value in zip(columns, values, strict=True):
        if not value.isprintable() or '"' in value or ";" in value:
            raise ValueError(f"{column} cannot be written: {value!r}")
        if value and value[0] in "=+-@!" and column not in NO_TEXT:
            raise ValueError(f"{column} could be run: {value!r}")
    return "\t".join([keyword, *values])
