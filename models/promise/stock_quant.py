"""Whoever reserves goods by hand takes their guard, too."""

from odoo import api, models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _update_reserved_quantity(
        self, product_id, location_id, quantity, lot_id=None, package_id=None, owner_id=None, strict=True
    ):
        """Extend: a quantity that somebody types reserves as well. What was reserved in a set is taken already."""
        # Whoever reserves need not see every place.
        warehouse = location_id.sudo().warehouse_id
        if quantity > 0 and warehouse:
            self.env["stock.promise.guard"]._take([(product_id.id, warehouse.id)])
        return super()._update_reserved_quantity(
            product_id, location_id, quantity, lot_id=lot_id, package_id=package_id, owner_id=owner_id, strict=strict
        )
