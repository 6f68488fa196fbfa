"""What a held order needs, and when its hold ends."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Date, Datetime
from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestNeeded(GateCommon):
    """What people may delete does not close the customers' door."""

    def gate_reasons(self):
        return [self.env.ref(f"quote_to_cash.reason_hold_{name}") for name in ("check", "credit")]

    def test_the_reasons_of_the_gate_stay(self):
        manager = self.make_user("sales_manager")
        for reason in self.gate_reasons():
            with self.assertRaises(UserError):
                reason.with_user(manager).unlink()
            for values in ({"code": "other"}, {"kind": "cancel"}):
                with self.assertRaises(UserError):
                    reason.with_user(manager).write(values)
            reason.with_user(manager).write({"name": "In the office", "code": reason.code, "active": False})

    def test_a_reason_that_is_gone_is_made_again(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_reason SET code = code || '_old' WHERE code IN ('order_check', 'credit')"
        )
        self.env.invalidate_all()
        order = self.held()
        self.assertHeld(order)
        self.assertEqual(order.hold_ids.reason_id.code, "order_check")

    def test_without_its_type_the_activity_is_a_plain_one(self):
        for kind in ("held", "released"):
            self.env["ir.model.data"].search([("name", "=", f"mail_activity_order_{kind}")]).name = f"gone_{kind}"
        order = self.held()
        self.assertEqual((order.activity_ids.user_id, len(order.activity_ids)), (self.salesman, 1))
        self.repair()
        self.assertFree(order)


@tagged("post_install", "-at_install")
class TestOneHold(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("address_incomplete", "credit_limit")
        cls.partner.credit_limit = 1000

    def test_another_reason_takes_the_place_of_the_first(self):
        order = self.held()
        self.assertEqual(order.hold_ids.reason_id.code, "order_check")
        order.order_line.product_uom_qty = 11
        self.repair()
        self.assertHeld(order)
        self.assertEqual(order.hold_ids.filtered("active_hold").reason_id.code, "credit")
        self.assertFalse(self.activities(order, "released"))
        self.assertEqual(len(self.activities(order, "held")), 1)
        self.assertFalse(self.confirmations(order))
        order.order_line.product_uom_qty = 10
        self.assertFree(order)
        self.assertEqual(len(self.confirmations(order)), 1)

    def test_an_order_that_is_held_again_does_not_go_on(self):
        order = self.held()
        self.repair()
        self.assertTrue(self.activities(order, "released"))
        order.order_line.product_uom_qty = 11
        self.assertHeld(order)
        self.assertFalse(self.activities(order, "released"))
        self.assertEqual(len(self.activities(order, "held")), 1)


@tagged("post_install", "-at_install")
class TestOtherModes(GateCommon):
    def test_what_the_check_holds_goes_on_where_it_stops_nothing_any_more(self):
        for mode in ("off", "observe"):
            self.enforce()
            orders = self.held() + self.held()
            self.enforce(mode)
            for order in orders:
                self.assertFree(order)
                self.assertEqual(len(self.confirmations(order)), 1)
                self.assertFalse(self.activities(order, "held"))

    def test_other_holds_and_other_companies_stay(self):
        order = self.held()
        order.action_hold(self.reason("customer"))
        other = self.env["res.company"].create({"name": "Other company"})
        self.enforce("off", other)
        self.assertTrue(order.hold_ids.filtered(lambda hold: hold.active_hold and hold.origin == "validation"))
        self.enforce("off")
        self.assertEqual(order.hold_ids.filtered("active_hold").origin, "manual")
        self.assertFalse(self.confirmations(order))


@tagged("post_install", "-at_install")
class TestExpired(GateCommon):
    """A quotation that was accepted too late is not in time because it was confirmed on hold."""

    def test_it_stays_on_hold_until_it_is_extended(self):
        self.only("quote_expired")
        order = self.good(validity_date="2020-01-31")
        order.action_confirm_on_hold()
        order._check_orders()
        self.assertHeld(order)
        price = order.order_line.price_unit
        self.goods.list_price += 30
        self.findings(order).action_fix()
        self.assertFree(order)
        self.assertEqual(order.order_line.price_unit, price)

    def test_time_that_passes_on_hold_expires_nothing(self):
        self.only("quote_expired", "address_incomplete")
        order = self.held(validity_date=Date.today())
        with freeze_time(Datetime.now() + timedelta(days=30)):
            order._check_orders()
        self.assertEqual(self.findings(order).mapped("code"), ["address_incomplete"])
