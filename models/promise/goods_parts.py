"""What goods consist of, and where each part comes from: kits are shipped as their components."""

from odoo import models
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _ships_from(self):
        """Return the warehouse from which this line is shipped: the order's, unless a route of the line differs."""
        self.ensure_one()
        return self.warehouse_id or self.order_id.warehouse_id

    def _warehouses(self):
        """Return the warehouses from which these lines are shipped."""
        return self.warehouse_id | self.filtered(lambda line: not line.warehouse_id).order_id.warehouse_id

    def _read_goods(self, company):
        """Return of what the goods among these lines consist, and where each part comes from.

        :param res.company company: whose orders they are
        :return: ``{line: {product: quantity in its own unit}}``, ``{(line id, product id): Origin}``
        """
        products = self.env["product.product"]
        lines = self.filtered(lambda line: line._is_goods() and line._ships_from())
        origins = products._read_origins([(line, line.product_id) for line in lines], company)
        kits = lines.filtered(lambda line: origins[line.id, line.product_id.id].kit)
        parts = lines._goods_parts(kits.product_id._kit_boms(company))
        origins.update(products._read_origins([(line, product) for line in kits for product in parts[line]], company))
        return parts, origins

    def _goods_parts(self, boms):
        """Return what these lines of goods consist of: of a kit its components, else the product itself.

        :param dict boms: the bills of materials of kits, see ``product.product._kit_boms``
        :return: ``{line: {product: quantity in its own unit}}``
        """
        parts = {}
        for line in self:
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id, round=False)
            variant = line.product_no_variant_attribute_value_ids
            parts[line] = line.product_id._kit_parts(quantity, boms, variant)
        return parts

    def _open_share(self):
        """Return which part of what was ordered is still to be shipped, between 0 and 1."""
        self.ensure_one()
        if self.state != "sale":
            return 1.0
        gone = self.qty_delivered + self.qty_short_closed
        if float_compare(gone, self.product_uom_qty, precision_rounding=self.product_uom_id.rounding) >= 0:
            return 0.0
        return 1.0 - max(0.0, gone) / self.product_uom_qty


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

    def _kit_parts(self, quantity, boms, variant=None):
        """Return ``{product: quantity in its own unit}`` of what is shipped for a quantity of this product.

        A kit that contains itself, which Odoo refuses but an import may have left, is taken as its own part.

        :param quantity: in the product's unit
        :param dict boms: see :meth:`_kit_boms`
        :param variant: attribute values of the order line that make no variant
        """
        parts = {}
        self._add_kit_parts(parts, quantity, boms, variant, frozenset())
        return parts

    def _add_kit_parts(self, parts, quantity, boms, variant, within):
        bom = boms.get(self)
        if not bom or self in within:
            parts[self] = parts.get(self, 0.0) + quantity
            return
        kits = self.uom_id._compute_quantity(quantity, bom.product_uom_id, round=False) / bom.product_qty
        for part in bom.bom_line_ids:
            if part.bom_product_template_attribute_value_ids and part._skip_bom_line(self, variant):
                continue
            needed = part.product_uom_id._compute_quantity(kits * part.product_qty, part.product_id.uom_id, round=False)
            part.product_id._add_kit_parts(parts, needed, boms, variant, within | {self})
