"""Price lists: what has changed since a line was quoted, whose list it is, and until when a quotation is valid."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from .common_price import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceChanged(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("price_changed", severity="warn")

    def test_unchanged(self):
        order = self.quote()
        self.assertEqual(order.order_line.quoted_list_price, 100)
        self.assertPasses(order)

    def test_changed_and_updated(self):
        order = self.quote()
        self.goods.list_price = 110
        finding = self.assertFinds(order, "Oven")
        self.assertIn("100.00", finding.found)
        self.assertIn("110.00", finding.limit)
        finding.action_fix()
        self.assertEqual(order.order_line.price_unit, 110)
        self.assertEqual(finding.state, "resolved")

    def test_tolerance(self):
        self.only("price_changed", severity="warn", percent=10)
        order = self.quote()
        self.goods.list_price = 110
        self.assertPasses(order)
        self.goods.list_price = 111
        self.assertFinds(order)

    def test_a_typed_price_does_not_hide_it(self):
        order = self.quote(self.priced(95))
        self.assertEqual(order.order_line.quoted_list_price, 100)
        self.assertPasses(order)
        self.goods.list_price = 110
        self.assertFinds(order)

    def test_confirmed_orders_keep_their_prices(self):
        order = self.make_order()
        self.goods.list_price = 110
        self.assertPasses(order)

    def test_unknown_price_of_old_lines(self):
        order = self.quote()
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_line SET quoted_list_price = NULL WHERE id = %s", [order.order_line.id])
        self.env.invalidate_all()
        self.goods.list_price = 110
        self.assertPasses(order)

    def test_another_quantity_is_quoted_anew(self):
        self.pricelist.item_ids = [
            Command.create({"compute_price": "fixed", "fixed_price": 80, "min_quantity": 10, "applied_on": "3_global"})
        ]
        order = self.quote((self.goods, 1))
        order.order_line.product_uom_qty = 10
        self.assertEqual(order.order_line.quoted_list_price, 80)
        self.assertPasses(order)

    def test_an_offer_that_has_ended(self):
        now = Datetime.now()
        offer = {"compute_price": "fixed", "fixed_price": 70, "applied_on": "3_global"}
        self.pricelist.item_ids = [Command.create({**offer, "date_end": now + timedelta(days=5)})]
        order = self.quote()
        self.assertEqual(order.order_line.price_unit, 70)
        with freeze_time(now + timedelta(days=6)):
            finding = self.assertFinds(order)
            finding.action_fix()
            self.assertEqual(order.order_line.price_unit, 100)
            self.assertEqual(finding.state, "resolved")

    def test_a_copy_is_quoted_anew(self):
        order = self.quote()
        self.goods.list_price = 110
        self.assertEqual(order.copy().order_line.quoted_list_price, 110)

    def test_combos_rewards_and_deposits_are_not_asked(self):
        order = self.quote({"display_type": "line_note", "name": "Thank you"}, self.priced())
        self.assertFalse(order.order_line[0].quoted_list_price)
        combo = self.env["product.combo"].create(
            {"name": "Choice", "combo_item_ids": [Command.create({"product_id": self.goods.id})]}
        )
        menu = self.make_product("Menu", type="combo", is_storable=False, combo_ids=[Command.set(combo.ids)])
        line = self.env["sale.order.line"].create({"order_id": order.id, "product_id": menu.id})
        part = self.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.goods.id,
                "linked_line_id": line.id,
                "combo_item_id": combo.combo_item_ids.id,
            }
        )
        self.assertTrue(order.order_line[1]._is_priced())
        self.assertFalse(line._is_priced() or part._is_priced())

    def test_who_sells_cannot_write_what_was_quoted(self):
        salesman = self.make_user("sales_all")
        order = self.quote(user_id=salesman.id).with_user(salesman)
        order.order_line.write({"quoted_list_price": 1, "discount": 5})
        self.assertEqual((order.order_line.quoted_list_price, order.order_line.discount), (100, 5))
        values = {"order_id": order.id, "product_id": self.goods.id}
        lines = self.env["sale.order.line"].with_user(salesman)
        self.assertEqual(lines.create({**values, "quoted_list_price": 1}).quoted_list_price, 100)
        self.assertEqual(lines.with_context(default_quoted_list_price=1).create(values).quoted_list_price, 100)

    def test_who_sells_can_quote(self):
        salesman = self.make_user("salesman")
        with Form(self.env["sale.order"].with_user(salesman)) as form:
            form.partner_id = self.partner
            with form.order_line.new() as line:
                line.product_id = self.goods
                line.product_uom_qty = 3
        order = form.record
        self.assertEqual(order.order_line.quoted_list_price, 100)
        self.goods.list_price = 120
        self.assertFinds(order).action_fix()
        self.assertEqual(order.order_line.quoted_list_price, 120)


@tagged("post_install", "-at_install")
class TestPricelistAndValidity(PriceCommon):
    def test_customers_price_list(self):
        self.only("wrong_pricelist", severity="warn")
        self.assertPasses(self.quote())

    def test_another_price_list_and_repair(self):
        self.only("wrong_pricelist", severity="warn")
        self.pricelist.item_ids = [Command.create({"compute_price": "fixed", "fixed_price": 90})]
        order = self.quote((self.goods, 1), pricelist_id=self.make_pricelist("Export").id)
        finding = self.assertFinds(order, "Anna's Bakery has the price list “Retail”; this order: Export.")
        finding.action_fix()
        self.assertEqual((order.pricelist_id, order.order_line.price_unit), (self.pricelist, 90))
        self.assertEqual(finding.state, "resolved")

    def test_price_lists_switched_off(self):
        self.only("wrong_pricelist", severity="warn")
        order = self.quote(pricelist_id=self.make_pricelist("Export").id)
        group = self.env.ref("product.group_product_pricelist")
        self.env.ref("base.group_user").implied_ids -= group
        group.sudo().user_ids = [Command.clear()]
        self.assertPasses(order)

    def test_valid_until_the_end_of_the_day(self):
        self.only("quote_expired")
        self.env.company.partner_id.tz = "America/New_York"
        order = self.quote(validity_date=date(2024, 5, 31))
        with freeze_time("2024-06-01 03:00:00"):  # still May 31 in New York
            self.assertPasses(order)
        with freeze_time("2024-06-01 05:00:00"):
            self.assertFinds(order, "The quotation was valid until 05/31/2024.")

    def test_without_a_last_day(self):
        self.only("quote_expired")
        self.assertPasses(self.quote(validity_date=False))

    def test_confirmed_in_time(self):
        self.only("quote_expired")
        order = self.make_order(validity_date=Datetime.now().date())
        with freeze_time(Datetime.now() + timedelta(days=30)):
            self.assertPasses(order)

    def test_extended_at_todays_prices(self):
        self.only("quote_expired")
        self.env.company.quotation_validity_days = 7
        with freeze_time("2024-05-01 12:00:00"):
            order = self.quote(validity_date=date(2024, 5, 5))
        self.goods.list_price = 130
        with freeze_time("2024-06-01 12:00:00"):
            finding = self.assertFinds(order)
            finding.action_fix()
        self.assertEqual(order.validity_date, date(2024, 6, 8))
        self.assertEqual(order.order_line.price_unit, 130)
        self.assertEqual(finding.state, "resolved")
