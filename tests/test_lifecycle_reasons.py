"""Reasons stay what they are once they are used."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestReasons(QuoteToCashCommon):
    def test_reason_in_use_is_not_deleted(self):
        order, cancelled = self.make_order(), self.make_order()
        order.action_hold(self.reason("address"))
        cancelled.action_cancel_with_reason(self.reason("mind"), "customer")
        for key in ("address", "mind"):
            with self.assertRaisesRegex(UserError, "in use.*Archive"):
                self.reason(key).unlink()
            self.assertTrue(self.reason(key).exists())

    def test_released_hold_still_uses_its_reason(self):
        order = self.make_order()
        order.action_hold(self.reason("address"))
        order.action_release_holds("fine")
        with self.assertRaisesRegex(UserError, "in use"):
            self.reason("address").unlink()

    def test_unused_reason_is_deleted(self):
        reason = self.env["sale.order.reason"].create({"name": "Moon", "code": "moon", "kind": "hold"})
        reason.unlink()
        self.assertFalse(reason.exists())

    def test_kind_of_a_used_reason_stays(self):
        order = self.make_order()
        order.action_hold(self.reason("address"))
        with self.assertRaisesRegex(UserError, "kind"):
            self.reason("address").kind = "cancel"
        self.reason("address").kind = "hold"
        self.reason("address").name = "Address?"
        self.assertEqual(order.hold_reason_ids.name, "Address?")

    def test_archived_reason_stays_readable(self):
        order = self.make_order()
        order.action_hold(self.reason("address"))
        self.reason("address").active = False
        self.env.invalidate_all()
        self.assertEqual(order.hold_reason_ids, self.reason("address"))
        self.assertIn(self.reason("address").name, order._hold_message())
        order.action_release_holds("fine")
        self.assertStatus(order, "entered")

    @mute_logger("odoo.sql_db")
    def test_code_is_unique_for_its_kind(self):
        reasons = self.env["sale.order.reason"]
        code = self.reason("address").code
        reasons.create({"name": "Address", "code": code, "kind": "return"})
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            reasons.create({"name": "Address", "code": code, "kind": "hold"})

    def test_reason_of_the_wrong_kind_on_an_order(self):
        order = self.make_order()
        with self.assertRaisesRegex(UserError, "kind"):
            order.cancel_reason_id = self.reason("address")

    def test_not_stated_is_found_even_when_archived(self):
        self.env.ref("quote_to_cash.reason_cancel_not_stated").active = False
        order = self.make_order()
        order.action_cancel()
        self.assertEqual(order.cancel_reason_id.code, "not_stated")

    def test_messages_speak_the_language_of_the_user(self):
        self.assertEqual(self.reason("address")._fields["name"].translate, True)
