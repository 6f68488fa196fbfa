"""What an accountant's program is told: plain values, read from posted entries and mapped to the names it knows.

Amounts are exact decimals in the company's currency, with the sign of the ledger: debit positive, credit negative.
Nothing is computed again from prices: the posted balance is the truth.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

IIF, QBO, XERO = "iif", "qbo", "xero"  # the targets

INVOICE, CREDIT_NOTE, PAYMENT, REFUND, JOURNAL = "invoice", "credit_note", "payment", "refund", "journal"
KINDS = (INVOICE, CREDIT_NOTE, PAYMENT, REFUND, JOURNAL)

# What a row of an entry is. RECEIVABLE rows are added up to one.
PRODUCT, TAX, ROUNDING, DISCOUNT, COGS, RECEIVABLE, LIQUIDITY, OTHER = (
    "product",
    "tax",
    "rounding",
    "discount",
    "cogs",
    "receivable",
    "liquidity",
    "other",
)


@dataclass(frozen=True)
class Address:
    street: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


@dataclass(frozen=True)
class Party:
    """A customer, or the agency that a sales tax is paid to.

    :param name: as the program knows it: cleaned, cut, unique, remembered
    """

    key: int
    name: str
    full_name: str = ""
    email: str = ""
    phone: str = ""
    vat: str = ""
    address: Address = Address()
    terms: str = ""


@dataclass(frozen=True)
class Account:
    """:param key: Odoo's account; several of them may be one in the program
    :param type: ACCNTTYPE of IIF, the detail type's group in QuickBooks Online
    :param code: for Xero, which knows accounts by code
    """

    key: int
    name: str
    type: str = ""
    code: str = ""
    special: str = ""  # EXTRA of IIF's list: SALESTAX, UNDEPOSIT


@dataclass(frozen=True)
class Item:
    """What is sold, or a sales tax (COMPTAX: with agency and rate), as the program's list of items has it."""

    key: int
    name: str
    type: str = "SERV"  # PART, SERV, OTHC, DISC, COMPTAX
    description: str = ""
    account: Account | None = None
    price: Decimal | None = None
    taxable: bool = True
    agency: Party | None = None
    rate: Decimal | None = None  # percent
    code: str = ""  # tax type of Xero, tax code of QuickBooks Online outside the US


@dataclass(frozen=True)
class Terms:
    name: str
    days: int = 0


@dataclass(frozen=True)
class Row:
    """One posted row besides the receivable ones.

    :param amount: posted balance
    :param quantity: as invoiced, positive for what is sold; None where the row has none
    :param taxes: the sales taxes on a product row (COMPTAX items, those of 0 % too); empty: no tax was chosen
    :param tax: the item of a tax row
    :param discount: percent that is in the amount
    """

    kind: str
    account: Account
    amount: Decimal
    quantity: Decimal | None = None
    item: Item | None = None
    text: str = ""
    taxes: tuple[Item, ...] = ()
    tax: Item | None = None
    discount: Decimal = Decimal(0)
    class_name: str = ""


@dataclass(frozen=True)
class Document:
    """A posted invoice, credit note, payment, refund, or entry.

    For invoices and credit notes: `receivable` and `total` (balance of the receivable rows), and all other rows.
    For payments and refunds: `deposit` and `total` (balance of the money rows), and the rest of the entry in `rows`:
    what goes to the customer's account has the kind RECEIVABLE, a write-off OTHER.
    For journal entries: all rows, `total` the receivable one, whose customer is `customer`.

    :param key: (kind, id of Odoo's record, part): an entry of several customers has a part for each
    :param number: that the program can keep; full_number: Odoo's
    :param foreign: (currency, total in it) of a document in another currency
    """

    key: tuple[str, int, int]
    kind: str
    date: date
    total: Decimal
    number: str
    full_number: str
    customer: Party | None = None
    receivable: Account | None = None
    rows: tuple[Row, ...] = ()
    due_date: date | None = None
    terms: Terms | None = None
    reference: str = ""  # the customer's: order number, check number
    memo: str = ""
    ship_to: Address | None = None
    deposit: Account | None = None
    method: str = ""
    foreign: tuple[str, Decimal] | None = None


@dataclass(frozen=True)
class Rules:
    """What a company has chosen, with the defaults that most want.

    :param discount: `net`: in the unit price; `item`: a row of its own with `discount_item`
    :param several_taxes: `refuse`, or `rows`: taxes as ordinary rows
    :param foreign: `home`: amounts in the company's currency with the foreign total in the memo; `refuse`
    :param refunds: `list`: told, not written; `check`: a check to the customer
    :param cogs: `skip`: the program keeps its own stock; `rows`
    :param credit_notes: of QuickBooks Online, which imports none, and its payments: `journal`, or `list` to be typed
    :param negative: of invoices with negative rows in QuickBooks Online: `list`, or `journal`
    :param region: of QuickBooks Online: `us`, or `other` (a tax code for each row)
    :param sales_tax: the company file has sales tax on: every sale closes with a tax row, of 0 if need be
    """

    date_format: str = "%m/%d/%Y"
    discount: str = "net"
    several_taxes: str = "refuse"
    foreign: str = "home"
    refunds: str = "list"
    cogs: str = "skip"
    credit_notes: str = "journal"
    negative: str = "list"
    region: str = "us"
    sales_tax: bool = True
    no_tax: Item | None = None  # COMPTAX of 0 % for sales without a tax
    discount_item: Item | None = None
    currency: str = "USD"
    per_file: int = 5000  # transactions in an IIF file


@dataclass(frozen=True)
class Problem:
    """Why a document cannot be written.

    :param code: see `quickbooks_problems.py`; the words are Odoo's business
    :param blocking: False: it can be written, but something was changed (a letter that the program does not know)
    """

    code: str
    key: tuple[str, int, int]
    found: str = ""
    limit: str = ""
    blocking: bool = True


@dataclass
class Totals:
    """What was written, as the ledger has it.

    `kinds`: {kind of record: [records, balance of the customers' accounts]}; what stands beside a payment, its
    write-off for instance, is in the payment's total. `accounts`: {account key: balance}. `left_out`: {account key:
    balance} of rows of these records that are not written (cost of sales). `names`: {account key: name there}.
    """

    kinds: dict = field(default_factory=dict)
    accounts: dict = field(default_factory=dict)
    left_out: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)

    def add(self, other):
        """Add the totals of another portion."""
        for kind, (count, total) in other.kinds.items():
            mine = self.kinds.setdefault(kind, [0, Decimal(0)])
            mine[0] += count
            mine[1] += total
        for mine, theirs in ((self.accounts, other.accounts), (self.left_out, other.left_out)):
            for key, amount in theirs.items():
                mine[key] = mine.get(key, Decimal(0)) + amount
        self.names.update(other.names)

    def to_json(self):
        """Return plain values that a JSON field can keep."""
        return {
            "kinds": {kind: [count, str(total)] for kind, (count, total) in self.kinds.items()},
            "accounts": {str(key): str(amount) for key, amount in self.accounts.items()},
            "left_out": {str(key): str(amount) for key, amount in self.left_out.items()},
            "names": {str(key): name for key, name in self.names.items()},
        }

    @classmethod
    def from_json(cls, values):
        """Return what `to_json` has made plain."""
        return cls(
            {kind: [count, Decimal(total)] for kind, (count, total) in values["kinds"].items()},
            {int(key): Decimal(amount) for key, amount in values["accounts"].items()},
            {int(key): Decimal(amount) for key, amount in values["left_out"].items()},
            {int(key): name for key, name in values["names"].items()},
        )
