"""The status of orders that ship in one step, from quote to paid."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestStatusOneStep(QuoteToCashCommon):
    def test_each_status_follows_from_its_document(self):
        order = self.make_order(confirm=False)
        self.assertStatus(order, "quote")
        order.action_quotation_sent()
        self.assertStatus(order, "quote")
        order.action_confirm()
        self.assertStatus(order, "entered")
        picking = order.picking_ids
        picking.move_ids.picked = True
        self.assertStatus(order, "in_progress")
        picking.action_mark_packed()
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "delivered")
        invoice = self.invoice(order)
        self.assertStatus(order, "invoiced")
        self.pay(invoice)
        self.assertStatus(order, "paid")

    def test_reservation_alone_is_not_work(self):
        order = self.make_order()
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertStatus(order, "entered")
        order.picking_ids.do_unreserve()
        self.assertStatus(order, "entered")

    def test_printed_pick_list_is_work(self):
        order = self.make_order()
        order.picking_ids.do_print_picking()
        self.assertStatus(order, "in_progress")

    def test_assigned_picker_is_work(self):
        order = self.make_order()
        order.picking_ids.user_id = self.env.user
        self.assertStatus(order, "in_progress")
        order.picking_ids.user_id = False
        self.assertStatus(order, "entered")

    def test_picked_quantity_is_work_in_whatever_order_it_is_entered(self):
        order = self.make_order(stock=False)
        move = order.picking_ids.move_ids
        move.picked = True
        self.assertStatus(order, "entered")
        move.quantity = 4
        move.picked = True
        self.assertStatus(order, "in_progress")
        move.quantity = 0
        self.assertStatus(order, "entered")

    def test_running_batch_is_work_and_a_draft_batch_is_not(self):
        order = self.make_order()
        order.picking_ids.batch_id = False
        batch = self.env["stock.picking.batch"].create({"picking_ids": [Command.set(order.picking_ids.ids)]})
        self.assertEqual(batch.state, "draft")
        self.assertStatus(order, "entered")
        batch.action_confirm()
        self.assertEqual(batch.state, "in_progress")
        self.assertStatus(order, "in_progress")
        order.picking_ids.batch_id = False
        self.assertStatus(order, "entered")

    def test_batch_that_odoo_formed_by_itself_is_no_work_until_taken(self):
        self.assertTrue(self.warehouse.out_type_id.auto_batch, "new warehouses batch by themselves")
        order = self.make_order()
        batch = order.picking_ids.batch_id
        self.assertEqual(batch.state, "in_progress")
        self.assertStatus(order, "entered")
        batch.user_id = self.env.user
        self.assertStatus(order, "in_progress")

    def test_ready_needs_packing_and_all_goods(self):
        order = self.make_order(stock=False)
        self.add_stock(self.goods, 6)
        order.picking_ids.action_assign()
        order.picking_ids.packed_at = "2026-01-05 10:00:00"
        self.assertEqual(order.picking_ids.move_ids.state, "partially_available")
        self.assertStatus(order, "entered")
        self.add_stock(self.goods, 4)
        order.picking_ids.action_assign()
        self.assertStatus(order, "ready")
        order.picking_ids.action_unmark_packed()
        self.assertStatus(order, "entered")

    def test_one_unpacked_transfer_keeps_the_order_from_ready(self):
        order = self.make_order((self.goods, 10), (self.other_goods, 5))
        self.ship(order, {self.goods: 10})
        second = self.open_pickings(order)
        second.action_assign()
        self.assertStatus(order, "in_progress")
        second.action_mark_packed()
        self.assertStatus(order, "ready")
        order.order_line[0].product_uom_qty = 12
        self.assertStatus(order, "in_progress")

    def test_note_and_section_lines_count_nowhere(self):
        order = self.make_order(
            {"display_type": "line_section", "name": "Kitchen"},
            {"product_id": self.goods.id, "product_uom_qty": 1},
            {"display_type": "line_note", "name": "Ring twice"},
        )
        self.deliver(order)
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_delivery_fee_is_no_service_to_wait_for(self):
        fee = self.make_product("Freight", type="service", invoice_policy="delivery")
        order = self.make_order(
            (self.goods, 1), {"product_id": fee.id, "product_uom_qty": 1, "is_delivery": True, "price_unit": 9.0}
        )
        self.deliver(order)
        self.assertStatus(order, "delivered")
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_only_a_fee_left_does_not_deliver_an_order(self):
        fee = self.make_product("Freight", type="service", invoice_policy="order")
        order = self.make_order({"product_id": fee.id, "product_uom_qty": 1, "is_delivery": True, "price_unit": 9.0})
        self.invoice(order)
        self.assertStatus(order, "entered")


@tagged("post_install", "-at_install")
class TestStatusBackorders(QuoteToCashCommon):
    def test_backorder_waits_then_ships(self):
        order = self.make_order()
        first = self.ship(order, {self.goods: 6})
        self.assertStatus(order, "in_progress")
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.ship(order)
        self.assertStatus(order, "shipped")
        first.action_confirm_delivery(first.shipped_at, "carrier")
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "delivered")

    def test_backorder_picked_after_first_parcel_arrived(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        self.confirm_delivery(order)
        self.assertStatus(order, "in_progress")
        self.open_pickings(order).move_ids.picked = True
        self.assertStatus(order, "in_progress")

    def test_partial_invoice_of_first_parcel_does_not_jump_the_queue(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        self.confirm_delivery(order)
        self.pay(self.invoice(order))
        self.assertStatus(order, "in_progress")

    def test_declined_backorder_short_closes_and_the_order_goes_on(self):
        order = self.make_order((self.goods, 10), (self.other_goods, 2))
        self.ship(order, {self.goods: 6, self.other_goods: 2}, backorder=False)
        self.assertEqual(order.order_line.mapped("qty_short_closed"), [4, 0])
        self.assertTrue(order.has_short_closed)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "delivered")
        invoice = self.invoice(order)
        self.assertEqual(invoice.amount_total, 800)
        self.assertStatus(order, "invoiced")
        self.pay(invoice)
        self.assertStatus(order, "paid")

    def test_cancelled_backorder_short_closes(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.open_pickings(order).action_cancel()
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.assertStatus(order, "shipped")

    def test_whole_line_declined(self):
        order = self.make_order((self.goods, 10), (self.other_goods, 2))
        self.ship(order, {self.goods: 10}, backorder=False)
        self.assertEqual(order.order_line.mapped("qty_short_closed"), [0, 2])
        self.assertStatus(order, "shipped")

    def test_all_transfers_cancelled_is_not_shipped(self):
        order = self.make_order()
        order.picking_ids.action_cancel()
        self.assertEqual(order.order_line.qty_short_closed, 10)
        self.assertStatus(order, "entered")

    def test_units_of_measure_are_converted(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.make_order(
            {"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id}, stock=False
        )
        self.add_stock(self.goods, 24)
        order.picking_ids.action_assign()
        move = order.picking_ids.move_ids
        units = 12 if move.product_uom == self.goods.uom_id else 1
        self.ship(order, {self.goods: units}, backorder=False)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(order.order_line.qty_short_closed, 1)
        self.confirm_delivery(order)
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_transfer_shared_by_two_orders(self):
        one, two = self.make_order(), self.make_order((self.other_goods, 3))
        shared = one.picking_ids
        two.picking_ids.move_ids.picking_id = shared
        self.assertStatus(two, "entered")
        shared.printed = True
        self.assertStatus(one, "in_progress")
        self.assertStatus(two, "in_progress")
        self.process(shared)
        shared.action_confirm_delivery(shared.shipped_at, "carrier")
        self.assertStatus(one, "delivered")
        self.assertStatus(two, "delivered")
        self.assertEqual(self.events(one, "delivery").document, shared)
        self.assertEqual(self.events(two, "delivery").document, shared)


@tagged("post_install", "-at_install")
class TestStatusChangedOrders(QuoteToCashCommon):
    def test_quantity_raised_after_shipping_reopens(self):
        order = self.make_order()
        self.deliver(order)
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")
        order.order_line.product_uom_qty = 12
        self.assertStatus(order, "in_progress")
        self.add_stock(self.goods, 2)
        self.open_pickings(order).action_assign()
        self.deliver(order)
        self.assertStatus(order, "delivered")

    def test_quantity_raised_after_declined_backorder_is_shipped_after_all(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6}, backorder=False)
        order.order_line.product_uom_qty = 12
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertStatus(order, "in_progress")

    def test_line_added_to_confirmed_order(self):
        order = self.make_order()
        self.ship(order)
        self.assertStatus(order, "shipped")
        order.order_line = [Command.create({"product_id": self.other_goods.id, "product_uom_qty": 1})]
        self.assertStatus(order, "in_progress")

    def test_quantity_lowered_ends_the_wait(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        self.assertStatus(order, "in_progress")
        order.order_line.product_uom_qty = 6
        self.assertStatus(order, "shipped")
        self.assertEqual(order.order_line.qty_short_closed, 0)

    def test_cancelled_quoted_and_confirmed_again(self):
        order = self.make_order()
        order.action_cancel()
        self.assertStatus(order, "cancelled")
        order.action_draft()
        self.assertStatus(order, "quote")
        self.assertFalse(order.cancel_reason_id)
        order.action_confirm()
        self.assertStatus(order, "entered")
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.deliver(order)
        self.assertStatus(order, "delivered")

    def test_copy_begins_as_a_quote(self):
        order = self.make_order()
        self.ship(order)
        order.action_hold(self.reason("address"))
        copy = order.copy()
        self.assertStatus(copy, "quote")
        self.assertFalse(copy.is_on_hold)
        self.assertFalse(copy.event_ids)
