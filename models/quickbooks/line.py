"""A record in a batch."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..append_only import guard
from .const import DONE, KINDS, TARGETS

# Emptied when their record is deleted
LINKS = ["move_id", "payment_id", "create_uid"]
# A customer who is merged into another one goes along; the rest is what happens after the export
MOST_NUMBERS = 20  # in a note
BESIDE = ["partner_id", "number", "fingerprint", "free", "free_reason", "change", "write_uid", "write_date"]


class QuickbooksExportLine(models.Model):
    """What was exported of a record, as it was: it stays readable when the record changes, or is gone."""

    _name = "quickbooks.export.line"
    _description = "Exported Record"
    _order = "batch_id desc, portion, id"
    _rec_name = "full_number"
    _check_company_auto = True
    _allow_sudo_commands = False

    batch_id = fields.Many2one("quickbooks.export.batch", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    target = fields.Selection(TARGETS, required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    move_id = fields.Many2one("account.move", "Entry", readonly=True, index="btree_not_null", ondelete="set null")
    payment_id = fields.Many2one("account.payment", readonly=True, index="btree_not_null", ondelete="set null")
    portion = fields.Integer(required=True, readonly=True)
    number = fields.Char("Short Number", readonly=True)
    full_number = fields.Char("Number", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null")
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True, help="Balance of the customer's account, in the company's currency.")
    fingerprint = fields.Char(readonly=True)
    free = fields.Boolean(readonly=True, help="The batch was cancelled, or the record released.")
    free_reason = fields.Char(readonly=True)
    change = fields.Selection(
        [("changed", "Changed since"), ("gone", "Gone")], readonly=True, help="What happened after the export."
    )

    _portions = models.Index("(batch_id, portion)")
    _move_once = models.UniqueIndex(
        "(target, move_id) WHERE move_id IS NOT NULL AND NOT free", "This entry is exported already."
    )
    _payment_once = models.UniqueIndex(
        "(target, payment_id) WHERE payment_id IS NOT NULL AND NOT free", "This payment is exported already."
    )
    _number_once = models.UniqueIndex(
        "(company_id, target, kind, lower(number)) WHERE number IS NOT NULL AND NOT free",
        "Another document has this short number.",
    )
    _is_free_or_not = models.Constraint("CHECK (free IS NOT NULL)", "A record is free, or it is not.")

    def action_accept_change(self):
        """Take note of what was changed after the export: the accountant has done the same in the program.

        The record is not exported again. The next change is flagged again.

        :raise AccessError: for a user who does not export for the company
        """
        self.check_access("read")
        for batch, lines in self.filtered("change").grouped("batch_id").items():
            batch._check_may_export(batch.company_id)
            batch._accept_changes(lines)
            numbers = lines._numbers()
            batch._note(self.env._("The change of %(numbers)s is entered in the program.", numbers=numbers))
        return True

    def action_release(self, reason):
        """Free records of finished batches: the next batch exports them again.

        :param str reason: why; it stays on record
        :raise AccessError: for a user who is no export manager of the company
        :raise UserError: without a reason, or for a record of an unfinished batch
        """
        self.check_access("read")
        reason = self.batch_id._check_reason(reason)
        exported = self.filtered(lambda line: not line.free).sorted("batch_id")  # all who lock several: in one order
        for batch, lines in exported.grouped("batch_id").items():
            if batch.state != DONE:
                raise UserError(self.env._("%s is not done: cancel it instead.", batch.name))
            batch._lock(wait=True)
            batch._free(lines, reason)
            batch._note(
                self.env._("%(numbers)s may be exported again: %(reason)s", numbers=lines._numbers(), reason=reason),
            )
        return True

    def _numbers(self):
        """Return the numbers of records for a note, and of how many they are not told."""
        told = ", ".join(line.full_number or "?" for line in self[:MOST_NUMBERS])
        more = len(self) - MOST_NUMBERS
        return self.env._("%(numbers)s and %(count)s more", numbers=told, count=more) if more > 0 else told

    def init(self):
        """Let the database itself keep what was exported; a record that is free stays so."""
        guard(
            self.env.cr,
            self._table,
            "What was exported stays as it is.",
            LINKS,
            SQL(
                "((NEW.free OR NOT OLD.free) AND (OLD.number IS NULL OR NEW.number = OLD.number) "
                "AND (NOT OLD.free OR (NEW.fingerprint IS NOT DISTINCT FROM OLD.fingerprint "
                "AND NEW.free_reason = OLD.free_reason)))"
            ),
            BESIDE,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was exported stays on record."))
