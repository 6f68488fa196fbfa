"""What is written of a batch that is not done yet."""

from odoo import api, fields, models
from odoo.tools import SQL

FACTS = "facts"  # of the whole portion: totals, problems; the other parts are files


class QuickbooksExportPart(models.Model):
    """One file of one portion. Gone when the batch is done or cancelled."""

    _name = "quickbooks.export.part"
    _description = "Written Portion of an Export"
    _order = "batch_id, portion, sequence"
    _allow_sudo_commands = False

    batch_id = fields.Many2one("quickbooks.export.batch", required=True, index=True, ondelete="cascade")
    portion = fields.Integer(required=True)
    sequence = fields.Integer(required=True)
    kind = fields.Char(required=True, help="What the engine calls this file.")
    content = fields.Binary(attachment=False)
    facts = fields.Json(help="Totals, counts and problems of the portion.")

    _once = models.UniqueIndex("(batch_id, portion, sequence)", "This portion is written already.")

    @api.autovacuum
    def _gc_parts(self):
        """Forget what was written of a batch while it was cancelled."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM quickbooks_export_part part USING quickbooks_export_batch batch "
                "WHERE batch.id = part.batch_id AND batch.state <> 'draft'"
            )
        )
