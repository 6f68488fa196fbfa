"""Returns and exchanges never move an order back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestReturns(QuoteToCashCommon):
    def _paid_order(self):
        order = self.make_order()
        delivery = self.deliver(order)
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")
        return order, delivery

    def test_open_return_changes_nothing(self):
        order = self.make_order()
        delivery = self.deliver(order)
        back = self.send_back(delivery, 3, receive=False)
        self.assertNotIn(back.state, ("done", "cancel"))
        self.assertStatus(order, "delivered")
        back.user_id = self.env.user
        back.printed = True
        self.assertStatus(order, "delivered")

    def test_done_return_changes_nothing(self):
        order, delivery = self._paid_order()
        self.send_back(delivery, 3)
        self.assertEqual(order.order_line.qty_delivered, 7)
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertStatus(order, "paid")

    def test_return_before_the_delivery_is_confirmed(self):
        order = self.make_order()
        delivery = self.ship(order)
        self.send_back(delivery, 10)
        self.assertStatus(order, "shipped")
        self.assertEqual(self.events(order, "return").document._name, "stock.picking")

    def test_cancelled_return_is_not_short_closed(self):
        order, delivery = self._paid_order()
        self.send_back(delivery, 3, receive=False).action_cancel()
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertStatus(order, "paid")

    def test_return_of_a_part_while_the_rest_is_open(self):
        order = self.make_order()
        first = self.ship(order, {self.goods: 6})
        self.send_back(first, 2)
        self.assertStatus(order, "in_progress")
        self.ship(order)
        self.assertStatus(order, "shipped")

    def test_returned_goods_sent_again(self):
        order, delivery = self._paid_order()
        back = self.send_back(delivery, 3)
        again = self.send_back(back, 3, receive=False)
        self.assertTrue(again.location_dest_id.usage == "customer")
        self.assertStatus(order, "paid")
        self.process(again)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertStatus(order, "paid")

    def test_exchange_never_reopens(self):
        order, delivery = self._paid_order()
        self.add_stock(self.goods, 3)
        before = order.picking_ids
        self.send_back(delivery, 3, exchange=True, receive=False)
        self.assertStatus(order, "paid")
        replacement = self.env["stock.move"].search([("return_replacement", "=", True)])
        self.assertEqual(replacement.product_uom_qty, 3)
        self.assertNotIn(replacement.picking_id, before)
        self.assertStatus(order, "paid")
        self.process(replacement.picking_id)
        self.assertStatus(order, "paid")

    def test_exchange_from_two_steps_never_reopens(self):
        warehouse = self.make_warehouse(2)
        order = self.make_order(warehouse=warehouse)
        self.pick(order)
        delivery = self.deliver(order)
        self.add_stock(self.goods, 3, warehouse)
        self.send_back(delivery, 3, exchange=True)
        self.assertStatus(order, "delivered")
        pick = self.env["stock.move"].search([("return_replacement", "=", True)])
        self.process(pick.picking_id)
        self.assertStatus(order, "delivered")
        ship = pick.move_dest_ids
        self.assertTrue(ship.return_replacement)
        self.process(ship.picking_id)
        self.assertStatus(order, "delivered")

    def test_replacement_for_an_open_order_is_no_progress_of_it(self):
        order = self.make_order()
        first = self.ship(order, {self.goods: 6})
        self.add_stock(self.goods, 3)
        self.send_back(first, 3, exchange=True)
        replacement = self.env["stock.move"].search([("return_replacement", "=", True)])
        self.assertFalse(replacement & order.order_line.move_ids.filtered(lambda move: not move.return_replacement))
        replacement.picking_id.move_ids.quantity = 0
        replacement.write({"quantity": 3, "picked": True})
        replacement._action_done()
        self.assertEqual(order.order_line.qty_delivered, 6)
        self.assertStatus(order, "in_progress")
        self.assertEqual(sum(self.open_pickings(order).move_ids.mapped("product_uom_qty")), 4)

    def test_return_in_two_steps(self):
        warehouse = self.make_warehouse(2)
        order = self.make_order(warehouse=warehouse)
        self.pick(order)
        delivery = self.ship(order)
        back = self.send_back(delivery, 4, receive=False)
        self.assertStatus(order, "shipped")
        self.process(back)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "delivered")

    def test_picked_goods_put_back_are_no_return(self):
        warehouse = self.make_warehouse(2)
        order = self.make_order(warehouse=warehouse)
        picked = self.pick(order)
        self.send_back(picked, 10)
        self.assertFalse(self.events(order, "return"))
        self.assertIn(order.order_status, ("in_progress", "ready"))

    def test_fully_returned_order_can_be_cancelled_but_not_an_exchanged_one(self):
        order = self.make_order()
        self.send_back(self.ship(order), 10)
        order._check_nothing_shipped()
        exchanged = self.make_order()
        self.add_stock(self.goods, 10)
        self.send_back(self.ship(exchanged), 10, exchange=True)
        replacement = self.env["stock.move"].search([("return_replacement", "=", True)])
        self.process(replacement.picking_id)
        with self.assertRaisesRegex(UserError, "already left"):
            exchanged._check_nothing_shipped()

    def test_goods_sent_again_protect_the_order(self):
        order = self.make_order()
        back = self.send_back(self.ship(order), 10)
        self.send_back(back, 10)
        with self.assertRaisesRegex(UserError, "already left"):
            order._check_nothing_shipped()

    def test_replacement_of_a_held_order_waits_too(self):
        order = self.make_order()
        delivery = self.ship(order, {self.goods: 6})
        order.action_hold(self.reason("address"))
        back = self.send_back(delivery, 3, exchange=True)
        self.assertEqual(back.state, "done", "what comes back is always received")
        replacement = self.env["stock.move"].search([("return_replacement", "=", True)])
        with self.assertRaisesRegex(UserError, "on hold"):
            self.process(replacement.picking_id)
