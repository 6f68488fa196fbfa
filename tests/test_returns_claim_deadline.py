"""The carriers' days: counted from delivery or shipping, shown, and brought to mind once."""

from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_claim import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimDeadline(ClaimCommon):
    @classmethod
    def make_terms(cls, carrier=None, kind="concealed", **values):
        values = {"report_days": 3, "file_days": 20, **values}
        return cls.env["shipment.claim.term"].create({"carrier_id": carrier and carrier.id, "kind": kind, **values})

    # === Terms === #

    def test_usual_days(self):
        picking = self.shipped()
        days = {"visible": (-1, 58), "concealed": (3, 58), "shortage": (3, 58), "loss": (27, 57)}
        for kind, (report, file) in days.items():
            claim = self.make_claim(picking, kind)
            self.assertEqual((claim.report_by, claim.file_by), (self.days(report), self.days(file)), kind)

    def test_terms_of_the_carrier(self):
        self.make_terms(self.van, report_days=4)
        self.make_terms(report_days=2)
        lorry = self.van.copy({"name": "Lorry"})
        self.assertEqual(self.make_claim().report_by, self.days(2))
        self.assertEqual(self.make_claim(self.shipped(carrier_id=lorry.id)).report_by, self.days(0))

    def test_terms_of_another_company_do_not_count(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_terms(company_id=other.id, report_days=1)
        self.assertEqual(self.make_claim().report_by, self.days(3))

    def test_new_terms_reach_what_is_not_filed(self):
        claim, filed = self.make_claim(), self.make_claim()
        filed.action_file()
        self.env.flush_all()
        term = self.make_terms(self.van, report_days=10, file_days=30)
        self.assertEqual((claim.report_by, filed.file_by), (self.days(8), self.days(58)))
        term.report_days = 11
        self.assertEqual(claim.report_by, self.days(9))
        term.kind = "visible"
        self.assertEqual(claim.report_by, self.days(3))
        term.kind = "concealed"
        term.unlink()
        self.assertEqual(claim.report_by, self.days(3))

    def test_one_term_for_a_carrier_and_kind(self):
        self.make_terms(self.van)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_terms(self.van)

    def test_no_negative_days(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_terms(report_days=-1)

    def test_new_terms_begin_with_the_usual_days(self):
        form = Form(self.env["shipment.claim.term"])
        form.kind = "loss"
        self.assertEqual((form.report_days, form.file_days, form.counted_from), (30, 60, "shipping"))

    def test_limit_of_liability(self):
        self.make_terms(self.van, limit_per_parcel=50, limit_text="§ 8")
        picking = self.shipped()
        picking.sudo().write({"handed_over_cartons": 3})
        claim = self.make_claim(picking)
        self.assertEqual((claim.liability_limit, claim.liability_text), (150, "§ 8"))

    # === When it arrived === #

    def test_an_assumed_arrival_is_none(self):
        picking = self.shipped(arrived=False)
        picking.action_confirm_delivery(fields.Datetime.now(), "assumed")
        claim = self.make_claim(picking)
        self.assertFalse(claim.received_on)
        self.assertEqual(claim.report_by, self.days(2))  # from shipping

    def test_an_arrival_that_becomes_known(self):
        claim = self.make_claim(self.shipped(arrived=False))
        claim.picking_id.action_confirm_delivery(fields.Datetime.now(), "carrier")
        self.assertEqual((claim.received_on, claim.report_by), (self.today, self.days(5)))

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Kiritimati"  # 14 hours ahead
        with freeze_time("2040-03-04 12:00:00"):
            picking = self.ship(self.make_order(carrier_id=self.van.id))
            picking.action_confirm_delivery(fields.Datetime.now(), "carrier")
            claim = self.make_claim(picking)
            self.assertEqual(str(claim.received_on), "2040-03-05")
            self.assertEqual((claim.days_left, claim.countdown), (5, "5 days left"))

    def test_countdown(self):
        claim = self.make_claim()
        texts = {-2: "2 days over", -1: "1 day over", 0: "today", 1: "1 day left", 3: "3 days left"}
        for left, text in texts.items():
            claim.received_on = self.days(left - 5)
            self.assertEqual((claim.days_left, claim.countdown), (left, text))

    def test_next_steps(self):
        claim = self.make_claim()
        self.assertEqual((claim.step, claim.deadline), ("report", self.days(3)))
        claim.action_tell_carrier()
        self.assertEqual((claim.step, claim.deadline), ("file", self.days(58)))
        claim.action_file()
        self.company.claim_answer_days = 14
        self.assertEqual((claim.step, claim.deadline), ("answer", self.days(14)))
        claim.action_answer(200)
        self.assertEqual((claim.step, claim.deadline), ("pay", self.days(30)))

    # === Reminders === #

    def remind(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=True):
            self.env["shipment.claim"]._cron_remind()

    def test_reminded_before_the_deadline_once(self):
        claim = self.make_claim(user_id=self.clerk.id)
        self.remind()
        self.assertFalse(self.activities(claim))  # three days left
        self.company.claim_remind_days = 3
        self.remind()
        self.remind()
        activity = self.activities(claim)
        self.assertEqual((activity.user_id, activity.date_deadline), (self.clerk, claim.deadline))
        self.assertEqual(activity.summary, "Tell the carrier of the damage")

    def test_a_reminder_that_was_done_does_not_come_back(self):
        self.company.claim_remind_days = 30
        claim = self.make_claim()
        self.remind()
        self.activities(claim).action_done()
        self.remind()
        self.assertFalse(self.activities(claim))

    def test_a_step_ends_its_reminder_and_the_next_has_its_own(self):
        self.company.claim_remind_days = 100
        claim = self.make_claim()
        self.remind()
        claim.action_tell_carrier()
        self.assertFalse(self.activities(claim))
        self.remind()
        self.assertEqual(self.activities(claim).summary, "File the claim")

    def test_reminded_when_the_carrier_is_late(self):
        claim = self.make_claim()
        claim.action_file(on=self.days(-30))
        self.remind()
        self.assertFalse(self.activities(claim))  # its last day
        claim.sudo().filed_on = self.days(-31)
        self.remind()
        self.assertEqual(self.activities(claim).summary, "Ask the carrier for its answer")
        claim.action_answer(200, on=self.days(-31))
        self.remind()
        self.assertEqual(self.activities(claim).summary, "Ask the carrier for its payment")
        claim.action_register_recovery(200, self.today, self.bank)
        self.assertFalse(self.activities(claim))

    def test_the_database_reminds_once(self):
        self.company.claim_remind_days = 30
        claim = self.make_claim()
        self.remind()
        values = {"claim_id": claim.id, "step": claim.step, "due": claim.deadline}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["shipment.claim.reminder"].create(values)

    def test_an_ended_claim_reminds_nobody(self):
        self.company.claim_remind_days = 100
        claim = self.make_claim()
        claim.action_withdraw("Found")
        self.remind()
        self.assertFalse(self.activities(claim))

    def test_a_company_that_fails_stops_no_other(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        seen = []

        def remind(_model, company, _limit):
            seen.append(company)
            if company == self.env["res.company"].search([], order="id", limit=1):
                raise ValueError
            return 0

        Claim = type(self.env["shipment.claim"])
        with (
            patch.object(Claim, "_remind", remind),
            patch.object(self.env.cr, "rollback"),
            mute_logger("odoo.addons.quote_to_cash.models.returns.claim_remind"),
        ):
            self.remind()
        self.assertIn(other, seen)

    def test_owner(self):
        self.assertEqual(self.make_claim(self.shipped(user_id=self.clerk.id)).user_id, self.clerk)
        self.company.claim_user_id = self.loader
        self.assertEqual(self.make_claim(self.shipped(user_id=self.clerk.id)).user_id, self.loader)

    def test_reminders_cost_no_more_for_many(self):
        self.company.claim_remind_days = 100
        counts = []
        for number in (2, 8):
            claims = self.env["shipment.claim"].union(*(self.make_claim(user_id=self.clerk.id) for _n in range(number)))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.remind()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(self.activities(claims)), number)
        self.assertLessEqual(counts[1], counts[0] + 12)
