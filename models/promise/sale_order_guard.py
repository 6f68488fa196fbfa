"""Orders take the guard of their goods, before anybody reads what there is."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _check_at_gate(self):
        """Extend: of two orders for the same goods at once, the later one is judged again, and sees the first.

        Outside of what the check may roll back.
        """
        self.sudo().order_line._take_stock()  # customers may see neither goods nor warehouses
        return super()._check_at_gate()

    def _check_for_people(self, confirming=False):
        """Extend: see :meth:`_check_at_gate`."""
        if confirming:
            self.sudo().order_line._take_stock()
        return super()._check_for_people(confirming=confirming)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        """Extend: what makes transfers takes stock, also when nothing is reserved or checked.

        A confirmed order that grows, or one that was created confirmed.
        """
        previous = previous_product_uom_qty or {}
        grown = self.filtered(lambda line: line.state == "sale" and line.product_uom_qty > previous.get(line.id, 0.0))
        grown._take_stock()
        return super()._action_launch_stock_rule(previous_product_uom_qty=previous_product_uom_qty)

    def _take_stock(self):
        """Take the guard of what these lines take from stock; see ``stock.promise.guard``."""
        makes = "mrp.bom" in self.env
        pairs = [
            (line.product_id.id, line._ships_from().id)
            for line in self.sudo()
            if line._is_goods() and (makes or line.product_id.is_storable) and line._ships_from()
        ]
        self.env["stock.promise.guard"]._take(pairs)
