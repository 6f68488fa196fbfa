"""What the files of all programs have in common: which rows a sale has, its one tax, what stands beside a payment."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from .quickbooks_document import (
    COGS,
    CREDIT_NOTE,
    DISCOUNT,
    IIF,
    INVOICE,
    JOURNAL,
    PAYMENT,
    QBO,
    RECEIVABLE,
    REFUND,
    TAX,
    Account,
    Item,
    Row,
)
from .quickbooks_names import LIMITS, NUMBER, PAYMENT_NUMBER, short_number

CENT = Decimal("0.01")
TOO_LONG = Decimal(10) ** 10  # a figure with more than ten digits before the point
ZERO = Decimal(0)
SALES = (INVOICE, CREDIT_NOTE)
MONEY = (PAYMENT, REFUND)


@dataclass(frozen=True)
class Sale:
    """An invoice or credit note, its tax rows taken apart.

    :param rows: what is written as rows; `cogs`: rows that are not
    :param tax: its one sales tax; None: it has none, or several that are among the rows
    :param tax_account: where it is posted
    :param several: whether it has more than one tax, or one that is posted in several accounts
    """

    rows: tuple[Row, ...]
    cogs: tuple[Row, ...] = ()
    tax: Item | None = None
    tax_account: Account | None = None
    tax_amount: Decimal = ZERO
    several: bool = False

    def is_taxed(self, row):
        """Return whether a row bears the sale's tax, and that is not one of 0 %."""
        return bool(self.tax and self.tax.rate != 0 and any(tax.key == self.tax.key for tax in row.taxes))


def read_sale(document, rules):
    """Return an invoice or credit note as a `Sale`.

    Taxes that are not 0 % count where an amount bears them. One of 0 % is named where there is no other.
    """
    cogs = tuple(row for row in document.rows if row.kind == COGS and rules.cogs == "skip")
    rows = tuple(row for row in document.rows if row.kind != TAX and row not in cogs)
    taxed = tuple(row for row in document.rows if row.kind == TAX)
    taxes = {tax.key: tax for row in rows if row.amount for tax in row.taxes if tax.rate != 0}
    taxes |= {row.tax.key: row.tax for row in taxed if row.tax and row.amount}
    accounts = {row.account.name: row.account for row in taxed if row.account and row.amount}
    if len(taxes) > 1 or len(accounts) > 1 or any(tax.rate is None for tax in taxes.values()):
        return Sale(rows + taxed, cogs, several=True)
    others = [tax for row in rows for tax in row.taxes] + [row.tax for row in taxed if row.tax]
    tax = next((tax for tax in [*taxes.values(), *others] if tax.rate is not None), None)
    account = next(iter([*accounts.values(), *(row.account for row in taxed)]), None)
    amount = sum((row.amount for row in taxed), ZERO)
    return Sale(rows, cogs, tax, account or (tax and tax.account), amount)


def item_of(row, rules):
    """Return the item that a row is told as; None: it has none."""
    if row.kind == TAX:
        return row.tax and line_item(row)
    return row.item or (rules.discount_item if row.kind == DISCOUNT else None)


def line_item(row):
    """Return the item of a tax that is told as an ordinary row: no sales tax item can stand there."""
    tax, limit = row.tax, 31 - len(" line")
    return Item(tax.key, f"{tax.name[:limit].rstrip()} line", "OTHC", tax.description, row.account, taxable=False)


def split_money(document):
    """Return a payment as the payment alone, and the rest of its entry (write-off, bank fee) as a journal entry.

    :rtype: list
    """
    rest = [row for row in document.rows if row.kind != RECEIVABLE]
    if document.kind not in MONEY or not rest:
        return [document]
    customer = [row for row in document.rows if row.kind == RECEIVABLE]
    paid = replace(customer[0], amount=-document.total)
    beside = replace(customer[0], amount=sum((row.amount for row in customer), ZERO) + document.total)
    kind, record, part = document.key
    journal = replace(
        document,
        key=(kind, record, part + 1),
        kind=JOURNAL,
        total=beside.amount,
        rows=(beside, *rest),
        deposit=None,
        method="",
    )
    return [replace(document, rows=(paid,)), journal]


