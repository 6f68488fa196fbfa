"""Which records are exported, and how a change after the export is noticed."""

from odoo import models
from odoo.tools import SQL

from ...engine.quickbooks_document import CREDIT_NOTE, INVOICE, JOURNAL, PAYMENT, REFUND
from .reader_statements import ENTRIES, FINGERPRINT, MOVES, NOT_EXPORTED, PAYMENTS

# What each statement yields
PARTS = ((MOVES, {INVOICE, CREDIT_NOTE}), (PAYMENTS, {PAYMENT, REFUND}), (ENTRIES, {JOURNAL}))


class QuickbooksReader(models.AbstractModel):
    _inherit = "quickbooks.reader"

    def _candidates(self, scope):
        """Return a SELECT of the records to export: posted, in the period, not exported yet.

        Columns: kind, move_id, payment_id, date, full_number, partner_id, amount (balance of the customer's account),
        fingerprint. In no order.

        :param Scope scope: what is exported
        :rtype: SQL
        """
        return SQL(
            """SELECT record.kind, record.move_id, record.payment_id, record.date, record.full_number,
                      record.partner_id, record.amount, %s AS fingerprint
                 FROM (%s) record""",
            self._fingerprint(
                SQL("record.move_id"),
                SQL("record.payment_id"),
                # Who exports need not see plans.
                SQL("%s::int", scope.company.sudo().quickbooks_class_plan_id.id or None),
            ),
            self._to_export(scope),
        )

    def _fingerprint(self, move, payment, plan):
        """Return an expression for what is read of a record; it changes when anything does that an export tells.

        NULL: the record is gone, or not posted any more. That an invoice is paid changes nothing.

        :param SQL move: expression for the id of the entry; NULL for payments
        :param SQL payment: expression for the id of the payment; NULL for entries
        :param SQL plan: expression for the id of the plan that classes come from; NULL: there are none
        :rtype: SQL
        """
        return SQL(FINGERPRINT, move=move, payment=payment, plan=plan)

    def _to_export(self, scope):
        """Return a SELECT as `_candidates`, without fingerprints, but with the reason, which is NULL."""
        return SQL(
            "SELECT * FROM (%s) record WHERE record.reason IS NULL AND record.kind = ANY(%s) AND %s",
            self._records(scope.company, scope.kinds, self._first_day(scope), scope.date_to),
            list(scope.kinds),
            SQL(NOT_EXPORTED, target=scope.target),
        )

    def _records(self, company, kinds, first, last):
        """Return a SELECT of a company's records of some kinds in a period, with the reason why one is not exported.

        :param first: first day; None: no bound
        """
        self.env.flush_all()
        bounds = {"company": company.id, "first": first, "last": last}
        return SQL(" UNION ALL ").join(SQL(statement, **bounds) for statement, some in PARTS if some & set(kinds))
