"""How a check ends: passed, failed, or void because what it had looked at has changed."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from .check import FAILED, OPEN, PASSED, VOID
from .const import CHECK_FAILED, CHECK_NONE, CHECK_OPEN, CHECK_PASSED


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    def action_pass(self):
        """Let the goods leave: everything is counted exactly, and everything that has to be answered is in order.

        :return: as :meth:`action_scan`, with ``next``: the transfer to check next, or False
        :rtype: dict
        :raise AccessError: for users who may not check this transfer
        :raise UserError: with everything that is missing
        """
        check = self._begin()
        gaps = check._gaps()
        if gaps:
            name = check.picking_id.name
            raise UserError("\n".join([self.env._("%s cannot pass yet.", name), *gaps]))
        picking = check.picking_id
        # What was counted is what leaves; who checks does not become the picker.
        lines = check.line_ids._move_lines().filtered(lambda line: line.quantity and not line.picked)
        lines.with_context(fulfilment_keeps_picker=True).picked = True
        check._finish(PASSED)
        picking.check_state = CHECK_PASSED
        picking.message_post(body=self.env._("Checked: everything is in order."))
        return {**self._result(True, self.env._("%s has passed.", picking.name)), "next": self._next_transfer()}

    def action_fail(self, reasons, note=None):
        """Send lines back to picking, each with its reason; or the whole transfer, for an address or documents.

        :param dict reasons: ``{line: reason}``: records, or ids; a line that is empty (False, 0, "") means the whole
        :param str note: what was seen
        :return: as :meth:`action_pass`
        :rtype: dict
        :raise UserError: without a reason, for a reason of another kind, or a line of another check
        """
        check = self._begin()
        whole, by_line = check._read_reasons(reasons)
        picking = check.picking_id
        for line, reason in by_line.items():
            line.reason_id = reason
        lines = self.env["fulfilment.check.line"].sudo().union(*by_line)
        lines._move_lines().filtered("picked").picked = False
        picking.packed_at = False  # a parcel is opened again
        check._finish(FAILED, reason_id=whole.id, note=note)
        picking.check_state = CHECK_FAILED
        check._tell_failure(whole, by_line, note)
        return {
            **self._result(True, self.env._("%s goes back to picking.", picking.name)),
            "next": self._next_transfer(),
        }

    def action_check_again(self):
        """Start a new check after a failed one; the failed one stays as it is.

        :return: the new check
        :rtype: fulfilment.check
        :raise UserError: if this one has not failed
        """
        self.ensure_one()
        self.check_access("read")
        if self.state != FAILED or self.picking_id.check_state != CHECK_FAILED:
            raise UserError(self.env._("Only a failed check is done again."))
        picking = self.picking_id.sudo()  # nobody has a right to write checks
        # The picker may ask for a new check; somebody else does it.
        return picking._make_checks({picking: self.sudo().checkpoint_ids}).sudo(self.env.su)

    def _finish(self, state, **values):
        self.write({"state": state, "checker_id": self.env.uid, "finished_at": fields.Datetime.now(), **values})

    def _read_reasons(self, reasons):
        """Return the reason for the whole, and those of lines, from what a program or the screen gives."""
        Reason = self.env["sale.order.reason"]
        if not isinstance(reasons, dict) or not reasons:
            raise UserError(self.env._("Say what is wrong: choose a reason."))
        whole, by_line = Reason, {}
        for key, reason in reasons.items():
            reason = Reason._resolve(reason if isinstance(reason, models.BaseModel) else int(reason or 0), "check")
            key = getattr(key, "id", key)
            if key in (False, None, 0, "", "0", "false"):
                whole = reason
                continue
            line = self.line_ids.filtered(lambda line, key=key: str(line.id) == str(key))
            if not line:
                raise UserError(self.env._("This line does not belong to the check of %s.", self.picking_id.name))
            by_line[line] = reason
        return whole, by_line

    def _tell_failure(self, whole, by_line, note):
        """Tell who has to pick again, and keep it with the transfer."""
        texts = [f"{line._goods_name()}: {reason.name}" for line, reason in by_line.items()]
        texts += [text for text in (whole.name, note) if text]
        picking = self.picking_id
        body = Markup("%s<ul>%s</ul>") % (
            self.env._("The check failed."),
            Markup().join(Markup("<li>%s</li>") % text for text in texts),
        )
        picking.message_post(body=body)
        people = picking._pickers() | picking.user_id
        for user in people.filtered(lambda user: user.active and not user.share)[:1]:
            picking.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Pick again: the check failed"),
                note=body,
                user_id=user.id,
            )

    # === Void === #

    def _void(self):
        """Take checks back whose transfers have changed, or need none any more. The record stays."""
        self.filtered(lambda check: check.state in (OPEN, PASSED) and not check.left_at).state = VOID

    def _void_if_changed(self):
        """Have those checked again of which other goods would leave than were counted.

        :return: the checks that became void
        """
        passed = self.filtered(lambda check: check.state == PASSED and not check.left_at)
        leaving = passed.picking_id._leaving_goods()
        changed = passed.filtered(lambda check: not check._covers(leaving[check.picking_id]))
        if changed:
            changed._void()
            for check in changed:
                check.picking_id.packed_at = False
                check.picking_id.message_post(
                    body=self.env._("The goods have changed since they were checked: check them again.")
                )
            changed.picking_id._make_checks({check.picking_id: check.checkpoint_ids for check in changed})
            changed.picking_id._refresh_checks()  # other checkpoints may apply to other goods
        return changed


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _make_checks(self, needed):
        """Create an open check for transfers that have none.

        :param dict needed: ``{transfer: checkpoints}``
        :return: the checks
        """
        pickings = self.browse().union(*needed)
        # Written first: of two who do this at the same time the second waits here, and is repeated by Odoo.
        pickings.write({"check_state": CHECK_OPEN})
        pickings.flush_recordset(["check_state"])
        self.env["fulfilment.check"].flush_model(["state", "left_at"])  # what is void makes room
        return self.env["fulfilment.check"].create(
            [{"picking_id": picking.id, "checkpoint_ids": points.ids} for picking, points in needed.items()]
        )

    def _forget_checks(self, checks):
        """Free transfers that need no check any more."""
        checks._void()
        checks.picking_id.filtered(lambda picking: picking.check_state != CHECK_NONE).check_state = CHECK_NONE