def is_negative(document, rules):
    """Return whether QuickBooks Online refuses it as an invoice: a negative row, or nothing to pay for."""
    if document.kind != INVOICE:
        return False
    rows = read_sale(document, rules).rows
    return document.total < 0 or any(row.amount > 0 for row in rows if row.kind != "cogs")


def is_sale(document, rules, target):
    """Return whether it becomes an invoice or credit note there, with items and taxes, and no journal entry or list."""
    if target == QBO:
        return document.kind == INVOICE and not is_negative(document, rules)
    return document.kind in SALES


def is_typed(document, rules):
    """Return whether a document is only told, for somebody to type it in: a refund, unless it becomes a check."""
    return document.key[0] == REFUND and rules.refunds == "list"


def number_of(document, target):
    """Return the number that a document is told by.

    Several of one record have one number. Where that makes them one entry they get their place behind it, and what
    stands beside a payment has the shorter number of its own kind.
    """
    kind, _record, part = document.key
    number = f"{document.number}-{part + 1}" if part and target != IIF else document.number
    if kind == document.kind and not part and kind != REFUND:
        return number
    return short_number(number, LIMITS[target][PAYMENT_NUMBER if document.kind == PAYMENT else NUMBER])


def customer_balance(document):
    """Return what a document adds to the customer's account."""
    if document.kind in SALES:
        return document.total
    return sum((row.amount for row in document.rows if row.kind == RECEIVABLE), ZERO)


def postings(document):
    """Return all that a document posts, as rows: the customer's or the bank's row first.

    :rtype: list of `Row`
    """
    if document.kind in SALES:
        return [Row(RECEIVABLE, document.receivable, document.total), *document.rows]
    if document.kind in MONEY:
        return [Row("liquidity", document.deposit, document.total), *document.rows]
    return list(document.rows)


def merged_receivable(document):
    """Return the rows of a payment's or journal entry's customer as one, and the other rows."""
    customer = [row for row in document.rows if row.kind == RECEIVABLE]
    amount = sum((row.amount for row in customer), ZERO)
    return replace(customer[0], amount=amount), [row for row in document.rows if row.kind != RECEIVABLE]


def price_of(amount, quantity, digits):
    """Return (quantity, price) without signs, each with so many decimals at most.

    (None, None) where there is none, or where a program would not read it: 0.001 pieces for a million.
    """
    if not quantity:
        return None, None
    step = Decimal(1).scaleb(-digits)
    quantity = abs(quantity).quantize(step, ROUND_HALF_UP)
    if not quantity:
        return None, None
    price = (abs(amount) / quantity).quantize(step, ROUND_HALF_UP)
    return (quantity, price) if max(quantity, price) < TOO_LONG else (None, None)


def is_exact(amount, quantity, price):
    """Return whether a program that multiplies comes to the posted amount."""
    return quantity is not None and (quantity * price).quantize(CENT, ROUND_HALF_UP) == abs(amount)


def without_discount(row):
    """Return the amount of a row before its discount; None where that cannot be told."""
    if not 0 < row.discount < 100:
        return None
    return (row.amount / (1 - row.discount / 100)).quantize(CENT, ROUND_HALF_UP)


def plain(number):
    """Return a number without exponent and needless zeros: `2`, `8.25`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount):
    """Return an amount with two decimals.

    :raises ValueError: if it has more
    """
    rounded = amount.quantize(CENT)
    if rounded != amount:
        raise ValueError(f"More than two decimals: {amount}")
    return f"{rounded + 0:f}" if rounded else "0.00"


def memo_of(document):
    """Return the full number, the total in its own currency, and whatever else is to be remembered."""
    parts = [document.full_number]
    if document.foreign:
        parts.append(f"{document.foreign[0]} {document.foreign[1]:f}")
    if document.kind not in SALES:
        parts.append(document.reference)  # the number of a check; a sale has a place for it
    parts.append(document.memo)
    return ", ".join(dict.fromkeys(part for part in parts if part))
