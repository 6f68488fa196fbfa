"""Which payment or credit note pays which invoice: no file of these programs can say it, so people read it."""

from .quickbooks_csv import write_csv
from .quickbooks_document import QBO
from .quickbooks_names import clean_text
from .quickbooks_sale import money

HEADER = ["Date", "Customer", "Kind", "Payment", "Payment in Odoo", "Invoice", "Invoice in Odoo", "Amount"]
_TEXTS = ("customer", "credit_kind", "credit_short", "credit_number", "invoice_short", "invoice_number")


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
                *(clean_text(row[key] or "", 255, QBO) for key in _TEXTS),
                money(row["amount"]),
            ]
            for row in rows
        ),
    )
