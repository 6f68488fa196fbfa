"""The rule on discounts: each salesperson may give so much, and no more."""

from collections import defaultdict

from odoo import fields, models

from ...engine import pricing
from .price_lists import PRICE_DATE, PriceDate


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _check_discount_authority(self, orders):
        """Find lines and orders under the price list by more than the salesperson may give.

        By the discount field, a typed price, or a discount on the whole order.
        """
        found = []
        lists = self._discount_base(orders)
        totals = defaultdict(lambda: [0.0, 0.0])
        for line, list_price in lists.items():
            order = line.order_id
            net = pricing.net_price(line.price_unit, line.discount)
            if list_price > 0 and net >= 0:
                totals[order][0] += list_price * line.product_uom_qty
                totals[order][1] += net * line.product_uom_qty
            # Whose limit it is costs queries, so it is only asked where there is a discount.
            if net < list_price and pricing.exceeds_discount(
                list_price, net, order._discount_limit()[0], line.currency_id.rounding
            ):
                found.append(self._line_discount(line, list_price, net))
        shares = self._order_share(orders)
        for order, (list_total, net_total) in totals.items():
            if shares[order] < 1:
                net_total *= shares[order]
                allowed, _who = order._discount_limit()
                if pricing.exceeds_discount(list_total, net_total, allowed, order.currency_id.rounding):
                    found.append(self._order_discount(order, list_total, net_total))
        return found

    def _discount_base(self, orders):
        """Return ``{line: list price}`` from which a discount counts, as it stands in the form's column.

        The lower of today's and the one that was quoted: who quoted by the list gave no discount when the
        list rises afterwards. What the list said of lines older than this addon, nobody knows any more.
        """
        base, old = {}, self.env["sale.order.line"]
        # Fiscal positions change prices only where taxes are included; to look at each line's taxes costs more.
        included = orders.fiscal_position_id and self.env["account.tax"].search_count(
            [("price_include", "=", True)], limit=1
        )
        for line, current in {**self._list_prices(orders), **self._combo_prices(orders)}.items():
            quoted = 0.0 if line.combo_item_id else line.quoted_list_price
            if not quoted and current > 0 and not line.combo_item_id and line.state == "sale":
                old += line
                continue
            price = min(current, quoted) if quoted else current
            base[line] = line._to_price_unit(price) if included else price
        return base | self._unquoted_base(old)

    def _combo_prices(self, orders):
        """Return ``{line: price}`` of the parts of combos: Odoo's "discount on all lines" reaches them, too."""
        lines = orders.order_line.filtered(lambda line: line._is_combo_part())
        quotations = lines.filtered(lambda line: line.state != "sale")
        now = PriceDate(fields.Datetime.now())
        prices = (lines - quotations)._get_combo_prices()
        prices.update(quotations.with_context(**{PRICE_DATE: now})._get_combo_prices())
        return prices

    def _unquoted_base(self, lines):
        """Return ``{line: price}`` of confirmed lines that were quoted when nobody kept what the list said.

        The list may say something else today, and that is no discount: only the discount that stands on
        the line is judged, less what the list itself has given.
        """
        base = {}
        for company, mine in lines.grouped("company_id").items():
            env = mine.with_company(company)._knowing_price_lists()
            for line in mine.with_env(env):
                base[line] = (line.technical_price_unit or line.price_unit) * line._get_shown_share()
        return base

    def _line_discount(self, line, list_price, net):
        allowed, who = line.order_id._discount_limit()
        given, limit = self._percents(pricing.effective_discount(list_price, net), allowed)
        return line._violation(
            self.env._(
                "%(product)s is sold %(given)s under the price list; %(who)s may give %(limit)s.",
                product=line.product_id.display_name,
                given=given,
                limit=limit,
                who=who,
            ),
            found=given,
            limit=limit,
            document=line.product_id,
            fix="_fix_ask_approval",
            facts=(line.product_id.id, line.product_uom_id.id, line.product_uom_qty, list_price, net, allowed),
        )

    def _order_discount(self, order, list_total, net_total):
        allowed, who = order._discount_limit()
        given, limit = self._percents(pricing.effective_discount(list_total, net_total), allowed)
        return order._violation(
            self.env._(
                "Discounts on the whole order put it %(given)s under the price list; %(who)s may give %(limit)s.",
                given=given,
                limit=limit,
                who=who,
            ),
            found=given,
            limit=limit,
            fix="_fix_ask_approval",
            facts=(list_total, net_total, allowed),
        )

    def _percents(self, given, allowed):
        """Return two percentages as text; with as many digits as tell them apart."""
        digits = next((digits for digits in range(1, 4) if round(given, digits) > round(allowed, digits)), 4)
        return tuple(f"{percent:.{digits}f}".rstrip("0").rstrip(".") + " %" for percent in (given, allowed))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _discount_limit(self):
        """Return the discount that may be given on this order, and who may give it.

        The salesperson's own limit, else the sales team's, else the company's.

        :return: percent, name
        """
        self.ensure_one()
        for owner in (self.user_id, self.team_id):
            if owner.max_discount:
                return owner.max_discount, owner.name
        return self.company_id.max_discount, self.user_id.name or self.company_id.name
