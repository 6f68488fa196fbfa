"""What a step does: mail, call, letter, hold, hand-over; and what becomes of mails that do not arrive."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.tests import tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningSending(DunningCommon):
    def test_the_mail_goes_to_the_contact_for_invoices_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        step = self.standard.step_ids.filtered(lambda step: step.name == "Payment past due")
        step.with_context(lang="fr_FR").write({"name": "Paiement en retard", "message": "merci de payer."})
        books = self.env["res.partner"].create(
            {"name": "Books", "parent_id": self.partner.id, "type": "invoice", "email": "b@example.com"}
        )
        books.lang = self.partner.lang = "fr_FR"
        invoice = self.bill()
        self.send("2026-02-05")
        self.assertEqual(self.notices().recipient_id, books)
        self.assertEqual(self.mails().recipient_ids, books)
        self.assertEqual(self.mails().subject, f"Paiement en retard: {invoice.name}")
        self.assertIn("merci de payer.", self.mails().body_html)

    def test_a_customer_without_an_address_is_called(self):
        self.partner.email = False
        self.bill()
        self.send("2026-02-05")
        self.assertFalse(self.mails())
        self.assertEqual(self.steps(), ["Payment past due"], "it counts as taken")
        self.assertEqual((self.tasks().user_id, self.notices().by_activity), (self.collector, True))
        self.assertIn("No e-mail address", self.tasks().summary)

    def test_a_call_is_a_task_with_all_that_is_needed(self):
        self.partner.phone = "+1 555 0100"
        invoice = self.bill(1000)
        self.job("2026-02-05")
        self.job("2026-02-15")
        (task,) = self.tasks()
        self.assertEqual(task.activity_type_id, self.env.ref("mail.mail_activity_data_call"))
        self.assertEqual(task.user_id, self.collector)
        for text in ("+1 555 0100", invoice.name, "1,000.00", "01/31/2026", "Payment past due"):
            self.assertIn(text, task.note)

    def test_the_customers_own_collector_comes_first(self):
        own = self.make_collector("q2c_own_collector")
        self.partner.write({"collector_id": own.id, "email": False})
        self.bill()
        self.send("2026-02-05")
        self.assertEqual(self.tasks().user_id, own)

    def test_nobody_s_customer_is_a_collectors(self):
        self.company.dunning_user_id = self.partner.user_id = False
        self.partner.email = False
        self.bill()
        self.send("2026-02-05")
        self.assertTrue(self.tasks().user_id.has_group("quote_to_cash.group_collections"))

    def test_a_letter_is_a_task(self):
        self.partner.dunning_schedule_id = self.env["dunning.schedule"].create(
            {"name": "Post", "step_ids": [Command.create({"name": "Letter", "days": 5, "action": "letter"})]}
        )
        self.bill()
        self.send("2026-02-05")
        self.assertIn("letter", self.tasks().summary)
        self.assertFalse(self.mails())

    def test_a_mail_that_bounced_is_a_task_once(self):
        self.bill()
        self.send("2026-02-05")
        for _time in range(2):
            self.notices()._message_receive_bounce("anna@example.com", self.partner)
        self.assertEqual((len(self.tasks()), self.notices().mail_failed), (1, True))

    def test_a_mail_that_was_refused_is_a_task(self):
        self.bill()
        self.send("2026-02-05")
        self.mails().state = "exception"
        for day in ("2026-02-06", "2026-02-07"):
            self.job(day)
        self.assertIn("did not arrive", self.tasks().summary)

    def test_one_that_fails_is_marked_and_keeps_nobody_waiting(self):
        other = self.partner.copy({"name": "Bert", "email": "bert@example.com"})
        self.bill()
        self.bill(partner=other)
        notice_class = type(self.env["dunning.notice"])
        mail = notice_class._mail

        def failing(notice, step):
            if notice.partner_id == self.partner:
                raise ValueError("no paper")
            return mail(notice, step)

        with patch.object(notice_class, "_mail", failing), self.assertLogs("odoo.addons.quote_to_cash", "ERROR"):
            self.job("2026-02-05")
        self.assertEqual(self.notices(state="planned").problem, "no paper")
        self.assertEqual(self.steps(other), ["Payment past due"])
        self.job("2026-02-06")
        self.assertEqual(self.steps(), ["Payment past due"], "the next run tries again")

    def both_companies(self, first_fails):
        """Run the job for two companies while the first of them fails; return the second one's run."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.remind(other)
        runs = type(self.env["dunning.run"])
        remind = runs._remind_customers
        ends = []

        def failing(run, company, hour):
            if company == self.company:
                raise first_fails
            return remind(run, company, hour)

        with (
            patch.object(runs, "_remind_customers", failing),
            patch.object(self.env.cr, "rollback", lambda: ends.append("rollback")),
        ):
            self.job("2026-02-05")
        self.assertEqual(ends, ["rollback"])
        return self.env["dunning.run"].search([("company_id", "=", other.id)])

    def test_a_company_that_fails_stops_no_other(self):
        with self.assertLogs("odoo.addons.quote_to_cash", "ERROR"):
            run = self.both_companies(ValueError("no paper"))
        self.assertEqual(run.state, "sent")

    def test_a_company_that_others_are_at_stops_no_other(self):
        with self.assertNoLogs("odoo.addons.quote_to_cash", "WARNING"):
            run = self.both_companies(SerializationFailure())
        self.assertEqual(run.state, "sent")


