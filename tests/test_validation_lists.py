"""Many orders at once: one that fails does not keep the others from being confirmed."""

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.sale.models.sale_order import SaleOrder

from .common_gate import GateCommon
from .test_validation_doors import GATE
from .test_validation_failure import FAILURE

WIZARD = {"type": "ir.actions.act_window", "res_model": "res.partner", "target": "new"}


@tagged("post_install", "-at_install")
class TestLists(GateCommon):
    def break_orders(self, broken):
        """Have another module refuse some orders in the middle of their confirmation."""
        confirm = SaleOrder._action_confirm

        def fail(orders):
            if orders & broken:
                raise UserError(self.env._("No vendor for this service."))
            return confirm(orders)

        self.patch(SaleOrder, "_action_confirm", fail)

    def dialog(self, action):
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_valid_ones_are_confirmed_and_the_others_listed_with_reasons(self):
        broken, good, bad, other = self.good(), self.good(), self.blocked(), self.good()
        self.break_orders(broken)
        orders = broken + good + bad + other
        dialog = self.dialog(self.rpc(self.salesman, orders, "action_confirm_checked"))
        self.assertEqual(orders.mapped("state"), ["draft", "sale", "draft", "sale"])
        self.assertEqual((dialog.order_ids, dialog.confirmed_ids), (broken + bad, good + other))
        self.assertIn(f"{broken.name}: No vendor", dialog.summary)
        self.assertEqual(dialog.finding_ids, self.findings(bad))
        self.assertFalse(broken.picking_ids)

    def test_who_confirms_a_single_order_is_told_directly(self):
        broken = self.good()
        self.break_orders(broken)
        with self.assertRaises(UserError):
            self.rpc(self.salesman, broken, "action_confirm_checked")

    def test_of_several_put_on_hold_one_that_fails_is_left(self):
        broken, bad = self.blocked(), self.blocked()
        self.break_orders(broken)
        dialog = self.dialog(self.rpc(self.salesman, broken + bad, "action_confirm_checked"))
        again = self.dialog(self.rpc(self.salesman, dialog, "action_confirm_on_hold"))
        self.assertHeld(bad)
        self.assertEqual((broken.state, broken.is_on_hold), ("draft", False))
        self.assertEqual((again.order_ids, again.confirmed_ids), (broken, bad))
        self.assertIn("No vendor", again.summary)

    def test_what_a_confirmation_on_hold_opens_is_opened(self):
        order = self.blocked()
        dialog = self.dialog(self.rpc(self.salesman, order, "action_confirm_checked"))
        confirm = SaleOrder.action_confirm
        self.patch(SaleOrder, "action_confirm", lambda orders: confirm(orders) and WIZARD)
        self.assertEqual(self.rpc(self.salesman, dialog, "action_confirm_on_hold"), WIZARD)
        self.assertHeld(order)

    def test_where_checks_are_observed_a_check_that_fails_stops_nobody(self):
        self.enforce("observe")
        self.patch(type(self.env["order.validation.rule"]), "_check_address_incomplete", lambda *_args: 1 / 0)
        one, other = self.good(), self.blocked()
        for orders in (one, other + self.good()):
            with mute_logger(GATE, FAILURE):
                self.rpc(self.salesman, orders, "action_confirm_checked")
            self.assertEqual(set(orders.mapped("state")), {"sale"})

    def test_whoever_may_change_an_order_sees_why_it_is_not_confirmed(self):
        order = self.blocked()
        for role in ("accountant", "warehouse"):
            user = self.make_user(role)
            if order.with_user(user).has_access("write"):
                dialog = self.dialog(self.rpc(user, order, "action_confirm_checked"))
                values = self.rpc(user, dialog, "read", ["finding_ids", "is_blocked", "summary", "ready_count"])
                self.assertEqual(values[0]["finding_ids"], self.findings(order).ids)
