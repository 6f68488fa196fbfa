"""Figures to tick."""

from odoo import fields, models

from .const import KINDS


class QuickbooksExportTotal(models.Model):
    """A control total: what the file says beside what the ledger says."""

    _name = "quickbooks.export.total"
    _description = "Control Total of an Export"
    _order = "batch_id, sequence, id"

    batch_id = fields.Many2one("quickbooks.export.batch", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(readonly=True)
    group = fields.Selection(
        [("kind", "Documents"), ("receivable", "Receivable"), ("income", "Income"), ("tax", "Tax"), ("other", "Other")],
        required=True,
        readonly=True,
    )
    kind = fields.Selection(KINDS, readonly=True)
    account_id = fields.Many2one("account.account", readonly=True, ondelete="restrict")
    label = fields.Char(required=True, readonly=True)
    count = fields.Integer("Documents", readonly=True)
    in_file = fields.Monetary("In This File", readonly=True)
    in_ledger = fields.Monetary("Ledger, Same Documents", readonly=True)
    earlier = fields.Monetary("Earlier Files", readonly=True)
    not_exported = fields.Monetary(readonly=True)
    ledger = fields.Monetary("Whole Ledger", readonly=True, help="Of the period: all that is posted.")
    difference = fields.Monetary(readonly=True, help="File less ledger of the same documents. Always zero.")
