"""Reads posted entries in sets and hands plain documents to the engine."""

from odoo import models
from odoo.tools import SQL

from ...engine.quickbooks_document import CREDIT_NOTE, INVOICE, JOURNAL, PAYMENT, REFUND
from .const import CANCELLED
from .reader_reading import Reading


class QuickbooksReader(models.AbstractModel):
    """What is exported, as the ledger has it. Others of its methods are in the files `reader_*.py`.

    All statements read the tables without regard to record rules: who calls has made sure that the user may see the
    company, and each statement asks for this one company only.
    """

    _name = "quickbooks.reader"
    _description = "Reader of What Is Exported"

    def _first_day(self, scope):
        """Return the first day that an export is about; None: there is none, all that was ever posted is.

        Nothing before the company's start date. Without a period: what is not exported since the first period that
        was ever asked for.

        :param Scope scope: what is exported
        """
        start = scope.company.quickbooks_start_date or None
        asked = scope.date_from or (None if start else self._first_period(scope))
        return max(filter(None, (start, asked)), default=None)

    def _first_period(self, scope):
        """Return where the earliest period begins that was asked for; None, too, if the first one had no beginning.

        A period that was cancelled after others went on from it counts: its records are still to be exported. One that
        was cancelled before was a mistake.
        """
        statement = SQL(
            """SELECT CASE WHEN (ARRAY_AGG(date_from ORDER BY id))[1] IS NOT NULL THEN MIN(date_from) END
                 FROM quickbooks_export_batch WHERE company_id = %s AND target = %s
                  AND (state <> %s OR still_due)""",
            scope.company.id,
            scope.target,
            CANCELLED,
        )
        return self.env.execute_query(statement)[0][0]

    def _documents(self, company, target, records):
        """Return what the engine is told of records, in a number of statements that does not depend on theirs.

        :param res.company company: whose records they are; others are not read
        :param str target: iif, qbo or xero
        :param list records: ``(kind, move_id, payment_id)`` of posted records
        :return: documents in the order of the records; a payment with a write-off has an entry beside it, an entry of
            several customers is one for each
        :rtype: list[Document]
        """
        self.env.flush_all()
        reading = Reading(self.env, company, target)
        reading.fetch(
            moves=[move for kind, move, _payment in records if kind in (INVOICE, CREDIT_NOTE, JOURNAL)],
            payments=[payment for kind, _move, payment in records if kind in (PAYMENT, REFUND)],
        )
        makers = {
            INVOICE: self._invoice_documents,
            CREDIT_NOTE: self._invoice_documents,
            PAYMENT: self._payment_documents,
            REFUND: self._payment_documents,
            JOURNAL: self._entry_documents,
        }
        return [
            document
            for kind, move, payment in records
            for document in makers[kind](reading, kind, payment if kind in (PAYMENT, REFUND) else move)
        ]
