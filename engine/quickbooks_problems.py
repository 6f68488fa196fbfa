"""Why a document cannot be written, and what is written in another way than Odoo has it. The words are Odoo's."""

from .quickbooks_document import Problem

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


def problems(document, rules, target):
    """Return all that is wrong with a document, and what is changed of it.

    :param document: `Document`; an account, item or customer that is not mapped is None or has no name
    :param rules: `Rules` of the company
    :param str target: `iif`, `qbo` or `xero`
    :rtype: list of `Problem`; one that is not blocking is a warning
    """
    from .quickbooks_check import check_document  # it says what it finds in the words above

    return check_document(document, rules, target)


class Found:
    """The problems of one document, each once.

    :param key: of the document
    """

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
