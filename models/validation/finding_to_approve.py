"""Asking somebody to approve what a salesperson may not give, with one activity for an order.

Loaded after the files whose methods it extends: those of the check, which end what is no longer true.
"""

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.findings import OPEN

APPROVAL = "quote_to_cash.mail_activity_approval"
ASK = "_fix_ask_approval"


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    approval_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
        help="The activity with which an approval was asked for.",
    )

    def _fix_ask_approval(self):
        """Ask who decides about discounts, with one activity for the order, however often it is asked."""
        order = self.order_id
        asked = order.finding_ids.filtered(lambda finding: finding.state == OPEN and finding.fix == ASK)
        note = Markup("<br/>").join(escape(finding.message) for finding in asked | self)
        # Nobody may write findings; whose activity it is does not matter for what it says.
        activity = order.sudo().activity_search([APPROVAL])[:1]
        if activity:
            activity.note = note
        else:
            approver = order._discount_approver(self.rule_id)
            if not approver:
                raise UserError(self.env._("There is nobody who could approve this: no team leader, no sales manager."))
            activity = order.activity_schedule(
                APPROVAL, user_id=approver.id, summary=self.env._("Approve the discount"), note=note
            )
        (asked | self).sudo().approval_id = activity

    @api.model
    def _read_standing(self, orders):
        """Extend: who was asked is read with the findings, so that to end them costs no statement more."""
        rows = super()._read_standing(orders)
        field = self._fields["approval_id"]
        for finding_id, row in rows.items():
            field._update_cache(self.browse(finding_id), row["approval_id"])
        return rows

    def _resolve(self):
        """Extend: what is no longer true needs no approval."""
        asked = self.sudo().approval_id
        result = super()._resolve()
        asked._end_approval()
        return result

    def action_waive(self, reason, until=None):
        """Extend: what is waived is approved."""
        result = super().action_waive(reason, until=until)
        self.sudo().approval_id._end_approval()
        return result


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _end_approval(self):
        """End requests for an approval of which nothing is left to decide."""
        if not self:
            return
        waiting = (
            self.env["order.validation.finding"]
            .sudo()
            .search_fetch([("approval_id", "in", self.ids), ("state", "=", OPEN)], ["approval_id"])
        )
        decided = (self.sudo().exists() - waiting.approval_id).filtered("active")
        if decided:
            decided.action_feedback()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _discount_approver(self, rule):
        """Return who decides about discounts on this order: a team leader, else somebody who may waive the rule.

        Never the salesperson of the order, who may not waive the rule on it.

        :param order.validation.rule rule: the rule that has found something
        """
        # Who leads whom, a salesperson may not read.
        order, group = self.sudo(), rule.sudo().waiver_group_id
        owners = order.user_id | order.create_uid
        candidates = order.team_id.user_id | order.user_id.sale_team_id.user_id
        for members in (group, self.env.ref("sales_team.group_sale_manager").sudo()):
            candidates |= members.all_user_ids.sorted("id")
        candidates = candidates.filtered(
            lambda user: user.active and not user.share and user not in owners and order.company_id in user.company_ids
        )
        may_waive = candidates.filtered(lambda user: group in user.all_group_ids) if group else candidates
        return (may_waive or candidates)[:1].sudo(False)
