"""How a check ends: passed, failed, or void because what it had looked at has changed."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import checkpoint as engine
from .check import FAILED, OPEN, PASSED, VOID
from .const import CHECK_FAILED, CHECK_NONE, CHECK_OPEN, CHECK_PASSED, KEEPS_PICKER


class FulfilmentCheck(models.Model):
    _inherit = "fulfilment.check"

    def action_pass(self):
        """Let goods leave: everything is counted exactly, and everything that has to be answered is in order.

        Several checks pass together, or none of them.

        :return: as :meth:`action_scan`, with ``next``: the transfer to check next, or False; of several without what
            is shown of a check
        :rtype: dict
        :raise AccessError: for users who may not check one of these transfers
        :raise UserError: with everything that is missing
        """
        checks = self._begin()
        checks._check_complete()
        pickings = checks.picking_id
        # What was counted is what leaves; who checks does not become the picker.
        lines = self.env["stock.move.line"].sudo().union(*pickings._leaving_lines().values())
        lines.filtered(lambda line: not line.picked).with_context(fulfilment_keeps_picker=KEEPS_PICKER).picked = True
        checks._finish(PASSED)
        pickings.check_state = CHECK_PASSED
        pickings._message_log_batch(dict.fromkeys(pickings.ids, self.env._("Checked: everything is in order.")))
        following = {"next": self._next_transfer()}
        if len(checks) == 1:
            return {**self._result(True, self.env._("%s has passed.", pickings.name)), **following}
        return {**self._said(True, self.env._("%s transfers have passed.", len(checks))), **following}

    def action_pass_selected(self):
        """Let what is selected in a list pass, all of it or nothing.

        :return: an action that says how many, and shows the list as it is now
        :rtype: dict
        :raise UserError: as :meth:`action_pass`
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.action_pass()["message"],
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_complete(self):
        """Refuse checks in which something is missing.

        :raise UserError: with everything that is missing
        """
        gaps = self._gaps()
        if gaps:
            texts = []
            for check, sentences in gaps.items():
                texts += [self.env._("%s cannot pass yet.", check.picking_id.name), *sentences]
            raise UserError("\n".join(texts))

    def action_fail(self, reasons, note=None):
        """Send lines back to picking, each with its reason; or the whole transfer, for an address or documents.

        :param dict reasons: ``{line: reason}``: records, or ids; a line that is empty (False, 0, "") means the whole
        :param str note: what was seen
        :return: as :meth:`action_pass`
        :rtype: dict
        :raise UserError: without a reason, for a reason of another kind, or a line of another check
        """
        self.ensure_one()
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
            if not isinstance(reason, models.BaseModel):
                reason = int(reason) if str(reason or "").isdecimal() else 0
            reason = Reason._resolve(reason, "check")
            if getattr(key, "id", key) in (False, None, 0, "", "0", "false"):
                whole = reason
            else:
                by_line[self._own_line(key)] = reason
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
        """Have those checked again of which other goods would leave than were counted."""
        passed = self.filtered(lambda check: check.state == PASSED and not check.left_at)
        leaving = passed.picking_id._leaving_goods()
        changed = passed.filtered(lambda check: not engine.same_goods(check._counted(), leaving[check.picking_id]))
        changed._start_again(self.env._("The goods have changed since they were checked: check them again."))
        changed.picking_id._refresh_checks()  # other checkpoints may apply to other goods

    def _void_if_outdated(self, needed):
        """Have those checked again to which another checkpoint applies than those whose questions were asked.

        :param dict needed: ``{transfer: checkpoints}``
        """
        outdated = self.filtered(
            lambda check: (
                check.state == PASSED
                and not check.left_at
                and needed.get(check.picking_id, check.checkpoint_ids) - check.checkpoint_ids
            )
        )
        text = self.env._("Another checkpoint applies since this was checked: check it again.")
        outdated._start_again(text, needed)

    def _start_again(self, text, needed=None):
        """Void these checks, say why, and make new ones."""
        if not self:
            return
        pickings = self.picking_id
        self._void()
        pickings.packed_at = False
        pickings._message_log_batch(dict.fromkeys(pickings.ids, text))
        pickings._make_checks(
            {check.picking_id: (needed or {}).get(check.picking_id, check.checkpoint_ids) for check in self}
        )


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
