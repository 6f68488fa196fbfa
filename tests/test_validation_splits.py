"""Exchanging a product and dividing a line change no more than they say."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_price import PriceCommon
from .common_stock import StockCommon


@tagged("post_install", "-at_install")
class TestSuccessor(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("discontinued")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.dozen.active = True
        cls.goods.write({"sale_lifecycle": "discontinued", "successor_id": cls.other_goods.id})
        cls.other_goods.list_price = 7

    def ordered(self, quantity=2):
        return self.quote({"product_id": self.goods.id, "product_uom_qty": quantity, "product_uom_id": self.dozen.id})

    def test_the_unit_stays_where_the_successor_is_sold_in_it(self):
        self.other_goods.product_tmpl_id.uom_ids = self.dozen
        self.assertEqual(self.other_goods.uom_ids, self.dozen)
        order = self.ordered()
        self.assertFinds(order).action_fix()
        line = order.order_line
        self.assertEqual(
            (line.product_id, line.product_uom_qty, line.product_uom_id), (self.other_goods, 2, self.dozen)
        )
        self.assertEqual(line.price_unit, 84)

    def test_the_quantity_stays_where_the_unit_does_not(self):
        order = self.ordered()
        self.assertFinds(order).action_fix()
        line = order.order_line
        self.assertEqual((line.product_uom_qty, line.product_uom_id), (24, self.other_goods.uom_id))
        self.assertEqual(line.price_unit, 7)

    def test_units_that_cannot_be_compared(self):
        self.other_goods.uom_id = self.env.ref("uom.product_uom_kgm")
        order = self.ordered()
        finding = self.assertFinds(order)
        with self.assertRaises(UserError) as refusal:
            finding.action_fix()
        self.assertIn("Mixer is sold in kg, which cannot be compared with Dozens", str(refusal.exception))
        self.assertEqual((order.order_line.product_id, order.order_line.product_uom_qty), (self.goods, 2))


@tagged("post_install", "-at_install")
class TestSplit(StockCommon, PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("stock_short", severity="warn")
        cls.rule("discount_authority").severity = "block"

    def split(self, order):
        finding = self.assertFinds(order)
        self.assertEqual(finding.fix, "_fix_split_line")
        finding.action_fix()
        return order.order_line

    def test_the_parts_keep_what_the_list_said_for_all_of_it(self):
        self.pricelist.item_ids = [
            Command.create({"compute_price": "fixed", "fixed_price": 80, "min_quantity": 10, "applied_on": "3_global"})
        ]
        self.add_stock(self.goods, 4)
        order = self.quote((self.goods, 10))
        lines = self.split(order)
        self.assertEqual(lines.mapped("product_uom_qty"), [4, 6])
        self.assertEqual(lines.mapped("price_unit"), [80, 80])
        self.assertEqual(lines.mapped("quoted_list_price"), [80, 80])
        self.assertNotIn("discount_authority", order.action_validate_order().mapped("code"))

    def test_what_was_quoted_before_anybody_kept_it(self):
        self.pricelist.item_ids = [
            Command.create({"compute_price": "fixed", "fixed_price": 80, "min_quantity": 10, "applied_on": "3_global"})
        ]
        self.add_stock(self.goods, 4)
        order = self.quote((self.goods, 10))
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_line SET quoted_list_price = NULL WHERE order_id = %s", [order.id])
        self.env.invalidate_all()
        self.assertEqual(self.split(order).mapped("quoted_list_price"), [80, 80])

    def test_kits_are_divided_whole(self):
        kit = self.make_kit({self.goods: 2})
        self.add_stock(self.goods, 7)
        order = self.quote((kit, 10))
        finding = self.assertFinds(order, "3.5 Units of 10 Units")
        self.assertEqual(finding.suggested_quantity, 3)
        self.assertEqual(self.split(order).mapped("product_uom_qty"), [3, 7])

    def test_less_than_one_kit_is_not_divided(self):
        kit = self.make_kit({self.goods: 2})
        self.add_stock(self.goods, 1)
        self.assertFalse(self.assertFinds(self.quote((kit, 10)), "0.5 Units of 10 Units").fix)

    def test_dozens_are_divided_whole_and_weights_are_not(self):
        self.add_stock(self.goods, 30)
        dozen = {"product_id": self.goods.id, "product_uom_qty": 3, "product_uom_id": self.ref("uom.product_uom_dozen")}
        self.assertEqual(self.assertFinds(self.quote(dozen), "2.5 Dozens").suggested_quantity, 2)
        flour = self.make_product("Flour", uom_id=self.ref("uom.product_uom_kgm"))
        self.add_stock(flour, 2.5)
        self.assertEqual(self.assertFinds(self.quote((flour, 3))).suggested_quantity, 2.5)
