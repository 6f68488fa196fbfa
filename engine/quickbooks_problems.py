"""Why a document cannot be written, and what is written in another way than Odoo has it. The words are Odoo's."""

from .quickbooks_codes import coded_rows, has_shares
from .quickbooks_document import (
    DISCOUNT,
    IIF,
    INVOICE,
    JOURNAL,
    PAYMENT,
    PRODUCT,
    QBO,
    RECEIVABLE,
    REFUND,
    ROUNDING,
    TAX,
    XERO,
    Problem,
)
from .quickbooks_iif_lists import ACCOUNT_TYPES
from .quickbooks_names import (
    ACCOUNT,
    CITY,
    CLASS,
    COMPANY,
    CUSTOMER,
    DESCRIPTION,
    ITEM,
    LIMITS,
    MEMO,
    METHOD,
    NUMBER,
    PAYMENT_NUMBER,
    REFERENCE,
    STREET,
    TERM,
    VENDOR,
    clean_text,
    is_name,
    lost_letters,
)
from .quickbooks_sale import CENT, SALES, ZERO, item_of, memo_of, number_of, postings, read_sale

# A mapping is missing, or cannot be used; `found` says whose it is: `account:12`, or the kind of row.
NO_CUSTOMER, NO_ACCOUNT, NO_ITEM, NO_TAX_ITEM, NO_AGENCY, NO_DISCOUNT_ITEM, NO_CODE = (
    "no_customer",
    "no_account",
    "no_item",
    "no_tax_item",
    "no_agency",
    "no_discount_item",
    "no_code",
)
NO_TYPE, BAD_NAME, NOT_BANK, NOT_RECEIVABLE = "no_type", "bad_name", "not_bank", "not_receivable"
# The document itself
NO_NUMBER, NUMBER_LENGTH, NUMBER_TWICE, UNBALANCED, DECIMALS, EMPTY, NO_RECEIVABLE, RECEIVABLE_TWICE = (
    "no_number",
    "number_length",
    "number_twice",
    "unbalanced",
    "decimals",
    "empty",
    "no_receivable",
    "receivable_twice",
)
# It is in order, but the target, or the company's rules, do not take it
SEVERAL_TAXES, FOREIGN, TOO_MANY_ROWS, TOO_LARGE = (
    "several_taxes",
    "foreign",
    "too_many_rows",
    "too_large",
)
# Not blocking: something is written in another way, or handed over as a list to be typed
LETTERS, CUT, NEGATIVE, TYPED_REFUND = "letters", "cut", "negative", "refund"

MOST_ROWS = 1000  # of an invoice or entry in QuickBooks Online, header included
_LARGEST = 10**13


def problems(document, rules, target):
    """Return all that is wrong with a document, and what is changed of it.

    :param document: `Document`; an account, item or customer that is not mapped is None or has no name
    :param rules: `Rules` of the company
    :param str target: `iif`, `qbo` or `xero`
    :rtype: list of `Problem`; one that is not blocking is a warning
    """
    found = _Found(document.key)
    for check in (_refused, _figures, _names, _numbers):
        check(document, rules, target, found)
    if _is_sale(document, rules, target) and not found.blocking:
        _taxes(document, rules, target, found)
    if not found.blocking:
        _changes(document, target, found)
    return found.list


class _Found:
    def __init__(self, key):
        self.key, self.list, self._seen = key, [], set()

    @property
    def blocking(self):
        return any(problem.blocking for problem in self.list)

    def add(self, code, found="", limit="", blocking=True):
        """Note it, once."""
        if (code, found) not in self._seen:
            self._seen.add((code, found))
            self.list.append(Problem(code, self.key, str(found), str(limit), blocking))


def is_negative(document, rules):
    """Return whether QuickBooks Online refuses it as an invoice: a negative row, or nothing to pay for."""
    if document.kind != INVOICE:
        return False
    rows = read_sale(document, rules).rows
    return document.total < 0 or any(row.amount > 0 for row in rows if row.kind != "cogs")


def _is_sale(document, rules, target):
    """Return whether it becomes an invoice or credit note there, with items and taxes, and no journal entry or list."""
    if target == QBO:
        return document.kind == INVOICE and not is_negative(document, rules)
    return document.kind in SALES


def _refused(document, rules, target, found):
    if document.foreign and rules.foreign == "refuse":
        found.add(FOREIGN, document.foreign[0])
    if document.kind == REFUND and rules.refunds == "list":
        found.add(TYPED_REFUND, blocking=False)
    if target == QBO and len(document.rows) + 2 > MOST_ROWS:
        found.add(TOO_MANY_ROWS, len(document.rows), MOST_ROWS)
    if target == QBO and is_negative(document, rules):
        found.add(NEGATIVE, blocking=False)


def _figures(document, rules, target, found):
    rows = document.rows
    balance = sum((row.amount for row in rows), ZERO)
    if document.kind != JOURNAL:
        balance += document.total
    if balance:
        found.add(UNBALANCED, balance)
    if not rows:
        found.add(EMPTY)
    amounts = [document.total, *(row.amount for row in rows)]
    if any(abs(amount) >= _LARGEST for amount in amounts):
        found.add(TOO_LARGE)
    elif any(amount != amount.quantize(CENT) for amount in amounts):
        found.add(DECIMALS, rules.currency)
    (_sale_figures if document.kind in SALES else _other_figures)(document, rules, found)


def _sale_figures(document, rules, found):
    skipped = sum((row.amount for row in read_sale(document, rules).cogs), ZERO)
    if skipped:
        found.add(UNBALANCED, skipped)
    if document.receivable is None:
        found.add(NO_RECEIVABLE)


