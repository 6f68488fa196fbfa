"""The work list of money that nobody has applied, and the buttons that open the dialog for it."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .local_days import local_days

UNAPPLIED = """
    SELECT line.id, line.id AS line_id, partner.commercial_partner_id AS partner_id, line.company_id, line.currency_id,
           line.move_id, line.payment_id, line.date, local.today - line.date AS days,
           -line.amount_residual_currency AS amount, -line.amount_residual AS value,
           COALESCE(payment.memo, move.ref, line.name) AS memo,
           CASE WHEN line.payment_id IS NOT NULL THEN 'payment'
                WHEN move.move_type = 'out_refund' THEN 'credit_note' ELSE 'other' END AS kind
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
      JOIN account_move move ON move.id = line.move_id
      JOIN %(local)s ON local.company_id = line.company_id
      LEFT JOIN res_partner partner ON partner.id = line.partner_id
      LEFT JOIN account_payment payment ON payment.id = line.payment_id
     WHERE line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.amount_residual_currency < 0
"""


class PaymentUnapplied(models.Model):
    """One row for each payment or credit note of which something is left."""

    _name = "payment.unapplied"
    _description = "Unapplied Money"
    _auto = False
    _order = "date, id"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_residual",
            "amount_residual_currency",
            "company_id",
            "currency_id",
            "date",
            "move_id",
            "name",
            "parent_state",
            "partner_id",
            "payment_id",
            "reconciled",
        ],
        "account.move": ["move_type", "ref"],
        "account.account": ["account_type"],
        "account.payment": ["memo"],
        "res.partner": ["commercial_partner_id"],
    }

    line_id = fields.Many2one("account.move.line", "Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", "Document", readonly=True)
    payment_id = fields.Many2one("account.payment", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency", help="Currency of the company"
    )
    date = fields.Date(readonly=True)
    days = fields.Integer("Days Waiting", readonly=True, aggregator="max")
    kind = fields.Selection(
        [("payment", "Payment"), ("credit_note", "Credit note"), ("other", "Other entry")], readonly=True
    )
    memo = fields.Char(readonly=True)
    amount = fields.Monetary("Left", readonly=True, aggregator=None)
    value = fields.Monetary("Left in Company Currency", currency_field="company_currency_id", readonly=True)

    @property
    def _table_query(self):
        return SQL(UNAPPLIED, local=local_days(self.env))

    def action_apply(self):
        """Open the dialog for this money, or all of one customer.

        :raise UserError: for rows of several customers or companies
        """
        if len(self.partner_id) > 1 or len(self.company_id) > 1:
            raise UserError(self.env._("Choose money of one customer."))
        return self.env["payment.application"]._open(self.line_id)


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def action_apply_payment(self):
        """Open the dialog that applies what is left of a customer's payment.

        :raise UserError: if nothing is left
        """
        self.ensure_one()
        lines = self.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        return self.env["payment.application"]._open(lines)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_apply_payments(self):
        """Open the dialog for all money of a customer in the current company that is not applied.

        :raise UserError: if there is none
        """
        self.ensure_one()
        unapplied = self.env["payment.unapplied"].search(
            [("partner_id", "=", self.commercial_partner_id.id), ("company_id", "=", self.env.company.id)]
        )
        return self.env["payment.application"]._open(unapplied.line_id)
