"""What is applied without a look, where the company says so."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_application import ApplicationCommon


@tagged("post_install", "-at_install")
class TestApplicationCron(ApplicationCommon):
    def job(self, rule="exact"):
        self.company.payment_application_rule = rule
        self.env.flush_all()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 1000.0):
            self.env["payment.application"]._cron_apply_payments()

    def test_nothing_by_default(self):
        self.assertEqual(self.env["res.company"].create({"name": "New"}).payment_application_rule, "none")

    def test_nothing_where_the_company_does_not_say_so(self):
        invoice, payment = self.bill(300), self.receive(300)
        self.job("none")
        self.assertEqual(self.residuals(invoice, payment), (300, -300))

    def test_an_exact_amount_is_applied(self):
        invoice, payment = self.bill(300), self.receive(300)
        self.job()
        self.assertEqual(self.residuals(invoice, payment), (0, 0))

    def test_what_is_not_certain_waits(self):
        twins = self.bill(300), self.bill(300)
        payment = self.receive(300)
        self.bill(70)
        self.receive(60)
        self.job()
        self.assertEqual(self.residuals(*twins, payment), (300, 300, -300))

    def test_two_payments_of_one_amount_wait(self):
        invoice, payments = self.bill(300), (self.receive(300), self.receive(300))
        self.job()
        self.assertEqual(self.residuals(invoice, *payments), (300, -300, -300))

    def test_a_credit_note_is_no_payment(self):
        invoice, note = self.bill(300), self.credit_note(300)
        self.job()
        self.assertEqual(self.residuals(invoice, note), (300, -300))

    def test_one_payment_that_cannot_be_applied_stops_no_other(self):
        first, paid = self.bill(100), self.receive(100)
        second, other = self.bill(250), self.receive(250)
        model = type(self.env["payment.application"])
        problems = model._problems

        def failing(application, company, portions):
            wrong = portions[0].money == self.line(paid).id
            return ["No"] if wrong else problems(application, company, portions)

        with patch.object(model, "_problems", failing):
            self.job()
        self.assertEqual(self.residuals(first, paid, second, other), (100, -100, 0, 0))

    def test_one_that_fails_unexpectedly_stops_no_other(self):
        first, paid = self.bill(100), self.receive(100)
        second, other = self.bill(250), self.receive(250)
        model = type(self.env["payment.application"])
        reconcile = model._reconcile

        def failing(application, money, portions):
            if money == self.line(paid):
                raise ZeroDivisionError
            return reconcile(application, money, portions)

        logger = "odoo.addons.quote_to_cash.models.collections.application_cron"
        with patch.object(model, "_reconcile", failing), self.assertLogs(logger, "ERROR"):
            self.job()
        self.assertEqual(self.residuals(first, paid, second, other), (100, -100, 0, 0))

    def test_the_settings_show_what_would_be_applied(self):
        self.bill(300)
        payment, waiting = self.receive(300), self.receive(17)
        settings = self.env["res.config.settings"].create({"payment_application_rule": "exact"})
        action = settings.action_preview_payment_application()
        rows = self.env["payment.unapplied"].search(action["domain"])
        self.assertIn(payment.move_id, rows.move_id)
        self.assertNotIn(waiting.move_id, rows.move_id)
        self.assertEqual(self.residuals(payment), (-300,))

    def test_amounts_that_odoo_matches_otherwise_are_not_kept(self):
        invoice, payment = self.bill(300), self.receive(300)
        application = self.open_for(payment)
        nothing = patch.object(type(self.env["account.move.line"]), "reconcile", lambda lines: None)
        with nothing, self.assertRaisesRegex(UserError, "cannot be matched"):
            application.action_apply()
        self.assertEqual(self.residuals(invoice, payment), (300, -300))
