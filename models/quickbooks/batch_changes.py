"""What was exported and is something else now."""

from odoo import api, models
from odoo.tools import SQL

FLAG = """
    UPDATE quickbooks_export_line line SET change = seen.change
    FROM (
        SELECT seen.id, CASE
            WHEN seen.now IS NOT DISTINCT FROM seen.fingerprint THEN NULL
            WHEN seen.now IS NULL THEN 'gone'
            ELSE 'changed' END AS change
        FROM (
            SELECT line.id, line.fingerprint, %(now)s AS now
            FROM quickbooks_export_line line
            JOIN quickbooks_export_batch batch ON batch.id = line.batch_id
            WHERE NOT line.free AND batch.state = 'done' AND %(company)s
        ) seen
    ) seen
    WHERE line.id = seen.id AND line.change IS DISTINCT FROM seen.change
"""
ACCEPT = """
    UPDATE quickbooks_export_line line SET change = NULL, fingerprint = %(now)s
    WHERE line.id = ANY(%(lines)s) AND NOT line.free
"""


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    @api.model
    def _flag_changed(self, company=None):
        """Mark the exported records that are not any more what was exported, or gone; and unmark what is right again.

        They are not exported again by themselves.

        :param res.company company: only its records
        :return: of how many records the mark has changed
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                FLAG,
                now=self._fingerprint_now(),
                company=SQL("batch.company_id = %s", company.id) if company else SQL("TRUE"),
            )
        )
        self.env["quickbooks.export.line"].invalidate_model(["change"])
        return self.env.cr.rowcount

    def _accept_changes(self, lines):
        """Take what records are now for what was exported. What is gone is so for good, unless it comes back."""
        self.env.flush_all()
        self.env.cr.execute(SQL(ACCEPT, now=self._fingerprint_now(), lines=lines.ids))
        self.env["quickbooks.export.line"].invalidate_model(["change", "fingerprint"])
