"""Exposure: what stands in the ledger."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestReceivable(CreditCommon):
    def test_nothing(self):
        self.assertPosition()

    def test_open_invoice(self):
        self.make_invoice(300)
        self.assertPosition(receivable=300)

    def test_draft_and_cancelled_invoices_are_not_in_the_ledger(self):
        self.make_invoice(300, post=False)
        self.make_invoice(200, post=False).button_cancel()
        self.assertPosition()

    def test_partial_payment(self):
        self.pay(self.make_invoice(300), amount=120)
        self.assertPosition(receivable=180)

    def test_paid_invoice(self):
        self.pay(self.make_invoice(300))
        self.assertPosition()

    def test_payment_that_is_not_allocated(self):
        self.make_invoice(300)
        self.receive(50)
        self.assertPosition(receivable=250)

    def test_money_before_any_invoice(self):
        self.receive(50)
        self.assertPosition(receivable=-50)

    def test_credit_note_allocated_or_not(self):
        invoice = self.make_invoice(300)
        self.credit(invoice, 100)
        self.assertPosition(receivable=200)
        self.make_invoice(40, move_type="out_refund")
        self.assertPosition(receivable=160)

    def test_instalments(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half later",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        self.make_invoice(300, invoice_payment_term_id=term.id)
        self.assertPosition(receivable=300)

    def test_foreign_currency_counts_at_the_rate_of_its_booking(self):
        euro = self.make_euro(0.5)  # 1 unit of the company's currency is 0.50 euro
        invoice = self.make_invoice(300, currency_id=euro.id)
        self.set_rate(euro, 0.25)
        self.assertPosition(receivable=600)
        self.receive(100, currency_id=euro.id)
        self.assertPosition(receivable=600 - 400)
        self.assertEqual(invoice.amount_residual, 300)

    def test_what_was_paid_to_a_vendor_is_something_else(self):
        bill = self.make_invoice(300, move_type="in_invoice")
        self.assertEqual(bill.state, "posted")
        self.assertPosition()

    def test_other_companies_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.env.user.company_ids |= other
        self.env["account.chart.template"].try_loading("generic_coa", other, install_demo=False)
        self.make_invoice(300, company=other)
        self.make_invoice(20)
        self.assertPosition(receivable=20)
        self.assertPosition(receivable=300, company=other)

    def test_contacts_of_a_company_count_with_it(self):
        contact, office = self.make_address(type="contact", name="Carl"), self.make_address(type="invoice")
        self.make_invoice(300, partner=contact)
        self.make_invoice(20, partner=office)
        self.make_invoice(5, partner=self.partner_company)
        for partner in (contact, office, self.partner_company):
            self.assertPosition(receivable=325, partner=partner)
        self.assertPosition()

    def test_archived_contacts_count_too(self):
        contact = self.make_address(type="contact", name="Carl")
        self.make_invoice(300, partner=contact)
        contact.active = False
        self.assertPosition(receivable=300, partner=self.partner_company)


@tagged("post_install", "-at_install")
class TestOverdue(CreditCommon):
    """By more than 15 days and by more than 50, unless a company says otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("overdue")

    def day(self, ago):
        return fields.Date.subtract(fields.Date.today(), days=ago)

    def test_so_many_days_pass_and_one_more_does_not(self):
        invoice = self.make_invoice(300, due=self.day(15))
        order = self.blocked()
        self.assertClear(order)
        invoice.line_ids.filtered("date_maturity").date_maturity = self.day(16)
        finding = self.assertBlocked(order)
        self.assertIn("for more than 15 days", finding.message)
        self.assertEqual(finding.found, "$\xa0300.00")
        self.assertEqual(finding.fix, "_fix_open_invoices")

    def test_salespeople_read_what_frees_and_not_what_is_owed(self):
        invoice = self.make_invoice(300, due=self.day(40))
        order = self.blocked()
        finding = self.assertBlocked(order).with_user(self.salesman)
        self.assertIn("a payment of $\xa0250.00", finding.message)
        self.assertNotIn("300", finding.message)
        self.pay(invoice, amount=250)
        self.assertClear(order)

    def test_so_much_passes_and_a_cent_more_does_not(self):
        order = self.blocked()
        invoice = self.make_invoice(50, due=self.day(40))
        self.assertClear(order)
        self.make_invoice(0.01, due=self.day(40))
        self.assertBlocked(order)
        self.pay(invoice)
        self.assertClear(order)

    def test_parameters_are_those_of_the_company(self):
        self.only("overdue", days=30, amount=400)
        order = self.blocked()
        self.make_invoice(400, due=self.day(31))
        self.assertClear(order)
        self.make_invoice(100, due=self.day(30))
        self.assertClear(order)
        self.make_invoice(1, due=self.day(31))
        self.assertBlocked(order)

    def test_what_is_paid_and_not_allocated_counts(self):
        self.make_invoice(300, due=self.day(40))
        order = self.blocked()
        self.assertBlocked(order)
        self.receive(250)
        self.assertClear(order)

    def test_each_instalment_by_its_own_date(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half after ten days, half after sixty",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        invoice = self.make_invoice(300, due=self.day(30), invoice_payment_term_id=term.id)
        self.assertGreater(invoice.invoice_date_due, fields.Date.today())
        finding = self.assertBlocked(self.blocked())
        self.assertEqual(finding.found, "$\xa0150.00")

    def test_not_the_invoices_of_others(self):
        self.make_invoice(300, due=self.day(40), partner=self.good_partner)
        self.assertClear(self.blocked())
        self.assertBlocked(self.good())
        self.assertBlocked(self.blocked(partner_invoice_id=self.good_partner.id))

    def test_the_waiver_does_not_end_because_a_day_passes(self):
        self.make_invoice(300, due=self.day(40))
        order = self.blocked()
        finding = self.assertBlocked(order)
        finding.with_user(self.credit_manager).action_waive("Cheque is on its way")
        self.assertClear(order)
        self.make_invoice(300, due=self.day(40))
        self.assertBlocked(order)


@tagged("post_install", "-at_install")
class TestPaymentHistory(CreditCommon):
    """30 days late on average over the last year, by amount, unless a company says otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("payment_history")

    def paid(self, amount, due, paid):
        """Have an invoice paid: days ago when it was due, and when it was paid."""
        today = fields.Date.today()
        invoice = self.make_invoice(amount, due=fields.Date.subtract(today, days=due))
        self.pay(invoice, payment_date=fields.Date.subtract(today, days=paid))

    def test_so_many_days_pass_and_more_do_not(self):
        order = self.blocked()
        self.paid(100, due=60, paid=30)
        self.assertClear(order)
        self.paid(1000, due=60, paid=29)
        finding = self.assertBlocked(order)
        self.assertIn("pays late", finding.message)

    def test_large_amounts_weigh_more(self):
        self.paid(900, due=50, paid=40)
        self.paid(100, due=200, paid=10)  # (900 x 10 + 100 x 190) / 1,000 = 28
        self.assertClear(self.blocked())
        self.only("payment_history", days=27)
        self.assertBlocked(self.blocked())

    def test_early_payments_do_not_make_up_for_late_ones(self):
        self.paid(100, due=5, paid=100)
        self.paid(100, due=100, paid=30)
        self.assertBlocked(self.blocked())

    def test_what_is_older_than_a_year_is_forgotten(self):
        self.paid(100, due=500, paid=370)
        self.assertClear(self.blocked())

    def test_what_is_not_paid_at_all_counts_as_paid_today(self):
        self.make_invoice(100, due=fields.Date.subtract(fields.Date.today(), days=90))
        self.assertBlocked(self.blocked())

    def test_a_waiver_holds_while_the_customer_pays_as_before(self):
        self.paid(1000, due=60, paid=29)  # 31 days
        order = self.blocked()
        self.assertBlocked(order).with_user(self.credit_manager).action_waive("They had moved")
        self.paid(1000, due=60, paid=25)  # 33 days on average
        self.assertClear(order)
        self.paid(9000, due=210, paid=10)
        self.assertBlocked(order)

    def test_a_credit_note_is_no_late_payment(self):
        invoice = self.make_invoice(100, due=fields.Date.subtract(fields.Date.today(), days=90))
        self.credit(invoice)
        self.assertClear(self.blocked())
