"""In how many days goods can be bought or made."""

from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _production_boms(self, company):
        """Return ``{product: bill of materials}`` of what can be made, where manufacturing is installed."""
        if not self or "mrp.bom" not in self.env:
            return {}
        return self.env["mrp.bom"]._bom_find(self, company_id=company.id, bom_type="normal")

    def _procurement_days(self, origin, boms, company):
        """Return in how many days this product can be bought or made; None if nobody knows.

        By the way its routes tell; where they tell both or none, by the quicker one.

        :param Origin origin: where it comes from
        :param dict boms: see :meth:`_production_boms`
        :param res.company company: who buys or makes it
        """
        self.ensure_one()
        ways = []
        vendor = self.with_company(company)._get_filtered_sellers(quantity=None)[:1]
        if vendor and (origin.bought or not origin.made):
            ways.append(vendor.delay + company._days_to_purchase())
        bom = boms.get(self)
        if bom and (origin.made or not origin.bought):
            ways.append(bom.produce_delay + bom.days_to_prepare_mo)
        return min(ways, default=None)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _days_to_purchase(self):
        """Return the days that somebody needs to place an order with a vendor; 0 without purchase."""
        return self.days_to_purchase if "days_to_purchase" in self._fields else 0.0
