"""Two orders in the browser, with Odoo's own buttons."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestLifecycleBrowser(QuoteToCashCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "olga",
            name="Olga Orderdesk",
            groups="quote_to_cash.group_order_desk,stock.group_stock_user,account.group_account_invoice",
        )
        cls.add_stock(cls.goods)

    def run_tour(self, name, order):
        self.env.flush_all()
        self.start_tour(f"/odoo/orders/{order.id}", name, login="olga", timeout=120)
        order.invalidate_recordset()

    def test_order_passes_every_status_by_odoos_own_buttons(self):
        """quote, entered, in progress, ready, shipped, delivered, invoiced, paid; each seen once."""
        order = self.make_order((self.goods, 5), confirm=False, user_id=self.user.id)
        self.run_tour("quote_to_cash_order_life", order)
        self.assertStatus(order, "paid")
        self.assertEqual(
            self.events(order, "status").mapped("to_status"),
            ["entered", "in_progress", "ready", "shipped", "delivered", "invoiced", "paid"],
        )
        delivery = order.picking_ids
        self.assertEqual(delivery.delivered_to, "Ms. Keller")
        self.assertEqual(delivery.delivery_confirmation, "carrier")

    def test_held_order_cannot_ship_until_released_and_can_be_cancelled(self):
        """Hold, refused validation, release and cancellation, each through its dialog."""
        order = self.make_order((self.goods, 5), user_id=self.user.id)
        self.run_tour("quote_to_cash_order_hold", order)
        self.assertStatus(order, "cancelled")
        self.assertEqual(order.cancel_reason_id.code, "too_late")
        self.assertEqual(order.cancel_initiator, "customer")
        hold = order.hold_ids
        self.assertEqual((hold.reason_id.code, hold.note), ("address", "No house number"))
        self.assertEqual((hold.placed_by_id, hold.released_by_id), (self.user, self.user))
        self.assertEqual(hold.release_note, "Called the customer")
        self.assertEqual(
            self.events(order, "status").mapped("to_status"),
            ["entered", "on_hold", "entered", "cancelled"],
        )
