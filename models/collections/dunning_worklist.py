"""Whom to call first: customers by what is overdue and not covered."""

from odoo import fields, models
from odoo.tools import SQL

from .local_days import local_days

WORKLIST = """
    SELECT MIN(line.id) AS id, customer.id AS partner_id, line.company_id,
           COALESCE((customer.collector_id ->> line.company_id::text)::int, company.dunning_user_id) AS user_id,
           SUM(line.amount_residual) AS balance,
           COALESCE(SUM(line.amount_residual) FILTER (WHERE late.is_late), 0) AS overdue,
           GREATEST(0, COALESCE(SUM(line.amount_residual) FILTER (WHERE late.is_late), 0)
                     + COALESCE(SUM(line.amount_residual) FILTER (WHERE line.amount_residual < 0), 0)) AS at_risk,
           -COALESCE(SUM(line.amount_residual) FILTER (WHERE line.amount_residual < 0), 0) AS on_account,
           COALESCE(SUM(line.amount_residual)
                    FILTER (WHERE move.dispute_state = 'open' AND line.amount_residual > 0), 0) AS disputed,
           COALESCE(SUM(line.amount_residual)
                    FILTER (WHERE move.promise_to_pay_state = 'open' AND line.amount_residual > 0), 0) AS promised,
           BOOL_OR(move.promise_to_pay_state = 'broken' AND line.amount_residual > 0) AS promise_broken,
           MIN(late.due) FILTER (WHERE late.is_late) AS oldest_due_date,
           COALESCE(local.today - MIN(late.due) FILTER (WHERE late.is_late), 0) AS days_late,
           BOOL_OR(account.on_hold) AS on_hold, MAX(account.in_collections_on) AS in_collections_on,
           MAX(last.step_id) AS last_step_id, MAX(last.date) AS last_date
      FROM account_move_line line
      JOIN account_account ON account_account.id = line.account_id
       AND account_account.account_type = 'asset_receivable'
      JOIN account_move move ON move.id = line.move_id
      JOIN res_partner partner ON partner.id = line.partner_id
      JOIN res_partner customer ON customer.id = partner.commercial_partner_id
      JOIN res_company company ON company.id = line.company_id
      JOIN %(local)s ON local.company_id = line.company_id
     CROSS JOIN LATERAL (
           SELECT COALESCE(line.date_maturity, line.date) AS due,
                  COALESCE(line.date_maturity, line.date) < local.today AND line.amount_residual > 0 AS is_late) late
      LEFT JOIN dunning_account account ON account.partner_id = customer.id AND account.company_id = line.company_id
      LEFT JOIN LATERAL (
           SELECT step_id, date FROM dunning_notice
            WHERE partner_id = customer.id AND company_id = line.company_id AND state = 'sent'
            ORDER BY date DESC, id DESC LIMIT 1) last ON TRUE
     WHERE line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.amount_residual <> 0
     GROUP BY customer.id, line.company_id, company.dunning_user_id, local.today
    HAVING SUM(line.amount_residual) FILTER (WHERE line.amount_residual > 0) > 0
"""


class DunningWorklist(models.Model):
    """One row for each customer who owes something, in the company's currency."""

    _name = "dunning.worklist"
    _description = "Collector's Work List"
    _auto = False
    _order = "at_risk desc, days_late desc, id"
    _rec_name = "partner_id"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_residual",
            "company_id",
            "date",
            "date_maturity",
            "move_id",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.move": ["dispute_state", "promise_to_pay_state"],
        "account.account": ["account_type"],
        "res.partner": ["commercial_partner_id", "collector_id"],
        "res.company": ["dunning_user_id"],
        "dunning.account": ["partner_id", "company_id", "on_hold", "in_collections_on"],
        "dunning.notice": ["partner_id", "company_id", "state", "step_id", "date"],
    }

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Collector", readonly=True)
    at_risk = fields.Monetary(readonly=True, help="What is overdue, less money that is not allocated.")
    overdue = fields.Monetary(readonly=True)
    balance = fields.Monetary(readonly=True, help="Everything that is open, less money that is not allocated.")
    on_account = fields.Monetary("Not Allocated", readonly=True)
    disputed = fields.Monetary("In Dispute", readonly=True)
    promised = fields.Monetary(readonly=True)
    promise_broken = fields.Boolean(readonly=True)
    oldest_due_date = fields.Date("Oldest Due", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    on_hold = fields.Boolean(readonly=True)
    in_collections_on = fields.Date("Handed Over On", readonly=True)
    last_step_id = fields.Many2one("dunning.step", readonly=True)
    last_date = fields.Date("Last Reminder", readonly=True)

    @property
    def _table_query(self):
        return SQL(WORKLIST, local=local_days(self.env))

    def action_open_customer(self):
        """Open the collector's screen of this customer."""
        self.ensure_one()
        return self.partner_id._open_collector_screen(self.company_id)
