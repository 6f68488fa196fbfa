"""Why less was picked than the books say is there."""

from odoo import api, fields, models
from odoo.exceptions import UserError

DIALOG = "backorder_dialog_id"  # from which transfers are validated
NOT_STATED = "not_stated"


class StockMove(models.Model):
    _inherit = "stock.move"

    short_reason_id = fields.Many2one(
        "sale.order.reason",
        "Short Because",
        domain=[("kind", "=", "short_pick")],
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Why less left than was asked for.",
    )

    # === What is short === #

    def _short_quantity(self):
        """Return what of this move stays behind when its transfer is validated now, in the move's unit."""
        self.ensure_one()
        return max(0.0, self.product_uom_qty - self._leaving_quantity())

    def _short_of_orders(self):
        """Return those of the open moves on the way to a customer of an order that leave short."""
        return self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.product_uom.compare(move.product_uom_qty, move._leaving_quantity()) > 0
                and move.sudo().sale_line_id  # Warehouse people may have no right on orders.
                and move._leads_to_customer()
            )
        )

    def _there_by_the_books(self):
        """Return ``{move: quantity}`` of what stays behind although it is there, in the moves' units.

        What is reserved and not picked is there, too. With a fixed number of queries for each place.
        """
        free, there = self._free_by_the_books(), {}
        for move in self:
            lies = move.product_id.uom_id._compute_quantity(free[move], move.product_uom, round=False)
            lies += move.quantity - move._leaving_quantity()
            there[move] = max(0.0, min(move._short_quantity(), lies))
        return there

    def _free_by_the_books(self):
        """Return ``{move: quantity}`` of goods that lie free where these moves take from, in the products' units.

        One query for each place from which they take.
        """
        free = {}
        for location, moves in self.grouped("location_id").items():
            rows = self.env["stock.quant"]._read_group(
                [("location_id", "child_of", location.id), ("product_id", "in", moves.product_id.ids)],
                ["product_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
            of_product = {product.id: quantity - reserved for product, quantity, reserved in rows}
            free.update((move, max(0.0, of_product.get(move.product_id.id, 0.0))) for move in moves)
        return free

    # === Why === #

    def _unexplained(self):
        """Return those of the moves that leave short without a reason, where the company wants to know it."""
        asked = self.filtered(lambda move: not move.short_reason_id and move.company_id.sudo().short_pick_reasons)
        short = asked._short_of_orders()
        there = short._there_by_the_books()
        return short.filtered(lambda move: move.product_uom.compare(there[move], 0) > 0)

    def _ask_why_text(self):
        self.ensure_one()
        product = self.product_id.display_name
        return self.env._("Say why %(product)s is short: it is there by the books.", product=product)

    def _action_done(self, cancel_backorder=False):
        """Extend: why less leaves stands in the order's log; whom nobody could ask has not stated it.

        :raise UserError: if somebody was asked, and has not said why
        """
        unexplained = self._unexplained()
        if unexplained:
            if self.env.context.get(DIALOG):
                raise UserError(unexplained[0]._ask_why_text())
            unexplained.short_reason_id = self.env["sale.order.reason"]._get_by_code("short_pick", NOT_STATED)
        explained = self.filtered("short_reason_id")._short_of_orders()
        notes = [(move, move.picking_id, move._short_quantity(), move.short_reason_id) for move in explained]
        result = super()._action_done(cancel_backorder=cancel_backorder)
        for move, picking, quantity, reason in notes:
            move._note_short_pick(picking, quantity, reason)
        # Of what stays behind as a whole, the next one who leaves it behind is asked again.
        explained.filtered(lambda move: move.state not in ("done", "cancel")).short_reason_id = False
        return result

    def _note_short_pick(self, picking, quantity, reason):
        """Have an entry in the order's log of what stayed behind, and why."""
        note = self.env._(
            "%(quantity)g %(unit)s %(product)s: %(reason)s",
            quantity=quantity,
            unit=self.product_uom.name,
            product=self.product_id.display_name,
            reason=reason.name,
        )
        order = self.sudo().sale_line_id.order_id  # Warehouse people may have no right on orders.
        self.env["sale.order.event"]._note_event(order._prepare_event("short_pick", picking, note=note))


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _check_backorder(self):
        """Extend: who leaves goods behind is asked why, also where Odoo never or always makes a backorder."""
        return super()._check_backorder() | self.move_ids._unexplained().picking_id


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    def _is_used(self):
        """Extend: reasons for which less was picked."""
        groups = self.env["stock.move"].sudo()._read_group([("short_reason_id", "in", self.ids)], ["short_reason_id"])
        return super()._is_used() | self.browse({reason.id for (reason,) in groups})


class SaleOrderEvent(models.Model):
    _inherit = "sale.order.event"

    @api.model
    def _selection_document(self):
        """Extend: questions to customers."""
        notice = "sale.backorder.notice"
        return [*super()._selection_document(), (notice, self.env[notice]._description)]
