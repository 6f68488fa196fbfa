"""How many records an export has, and how far it is written."""

from odoo import fields, models

from .const import CANCELLED, DONE, DRAFT


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    line_count = fields.Integer("Record Count", compute="_compute_counts")
    left_count = fields.Integer("Left Out", compute="_compute_counts", help="Records that were changed meanwhile.")
    changed_count = fields.Integer("Changed Since", compute="_compute_counts")
    progress = fields.Float("Written", compute="_compute_progress", help="Percent of the portions.")

    def _compute_counts(self):
        groups = {}
        for batch, free, changed, count in self.env["quickbooks.export.line"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "free", "change"], ["__count"]
        ):
            groups.setdefault(batch, []).append((free, changed, count))
        for batch in self:
            own = groups.get(batch, [])
            # Of what is cancelled all is free.
            batch.line_count = sum(count for free, _changed, count in own if not free or batch.state == CANCELLED)
            batch.left_count = sum(count for free, _changed, count in own if free and batch.state != CANCELLED)
            batch.changed_count = sum(count for free, changed, count in own if changed and not free)

    def _compute_progress(self):
        lines, parts = self.env["quickbooks.export.line"], self.env["quickbooks.export.part"].sudo()  # figures only
        own, portions = [("batch_id", "in", self.ids)], ["portion:count_distinct"]
        all_ = {one.id: count for one, count in lines._read_group([*own, ("free", "=", False)], ["batch_id"], portions)}
        written = {one.id: count for one, count in parts._read_group(own, ["batch_id"], portions)}
        for batch in self:
            share = 100 * written.get(batch.id, 0) / all_[batch.id] if all_.get(batch.id) else 0
            batch.progress = share if batch.state == DRAFT else 100 * (batch.state == DONE)
