"""Whoever reserves goods takes their guard."""

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        """Extend: of two transactions that reserve the same goods at once, the later one runs again."""
        with self.env["stock.promise.guard"]._taking(self._stock_to_reserve(force_qty)) as again:
            moves = self.exists() if again else self
            return super(StockMove, moves)._action_assign(force_qty=force_qty)

    def _stock_to_reserve(self, force_qty=False):
        """Return the pairs of product id and warehouse id of which these moves may reserve something."""
        pairs = set()
        # Whoever reserves need not see every place.
        for move in self.sudo():
            warehouse = move.location_id.warehouse_id
            if warehouse and move._may_reserve(force_qty):
                pairs.add((move.product_id.id, warehouse.id))
        return pairs

    def _may_reserve(self, force_qty=False):
        """Whether reserving this move may take goods off the shelf: as Odoo decides it, with less to look at."""
        self.ensure_one()
        if not force_qty and (self.picked or self.state not in ("confirmed", "waiting", "partially_available")):
            return False
        if self._should_bypass_reservation():
            return False
        if self.move_orig_ids:
            return any(move.state == "done" for move in self.move_orig_ids)
        return self.procure_method != "make_to_order"
