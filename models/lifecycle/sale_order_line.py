"""The part of a line that will never be shipped."""

from odoo import api, fields, models

from ...engine.short_close import kits_served, short_closed


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    qty_short_closed = fields.Float(
        "Short-closed",
        digits="Product Unit",
        compute="_compute_qty_short_closed",
        store=True,
        compute_sudo=True,
        help="Quantity that was ordered but will not be shipped: its backorder was declined or its transfer cancelled.",
    )

    @api.depends(
        "state",
        "product_uom_qty",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom_qty",
        "qty_delivered_method",
    )
    def _compute_qty_short_closed(self):
        for line in self:
            goods = line.state == "sale" and line.qty_delivered_method == "stock_move"
            line.qty_short_closed = line._get_short_closed() if goods else 0.0

    def _get_short_closed(self):
        """Return the declined quantity in the line's unit; kits are counted whole."""
        self.ensure_one()
        components = {}
        for move in self.move_ids:
            shipped, still_open, declined = move._delivery_quantities()
            known = components.get(move.product_id, (0.0, 0.0, 0.0))
            components[move.product_id] = tuple(map(sum, zip(known, (shipped, still_open, declined), strict=True)))
        own = components.pop(self.product_id, None)
        if own is None:
            if not components:
                return 0.0
            own = kits_served(self.product_uom_qty, components.values())
        else:
            convert = self.product_id.uom_id._compute_quantity
            own = tuple(convert(quantity, self.product_uom_id, round=False) for quantity in own)
        return self.product_uom_id.round(short_closed(self.product_uom_qty, *own))
