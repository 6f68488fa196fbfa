"""What is bought or made for one order is pegged to its own document."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_ledger import LedgerCommon


@tagged("post_install", "-at_install")
class TestChains(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mto = cls.env.ref("stock.route_warehouse0_mto")
        cls.mto.active = True

    def bought_to_order(self):
        vendor = self.env["res.partner"].create({"name": "Mill"})
        return self.make_product(
            "Flour",
            route_ids=[Command.set((self.mto + self.warehouse.buy_pull_id.route_id).ids)],
            seller_ids=[Command.create({"partner_id": vendor.id, "price": 1.0, "delay": 5})],
        )

    def purchase_of(self, product):
        return self.env["purchase.order.line"].search([("product_id", "=", product.id)], order="id").order_id

    def test_bought_to_order(self):
        flour = self.bought_to_order()
        self.add_stock(flour, 50)
        order = self.promised((flour, 5), stock=False)
        self.assertGreater(order.promise_date, self.at(7))
        purchase = self.purchase_of(flour)
        self.night(3)
        self.assertEqual(order.promise_state, "on_track")
        # Nobody has ordered it, and it would come too late by now.
        self.slip(purchase, self.at(20, 9))
        self.night(3)
        self.assertEqual(
            order.promise_cause_text,
            f"Line 1 waits for {purchase.name}, which is not ordered yet; it would come on 20 Jan",
        )
        purchase.button_confirm()
        self.slip(purchase, self.at(23, 9))
        self.night(4)
        self.assertEqual(order.promise_cause_text, f"Line 1 waits for {purchase.name}, now 23 Jan")
        self.slip(purchase, self.at(5, 9))
        purchase.picking_ids.scheduled_date = self.at(5, 9)
        self.night(4)
        self.assertEqual(order.promise_state, "on_track")
        self.process(purchase.picking_ids)
        self.night(5)
        self.assertEqual(order.promise_state, "on_track")

    def test_two_orders_do_not_take_from_each_other(self):
        flour = self.bought_to_order()
        first = self.promised((flour, 5), stock=False)
        self.purchase_of(flour).button_confirm()
        second = self.promised((flour, 5), stock=False)
        purchases = self.purchase_of(flour)
        purchases[1].button_confirm()
        self.slip(purchases[0], self.at(23, 9))
        self.night(3)
        self.assertEqual((first + second).mapped("promise_state"), ["late", "on_track"])

    def test_received_in_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        flour = self.bought_to_order()
        order = self.promised((flour, 5), stock=False)
        purchase = self.purchase_of(flour)
        purchase.button_confirm()
        self.slip(purchase, self.at(23, 9))
        self.night(3)
        self.assertEqual(order.promise_cause_text, f"Line 1 waits for {purchase.name}, now 23 Jan")

    def test_shipped_in_three_steps(self):
        warehouse = self.make_warehouse(3)
        self.add_stock(self.goods, 5, warehouse)
        order = self.promised((self.goods, 5), warehouse=warehouse, stock=False)
        self.night(3)
        self.assertEqual(order.promise_state, "on_track")
        self.pick(order)
        self.night(3)
        self.assertEqual(order.promise_state, "on_track")
        more = self.promised((self.goods, 1), warehouse=warehouse, stock=False)
        self.night(3)
        self.assertEqual((order + more).mapped("promise_state"), ["on_track", "late"])

    def test_made_to_order(self):
        cake = self.make_product(
            "Cake", route_ids=[Command.set((self.mto + self.warehouse.manufacture_pull_id.route_id).ids)]
        )
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": cake.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": self.goods.id, "product_qty": 1})],
            }
        )
        self.add_stock(self.goods, 5)
        order = self.promised((cake, 5), stock=False)
        production = order.stock_reference_ids.production_ids
        self.night()
        self.assertEqual(order.promise_state, "on_track")
        production.date_start = self.at(18, 9)
        self.night(3)
        line = order.order_line
        self.assertEqual(order.promise_cause_text, f"Line 1 waits for {production.name}, now 18 Jan")
        self.assertEqual((line.promise_cause, line.promise_cause_document), ("production", production))

    def test_sent_by_the_vendor(self):
        fridge = self.make_dropshipped()
        fridge.seller_ids.delay = 5
        order = self.promised((fridge, 4), stock=False)
        purchase = self.purchase_of(fridge)
        self.night(3)
        self.assertEqual(order.promise_state, "on_track")
        self.slip(purchase, self.at(20, 9))
        self.night(3)
        self.assertIn("which is not ordered yet", order.promise_cause_text)
        purchase.button_confirm()
        self.night(3)
        self.assertEqual(order.promise_cause_text, f"Line 1 waits for {purchase.name}, now 20 Jan")
        # No picking, no carrier of ours: it is there when the vendor says.
        self.assertEqual(order.order_line.promise_possible_date, self.at(20, 9))
        self.slip(purchase, self.at(5, 9))
        purchase.picking_ids.scheduled_date = self.at(5, 9)
        self.night(3)
        self.assertEqual(order.promise_state, "on_track")

    def test_transfer_from_another_warehouse(self):
        other = self.make_warehouse(1)
        self.add_stock(self.goods, 5, other)
        move = self.env["stock.move"].create(
            {
                "product_id": self.goods.id,
                "product_uom_qty": 5,
                "product_uom": self.goods.uom_id.id,
                "location_id": other.lot_stock_id.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": other.int_type_id.id,
                "date": self.at(5, 9),
            }
        )
        move._action_confirm()
        order = self.promised((self.goods, 5), stock=False)
        self.assertEqual(order.promise_date, self.at(6, 14))
        move.date = self.at(12, 9)
        self.night(3)
        line = order.order_line
        self.assertEqual(order.promise_cause_text, f"Line 1 waits for {move.picking_id.name}, now 12 Jan")
        self.assertEqual((line.promise_cause, line.promise_cause_document), ("transfer", move.picking_id))

    def test_kit_waits_for_its_last_component(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.goods, 5)
        purchase = self.buy(self.other_goods, 10, self.at(10, 9))
        order = self.promised((kit, 5), stock=False)
        self.slip(purchase, self.at(12, 9))
        self.night(3)
        self.assertEqual(order.promise_cause_text, f"Line 1 waits for {purchase.name}, now 12 Jan")

    def test_what_is_kept_back_supports_a_promise_that_was_made(self):
        self.goods.stock_buffer = 10
        order = self.promised((self.goods, 5))
        self.assertEqual(order.promise_state, "on_track")
        self.night(3)
        self.assertEqual(order.promise_state, "on_track")
