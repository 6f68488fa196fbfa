"""Whether anybody uses a policy on overselling at all: asked at every confirmation, and answered without a query."""

from odoo import api, models, tools
from odoo.tools import SQL

from .const import BLOCK

POLICY = "oversell_policy"
SAYING = ("product.template", "product.category")


class ResCompany(models.Model):
    _inherit = "res.company"

    # Forgotten whenever somebody sets a policy; see below, and product_template.py for categories.
    @tools.ormcache("self.id")
    def _oversell_policies_in_use(self):
        """Return the policies that may hold for something that this company sells: its own, and any that is set."""
        for model in SAYING:
            self.env[model].flush_model([POLICY])
        rows = self.env.execute_query(
            SQL(
                "SELECT oversell_policy FROM product_template WHERE oversell_policy IS NOT NULL"
                " UNION SELECT oversell_policy FROM product_category WHERE oversell_policy IS NOT NULL"
            )
        )
        return frozenset({self.sudo().oversell_policy, *(policy for (policy,) in rows)})

    def _stops_anyway(self):
        """Extend: where something may not be oversold, that stops orders in every mode."""
        return super()._stops_anyway() or BLOCK in self._oversell_policies_in_use()

    def write(self, vals):
        """Extend: a policy comes into use, or goes out of it."""
        result = super().write(vals)
        if POLICY in vals:
            self.env.registry.clear_cache()
        return result


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a policy may come into use."""
        templates = super().create(vals_list)
        if any(vals.get(POLICY) for vals in vals_list):
            self.env.registry.clear_cache()
        return templates

    def write(self, vals):
        """Extend: a policy comes into use, or goes out of it."""
        result = super().write(vals)
        if POLICY in vals:
            self.env.registry.clear_cache()
        return result


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: a policy may come into use."""
        categories = super().create(vals_list)
        if any(vals.get(POLICY) for vals in vals_list):
            self.env.registry.clear_cache()
        return categories
