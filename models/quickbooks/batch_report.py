"""Figures and applications of an export as they stand on paper."""

from odoo import models

from .const import CANCELLED


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    def _applications_by_customer(self):
        """Return ``[(customer, applications)]`` in the order of names and days; without those of released records."""
        return list(self._applications_told().grouped("customer").items())

    def _applications_told(self):
        self.ensure_one()
        cancelled = self.state == CANCELLED
        told = self.application_ids.filtered(lambda row: not row.quiet and (cancelled or not row.free))
        return told.sorted(lambda row: ((row.customer or "").lower(), row.date, row.id))

    def _totals_by_group(self):
        """Return ``[(words of a group, its totals)]``."""
        self.ensure_one()
        words = dict(self.env["quickbooks.export.total"]._fields["group"]._description_selection(self.env))
        return [(words[group], totals) for group, totals in self.total_ids.grouped("group").items()]
