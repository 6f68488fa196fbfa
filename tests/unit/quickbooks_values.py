"""Documents as the reader hands them over: the worked example, and what can be varied of it."""

from datetime import date
from decimal import Decimal

from engine.quickbooks_document import (
    CREDIT_NOTE,
    INVOICE,
    JOURNAL,
    OTHER,
    PAYMENT,
    PRODUCT,
    RECEIVABLE,
    REFUND,
    TAX,
    Account,
    Address,
    Document,
    Item,
    Party,
    Row,
    Rules,
    Terms,
)

JANUARY = date(2026, 1, 31)
AR = Account(1, "Accounts Receivable", "AR", "120")
INCOME = Account(2, "Product Sales", "INC", "400")
TAX_ACCOUNT = Account(3, "Sales Tax Payable", "OCLIAB", "252", special="SALESTAX")
BANK = Account(4, "Checking", "BANK", "101")
UNDEPOSITED = Account(5, "Undeposited Funds", "OCASSET", "102", special="UNDEPOSIT")
EXPENSE = Account(6, "Bank Charges", "EXP", "600")
AGENCY = Party(90, "State Board of Equalization")
CA = Item(11, "CA 8.25", "COMPTAX", "California", TAX_ACCOUNT, agency=AGENCY, rate=Decimal("8.25"), code="Tax on Sales")
NY = Item(12, "NY 8.875", "COMPTAX", "", TAX_ACCOUNT, agency=AGENCY, rate=Decimal("8.875"), code="NY")
OUT = Item(13, "Out of State", "COMPTAX", "", TAX_ACCOUNT, agency=AGENCY, rate=Decimal(0), code="Tax Exempt")
NO_TAX = Item(14, "No Tax", "COMPTAX", "", TAX_ACCOUNT, agency=AGENCY, rate=Decimal(0), code="Tax Exempt")
DISCOUNTS = Item(15, "Discount", "DISC", "", INCOME)
DESK = Item(21, "DESK", "PART", "Desk", INCOME, Decimal(100))
LAMP = Item(22, "LAMP", "PART", "Lamp", INCOME, Decimal(50))
ANNA = Party(31, "Anna's Bakery", "Anna's Bakery", address=Address("1 Main Street", "", "Oakland", "CA", "94601"))
MONTH = Terms("30 Days", 30)
RULES = Rules(no_tax=NO_TAX, discount_item=DISCOUNTS)


def product(amount, quantity=1, item=DESK, taxes=(CA,), **values):
    """A row of what is sold, with the sign of the ledger."""
    values = {"text": item.description, **values}
    return Row(PRODUCT, INCOME, Decimal(amount), Decimal(quantity), item, taxes=taxes, **values)


def taxed(amount, tax=CA, account=TAX_ACCOUNT):
    return Row(TAX, account, Decimal(amount), tax=tax, text=tax.name if tax else "")


def other(amount, account=EXPENSE, kind=OTHER, **values):
    return Row(kind, account, Decimal(amount), **values)


def document(kind, rows, number="INV2600001", full="INV/2026/00001", record=1, **values):
    """Its total is what its rows leave."""
    total = -sum((row.amount for row in rows), Decimal(0))
    values = {"customer": ANNA, "receivable": AR, "due_date": date(2026, 3, 2), "terms": MONTH, **values}
    return Document(
        (kind, record, 0), kind, JANUARY, values.pop("total", total), number, full, rows=tuple(rows), **values
    )


def example(**values):
    """248.98, of which 18.98 are tax."""
    rows = [product("-180.00", 2, discount=Decimal(10)), product("-50.00", 1, LAMP), taxed("-18.98")]
    return document(INVOICE, rows, **values)


def credit_note(**values):
    rows = [product("180.00", 2), product("50.00", 1, LAMP), taxed("18.98")]
    return document(CREDIT_NOTE, rows, "RINV2600001", "RINV/2026/00001", 2, **values)


def payment(amount="248.98", *rest, paid=None, **values):
    """Money that came in; `rest`: other rows of its entry, `paid`: what the customer's account gets."""
    paid = Decimal(paid or amount)
    rows = [Row(RECEIVABLE, AR, -paid), *rest]
    values = {"deposit": UNDEPOSITED, "method": "Check", "terms": None, "due_date": None, **values}
    return document(PAYMENT, rows, "PBNK12600001", "PBNK1/2026/00001", 3, total=Decimal(amount), **values)


def refund(amount="100.00", **values):
    rows = [Row(RECEIVABLE, AR, Decimal(amount))]
    values = {"deposit": BANK, "terms": None, "due_date": None, **values}
    return document(REFUND, rows, "PBNK260009", "PBNK1/2026/00009", 4, total=-Decimal(amount), **values)


def journal(amount="-0.25", **values):
    """A write-off: the customer owes that much less."""
    rows = [Row(RECEIVABLE, AR, Decimal(amount)), other(-Decimal(amount))]
    values = {"terms": None, "due_date": None, **values}
    return document(JOURNAL, rows, "MISC260001", "MISC/2026/00001", 5, total=Decimal(amount), **values)


def cells(line):
    return line.split("\t")


def blocks(content):
    """Read an IIF file: {section: rows}, and transactions as lists of dicts."""
    headers, lists, found, current = {}, {}, [], None
    for line in content.decode("cp1252").split("\r\n")[:-1]:
        key, *values = cells(line)
        if key.startswith("!"):
            headers[key[1:]] = values
            continue
        row = dict(zip(headers[key], values, strict=True)) | {"": key}
        if key == "TRNS":
            current = [row]
        elif key == "SPL":
            current.append(row)
        elif key == "ENDTRNS":
            found.append(current)
        else:
            lists.setdefault(key, []).append(row)
    return lists, found


def bare(row):
    """A row of a file: what is filled, without what all rows have."""
    return {
        key: value for key, value in row.items() if value and key not in ("", "CLEAR", "TOPRINT", "TRNSTYPE", "DATE")
    }
