"""Repairs of what is wrong with prices."""

from datetime import timedelta

from odoo import fields, models

from .price_lists import PRICE_DATE, PriceDate

DEFAULT_VALIDITY = 30  # days, where the company has no validity of its own


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _fix_update_prices(self):
        """Price the order by today's price list."""
        self.order_id._update_prices_of_today()

    def _fix_apply_pricelist(self):
        """Use the customer's price list, and price the order by it."""
        order = self.order_id.with_company(self.order_id.company_id)
        order.pricelist_id = order.partner_id.property_product_pricelist
        order._update_prices_of_today()

    def _fix_extend_validity(self):
        """Let the quotation be valid again from today, at today's prices.

        What a customer has accepted keeps its prices.
        """
        order = self.order_id
        company = order.company_id.sudo()
        days = company.quotation_validity_days or DEFAULT_VALIDITY
        order.validity_date = company._local_day() + timedelta(days=days)
        if order.state in ("draft", "sent"):
            order._update_prices_of_today()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _update_prices_of_today(self):
        """Update the prices, by the price list as it is now and not as it was when the order was made."""
        self.with_context(**{PRICE_DATE: PriceDate(fields.Datetime.now())}).action_update_prices()
