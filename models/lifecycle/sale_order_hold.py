"""A hold stops an order; only people with the right may lift it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

GROUP_ORDER_DESK = "quote_to_cash.group_order_desk"
GROUP_CREDIT_MANAGER = "quote_to_cash.group_credit_manager"


class SaleOrderHold(models.Model):
    """One reason for which an order is stopped. Several may stand at once.

    Rows are written only by ``sale.order.action_hold`` and ``action_release_holds``: nobody has the
    right to create or change one directly.
    """

    _name = "sale.order.hold"
    _description = "Order Hold"
    _order = "placed_at desc, id desc"
    _check_company_auto = True
    _rec_name = "reason_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    reason_id = fields.Many2one("sale.order.reason", required=True, ondelete="restrict")
    origin = fields.Selection(
        [
            ("validation", "Order Check"),
            ("credit", "Credit"),
            ("dunning", "Reminders"),
            ("payment", "Payment"),
            ("customer", "Customer"),
            ("manual", "Manual"),
        ],
        required=True,
        default="manual",
    )
    note = fields.Char()
    placed_by_id = fields.Many2one("res.users", required=True, default=lambda self: self.env.uid)
    placed_at = fields.Datetime(required=True, default=fields.Datetime.now)
    released_by_id = fields.Many2one("res.users")
    released_at = fields.Datetime(copy=False)
    release_note = fields.Char()
    active_hold = fields.Boolean("In Force", compute="_compute_active_hold", store=True, precompute=True, index=True)

    _one_per_reason = models.UniqueIndex(
        "(order_id, reason_id, origin) WHERE released_at IS NULL",
        "This order is already on hold for this reason.",
    )

    @api.depends("released_at")
    def _compute_active_hold(self):
        for hold in self:
            hold.active_hold = not hold.released_at

    @api.constrains("reason_id")
    def _check_reason_kind(self):
        for hold in self:
            hold.reason_id._check_kind("hold")

    # === Release === #

    def _release_group(self):
        """Return the group that may release this hold."""
        self.ensure_one()
        return GROUP_CREDIT_MANAGER if self.origin == "credit" else GROUP_ORDER_DESK

    def _check_may_release(self):
        """Refuse unless the user may release every one of these holds.

        :raise AccessError: naming the holds and who may release them
        """
        if self.env.su:
            return
        for hold in self:
            group = hold._release_group()
            if not self.env.user.has_group(group):
                raise AccessError(
                    self.env._(
                        "%(order)s is on hold: %(reason)s. Only the group “%(group)s” may release it.",
                        order=hold.order_id.name,
                        reason=hold.reason_id.name,
                        group=self.env.ref(group).sudo().full_name,
                    )
                )

    def action_release(self, note=False):
        """Release these holds; those already released stay as they are.

        :param str note: why
        :raise AccessError: if the user may not release one of them; then none is released
        :raise UserError: without a note
        """
        self.order_id.check_access("read")
        holds = self.filtered("active_hold")
        holds._check_may_release()
        if not holds:
            return True
        if not (note or "").strip():
            raise UserError(self.env._("Say why the hold is released."))
        # Nobody may write holds directly; the right was checked above.
        holds.sudo().write(
            {
                "released_by_id": self.env.uid,
                "released_at": fields.Datetime.now(),
                "release_note": note,
            }
        )
        holds._log_events("release", note)
        holds.order_id._reserve_after_release()
        return True

    def _log_events(self, kind, note):
        self.env["sale.order.event"]._append(
            [
                hold.order_id._prepare_event(kind, hold, note=": ".join(filter(None, (hold.reason_id.name, note))))
                for hold in self
            ]
        )
