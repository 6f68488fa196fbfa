"""Placing holds and releasing them: who may, what is recorded, and what the order is then."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestPlaceAndRelease(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls.make_user("salesman")
        cls.desk = cls.make_user("desk")
        cls.credit_manager = cls.make_user("credit")

    def test_hold_and_release_say_who_when_and_why(self):
        order = self.make_order(user_id=self.salesman.id)
        hold = order.with_user(self.salesman).action_hold(self.reason("address"), "No house number")
        self.assertStatus(order, "on_hold")
        self.assertTrue(order.is_on_hold)
        self.assertEqual(order.hold_reason_ids, self.reason("address"))
        self.assertEqual((hold.placed_by_id, hold.note), (self.salesman, "No house number"))
        self.assertTrue(hold.placed_at)
        self.assertEqual(hold.origin, "manual")
        order.with_user(self.desk).action_release_holds("Number 5")
        self.assertStatus(order, "entered")
        self.assertEqual((hold.released_by_id, hold.release_note), (self.desk, "Number 5"))
        self.assertTrue(hold.released_at)
        self.assertFalse(hold.active_hold)

    def test_several_holds_at_once(self):
        order = self.make_order()
        order.action_hold(self.reason("address"))
        first = order.hold_ids
        order.action_hold(self.reason("customer"))
        self.assertEqual(len(order.hold_ids), 2)
        first.action_release("found")
        self.assertStatus(order, "on_hold")
        order.action_release_holds("all good")
        self.assertStatus(order, "entered")

    def test_same_reason_twice_is_one_hold(self):
        order = self.make_order()
        hold = order.action_hold(self.reason("address"))
        self.assertEqual(order.action_hold(self.reason("address").id), hold)
        self.assertEqual(len(self.events(order, "hold")), 1)
        order.action_release_holds("found")
        self.assertNotEqual(order.action_hold(self.reason("address")), hold)

    def test_salesman_holds_but_does_not_release(self):
        order = self.make_order(user_id=self.salesman.id)
        order.with_user(self.salesman).action_hold(self.reason("address"))
        self.assertFalse(order.with_user(self.salesman).can_release_holds)
        with self.assertRaisesRegex(AccessError, "Order Desk"):
            order.with_user(self.salesman).action_release_holds("please")
        self.assertStatus(order, "on_hold")

    def test_credit_hold_is_for_the_credit_manager(self):
        order = self.make_order()
        order.action_hold(self.reason("credit"), origin="credit")
        with self.assertRaisesRegex(AccessError, "Credit Manager"):
            order.with_user(self.desk).action_release_holds("please")
        order.with_user(self.credit_manager).action_release_holds("paid half")
        self.assertStatus(order, "entered")

    def test_one_right_missing_releases_nothing(self):
        order = self.make_order()
        order.action_hold(self.reason("address"))
        order.action_hold(self.reason("credit"), origin="credit")
        self.assertFalse(order.with_user(self.desk).can_release_holds)
        with self.assertRaises(AccessError):
            order.with_user(self.desk).action_release_holds("please")
        self.assertEqual(order.hold_ids.mapped("active_hold"), [True, True])

    def test_release_needs_a_note(self):
        order = self.make_order()
        order.action_hold(self.reason("address"))
        for note in (False, "", "  "):
            with self.assertRaisesRegex(UserError, "why"):
                order.action_release_holds(note)
        self.assertStatus(order, "on_hold")

    def test_bad_input(self):
        order = self.make_order()
        with self.assertRaisesRegex(UserError, "kind"):
            order.action_hold(self.reason("mind"))
        for nothing in (False, None, 0, self.env["sale.order.reason"], 99999999):
            with self.assertRaisesRegex(UserError, "Choose a reason"):
                order.action_hold(nothing)
        self.assertFalse(order.hold_ids)
        order.action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled order"):
            order.action_hold(self.reason("address"))
        self.assertStatus(order, "cancelled")

    def test_quote_can_be_held_and_cancelling_wins(self):
        order = self.make_order(confirm=False)
        order.action_hold(self.reason("address"))
        self.assertStatus(order, "on_hold")
        order.action_cancel()
        self.assertStatus(order, "cancelled")

    def test_wizards(self):
        orders = self.make_order() + self.make_order()
        place = self.env["sale.order.place.hold"].with_context(active_ids=orders.ids)
        place.create({"reason_id": self.reason("address").id, "note": "where?"}).action_hold()
        self.assertEqual(orders.mapped("order_status"), ["on_hold", "on_hold"])
        orders[0].action_hold(self.reason("customer"))
        release = self.env["sale.order.release.hold"].with_user(self.desk).with_context(active_ids=orders.ids)
        wizard = release.create({"note": "there"})
        self.assertEqual(len(wizard.hold_ids), 3)
        wizard.hold_ids -= orders[0].hold_ids.filtered(lambda hold: hold.reason_id == self.reason("customer"))
        wizard.action_release()
        self.assertEqual(orders.mapped("order_status"), ["on_hold", "entered"])

    def test_shipped_goods_of_a_held_order_are_invoiced_and_paid(self):
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        order.action_hold(self.reason("address"))
        invoice = self.invoice(order)
        self.pay(invoice)
        self.assertEqual(invoice.payment_state, "paid")
        self.confirm_delivery(order)
        self.assertStatus(order, "on_hold")

    def test_release_shows_what_happened_meanwhile(self):
        order = self.make_order()
        self.deliver(order)
        order.action_hold(self.reason("address"))
        self.pay(self.invoice(order))
        self.assertStatus(order, "on_hold")
        order.action_release_holds("fine")
        self.assertStatus(order, "paid")
