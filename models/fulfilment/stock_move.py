"""What may not leave does not, whoever validates."""

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Extend: goods leave for the customer only when nothing stands against it.

        The lowest method that every way of validating passes (button, batch, script, other modules).
        """
        open_moves = self.filtered(lambda move: move.state not in ("done", "cancel"))
        deliveries = open_moves.picking_id.filtered(lambda picking: picking._is_delivery())
        if deliveries:
            # What does not leave now may be closed herewith: Odoo's own word for it, also where only moves are told.
            deliveries.with_context(cancel_backorder=cancel_backorder)._check_may_leave()
            deliveries._note_leaving()
        return super()._action_done(cancel_backorder=cancel_backorder)
