"""What may be sold beyond what there is, and what is kept back; said by a product or by its category."""

from odoo import fields, models, tools

from .const import OVERSELL_POLICIES

POLICY_HELP = (
    "What happens when more is ordered than there will be in time. Block: the order is not confirmed, whatever"
    " the order checks are set to. Take as backorder: it is confirmed, and promised for when supply comes. Allow:"
    " as Odoo does."
)


class ProductCategory(models.Model):
    _inherit = "product.category"

    oversell_policy = fields.Selection(
        OVERSELL_POLICIES, "Overselling", help=POLICY_HELP + " Empty: that of the category above, else the company's."
    )
    stock_buffer = fields.Float(
        digits="Product Unit",
        help="Kept back in each warehouse of every product that has no buffer of its own. 0: that of the category"
        " above.",
    )

    _stock_buffer_positive = models.Constraint("CHECK (stock_buffer >= 0)", "A buffer cannot be negative.")

    def write(self, vals):
        """Extend: what was looked up in categories is looked up again, and which policies are in use."""
        result = super().write(vals)
        if {"oversell_policy", "stock_buffer", "parent_id"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    # Asked for at every confirmation.
    @tools.ormcache("self.id", "name")
    def _inherited(self, name):
        """Return the value of the nearest category, this one or one above it, that has one.

        :param str name: of a field
        """
        category = self.sudo()
        while category and not category[name]:
            category = category.parent_id
        return category[name]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    oversell_policy = fields.Selection(
        OVERSELL_POLICIES, "Overselling", help=POLICY_HELP + " Empty: the category's, else the company's."
    )
    stock_buffer = fields.Float(
        digits="Product Unit",
        help="Safety stock: so much is kept back in each warehouse and never promised. 0: the category's.",
    )

    _stock_buffer_positive = models.Constraint("CHECK (stock_buffer >= 0)", "A buffer cannot be negative.")


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _oversell_policies(self, company):
        """Return ``{product: policy}``: each product's own, else its category's, else the company's.

        :param res.company company: who sells
        """
        standard = company.sudo().oversell_policy
        return {
            product: product.oversell_policy or product.categ_id._inherited("oversell_policy") or standard
            for product in self.sudo()
        }

    def _stock_buffers(self):
        """Return ``{product: what is kept back in each warehouse}``, in the product's own unit."""
        return {
            product: product.stock_buffer or product.categ_id._inherited("stock_buffer") or 0.0
            for product in self.sudo()
        }
