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

    @api.depends(lambda self: self._short_closed_dependencies())
    def _compute_qty_short_closed(self):
        for line in self:
            goods = line.state == "sale" and line.qty_delivered_method == "stock_move"
            line.qty_short_closed = line._get_short_closed() if goods else 0.0

    def _short_closed_dependencies(self):
        """Return what the short-closed quantity depends on; purchases join in where installed."""
        paths = ["state", "product_uom_qty", "qty_delivered_method"]
        paths += [f"move_ids.{name}" for name in ("state", "quantity", "product_uom_qty")]
        if self.env["sale.order.facts"]._has("sale.order.line", "purchase_line_ids"):
            paths += ["purchase_line_ids.product_qty", "purchase_line_ids.order_id.state"]
        return paths

    def _get_short_closed(self):
        """Return the declined quantity in the line's unit; kits are counted whole."""
        self.ensure_one()
        quantities = self._served_quantities()
        if not any(declined for _shipped, _open, declined in quantities.values()):
            return 0.0
        own = quantities.get(self.product_id)
        if own:
            convert = self.product_id.uom_id._compute_quantity
            own = [convert(quantity, self.product_uom_id, round=False) for quantity in own]
        else:
            own = kits_served(self.product_uom_qty, self._kit_components(quantities))
        return self.product_uom_id.round(short_closed(self.product_uom_qty, *own))

    def _served_quantities(self):
        """Return ``{product: (shipped, still open, declined)}`` in the products' units."""
        parts = [(move.product_id, move._delivery_quantities()) for move in self.move_ids]
        if self.env["sale.order.facts"]._has("sale.order.line", "purchase_line_ids"):
            parts += [(line.product_id, self._asked_of_vendor(line)) for line in self.purchase_line_ids]
        quantities = {}
        for product, part in parts:
            if any(part):
                known = quantities.get(product, (0.0, 0.0, 0.0))
                quantities[product] = tuple(map(sum, zip(known, part, strict=True)))
        return quantities

    def _asked_of_vendor(self, purchase_line):
        """Return what a vendor is to send to the customer and no transfer tells: open or declined."""
        purchase = purchase_line.order_id
        if not purchase.picking_type_id.default_location_dest_id._is_customer_side():
            return 0.0, 0.0, 0.0
        quantity = purchase_line.product_uom_id._compute_quantity(
            purchase_line.product_qty, purchase_line.product_id.uom_id
        )
        if purchase.state == "cancel":
            return 0.0, 0.0, quantity
        return 0.0, 0.0 if purchase.state in ("purchase", "done") else quantity, 0.0

    def _kit_components(self, quantities):
        """Return the quantities of a kit's components, of which only what is missing is declined.

        A component may have been declined more often than it is needed: transfers of an order that
        was cancelled and confirmed again stay on its lines.
        """
        needs = self._kit_needs()
        return [
            (shipped, still_open, min(declined, max(0.0, needs[product] - shipped - still_open)))
            if product in needs
            else (shipped, still_open, declined)
            for product, (shipped, still_open, declined) in quantities.items()
        ]

    def _kit_needs(self):
        """Return ``{component: quantity for the ordered kits}``; empty without a bill of materials."""
        if not self.env["sale.order.facts"]._has("stock.move", "bom_line_id"):
            return {}
        product, company = self.product_id, self.company_id
        bom = self.env["mrp.bom"]._bom_find(product, company_id=company.id, bom_type="phantom")[product]
        if not bom:
            return {}
        kits = self.product_uom_id._compute_quantity(self.product_uom_qty, bom.product_uom_id, round=False)
        _boms, lines = bom.explode(product, kits / bom.product_qty)
        needs = dict.fromkeys((line.product_id for line, _data in lines), 0.0)
        for line, data in lines:
            needs[line.product_id] += line.product_uom_id._compute_quantity(
                data["qty"], line.product_id.uom_id, round=False
            )
        return needs
