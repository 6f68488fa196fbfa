"""Replenishment rules as reorder points see them."""

from odoo import SUPERUSER_ID, api, models

from .const import LINK_LATER

# What decides whether a rule is one that a reorder point stands beside; see reorder_point_facts.py
IDENTITY = {"active", "product_id", "warehouse_id", "location_id", "trigger", "product_min_qty", "product_max_qty"}


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: reorder points of the products find the new rules."""
        rules = super().create(vals_list)
        rules._link_reorder_points(rules.product_id.ids)
        return rules

    def write(self, vals):
        """Extend: reorder points find a rule that became one, or no longer is."""
        if not IDENTITY & vals.keys():
            return super().write(vals)
        products = self.product_id.ids
        result = super().write(vals)
        self._link_reorder_points(list({*products, *self.product_id.ids}))
        return result

    def unlink(self):
        """Extend: reorder points see that there is no rule any more."""
        # Whoever removes a rule need not be one who may see reorder points; the database would only empty the link.
        self.env["product.reorder.point"].sudo().search([("orderpoint_id", "in", self.ids)]).orderpoint_id = False
        return super().unlink()

    def _link_reorder_points(self, products):
        """Have reorder points look for their rules again.

        :param list products: ids
        """
        if products and not self.env.context.get(LINK_LATER):
            self.env["product.reorder.point"]._link_rules(products)

    def _take_proposal(self, values):
        """Take over what a reorder point proposes, if it says something else.

        An archived rule is taken up again. What Odoo's replenishment report has proposed for a day becomes a
        rule that works by itself, as every new one does: Odoo would delete it.

        :param dict values: minimum and maximum
        """
        self.ensure_one()
        if not self.active:
            values = {**values, "active": True}
        if self._is_passing_proposal():
            values = {**values, "trigger": "auto"}
        changed = {name: value for name, value in values.items() if self[name] != value}
        if changed:
            self.write(changed)

    def _is_passing_proposal(self):
        """Return whether this is no rule of anybody's, but a line of Odoo's replenishment report."""
        return (
            self.create_uid.id == SUPERUSER_ID
            and self.trigger == "manual"
            and not self.product_min_qty
            and not self.product_max_qty
        )
