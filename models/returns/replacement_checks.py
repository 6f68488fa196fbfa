"""Replacements are no sales: what checks sales does not look at them."""

from odoo import models


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _judge(self, orders):
        """Extend: rules on prices, and the one on orders that were entered twice, leave replacements out.

        They cost nothing and repeat another order's lines: that is what they are for.
        """
        if self.category == "price" or self.code == "duplicate_order":
            orders = orders.filtered(lambda order: not order.is_replacement)
        return super()._judge(orders)
