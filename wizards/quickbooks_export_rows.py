"""What the export's screen lists: what would be exported, what stands in the way, what stays out."""

from odoo import fields, models
from odoo.tools import SQL

from ..models.quickbooks.const import KINDS, REASONS
from .quickbooks_export import ERROR, MOST_OPENED, WARNING

MOVE_KINDS = ("invoice", "credit_note", "journal")


class QuickbooksExportWizardRow(models.TransientModel):
    _name = "quickbooks.export.wizard.row"
    _description = "Documents to Export"
    _rec_name = "kind"

    wizard_id = fields.Many2one("quickbooks.export.wizard", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    kind = fields.Selection(KINDS, "Documents", required=True)
    count = fields.Integer("Number of Documents")
    amount = fields.Monetary("Customer Account", help="What they change in what customers owe.")
    first_date = fields.Date("First")
    last_date = fields.Date("Last")

    def action_open(self):
        """Open the documents of this kind."""
        self.ensure_one()
        scope = self.wizard_id._scope()
        column = "move_id" if self.kind in MOVE_KINDS else "payment_id"
        query = SQL(
            "SELECT %s FROM (%s) AS candidate WHERE kind = %s ORDER BY date DESC LIMIT %s",
            SQL.identifier(column),
            self.env["quickbooks.reader"]._candidates(scope),
            self.kind,
            MOST_OPENED,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To Export"),
            "res_model": "account.move" if column == "move_id" else "account.payment",
            "view_mode": "list,form",
            "domain": [("id", "in", [row[0] for row in self.env.execute_query(query)])],
        }


class QuickbooksExportWizardProblem(models.TransientModel):
    """One problem, with the record that repairs it. A name that is proposed can be changed right here."""

    _name = "quickbooks.export.wizard.problem"
    _description = "Problem before an Export"
    _rec_name = "message"

    wizard_id = fields.Many2one("quickbooks.export.wizard", required=True, index=True, ondelete="cascade")
    severity = fields.Selection([(ERROR, "Error"), (WARNING, "Warning")], required=True, readonly=True)
    code = fields.Char(readonly=True)
    message = fields.Char("What Is Wrong", required=True, readonly=True)
    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", readonly=True)
    mapping_id = fields.Many2one("quickbooks.mapping", "Proposal", readonly=True, ondelete="set null")
    name_there = fields.Char(related="mapping_id.name", readonly=False)

    def action_open(self):
        """Open what repairs it: the name, or the record.

        :raise AccessError: for whoever may not see it
        """
        self.ensure_one()
        record = self.mapping_id
        if not record and self.model and self.res_id:
            record = self.env[self.model].browse(self.res_id).exists()
        if not record:
            return False
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.message,
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "target": "new" if record == self.mapping_id else "current",
        }


class QuickbooksExportWizardLeftOut(models.TransientModel):
    """A document or money that no file can carry: it is entered by hand, or stays as it is."""

    _name = "quickbooks.export.wizard.left.out"
    _description = "Left Out of an Export"
    _rec_name = "number"

    wizard_id = fields.Many2one("quickbooks.export.wizard", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    reason = fields.Selection(REASONS, "Why")
    move_id = fields.Many2one("account.move", ondelete="cascade")
    payment_id = fields.Many2one("account.payment", ondelete="cascade")
    number = fields.Char()
    date = fields.Date()
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    amount = fields.Monetary()

    def action_open(self):
        """Open the document."""
        self.ensure_one()
        record = self.payment_id or self.move_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
