"""What returned goods are worth: what the customer pays for them."""

from odoo import fields, models

from ...engine.return_money import shares


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _value_of(self, quantity):
        """Return what a quantity of the line is worth with taxes, in the company's currency.

        By the price of the order; a component has its share of the kit by list prices.

        :param float quantity: in the line's unit
        """
        self.ensure_one()
        sale_line = self.sale_line_id
        if not sale_line or not sale_line.product_uom_qty:
            return 0.0
        order, company = sale_line.order_id, self.company_id
        price = sale_line.price_total / sale_line.product_uom_qty * self._kit_share()
        day = fields.Date.to_date(order.date_order) or company._local_day()
        return order.currency_id._convert(price * quantity, company.currency_id, company, day)

    def _kit_share(self):
        """Return the part of the order line's price that one unit of this line has: 1.0 unless it is a component."""
        self.ensure_one()
        if self.product_id == self.sale_line_id.product_id:
            return 1.0
        per_kit = self.sale_line_id._parts_per_kit()
        if self.product_id not in per_kit:
            return 0.0
        prices = {product: product.lst_price * quantity for product, quantity in per_kit.items()}
        return shares(1.0, prices)[self.product_id] / per_kit[self.product_id]
