"""Finds everything that is wrong with a document."""

from .quickbooks_check_names import check_account, check_name, check_names
from .quickbooks_codes import coded_rows, has_shares
from .quickbooks_document import IIF, JOURNAL, PAYMENT, QBO, RECEIVABLE, REFUND, XERO
from .quickbooks_names import (
    CITY,
    COMPANY,
    DESCRIPTION,
    ITEM,
    LIMITS,
    MEMO,
    NUMBER,
    PAYMENT_NUMBER,
    REFERENCE,
    STREET,
    VENDOR,
    clean_text,
    lost_letters,
)
from .quickbooks_problems import (
    BAD_NAME,
    CUT,
    DECIMALS,
    EMPTY,
    FOREIGN,
    LETTERS,
    MOST_ROWS,
    NEGATIVE,
    NO_ACCOUNT,
    NO_AGENCY,
    NO_CODE,
    NO_NUMBER,
    NO_RECEIVABLE,
    NO_TAX_ITEM,
    NUMBER_LENGTH,
    RECEIVABLE_TWICE,
    SEVERAL_TAXES,
    TOO_LARGE,
    TOO_MANY_ROWS,
    TYPED_REFUND,
    UNBALANCED,
    Found,
)
from .quickbooks_sale import CENT, SALES, ZERO, is_negative, is_sale, memo_of, number_of, read_sale

_LARGEST = 10**13


def check_document(document, rules, target):
    """See `quickbooks_problems.problems`."""
    found = Found(document.key)
    for check in (_refused, _figures, check_names, _numbers):
        check(document, rules, target, found)
    if is_sale(document, rules, target) and not found.blocking:
        _taxes(document, rules, target, found)
    if not found.blocking:
        _changes(document, target, found)
    return found.list


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
        if target == XERO and not one.row.account.code:
            found.add(NO_CODE, one.row.account.name)
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
        check_name(tax.name, ITEM, IIF, found)
    if tax.agency is None or not tax.agency.name:
        found.add(NO_AGENCY, tax.name)
    else:
        check_name(tax.agency.name, VENDOR, IIF, found)
    if sale.tax_account or tax.account:
        check_account(sale.tax_account or tax.account, IIF, found)
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
