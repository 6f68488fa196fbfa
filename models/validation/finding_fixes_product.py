"""Repairs of what is wrong with products and their availability."""

import math

from odoo import fields, models
from odoo.exceptions import UserError


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _fix_replace_by_successor(self):
        """Order what is sold instead, at its own price."""
        line = self.line_id
        # Which product it is, everybody may know who sells it.
        successor = line.product_id.sudo()._latest_successor().sudo(False)
        if not successor:
            raise UserError(self.env._("%(product)s has no successor.", product=line.product_id.display_name))
        line.with_context(force_price_recomputation=True).write({"product_id": successor.id})

    def _fix_split_line(self):
        """Keep what is available on the line, and order the rest on another one with its own date.

        The price stays: the customer orders no less.
        """
        line = self.line_id
        rest = line.product_uom_qty - self.suggested_quantity
        if self.suggested_quantity <= 0 or rest <= 0:
            raise UserError(self.env._("There is nothing to split any more; check the order again."))
        price = {"price_unit": line.price_unit, "discount": line.discount}
        values = {"order_id": line.order_id.id, "product_uom_qty": rest, "sequence": line.sequence, **price}
        if self.suggested_date:
            wait = self.suggested_date - fields.Datetime.now()
            values["customer_lead"] = max(line.customer_lead, math.ceil(wait.total_seconds() / 86400))
        line.copy(values)
        line.write({"product_uom_qty": self.suggested_quantity, **price})
