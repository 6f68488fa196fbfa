"""A customer's list of what a payment is for: every row answered, nothing half applied."""

import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_application import ApplicationCommon


@tagged("post_install", "-at_install")
class TestApplicationList(ApplicationCommon):
    def setUp(self):
        super().setUp()
        self.first, self.second = self.bill(100, age=20), self.bill(200)
        self.payment = self.receive(290)
        self.application = self.open_for(self.payment)

    def answers(self):
        return self.application.answer_ids.mapped("code")

    def read_list(self, *rows, header="Invoice;Amount;Deduction;Note"):
        return self.with_list(self.application, "\n".join([header, *rows]))

    def assertNothingApplied(self):
        self.assertFalse(self.application.line_ids)
        with self.assertRaisesRegex(UserError, "Nothing is chosen"):
            self.application.action_apply()
        self.assertEqual(self.residuals(self.first, self.second, self.payment), (100, 200, -290))

    def test_a_list_that_fits_is_shown_and_applied(self):
        self.read_list(f"{self.first.name};100.00;;", f"{self.second.name};190.00;10.00;Broken glass", "Total;290.00;;")
        self.assertEqual(self.answers(), ["full", "short", "total"])
        self.assertEqual(self.residuals(self.first), (100,), "not yet")
        self.application.action_apply()
        self.assertEqual(self.residuals(self.first, self.second, self.payment), (0, 10, 0))
        self.assertEqual(self.line(self.second).short_pay_reason, "stated")
        self.assertIn("Broken glass", self.second.message_ids[:1].body)

    def test_an_uploaded_file_is_read_as_well(self):
        text = f"Invoice,Amount\r\n{self.first.name},100\r\n{self.second.name},190\r\n"
        self.application.remittance_file = base64.b64encode(text.encode("utf-16"))
        self.application.action_read_remittance()
        self.assertEqual(self.rows(self.application), {self.first: 100, self.second: 190})

    def test_an_unknown_reference_is_answered_and_nothing_is_applied(self):
        self.read_list(f"{self.first.name};100;;", "INV/1999/00001;190;;")
        self.assertEqual(self.answers(), ["full", "unknown"])
        self.assertIn("1 of 2 rows do not fit", self.application.remittance_message)
        self.assertNothingApplied()

    def test_an_item_that_is_listed_twice_is_answered(self):
        self.read_list(f"{self.second.name};100;;", f"{self.second.name};190;;")
        self.assertEqual(self.answers(), ["twice", "twice"])
        self.assertNothingApplied()

    def test_a_sum_that_is_not_what_was_paid_is_refused_with_words(self):
        self.read_list(f"{self.first.name};100;;", f"{self.second.name};180;;")
        self.assertEqual(self.answers(), ["full", "short"])
        self.assertRegex(self.application.remittance_message, "adds up to .*280.00.*290.00.*10.00")
        self.assertNothingApplied()

    def test_a_total_that_is_no_total_is_answered(self):
        self.read_list(f"{self.first.name};100;;", f"{self.second.name};190;;", "Total;300;;")
        self.assertEqual(self.answers(), ["full", "short", "sum"])
        self.assertNothingApplied()

    def test_an_amount_that_cannot_be_read_is_answered(self):
        self.read_list(f"{self.first.name};a hundred;;", f"{self.second.name};190;;")
        self.assertEqual(self.answers(), ["no_amount", "short"])
        self.assertNothingApplied()

    def test_instalments_of_an_invoice_are_paid_in_their_order(self):
        invoice, payment = self.instalments(400), self.receive(300)
        self.application = self.open_for(payment)
        self.read_list(f"{invoice.name};300;;")
        self.application.action_apply()
        lines = self.line(invoice).sorted("date_maturity")
        self.assertEqual(lines.mapped("amount_residual"), [0, 100])
        self.assertEqual(lines.mapped("short_pay_reason"), [False, "unexplained"])

    def test_a_spreadsheet_is_no_list(self):
        self.application.remittance_file = base64.b64encode(b"PK\x03\x04 whatever")
        with self.assertRaisesRegex(UserError, "Save the list as CSV"):
            self.application.action_read_remittance()

    def test_a_file_in_a_wrong_encoding_is_told(self):
        self.application.remittance_file = base64.b64encode(b"Invoice;Amount\n\x81\x8d;100\n")
        with self.assertRaisesRegex(UserError, "encoding"):
            self.application.action_read_remittance()

    def test_a_list_without_header_is_told(self):
        with self.assertRaisesRegex(UserError, "no header"):
            self.with_list(self.application, f"{self.first.name};100")

    def test_decimals_that_can_be_read_in_two_ways_are_asked_for(self):
        text = f"Invoice;Amount\n{self.first.name};1.234"
        with self.assertRaisesRegex(UserError, "separates the decimals"):
            self.with_list(self.application, text)
        self.application.remittance_mark = ","
        self.with_list(self.application, text)
        self.assertEqual(self.answers(), ["too_much"])

    def test_a_list_belongs_to_one_payment(self):
        self.receive(50)
        action = self.partner.with_user(self.accountant).action_apply_payments()
        self.application = self.env[action["res_model"]].browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "belongs to one payment"):
            self.read_list(f"{self.first.name};100;;")
