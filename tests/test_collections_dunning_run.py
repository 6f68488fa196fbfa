"""Who gets which step on which day, who does not, and why."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.collections import dunning_run
from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningRun(DunningCommon):
    def test_each_step_on_its_day(self):
        self.bill()
        days = ("2026-01-07", "2026-01-08", "2026-01-26", "2026-01-31", "2026-02-05", "2026-02-15", "2026-03-02")
        for day in days:
            self.job(day)
        expected = ["Your invoice", "Payment due soon", "Payment due today", "Payment past due", "Call"]
        self.assertEqual(self.steps(), [*expected, "Account on hold"])
        self.assertEqual(self.notices().mapped("date"), [self.day(day) for day in days[1:]], "not before its day")

    def test_no_step_twice(self):
        self.bill()
        for day in ("2026-02-05", "2026-02-05", "2026-02-06"):
            self.job(day)
            self.send(day)
        self.assertEqual(self.steps(), ["Payment past due"])
        self.assertEqual(len(self.mails()), 1)

    def test_the_database_has_a_step_of_a_line_once(self):
        line = self.due_line(self.bill())
        self.send("2026-02-05")
        noted = self.env["dunning.notice.line"].search([("move_line_id", "=", line.id), ("state", "=", "sent")])
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'dunning_notice_line' AND indexdef LIKE '%UNIQUE%'"
        )
        self.assertTrue(any("(move_line_id, step_id)" in row[0] for row in self.env.cr.fetchall()))
        self.assertEqual(len(noted), 1)

    def test_after_days_off_only_the_highest_step_is_taken(self):
        invoice = self.bill()
        self.job("2026-02-16")
        self.assertEqual(self.steps(), ["Call"])
        lines = self.notices().line_ids.filtered(lambda line: line.state == "skipped")
        self.assertEqual(lines.mapped("skip_reason"), ["later_step"] * len(lines))
        self.assertIn("Payment past due", lines.mapped("step_id.name"))
        self.assertEqual(lines.move_id, invoice)

    def test_one_message_for_all_that_is_due(self):
        first, second = self.bill(100, due="2026-01-31"), self.bill(50, due="2026-02-05")
        later = self.bill(25, invoiced="2026-02-04", due="2026-04-30")
        self.send("2026-02-05")
        (notice,) = self.notices()
        self.assertEqual(notice.amount, 150)
        self.assertEqual(notice._asked_lines().move_id, first | second)
        self.assertEqual(len(self.mails()), 1)
        body = self.mails().body_html
        self.assertIn(first.name, body)
        self.assertIn(second.name, body)
        self.assertNotIn(later.name, body)

    def test_instalments_are_due_by_themselves(self):
        halves = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 40)
                ],
            }
        )
        invoice = self.bill(1000, due=False, invoice_date_due=False, invoice_payment_term_id=halves.id)
        lines = self.simulate("2026-01-16").notice_ids._asked_lines()
        steps = [(line.due_date, line.amount, line.step_id.name) for line in lines]
        expected = [("2026-01-11", 500, "Payment past due"), ("2026-02-10", 500, "Your invoice")]
        self.assertEqual(steps, [(self.day(day), *rest) for day, *rest in expected])
        self.assertEqual(lines.move_line_id, self.due_line(invoice))

    def test_what_is_paid_in_part_is_asked_for_in_part(self):
        invoice = self.bill(1000)
        with self.on("2026-01-20"):
            self.pay(invoice, amount=399.99)
        self.send("2026-02-05")
        self.assertEqual(self.notices()._asked_lines().mapped("amount"), [600.01])

    def test_another_currency_is_asked_for_as_invoiced_and_as_booked(self):
        euro = self.make_euro(1.25)
        self.bill(1000, currency_id=euro.id)
        self.send("2026-02-05")
        (line,) = self.notices()._asked_lines()
        self.assertEqual((line.amount, line.currency_id, line.company_amount), (1000, euro, 800))
        self.assertEqual(self.notices().amount, 800)
        self.assertIn("800.00", line._amount_text())
        self.assertIn("1,000.00", line._amount_text())

    # === Never === #

    def test_never_what_is_paid(self):
        invoice = self.bill()
        with self.on("2026-02-01"):
            self.pay(invoice)
        self.send("2026-02-05")
        self.assertFalse(self.notices())

    def test_never_what_was_not_sent(self):
        self.assertEqual(self.reasons(self.bill(sent=False), "2026-02-05"), ["never_sent"])

    def test_never_what_was_due_before_the_beginning(self):
        invoice = self.bill(invoiced="2025-11-01", due="2025-12-31")
        self.assertEqual(self.reasons(invoice, "2026-02-05"), ["before_start"])

    def test_a_run_of_its_own_first_day_does_not_go_back_before_the_companys(self):
        invoice = self.bill(invoiced="2025-11-01", due="2025-12-31")
        for first in ("2025-01-01", False):
            run = self.send("2026-02-05", start_date=first)
            lines = run.notice_ids.line_ids.filtered(lambda line: line.move_id == invoice)
            self.assertEqual(lines.mapped("skip_reason"), ["before_start"])
        self.assertFalse(self.notices())

    def test_never_what_is_marked(self):
        invoice = self.bill()
        invoice.no_followup = True
        self.assertEqual(self.reasons(invoice, "2026-02-05"), ["no_followup"])

    def test_never_a_customer_who_is_left_out(self):
        invoice = self.bill()
        self.partner.dunning_excluded = True
        self.assertEqual(self.reasons(invoice, "2026-02-05"), ["customer_excluded"])

    def test_never_what_money_on_account_covers(self):
        first, second = self.bill(1000), self.bill(1000)
        with self.on("2026-02-01"):
            self.receive(1500)
        self.assertEqual(self.reasons(first, "2026-02-05"), ["covered"])
        run = self.simulate("2026-02-05")
        asked = run.notice_ids._asked_lines()
        self.assertEqual((asked.move_id, asked.amount, asked.covered_amount), (second, 500, 500))

    def test_never_what_a_payment_covers_that_is_not_booked_yet(self):
        invoice = self.bill(1000)
        with self.on("2026-02-01"):
            payment = self.receive(1000)
            payment.move_id.button_draft()
        self.env.flush_all()
        # A company may have payments booked only when they are on the bank's statement.
        self.env.cr.execute(
            "UPDATE account_payment SET move_id = NULL, state = 'in_process' WHERE id = %s", [payment.id]
        )
        self.env.invalidate_all(flush=False)
        self.assertEqual(self.reasons(invoice, "2026-02-05"), ["covered"])

    def test_never_below_the_minimum(self):
        self.standard.minimum_amount = 100
        small, enough = self.bill(99.99), self.bill(100, partner=self.partner.copy({"email": "bert@example.com"}))
        run = self.simulate("2026-02-05")
        self.assertEqual(run.notice_ids._asked_lines().move_id, enough)
        left_out = run.notice_ids.line_ids.filtered(lambda line: line.move_id == small)
        self.assertEqual(left_out.mapped("skip_reason"), ["below_minimum"])

    def test_steps_before_the_due_date_need_a_term_that_is_long_enough(self):
        self.bill(invoiced="2026-01-10", due="2026-01-13")
        for day in range(10, 14):
            self.job(f"2026-01-{day}")
        self.assertEqual(self.steps(), ["Payment due today"])

    # === Simulation === #

    def test_a_simulation_sends_nothing(self):
        self.bill()
        run = self.simulate("2026-03-02")
        self.assertEqual((run.state, run.reminded_count, run.amount), ("simulated", 1, 1000))
        self.assertFalse(self.mails())
        self.assertFalse(self.tasks())
        self.assertFalse(self.partner.credit_on_hold)

    def test_the_run_does_what_the_simulation_says(self):
        self.bill(100)
        self.bill(200, due="2026-02-05")
        self.bill(300, due="2026-03-31")
        self.bill(400, sent=False)
        self.bill(10, partner=self.partner.copy({"email": False}))
        planned = self.outcome(self.simulate("2026-02-05", today="2026-01-31"))
        self.assertEqual(len(planned), 5)
        self.job("2026-02-05")
        run = self.env["dunning.run"].search([("automatic", "=", True), ("company_id", "=", self.company.id)])
        self.assertEqual(self.outcome(run), planned)
        self.assertEqual(run.state, "sent")

    def test_what_is_paid_after_the_simulation_is_not_reminded(self):
        invoice, other = self.bill(100), self.bill(200)
        run = self.simulate("2026-02-05")
        with self.on("2026-02-05"):
            self.pay(invoice)
            run.action_send()
        self.assertEqual(self.notices()._asked_lines().move_id, other)
        self.assertEqual(self.notices().amount, 200)

    def test_a_big_run_is_left_to_the_job(self):
        self.bill()
        run = self.simulate("2026-02-05")
        with self.on("2026-02-05"), patch.object(dunning_run, "AT_ONCE", 0):
            run.action_send()
        self.assertEqual(run.state, "sending")
        self.assertFalse(self.notices())
        self.job("2026-02-05")
        self.assertEqual((run.state, self.notices().amount), ("sent", 1000))

    def test_sixty_days_ahead_and_no_more(self):
        self.simulate("2026-03-02", today="2026-01-01")
        with self.assertRaisesRegex(UserError, "60 days"):
            self.simulate("2026-03-03", today="2026-01-01")

    def test_only_today_is_sent(self):
        run = self.simulate("2026-02-05", today="2026-02-04")
        with self.on("2026-02-04"), self.assertRaisesRegex(UserError, "today"):
            run.action_send()

    def test_only_once(self):
        run = self.send("2026-02-05")
        with self.on("2026-02-05"), self.assertRaisesRegex(UserError, "sent before"):
            run.action_send()
        with self.assertRaisesRegex(UserError, "cannot be simulated again"):
            run.action_simulate()

    def test_off_means_off(self):
        self.bill()
        self.company.dunning_enabled = False
        self.job("2026-02-05")
        run = self.simulate("2026-02-05")
        self.assertEqual(run.reminded_count, 1, "what it would be")
        with self.on("2026-02-05"), self.assertRaisesRegex(UserError, "does not remind"):
            run.action_send()
        self.assertFalse(self.notices())

    def test_nothing_before_the_first_day(self):
        self.bill()
        self.remind(since="2026-02-06")
        self.job("2026-02-05")
        self.assertFalse(self.env["dunning.run"].search([("company_id", "=", self.company.id)]))

    def test_the_companys_own_day(self):
        self.bill()
        self.company.partner_id.tz = "America/New_York"
        self.job("2026-02-01")
        self.job("2026-02-05", "04:59:00")
        self.assertEqual(self.steps(), ["Payment due today"], "still the fourth there")
        self.job("2026-02-05", "05:01:00")
        self.assertEqual(self.notices()[-1].date, self.day("2026-02-05"))

    def test_the_hour_follows_daylight_saving(self):
        self.bill(invoiced="2026-03-01", due="2026-03-24")
        self.company.partner_id.tz = "Europe/Berlin"
        self.job("2026-03-29", "04:59:00", hour=7)
        self.assertFalse(self.notices())
        self.job("2026-03-29", "05:01:00", hour=7)  # the clock was set forward in this night
        self.assertEqual(self.steps(), ["Payment past due"])

    def test_days_off_wait_for_the_next_working_day(self):
        self.standard.business_days = True
        self.company.resource_calendar_id.tz = "UTC"
        self.bill(invoiced="2026-01-05", due="2026-02-03")  # five days later is a Sunday
        for day in ("2026-02-08", "2026-02-09"):
            self.job(day)
        self.assertEqual(self.notices().mapped("date"), [self.day("2026-02-09")])

    # === Who may === #

    def test_a_collector_simulates_and_sends(self):
        self.bill()
        with self.on("2026-02-05"):
            run = self.env["dunning.run"].with_user(self.collector).create({"company_id": self.company.id})
            run.action_simulate()
            run.action_send()
        self.assertEqual((run.state, len(self.notices())), ("sent", 1))

    def test_others_do_not(self):
        run = self.simulate("2026-02-05")
        with self.on("2026-02-05"), self.assertRaises(AccessError):
            run.with_user(self.make_user("accountant")).action_send()

    def test_what_was_sent_is_no_simulation_again(self):
        self.bill()
        run = self.send("2026-02-05").with_user(self.collector)
        for values in ({"state": "simulated"}, {"automatic": True}, {"planned_at": False}, {"date": "2026-02-06"}):
            with self.subTest(values), self.assertRaises(AccessError):
                run.write(values)
        with self.assertRaises(AccessError):
            run.create({"company_id": self.company.id, "automatic": True})
        with self.assertRaises(AccessError):
            run.with_context(default_state="sent").create({"company_id": self.company.id})

    def test_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        run = self.env["dunning.run"].create({"company_id": other.id})
        with self.assertRaises(AccessError):
            run.with_user(self.collector).read(["date"])

    # === Cost === #

    def test_planning_costs_as_many_statements_for_more_customers(self):
        def cost(count):
            for number in range(count):
                self.bill(10 + number, partner=self.partner.copy({"email": f"c{number}@example.com"}))
            run = self.env["dunning.run"].create({"company_id": self.company.id, "date": "2026-02-05"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run._plan()
            taken = self.env.cr.sql_log_count - before
            return taken, len(run.notice_ids)

        with self.on("2026-02-05"):
            cost(1)  # what is read once in the life of a process
            (first, few), (more, many) = cost(2), cost(20)
        self.assertEqual(many - few, 20)
        self.assertEqual(more, first)
