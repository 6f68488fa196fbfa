"""Quotations to follow up: by age and value, with what was done and what is planned."""

from odoo import api, fields, models
from odoo.tools import SQL

# Scalar subqueries, so that who only counts or groups does not pay for them.
OPEN = """
    SELECT o.id, o.id AS order_id, o.partner_id, o.company_id, o.user_id, o.team_id, o.validity_date,
           CASE WHEN o.state = 'cancel' THEN '4_expired' WHEN o.state = 'draft' THEN '1_draft'
                WHEN o.validity_date < turn.today THEN '3_over' ELSE '2_open' END AS stage,
           sent.at AS sent_at, age.days AS age, o.validity_date - turn.today AS days_left,
           CASE WHEN age.days <= 7 THEN '1_week' WHEN age.days <= 30 THEN '2_month'
                WHEN age.days <= 90 THEN '3_quarter' ELSE '4_older' END AS age_bucket,
           o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value,
           (SELECT MAX(m.date) FROM mail_message m
             WHERE m.model = 'sale.order' AND m.res_id = o.id AND m.is_internal IS NOT TRUE
               AND m.message_type IN ('comment', 'email', 'email_outgoing')) AS last_contact,
           (SELECT MIN(a.date_deadline) FROM mail_activity a
             WHERE a.res_model = 'sale.order' AND a.res_id = o.id AND a.active) AS next_activity,
           (SELECT MAX(f.happened_at) FROM sale_quote_followup f
             WHERE f.order_id = o.id AND f.kind = 'reminder') AS reminded_at
      FROM unnest(%(companies)s::int[], %(days)s::date[], %(zones)s::varchar[]) AS turn (company_id, today, zone)
      JOIN sale_order o ON o.company_id = turn.company_id
     CROSS JOIN LATERAL (SELECT COALESCE(o.quote_sent_at, o.date_order) AS at) sent
     CROSS JOIN LATERAL (
           SELECT turn.today - (sent.at AT TIME ZONE 'UTC' AT TIME ZONE turn.zone)::date AS days) age
     WHERE o.state IN ('draft', 'sent') AND o.order_status IN ('quote', 'on_hold')
        OR o.state = 'cancel' AND o.cancel_reason_id = %(reason)s
           AND o.id = ANY(ARRAY(SELECT order_id FROM sale_quote_followup
                                 WHERE kind = 'expired' AND happened_at > %(now)s - INTERVAL '90 days'))
"""


class SaleQuoteOpen(models.Model):
    """One row for each quotation that is not decided, or has expired within the last 90 days. See docs/quoting.md."""

    _name = "sale.quote.open"
    _description = "Quotation to Follow Up"
    _auto = False
    _log_access = False
    _order = "value desc, id"
    _rec_name = "order_id"
    _depends = {
        "sale.order": [
            "state",
            "order_status",
            "date_order",
            "quote_sent_at",
            "validity_date",
            "cancel_reason_id",
            "amount_untaxed",
            "currency_rate",
            "partner_id",
            "user_id",
            "team_id",
            "company_id",
        ],
        "sale.quote.followup": ["order_id", "kind", "happened_at"],
        "mail.message": ["model", "res_id", "date", "message_type", "is_internal"],
        "mail.activity": ["res_model", "res_id", "date_deadline", "active"],
    }

    order_id = fields.Many2one("sale.order", "Quotation", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    stage = fields.Selection(
        [("1_draft", "Not Sent"), ("2_open", "Valid"), ("3_over", "Past Its Last Day"), ("4_expired", "Expired")],
        readonly=True,
    )
    sent_at = fields.Datetime("Sent", readonly=True, help="When it was first sent; else the date of the quotation.")
    age = fields.Integer("Age (Days)", readonly=True, aggregator="max", help="Days since it was first sent.")
    age_bucket = fields.Selection(
        [
            ("1_week", "Up to 7 days"),
            ("2_month", "8 to 30 days"),
            ("3_quarter", "31 to 90 days"),
            ("4_older", "Older than 90 days"),
        ],
        "Age",
        readonly=True,
    )
    validity_date = fields.Date("Valid until", readonly=True)
    days_left = fields.Integer(readonly=True, aggregator="min", help="Days until the last day; negative after it.")
    value = fields.Monetary(readonly=True, help="Without taxes, in the company's currency.")
    last_contact = fields.Datetime(readonly=True, help="The last message from or to somebody outside.")
    next_activity = fields.Date(readonly=True)
    reminded_at = fields.Datetime("Reminded", readonly=True)

    @property
    def _table_query(self):
        # Rows are of the companies that the rules allow; whose days they are is no secret.
        companies = self.env["res.company"].sudo().search([])
        return SQL(
            OPEN,
            companies=companies.ids,
            days=[company._local_day() for company in companies],
            zones=[company._local_zone() for company in companies],
            reason=self.env["sale.order.reason"]._get_by_code("lost", "expired").id or 0,
            now=fields.Datetime.now(),
        )

    def action_open_order(self):
        """Open the quotation."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }

    def action_renew(self):
        """Renew the quotations, see :meth:`sale.order.action_renew`."""
        return self.order_id.action_renew()

    def action_remind(self):
        """Remind their customers, see :meth:`sale.order.action_remind_customer`."""
        return self.order_id.action_remind_customer()

    def action_lose(self):
        """Open the dialog that asks why they are lost."""
        return self.order_id.action_open_cancellation()

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Extend: status that waits for its computation is computed first."""
        self.env["sale.order"]._recompute_model(["order_status"])
        return super()._search(domain, *args, **kwargs)
