"""What may not leave because the customer wants it at once, or in fewer shipments."""

from datetime import timedelta

from odoo import fields, models

from ...engine import backorders as engine
from .backorder_policy import ORDER_DESK

RESTRICTING = (engine.COMPLETE, engine.LIMITED)
ONE_VALIDATION = timedelta(minutes=10)  # so long may it take to validate transfers together


class StockPicking(models.Model):
    _inherit = "stock.picking"

    left_with_id = fields.Many2one(
        "stock.picking",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Left at the same time for the same address: one shipment to a customer who counts them.",
    )

    def _obstacles_to_leaving(self):
        """Extend: nothing leaves short that the customer wants at once, or in fewer shipments."""
        obstacles = super()._obstacles_to_leaving()
        moves = self.sudo().move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        # Warehouse people may have no right on orders.
        orders = moves.sale_line_id.order_id.filtered(lambda order: order._shipment_policy()[0] in RESTRICTING)
        # Read of all at once, whatever of them was read before.
        (orders.order_line.move_ids | moves).move_line_ids.mapped("picked")
        (orders.order_line.move_ids.location_id | moves.location_id).mapped("warehouse_id")
        leaders = self.sudo()._leaders()
        for order in orders:
            policy, most = order._shipment_policy()
            mine = moves.filtered(lambda move, order=order: move.sale_line_id.order_id == order)
            gone = order._sent_transfers()._shipments()
            for place, leaving in mine.grouped(lambda move: move._place_of_leaving()).items():
                if not any(move._leaving_quantity() > 0 for move in leaving):
                    continue
                now = {leaders[picking].id for picking in leaving.picking_id}
                text = order._shipment_obstacle(policy, most, place, leaving, len(gone - now) + len(now) - 1)
                gone |= now
                if text:
                    obstacles.setdefault(leaving.picking_id[:1].with_env(self.env), []).append(text)
        return obstacles

    def _note_leaving(self):
        """Extend: transfers that leave together are one shipment to customers who count them."""
        result = super()._note_leaving()
        for picking, first in self.sudo()._leaders().items():  # Warehouse people may have no right on orders.
            orders = picking.move_ids.sale_line_id.order_id
            if first != picking and any(order._shipment_policy()[0] == engine.LIMITED for order in orders):
                picking.left_with_id = first
        return result

    def _leaders(self):
        """Return ``{transfer: the first of those that leave now from the same place for the same address}``.

        Odoo lets transfers of one button or batch leave in two turns: with backorders and without. What left long
        before, or has not left yet, is in another box, whoever names it in the context.
        """
        named = self.browse(self.env.context.get("button_validate_picking_ids") or ()) - self
        long_ago = fields.Datetime.now() - ONE_VALIDATION
        earlier = named.filtered(lambda picking: picking.state == "done" and picking.date_done >= long_ago)
        leaders = {}
        for mates in (self | earlier).grouped(lambda picking: (picking.partner_id, picking.location_id)).values():
            first = ((mates & earlier) or mates).sorted("id")[:1]
            leaders.update(dict.fromkeys(mates, first.left_with_id or first))
        return leaders

    def _shipments(self):
        """Return what tells transfers that have left apart as shipments: what left together for one address is one."""
        return {(picking.left_with_id or picking).id for picking in self}

    def _closes_rest(self):
        """Whether what does not leave now is closed; said by the dialog, or by who validates."""
        return bool(self.env.context.get("cancel_backorder"))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _sent_transfers(self):
        """Return the transfers with which goods of this order have left; as superuser, whoever ships."""
        left = self.sudo().order_line.move_ids.filtered(
            lambda move: move.state == "done" and move.quantity > 0 and move._is_delivery()
        )
        return left.picking_id

    def _shipment_obstacle(self, policy, most, place, leaving, shipped):
        """Return why these moves may not leave; None if they may.

        :param str policy: what the customer accepts
        :param int most: in how many shipments
        :param stock.warehouse place: from where they leave: what leaves from elsewhere cannot be in the same box
        :param stock.move leaving: open moves of the order in the transfers that are being validated
        :param int shipped: how many other shipments have left, or leave now
        """
        rest = self._open_shares_of(place).filtered(
            lambda move: (
                move.product_uom.compare(move.product_uom_qty, move._leaving_quantity() if move in leaving else 0) > 0
            )
        )
        why = engine.obstacle(
            engine.Leaving(
                policy=policy,
                most=most,
                shipped=shipped,
                rest=bool(rest),
                closed=leaving.picking_id._closes_rest() and rest <= leaving,
                may_close=self.env.user.has_group(ORDER_DESK),
            )
        )
        return why and self._shipment_obstacle_text(why, most, rest, leaving)

    def _open_shares_of(self, place):
        """Return the open moves that say how much of the order is still to leave from a warehouse."""
        return self._open_delivery_moves().filtered(
            lambda move: (
                not move.return_replacement
                and (move._is_delivery() or not move.move_dest_ids)
                and move._place_of_leaving() == place
            )
        )

    def _shipment_obstacle_text(self, why, most, rest, leaving):
        goods = ", ".join(
            f"{move.product_uom_qty - (move._leaving_quantity() if move in leaving else 0):g}"
            f" {move.product_uom.name} {move.product_id.display_name}"
            for move in rest
        )
        names = {"customer": self.partner_id.display_name, "order": self.name, "most": most, "goods": goods}
        desk = self.env._("The order desk may change “Shipments” on the order.")
        texts = {
            engine.SHORT: self.env._("%(customer)s wants %(order)s complete; missing: %(goods)s.", **names),
            engine.NOT_CLOSED: self.env._(
                "%(customer)s wants %(order)s complete; only the order desk may close what is missing: %(goods)s.",
                **names,
            ),
            engine.LAST: self.env._(
                "%(customer)s accepts %(most)s shipments of %(order)s, and this is the last one. Put in or close"
                " what is missing: %(goods)s, or ask the customer.",
                **names,
            ),
            engine.TOO_MANY: self.env._(
                "%(customer)s accepts %(most)s shipments of %(order)s, and they have left. Ask the customer.", **names
            ),
        }
        return f"{texts[why]} {desk}"


class StockMove(models.Model):
    _inherit = "stock.move"

    def _place_of_leaving(self):
        """Return the warehouse from which the goods go; none for what vendors send."""
        self.ensure_one()
        return self.location_id.warehouse_id

    def _leaving_quantity(self):
        """Return what leaves when the transfer is validated now, in the move's unit."""
        self.ensure_one()
        return self._get_picked_quantity() if self.picked else 0.0
