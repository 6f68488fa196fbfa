"""Goods that can be bought or made in time, and those that cannot."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestLeadTime(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("lead_time", severity="warn")
        cls.sold_by(cls.goods, delay=10)

    def promised(self, day, *lines):
        return self.quote(*lines or [(self.goods, 5)], commitment_date=self.day(day))

    def test_without_a_promise_nothing_is_asked(self):
        self.assertPasses(self.quote((self.goods, 5)))

    def test_vendor_needs_longer(self):
        order = self.promised(9)
        finding = self.assertFinds(order, "takes 10 days")
        finding.action_fix()
        self.assertEqual(finding.state, "resolved")
        self.assertGreaterEqual(order.commitment_date, self.day(10))

    def test_vendor_is_quick_enough(self):
        self.assertPasses(self.promised(10))

    def test_what_is_in_stock_need_not_be_bought(self):
        self.add_stock(self.goods, 5)
        self.assertPasses(self.promised(1))

    def test_drop_shipped(self):
        dropped = self.make_dropshipped()
        dropped.seller_ids.delay = 4
        self.assertFinds(self.promised(3, (dropped, 1)), "takes 4 days")
        self.assertPasses(self.promised(4, (dropped, 1)))

    def test_bought_to_order_although_in_stock(self):
        self.make_to_order(self.goods)
        self.add_stock(self.goods, 5)
        self.assertFinds(self.promised(9))

    def test_days_to_purchase_are_added(self):
        self.env.company.days_to_purchase = 2
        self.assertFinds(self.promised(11), "takes 12 days")
        self.assertPasses(self.promised(12))

    def test_vendor_of_another_company_is_not_asked(self):
        other = self.env["res.company"].create({"name": "Sister"})
        self.other_goods.seller_ids = [
            Command.create({"partner_id": self.partner.id, "delay": 90, "company_id": other.id, "sequence": 1}),
        ]
        self.assertPasses(self.promised(1, (self.other_goods, 1)))

    def test_without_vendor_nothing_is_known(self):
        self.assertPasses(self.promised(1, (self.other_goods, 1)))

    def test_production(self):
        made = self.make_product("Cake", route_ids=[Command.set(self.warehouse.manufacture_pull_id.route_id.ids)])
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": made.product_tmpl_id.id,
                "produce_delay": 3,
                "days_to_prepare_mo": 2,
                "bom_line_ids": [Command.create({"product_id": self.goods.id, "product_qty": 1})],
            }
        )
        self.assertFinds(self.promised(4, (made, 1)), "takes 5 days")
        self.assertPasses(self.promised(5, (made, 1)))

    def test_slowest_line_decides_the_date_for_all(self):
        self.sold_by(self.other_goods, delay=20)
        order = self.promised(1, (self.goods, 1), (self.other_goods, 1))
        self.assertFinds(order, number=2)[0].action_fix()
        self.assertPasses(order)

    def test_missing_component_of_a_kit(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 1})
        self.add_stock(self.other_goods, 1)
        self.assertFinds(self.promised(9, (kit, 1)), "takes 10 days")

    def test_confirmed_order_counts_from_its_confirmation(self):
        self.make_to_order(self.goods)
        order = self.make_order((self.goods, 5), stock=False, commitment_date=self.day(12))
        self.assertPasses(order)
        order.commitment_date = self.day(2)
        self.assertFinds(order)
