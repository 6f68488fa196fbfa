"""Customers who pay in advance."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestPrepayment(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("prepayment_required")
        cls.partner.prepayment_required = True

    def test_only_customers_who_have_to(self):
        self.assertClear(self.good())
        finding = self.assertBlocked(self.blocked())
        self.assertIn("$\xa01,000.00 is missing", finding.message)
        self.assertEqual(finding.fix, "_fix_request_payment")

    def test_contacts_are_like_their_company(self):
        self.partner_company.prepayment_required = True
        contact = self.make_address(type="contact", name="Carl")
        self.assertBlocked(self.blocked(partner_id=contact.id))

    def test_what_costs_nothing_needs_no_payment(self):
        self.assertClear(self.blocked({"product_id": self.goods.id, "product_uom_qty": 1, "price_unit": 0}))

    def test_paid_online(self):
        order = self.blocked()
        self.paid_online(order, 999.99)
        finding = self.assertBlocked(order)
        self.assertIn("$\xa00.01 is missing", finding.message)
        self.paid_online(order, 0.01, "authorized")
        self.assertClear(order)

    def test_paid_by_invoice(self):
        order = self.held()
        invoice = self.down_payment(order, 1000)
        self.assertBlocked(order)
        self.pay(invoice)
        self.assertFree(order)

    def test_an_invoice_that_was_credited_is_not_paid(self):
        order = self.held()
        self.credit(self.down_payment(order, 1000))
        self.make_invoice(400)
        self.assertIn("$\xa01,000.00 is missing", self.assertBlocked(order).message)

    def test_money_on_account_counts(self):
        order = self.blocked()
        self.receive(600)
        self.assertIn("$\xa0400.00 is missing", self.assertBlocked(order).message)
        self.receive(400)
        self.assertClear(order)

    def test_money_on_account_counts_once(self):
        self.receive(1000)
        first, second = self.blocked(), self.blocked()
        with self.assertRaises(UserError) as refusal:
            (first + second).with_user(self.salesman).action_confirm()
        self.assertIn(second.name, str(refusal.exception))
        self.assertNotIn(first.name, str(refusal.exception))
        first.action_confirm()
        self.assertBlocked(second)

    def test_money_on_account_frees_held_orders_as_far_as_it_goes(self):
        first, second = self.held(), self.held()
        self.receive(1000)
        self.assertFree(first)
        self.assertHeld(second)

    def test_money_that_open_invoices_need_does_not_count(self):
        self.make_invoice(1000)
        order = self.blocked()
        self.receive(1000)
        self.assertBlocked(order)

    def test_in_a_foreign_currency(self):
        euro = self.make_euro(0.5)
        line = {"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 100}
        order = self.blocked(line, pricelist_id=self.make_pricelist(euro).id)
        self.assertIn("$\xa02,000.00 is missing", self.assertBlocked(order).message)
        self.paid_online(order, 1000)
        self.assertClear(order)

    def test_what_is_paid_on_an_order_is_for_it_whatever_else_is_owed(self):
        self.make_invoice(1000)
        order = self.held()
        self.assertHeld(order)
        transaction = self.paid_online(order, 1000)
        self.book(transaction)
        self.assertFree(order)

    def test_also_what_is_captured_of_an_authorization(self):
        self.make_invoice(1000)
        order = self.held()
        self.book(self.make_of(self.paid_online(order, 1000, "authorized"), 1000))
        self.assertFree(order)

    def test_nor_does_it_free_another_order(self):
        other, order = self.held(), self.held()
        self.book(self.paid_online(order, 1000))
        self.assertFree(order)
        self.assertHeld(other)

    def test_money_that_is_matched_with_another_invoice_is_gone(self):
        invoice = self.make_invoice(1000)
        order = self.held()
        payment = self.book(self.paid_online(order, 1000))
        lines = (payment.move_id + invoice).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.reconcile()
        self.assertIn("$\xa01,000.00 is missing", self.assertBlocked(order).message)

    def test_paid_in_the_orders_currency_is_paid_whatever_the_rate(self):
        euro = self.make_euro(0.5)
        line = {"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 100}
        order = self.held(line, pricelist_id=self.make_pricelist(euro).id)
        self.set_rate(euro, 0.52)
        invoice = self.down_payment(order, 1000)
        self.assertEqual((invoice.currency_id, invoice.amount_total_signed), (euro, 1923.08))
        self.assertHeld(order)
        self.pay(invoice)
        self.assertFree(order)
        self.assertPosition()

    def test_a_waiver_for_one_customer_is_none_for_another(self):
        order = self.blocked()
        self.assertBlocked(order).with_user(self.credit_manager).action_waive("Trusted")
        self.assertClear(order)
        order.partner_invoice_id = self.good_partner.copy({"prepayment_required": True})
        self.assertBlocked(order)
