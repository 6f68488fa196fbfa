"""Kits, drop shipments, and goods bought or made for an order."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestKits(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls.make_kit({cls.goods: 1, cls.other_goods: 2})

    def _order(self, kits=3, **values):
        self.add_stock(self.goods, kits)
        self.add_stock(self.other_goods, 2 * kits)
        return self.make_order((self.kit, kits), **values)

    def test_whole_kits(self):
        order = self._order()
        self.assertEqual(len(order.picking_ids.move_ids), 2)
        self.assertStatus(order, "entered")
        self.deliver(order)
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_ready_needs_all_components(self):
        order = self._order()
        order.picking_ids.action_mark_packed()
        self.assertStatus(order, "ready")
        order.picking_ids.move_ids[1]._do_unreserve()
        self.assertStatus(order, "entered")

    def test_half_a_kit_shipped_is_not_shipped(self):
        order = self._order()
        self.ship(order, {self.goods: 3})
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertStatus(order, "in_progress")
        self.ship(order)
        self.assertStatus(order, "shipped")

    def test_declined_components_short_close_whole_kits(self):
        order = self._order()
        self.ship(order, {self.goods: 2, self.other_goods: 3}, backorder=False)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.order_line.qty_short_closed, 2)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_two_steps(self):
        order = self._order(warehouse=self._two_steps())
        self.pick(order, {self.goods: 3, self.other_goods: 4}, backorder=False)
        self.assertEqual(order.order_line.qty_short_closed, 1)
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertEqual(order.order_line.qty_short_closed, 1)
        self.assertStatus(order, "shipped")

    def _two_steps(self):
        warehouse = self.make_warehouse(2)
        self.add_stock(self.goods, 3, warehouse)
        self.add_stock(self.other_goods, 6, warehouse)
        return warehouse

    def test_cancelled_and_confirmed_again_is_not_short_closed(self):
        order = self._order()
        order.action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.ship(order, {self.goods: 2, self.other_goods: 4}, backorder=False)
        self.assertEqual(order.order_line.qty_short_closed, 1)

    def test_quantity_of_a_short_closed_kit_raised(self):
        order = self._order()
        self.ship(order, {self.goods: 2, self.other_goods: 4}, backorder=False)
        self.assertEqual(order.order_line.qty_short_closed, 1)
        order.order_line.product_uom_qty = 5
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertStatus(order, "in_progress")


@tagged("post_install", "-at_install")
class TestDropShipments(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dropped = cls.make_dropshipped()

    def _purchase(self, order):
        return order.order_line.purchase_line_ids.order_id

    def test_drop_shipment_alone(self):
        order = self.make_order((self.dropped, 4), stock=False)
        self.assertStatus(order, "entered")
        self._purchase(order).button_confirm()
        self.assertEqual(order.picking_ids.picking_type_id.code, "dropship")
        self.assertStatus(order, "entered")
        self.ship(order)
        self.assertTrue(order.picking_ids.shipped_at)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_purchase_that_nobody_has_placed_keeps_the_order_open(self):
        order = self.make_order((self.goods, 2), (self.dropped, 4))
        self.ship(order)
        self.assertStatus(order, "in_progress")
        self._purchase(order).button_confirm()
        self.assertStatus(order, "in_progress")
        self.ship(order)
        self.assertStatus(order, "shipped")

    def test_mixed_order_is_not_ready_while_the_vendor_is_asked(self):
        order = self.make_order((self.goods, 2), (self.dropped, 4))
        self.open_pickings(order).action_mark_packed()
        self.assertStatus(order, "entered")

    def test_more_dropped_goods_after_the_first_came(self):
        order = self.make_order((self.dropped, 4), stock=False)
        self._purchase(order).button_confirm()
        self.ship(order)
        self.assertStatus(order, "shipped")
        order.order_line.product_uom_qty = 6
        self.assertIn("draft", self._purchase(order).mapped("state"))
        self.assertStatus(order, "in_progress")

    def test_vendor_sends_less(self):
        order = self.make_order((self.dropped, 4), stock=False)
        self._purchase(order).button_confirm()
        self.ship(order, {self.dropped: 3}, backorder=False)
        self.assertEqual(order.order_line.qty_short_closed, 1)
        self.assertStatus(order, "shipped")

    def test_returned_to_the_vendor(self):
        order = self.make_order((self.dropped, 4), stock=False)
        self._purchase(order).button_confirm()
        delivery = self.deliver(order)
        self.send_back(delivery, 1)
        self.assertStatus(order, "delivered")

    def test_cancelled_request_short_closes(self):
        order = self.make_order((self.goods, 2), (self.dropped, 4))
        self.ship(order)
        order.action_cancel_open(self.reason("mind"))
        self.assertEqual(self._purchase(order).state, "cancel")
        self.assertEqual(order.order_line.mapped("qty_short_closed"), [0, 4])
        self.assertStatus(order, "shipped")

    def test_kit_of_which_one_component_is_drop_shipped(self):
        kit = self.make_kit({self.goods: 1, self.dropped: 1})
        self.add_stock(self.goods, 2)
        order = self.make_order((kit, 2))
        self.ship(order)
        self.assertStatus(order, "in_progress")
        self._purchase(order).button_confirm()
        self.ship(order)
        self.assertStatus(order, "shipped")


@tagged("post_install", "-at_install")
class TestMadeOrBoughtToOrder(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mto = cls.env.ref("stock.route_warehouse0_mto")
        cls.mto.active = True

    def test_production_begun_is_work(self):
        made = self.make_product(
            "Cake", route_ids=[Command.set((self.mto + self.warehouse.manufacture_pull_id.route_id).ids)]
        )
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": made.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": self.goods.id, "product_qty": 1})],
            }
        )
        self.add_stock(self.goods, 5)
        order = self.make_order((made, 5), stock=False)
        production = order.stock_reference_ids.production_ids
        self.assertEqual(production.state, "confirmed")
        self.assertStatus(order, "entered")
        production.action_assign()
        self.assertStatus(order, "entered")
        production.qty_producing = 2
        production.move_raw_ids.write({"quantity": 2, "picked": True})
        self.assertEqual(production.state, "progress")
        self.assertStatus(order, "in_progress")
        production.qty_producing = 5
        production.move_raw_ids.write({"quantity": 5, "picked": True})
        production.button_mark_done()
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertStatus(order, "in_progress")
        order.picking_ids.action_mark_packed()
        self.assertStatus(order, "ready")

    def test_goods_bought_for_the_order_must_come_and_be_packed(self):
        vendor = self.env["res.partner"].create({"name": "Mill"})
        bought = self.make_product(
            "Flour",
            route_ids=[Command.set((self.mto + self.warehouse.buy_pull_id.route_id).ids)],
            seller_ids=[Command.create({"partner_id": vendor.id, "price": 1.0})],
        )
        self.warehouse.reception_steps = "two_steps"
        order = self.make_order((bought, 5), stock=False)
        purchase = self.env["purchase.order"].search([("partner_id", "=", vendor.id)])
        self.assertStatus(order, "entered")
        purchase.button_confirm()
        self.assertStatus(order, "entered")
        self.process(purchase.picking_ids)
        put_away = self.env["stock.picking"].search(
            [("state", "=", "assigned"), ("location_dest_id", "=", self.warehouse.lot_stock_id.id)]
        )
        self.process(put_away)
        self.assertEqual(self.open_pickings(order).state, "assigned")
        self.assertNotEqual(order.order_status, "ready")
        self.open_pickings(order).action_mark_packed()
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertStatus(order, "shipped")
        self.assertEqual(order.order_line.qty_short_closed, 0)
