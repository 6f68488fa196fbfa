"""Money and invoices in two currencies: compared at the rate of the money's day, matched by Odoo."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_application import ApplicationCommon


@tagged("post_install", "-at_install")
class TestApplicationCurrency(ApplicationCommon):
    """A euro costs 1.00 when invoices are posted, and 1.25 when they are paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.make_euro(1.0)

    def dearer(self):
        """From today on, a euro costs 1.25."""
        self.set_rate(self.euro, 0.8)

    def differences(self, document):
        """Return what was booked as exchange differences of an invoice's line."""
        line = self.line(document)
        partials = line.matched_credit_ids | line.matched_debit_ids
        return round(sum(partials.exchange_move_id.line_ids.mapped("debit")), 2)

    # === One foreign currency === #

    def test_a_foreign_invoice_with_another_rate_leaves_an_exchange_difference(self):
        euro = self.euro
        invoice = self.bill(1000, age=30, currency_id=euro.id)
        self.set_rate(euro, 0.8)  # 1,000 are 1,250 now
        payment = self.receive(1000, currency_id=euro.id)
        self.open_for(payment).action_apply()
        self.assertEqual(self.residuals(invoice, payment), (0, 0))
        partial = self.line(invoice).matched_credit_ids
        self.assertAlmostEqual(sum(partial.exchange_move_id.line_ids.mapped("debit")), 250, 2)
        self.assertAlmostEqual(self.line(invoice).amount_residual, 0, 2)

    def test_a_part_of_a_foreign_invoice_takes_its_part_of_the_difference(self):
        euro = self.euro
        invoice = self.bill(1000, age=30, currency_id=euro.id)
        self.set_rate(euro, 0.8)  # 1,000 are 1,250 now
        payment = self.receive(1000, currency_id=euro.id)
        self.apply_row(self.open_for(payment), invoice, 400)
        self.assertEqual(self.residuals(invoice, payment), (600, -600))
        self.assertAlmostEqual(self.line(invoice).amount_residual, 600, 2)
        self.assertAlmostEqual(self.line(payment).amount_residual, -750, 2)
        partial = self.line(invoice).matched_credit_ids
        self.assertAlmostEqual(sum(partial.exchange_move_id.line_ids.mapped("debit")), 100, 2)

    # === Two currencies === #

    def test_a_dollar_invoice_is_proposed_for_euros_at_the_days_rate(self):
        self.dearer()
        invoice = self.bill(1000)
        application = self.open_for(self.receive(800, currency_id=self.euro.id))
        self.assertEqual(self.rows(application), {invoice: 1000})
        row = application.line_ids.filtered("selected")
        self.assertEqual((row.rule, row.paid, row.left), ("exact", 800, 0))
        self.assertIn("at the rate of", application.found)
        self.assertNotIn("certain", application.found)

    def test_euros_pay_a_dollar_invoice(self):
        self.dearer()
        invoice, payment = self.bill(1000), self.receive(800, currency_id=self.euro.id)
        self.open_for(payment).action_apply()
        self.assertEqual(self.residuals(invoice, payment), (0, 0))
        self.assertEqual(invoice.payment_state, "paid")
        self.assertTrue(self.line(payment).reconciled)

    def test_dollars_pay_a_euro_invoice_and_what_the_rate_has_changed_is_booked(self):
        invoice = self.bill(800, age=30, currency_id=self.euro.id)  # 800 dollars when it was posted
        self.dearer()
        payment = self.receive(1000)
        application = self.open_for(payment)
        self.assertEqual(application.line_ids.filtered("selected").paid, 1000)
        application.action_apply()
        self.assertEqual(self.residuals(invoice, payment), (0, 0))
        self.assertEqual(self.differences(invoice), 200)
        self.assertTrue(self.line(invoice).reconciled)
        self.assertTrue(self.line(payment).reconciled)

    def test_pounds_pay_a_euro_invoice(self):
        pound = self.env.ref("base.GBP")
        pound.active = True
        self.set_rate(pound, 0.5, "2020-01-01")  # a pound costs 2.00
        invoice = self.bill(800, age=30, currency_id=self.euro.id)
        self.dearer()
        payment = self.receive(500, currency_id=pound.id)  # 1,000 dollars, 800 euros
        application = self.open_for(payment)
        self.assertEqual(self.rows(application), {invoice: 800})
        application.action_apply()
        self.assertEqual(self.residuals(invoice, payment), (0, 0))
        self.assertEqual(self.differences(invoice), 200)
        self.assertTrue(self.line(invoice).reconciled)
        self.assertTrue(self.line(payment).reconciled)

    def test_a_part_of_a_euro_invoice_takes_its_part_of_the_difference(self):
        invoice = self.bill(800, age=30, currency_id=self.euro.id)
        self.dearer()
        payment = self.receive(1000)
        self.apply_row(self.open_for(payment), invoice, 200)
        self.assertEqual(self.residuals(invoice, payment), (600, -750))
        self.assertAlmostEqual(self.line(invoice).amount_residual, 600, 2)
        self.assertEqual(self.differences(invoice), 50)

    def test_a_part_of_pounds_for_a_part_of_euros(self):
        pound = self.env.ref("base.GBP")
        pound.active = True
        self.set_rate(pound, 0.5, "2020-01-01")
        invoice = self.bill(800, age=30, currency_id=self.euro.id)
        self.dearer()
        payment = self.receive(300, currency_id=pound.id)
        self.apply_row(self.open_for(payment), invoice, 333.33)
        taken = round(333.33 * 0.625, 2)
        self.assertEqual(self.residuals(invoice, payment), (466.67, round(taken - 300, 2)))
        self.assertAlmostEqual(self.line(invoice).amount_residual, 466.67, 2)

    def test_uneven_rates_leave_nothing(self):
        self.set_rate(self.euro, 0.873421)
        invoices = self.bill(333.33), self.bill(0.07), self.bill(77.77, currency_id=self.euro.id)
        payment = self.receive(1000, currency_id=self.euro.id)
        application = self.open_for(payment)
        taken = sum(application.line_ids.filtered("selected").mapped("paid"))
        application.action_apply()
        self.assertEqual(self.residuals(*invoices, payment), (0, 0, 0, round(taken - 1000, 2)))
        self.assertTrue(all(self.line(invoice).reconciled for invoice in invoices))

    def test_both_currencies_at_once(self):
        self.dearer()
        dollars, euros = self.bill(500), self.bill(300, currency_id=self.euro.id)
        payment = self.receive(700, currency_id=self.euro.id)
        application = self.open_for(payment)
        self.assertEqual(self.rows(application), {dollars: 500, euros: 300})
        application.action_apply()
        self.assertEqual(self.residuals(dollars, euros, payment), (0, 0, 0))

    def test_un_matching_opens_both_sides_again(self):
        invoice = self.bill(800, age=30, currency_id=self.euro.id)
        self.dearer()
        payment = self.receive(1000)
        self.open_for(payment).action_apply()
        self.line(invoice).remove_move_reconcile()
        self.assertEqual(self.residuals(invoice, payment), (800, -1000))
        self.assertAlmostEqual(self.line(invoice).amount_residual, 800, 2)

    def test_another_rate_than_the_days_is_refused(self):
        self.dearer()
        invoice, payment = self.bill(1000), self.receive(800, currency_id=self.euro.id)
        with self.assertRaisesRegex(UserError, "800.00.*not .*700.00"):
            self.apply_row(self.open_for(payment), invoice, 1000, paid=700)
        self.assertEqual(self.residuals(invoice, payment), (1000, -800))

    def test_more_than_the_money_is_worth_is_refused(self):
        self.dearer()
        invoice, payment = self.bill(2000), self.receive(800, currency_id=self.euro.id)
        with self.assertRaisesRegex(UserError, "more than the .*800.00.* that are left"):
            self.apply_row(self.open_for(payment), invoice, 1000.02)
        self.assertEqual(self.residuals(invoice, payment), (2000, -800))

    def test_a_credit_note_in_another_currency_is_not_deducted(self):
        self.dearer()
        invoice, note = self.bill(1000, currency_id=self.euro.id), self.credit_note(100)
        application = self.open_for(self.receive(800, currency_id=self.euro.id))
        self.assertEqual(self.rows(application), {invoice: 800})
        row = application.line_ids.filtered(lambda line: not line.selected)[:1] or application.line_ids[:1]
        row.write({"move_line_id": self.line(note).id, "selected": True, "amount": -10})
        with self.assertRaisesRegex(UserError, "credit note in another currency"):
            application.action_apply()

    def test_another_account_is_refused(self):
        other = self.line(self.bill(300)).account_id.copy()
        elsewhere = self.bill(300)
        elsewhere.button_draft()
        self.line(elsewhere).account_id = other
        elsewhere.action_post()
        self.bill(300)
        application = self.open_for(self.receive(300))
        application.line_ids[:1].move_line_id = self.line(elsewhere)
        with self.assertRaisesRegex(UserError, "another account"):
            application.action_apply()

    def test_what_has_to_be_converted_is_never_applied_without_a_look(self):
        self.dearer()
        invoice = self.bill(1000)
        payment = self.receive(800, currency_id=self.euro.id, memo=invoice.name)
        self.assertNotIn(self.line(payment).id, self.env["payment.application"]._certain(self.company))
