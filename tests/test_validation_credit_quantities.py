"""Exposure: which quantity of a line is still going to be invoiced."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestQuantities(CreditCommon):
    """An order of ten ovens for 1,000."""

    def quoted_again(self, order):
        order.action_cancel()
        order.action_draft()
        return order

    def test_an_order_that_is_quoted_again_counts_what_is_ordered(self):
        order = self.quoted_again(self.confirmed())
        self.partner.credit_limit = 500
        self.assertBlocked(order)
        order._validate_order()
        self.assertHeld(order)
        self.assertPosition(to_invoice=1000)

    def test_also_if_a_part_of_it_was_shipped(self):
        order = self.confirmed()
        self.ship(order, {self.goods: 4})
        self.quoted_again(order)
        self.partner.credit_limit = 999
        finding = self.assertBlocked(order)
        self.assertEqual(finding.found, "$\xa01,000.00")
        self.partner.credit_limit = 1000
        order.action_confirm()
        self.assertPosition(to_invoice=1000)

    def test_an_order_that_comes_back_without_a_button_is_judged_as_a_quotation(self):
        order = self.confirmed()
        order.action_cancel()
        self.partner.credit_limit = 500
        with self.assertRaisesRegex(UserError, "credit limit"):
            order.with_user(self.salesman).write({"state": "sale"})

    def test_what_was_cancelled_on_the_way_does_not_count(self):
        order = self.confirmed()
        self.ship(order, {self.goods: 4})
        self.open_pickings(order).action_cancel()
        self.assertPosition(to_invoice=400)

    def test_a_deposit_larger_than_a_part_that_is_shipped_and_invoiced(self):
        order = self.confirmed()
        self.pay(self.down_payment(order, 300))
        self.ship(order, {self.goods: 2})
        note = self.invoice(order)
        self.assertEqual((note.move_type, note.amount_total), ("out_refund", 100))
        self.assertPosition(receivable=-100, to_invoice=800)
        self.ship(order)
        self.invoice(order)
        self.assertPosition(receivable=700)

    def test_more_than_ordered_of_what_is_invoiced_as_ordered(self):
        order = self.confirmed((self.service, 3))
        order.order_line.qty_delivered = 5
        self.assertPosition(to_invoice=300)
        self.pay(self.invoice(order))
        self.assertPosition()

    def test_a_replacement_of_what_was_credited_is_to_be_invoiced(self):
        order = self.confirmed()
        picking = self.ship(order)
        self.pay(self.invoice(order))
        self.add_stock(self.goods, 3)
        self.send_back(picking, 3, exchange=True)
        self.invoice(order)
        self.assertPosition(receivable=-300, to_invoice=300)
        self.ship(order)
        self.assertEqual(order.order_line.qty_to_invoice, 3)
        self.assertPosition(receivable=-300, to_invoice=300)
        self.invoice(order)
        self.assertPosition()

    def test_a_line_that_is_raised_after_a_credit_note(self):
        order = self.confirmed()
        picking = self.ship(order)
        self.invoice(order)
        self.send_back(picking, 3)
        self.invoice(order)
        self.assertPosition(receivable=700)
        order.order_line.product_uom_qty = 13
        self.assertPosition(receivable=700, to_invoice=600)

    def test_a_lower_price_after_a_return_reopens_what_came_back_only(self):
        order = self.confirmed()
        picking = self.ship(order)
        invoice = self.invoice(order)
        self.send_back(picking, 3)
        self.invoice(order)
        self.credit(invoice, 50)
        self.assertPosition(receivable=650)

    def test_a_drop_shipment_that_is_raised_counts_whole(self):
        fridge = self.make_dropshipped()
        order = self.confirmed((fridge, 6))
        order._get_purchase_orders().button_confirm()
        self.assertPosition(to_invoice=600)
        order.order_line.product_uom_qty = 10
        self.assertPosition(to_invoice=1000)

    def test_expenses_count_with_their_taxes(self):
        self.service.invoice_policy = "delivery"
        order = self.confirmed((self.service, 1))
        line = {"product_id": self.service.id, "product_uom_qty": 0, "price_unit": 50, "tax_ids": self.tax.ids}
        order.order_line = [Command.create({**line, "qty_delivered": 2})]
        self.assertPosition(to_invoice=100 + 120)
