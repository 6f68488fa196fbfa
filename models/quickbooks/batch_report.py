"""Figures and applications of an export as they stand on paper."""

from decimal import Decimal

from odoo import models

from ...engine.quickbooks_applications import write_applications
from .const import CANCELLED


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    def _applications_by_customer(self):
        """Return ``[(customer, applications)]`` in the order of names and days; without those of released records."""
        return list(self._applications_told().grouped("customer").items())

    def _applications_told(self):
        self.ensure_one()
        cancelled = self.state == CANCELLED
        told = self.application_ids.filtered(lambda row: cancelled or not row.free)
        return told.sorted(lambda row: ((row.customer or "").lower(), row.date, row.id))

    def _applications_csv(self):
        """Return the list of applied payments as the bytes of a CSV file, as the package has it."""
        places = self.currency_id.decimal_places
        rows = self._applications_told().read(load=None)
        for row in rows:
            row["amount"] = Decimal(f"{row['amount']:.{places}f}")
        rules = self.company_id._quickbooks_rules(self.target)
        return write_applications(rows, rules.date_format)

    def _totals_by_group(self):
        """Return ``[(words of a group, its totals)]``."""
        self.ensure_one()
        words = dict(self.env["quickbooks.export.total"]._fields["group"]._description_selection(self.env))
        return [(words[group], totals) for group, totals in self.total_ids.grouped("group").items()]
