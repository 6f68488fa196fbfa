"""How long goods can be returned: by product, category and company."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.return_policy import Window, narrowest


class SaleRmaPolicy(models.Model):
    """The return window of a product or category; the narrowest one counts, else the company's."""

    _name = "sale.rma.policy"
    _description = "Return Window"
    _order = "company_id, categ_id, product_tmpl_id, id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", check_company=True, index="btree_not_null", ondelete="cascade"
    )
    categ_id = fields.Many2one("product.category", "Category", index="btree_not_null", ondelete="cascade")
    returnable = fields.Boolean(default=True, help="Off: not returned at all, such as opened food.")
    days = fields.Integer("Days after Delivery", default=30, help="0: the day of the delivery only.")

    _days_positive = models.Constraint("CHECK (days >= 0)", "The days of a return window cannot be negative.")
    _one_scope = models.Constraint(
        "CHECK ((product_tmpl_id IS NULL) <> (categ_id IS NULL))", "A return window is a product's or a category's."
    )
    _product_unique = models.UniqueIndex(
        "(company_id, product_tmpl_id) WHERE product_tmpl_id IS NOT NULL", "This product already has a return window."
    )
    _category_unique = models.UniqueIndex(
        "(company_id, categ_id) WHERE categ_id IS NOT NULL", "This category already has a return window."
    )

    @api.depends("product_tmpl_id", "categ_id")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = (policy.product_tmpl_id or policy.categ_id).display_name

    @api.constrains("product_tmpl_id")
    def _check_goods(self):
        if any(policy.product_tmpl_id.type == "service" for policy in self):
            raise ValidationError(self.env._("Services are not returned."))

    def _window(self):
        return Window(self.days) if self.returnable else Window(never=True)

    @api.model
    def _windows(self, company, products):
        """Return ``{product: engine.return_policy.Window}``, in one statement however many products.

        :param company: whose terms
        :param products: ``product.product``
        """
        of_company = Window(company.rma_window_days) if company.rma_window_days else None
        rules = self.sudo().search([("company_id", "=", company.id)])  # terms are no secret
        of_product = {rule.product_tmpl_id: rule._window() for rule in rules if rule.product_tmpl_id}
        of_category = {rule.categ_id.id: rule._window() for rule in rules if rule.categ_id}
        windows = {}
        for product in products:
            path = [int(part) for part in (product.categ_id.parent_path or "").split("/") if part]
            nearest = [of_category.get(category) for category in reversed(path)]
            windows[product] = narrowest([of_product.get(product.product_tmpl_id), *nearest, of_company])
        return windows


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _window_troubles(self):
        """Return ``{line: why it is outside its return window, or None}``."""
        ledgers = self.sale_line_id._return_ledgers()
        troubles = {}
        for company, lines in self.grouped("company_id").items():
            windows = self.env["sale.rma.policy"]._windows(company, lines.product_id)
            for line in lines:
                found = ledgers.get(line.sale_line_id)
                delivered = company._local_day(found.delivered_at) if found and found.delivered_at else None
                asked_on = company._local_day(line.rma_id.requested_at or fields.Datetime.now())
                troubles[line] = windows[line.product_id].trouble(delivered, asked_on)
        return troubles
