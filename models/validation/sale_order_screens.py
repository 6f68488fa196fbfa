"""What screens and the portal need to show what a check has found."""

from odoo import api, fields, models

from ...engine.findings import BLOCKED, CLEAR, OPEN, WARNING
from .sale_order import INTERNAL
from .sale_order_validation_hold import ORIGINS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    finding_count = fields.Integer("Number of Findings", compute="_compute_finding_count", groups=INTERNAL)

    @api.depends("finding_ids")
    def _compute_finding_count(self):
        """Count all findings, resolved ones too: the way to what was found before."""
        # Also for those who see orders and no findings, as Odoo's project users do.
        groups = (
            self.env["order.validation.finding"]
            .sudo()
            ._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.finding_count = counts.get(order.id, 0)

    def _compute_partner_credit_warning(self):
        """Extend: where a finding says it, Odoo's own warning is left out. It counts less, so the sums differ."""
        result = super()._compute_partner_credit_warning()
        for order in self.filtered("partner_credit_warning"):
            if any(
                finding.code == "credit_limit" and finding.state == OPEN for finding in order.sudo().open_finding_ids
            ):
                order.partner_credit_warning = ""
        return result

    def action_check(self):
        """Check these orders again, and say in a few words what was found; for buttons and lists.

        :return: a notification, after which the screen is read again
        :raise AccessError: for a user who may not read one of the orders
        """
        opened = self.action_validate_order()
        text = self._check_result_text(opened)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if opened else "success",
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_result_text(self, opened):
        """Return what a check has found, for one order by findings, for several by orders.

        :param opened: the findings that are open
        """
        checked = self.filtered(lambda order: order.validation_mode != "off" and order.state != "cancel")
        checked |= self & opened.order_id
        if not checked:
            return self.env._("Nothing to check: the checks are off, or the order is cancelled.")
        if not opened:
            return self.env._("Nothing found.")
        if len(checked) == 1:
            return checked._findings_in_short(opened)
        orders = checked.grouped("validation_state")
        return self.env._(
            "Orders checked: %(all)s. Blocked: %(blocked)s. With warnings: %(warning)s. Clear: %(clear)s.",
            all=len(checked),
            **{state: len(orders.get(state, ())) for state in (BLOCKED, WARNING, CLEAR)},
        )

    def _findings_in_short(self, opened):
        blocking = opened.filtered(lambda finding: finding.severity == "block")
        observed = len(blocking.filtered("is_observed"))
        warnings, blocking = len(opened - blocking), len(blocking) - observed
        parts = [
            blocking and self.env._("Findings that block: %(number)s.", number=blocking),
            observed and self.env._("Findings that would block: %(number)s.", number=observed),
            warnings and self.env._("Warnings: %(number)s.", number=warnings),
        ]
        return " ".join(filter(None, parts))

    def action_open_findings(self):
        """Open everything that was ever found wrong with these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.order_validation_finding_action")
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {"create": False}}

    def _is_being_checked(self):
        """Whether the customer's order is accepted and waits for what a check has found.

        :rtype: bool
        """
        self.ensure_one()
        return self.state == "sale" and any(
            hold.active_hold and hold.origin in ORIGINS for hold in self.sudo().hold_ids
        )
