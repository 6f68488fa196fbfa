"""Lists of an IIF file: whatever its transactions name, so that QuickBooks does not make it up.

QuickBooks updates a row that it has by that name, so a row has only what Odoo knows better.
"""

from decimal import Decimal

from .quickbooks_document import IIF, JOURNAL, TAX
from .quickbooks_iif import DIGITS, EOL, address, line
from .quickbooks_names import COMPANY, DESCRIPTION, EMAIL, LIMITS, PHONE, clean_text
from .quickbooks_sale import MONEY, SALES, item_of, plain, postings, read_sale, split_money

ACCNT, CLASS, TERMS, PAYMETH, VEND, CUST, INVITEM = "ACCNT", "CLASS", "TERMS", "PAYMETH", "VEND", "CUST", "INVITEM"
# In this order: a row may name what stands before it.
COLUMNS = {
    ACCNT: ["NAME", "ACCNTTYPE", "EXTRA"],
    CLASS: ["NAME"],
    TERMS: ["NAME", "DUEDAYS", "DISCPER", "DISCDAYS", "TERMSTYPE"],
    PAYMETH: ["NAME"],
    VEND: ["NAME", "PRINTAS"],
    CUST: ["NAME", "BADDR1", "BADDR2", "BADDR3", "BADDR4", "BADDR5", "PHONE1", "EMAIL", "TERMS", "COMPANYNAME"],
    INVITEM: ["NAME", "INVITEMTYPE", "DESC", "ACCNT", "PRICE", "TAXABLE", "TAXVEND"],
}
ACCOUNT_TYPES = frozenset(
    [
        "AP",
        "AR",
        "BANK",
        "CCARD",
        "COGS",
        "EQUITY",
        "EXEXP",
        "EXINC",
        "EXP",
        "FIXASSET",
        "INC",
        "LTLIAB",
        "NONPOSTING",
        "OASSET",
        "OCASSET",
        "OCLIAB",
    ]
)
ITEM_TYPES = frozenset(["COMPTAX", "STAX", "DISC", "GRP", "INVENTORY", "OTHC", "PART", "PMT", "SERV", "SUBT"])
SALES_TAX = "SALESTAX"
_STEP = Decimal(1).scaleb(-DIGITS)


class Lists:
    """Collects the rows; each name of a list once, whoever was first."""

    def __init__(self, documents, rules):
        """:param documents: without problems"""
        self.rules = rules
        self.rows = {section: {} for section in COLUMNS}
        for document in documents:
            for part in split_money(document):
                self._add(part)

    def text(self):
        """Return the rows as a text, and how many there are.

        :raises ValueError: when a customer and an agency have one name
        """
        customers = {name.lower() for name in self.rows[CUST]}
        for name in self.rows[VEND]:
            if name.lower() in customers:
                raise ValueError(f"A customer and a tax agency are both named {name}.")
        for row in self.rows[CUST].values():
            if row["TERMS"] not in self.rows[TERMS]:
                row["TERMS"] = ""  # nobody would know how many days
        lines = []
        for section, columns in COLUMNS.items():
            rows = self.rows[section]
            if rows:
                lines.append("\t".join([f"!{section}", *columns]))
                lines += [line(section, columns, rows[name]) for name in sorted(rows, key=lambda name: name.lower())]
        return "".join(row + EOL for row in lines), len(lines)

    def _add(self, document):
        if document.kind in SALES:
            self._add_sale(document)
        else:
            for row in postings(document):
                self._add_account(row.account)
                self._add_class(row.class_name if document.kind == JOURNAL else "")
        if document.kind in MONEY and document.method:
            self.rows[PAYMETH].setdefault(document.method, {"NAME": document.method})
        self._add_customer(document.customer)

    def _add_sale(self, document):
        sale = read_sale(document, self.rules)
        tax = sale.tax or (self.rules.no_tax if self.rules.sales_tax else None)
        if tax and (self.rules.sales_tax or sale.tax_amount):
            self._add_tax(tax, sale.tax_account or tax.account)
        self._add_account(document.receivable)
        for row in sale.rows:
            self._add_account(row.account)
            self._add_class(row.class_name)
            item = item_of(row, self.rules)
            if item:
                self._add_item(item, row)
            if self.rules.discount == "item" and 0 < row.discount < 100 and item:
                self._add_item(self.rules.discount_item, row)
        if document.terms:
            self._add_terms(document.terms)

    def _add_account(self, account, special=""):
        special = special or account.special
        row = self.rows[ACCNT].get(account.name)
        if row is None or (special and not row["EXTRA"]):
            self.rows[ACCNT][account.name] = {"NAME": account.name, "ACCNTTYPE": account.type, "EXTRA": special}
        for parent in _parents(account.name):
            self.rows[ACCNT].setdefault(parent, {"NAME": parent, "ACCNTTYPE": account.type, "EXTRA": ""})

    def _add_class(self, name):
        for level in [*_parents(name), name] if name else ():
            self.rows[CLASS].setdefault(level, {"NAME": level})

    def _add_terms(self, terms):
        self.rows[TERMS].setdefault(
            terms.name,
            {"NAME": terms.name, "DUEDAYS": str(terms.days), "DISCPER": "0", "DISCDAYS": "0", "TERMSTYPE": "0"},
        )

    def _add_customer(self, party):
        for parent in _parents(party.name):
            self.rows[CUST].setdefault(parent, {"NAME": parent, "TERMS": ""})
        if self.rows[CUST].get(party.name, {}).get("COMPANYNAME"):
            return
        limits = LIMITS[IIF]
        full = party.full_name or party.name
        self.rows[CUST][party.name] = {
            "NAME": party.name,
            **address("BADDR", party.address, full),
            "PHONE1": clean_text(party.phone, limits[PHONE]),
            "EMAIL": clean_text(party.email, limits[EMAIL]),
            "TERMS": party.terms,
            "COMPANYNAME": clean_text(full, limits[COMPANY]),
        }

    def _add_tax(self, tax, account):
        self._add_account(account, SALES_TAX)
        agency = tax.agency
        printed = clean_text(agency.full_name or agency.name, LIMITS[IIF][COMPANY])
        self.rows[VEND].setdefault(agency.name, {"NAME": agency.name, "PRINTAS": printed})
        self.rows[INVITEM].setdefault(
            tax.name,
            {
                "NAME": tax.name,
                "INVITEMTYPE": "COMPTAX",
                "DESC": clean_text(tax.description, LIMITS[IIF][DESCRIPTION]),
                "ACCNT": account.name,
                "PRICE": f"{plain(tax.rate)}%",
                "TAXABLE": "N",
                "TAXVEND": agency.name,
            },
        )

    def _add_item(self, item, row):
        account = item.account or row.account
        self._add_account(account)
        common = {
            "INVITEMTYPE": item.type,
            "ACCNT": account.name,
            "TAXABLE": "N" if row.kind == TAX or not item.taxable else "Y",
        }
        for parent in _parents(item.name):
            self.rows[INVITEM].setdefault(parent, {"NAME": parent, **common})
        if "DESC" not in self.rows[INVITEM].get(item.name, {}):
            self.rows[INVITEM][item.name] = {
                "NAME": item.name,
                "DESC": clean_text(item.description, LIMITS[IIF][DESCRIPTION]),
                "PRICE": "" if item.price is None else plain(item.price.quantize(_STEP)),
                **common,
            }


def _parents(name):
    levels = name.split(":")
    return [":".join(levels[:count]) for count in range(1, len(levels))]
