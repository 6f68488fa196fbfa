"""Confirming that goods have arrived, by people and by the job that assumes it."""

import base64
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import QuoteToCashCommon

PIXEL = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
)


@tagged("post_install", "-at_install")
class TestConfirmDelivery(QuoteToCashCommon):
    def setUp(self):
        super().setUp()
        self.order = self.make_order()

    def test_before_shipping(self):
        with self.assertRaisesRegex(UserError, "has not been shipped"):
            self.order.picking_ids.action_confirm_delivery(datetime.now(), "carrier")
        self.assertFalse(self.order.picking_ids.delivered_at)

    def test_in_the_future(self):
        picking = self.ship(self.order)
        with self.assertRaisesRegex(UserError, "future"):
            picking.action_confirm_delivery(datetime.now() + timedelta(hours=1), "carrier")
        with self.assertRaisesRegex(UserError, "Say when"):
            picking.action_confirm_delivery(False, "carrier")
        self.assertFalse(picking.delivered_at)

    def test_before_it_was_shipped(self):
        picking = self.ship(self.order)
        with self.assertRaisesRegex(UserError, "cannot have arrived before"):
            picking.action_confirm_delivery(picking.shipped_at - timedelta(days=1), "carrier")
        self.assertFalse(picking.delivered_at)

    def test_unknown_kind(self):
        picking = self.ship(self.order)
        with self.assertRaisesRegex(UserError, "pigeon"):
            picking.action_confirm_delivery(picking.shipped_at, "pigeon")

    def test_one_of_several_not_shipped_confirms_none(self):
        self.ship(self.order, {self.goods: 6})
        with self.assertRaisesRegex(UserError, "has not been shipped"):
            self.order.picking_ids.action_confirm_delivery(datetime.now(), "carrier")
        self.assertFalse(any(self.order.picking_ids.mapped("delivered_at")))

    def test_a_receipt_is_no_delivery(self):
        back = self.send_back(self.ship(self.order), 2)
        self.assertFalse(back.shipped_at)
        with self.assertRaisesRegex(UserError, "has not been shipped"):
            back.action_confirm_delivery(datetime.now(), "carrier")

    def test_second_confirmation_changes_nothing(self):
        picking = self.ship(self.order)
        first = picking.shipped_at
        picking.action_confirm_delivery(first, "carrier", received_by="Anna")
        picking.action_confirm_delivery(datetime.now(), "customer", received_by="Ben")
        self.assertEqual(picking.delivered_at, first)
        self.assertEqual((picking.delivery_confirmation, picking.delivered_to), ("carrier", "Anna"))
        self.assertEqual(len(self.events(self.order, "delivery")), 1)

    def test_assumption_gives_way_to_knowledge_but_not_the_reverse(self):
        picking = self.ship(self.order)
        later = picking.shipped_at + timedelta(seconds=1)
        with freeze_time(later):
            picking.action_confirm_delivery(picking.shipped_at, "assumed")
            picking.action_confirm_delivery(later, "signed", received_by="Anna")
            self.assertEqual((picking.delivered_at, picking.delivery_confirmation), (later, "signed"))
            picking.action_confirm_delivery(picking.shipped_at, "assumed")
        self.assertEqual((picking.delivered_at, picking.delivery_confirmation), (later, "signed"))

    def test_dialog_keeps_receiver_signature_and_photo(self):
        picking = self.ship(self.order)
        wizard = self.env["stock.picking.delivery"].with_context(active_ids=picking.ids)
        wizard.create({"how": "signed", "received_by": "Anna", "signature": PIXEL, "photo": PIXEL}).action_confirm()
        self.assertEqual((picking.delivered_to, picking.delivery_confirmation), ("Anna", "signed"))
        self.assertTrue(picking.signature)
        self.assertTrue(picking.delivery_photo)
        self.assertStatus(self.order, "delivered")

    def test_who_may_confirm(self):
        picking = self.ship(self.order)
        for role in ("salesman", "accountant", "internal"):
            with self.subTest(role), self.assertRaises(AccessError):
                picking.with_user(self.make_user(role)).action_confirm_delivery(datetime.now(), "carrier")
        self.assertFalse(picking.delivered_at)
        picking.with_user(self.make_user("warehouse")).action_confirm_delivery(datetime.now(), "carrier")
        self.assertTrue(picking.delivered_at)

    def test_order_desk_may_confirm_without_a_right_to_write_transfers(self):
        picking = self.ship(self.order)
        desk = self.make_user("desk")
        picking.with_user(desk).action_confirm_delivery(datetime.now(), "customer")
        self.assertEqual(self.events(self.order, "delivery").user_id, desk)

    def test_confirming_while_held_is_allowed(self):
        self.ship(self.order)
        self.order.action_hold(self.reason("address"))
        self.confirm_delivery(self.order)
        self.assertTrue(self.order.picking_ids.delivered_at)

    def test_copy_of_a_delivered_transfer_is_not_delivered(self):
        copy = self.deliver(self.order).copy()
        self.assertFalse(copy.delivered_at or copy.shipped_at or copy.delivered_to or copy.packed_at)

    def test_not_ready_before_all_is_available(self):
        order = self.make_order((self.other_goods, 5), stock=False)
        with self.assertRaisesRegex(UserError, "not everything in it is available"):
            order.picking_ids.action_mark_packed()
        self.assertFalse(order.picking_ids.packed_at)


