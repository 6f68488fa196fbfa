"""Prices under the cost."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_price import PriceCommon


@tagged("post_install", "-at_install")
class TestBelowCost(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("below_cost")
        cls.goods.standard_price = 80

    def test_at_cost(self):
        self.assertPasses(self.quote(self.priced(80)))

    def test_below_cost_and_no_word_about_it(self):
        finding = self.assertFinds(self.quote(self.priced(79)), "Oven is sold for $\xa079.00, below the minimum price.")
        self.assertNotIn("80", finding.message)
        self.assertIn("80.00", finding.limit)

    def test_minimum_margin(self):
        self.only("below_cost", percent=25)
        self.assertPasses(self.quote(self.priced(100)))
        self.assertFinds(self.quote(self.priced(99)))

    def test_unknown_cost(self):
        self.goods.standard_price = 0
        self.assertPasses(self.quote(self.priced(0.01)))

    def test_discount_and_unit_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.assertPasses(self.quote(self.priced(1200, product_uom_id=dozen.id, discount=20)))
        self.assertFinds(self.quote(self.priced(1200, product_uom_id=dozen.id, discount=21)))

    def test_taxes_are_not_revenue(self):
        tax = self.env["account.tax"].create(
            {"name": "Included", "amount": 25, "price_include_override": "tax_included", "type_tax_use": "sale"}
        )
        line = self.priced(tax_ids=[Command.set(tax.ids)])
        self.assertPasses(self.quote({**line, "price_unit": 100}))
        self.assertFinds(self.quote({**line, "price_unit": 99}))

    def test_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        euro.rate_ids.unlink()
        euro.rate_ids = [Command.create({"name": "2020-01-01", "rate": 0.5})]
        pricelist = self.make_pricelist("Euro", currency_id=euro.id)
        self.assertPasses(self.quote(self.priced(40), pricelist_id=pricelist.id))
        self.assertFinds(self.quote(self.priced(39), pricelist_id=pricelist.id), "39.00")

    def test_cost_of_the_orders_company(self):
        sister = self.env["res.company"].create({"name": "Sister", "validation_mode": "observe"})
        self.goods.with_company(sister).standard_price = 10
        rules = self.env["order.validation.rule"].search([("company_id", "=", sister.id)])
        rules.filtered(lambda rule: rule.code != "below_cost").severity = "off"
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", sister.id)])
        order = self.quote(self.priced(20), warehouse=warehouse)
        self.assertPasses(order)

    def test_tiny_prices_are_not_rounded_away(self):
        self.goods.standard_price = 0.003
        self.assertPasses(self.quote(self.priced(0.004, quantity=1000)))
        self.assertFinds(self.quote(self.priced(0.002, quantity=1000)))

    def test_discount_on_the_whole_order_counts(self):
        rebate = self.make_product("Rebate", type="service", list_price=0)
        rebated = {"product_id": rebate.id, "product_uom_qty": 1}
        self.assertPasses(self.quote(self.priced(100), {**rebated, "price_unit": -20}))
        self.assertFinds(self.quote(self.priced(100), {**rebated, "price_unit": -21}), "79.00")
