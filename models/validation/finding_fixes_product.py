"""Repairs of what is wrong with products and their availability."""

import math

from odoo import fields, models
from odoo.exceptions import UserError

from .sale_order_line_price import QUOTED, Quoted


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _fix_replace_by_successor(self):
        """Order what is sold instead, at its own price."""
        line = self.line_id
        # Which product it is, everybody may know who sells it.
        successor = line.product_id.sudo()._latest_successor().sudo(False)
        if not successor:
            raise UserError(self.env._("%(product)s has no successor.", product=line.product_id.display_name))
        unit, quantity = self._unit_of_successor(line, successor)
        line.with_context(force_price_recomputation=True).write(
            {"product_id": successor.id, "product_uom_id": unit.id, "product_uom_qty": quantity}
        )

    def _unit_of_successor(self, line, successor):
        """Return in which unit, and how much of it, a successor is ordered: as much as of the product before."""
        unit, quantity = line.product_uom_id, line.product_uom_qty
        if unit in successor.uom_id | successor.uom_ids:
            return unit, quantity
        if not unit._has_common_reference(successor.uom_id):
            raise UserError(
                self.env._(
                    "%(successor)s is sold in %(its)s, which cannot be compared with %(ordered)s."
                    " Exchange the product by hand.",
                    successor=successor.display_name,
                    its=successor.uom_id.name,
                    ordered=unit.name,
                )
            )
        return successor.uom_id, unit._compute_quantity(quantity, successor.uom_id)

    def _fix_split_line(self):
        """Keep what is available on the line, and order the rest on another one with its own date.

        The price stays: the customer orders no less.
        """
        line = self.line_id
        rest = line.product_uom_qty - self.suggested_quantity
        if self.suggested_quantity <= 0 or rest <= 0:
            raise UserError(self.env._("There is nothing to split any more; check the order again."))
        # The price was quoted for all of it: a part has no other list price, even if the list has one for it.
        quoted = line.quoted_list_price or line.sudo()._get_list_prices()[line]
        line = line.with_context(**{QUOTED: Quoted(quoted)})
        price = {"price_unit": line.price_unit, "discount": line.discount}
        values = {"order_id": line.order_id.id, "product_uom_qty": rest, "sequence": line.sequence, **price}
        if self.suggested_date:
            wait = self.suggested_date - fields.Datetime.now()
            values["customer_lead"] = max(line.customer_lead, math.ceil(wait.total_seconds() / 86400))
        rest_line = line.copy(values)
        line.write({"product_uom_qty": self.suggested_quantity, **price})
        (line + rest_line).mapped("quoted_list_price")  # while it is known
