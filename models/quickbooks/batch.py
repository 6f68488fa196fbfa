"""One export of one company to one target."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..append_only import guard
from .const import CANCELLED, DONE, DRAFT, EXPORTERS, MANAGERS, TARGETS

FIXED = {"name", "company_id", "target", "date_from", "date_to", "kinds", "user_id", "create_date"}
# What a batch that is done may still be told: that it is cancelled
AFTERWARDS = [
    *("state", "cancel_reason", "cancelled_by_id", "cancelled_at", "still_due"),
    *("create_uid", "write_uid", "write_date"),
]
GATE = 71_908  # of advisory locks: this, and the batch's id


class QuickbooksExportBatch(models.Model):
    """Draft: records are claimed and being written. Done: there is a file. Cancelled: the records are free.

    Nobody creates or writes batches but these methods; what is done is kept by the database itself.
    """

    _name = "quickbooks.export.batch"
    _description = "Export Batch"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _mail_post_access = "read"

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    target = fields.Selection(TARGETS, required=True, readonly=True)
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Up To", required=True, readonly=True)
    kinds = fields.Char("Codes of Kinds", required=True, readonly=True, help="Kinds of documents, separated by commas.")
    state = fields.Selection(
        [(DRAFT, "Being Written"), (DONE, "Done"), (CANCELLED, "Cancelled")],
        required=True,
        readonly=True,
        default=DRAFT,
        index=True,
        copy=False,
    )
    class_plan_id = fields.Many2one(
        "account.analytic.plan", "Classes From", readonly=True, ondelete="restrict", help="Empty: without classes."
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
    still_due = fields.Boolean(
        "Still to Export", readonly=True, copy=False, help="Later exports went on from it: cancelling left a gap."
    )

    _one_draft = models.UniqueIndex(
        "(company_id, target) WHERE state = 'draft'", "Another export of this company is being written."
    )
    _done_has_file = models.Constraint(
        "CHECK (state <> 'done' OR (attachment_id IS NOT NULL AND sha256 IS NOT NULL))", "A finished export has a file."
    )

    # === Who may, and one at a time === #

    @api.model
    def _check_may_export(self, company, group=EXPORTERS):
        """Refuse whoever does not export for a company.

        :param str group: the group that is needed
        :raise AccessError: for others
        """
        if self.env.su:
            return
        if not self.env.user.has_group(group) or company not in self.env.companies:
            raise AccessError(
                self.env._("Only those who may do that export for %(company)s.", company=company.sudo().name)
                if group == EXPORTERS
                else self.env._("Only an export manager of %(company)s may do that.", company=company.sudo().name)
            )

    def _check_reason(self, reason):
        """Return the reason that a manager gives.

        :raise UserError: without one
        """
        for batch in self:
            batch._check_may_export(batch.company_id, MANAGERS)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Please give a reason: it stays on record."))
        return reason

    def _lock(self, wait=False):
        """Let nobody else write or cancel this batch until the transaction ends; return its state.

        Locks of rows are given to whoever asks first after they are free: a job that writes portion after portion
        would never let anybody in who wants to cancel. So both pass a gate where one waits in line.

        :param bool wait: whether to wait for who is at it
        :return: None if somebody else is at it
        """
        self.ensure_one()
        self.env.flush_all()
        ask = SQL("pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock")
        [(passed,)] = self.env.execute_query(SQL("SELECT %s(%s, %s)", ask, GATE, self.id))
        if not wait and not passed:
            return None
        [(state,)] = self.env.execute_query(
            SQL("SELECT state FROM quickbooks_export_batch WHERE id = %s FOR UPDATE", self.id)
        )
        return state

    def _note(self, text):
        """Write on the batch what happened, in the name of whoever does it."""
        author = self.env.user.partner_id if self.env.user.active else self.user_id.partner_id
        # Batches are written by their methods only.
        self.sudo().message_post(body=text, author_id=author.id, subtype_xmlid="mail.mt_note")

    # === Kept === #

    def init(self):
        """Let the database itself keep what is done: then only cancelling is written."""
        columns = {name for name, field in self._fields.items() if field.store and field.column_type}
        kept = SQL("to_jsonb(NEW) - %(after)s::text[] = to_jsonb(OLD) - %(after)s::text[]", after=AFTERWARDS)
        guard(
            self.env.cr,
            self._table,
            "What was exported stays as it is: an export can only be cancelled.",
            ["create_uid"],
            SQL(
                "(OLD.state = 'draft' OR (%s AND (NEW.state = OLD.state OR "
                "(OLD.state = 'done' AND NEW.state = 'cancelled'))))",
                kept,
            ),
            sorted(columns - FIXED),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Exports stay on record. Cancel it instead."))
