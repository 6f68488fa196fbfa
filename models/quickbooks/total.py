"""Figures to tick."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..append_only import guard
from .const import KINDS


class QuickbooksExportTotal(models.Model):
    """A control total: what the file says beside what the ledger says."""

    _name = "quickbooks.export.total"
    _description = "Control Total of an Export"
    _order = "batch_id, sequence, id"
    _allow_sudo_commands = False

    batch_id = fields.Many2one("quickbooks.export.batch", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="batch_id.company_id", store=True, precompute=True, index=True)
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

    def init(self):
        """Let the database itself keep the figures; an account that is merged into another one goes along."""
        beside = ["ticked_by_id", "ticked_at", "account_id", "write_uid", "write_date"]
        guard(self.env.cr, self._table, "Control totals stay as they are.", ["create_uid"], beside=beside)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Control totals stay on record."))
