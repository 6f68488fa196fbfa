"""Rules on prices: lists, discounts, cost and validity."""

from odoo import fields, models
from odoo.tools import format_date, formatLang

from ...engine import pricing
from .price_lists import PRICE_DATE, PriceDate


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    # === What prices are === #

    def _priced(self, orders):
        """Return the lines of orders that rules on prices look at."""
        return self._memo("priced", orders, lambda orders: orders.order_line.filtered(lambda line: line._is_priced()))

    def _list_prices(self, orders):
        """Return ``{line: price list's price}``: for quotations today's, else that of the order's date."""
        return self._memo("list_prices", orders, self._read_list_prices)

    def _read_list_prices(self, orders):
        lines = self._priced(orders)
        quotations = lines.filtered(lambda line: line.state != "sale")
        now = PriceDate(fields.Datetime.now())
        prices = (lines - quotations)._get_list_prices()
        prices.update(quotations.with_context(**{PRICE_DATE: now})._get_list_prices())
        return prices

    def _order_share(self, orders):
        """Return ``{order: factor}``: what is left of its prices when its discounts are spread over the lines."""
        return self._memo("order_share", orders, self._find_order_share)

    def _find_order_share(self, orders):
        shares = {}
        for order in orders:
            lines = order.order_line.filtered(lambda line: not line.is_downpayment and not line._is_reward())
            # A discount on the order is one on everything in it: freight, combos and expenses, too.
            amounts = [line.price_subtotal for line in lines if line.price_subtotal > 0]
            deductions = [line.price_subtotal for line in lines if line._is_deduction()]
            shares[order] = pricing.deducted_share(amounts, deductions)
        return shares

    def _price(self, amount, currency):
        """Return a price as text, with the digits that it has."""
        digits = currency.decimal_places
        while digits < 6 and abs(round(amount, digits) - amount) > abs(amount) * pricing.TINY:
            digits += 1
        return formatLang(self.env, amount, digits=digits, currency_obj=currency)

    # === The price list === #

    def _check_price_changed(self, orders):
        """Find lines whose price list says something else now than when they were quoted."""
        quotations = self._quotations(orders)
        if not any(line.quoted_list_price for line in quotations.order_line):
            return []
        found = []
        for line, current in self._list_prices(orders).items():
            quoted = line.quoted_list_price
            if line.order_id not in quotations or not pricing.has_changed(quoted, current, self.percent):
                continue
            then, now = self._price(quoted, line.currency_id), self._price(current, line.currency_id)
            found.append(
                line._violation(
                    self.env._(
                        "The list price of %(product)s is %(now)s; it was %(then)s when this was quoted.",
                        product=line.product_id.display_name,
                        now=now,
                        then=then,
                    ),
                    found=then,
                    limit=now,
                    document=line.product_id,
                    fix="_fix_update_prices",
                    facts=(line.product_id.id, line.product_uom_id.id, quoted, current),
                )
            )
        return found

    def _check_wrong_pricelist(self, orders):
        """Find orders with another price list than their customer's."""
        if not self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            return []
        found = []
        # Most customers with a price list have it of their own.
        others = orders.filtered(
            lambda order: (
                order.pricelist_id != order.partner_id.specific_property_product_pricelist
                or not order.pricelist_id.active
            )
        )
        expectations = others.partner_id._expected_pricelists()
        for order in others:
            expected = expectations[order.partner_id]
            if not expected or order.pricelist_id == expected:
                continue
            used = order.pricelist_id.name or self.env._("no price list")
            found.append(
                order._violation(
                    self.env._(
                        "%(partner)s has the price list “%(expected)s”; this order: %(used)s.",
                        partner=order.partner_id.display_name,
                        expected=expected.name,
                        used=used,
                    ),
                    found=used,
                    limit=expected.name,
                    document=order.partner_id,
                    fix="_fix_apply_pricelist" if order.state in ("draft", "sent") else False,
                    facts=(order.partner_id.id, order.pricelist_id.id, expected.id),
                )
            )
        return found

    # === Cost === #

    def _check_below_cost(self, orders):
        """Find lines that are sold under their cost plus the minimum margin; discounts on the order count."""
        found = []
        shares = self._order_share(orders)
        for line in self._priced(orders):
            minimum = self._minimum_price(line)
            if not minimum:
                continue
            order, currency = line.order_id, line.currency_id
            quantity = line.product_uom_qty
            amount = line.price_subtotal * shares[order]
            # Amounts of the line are compared: a price of less than a cent would be rounded away.
            if currency.compare_amounts(amount, minimum * quantity) >= 0:
                continue
            price = self._price(currency.round(amount) / quantity, currency)
            found.append(
                line._violation(
                    self.env._(
                        "%(product)s is sold for %(price)s, below the minimum price.",
                        product=line.product_id.display_name,
                        price=price,
                    ),
                    found=price,
                    limit=self._price(minimum, currency),
                    document=line.product_id,
                    facts=(line.product_id.id, line.product_uom_id.id, quantity, amount, minimum),
                )
            )
        return found

    def _minimum_price(self, line):
        """Return the lowest price for a line's unit, in its currency without taxes; 0 if the cost is not known."""
        product = line.product_id
        cost = product.uom_id._compute_price(product.standard_price, line.product_uom_id)
        return cost * (1 + self.percent / 100) * (line.order_id.currency_rate or 1.0)

    # === Validity === #

    def _check_quote_expired(self, orders):
        """Find quotations whose last day has passed in the company's time zone."""
        found = []
        quotations = self._quotations(orders)
        for order in quotations | self._held_by_check(orders):
            if not order.validity_date:
                continue
            # Who was accepted on hold was so at the moment of the order.
            today = self.company_id._local_day(self._moment(order) if order in quotations else order.date_order)
            if order.validity_date >= today:
                continue
            day = format_date(self.env, order.validity_date)
            found.append(
                order._violation(
                    self.env._("The quotation was valid until %(day)s.", day=day),
                    found=day,
                    limit=format_date(self.env, today),
                    fix="_fix_extend_validity",
                    facts=(str(order.validity_date),),
                )
            )
        return found
