"""Dialogs that ask why exported records are free again."""

from odoo import fields, models


class QuickbooksExportCancel(models.TransientModel):
    _name = "quickbooks.export.cancel"
    _description = "Cancel an Export"

    batch_id = fields.Many2one("quickbooks.export.batch", required=True, readonly=True, ondelete="cascade")
    record_count = fields.Integer(related="batch_id.line_count")
    reason = fields.Char("Why", required=True, help="Kept with the export.")

    def action_cancel_export(self):
        """Cancel the export; see :meth:`quickbooks.export.batch.action_cancel`."""
        self.ensure_one()
        self.batch_id.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}


class QuickbooksExportRelease(models.TransientModel):
    _name = "quickbooks.export.release"
    _description = "Release Exported Records"

    line_ids = fields.Many2many("quickbooks.export.line", string="Records", required=True, readonly=True)
    reason = fields.Char("Why", required=True, help="Kept with the record.")

    def action_release_lines(self):
        """Free the records for the next export; see :meth:`quickbooks.export.line.action_release`."""
        self.ensure_one()
        self.line_ids.action_release(self.reason)
        return {"type": "ir.actions.act_window_close"}