def _other_figures(document, rules, found):
    receivable = [row for row in document.rows if row.kind == RECEIVABLE]
    if not receivable:
        found.add(NO_RECEIVABLE)
    elif document.kind == JOURNAL:
        if sum(row.amount for row in receivable) != document.total:
            found.add(UNBALANCED, document.total)
        if len(receivable) == len(document.rows):
            found.add(EMPTY)
    if len({row.account.name for row in receivable if row.account}) > 1:
        found.add(RECEIVABLE_TWICE)


def _names(document, rules, target, found):
    customer = document.customer
    if customer is None or not customer.name:
        found.add(NO_CUSTOMER, f"customer:{customer.key}" if customer else "")
    else:
        _name(customer.name, CUSTOMER, target, found)
    for row in postings(document):
        _account(row.account, target, found)
        if target == IIF and row.account and row.account.type in ACCOUNT_TYPES:
            if row.kind != RECEIVABLE and row.account.type in ("AR", "AP"):
                found.add(RECEIVABLE_TWICE, row.account.name)
            if row.kind == RECEIVABLE and row.account.type != "AR":
                found.add(NOT_RECEIVABLE, row.account.name)
        if row.class_name:
            _name(row.class_name, CLASS, target, found)
    if document.terms and target != XERO:
        _name(document.terms.name, TERM, target, found)
    if document.method and target == IIF:
        _name(document.method, METHOD, target, found)
    bank = document.deposit and document.deposit.type
    if document.kind == REFUND and target == IIF and rules.refunds == "check" and bank and bank != "BANK":
        found.add(NOT_BANK, document.deposit.name)
    if _is_sale(document, rules, target):
        for row in document.rows:
            _row_item(row, rules, target, found)


def _row_item(row, rules, target, found):
    if row.kind == TAX:
        if row.tax is None or not row.tax.name:
            found.add(NO_TAX_ITEM, f"tax:{row.tax.key}" if row.tax else "")
        return
    item = item_of(row, rules)
    if item and item.name:
        _name(item.name, ITEM, target, found)
        if item.account:
            _account(item.account, target, found)
    elif item or row.kind in (PRODUCT, DISCOUNT, ROUNDING) or target == QBO:
        if target != XERO and row.kind != "cogs":
            found.add(NO_ITEM, f"item:{item.key}" if item else row.kind)
    if rules.discount == "item" and row.discount and target == IIF:
        if rules.discount_item is None or not rules.discount_item.name:
            found.add(NO_DISCOUNT_ITEM)
        else:
            _name(rules.discount_item.name, ITEM, target, found)


def _account(account, target, found):
    if account is None or not account.name:
        found.add(NO_ACCOUNT, f"account:{account.key}" if account else "")
        return
    _name(account.name, ACCOUNT, target, found)
    if target == IIF and account.type not in ACCOUNT_TYPES:
        found.add(NO_TYPE, account.name)
    if target == XERO and not account.code:
        found.add(NO_CODE, account.name)


def _name(name, listed, target, found):
    if not is_name(name, listed, target):
        found.add(BAD_NAME, name, LIMITS[target][listed])


def _numbers(document, rules, target, found):
    limit, number = LIMITS[target][PAYMENT_NUMBER if document.kind == PAYMENT else NUMBER], number_of(document, target)
    if not number:
        found.add(NO_NUMBER)
    elif len(number) > limit:
        found.add(NUMBER_LENGTH, number, limit)
    elif clean_text(document.number, 255, target) != document.number:
        found.add(BAD_NAME, document.number)


def _taxes(document, rules, target, found):
    sale = read_sale(document, rules)
    if target == IIF or (target == QBO and rules.region == "us"):
        if sale.several and rules.several_taxes == "refuse":
            found.add(SEVERAL_TAXES, _tax_names(document))
        if target == IIF:
            _sales_tax(sale, rules, found)
        return
    if rules.several_taxes == "refuse" and not has_shares(document, rules):
        found.add(SEVERAL_TAXES, _tax_names(document))
    for one in coded_rows(document, rules):
        if one.tax is None or not one.tax.code:
            found.add(NO_CODE, one.tax.name if one.tax else "no_tax")


def _tax_names(document):
    return ", ".join(dict.fromkeys(tax.name for row in document.rows for tax in (*row.taxes, row.tax) if tax))


def _sales_tax(sale, rules, found):
    tax = sale.tax or (rules.no_tax if rules.sales_tax else None)
    if tax is None:
        if rules.sales_tax:
            found.add(NO_TAX_ITEM, "no_tax")
        return
    if not rules.sales_tax and not sale.tax_amount:
        return
    if tax.rate is None or not tax.name:
        found.add(NO_TAX_ITEM, f"tax:{tax.key}")
    else:
        _name(tax.name, ITEM, IIF, found)
    if tax.agency is None or not tax.agency.name:
        found.add(NO_AGENCY, tax.name)
    else:
        _name(tax.agency.name, VENDOR, IIF, found)
    if sale.tax_account or tax.account:
        _account(sale.tax_account or tax.account, IIF, found)
    else:
        found.add(NO_ACCOUNT, f"tax:{tax.key}")


def _changes(document, target, found):
    party, place = document.customer, document.customer.address
    texts = [(MEMO, memo_of(document)), (REFERENCE, document.reference)]
    texts += [(DESCRIPTION, row.text) for row in document.rows]
    texts += [(STREET, place.street), (STREET, place.street2), (CITY, place.city), (COMPANY, party.full_name)]
    letters = "".join(lost_letters(text, target) for _limit, text in texts)
    if letters:
        found.add(LETTERS, "".join(dict.fromkeys(letters)), blocking=False)
    for limit, text in texts:
        if len(text) > LIMITS[target][limit]:
            found.add(CUT, limit, LIMITS[target][limit], blocking=False)
