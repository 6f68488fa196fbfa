"""What becomes of the rest of a short payment: it stays open, is written off, or is in dispute."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_application import ApplicationCommon


@tagged("post_install", "-at_install")
class TestApplicationWriteOff(ApplicationCommon):
    def settle(self, payment, invoice, amount, reason, outcome, user=None, **values):
        application = self.open_for(payment, user or self.bookkeeper)
        self.apply_row(application, invoice, amount, reason, outcome=outcome, **values)

    def tolerate(self, amount):
        self.company.write_off_tolerance = amount

    # === Written off === #

    def test_the_rest_is_booked_on_the_account_of_its_reason(self):
        account, other = self.account_for("goods"), self.account_for("price")
        invoice, payment = self.bill(300), self.receive(280)
        self.settle(payment, invoice, 280, "goods", "write_off", note="one oven dented")
        self.assertEqual(self.residuals(invoice, payment), (0, 0))
        self.assertEqual((self.booked(account), self.booked(other)), (20, 0))
        self.assertEqual(invoice.payment_state, "paid")
        entry = self.line(invoice).matched_credit_ids.credit_move_id.move_id - payment.move_id
        self.assertEqual((entry.date, entry.journal_id.type), (self.company._local_day(), "general"))
        self.assertIn("Goods missing or damaged: one oven dented", entry.ref)

    def test_the_invoice_tells_what_was_written_off(self):
        self.account_for("goods")
        invoice = self.bill(300)
        self.settle(self.receive(280), invoice, 280, "goods", "write_off")
        self.assertEqual(self.line(invoice).short_pay_reason, "goods")
        self.assertRegex(invoice.message_ids[:1].body, "20.00.*written off.*Goods missing")

    def test_what_two_payments_leave_is_written_off_once(self):
        account = self.account_for("small")
        invoice = self.bill(300)
        payments = self.receive(100), self.receive(199)
        action = self.partner.with_user(self.bookkeeper).action_apply_payments()
        application = self.env[action["res_model"]].with_user(self.bookkeeper).browse(action["res_id"])
        rows = application.line_ids.filtered("selected")
        self.assertEqual(len(rows), 2)
        rows.write({"reason": "small", "outcome": "write_off"})
        application.action_apply()
        self.assertEqual(self.residuals(invoice, *payments), (0, 0, 0))
        self.assertEqual(self.booked(account), 1)

    def test_a_rest_in_another_currency_is_written_off_at_its_booked_value(self):
        account = self.account_for("goods")
        euro = self.make_euro(1.0)
        invoice = self.bill(1000, age=30, currency_id=euro.id)
        self.set_rate(euro, 0.8)
        payment = self.receive(900, currency_id=euro.id)
        self.settle(payment, invoice, 900, "goods", "write_off")
        self.assertEqual(self.residuals(invoice, payment), (0, 0))
        self.assertEqual(self.booked(account), 100)
        self.assertTrue(self.line(invoice).reconciled)

    def test_the_rest_of_money_in_another_currency_too(self):
        account = self.account_for("small")
        self.set_rate(self.make_euro(1.0), 0.8)
        invoice = self.bill(1000)
        payment = self.receive(799.2, currency_id=self.env.ref("base.EUR").id)
        self.settle(payment, invoice, 999, "small", "write_off")
        self.assertEqual(self.residuals(invoice, payment), (0, 0))
        self.assertEqual(self.booked(account), 1)

    def test_an_instalment_is_written_off_and_the_other_stays(self):
        account = self.account_for("goods")
        invoice = self.instalments(300)
        first, second = self.line(invoice).sorted("date_maturity")
        application = self.open_for(self.receive(140), self.bookkeeper)
        row = application.line_ids.filtered(lambda line: line.move_line_id == first)
        row.write({"reason": "goods", "outcome": "write_off"})
        application.action_apply()
        self.assertEqual((first.amount_residual, second.amount_residual, self.booked(account)), (0, 150, 10))

    def test_a_chosen_day_is_the_entrys(self):
        self.account_for("goods")
        invoice = self.bill(300, age=20)
        application = self.open_for(self.receive(280), self.bookkeeper)
        day = self.today - timedelta(days=10)
        application.write_off_date = day
        self.apply_row(application, invoice, 280, "goods", outcome="write_off")
        entries = self.line(invoice).matched_credit_ids.credit_move_id.move_id
        self.assertIn(
            day, entries.filtered(lambda move: move.move_type == "entry" and not move.origin_payment_id).mapped("date")
        )

    # === Stays open, in dispute === #

    def test_the_rest_stays_open_by_default(self):
        self.account_for("goods")
        invoice = self.bill(300)
        application = self.open_for(self.receive(280), self.bookkeeper)
        self.apply_row(application, invoice, 280, "goods")
        self.assertEqual(self.residuals(invoice), (20,))
        self.assertFalse(invoice.dispute_state)

    def test_the_rest_is_disputed_with_its_reason(self):
        invoice = self.bill(300)
        self.settle(self.receive(280), invoice, 280, "price", "dispute", self.accountant, note="says 28 a piece")
        self.assertEqual(self.residuals(invoice), (20,))
        self.assertEqual(
            (invoice.dispute_state, invoice.dispute_amount, invoice.dispute_reason, invoice.dispute_user_id),
            ("open", 20, "Price disputed: says 28 a piece", self.accountant),
        )

    def test_who_owns_a_dispute_keeps_it(self):
        invoice = self.bill(300)
        day = self.today + timedelta(days=7)
        invoice.action_dispute("Too dear", owner=self.bookkeeper, deadline=day)
        self.settle(self.receive(280), invoice, 280, "price", "dispute", self.accountant)
        self.assertEqual((invoice.dispute_user_id, invoice.dispute_deadline), (self.bookkeeper, day))

    # === Refused, and nothing half applied === #

    def refused(self, words, invoice, payment, *values, **more):
        before = self.residuals(invoice, payment)
        entries = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.settle(payment, invoice, *values, **more)
        self.assertEqual(self.residuals(invoice, payment), before)
        self.assertEqual(self.env["account.move"].search_count([]), entries)
        self.assertFalse(self.line(invoice).short_pay_reason)

    def test_without_an_account_nothing_is_applied(self):
        self.account_for("price")
        words = "no account for write-offs with the reason “Goods missing"
        self.refused(words, self.bill(300), self.receive(280), 280, "goods", "write_off")

    def test_an_account_that_is_no_longer_used_is_none(self):
        self.account_for("goods").active = False
        self.refused("no account for write-offs", self.bill(300), self.receive(280), 280, "goods", "write_off")

    def test_without_a_reason_nothing_is_written_off(self):
        self.account_for("goods")
        self.refused("say why less is paid", self.bill(300), self.receive(280), 280, False, "write_off")

    def test_an_unknown_reason_is_refused(self):
        application = self.open_for(self.bill(300) and self.receive(280), self.bookkeeper)
        with self.assertRaisesRegex(ValueError, "Wrong value"):
            application.line_ids[:1].reason = "whatever"
        with self.assertRaisesRegex(ValueError, "Wrong value"):
            application.line_ids[:1].outcome = "vanishes"

    def test_a_negative_write_off_is_refused(self):
        self.account_for("goods")
        self.refused("only .*300.00.* is open", self.bill(300), self.receive(400), 320, "goods", "write_off")

    def test_a_closed_period_is_refused(self):
        self.account_for("goods")
        invoice, payment = self.bill(300), self.receive(280)
        self.company.fiscalyear_lock_date = self.today
        self.refused("books are closed", invoice, payment, 280, "goods", "write_off")

    def test_without_a_journal_nothing_is_written_off(self):
        self.account_for("goods")
        with patch.object(type(self.company), "_write_off_to", lambda company: company.env["account.journal"]):
            self.refused("no miscellaneous journal", self.bill(300), self.receive(280), 280, "goods", "write_off")

    def test_a_credit_note_is_not_written_off(self):
        self.account_for("goods")
        invoice, note = self.bill(500), self.credit_note(120)
        application = self.open_for(self.receive(400), self.bookkeeper)
        application.line_ids.write({"selected": False})
        for document, amount in ((invoice, 500), (note, -100)):
            row = application.line_ids.filtered(lambda line, document=document: line.move_line_id.move_id == document)
            row.write({"selected": True, "amount": amount, "reason": "goods", "outcome": "write_off"})
        with self.assertRaisesRegex(UserError, "only what is owed can be written off"):
            application.action_apply()

    def test_two_outcomes_of_one_rest_are_refused(self):
        self.account_for("goods")
        self.bill(300)
        self.receive(100)
        self.receive(150)
        action = self.partner.with_user(self.bookkeeper).action_apply_payments()
        application = self.env[action["res_model"]].with_user(self.bookkeeper).browse(action["res_id"])
        first, second = application.line_ids.filtered("selected")
        first.write({"reason": "goods", "outcome": "write_off"})
        second.write({"reason": "goods", "outcome": "dispute"})
        with self.assertRaisesRegex(UserError, "say once what becomes of the rest"):
            application.action_apply()

    # === Who may === #

    def test_who_only_invoices_may_not_write_off(self):
        self.account_for("goods", "small")
        words = "only an accountant may write off"
        self.refused(words, self.bill(300), self.receive(280), 280, "goods", "write_off", user=self.accountant)

    def test_who_only_invoices_may_write_off_a_small_difference(self):
        account = self.account_for("goods", "small")
        self.tolerate(1)
        small, larger = self.bill(300), self.bill(500)
        self.settle(self.receive(299), small, 299, "small", "write_off", self.accountant)
        self.assertEqual((self.residuals(small), self.booked(account)), ((0,), 1))
        words = "only an accountant may write off"
        payment = self.receive(498.99)
        self.refused(words, larger, payment, 498.99, "small", "write_off", user=self.accountant)
        self.refused(words, larger, payment, 498.99, "goods", "write_off", user=self.accountant)

    def test_a_dialog_made_by_hand_writes_off_no_more(self):
        """Over RPC anybody fills in rows of his own: they are judged like those that were proposed."""
        self.account_for("goods", "small")
        self.tolerate(1)
        invoice, payment = self.bill(300), self.receive(280)
        money = self.line(payment)
        row = {"selected": True, "credit_line_id": money.id, "move_line_id": self.line(invoice).id, "amount": 280}
        values = {"company_id": self.company.id, "partner_id": self.partner.id}
        values["credit_line_ids"] = [Command.set(money.ids)]
        dialogs = self.env["payment.application"]
        for reason in ("goods", "small"):
            rows = [Command.create({**row, "reason": reason, "outcome": "write_off"})]
            forged = dialogs.with_user(self.accountant).create({**values, "line_ids": rows})
            with self.assertRaisesRegex(UserError, "only an accountant may"), self.env.cr.savepoint():
                forged.action_apply()
        for role in ("sales_all", "warehouse", "portal"):
            user = self.make_user(role)
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    dialogs.with_user(user).create(values)
                with self.assertRaises(AccessError):
                    forged.with_user(user).action_apply()
        self.assertEqual(self.residuals(invoice, payment), (300, -280))

    # === Small differences === #

    def test_nothing_is_small_by_default(self):
        self.account_for("small")
        company = self.env["res.company"].create({"name": "New"})
        self.assertEqual((company.write_off_tolerance, company.payment_application_rule), (0, "none"))
        invoice = self.bill(300)
        row = self.open_for(self.receive(299.99, memo=invoice.name)).line_ids.filtered("selected")
        self.assertEqual((row.reason, row.outcome), ("unexplained", "open"))

    def test_a_small_difference_is_proposed_to_be_written_off(self):
        self.account_for("small")
        self.tolerate(1)
        invoice = self.bill(300)
        application = self.open_for(self.receive(299.5, memo=invoice.name))
        row = application.line_ids.filtered("selected")
        self.assertEqual((row.reason, row.outcome, row.left), ("small", "write_off", 0.5))
        application.action_apply()
        self.assertEqual(self.residuals(invoice), (0,))

    def test_without_an_account_no_difference_is_small(self):
        self.tolerate(1)
        invoice = self.bill(300)
        row = self.open_for(self.receive(299.5, memo=invoice.name)).line_ids.filtered("selected")
        self.assertEqual((row.reason, row.outcome), ("unexplained", "open"))

    def test_the_small_difference_is_converted(self):
        self.account_for("small")
        self.tolerate(1)
        self.set_rate(self.make_euro(1.0), 0.5)
        euro = self.env.ref("base.EUR")
        near, far = self.bill(300, currency_id=euro.id), self.bill(500, currency_id=euro.id)
        for invoice, amount, reason in ((near, 299.5, "small"), (far, 499.49, "unexplained")):
            payment = self.receive(amount, currency_id=euro.id, memo=invoice.name)
            self.assertEqual(self.open_for(payment).line_ids.filtered("selected").reason, reason)

    def test_a_negative_difference_is_refused_by_the_database(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.tolerate(-1)
            self.env.flush_all()

    def job(self, rule):
        self.company.payment_application_rule = rule
        self.env.flush_all()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1000.0):
            self.env["payment.application"]._cron_apply_payments()

    def test_the_job_writes_off_only_where_the_rule_says_so(self):
        account = self.account_for("small")
        self.tolerate(1)
        invoice = self.bill(300)
        payment = self.receive(299.5, memo=invoice.name)
        self.job("exact")
        self.assertEqual(self.residuals(invoice, payment), (300, -299.5))
        self.job("small")
        self.assertEqual(self.residuals(invoice, payment), (0, 0))
        self.assertEqual(self.booked(account), 0.5)

    def test_the_job_leaves_what_nobody_named_and_what_is_not_small(self):
        self.account_for("small")
        self.tolerate(1)
        unnamed, named = self.bill(300), self.bill(500)
        self.receive(299.5)
        self.receive(498.5, memo=named.name)
        self.job("small")
        self.assertEqual(self.residuals(unnamed, named), (300, 500))

    # === Accounts === #

    def test_a_receivable_account_is_refused(self):
        account = self.line(self.bill(300)).account_id
        with self.assertRaisesRegex(ValidationError, "no account for what is written off"):
            self.env["payment.write.off.account"].create({"reason": "goods", "account_id": account.id})

    def test_a_reason_has_one_account(self):
        self.account_for("goods")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.account_for("goods")
