"""Moves of held orders do not leave; moves that left are logged."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    return_replacement = fields.Boolean(
        readonly=True, help="Sent in exchange for returned goods; does not reopen the order."
    )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "return_replacement"]

    @api.model
    def _prepare_merge_negative_moves_excluded_distinct_fields(self):
        # Lowering the ordered quantity takes back what was to be sent in exchange, too, as in Odoo.
        return [*super()._prepare_merge_negative_moves_excluded_distinct_fields(), "return_replacement"]

    # === What a move is to its order === #

    def _is_delivery(self):
        """Whether the move brings goods of an order to the customer, drop shipments included."""
        self.ensure_one()
        return (
            self.location_dest_id._is_customer_side()
            and not self.location_id._is_customer_side()
            and not self.origin_returned_move_id
            and not self.return_replacement
        )

    def _leads_to_customer(self):
        """Whether the move is a delivery or an earlier step of one."""
        self.ensure_one()
        if self._is_delivery() or (
            self.location_dest_id._is_customer_side() and not self.location_id._is_customer_side()
        ):
            return True
        return self._is_delivery_step()

    def _is_delivery_step(self):
        """Whether the move brings goods of an order nearer to the dock (pick, pack)."""
        self.ensure_one()
        inside = ("internal", "transit")
        if (
            self.origin_returned_move_id
            or self.location_id.usage not in inside
            or self.location_dest_id.usage not in inside
        ):
            return False
        final = self.location_final_id
        return bool(
            (final and final._is_customer_side())
            or (self.sale_line_id and self.sale_line_id in self.move_dest_ids.sale_line_id)
        )

    def _delivery_quantities(self):
        """Return what the move means for its order line: ``(shipped, still open, declined)``.

        In the product's unit. A step that another move continues counts there, not here.
        """
        self.ensure_one()
        nothing = (0.0, 0.0, 0.0)
        if self.origin_returned_move_id or self.return_replacement:
            return nothing
        delivery = self._is_delivery()
        if not delivery and not self._is_delivery_step():
            return nothing
        demand = self.product_qty
        if self.state == "cancel":
            return 0.0, 0.0, demand if delivery or not self.move_dest_ids else 0.0
        if self.state != "done":
            return 0.0, demand if delivery or not self.move_dest_ids else 0.0, 0.0
        done = self.product_uom._compute_quantity(self.quantity, self.product_id.uom_id)
        return done if delivery else 0.0, 0.0, max(0.0, demand - done)

    def _waits_in_output(self):
        """Whether the goods of this finished step lie ready for a transfer that is still open."""
        self.ensure_one()
        return (
            self.state == "done"
            and self._is_delivery_step()
            and any(move.state not in ("done", "cancel") for move in self.move_dest_ids)
        )

    def _goods_text(self):
        self.ensure_one()
        return f"{self.quantity:g} {self.product_uom.name} {self.product_id.display_name}"

    # === Holds === #

    def _orders_served(self):
        """Return the orders that the moves are for.

        What is sent in exchange gets its order line only when it is done; until then it is known by
        its reference.
        """
        return self.sale_line_id.order_id | self.filtered("return_replacement").reference_ids.sale_ids

    def _held_orders(self):
        """Return the held orders whose goods these moves would bring nearer to the customer."""
        # Warehouse people may have no right on orders.
        moves = self.sudo()
        held = moves._orders_served().filtered("is_on_hold")
        if not held:
            return held
        blocked = moves.filtered(lambda move: move._orders_served() & held and move._leads_to_customer())
        return blocked._orders_served() & held

    def _action_assign(self, force_qty=False):
        """Extend: nothing new is reserved for a held order."""
        held = self._held_orders()
        if held:
            self = self.filtered(lambda move: not move._held_orders())
        return super()._action_assign(force_qty=force_qty)

    def _set_quantity(self):
        """Extend: nobody reserves for a held order by typing a quantity."""
        held = self._held_orders()
        if held and any(
            move.product_uom.compare(move.quantity, move._quantity_sml()) > 0 for move in self if move._held_orders()
        ):
            raise UserError(held._hold_message())
        return super()._set_quantity()

    def _action_done(self, cancel_backorder=False):
        """Extend: goods of a held order do not move, whoever asks; what left is logged.

        The lowest method that every way of validating passes (button, batch, other modules).
        """
        self.filtered(lambda move: move.state not in ("done", "cancel"))._held_orders()._check_not_held()
        # Every picking that this may finish is noted before, to see afterwards what really happened.
        self._note_shipments()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _note_shipments(self):
        """Have shipments and returns of orders logged once they are done."""
        Event = self.env["sale.order.event"]
        for move in self.sudo().filtered("sale_line_id"):  # Orders: see _held_orders.
            if not move.picking_id:
                continue
            if move._is_delivery():
                kind = "shipment"
            elif move.location_id._is_customer_side() and not move.location_dest_id._is_customer_side():
                kind = "return"
            else:
                continue
            picking = move.picking_id
            Event._note_document(kind, move.sale_line_id.order_id, picking)
