"""Which payment pays which invoice."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..append_only import guard
from .const import TARGETS


class QuickbooksExportApplication(models.Model):
    """One reconciliation of two exported records, told once: the program's files cannot carry it."""

    _name = "quickbooks.export.application"
    _description = "Application of an Exported Payment"
    _order = "batch_id desc, id"
    _allow_sudo_commands = False

    batch_id = fields.Many2one("quickbooks.export.batch", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    target = fields.Selection(TARGETS, required=True, readonly=True)
    partial_id = fields.Many2one(
        "account.partial.reconcile", readonly=True, index="btree_not_null", ondelete="set null"
    )
    free = fields.Boolean(readonly=True)
    date = fields.Date(readonly=True)
    customer = fields.Char(readonly=True)
    credit_kind = fields.Char(readonly=True, help="Payment, credit note or journal entry.")
    credit_number = fields.Char("Payment", readonly=True)
    credit_short = fields.Char(readonly=True)
    invoice_number = fields.Char("Invoice", readonly=True)
    invoice_short = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True, help="Below zero: told before, and undone since.")
    taken_back = fields.Boolean(compute="_compute_taken_back")
    paying_line_id = fields.Many2one(
        "quickbooks.export.line", "Exported Payment", readonly=True, index=True, ondelete="restrict"
    )
    paid_line_id = fields.Many2one(
        "quickbooks.export.line", "Exported Invoice", readonly=True, index=True, ondelete="restrict"
    )
    former_id = fields.Many2one(
        "quickbooks.export.application", "Told Before", readonly=True, ondelete="restrict", help="What was undone."
    )
    quiet = fields.Boolean(readonly=True, help="Undone and made again as it was: there is nothing to do.")

    _once = models.UniqueIndex(
        "(target, partial_id) WHERE partial_id IS NOT NULL AND NOT free", "This application is told already."
    )

    _former_once = models.UniqueIndex(
        "(former_id) WHERE former_id IS NOT NULL AND NOT free", "That this was undone is told already."
    )

    @api.depends("amount")
    def _compute_taken_back(self):
        for application in self:
            application.taken_back = application.amount < 0

    def init(self):
        """Let the database itself keep what was told; matches that are undone leave no link."""
        guard(
            self.env.cr,
            self._table,
            "What was told to the accountant stays as it is.",
            ["partial_id", "create_uid"],
            beside=["free", "write_uid", "write_date"],
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was told to the accountant stays on record."))
