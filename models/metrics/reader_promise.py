"""Promises to pay as facts."""

from odoo import models

from ...engine.kpi_facts_service import PaymentPromiseFact
from ...engine.kpi_period import local_day
from ..query import fetch_rows
from . import reader_invoice_sql as sql

OWNERS = ("company_id", "partner_id", "user_id", "team_id")


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _read_promises(self, invoices):
        """Return the promises to pay invoices; each is over when another one takes its place.

        :param invoices: ids
        """
        sources = {"account.move.promise": "move_id promised_day made_at amount_left"}
        rows = fetch_rows(self.env, sql.PROMISES, sources, invoices=invoices)
        books = self._books_of(rows)
        found = []
        for row in rows:
            if row["promised_day"] is None:
                continue
            book = books[row["company_id"]]
            columns = {name: row[name] for name in OWNERS} | {"res_id": row["id"], "root_id": row["move_id"]}
            replaced = local_day(row["replaced_at"], book.zone)
            fact = PaymentPromiseFact(
                id=row["id"],
                company=row["company_id"],
                currency=book.currency,
                promised_day=row["promised_day"],
                met_day=row["met_day"],
                withdrawn=replaced is not None and replaced < row["promised_day"],
            )
            found.append((columns, fact, book.options))
        return {"account.move.promise.fact": found}
