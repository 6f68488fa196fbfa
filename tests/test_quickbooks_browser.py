"""The accountant's way in the browser: from missing names to the file that was downloaded."""

import hashlib
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .test_quickbooks_wizard import WizardCommon


@tagged("post_install", "-at_install")
class TestQuickbooksBrowser(WizardCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.last_month = cls.company._local_day().replace(day=1) - timedelta(days=1)

    def example_of_last_month(self):
        return self.invoice(
            {"product_id": self.desk.id, "quantity": 2, "discount": 10},
            {"product_id": self.lamp.id, "quantity": 1},
            day=self.last_month,
        )

    def walk(self, action, tour, record=None):
        self.env.flush_all()
        path = f"/odoo/action-quote_to_cash.{action}" + (f"/{record.id}" if record else "")
        self.start_tour(path, tour, login=self.manager.login, timeout=120)
        self.env.invalidate_all()

    def found(self):
        return self.env["quickbooks.export.batch"].search([("company_id", "=", self.company.id)])

    def test_from_missing_names_to_the_file(self):
        move = self.example_of_last_month()
        self.walk("quickbooks_export_wizard_action", "quote_to_cash_accountant_export")
        batch = self.found()
        self.assertEqual((batch.state, batch.line_ids.move_id), ("done", move))
        self.assertTrue(batch.total_ids.filtered("ticked_at"))
        self.authenticate(self.manager.login, self.manager.login)
        answer = self.url_open(batch.with_user(self.manager).action_download()["url"])
        self.assertEqual(hashlib.sha256(answer.content).hexdigest(), batch.sha256)
        self.assertIn(b"Furniture Sales", answer.content)

    def test_cancelled_with_a_reason(self):
        self.example_of_last_month()
        batch = self.exported(date_from=self.last_month, date_to=self.last_month)
        self.walk("quickbooks_export_batch_action", "quote_to_cash_accountant_export_cancelled", batch)
        self.assertEqual((batch.state, batch.cancel_reason), ("cancelled", "Wrong company file"))

    def test_applied_payments_as_a_file(self):
        move = self.example_of_last_month()
        payment = self.pay(move, 100, day=self.last_month)
        batch = self.exported(date_from=self.last_month, date_to=self.last_month)
        self.authenticate(self.manager.login, self.manager.login)
        url = batch.action_download_applications()["url"]
        answer = self.url_open(url)
        self.assertIn(payment.name, answer.text)
        self.assertIn("100.00", answer.text)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        clerk = self.make_user("invoicing")
        self.authenticate(clerk.login, clerk.login)
        self.assertNotIn(payment.name, self.url_open(url).text)
