"""Prices of many lines from their price lists, with one query for all of them."""

from dataclasses import dataclass
from datetime import datetime

from odoo import fields, models
from odoo.fields import Domain

RULES = "validation_pricelist_rules"
PRICE_DATE = "validation_price_date"
# Fields with which other applications of Odoo say that they set the price of a line
PRICED_ELSEWHERE = ("event_ticket_id", "event_booth_pending_ids")


class KnownRules(dict):
    """Rules of price lists that were read before: ``{price list id: rules of any date}``.

    Goes into the context under :data:`RULES`. Only Python code can make one: a context that came over
    RPC holds plain values.
    """


@dataclass(frozen=True)
class PriceDate:
    """The moment for which lines are priced instead of their order's date.

    Goes into the context under :data:`PRICE_DATE`; as :class:`KnownRules`, nothing that RPC could send.
    """

    moment: datetime


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _knowing_rules(self, products):
        """Return these price lists with the rules for some products already read, base price lists included.

        One query for each level of price lists that are based on others.

        :param product.product products: what is going to be priced
        """
        known = KnownRules()
        lists = self
        items = self.env["product.pricelist.item"]
        names = [name for name, field in items._fields.items() if field.column_type and field.prefetch is True]
        while lists:
            now = fields.Datetime.now()
            domain = Domain.OR(
                Domain(pricelist._get_applicable_rules_domain(products=products, date=now)) for pricelist in lists
            ).map_conditions(
                lambda condition: Domain.TRUE if condition.field_expr in ("date_start", "date_end") else condition
            )
            rules = items.search_fetch(domain, names)
            of_list = rules.grouped("pricelist_id")
            known.update((pricelist.id, of_list.get(pricelist, rules.browse())) for pricelist in lists)
            lists = rules.base_pricelist_id.filtered(lambda pricelist: pricelist.id not in known)
        return self.with_context(**{RULES: known})

    def _get_applicable_rules(self, products, date, **kwargs):
        """Extend: take the rules from what was read before, if it was."""
        known = self.env.context.get(RULES)
        if not isinstance(known, KnownRules) or self.id not in known:
            return super()._get_applicable_rules(products, date, **kwargs)
        at = fields.Datetime.to_datetime(date)
        # Whether a rule is for the product and the quantity, Odoo asks of each rule by itself.
        return (
            known[self.id]
            .with_env(self.env)
            .filtered(
                lambda rule: (
                    (not rule.date_start or rule.date_start <= at) and (not rule.date_end or rule.date_end >= at)
                )
            )
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _expected_pricelists(self):
        """Return ``{partner: price list}`` as ``property_product_pricelist`` says it.

        Odoo searches the price lists once for each country; here they are read once for all.
        """
        if not self:
            return {}
        pricelists = self.env["product.pricelist"]
        domain = pricelists._get_partner_pricelist_multi_search_domain_hook(self.env.company.id)
        fallback = pricelists._get_country_pricelist_multi([])[False]
        of_country = {}
        for pricelist in pricelists.search(Domain(domain) & Domain("country_group_ids", "!=", False)):
            for country in pricelist.country_group_ids.country_ids:
                of_country.setdefault(country, pricelist)
        return {
            partner: partner.specific_property_product_pricelist._get_partner_pricelist_multi_filter_hook()
            or of_country.get(partner.country_id, fallback)
            for partner in self
        }


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_order_date(self):
        """Extend: price for another moment than the order's, when Python code asks for it."""
        date = self.env.context.get(PRICE_DATE)
        return date.moment if isinstance(date, PriceDate) else super()._get_order_date()

    def _is_priced(self):
        """Whether rules on prices look at this line: no combos and their parts, rewards, discounts on the order."""
        self.ensure_one()
        return bool(
            self._is_checked()
            and not self.combo_item_id
            and self.product_id.type != "combo"
            and not self._is_reward()
            and not self._is_global_discount()
            and not self._is_priced_elsewhere()
        )

    def _is_combo_part(self):
        """Whether this line was chosen as a part of a combo, and has its price from it."""
        self.ensure_one()
        return bool(self.combo_item_id and self.linked_line_id and self._is_checked() and not self._is_reward())

    def _is_deduction(self):
        """Whether this line takes something off the whole order; goods that are taken back do not."""
        self.ensure_one()
        returned = self.product_id.type == "consu" and self.product_uom_qty < 0
        return bool(
            self.price_subtotal < 0
            and self.product_id
            and not (self.is_downpayment or self.is_delivery or self.is_expense)
            and not returned
            and not self._is_reward()
        )

    def _is_reward(self):
        """Whether a loyalty program or a promotion made this line."""
        return "is_reward_line" in self._fields and self.is_reward_line

    def _is_priced_elsewhere(self):
        """Whether another application of Odoo has set the price, and no price list: tickets, booths, warranties."""
        self.ensure_one()
        if any(name in self._fields and self[name] for name in PRICED_ELSEWHERE):
            return True
        if self.price_unit or "repair_id" not in self.env["stock.move"]._fields:
            return False
        return any(move.repair_id.under_warranty for move in self.move_ids)

    def _get_list_prices(self):
        """Return what the price lists say for these lines: for their quantity, unit, currency and date.

        :return: ``{line: price}``, before taxes are mapped by a fiscal position
        """
        prices = {}
        for company, lines in self.grouped("company_id").items():
            company_lines = lines.with_company(company)
            env = company_lines._knowing_price_lists()
            for line in company_lines:
                product = line.product_id.with_context(**line._get_product_price_context())
                prices[line] = line.order_id.pricelist_id.with_env(env)._get_product_price(
                    product, **line._get_list_price_arguments()
                )
        return prices

    def _knowing_price_lists(self):
        """Return an environment in which the rules of these lines' price lists are already read."""
        products = self.product_id | self.filtered("combo_item_id").linked_line_id.product_id
        return self.order_id.pricelist_id._knowing_rules(products).env

    def _get_combo_prices(self):
        """Return what Odoo takes for these parts of combos by the price list.

        :return: ``{line: price}``, before taxes are mapped by a fiscal position
        """
        prices = {}
        for company, lines in self.grouped("company_id").items():
            env = lines.with_company(company)._knowing_price_lists()
            for line in lines.with_env(env):
                prices[line] = line._get_combo_item_display_price() * line.linked_line_id._get_shown_share()
        return prices

    def _get_shown_share(self):
        """Return what the price list leaves of the price in the form's column: less than 1 if it shows a discount."""
        self.ensure_one()
        if not self.pricelist_item_id._show_discount():
            return 1.0
        before = self._get_pricelist_price_before_discount()
        return self._get_pricelist_price() / before if before else 1.0

    def _get_list_price_arguments(self):
        """Return quantity, unit, currency and date of the price that the price list is asked for."""
        values = self._get_pricelist_kwargs()
        if self.state == "sale" and self.currency_id != self.company_id.currency_id:
            # Rates are read once for a day, not for the moment of each order.
            values["date"] = values["date"].replace(hour=12, minute=0, second=0, microsecond=0)
        return values

    def _to_price_unit(self, price):
        """Return the price in the form's column for a price of the price list: a fiscal position may change it."""
        self.ensure_one()
        fiscal_position = self.order_id.fiscal_position_id
        if not fiscal_position:
            return price
        return self.product_id._get_tax_included_unit_price_from_price(
            price,
            product_taxes=self.product_id.taxes_id._filter_taxes_by_company(self.company_id),
            fiscal_position=fiscal_position,
        )
