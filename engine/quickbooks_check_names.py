"""Whether the target takes the names of a document: accounts, items, the customer."""

from .quickbooks_document import COGS, DISCOUNT, IIF, PRODUCT, QBO, RECEIVABLE, REFUND, ROUNDING, TAX, XERO
from .quickbooks_iif_lists import ACCOUNT_TYPES
from .quickbooks_names import ACCOUNT, CLASS, CUSTOMER, ITEM, LIMITS, METHOD, TERM, is_name
from .quickbooks_problems import (
    BAD_NAME,
    NO_ACCOUNT,
    NO_CUSTOMER,
    NO_DISCOUNT_ITEM,
    NO_ITEM,
    NO_TAX_ITEM,
    NO_TYPE,
    NOT_BANK,
    NOT_RECEIVABLE,
    RECEIVABLE_TWICE,
)
from .quickbooks_sale import is_sale, item_of, postings


def check_names(document, rules, target, found):
    """Find names that are missing, or that the target does not take as they are.

    :param Found found: takes the problems
    """
    customer = document.customer
    if customer is None or not customer.name:
        found.add(NO_CUSTOMER, f"customer:{customer.key}" if customer else "")
    else:
        check_name(customer.name, CUSTOMER, target, found)
    _rows(document, rules, target, found)
    if document.terms and target != XERO:
        check_name(document.terms.name, TERM, target, found)
    if document.method and target == IIF:
        check_name(document.method, METHOD, target, found)
    bank = document.deposit and document.deposit.type
    if document.kind == REFUND and target == IIF and rules.refunds == "check" and bank and bank != "BANK":
        found.add(NOT_BANK, document.deposit.name)
    if is_sale(document, rules, target):
        for row in document.rows:
            _row_item(row, rules, target, found)


def _rows(document, rules, target, found):
    for row in postings(document):
        if row.kind == COGS and rules.cogs == "skip":
            continue  # not written
        check_account(row.account, target, found)
        if target == IIF and row.account:
            _receivable(row, found)
        if row.class_name:
            check_name(row.class_name, CLASS, target, found)


def _receivable(row, found):
    """A transaction has one row of the customer's account, and it is the only one of such an account."""
    if row.kind != RECEIVABLE and row.account.type in ("AR", "AP"):
        found.add(RECEIVABLE_TWICE, row.account.name)
    if row.kind == RECEIVABLE and row.account.type in ACCOUNT_TYPES - {"AR"}:
        found.add(NOT_RECEIVABLE, row.account.name)


def _row_item(row, rules, target, found):
    if row.kind == TAX:
        if row.tax is None or not row.tax.name:
            found.add(NO_TAX_ITEM, f"tax:{row.tax.key}" if row.tax else "")
        return
    item = item_of(row, rules)
    if item and item.name:
        check_name(item.name, ITEM, target, found)
        if item.account:
            check_account(item.account, target, found)
    elif item or row.kind in (PRODUCT, DISCOUNT, ROUNDING) or target == QBO:
        if target != XERO and row.kind != "cogs":
            found.add(NO_ITEM, f"item:{item.key}" if item else row.kind)
    if rules.discount == "item" and row.discount and target == IIF:
        if rules.discount_item is None or not rules.discount_item.name:
            found.add(NO_DISCOUNT_ITEM)
        else:
            check_name(rules.discount_item.name, ITEM, target, found)


def check_account(account, target, found):
    """Find an account that is not mapped, or has no type that QuickBooks Desktop knows."""
    if account is None or not account.name:
        found.add(NO_ACCOUNT, f"account:{account.key}" if account else "")
        return
    check_name(account.name, ACCOUNT, target, found)
    if target == IIF and account.type not in ACCOUNT_TYPES:
        found.add(NO_TYPE, account.name)


def check_name(name, listed, target, found):
    """Find a name that is too long, or has letters that the target does not take."""
    if not is_name(name, listed, target):
        found.add(BAD_NAME, name, LIMITS[target][listed])
