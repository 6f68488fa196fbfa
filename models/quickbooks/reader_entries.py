"""Exchange differences, write-offs and other entries of customers as documents."""

from odoo import models

from ...engine.quickbooks_document import JOURNAL, OTHER, RECEIVABLE, Document, Row
from .reader_reading import total


class QuickbooksReader(models.AbstractModel):
    _inherit = "quickbooks.reader"

    def _entry_documents(self, reading, kind, key):
        """Return the documents of an entry: one for each customer; of one customer, all its rows are one.

        :param Reading reading: what was read
        :param str kind: journal
        :param int key: of the entry
        """
        move = reading.moves.get(key)
        if not move:
            return []
        rows = reading.rows[key]
        customers = dict.fromkeys(row["customer"] for row in rows if row["receivable"])
        alone = len(customers) == 1
        parts = [[row for row in rows if alone or row["customer"] == customer] for customer in customers]
        return [self._entry_document(reading, move, index, part) for index, part in enumerate(parts)]

    @staticmethod
    def _entry_document(reading, move, index, rows):
        due = [row for row in rows if row["receivable"]]
        receivable = reading.account(due[0]["account"])
        return Document(
            key=(JOURNAL, move["id"], index),
            kind=JOURNAL,
            date=move["date"],
            total=total(due),
            number=reading.number(move, JOURNAL),
            full_number=move["name"],
            customer=reading.customer(due[0]["customer"]),
            receivable=receivable,
            rows=(
                Row(RECEIVABLE, receivable, total(due), text=due[0]["text"] or ""),
                *(reading.row(row, OTHER) for row in rows if not row["receivable"]),
            ),
            memo=move["ref"] or "",
        )
