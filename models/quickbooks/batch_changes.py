"""What was exported and is something else now."""

from datetime import timedelta

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
            WHERE NOT line.free AND batch.state = 'done' AND %(only)s
        ) seen
    ) seen
    WHERE line.id = seen.id AND line.change IS DISTINCT FROM seen.change
"""
# Records that are gone, or were written, they or a row of them, from a moment on
RECENT = """
    (COALESCE(line.move_id, line.payment_id) IS NULL
     OR COALESCE(line.move_id, (SELECT move_id FROM account_payment WHERE id = line.payment_id)) IN (
        SELECT id FROM account_move WHERE company_id = %(company)s AND write_date >= %(since)s
         UNION ALL
        SELECT move_id FROM account_move_line WHERE company_id = %(company)s AND write_date >= %(since)s)
     OR line.payment_id IN (
        SELECT id FROM account_payment WHERE company_id = %(company)s AND write_date >= %(since)s))
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
        return self._flag(SQL("batch.company_id = %s", company.id) if company else SQL("TRUE"))

    @api.model
    def _flag_changed_since_night(self, company, target):
        """Mark as `_flag_changed`, but look only at what was written since the last night in which all was looked at.

        :param str target: only what was exported to it
        :return: of how many records the mark has changed
        """
        last = company.sudo().quickbooks_nightly_day  # whoever exports need not see all of a company
        if not last:
            return self._flag_changed(company)
        # A day more, for what was begun before that night and committed after it
        recent = SQL(RECENT, company=company.id, since=last - timedelta(days=1))
        return self._flag(SQL("batch.company_id = %s AND batch.target = %s AND %s", company.id, target, recent))

    @api.model
    def _flag(self, only):
        self.env.flush_all()
        self.env.cr.execute(SQL(FLAG, now=self._fingerprint_now(), only=only))
        self.env["quickbooks.export.line"].invalidate_model(["change"])
        return self.env.cr.rowcount

    def _accept_changes(self, lines):
        """Take what records are now for what was exported. What is gone is so for good, unless it comes back."""
        self.env.flush_all()
        self.env.cr.execute(SQL(ACCEPT, now=self._fingerprint_now(), lines=lines.ids))
        self.env["quickbooks.export.line"].invalidate_model(["change", "fingerprint"])
