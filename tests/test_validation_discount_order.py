"""Discounts on the whole order, on combos, and on lines that no price list prices."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_price import PriceCommon

PRICE_LISTS = "odoo.addons.quote_to_cash.models.validation.price_lists"


class DiscountCommon(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("discount_authority")
        cls.rebate = cls.make_product("Rebate", type="service", list_price=0)

    @classmethod
    def discount(cls, order, percent, kind="so_discount"):
        """Give a discount with Odoo's wizard."""
        cls.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": kind, "discount_percentage": percent / 100}
        ).action_apply_discount()

    @classmethod
    def add_combo(cls, order, **values):
        """Add a menu of two ovens for 900 to an order; return its line and those of its parts."""
        combos = cls.env["product.combo"].create(
            [
                {"name": name, "combo_item_ids": [Command.create({"product_id": product.id})]}
                for name, product in (("First", cls.goods), ("Second", cls.other_goods))
            ]
        )
        menu = cls.make_product(
            "Menu", type="combo", is_storable=False, list_price=900, combo_ids=[Command.set(combos.ids)]
        )
        lines = cls.env["sale.order.line"]
        line = lines.create({"order_id": order.id, "product_id": menu.id, "product_uom_qty": 1})
        parts = lines.create(
            [
                {
                    "order_id": order.id,
                    "product_id": item.product_id.id,
                    "product_uom_qty": 1,
                    "linked_line_id": line.id,
                    "combo_item_id": item.id,
                    **values,
                }
                for item in combos.combo_item_ids
            ]
        )
        return line, parts


@tagged("post_install", "-at_install")
class TestGlobalDiscount(DiscountCommon):
    def test_it_is_one_on_the_freight_too(self):
        order = self.quote(self.priced())
        order.set_delivery_line(self.make_carrier(), 50)
        self.discount(order, 12)
        self.assertEqual(order.amount_untaxed, 132)
        self.assertPasses(order)
        self.discount(order, 12)
        self.assertFinds(order, "Discounts on the whole order put it 22.6 % under the price list")

    def test_it_is_one_on_combos_too(self):
        order = self.quote(self.priced())
        self.add_combo(order)
        self.assertEqual(order.amount_untaxed, 1000)
        self.discount(order, 10)
        self.assertPasses(order)
        self.discount(order, 20)
        self.assertFinds(order, "Discounts on the whole order")

    def test_cost_counts_with_the_same_share(self):
        self.only("below_cost")
        self.goods.standard_price = 85
        order = self.quote(self.priced())
        order.set_delivery_line(self.make_carrier(), 50)
        self.discount(order, 12)
        self.assertPasses(order)

    def test_negative_quantity_of_a_service_is_a_discount(self):
        rebated = {"product_id": self.rebate.id, "price_unit": 50, "product_uom_qty": -1}
        self.assertFinds(self.quote(self.priced(), rebated), "50 %")
        self.assertPasses(self.quote(self.priced(), {**rebated, "price_unit": 15}))

    def test_goods_that_are_taken_back_are_none(self):
        self.assertPasses(self.quote(self.priced(), self.priced(quantity=-1, product_id=self.other_goods.id)))

    def test_deposits_are_none(self):
        order = self.quote(self.priced(quantity=10))
        order.action_confirm()
        self.down_payment(order, 900)
        self.assertPasses(order)


@tagged("post_install", "-at_install")
class TestComboDiscount(DiscountCommon):
    def test_combo_at_its_price(self):
        order = self.quote(self.priced())
        self.add_combo(order)
        self.assertPasses(order)

    def test_discount_on_all_lines_reaches_its_parts(self):
        order = self.quote()
        order.order_line.unlink()
        self.add_combo(order)
        self.discount(order, 50, kind="sol_discount")
        self.assertEqual(order.amount_untaxed, 450)
        self.assertFinds(order, "50 % under the price list", number=2)
        self.discount(order, 15, kind="sol_discount")
        self.assertPasses(order)

    def test_typed_price_of_a_part(self):
        order = self.quote(self.priced())
        _line, parts = self.add_combo(order, price_unit=300)
        self.assertEqual(self.assertFinds(order, "33.3 %", number=2).line_id, parts)

    def test_discount_that_the_list_shows_is_nobodys(self):
        self.env["res.config.settings"].create({"group_discount_per_so_line": True}).execute()
        self.pricelist.item_ids = [
            Command.create({"compute_price": "percentage", "percent_price": 40, "applied_on": "3_global"})
        ]
        order = self.quote(self.priced())
        self.add_combo(order)
        self.assertEqual(order.amount_untaxed, 600)
        self.assertPasses(order)
        order.order_line.discount = 60
        self.assertFinds(order, "33.3 %", number=3)

    def test_as_many_statements_for_many_orders(self):
        orders = self.env["sale.order"]
        for _number in range(12):
            order = self.quote(self.priced())
            self.add_combo(order, price_unit=300)
            orders += order
        self.assertSameQueries(self.rule("discount_authority"), orders[:3], orders)


@tagged("post_install", "-at_install")
class TestOldLines(DiscountCommon):
    """Lines of orders that were confirmed before the addon came: nobody knows what the list said."""

    def old(self, *lines, **values):
        order = self.make_order(*lines, **values)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_line SET quoted_list_price = NULL WHERE order_id = %s", [order.id])
        self.env.invalidate_all()
        return order

    def preview(self):
        rule = self.rule("discount_authority")
        rule.action_preview()
        return rule.preview_order_ids

    def test_a_list_that_has_risen_is_no_discount(self):
        order = self.old()
        self.goods.list_price = 130
        self.assertNotIn(order, self.preview())
        self.assertPasses(order)
        order.order_line.product_uom_qty = 9
        self.assertFalse(order.is_on_hold)

    def test_the_discount_on_the_line_is_judged(self):
        self.rule("discount_authority").severity = "off"
        order = self.old(self.priced(discount=20))
        kept = self.old(self.priced(discount=15))
        self.goods.list_price = 50
        self.assertEqual(self.preview() & (order + kept), order)

    def test_not_what_the_list_itself_gave(self):
        self.env["res.config.settings"].create({"group_discount_per_so_line": True}).execute()
        self.pricelist.item_ids = [
            Command.create({"compute_price": "percentage", "percent_price": 40, "applied_on": "3_global"})
        ]
        order = self.old(self.priced())
        self.assertEqual(order.order_line.discount, 40)
        self.goods.list_price = 130
        self.assertNotIn(order, self.preview())

    def test_what_costs_nothing_by_the_list(self):
        self.goods.list_price = 0
        order = self.old(self.priced(50, discount=20))
        self.assertPasses(order)


@tagged("post_install", "-at_install")
class TestPricedElsewhere(DiscountCommon):
    """The applications that price tickets and booths are not installed here; other fields stand in for theirs."""

    def test_lines_with_a_field_of_another_application(self):
        order = self.quote(self.priced(50))
        with patch(f"{PRICE_LISTS}.PRICED_ELSEWHERE", ("no_such_field", "customer_lead")):
            self.assertFinds(order)
            order.order_line.customer_lead = 3
            self.assertPasses(order)
        self.assertFinds(order)
