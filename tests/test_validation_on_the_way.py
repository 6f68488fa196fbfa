"""What other modules do to an order while it is being confirmed."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.sale.models.sale_order import SaleOrder

from .common_gate import GateCommon

WIZARD = {"type": "ir.actions.act_window", "res_model": "res.partner", "target": "new"}


class OnTheWayCommon(GateCommon):
    """The customer's limit is 1,000, and that is what is ordered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("credit_limit", "address_incomplete")
        cls.good_partner.credit_limit = 1000

    def on_the_way(self, change, method="action_confirm"):
        """Have a module that is loaded before ours change orders in the middle of their confirmation."""
        confirm = getattr(SaleOrder, method)

        def change_and_confirm(orders):
            change(orders)
            return confirm(orders)

        self.patch(SaleOrder, method, change_and_confirm)

    def ask_first(self, asked):
        """Have a module ask something instead of confirming."""
        confirm = SaleOrder.action_confirm
        self.patch(SaleOrder, "action_confirm", lambda orders: WIZARD if orders & asked else confirm(orders))


@tagged("post_install", "-at_install")
class TestChangesOnTheWay(OnTheWayCommon):
    """A promotion has ended: the price is not what the gate has judged."""

    def dearer(self, orders):
        orders.order_line.price_unit = 120

    def test_people_are_told_and_nothing_is_done(self):
        order = self.good()
        self.on_the_way(self.dearer)
        with self.assertRaises(UserError) as refusal:
            self.rpc(self.salesman, order, "action_confirm")
        self.assertIn("200", str(refusal.exception))
        self.assertEqual((order.state, order.amount_total), ("draft", 1000))
        self.assertFalse(order.picking_ids)

    def test_customers_orders_are_held_and_their_mail_waits(self):
        order = self.good()
        self.on_the_way(self.dearer)
        order._validate_order()
        self.assertHeld(order)
        self.assertEqual(self.findings(order).mapped("code"), ["credit_limit"])
        self.assertEqual(self.activities(order, "held").user_id, self.salesman)
        self.assertFalse(self.confirmations(order))

    def test_what_is_changed_when_all_is_done(self):
        order = self.good()
        confirm = SaleOrder.action_confirm

        def confirm_and_change(orders):
            result = confirm(orders)
            self.dearer(orders)
            return result

        self.patch(SaleOrder, "action_confirm", confirm_and_change)
        with self.assertRaises(UserError):
            self.rpc(self.salesman, order, "action_confirm")
        with self.checks() as made:
            order._validate_order()
        self.assertEqual(len(made), 2)
        self.assertHeld(order)

    def test_another_delivery_address(self):
        order = self.good()

        def pick_up(orders):
            orders.partner_shipping_id = self.partner

        self.on_the_way(pick_up, "_action_confirm")
        order._validate_order()
        self.assertHeld(order)
        self.assertEqual(self.findings(order).mapped("code"), ["address_incomplete"])

    def test_a_change_that_repairs_releases(self):
        order = self.good((self.goods, 11))
        self.on_the_way(lambda orders: orders.order_line.write({"price_unit": 50}))
        order._validate_order()
        self.assertFree(order)
        self.assertFalse(self.findings(order))
        self.assertFalse(self.activities(order, "held"))

    def test_a_change_that_passes_changes_nothing(self):
        order = self.good((self.goods, 5))
        self.on_the_way(self.dearer)
        self.rpc(self.salesman, order, "action_confirm")
        self.assertFree(order)
        self.assertEqual(order.validation_state, "clear")

    def test_observing_only_shows_it(self):
        self.enforce("observe")
        order = self.good()
        self.on_the_way(self.dearer)
        self.rpc(self.salesman, order, "action_confirm")
        self.assertFree(order)
        self.assertEqual(order.validation_state, "blocked")

    def test_in_a_list_the_others_are_confirmed(self):
        dear, fair = self.good(), self.good(partner_id=self.good_partner.copy().id)
        self.on_the_way(lambda orders: self.dearer(orders & dear))
        action = self.rpc(self.salesman, dear + fair, "action_confirm_checked")
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((dear.state, fair.state), ("draft", "sale"))
        self.assertIn("200", dialog.summary)

    def test_where_nothing_changes_it_takes_no_statement(self):
        def count():
            order = self.good(partner_id=self.good_partner.copy().id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for codes in (["credit_limit", "address_incomplete"], []):
            self.only(*codes)
            count()  # what is read once in the life of a process
            with patch.object(type(self.env["sale.order"]), "_fingerprints", lambda orders: {}):
                without = count()
            self.assertEqual(count(), without)


@tagged("post_install", "-at_install")
class TestNotConfirmed(OnTheWayCommon):
    def test_what_is_not_confirmed_is_not_held(self):
        order = self.blocked()
        self.ask_first(order)
        self.assertEqual(order.action_confirm_on_hold(), WIZARD)
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.is_on_hold)
        self.assertFalse(order.activity_ids)

    def test_a_question_reaches_who_confirms(self):
        order = self.good()
        self.ask_first(order)
        self.assertEqual(self.rpc(self.salesman, order, "action_confirm_checked"), WIZARD)

    def test_in_a_list_nothing_is_called_confirmed_that_is_not(self):
        asked, bad = self.good(), self.blocked()
        self.ask_first(asked)
        action = self.rpc(self.salesman, asked + bad, "action_confirm_checked")
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((dialog.order_ids, dialog.confirmed_ids.ids), (asked + bad, []))
        self.assertEqual(dialog.ready_count, 1)

    def test_who_looks_after_an_order_may_be_known_only_on_the_way(self):
        leader = self.make_user("sales_manager")
        team = self.env["crm.team"].create({"name": "Bakeries", "user_id": leader.id})
        order = self.blocked(user_id=False, team_id=team.id)
        self.on_the_way(lambda orders: orders.write({"user_id": self.salesman.id}))
        order._validate_order()
        self.assertHeld(order)
        self.assertEqual(self.activities(order, "held").user_id, self.salesman)
