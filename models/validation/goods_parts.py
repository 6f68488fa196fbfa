"""What the goods of an order consist of: kits are shipped as their components."""

from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _ships_from(self):
        """Return the warehouse from which this line is shipped: the order's, unless a route of the line differs."""
        self.ensure_one()
        return self.warehouse_id or self.order_id.warehouse_id

    def _goods_parts(self, boms):
        """Return what these lines of goods consist of: of a kit its components, else the product itself.

        :param dict boms: the bills of materials of kits, see ``product.product._kit_boms``
        :return: ``{line: {product: quantity in its own unit}}``
        """
        parts = {}
        for line in self:
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id, round=False)
            parts[line] = {}
            line._add_parts(parts[line], line.product_id, quantity, boms)
        return parts

    def _add_parts(self, parts, product, quantity, boms):
        bom = boms.get(product)
        if not bom:
            parts[product] = parts.get(product, 0.0) + quantity
            return
        kits = product.uom_id._compute_quantity(quantity, bom.product_uom_id, round=False) / bom.product_qty
        for part in bom.bom_line_ids:
            if part.bom_product_template_attribute_value_ids and part._skip_bom_line(
                product, self.product_no_variant_attribute_value_ids
            ):
                continue
            needed = part.product_uom_id._compute_quantity(kits * part.product_qty, part.product_id.uom_id, round=False)
            self._add_parts(parts, part.product_id, needed, boms)


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _kit_boms(self, company):
        """Return ``{product: bill of materials}`` of the kits among these products and their components.

        One query for each level of kits within kits.
        """
        boms = {}
        seen, products = self, self
        while products:
            found = self.env["mrp.bom"]._bom_find(products, company_id=company.id, bom_type="phantom")
            boms.update((product, bom) for product, bom in found.items() if bom)
            products = self.browse().union(*(bom.bom_line_ids.product_id for bom in found.values())) - seen
            seen |= products
        return boms
