"""Holding an order and letting it go on."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    hold_ids = fields.One2many("sale.order.hold", "order_id", copy=False, readonly=True)
    is_on_hold = fields.Boolean(
        compute="_compute_is_on_hold", store=True, precompute=True, compute_sudo=True, copy=False
    )
    hold_reason_ids = fields.Many2many(
        "sale.order.reason",
        relation="sale_order_hold_reason_rel",
        string="Hold Reasons",
        compute="_compute_hold_reason_ids",
        store=True,
        compute_sudo=True,
        copy=False,
        # A reason that was archived meanwhile still stops the order.
        context={"active_test": False},
    )
    can_release_holds = fields.Boolean(compute="_compute_can_release_holds")

    @api.depends("hold_ids.released_at")
    def _compute_is_on_hold(self):
        for order in self:
            order.is_on_hold = any(not hold.released_at for hold in order.hold_ids)

    @api.depends("hold_ids.released_at", "hold_ids.reason_id")
    def _compute_hold_reason_ids(self):
        # Orders with the same reasons at once: each assignment is a statement of its own.
        groups = self.grouped(lambda order: order.hold_ids.filtered("active_hold").reason_id)
        for reasons, orders in groups.items():
            orders.hold_reason_ids = reasons

    @api.depends("hold_ids.active_hold", "hold_ids.origin")
    @api.depends_context("uid")
    def _compute_can_release_holds(self):
        for order in self:
            groups = {hold._release_group() for hold in order.hold_ids if hold.active_hold}
            order.can_release_holds = bool(groups) and all(self.env.user.has_group(group) for group in groups)

    def action_hold(self, reason, note=False, origin="manual"):
        """Put orders on hold. An order already held for this reason and origin stays as it is.

        Nothing new is reserved for a held order, none of its transfers can be validated and its pick
        lists do not print. What has left already can be invoiced and paid.

        :param reason: a ``sale.order.reason`` of the kind "hold", or its id
        :param str note: free text
        :param str origin: what placed it, see ``sale.order.hold.origin``
        :return: the holds in force for this reason
        :raise UserError: for a cancelled order or a reason of another kind
        :raise AccessError: for a user who may not change the order
        """
        reason = self.env["sale.order.reason"]._resolve(reason, "hold")
        self.check_access("write")
        self._check_not_cancelled()
        # Of two who place the same hold at once, the later one runs again and finds it standing.
        self._touch_order_status(self.ids)
        # Nobody may write holds directly; the right to change the orders was checked above.
        Hold = self.env["sale.order.hold"].sudo()
        standing = Hold.search(
            [
                ("order_id", "in", self.ids),
                ("reason_id", "=", reason.id),
                ("origin", "=", origin),
                ("released_at", "=", False),
            ]
        )
        placed = Hold.create(
            [
                {"order_id": order.id, "reason_id": reason.id, "origin": origin, "note": note}
                for order in self - standing.order_id
            ]
        )
        placed._log_events("hold", note)
        if reason.frees_reservation:
            placed.order_id._free_reservation()
        return (standing + placed).sudo(False)

    def _check_not_cancelled(self):
        cancelled = self.filtered(lambda order: order.state == "cancel")
        if cancelled:
            raise UserError(
                self.env._(
                    "A cancelled order cannot be put on hold: %(orders)s.",
                    orders=", ".join(cancelled.mapped("name")),
                )
            )

    def action_release_holds(self, note=False):
        """Release every hold of these orders. They then have the status that their facts say.

        :param str note: why
        :raise AccessError: if the user may not release one of the holds; then none is released
        :raise UserError: without a note
        """
        self.check_access("read")
        return self.sudo().hold_ids.sudo(False).filtered("active_hold").action_release(note)

    def action_open_hold(self):
        """Open the dialog that puts these orders on hold."""
        return self._lifecycle_dialog("sale.order.place.hold", self.env._("Put on Hold"))

    def action_open_release(self):
        """Open the dialog that releases the holds of these orders."""
        return self._lifecycle_dialog("sale.order.release.hold", self.env._("Release Hold"))

    def _lifecycle_dialog(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_order_ids": self.ids},
        }

    # === What a hold does to the warehouse === #

    def _open_delivery_moves(self):
        """Return the moves of these orders that are still on the way to the customer."""
        # The order desk may have no right on transfers; a hold must work all the same.
        return self.sudo().order_line.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move._leads_to_customer()
        )

    def _free_reservation(self):
        """Give the stock reserved for these orders back to others, except what is picked."""
        self._open_delivery_moves().filtered(lambda move: not move.picked)._do_unreserve()

    def _reserve_after_release(self):
        """Reserve stock for orders that are free again, as their warehouses do at confirmation."""
        free = self.filtered(lambda order: not order.is_on_hold and order.state == "sale")
        today = fields.Date.today()
        moves = free._open_delivery_moves().filtered(
            lambda move: (
                move.state in ("confirmed", "waiting", "partially_available")
                and (
                    move.picking_type_id.reservation_method == "at_confirm"
                    or (move.reservation_date and move.reservation_date <= today)
                )
            )
        )
        moves._action_assign()

    def _hold_message(self):
        """Return why these orders may not leave: one line for each, with its reasons."""
        return "\n".join(
            self.env._(
                "%(order)s is on hold: %(reasons)s.",
                order=order.name,
                reasons=", ".join(order.hold_reason_ids.mapped("name")),
            )
            for order in self
        )

    def _check_not_held(self):
        """Refuse to let a held order go on.

        :raise UserError: naming the held orders and their reasons
        """
        held = self.filtered("is_on_hold")
        if held:
            raise UserError(held._hold_message())
