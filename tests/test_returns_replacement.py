"""Goods that are sent again at no charge: no sale, whoever looks."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_claim import ClaimCommon


@tagged("post_install", "-at_install")
class TestReplacement(ClaimCommon):
    def replaced(self, **values):
        """Return a delivered order of ten ovens, and the replacement of two of them."""
        order = self.make_order(carrier_id=self.van.id, client_order_ref="PO-1", **values)
        self.deliver(order)
        return order, order._create_replacement([(order.order_line, 2)])

    def test_what_is_sent(self):
        order, again = self.replaced()
        self.assertTrue(again.is_replacement)
        self.assertFalse(order.is_replacement)
        self.assertEqual((again.state, again.origin), ("draft", order.name))
        self.assertEqual(again.client_order_ref, f"Replacement for {order.name}")
        for name in ("partner_id", "partner_shipping_id", "partner_invoice_id", "warehouse_id", "carrier_id"):
            self.assertEqual(again[name], order[name], name)
        line = again.order_line
        self.assertEqual((line.product_id, line.product_uom_qty), (self.goods, 2))
        self.assertEqual((line.price_unit, line.discount, again.amount_total), (100, 100, 0))

    def test_to_the_same_address(self):
        bakery = self.env["res.partner"].create({"name": "Shop", "parent_id": self.partner.id, "type": "delivery"})
        _order, again = self.replaced(partner_shipping_id=bakery.id)
        self.assertEqual(again.partner_shipping_id, bakery)

    def test_the_original_order_stays(self):
        order, again = self.replaced()
        self.assertStatus(order, "delivered")
        again.action_confirm()
        self.assertStatus(order, "delivered")
        self.assertEqual(order.order_line.qty_delivered, 10)

    def test_it_is_delivered_and_costs_nothing(self):
        _order, again = self.replaced()
        self.add_stock(self.goods, 2)
        again.action_confirm()
        self.deliver(again)
        self.assertEqual((again.order_line.qty_delivered, again.order_line.qty_to_invoice), (2, 0))
        self.assertNotEqual(again.invoice_status, "to invoice")

    def test_the_job_invoices_nothing(self):
        self.company.invoicing_policy = "shipment"
        _order, again = self.replaced()
        self.add_stock(self.goods, 2)
        again.action_confirm()
        self.deliver(again)
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_invoice_shipments").method_direct_trigger()
        self.assertFalse(again.invoice_ids)

    def test_a_kits_component(self):
        self.goods.standard_price, self.other_goods.standard_price = 30, 10
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        for product in (self.goods, self.other_goods):
            self.add_stock(product, 10)
        order = self.make_order((kit, 2))
        self.deliver(order)
        again = order._create_replacement([(order.order_line, 1, self.other_goods), (order.order_line, 1)])
        self.assertEqual(again.order_line.mapped("product_id"), self.other_goods + kit)
        self.assertEqual(again.order_line.mapped("price_unit"), [20, 100])
        self.assertEqual(again.amount_total, 0)

    def test_what_cannot_be_sent_again(self):
        order = self.make_order(self.goods, self.service)
        oven, advice = order.order_line
        other = self.make_order().order_line
        for lines, text in (
            ([], "which goods"),
            ([(oven, 0)], "how much"),
            ([(oven, -1)], "how much"),
            ([(advice, 1)], "no goods"),
            ([(other, 1)], "another order"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, text):
                order._create_replacement(lines)
        quotation = self.make_order(confirm=False)
        with self.assertRaisesRegex(UserError, "not confirmed"):
            quotation._create_replacement([(quotation.order_line, 1)])

    def test_nobody_calls_an_order_a_replacement(self):
        order = self.make_order(confirm=False, user_id=self.clerk.id).with_user(self.clerk)
        for act in (
            lambda: order.write({"is_replacement": True}),
            lambda: order.create({"partner_id": order.partner_id.id, "is_replacement": True}),
            lambda: order.with_context(default_is_replacement=True).create({"partner_id": order.partner_id.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()

    # === Checks === #

    def test_prices_are_not_checked(self):
        order, again = self.replaced()
        self.company.validation_mode = "enforce"
        self.company.max_discount = 5
        self.goods.standard_price = 90
        found = again.action_validate_order().mapped("rule_id.category")
        self.assertNotIn("price", found)
        self.assertNotIn("duplicate_order", again.finding_ids.mapped("rule_id.code"))
        sold = order.copy({"client_order_ref": False})
        sold.order_line.discount = 100
        self.assertIn("discount_authority", sold.action_validate_order().mapped("rule_id.code"))

    def test_a_companys_own_minimum(self):
        _order, again = self.replaced()
        self.company.validation_mode = "enforce"
        rule = self.env["order.validation.rule"].create(
            {
                "name": "At least 50",
                "code": "minimum",
                "category": "price",
                "severity": "block",
                "company_id": self.company.id,
                "domain": "[('amount_total', '<', 50)]",
                "message": "Too little",
            }
        )
        self.assertNotIn(rule, again.action_validate_order().rule_id)
        small = self.make_order({"product_id": self.goods.id, "product_uom_qty": 1, "price_unit": 1}, confirm=False)
        self.assertIn(rule, small.action_validate_order().rule_id)

    # === For a claim === #

    def test_at_once_from_a_claim(self):
        claim = self.make_claim(self.shipped(user_id=self.clerk.id)).with_user(self.clerk)
        self.add_stock(self.goods, 2)
        again = self.env["sale.order"].browse(claim.action_send_replacement()["res_id"])
        self.assertEqual((again.claim_id, again.state), (claim, "sale"))
        self.assertEqual(again.order_line.product_uom_qty, 2)
        self.assertEqual((claim.state, claim.replacement_count), ("draft", 1))
        self.assertEqual(claim.action_open_replacements()["res_id"], again.id)

    def test_once_for_a_claim(self):
        claim = self.make_claim()
        claim.action_send_replacement()
        with self.assertRaisesRegex(UserError, "already"):
            claim.action_send_replacement()
        claim.replacement_order_ids._action_cancel()
        claim.action_send_replacement()
        self.assertEqual(len(claim.replacement_order_ids), 2)

    def test_what_stops_it_is_said_on_the_claim(self):
        claim = self.make_claim()
        self.company.validation_mode = "enforce"
        self.goods.sale_ok = False
        again = self.env["sale.order"].browse(claim.action_send_replacement()["res_id"])
        self.assertEqual(again.state, "draft")
        self.assertIn("could not be confirmed", "".join(claim.message_ids.mapped("body")))

    def test_without_goods_nothing_is_sent(self):
        claim = self.make_claim(quantities={})
        with self.assertRaisesRegex(UserError, "which goods"):
            claim.action_send_replacement()

    def test_the_warehouse_sends_no_orders(self):
        with self.assertRaises(AccessError):
            self.make_claim().with_user(self.loader).action_send_replacement()

    def test_units_of_the_line(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order_line = {"product_id": self.goods.id, "product_uom_qty": 1, "product_uom_id": dozen.id}
        self.add_stock(self.goods, 12)
        picking = self.shipped(order_line)
        claim = self.make_claim(picking, quantities={picking.move_ids: 6})
        order = claim.order_id
        self.assertEqual(claim.amount_claimed, order.amount_untaxed / 2)
        again = self.env["sale.order"].browse(claim.action_send_replacement()["res_id"])
        self.assertEqual((again.order_line.product_uom_qty, again.order_line.product_uom_id), (0.5, dozen))

    def test_more_lines_cost_what_they_cost_odoo(self):
        def cost(make):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            make()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        costs = {}
        for number in (2, 2, 8):  # the first fills caches
            order = self.make_order(*[self.goods] * number)
            self.deliver(order)
            lines = [(line, 1) for line in order.order_line]
            values = [{"product_id": self.goods.id, "price_unit": 1, "name": "Oven"}] * number
            plain = cost(lambda values=values: self.make_order(*values, confirm=False, stock=False))
            again = cost(lambda order=order, lines=lines: order._create_replacement(lines))
            costs[number] = again - plain
        self.assertLessEqual(costs[8], costs[2])

    def test_a_plain_order_is_no_replacement(self):
        order = self.make_order(confirm=False)
        self.assertFalse(order.is_replacement)
        order.order_line = [Command.update(order.order_line.id, {"discount": 100})]
        order.action_confirm()
        self.deliver(order)
        self.assertEqual(order.order_line.qty_to_invoice, 10)
