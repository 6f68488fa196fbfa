"""What is written of a batch that is not done yet."""

from odoo import fields, models


class QuickbooksExportPart(models.Model):
    """One file of one portion. Gone when the batch is done or cancelled."""

    _name = "quickbooks.export.part"
    _description = "Written Portion of an Export"
    _order = "batch_id, portion, sequence"

    batch_id = fields.Many2one("quickbooks.export.batch", required=True, index=True, ondelete="cascade")
    portion = fields.Integer(required=True)
    sequence = fields.Integer(required=True)
    kind = fields.Char(required=True, help="What the engine calls this file.")
    content = fields.Binary(attachment=False)
    facts = fields.Json(help="Totals, counts and problems of the portion.")

    _once = models.UniqueIndex("(batch_id, portion, sequence)", "This portion is written already.")
