"""What is posted, concerns customers, and is never exported: told, so that nothing is lost without a word."""

from odoo import models
from odoo.tools import SQL

from ...engine.quickbooks_document import KINDS
from .reader_statements import CASH_BASIS


class QuickbooksReader(models.AbstractModel):
    _inherit = "quickbooks.reader"

    def _left_out(self, scope):
        """Return what the export does not take, whatever kinds were chosen, in the order of dates.

        Reasons: ``statement`` (booked from the bank's statement without a payment), ``vendor_payment``,
        ``no_receivable`` (a payment that is on no customer's account), ``several_receivables`` (on two accounts of a
        customer), ``payable`` (an entry that concerns vendors, too), ``no_customer``, ``several_customers`` (an entry
        that cannot be taken apart), ``nothing_due`` (an entry that leaves what the customer owes as it was),
        ``cash_basis`` (a tax that is due now).

        :param Scope scope: company and period
        :return: dicts with reason, move_id, payment_id, number, date, partner_id, amount
        :rtype: list[dict]
        """
        statement = SQL(
            """SELECT record.reason, record.move_id, record.payment_id, record.full_number AS number, record.date,
                      record.partner_id, record.amount
                 FROM (%s) record
                ORDER BY record.date, record.full_number, record.move_id, record.payment_id""",
            self._outside(scope),
        )
        return self.env.execute_query_dict(statement)

    def _left_out_count(self, scope):
        """Return how many records `_left_out` has."""
        [(count,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) record", self._outside(scope)))
        return count

    def _outside(self, scope):
        first = self._first_day(scope)
        return SQL(
            "SELECT * FROM (%s UNION ALL %s) record WHERE record.reason IS NOT NULL",
            self._records(scope.company, KINDS, first, scope.date_to),
            SQL(CASH_BASIS, company=scope.company.id, first=first, last=scope.date_to),
        )
