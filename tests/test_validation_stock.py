"""Goods that are there at the promised date, and those that are not."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestStockShort(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("stock_short", severity="warn")

    def test_on_the_shelf(self):
        self.add_stock(self.goods, 10)
        self.assertPasses(self.quote((self.goods, 10)))

    def test_not_on_the_shelf(self):
        self.add_stock(self.goods, 4)
        finding = self.assertFinds(self.quote((self.goods, 10)), "Oven: 4 Units of 10 Units available")
        self.assertEqual((finding.found, finding.limit, finding.document), ("4 Units", "10 Units", self.goods))

    def test_stock_of_another_warehouse_does_not_count(self):
        self.add_stock(self.goods, 10, self.make_warehouse(1))
        self.assertFinds(self.quote((self.goods, 10)), "0 Units of 10 Units")

    def test_units_are_converted(self):
        self.add_stock(self.goods, 30)
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {"product_id": self.goods.id, "product_uom_id": dozen.id}
        self.assertPasses(self.quote({**line, "product_uom_qty": 2}))
        self.assertFinds(self.quote({**line, "product_uom_qty": 3}), "2.5 Dozens of 3 Dozens")

    def test_services_and_goods_without_stock_are_not_asked(self):
        consumable = self.make_product("Screws", is_storable=False)
        self.assertPasses(self.quote((self.service, 5), (consumable, 5)))

    def test_lines_of_an_order_compete(self):
        self.add_stock(self.goods, 10)
        order = self.quote((self.goods, 6), (self.goods, 6))
        finding = self.assertFinds(order, "4 Units of 6 Units")
        self.assertEqual(finding.line_id, order.order_line[1])

    def test_demand_of_other_orders_counts(self):
        self.make_order((self.goods, 8))
        self.add_stock(self.goods, 4)
        self.assertFinds(self.quote((self.goods, 5)), "4 Units of 5 Units")

    def test_what_others_wait_for_counts_although_it_is_not_reserved(self):
        self.make_order((self.goods, 8), stock=False)
        self.add_stock(self.goods, 10)
        self.assertFinds(self.quote((self.goods, 5)), "2 Units of 5 Units")

    def test_own_transfers_do_not_count_against_a_confirmed_order(self):
        order = self.make_order((self.goods, 10))
        self.assertPasses(order)
        order.order_line.product_uom_qty = 13
        self.assertFinds(order, "0 Units of 3 Units")
        self.add_stock(self.goods, 3)
        self.assertPasses(order)

    def test_what_has_left_is_not_asked_again(self):
        order = self.make_order((self.goods, 10))
        self.ship(order, {self.goods: 6})
        self.assertPasses(order)

    def test_two_steps(self):
        warehouse = self.make_warehouse(2)
        order = self.make_order((self.goods, 10), warehouse=warehouse)
        self.assertPasses(order)
        self.assertFinds(self.quote((self.goods, 1), warehouse=warehouse))
        self.pick(order)
        self.assertPasses(order)
        self.assertFinds(self.quote((self.goods, 1), warehouse=warehouse))

    def test_receipts_count_from_their_date(self):
        self.receive(self.goods, 10, day=5)
        self.assertFinds(self.quote((self.goods, 10), commitment_date=self.day(4)))
        self.assertPasses(self.quote((self.goods, 10), commitment_date=self.day(6)))

    def test_the_lead_time_of_the_line_counts(self):
        self.receive(self.goods, 10, day=5)
        order = self.quote((self.goods, 10))
        self.assertFinds(order)
        order.order_line.customer_lead = 6
        self.assertPasses(order)

    def test_drop_shipped_goods_are_not_asked(self):
        self.assertPasses(self.quote((self.make_dropshipped(), 3)))

    def test_goods_made_to_order_are_not_asked(self):
        self.make_to_order(self.goods)
        self.assertPasses(self.quote((self.goods, 3)))

    def test_route_of_the_category_and_of_the_line(self):
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        category = self.env["product.category"].create({"name": "Made", "route_ids": [Command.link(mto.id)]})
        self.goods.categ_id = self.env["product.category"].create({"name": "Ovens", "parent_id": category.id})
        self.assertPasses(self.quote((self.goods, 3)))
        line = {"product_id": self.other_goods.id, "product_uom_qty": 3}
        self.assertFinds(self.quote(line))
        self.assertPasses(self.quote({**line, "route_ids": [Command.link(mto.id)]}))

    def test_other_lines_get_what_goods_made_to_order_do_not_take(self):
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        self.add_stock(self.goods, 5)
        made = {"product_id": self.goods.id, "product_uom_qty": 9, "route_ids": [Command.link(mto.id)]}
        self.assertPasses(self.quote(made, (self.goods, 5)))

    def test_possible_date(self):
        self.add_stock(self.goods, 4)
        self.receive(self.goods, 3, day=3)
        receipt = self.receive(self.goods, 3, day=8)
        order = self.quote((self.goods, 10))
        finding = self.assertFinds(order, "4 Units of 10 Units")
        self.assertEqual((finding.fix, finding.other_fix), ("_fix_set_date", "_fix_split_line"))
        finding.action_fix()
        self.assertEqual(order.commitment_date, receipt.date)
        self.assertEqual(finding.state, "resolved")

    def test_possible_date_is_one_for_the_whole_order(self):
        self.receive(self.goods, 10, day=3)
        later = self.receive(self.other_goods, 10, day=8)
        order = self.quote((self.goods, 10), (self.other_goods, 10))
        findings = self.assertFinds(order, number=2)
        findings[0].action_fix()
        self.assertEqual(order.commitment_date, later.date)
        self.assertEqual(findings.mapped("state"), ["resolved", "resolved"])

    def test_no_line_is_promised_earlier_than_before(self):
        self.receive(self.goods, 10, day=3)
        self.receive(self.other_goods, 10, day=8)
        order = self.quote((self.goods, 10), {"product_id": self.other_goods.id, "customer_lead": 9})
        self.assertFinds(order).action_fix()
        self.assertPasses(order)

    def test_unknown_date(self):
        finding = self.assertFinds(self.quote((self.goods, 10)))
        self.assertFalse(finding.fix or finding.other_fix)

    def test_split(self):
        self.add_stock(self.goods, 4)
        self.receive(self.goods, 6, day=5)
        order = self.quote({"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 77, "discount": 3})
        self.assertFinds(order).action_other_fix()
        kept, rest = order.order_line
        self.assertEqual((kept.product_uom_qty, kept.customer_lead), (4, 0))
        self.assertEqual((rest.product_uom_qty, rest.customer_lead), (6, 5))
        self.assertEqual(order.order_line.mapped("price_unit"), [77, 77])
        self.assertEqual(order.order_line.mapped("discount"), [3, 3])
        self.assertPasses(order)

    def test_split_is_all_there_is_without_a_date(self):
        self.add_stock(self.goods, 4)
        order = self.quote((self.goods, 10))
        finding = self.assertFinds(order)
        self.assertEqual(finding.fix, "_fix_split_line")
        finding.action_fix()
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [4, 6])
        self.assertEqual(self.assertFinds(order, "0 Units of 6 Units").line_id, order.order_line[1])

    def test_an_order_with_one_promised_date_is_not_split(self):
        self.add_stock(self.goods, 4)
        finding = self.assertFinds(self.quote((self.goods, 10), commitment_date=self.day(1)))
        self.assertFalse(finding.fix or finding.other_fix)

    def test_waiver_holds_while_nothing_changes(self):
        self.add_stock(self.goods, 4)
        order = self.quote((self.goods, 10))
        finding = self.assertFinds(order)
        finding.action_waive("The customer can wait")
        self.assertPasses(order)
        order.order_line.product_uom_qty = 11
        self.assertEqual(self.assertFinds(order), finding)


@tagged("post_install", "-at_install")
class TestKitsShort(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("stock_short", severity="warn")
        cls.kit = cls.make_kit({cls.goods: 1, cls.other_goods: 2})

    def test_all_components_are_there(self):
        self.add_stock(self.goods, 3)
        self.add_stock(self.other_goods, 6)
        self.assertPasses(self.quote((self.kit, 3)))

    def test_the_scarcest_component_is_named(self):
        self.add_stock(self.goods, 3)
        self.add_stock(self.other_goods, 4)
        self.receive(self.other_goods, 2, day=4)
        finding = self.assertFinds(self.quote((self.kit, 3)), "Bakery set: 2 Units of 3 Units")
        self.assertIn("Mixer is short", finding.message)
        self.assertTrue(finding.suggested_date)

    def test_kits_compete_with_their_components(self):
        self.add_stock(self.goods, 3)
        self.add_stock(self.other_goods, 6)
        order = self.quote((self.kit, 3), (self.goods, 1))
        self.assertEqual(self.assertFinds(order).line_id, order.order_line[1])

    def test_kit_in_a_kit(self):
        big = self.make_kit({self.kit: 2}, name="Bakery")
        self.add_stock(self.goods, 4)
        self.add_stock(self.other_goods, 7)
        self.assertFinds(self.quote((big, 2)), "Mixer is short")
        self.add_stock(self.other_goods, 1)
        self.assertPasses(self.quote((big, 2)))

    def test_confirmed_kit(self):
        self.add_stock(self.goods, 3)
        self.add_stock(self.other_goods, 6)
        order = self.make_order((self.kit, 3))
        self.assertPasses(order)
        order.order_line.product_uom_qty = 4
        self.assertFinds(order, "0 Units of 1 Units")

    def test_drop_shipped_component_is_not_asked(self):
        dropped = self.make_dropshipped()
        kit = self.make_kit({self.goods: 1, dropped: 1}, name="Kitchen")
        self.assertFinds(self.quote((kit, 1)), "Oven is short")
        self.add_stock(self.goods, 1)
        self.assertPasses(self.quote((kit, 1)))
