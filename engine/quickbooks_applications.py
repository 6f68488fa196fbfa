"""Which payment or credit note pays which invoice: no file of these programs can say it, so people read it."""

from collections import defaultdict, deque

from .quickbooks_csv import write_csv
from .quickbooks_document import QBO
from .quickbooks_names import clean_text
from .quickbooks_sale import money

HEADER = ["Date", "Customer", "Kind", "Payment", "Payment in Odoo", "Invoice", "Invoice in Odoo", "Amount"]
_TEXTS = ("customer", "credit_kind", "credit_short", "credit_number", "invoice_short", "invoice_number")


def to_tell(new, undone):
    """Return what is told of matches that are new, and of those that were told and are undone since.

    An undone match is told with its amount taken back; if it was made again as it was there is nothing to do: the new
    one is kept with `quiet`.

    :param new: dicts with partial_id, paying_line_id, paid_line_id, amount and whatever else is kept of a match
    :param undone: the same with former_id, of what was told, instead of partial_id
    :return: dicts with both; first what is taken back
    :rtype: list[dict]
    """
    waiting = defaultdict(deque)
    for row in undone:
        waiting[_match(row)].append(row)
    kept = []
    for row in new:
        same = waiting[_match(row)]
        former = same.popleft()["former_id"] if same else None
        kept.append({**row, "former_id": former, "quiet": former is not None})
    back = [
        {**row, "amount": -row["amount"], "partial_id": None, "quiet": False}
        for same in waiting.values()
        for row in same
    ]
    return [*sorted(back, key=lambda row: row["former_id"]), *kept]


def _match(row):
    return row["paying_line_id"], row["paid_line_id"], row["amount"]


def write_applications(rows, date_format="%m/%d/%Y"):
    """Return the list as a CSV file.

    :param rows: dicts with date, customer, credit_kind, credit_short, credit_number, invoice_short, invoice_number
        and amount (a Decimal)
    """
    return write_csv(
        HEADER,
        (
            [
                row["date"].strftime(date_format) if row["date"] else "",
                *(clean_text(text, 255, QBO) for text in _texts(row)),
                money(row["amount"]),
            ]
            for row in rows
        ),
    )


def _texts(row):
    texts = {key: row[key] or "" for key in _TEXTS}
    if row["amount"] < 0:
        texts["credit_kind"] += " taken back"
    return texts.values()
