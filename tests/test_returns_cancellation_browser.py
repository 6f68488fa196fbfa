"""A clerk cancels an order with a deposit in the browser; a manager waives the fee."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_cancellation import CancellationCommon


@tagged("post_install", "-at_install")
class TestCancellationBrowser(CancellationCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "quote_to_cash.group_order_desk,stock.group_stock_user,sales_team.group_sale_manager"
        cls.user = new_test_user(cls.env, "olga", name="Olga Orderdesk", groups=groups)
        cls.charge()

    def run_tour(self, name, order):
        self.env.flush_all()
        self.start_tour(f"/odoo/orders/{order.id}", name, login="olga", timeout=120)
        order.invalidate_recordset()

    def test_deposit_and_fee(self):
        """The dialog says what is refunded and what it costs; one credit note comes of it."""
        order = self.make_begun(user_id=self.user.id)
        deposit = self.down_payment(order, 300)
        self.pay(deposit)
        self.run_tour("quote_to_cash_cancellation", order)
        self.assertStatus(order, "cancelled")
        self.assertEqual(self.notes(deposit).amount_total, 200)

    def test_the_fee_is_waived_and_the_deposit_kept(self):
        """Waiving asks why; what is not refunded is shown on the order."""
        order = self.make_begun(user_id=self.user.id)
        deposit = self.down_payment(order, 300)
        self.run_tour("quote_to_cash_cancellation_waived", order)
        self.assertEqual(order.cancellation_ids.waive_note, "Old customer")
        self.assertFalse(self.notes(deposit))
