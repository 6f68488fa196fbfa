"""Quotations end at midnight by their company's clock, and expire by themselves where that is switched on."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_followup import LAST, FollowupCommon

# The end of 30 June there, in UTC
ENDS = {"Pacific/Auckland": datetime(2026, 6, 30, 12), "America/Los_Angeles": datetime(2026, 7, 1, 7)}
SECOND = timedelta(seconds=1)


@tagged("post_install", "-at_install")
class TestLastDay(FollowupCommon):
    def test_it_ends_at_midnight_by_the_companys_clock(self):
        order = self.quote()
        for zone, end in ENDS.items():
            self.company.partner_id.tz = zone
            for moment, over in ((end - SECOND, False), (end, True)):
                with self.subTest(zone=zone, over=over), freeze_time(moment):
                    self.env.invalidate_all()
                    self.assertIs(order.is_expired, over)

    def test_whatever_the_users_zone(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        order = self.quote()
        with freeze_time("2026-07-01 06:59:59"):
            for zone in ("Pacific/Auckland", "UTC", False):
                self.env.invalidate_all()
                self.assertFalse(order.with_context(tz=zone).is_expired)

    def test_portal_and_check_agree(self):
        order = self.quote(require_signature=True)
        rule = self.env["order.validation.rule"].search(
            [("code", "=", "quote_expired"), ("company_id", "=", self.company.id)]
        )
        for zone, end in ENDS.items():
            self.company.partner_id.tz = zone
            for moment in (end - SECOND, end):
                with self.subTest(zone=zone, moment=moment), freeze_time(moment):
                    self.env.invalidate_all()
                    self.assertEqual(bool(rule._check_quote_expired(order)), not order._has_to_be_signed())

    def test_companies_end_apart(self):
        other = self.env["res.company"].create({"name": "Down Under"})
        other.partner_id.tz = "Pacific/Auckland"
        here = self.quote()
        there = self.quote(warehouse=self.make_warehouse(1, other), company_id=other.id, user_id=False)
        with freeze_time("2026-06-30 15:00:00"):
            self.assertEqual((here | there).mapped("is_expired"), [False, True])

    def test_neither_without_a_last_day_nor_when_ordered(self):
        endless, ordered = self.quote(validity_date=False), self.quote()
        with freeze_time("2026-06-15"):
            ordered.action_confirm()
        with freeze_time("2027-01-01"):
            self.assertEqual((endless | ordered).mapped("is_expired"), [False, False])


@tagged("post_install", "-at_install")
class TestExpiry(FollowupCommon):
    def setUp(self):
        super().setUp()
        self.expire_by_itself()

    def test_the_job_expires_it_at_midnight_by_the_companys_clock(self):
        for zone, end in ENDS.items():
            with self.subTest(zone=zone):
                self.company.partner_id.tz = zone
                order = self.quote()
                self.run_job(end - SECOND)
                self.assertEqual(order.state, "sent")
                self.run_job(end)
                self.assertEqual(order.state, "cancel")

    def test_why_by_whom_and_since_when(self):
        order = self.quote()
        self.run_job("2026-07-01 01:00:00")
        self.assertStatus(order, "cancelled")
        self.assertEqual((order.cancel_reason_id.kind, order.cancel_reason_id.code), ("lost", "expired"))
        self.assertEqual(order.cancel_initiator, "company")
        self.assertEqual(self.done(order), ["expired"])
        self.assertIn("valid until 06/30/2026", " ".join(order.message_ids.mapped("body")))

    def test_the_customer_gets_no_mail(self):
        self.env["order.message.policy"].search([("company_id", "=", self.company.id)]).enabled = True
        order = self.quote()
        order.message_subscribe(self.partner.ids)
        before = self.env["mail.mail"].search_count([])
        self.run_job("2026-07-01 01:00:00")
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_order_messages").method_direct_trigger()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_off_it_does_nothing(self):
        self.company.quote_auto_expire = False
        order = self.quote()
        self.run_job("2026-07-05")
        self.assertEqual((order.state, self.done(order)), ("sent", []))

    def test_what_is_left_alone(self):
        orders = {
            "draft": self.quote(send=False),
            "endless": self.quote(validity_date=False),
            "signed": self.quote(signed_on="2026-06-29 12:00:00", signed_by="Anna"),
            "held": self.quote(),
        }
        orders["held"].action_hold(self.reason("customer"))
        for state in ("pending", "authorized", "done"):
            orders[state] = self.quote()
            self.pay(orders[state], state)
        orders["paying"] = self.quote()
        self.pay(orders["paying"], "draft", "2026-06-30 23:50:00")
        ends = self.quote()
        self.pay(ends, "cancel")
        self.pay(ends, "draft", "2026-06-28 10:00:00")  # given up
        self.run_job("2026-07-01 01:00:00")
        for why, order in orders.items():
            self.assertNotEqual(order.state, "cancel", why)
        self.assertEqual(ends.state, "cancel")

    def test_what_ended_before_it_was_switched_on_stays(self):
        self.company.quote_auto_expire = False
        with freeze_time("2026-07-01 08:00:00"):
            self.company.quote_auto_expire = True
        self.assertEqual(self.company.quote_expire_since, date(2026, 7, 1))
        old, new = self.quote(), self.quote(validity_date="2026-07-01")
        self.run_job("2026-07-03")
        self.assertEqual((old | new).mapped("state"), ["sent", "cancel"])

    def test_switched_on_again_it_begins_anew(self):
        self.company.quote_auto_expire = False
        self.assertFalse(self.company.quote_expire_since)
        with freeze_time("2026-08-01 12:00:00"):
            company = self.env["res.company"].create({"name": "New", "quote_auto_expire": True})
            self.company.write({"quote_auto_expire": True, "quote_expire_since": False})
        self.assertEqual((self.company | company).mapped("quote_expire_since"), [date(2026, 8, 1)] * 2)

    def test_one_that_cannot_expire_keeps_nobody_waiting_and_is_told_once(self):
        stuck, good = self.quote(), self.quote()
        cancel = self.env.registry["sale.order"].action_cancel

        def refuse(orders):
            if stuck in orders:
                raise UserError(stuck.env._("%(order)s is needed", order=stuck.name))
            return cancel(orders)

        with patch.object(self.env.registry["sale.order"], "action_cancel", refuse):
            for hour in (1, 2):
                self.run_job(f"2026-07-01 0{hour}:00:00")
        self.assertEqual((stuck | good).mapped("state"), ["sent", "cancel"])
        self.assertEqual(self.done(stuck), ["failed"])
        (activity,) = self.activities(stuck)
        self.assertEqual(activity.user_id, self.salesman)
        self.assertIn("is needed", activity.note)

    @mute_logger("odoo.addons.quote_to_cash.models.quoting.followup_cron")
    def test_a_fault_in_a_program_is_told_as_well(self):
        order = self.quote()
        with patch.object(self.env.registry["sale.order"], "action_cancel", side_effect=ValueError("broken")):
            self.run_job("2026-07-01 01:00:00")
        self.assertEqual((order.state, self.done(order)), ("sent", ["failed"]))
        self.assertIn("broken", self.activities(order).note)

    def test_works_in_portions_and_stops_when_told(self):
        orders = self.env["sale.order"].union(*(self.quote() for _number in range(5)))
        done = []

        def commit(_job, processed=0, **_options):
            done.append(processed)
            return len(done) < 2

        with (
            freeze_time("2026-07-01 01:00:00"),
            patch.object(self.env.registry["ir.cron"], "_commit_progress", commit),
        ):
            self.env["sale.order"]._cron_follow_up_quotes(limit=2)
        self.assertEqual(done, [2, 2])
        self.assertEqual(orders.mapped("state").count("cancel"), 4)

    def test_what_expired_can_expire_again_when_it_was_renewed(self):
        order = self.quote()
        self.run_job("2026-07-01 01:00:00")
        order.action_draft()
        order.write({"validity_date": LAST + timedelta(days=10)})
        order.action_quotation_sent()
        self.run_job("2026-07-11 01:00:00")
        self.assertEqual((order.state, self.done(order)), ("cancel", ["expired", "expired"]))