@tagged("post_install", "-at_install")
class TestAssumeDelivery(QuoteToCashCommon):
    """Goods leave on Monday, 5 January 2026, at noon; the company works from Monday to Friday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Office hours", "tz": "UTC", "company_id": cls.company.id}
        )
        cls.company.assume_delivered_days = 5
        cls.env["stock.picking"].search([("shipped_at", "!=", False), ("delivered_at", "=", False)]).write(
            {"delivered_at": "2025-01-01", "delivery_confirmation": "carrier"}
        )
        with freeze_time("2026-01-05 12:00:00"):
            cls.order = cls.make_order()
            cls.picking = cls.ship(cls.order)

    def _run(self, now):
        with freeze_time(now), self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_assume_delivery").method_direct_trigger()
        self.env.invalidate_all()
        return self.picking.delivery_confirmation

    def test_after_five_working_days_and_not_before(self):
        self.assertFalse(self._run("2026-01-11 23:00:00"))
        self.assertFalse(self._run("2026-01-12 11:59:00"))
        self.assertEqual(self._run("2026-01-12 12:00:01"), "assumed")
        self.assertEqual(self.picking.delivered_at, datetime(2026, 1, 12, 12))
        self.assertStatus(self.order, "delivered")

    def test_late_run_assumes_the_day_on_which_it_was_due(self):
        self.assertEqual(self._run("2026-02-12 12:00:00"), "assumed")
        self.assertEqual(self.picking.delivered_at, datetime(2026, 1, 12, 12))

    def test_what_leaves_on_a_day_off_counts_from_the_next_working_day(self):
        company = self.company
        saturday, friday_after = datetime(2026, 1, 10, 9), datetime(2026, 1, 16, 23)
        self.assertEqual(company._working_days_from(5, saturday), datetime(2026, 1, 19, 9))
        self.assertGreater(saturday, company._working_days_from(-5, friday_after))
        self.assertLessEqual(saturday, company._working_days_from(-5, datetime(2026, 1, 19, 9)))

    def test_days_are_those_of_the_company_s_time_zone(self):
        self.company.resource_calendar_id.tz = "Pacific/Auckland"
        friday_there = datetime(2026, 1, 8, 20)  # 9 January, 9 o'clock
        self.assertEqual(self.company._working_days_from(1, friday_there), datetime(2026, 1, 11, 20))

    def test_holiday_is_no_working_day(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Epiphany",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-01-06 00:00:00",
                "date_to": "2026-01-06 23:59:59",
            }
        )
        self.assertFalse(self._run("2026-01-12 23:00:00"))
        self.assertEqual(self._run("2026-01-13 12:00:01"), "assumed")

    def test_without_a_calendar_the_week_has_five_days(self):
        self.company.resource_calendar_id = False
        self.assertFalse(self._run("2026-01-11 23:00:00"))
        self.assertEqual(self._run("2026-01-12 12:00:01"), "assumed")

    def test_zero_is_never(self):
        self.company.assume_delivered_days = 0
        self.assertFalse(self._run("2036-01-12 12:00:00"))

    def test_each_company_by_its_own_setting(self):
        other = self.env["res.company"].create({"name": "Patient", "assume_delivered_days": 20})
        self.env.user.company_ids = [Command.link(other.id)]
        with freeze_time("2026-01-05 12:00:00"):
            warehouse = self.make_warehouse(1, other)
            theirs = self.ship(self.make_order(warehouse=warehouse))
        self.assertEqual(theirs.company_id, other)
        self.assertEqual(self._run("2026-01-12 12:00:01"), "assumed")
        self.assertFalse(theirs.delivered_at)
        self._run("2026-02-20 12:00:01")
        self.assertTrue(theirs.delivered_at)

    def test_second_run_does_nothing(self):
        self._run("2026-01-12 12:00:01")
        known = self.events(self.order)
        delivered_at = self.picking.delivered_at
        self._run("2026-01-13 12:00:01")
        self.assertEqual(self.picking.delivered_at, delivered_at)
        self.assertEqual(self.events(self.order), known)

    def test_portions_and_returns(self):
        with freeze_time("2026-01-05 12:00:00"):
            orders = self.make_order() + self.make_order()
            for order in orders:
                self.ship(order)
            back = self.send_back(orders[0].picking_ids, 1)
        # outside of a job the progress would be committed, which a test must not do
        progress = patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60.0)
        with freeze_time("2026-01-20"), progress as committed:
            self.env["stock.picking"]._cron_assume_delivery(limit=2)
        self.assertEqual([call.args for call in committed.call_args_list], [(2,), (1,)])
        self.env.invalidate_all()
        self.assertTrue(all(orders.picking_ids.filtered("shipped_at").mapped("delivered_at")))
        self.assertFalse(back.delivered_at)
