"""Repairs of what is wrong with carrier and goods, and the way to the order that came first."""

from odoo import models


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _can_fix(self, name):
        """Extend: the other order is opened by those who may read it."""
        if name == "_fix_open_other_order" and not (self.document and self.document.has_access("read")):
            return False
        return super()._can_fix(name)

    def _fix_choose_carrier(self):
        """Offer the carriers that serve the address, with Odoo's own dialog."""
        return self.order_id.action_open_delivery_wizard()

    def _fix_open_product(self):
        """Open what shipping has to know of the product."""
        product = self.document or self.line_id.product_id
        return self._dialog(product, "quote_to_cash.product_product_view_form_shipping")

    def _fix_open_other_order(self):
        """Open the order that came first."""
        return self._dialog(self.document)
