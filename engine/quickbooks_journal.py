"""Journal entries of QuickBooks Online, and the list of what somebody has to type in."""

from .quickbooks_csv import write_csv
from .quickbooks_document import COGS, CREDIT_NOTE, INVOICE, JOURNAL, PAYMENT, RECEIVABLE, REFUND
from .quickbooks_names import DESCRIPTION, LIMITS, MEMO, NUMBER, clean_text, short_number
from .quickbooks_sale import SALES, item_of, memo_of, merged_receivable, money, number_of, plain, postings

HEADER = [
    "*JournalNo",
    "*JournalDate",
    "*AccountName",
    "*Debits",
    "*Credits",
    "Description",
    "Name",
    "Currency",
    "Location",
    "Class",
]
LIST_HEADER = [
    "Document",
    "Number",
    "Number in Odoo",
    "Date",
    "Due Date",
    "Customer",
    "Account",
    "Debit",
    "Credit",
    "Item",
    "Quantity",
    "Description",
    "Memo",
]
WORDS = {
    INVOICE: "Invoice",
    CREDIT_NOTE: "Credit note",
    PAYMENT: "Payment",
    REFUND: "Refund",
    JOURNAL: "Journal entry",
}
MOST_ROWS = 999  # 1,000 with the header


def journal_rows(document, rules, target):
    """Return the rows of a document as a journal entry; none where all amounts are zero."""
    rows = [row for row in _told(document, rules) if row.amount]
    if sum(row.amount for row in rows) != 0:
        raise ValueError(f"{document.full_number} is not balanced.")
    number, day = number_of(document, target), document.date.strftime(rules.date_format)
    limit, memo = LIMITS[target][DESCRIPTION], memo_of(document)
    return [
        [
            *(number, day, row.account.name, *_sides(row.amount)),
            clean_text(f"{memo}, {row.text}" if row.text else memo, limit, target),
            document.customer.name if row.kind == RECEIVABLE else "",
            *(rules.currency, "", row.class_name),
        ]
        for row in rows
    ]


def cogs_rows(document, rules, target):
    """Return the cost of sales of an invoice as an entry of its own: an invoice has no place for it."""
    rows = [row for row in document.rows if row.kind == COGS and row.amount]
    if not rows or rules.cogs == "skip":
        return []
    number = short_number(f"{document.number} COGS", LIMITS[target][NUMBER])
    day, memo = document.date.strftime(rules.date_format), clean_text(memo_of(document), LIMITS[target][MEMO], target)
    return [
        [number, day, row.account.name, *_sides(row.amount), memo, "", rules.currency, "", row.class_name]
        for row in rows
    ]


def write_list(documents, rules, target):
    """Return a file for people: every posted row of some documents, with debit and credit."""
    rows = [row for document in documents for row in _listed(document, rules, target)]
    return write_csv(LIST_HEADER, rows), len(documents), len(rows)


def _listed(document, rules, target):
    limits = LIMITS[target]
    due = (document.due_date or document.date).strftime(rules.date_format) if document.kind in SALES else ""
    memo = clean_text(memo_of(document), limits[MEMO], target)
    head = [
        *(WORDS[document.kind], number_of(document, target), clean_text(document.full_number, limits[MEMO], target)),
        *(document.date.strftime(rules.date_format), due, document.customer.name),
    ]
    for row in _told(document, rules):
        item = item_of(row, rules)
        quantity = "" if row.quantity is None else plain(row.quantity)
        text = clean_text(row.text, limits[DESCRIPTION], target)
        yield [*head, row.account.name, *_sides(row.amount), item.name if item else "", quantity, text, memo]


def _told(document, rules):
    """Return what is written of a document: the customer's rows as one, no cost of sales that is left out."""
    if document.kind in SALES:
        return [row for row in postings(document) if row.kind != COGS or rules.cogs != "skip"]
    customer, others = merged_receivable(document)
    bank = [row for row in postings(document)[:1] if row.kind != RECEIVABLE and document.kind != JOURNAL]
    return [*bank, customer, *others]


def _sides(amount):
    return (money(amount), "") if amount >= 0 else ("", money(-amount))
