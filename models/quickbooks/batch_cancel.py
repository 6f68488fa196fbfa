"""Cancelling an export, releasing records of it, accepting what changed."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .const import CANCELLED

# What was told of matches of these records, with whichever export, may be told again
FREE_APPLICATIONS = """
    UPDATE quickbooks_export_application told SET free = TRUE
     WHERE NOT told.free AND (told.paying_line_id = ANY(%(lines)s) OR told.paid_line_id = ANY(%(lines)s))
"""
FREE_ALL_APPLICATIONS = """
    UPDATE quickbooks_export_application told SET free = TRUE
     WHERE NOT told.free AND (
           told.batch_id = %(batch)s
           OR told.paying_line_id IN (SELECT id FROM quickbooks_export_line WHERE batch_id = %(batch)s)
           OR told.paid_line_id IN (SELECT id FROM quickbooks_export_line WHERE batch_id = %(batch)s))
"""


class QuickbooksExportBatch(models.Model):
    _inherit = "quickbooks.export.batch"

    def action_cancel(self, reason):
        """Cancel exports: their records are free for the next one. A file that was made is kept, and so are its totals.

        What was imported in the accountant's program from this file has to be deleted there.

        :param str reason: why; it stays on record
        :raise AccessError: for a user who is no export manager of the company
        :raise UserError: without a reason, or if it is cancelled already
        """
        self.check_access("read")
        reason = self._check_reason(reason)
        for batch in self.sudo():  # batches are written by their methods only; the right was checked above
            if batch._lock(wait=True) == CANCELLED:
                raise UserError(self.env._("%s is cancelled already.", batch.name))
            batch._free_all(reason)
            batch.write(
                {
                    "state": CANCELLED,
                    "cancel_reason": reason,
                    "cancelled_by_id": self.env.uid,
                    "cancelled_at": fields.Datetime.now(),
                    "still_due": bool(batch._later()),
                }
            )
            batch._note(self.env._("Cancelled: %s", reason))
        return True

    def _later(self):
        """Return an export that was made after this one: it went on where this one had ended."""
        same = [("company_id", "=", self.company_id.id), ("target", "=", self.target)]
        return self.search([*same, ("id", ">", self.id), ("state", "!=", CANCELLED)], limit=1)

    def _free_all(self, reason):
        """Free all records and applications, and forget what is written of it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE quickbooks_export_line SET free = TRUE, free_reason = %s WHERE batch_id = %s AND NOT free",
                reason,
                self.id,
            )
        )
        self.env.cr.execute(SQL(FREE_ALL_APPLICATIONS, batch=self.id))
        self.env.cr.execute(SQL("DELETE FROM quickbooks_export_part WHERE batch_id = %s", self.id))
        self.env.invalidate_all()

    def _free(self, lines, reason):
        """Free some records: the next export has them again."""
        lines = lines.sudo()  # as above
        lines.write({"free": True, "free_reason": reason})
        self.env.flush_all()
        self.env.cr.execute(SQL(FREE_APPLICATIONS, lines=lines.ids))
        self.env["quickbooks.export.application"].invalidate_model(["free"])