@tagged("post_install", "-at_install")
class TestDunningHold(DunningCommon):
    def long_overdue(self, **values):
        """Return an invoice that has put its customer on hold."""
        invoice = self.bill(**values)
        self.send("2026-03-02")
        return invoice

    def dunning_holds(self, order):
        return order.hold_ids.filtered(lambda hold: hold.active_hold and hold.origin == "dunning")

    def test_the_account_goes_on_hold_and_is_handed_over(self):
        self.assertFalse(self.partner.credit_on_hold)
        self.long_overdue()
        self.assertTrue(self.partner.credit_on_hold)
        account = self.env["dunning.account"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(account.in_collections_on, self.day("2026-03-02"))
        self.assertIn("collections", self.tasks().mapped("summary")[-1])

    def handed_over_on(self):
        return self.env["dunning.account"].search([("partner_id", "=", self.partner.id)]).in_collections_on

    def test_who_owes_nothing_overdue_is_no_longer_handed_over(self):
        invoice = self.long_overdue()
        self.bill(due="2026-04-30")
        with self.on("2026-03-03"):
            self.pay(invoice)
        self.assertFalse(self.handed_over_on())

    def test_who_still_owes_something_overdue_stays_handed_over(self):
        invoice = self.long_overdue()
        self.bill(due="2026-02-28")
        with self.on("2026-03-03"):
            self.pay(invoice)
        self.assertEqual(self.handed_over_on(), self.day("2026-03-02"))

    def test_a_payment_that_is_taken_back_hands_the_customer_over_again(self):
        invoice = self.long_overdue()
        with self.on("2026-03-03"):
            self.pay(invoice)
            self.take_back(invoice)
        self.assertEqual(self.handed_over_on(), self.day("2026-03-02"))

    def test_the_next_run_sees_what_was_cancelled(self):
        invoice = self.long_overdue()
        invoice.button_draft()
        invoice.button_cancel()
        self.job("2026-03-04")
        self.assertFalse(self.handed_over_on())

    def test_in_that_company_only(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.long_overdue()
        self.assertFalse(self.partner.with_company(other).credit_on_hold)

    def test_orders_that_have_not_left_are_held_and_others_not(self):
        waiting, shipped = self.make_order(), self.make_order()
        self.deliver(shipped)
        self.long_overdue()
        self.assertEqual(len(self.dunning_holds(waiting)), 1)
        self.assertFalse(shipped.hold_ids)

    def test_an_order_confirmed_meanwhile_is_held(self):
        self.long_overdue()
        order = self.make_order()
        self.assertEqual((order.state, order.is_on_hold), ("sale", True))
        self.assertEqual(len(self.dunning_holds(order)), 1)

    def test_full_payment_frees_the_account_and_its_orders_at_once(self):
        order = self.make_order()
        invoice = self.long_overdue()
        with self.on("2026-03-03"):
            self.pay(invoice, amount=400)
            self.assertTrue(self.partner.credit_on_hold, "something is still open")
            self.pay(invoice)
        self.assertFalse(self.partner.credit_on_hold)
        self.assertFalse(order.is_on_hold)

    def test_a_payment_taken_back_brings_the_hold_back(self):
        order = self.make_order()
        invoice = self.long_overdue()
        with self.on("2026-03-03"):
            self.pay(invoice)
            self.take_back(invoice)
        self.assertTrue(self.partner.credit_on_hold)
        self.assertTrue(order.is_on_hold)

    def test_who_was_on_hold_before_stays_so(self):
        self.partner.credit_on_hold = True
        invoice = self.long_overdue()
        with self.on("2026-03-03"):
            self.pay(invoice)
        self.assertTrue(self.partner.credit_on_hold)

    def test_who_was_freed_by_hand_is_not_held_again(self):
        self.long_overdue()
        self.partner.credit_on_hold = False
        self.job("2026-03-03")
        self.assertFalse(self.partner.credit_on_hold)
        self.assertFalse(self.make_order().is_on_hold)

    def test_the_next_run_frees_who_owes_nothing_any_more(self):
        invoice = self.long_overdue()
        with self.on("2026-03-03"):
            invoice.button_draft()
        self.assertTrue(self.partner.credit_on_hold)
        self.job("2026-03-04")
        self.assertFalse(self.partner.credit_on_hold)

    def test_switching_reminders_off_frees_everybody(self):
        self.long_overdue()
        self.company.dunning_enabled = False
        self.assertFalse(self.partner.credit_on_hold)
