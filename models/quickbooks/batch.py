"""One export of one company to one target."""

from odoo import fields, models

from .const import CANCELLED, DONE, DRAFT, TARGETS


class QuickbooksExportBatch(models.Model):
    """Draft: records are claimed and being written. Done: there is a file. Cancelled: the records are free."""

    _name = "quickbooks.export.batch"
    _description = "Export Batch"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    target = fields.Selection(TARGETS, required=True, readonly=True)
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Up To", required=True, readonly=True)
    kinds = fields.Char(required=True, readonly=True, help="Kinds of documents, separated by commas.")
    state = fields.Selection(
        [(DRAFT, "Being Written"), (DONE, "Done"), (CANCELLED, "Cancelled")],
        required=True,
        readonly=True,
        default=DRAFT,
        index=True,
        copy=False,
    )
    user_id = fields.Many2one("res.users", "Exported by", readonly=True, required=True)
    exported_at = fields.Datetime(readonly=True, copy=False)
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, copy=False, ondelete="restrict")
    sha256 = fields.Char("SHA-256", readonly=True, copy=False)
    line_ids = fields.One2many("quickbooks.export.line", "batch_id", "Records", readonly=True)
    total_ids = fields.One2many("quickbooks.export.total", "batch_id", "Control Totals", readonly=True)
    application_ids = fields.One2many("quickbooks.export.application", "batch_id", "Applications", readonly=True)
    part_ids = fields.One2many("quickbooks.export.part", "batch_id", "Portions", readonly=True)
    problem = fields.Text(readonly=True, copy=False, help="Why there is no file.")
    cancel_reason = fields.Char(readonly=True, copy=False)
    cancelled_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    cancelled_at = fields.Datetime(readonly=True, copy=False)

    _one_draft = models.UniqueIndex(
        "(company_id, target) WHERE state = 'draft'", "Another export of this company is being written."
    )
