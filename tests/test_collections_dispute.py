"""Disputes and promises to pay: nobody is reminded of such invoices meanwhile."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDispute(DunningCommon):
    def test_a_dispute_has_reason_amount_and_owner(self):
        invoice = self.bill(1000)
        with self.on("2026-02-01"):
            invoice.with_user(self.collector).action_dispute("Broken glass", deadline=self.day("2026-02-20"))
        self.assertEqual((invoice.dispute_state, invoice.dispute_reason), ("open", "Broken glass"))
        self.assertEqual((invoice.dispute_amount, invoice.dispute_user_id), (1000, self.collector))
        self.assertEqual(invoice.dispute_deadline, self.day("2026-02-20"))

    def test_a_dispute_noted_on_the_invoice_has_amount_and_owner(self):
        invoice = self.bill(1000)
        invoice.with_user(self.collector).write({"dispute_state": "open", "dispute_reason": "Broken glass"})
        self.assertEqual((invoice.dispute_amount, invoice.dispute_user_id), (1000, self.collector))

    def test_a_dispute_without_a_reason_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "why"):
            self.bill().action_dispute("  ")

    def test_a_dispute_that_is_written_without_a_reason_is_refused(self):
        invoice = self.bill()
        for reason in ({}, {"dispute_reason": "  "}):
            with self.assertRaisesRegex(ValidationError, "why"):
                invoice.with_user(self.collector).write({"dispute_state": "open", **reason})

    def test_the_reason_of_a_dispute_cannot_be_taken_away(self):
        invoice = self.bill()
        invoice.action_dispute("Broken glass")
        with self.assertRaisesRegex(ValidationError, "why"):
            invoice.with_user(self.collector).dispute_reason = False

    def test_never_what_is_in_dispute(self):
        invoice = self.bill()
        invoice.action_dispute("Broken glass")
        self.assertEqual(self.reasons(invoice, "2026-02-05"), ["disputed"])

    def test_a_settled_dispute_is_reminded(self):
        invoice = self.bill()
        invoice.action_dispute("Broken glass")
        invoice.action_resolve_dispute()
        self.assertFalse(self.reasons(invoice, "2026-02-05")[0])


@tagged("post_install", "-at_install")
class TestPromiseToPay(DunningCommon):
    def promised(self, until="2026-02-10", amount=1000):
        invoice = self.bill(amount)
        with self.on("2026-02-01"):
            invoice.action_promise_to_pay(self.day(until))
        return invoice

    def test_a_promise_has_day_and_amount(self):
        invoice = self.promised()
        self.assertEqual((invoice.promise_to_pay_state, invoice.promise_to_pay_amount), ("open", 1000))

    def test_a_promise_in_the_past_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "in the past"):
            self.promised("2026-01-31")

    def test_the_past_is_the_companys_own(self):
        self.company.partner_id.tz = "America/New_York"
        invoice = self.bill()
        with self.on("2026-02-05", "02:00:00"):  # still the fourth there
            invoice.promise_to_pay_date = self.day("2026-02-04")
        self.assertEqual(invoice.promise_to_pay_state, "open")

    def test_reminders_rest_until_the_day_and_the_grace_have_passed(self):
        self.company.dunning_promise_grace = 2
        self.promised("2026-02-10")
        for day in ("2026-02-05", "2026-02-12"):
            self.job(day)
        self.assertFalse(self.steps())
        self.job("2026-02-13")
        self.assertEqual(self.steps(), ["Payment past due"])

    def test_a_broken_promise_is_noted_once(self):
        invoice = self.promised("2026-02-10")
        self.job("2026-02-12")
        self.assertEqual(invoice.promise_to_pay_state, "open")
        for day in ("2026-02-13", "2026-02-14"):
            self.job(day)
        self.assertEqual(invoice.promise_to_pay_state, "broken")
        notes = invoice.message_ids.filtered(lambda message: "was not kept" in (message.body or ""))
        self.assertEqual(len(notes), 1)

    def test_a_promise_is_kept_when_the_invoice_is_paid(self):
        invoice = self.promised("2026-02-10")
        with self.on("2026-02-09"):
            self.pay(invoice)
        self.job("2026-02-20")
        self.assertEqual(invoice.promise_to_pay_state, "kept")

    def test_a_promise_of_a_part_is_kept_when_that_part_is_paid(self):
        too_little, enough = self.bill(1000), self.bill(1000)
        with self.on("2026-02-01"):
            (too_little + enough).action_promise_to_pay(self.day("2026-02-10"), 400)
        with self.on("2026-02-09"):
            self.pay(too_little, amount=399)
            self.pay(enough, amount=400)
        self.job("2026-02-20")
        self.assertEqual([too_little.promise_to_pay_state, enough.promise_to_pay_state], ["broken", "kept"])

    def test_an_amount_that_is_typed_later_counts(self):
        invoice = self.promised("2026-02-10")
        with self.on("2026-02-02"):
            invoice.promise_to_pay_amount = 400
        self.assertEqual(invoice.promise_to_pay_left, 600)

    def test_a_promise_ends_with_its_invoice(self):
        invoice = self.promised("2026-02-10")
        with self.on("2026-02-09"):
            invoice.button_draft()
            invoice.button_cancel()
        self.job("2026-02-20")
        self.assertFalse(invoice.promise_to_pay_state)

    def test_a_new_promise_begins_anew(self):
        invoice = self.promised("2026-02-10")
        self.job("2026-02-13")
        with self.on("2026-02-14"):
            invoice.action_promise_to_pay(self.day("2026-03-01"))
        self.assertEqual(invoice.promise_to_pay_state, "open")
