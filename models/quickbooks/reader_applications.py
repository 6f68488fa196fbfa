"""Which exported payment pays which exported invoice."""

from odoo import models
from odoo.tools import SQL

from .const import DONE
from .mapping import CUSTOMER

APPLICATIONS = """
    WITH record AS MATERIALIZED (
        SELECT told.id, COALESCE(told.move_id, payment.move_id) AS move_id, told.kind, told.full_number, told.number
          FROM quickbooks_export_line told
          JOIN quickbooks_export_batch batch ON batch.id = told.batch_id
          LEFT JOIN account_payment payment ON payment.id = told.payment_id
         WHERE told.company_id = %(company)s AND told.target = %(target)s AND NOT told.free
           AND (told.batch_id = %(batch)s OR batch.state = %(done)s))
    SELECT match.id AS partial_id, match.max_date AS date, COALESCE(name.name, customer.name) AS customer,
           paying.kind AS credit_kind, paying.full_number AS credit_number, paying.number AS credit_short,
           paid.full_number AS invoice_number, paid.number AS invoice_short, match.amount,
           paying.id AS paying_line_id, paid.id AS paid_line_id
      FROM account_partial_reconcile match
      JOIN account_move_line debit ON debit.id = match.debit_move_id
      JOIN account_account account ON account.id = debit.account_id AND account.account_type = 'asset_receivable'
      JOIN account_move_line credit ON credit.id = match.credit_move_id
      JOIN record paid ON paid.move_id = debit.move_id
      JOIN record paying ON paying.move_id = credit.move_id
      LEFT JOIN res_partner partner ON partner.id = debit.partner_id
      LEFT JOIN res_partner customer ON customer.id = partner.commercial_partner_id
      LEFT JOIN quickbooks_mapping name ON name.company_id = %(company)s AND name.target = %(target)s
            AND name.kind = %(customers)s AND name.partner_id = customer.id
     WHERE match.company_id = %(company)s AND match.amount <> 0
       AND NOT EXISTS (SELECT FROM quickbooks_export_application application
                        WHERE application.target = %(target)s AND application.partial_id = match.id
                          AND NOT application.free)
     ORDER BY match.max_date, match.id
"""
# Of records that are still exported
UNDONE = """
    SELECT told.id AS former_id, %(today)s::date AS date, told.customer, told.credit_kind, told.credit_number,
           told.credit_short, told.invoice_number, told.invoice_short, told.amount, told.paying_line_id,
           told.paid_line_id
      FROM quickbooks_export_application told
      JOIN quickbooks_export_line paying ON paying.id = told.paying_line_id AND NOT paying.free
      JOIN quickbooks_export_line paid ON paid.id = told.paid_line_id AND NOT paid.free
     WHERE told.company_id = %(company)s AND told.target = %(target)s AND NOT told.free
       AND told.partial_id IS NULL AND told.amount > 0
       AND NOT EXISTS (SELECT FROM quickbooks_export_application later
                        WHERE later.former_id = told.id AND NOT later.free)
     ORDER BY told.id
"""


class QuickbooksReader(models.AbstractModel):
    _inherit = "quickbooks.reader"

    def _new_applications(self, batch):
        """Return what was matched of exported records, this batch's and earlier ones', and was not told yet.

        :param quickbooks.export.batch batch: with its lines
        :return: dicts with partial_id, date, customer (as the program knows it), credit_kind, credit_number,
            credit_short, invoice_number, invoice_short, amount, paying_line_id, paid_line_id
        :rtype: list[dict]
        """
        self.env.flush_all()
        statement = SQL(
            APPLICATIONS,
            batch=batch.id,
            company=batch.company_id.id,
            target=batch.target,
            done=DONE,
            customers=CUSTOMER,
        )
        return self.env.execute_query_dict(statement)

    def _undone_applications(self, batch):
        """Return what was told of exported records, and is not matched any more.

        :param quickbooks.export.batch batch: of the company and target
        :return: dicts as of `_new_applications`, with former_id instead of partial_id
        :rtype: list[dict]
        """
        self.env.flush_all()
        company = batch.company_id
        statement = SQL(UNDONE, company=company.id, target=batch.target, today=company._local_day())
        return self.env.execute_query_dict(statement)
