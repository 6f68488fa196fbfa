"""Receipts that were wrong: what is added to one by hand, and goods that go back as if they had never come."""

from odoo import api, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Extend: goods that nobody announced get a line; who takes a receipt back gives the return its rest back.

        :raise UserError: for taking back what was inspected
        """
        open_moves = self.sudo().filtered(lambda move: move.state not in ("done", "cancel"))
        added = open_moves.filtered(
            lambda move: (
                move.picking_id.rma_receipt
                and not move.rma_line_id
                and move.location_id._is_customer_side()
                and move.quantity
            )
        )
        added._adopt_unexpected()
        ours = open_moves.filtered(lambda move: move.rma_receipt)
        corrections = ours.filtered(lambda move: move._brings_to_customer())
        corrections.sale_line_id._touch_return_ledger()
        corrections.rma_line_id.rma_id._touch_revision()
        corrections._check_not_inspected()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        # Receipts of an order's goods refresh their return already.
        ours.exists().filtered(lambda move: not move._is_return()).rma_line_id.rma_id._refresh_state()
        return done

    def _check_not_inspected(self):
        """Refuse to take back what was looked at: it went where the inspection sent it.

        :raise UserError: saying so
        """
        for line in self.rma_line_id:
            taken = line._quantity_of(self.filtered(lambda move, line=line: move.rma_line_id == line))
            if line.uom_id.compare(-taken, line._is_here()) > 0:
                raise UserError(
                    self.env._(
                        "%(goods)s of %(number)s were inspected already; only %(here)g can go back from the receipt.",
                        goods=line.product_id.display_name,
                        number=line.rma_id.name,
                        here=line._is_here(),
                    )
                )

    def _adopt_unexpected(self):
        """Give moves that somebody added to a receipt a line of its return."""
        rmas = self.picking_id.rma_id
        ledgers = {rma: rma._ledgers_for(self.product_id) for rma in rmas}
        used = {rma: {} for rma in rmas}
        for move in self:
            rma, lot = move.picking_id.rma_id, move.move_line_ids.lot_id[:1]
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id, round=False)
            line = rma._add_unexpected(move.product_id, lot, quantity, ledgers[rma], used[rma])
            move.write(
                {
                    "rma_line_id": line.id,
                    "rma_receipt": True,
                    "sale_line_id": line.sale_line_id.id,
                    "to_refund": False,
                }
            )


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    @api.model
    def _prepare_picking_default_values_based_on(self, picking):
        """Extend: who takes back a receipt of a return finds the transfer there."""
        values = super()._prepare_picking_default_values_based_on(picking)
        return {**values, "rma_id": picking.rma_id.id} if picking.rma_receipt else values


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    def _prepare_move_default_values(self, new_picking):
        """Extend: taking back a receipt changes nothing of what is delivered; what is settled does.

        What comes back from a vendor or a customer once more is nothing that the return has received.
        """
        values = super()._prepare_move_default_values(new_picking)
        if self.move_id.rma_line_id:
            values["to_refund"] = False
            if not self.move_id.rma_receipt:
                values["rma_line_id"] = False
        return values
