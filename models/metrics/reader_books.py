"""What all readers of service and money share: how companies count, and when documents were posted."""

from datetime import datetime, time
from types import SimpleNamespace

from odoo import api, models

from ...engine.kpi_period import local_day, to_utc

# A customer that is a company of this database
INTERCOMPANY = "EXISTS (SELECT 1 FROM res_company own WHERE own.partner_id = partner.commercial_partner_id)"

# When a posted document was posted: as the log of its orders says, else as its own history does. Whatever changed its
# state last, it was that.
POSTED = """
      LEFT JOIN LATERAL (
           SELECT MAX(event.happened_at) AS at
             FROM account_move_line billed
             JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = billed.id
             JOIN sale_order_line sold ON sold.id = rel.order_line_id
             JOIN sale_order_event event ON event.order_id = sold.order_id AND event.kind = 'invoice'
              AND event.document = 'account.move,' || move.id
            WHERE billed.move_id IN (move.id, move.reversed_entry_id)) logged ON TRUE
      LEFT JOIN LATERAL (
           SELECT MAX(message.date) AS at
             FROM mail_message message
             JOIN mail_tracking_value changed ON changed.mail_message_id = message.id
              AND changed.field_id = %(state_field)s
            WHERE message.model = 'account.move' AND message.res_id = move.id) tracked ON TRUE
"""
POSTED_AT = "COALESCE(logged.at, tracked.at)"
SOURCES_OF_POSTING = {
    "account.move": "state move_type invoice_date date reversed_entry_id rma_id invoice_user_id team_id partner_id"
    " amount_total is_move_sent company_id payment_state amount_residual",
    "account.move.line": "move_id quantity product_uom_id balance date account_id sale_line_ids amount_currency",
    "account.partial.reconcile": "amount max_date debit_move_id credit_move_id debit_amount_currency",
    "mail.message": "model res_id date",
    "mail.tracking.value": "mail_message_id field_id",
}


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    @api.model
    def _books_of(self, rows):
        """Return how each company counts days and money: zone, rounding, currency, options.

        :param rows: dicts with ``company_id``
        """
        companies = self.env["res.company"].browse(sorted({row["company_id"] for row in rows}))
        return {
            company.id: SimpleNamespace(
                zone=company._local_zone(),
                rounding=company.currency_id.rounding,
                currency=company.currency_id.id,
                options=self._options(company),
            )
            for company in companies
        }

    @api.model
    def _posting_terms(self):
        """Return what the statement :data:`POSTED` needs, after what it reads was written."""
        self.env["sale.order.event"].search([], limit=1)  # writes what is pending
        return {"state_field": self.env["ir.model.fields"]._get("account.move", "state").id}


def moment_of(known, created, day, zone):
    """Return when something happened of which the day is certain.

    :param known: the moment, or None
    :param created: when the document was made: the moment, if that was on the same day
    :param date day: the day in the books
    :param str zone: the company's
    :return: the best moment that is known; without any, noon of the day
    """
    if known is not None:
        return known
    if created is not None and local_day(created, zone) == day:
        return created
    return to_utc(datetime.combine(day, time(12)), zone)
