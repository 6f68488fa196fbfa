"""Invoices and credit notes as documents."""

from odoo import models

from ...engine.quickbooks_document import Document
from .reader_reading import foreign, total


class QuickbooksReader(models.AbstractModel):
    _inherit = "quickbooks.reader"

    def _invoice_documents(self, reading, kind, key):
        """Return the document of an invoice, receipt or credit note.

        Instalments are one due amount, due when the last one is. Rows of a discount for early payment that only
        shift the base of the tax, and come to nothing, are no rows of a document.

        :param Reading reading: what was read
        :param str kind: invoice or credit_note
        :param int key: of the entry
        """
        move = reading.moves.get(key)
        if not move:
            return []
        raw = reading.rows[key]
        due = [row for row in raw if row["receivable"]]
        rest = [row for row in raw if not row["receivable"]]
        return [
            Document(
                key=(kind, key, 0),
                kind=kind,
                date=move["date"],
                total=total(due),
                number=reading.number(move, kind),
                full_number=move["name"],
                customer=reading.customer(move["customer"]),
                receivable=reading.account(due[0]["account"]) if due else None,
                rows=tuple(reading.row(row) for row in without_shifts(rest)),
                due_date=max((row["due"] for row in due if row["due"]), default=None),
                terms=reading.names.terms.get(move["term"]),
                reference=move["ref"] or "",
                ship_to=reading.addresses.get(move["ship_to"]),
                foreign=foreign(move, due),
            )
        ]


def without_shifts(rows):
    """Leave out rows of discounts for early payment that come to nothing on their account."""
    shifts = {}
    for row in rows:
        if row["display_type"] == "epd":
            shifts.setdefault(row["account"], []).append(row)
    nothing = {id(row) for one in shifts.values() if not total(one) for row in one}
    return [row for row in rows if id(row) not in nothing]
