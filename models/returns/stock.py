"""Moves and transfers of returns."""

from odoo import fields, models
from odoo.exceptions import UserError


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    return_location_id = fields.Many2one(
        "stock.location",
        "Returns Location",
        check_company=True,
        ondelete="restrict",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        help="Where returned goods wait for their inspection: outside the shelf, so nothing there is promised.",
    )
    refurbish_location_id = fields.Many2one(
        "stock.location",
        "Refurbishing Location",
        check_company=True,
        ondelete="restrict",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
    )

    def _return_location(self):
        """Return where returned goods wait; made when it is needed first."""
        return self._own_location("return_location_id", self.env._("Returns"))

    def _refurbish_location(self):
        """Return where goods are made good again; made when it is needed first."""
        return self._own_location("refurbish_location_id", self.env._("Refurbishing"))

    def _own_location(self, name, title):
        """Return a location of the warehouse that is no part of its stock, made when it is needed first.

        Two who need it first at the same time both write the warehouse, so only one makes it.
        """
        self.ensure_one()
        warehouse = self.sudo()  # whoever approves a return need not administer warehouses
        if not warehouse[name]:
            warehouse[name] = (
                self.env["stock.location"]
                .sudo()
                .create(
                    {
                        "name": f"{warehouse.code} {title}",
                        "usage": "internal",
                        "company_id": warehouse.company_id.id,
                        "location_id": warehouse.view_location_id.location_id.id,
                    }
                )
            )
        return warehouse[name].with_env(self.env)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    rma_id = fields.Many2one(
        "sale.rma", "Return", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    rma_receipt = fields.Boolean("Receipt of a Return", readonly=True, copy=False)

    def _create_backorder(self, backorder_moves=None):
        """Extend: what is still to come belongs to the same return."""
        backorders = super()._create_backorder(backorder_moves=backorder_moves)
        for backorder in backorders.sudo():
            origin = backorder.backorder_id
            if origin.rma_id:
                backorder.write({"rma_id": origin.rma_id.id, "rma_receipt": origin.rma_receipt})
        return backorders


class StockMove(models.Model):
    _inherit = "stock.move"

    rma_line_id = fields.Many2one(
        "sale.rma.line", "Return Line", readonly=True, copy=True, index="btree_not_null", ondelete="restrict"
    )
    rma_receipt = fields.Boolean(
        "Receipt of a Return", readonly=True, copy=True, help="Brings returned goods from the customer."
    )

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "rma_line_id", "rma_receipt"]

    def _brings_to_customer(self):
        """Whether the move has brought goods to the customer, in exchange or not."""
        self.ensure_one()
        return self.location_dest_id._is_customer_side() and not self.location_id._is_customer_side()

    def _carried(self):
        """Return ``{product: quantity}`` that moves have brought from the customer, less what they took there."""
        carried = {}
        for move in self:
            sign = -1 if move._brings_to_customer() else 1
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id, round=False)
            carried[move.product_id] = carried.get(move.product_id, 0.0) + sign * quantity
        return carried

    def _left_to_return(self):
        """Return how much of a done delivery has neither come back nor is on its way, in the product's unit."""
        self.ensure_one()
        back = self.returned_move_ids.filtered(lambda move: move.state not in ("cancel", "draft"))
        gone = sum(
            move.product_uom._compute_quantity(
                move.quantity if move.state == "done" else move.product_uom_qty, self.product_id.uom_id, round=False
            )
            for move in back
        )
        whole = self.product_uom._compute_quantity(self.quantity, self.product_id.uom_id, round=False)
        return max(0.0, whole - gone)

    def _is_return(self):
        """Whether the move brings goods of an order back from the customer."""
        self.ensure_one()
        return bool(
            self.sale_line_id and self.location_id._is_customer_side() and not self.location_dest_id._is_customer_side()
        )

    def _action_done(self, cancel_backorder=False):
        """Extend: what comes back is written to the ledger, whoever receives it; returns follow.

        The lowest method that every way of validating passes. Odoo's own returns cannot take what a return of ours
        has announced.
        """
        returning = self.sudo().filtered(lambda move: move.state not in ("done", "cancel") and move._is_return())
        returning.sale_line_id._touch_return_ledger()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        returned = returning.exists()
        returned.filtered(lambda move: not move.rma_line_id)._check_not_announced()
        returned.rma_line_id.rma_id._refresh_state()
        return done

    def _check_not_announced(self):
        """Refuse to receive by the way what a return has announced.

        :raise UserError: with each product of which a return expects what would be received without it
        """
        lines = self.sale_line_id.filtered("rma_line_ids")  # elsewhere Odoo's returns are as they always were
        if not lines:
            return
        ledgers = lines._return_ledgers()
        for move in self:
            found = ledgers.get(move.sale_line_id)
            if found and found.overdrawn(move.product_id):
                expecting = move.sale_line_id.rma_line_ids.filtered(lambda line: line._progress().outstanding > 0)
                raise UserError(
                    self.env._(
                        "%(goods)s is announced with %(returns)s. Receive it there, or close that return first.",
                        goods=move.product_id.display_name,
                        returns=", ".join(expecting.rma_id.mapped("name")) or move.sale_line_id.order_id.name,
                    )
                )
