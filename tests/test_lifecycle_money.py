"""What invoices, credit notes and payments do to the status, for goods and services."""

from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestMoney(QuoteToCashCommon):
    def _invoiced(self, **values):
        order = self.make_order(**values)
        self.deliver(order)
        return order, self.invoice(order)

    def test_draft_invoice_invoices_nothing(self):
        order = self.make_order()
        self.deliver(order)
        invoice = self.invoice(order, post=False)
        self.assertStatus(order, "delivered")
        invoice.action_post()
        self.assertStatus(order, "invoiced")
        invoice.button_draft()
        self.assertStatus(order, "delivered")
        invoice.action_post()
        self.assertStatus(order, "invoiced")

    def test_partial_payment_is_not_paid(self):
        order, invoice = self._invoiced()
        self.pay(invoice, amount=400)
        self.assertEqual(invoice.payment_state, "partial")
        self.assertStatus(order, "invoiced")
        self.pay(invoice)
        self.assertStatus(order, "paid")

    def test_unmatched_payment_takes_paid_back(self):
        order, invoice = self._invoiced()
        self.pay(invoice)
        self.assertStatus(order, "paid")
        invoice.line_ids.remove_move_reconcile()
        self.assertStatus(order, "invoiced")

    def test_cancelled_payment_takes_paid_back(self):
        order, invoice = self._invoiced()
        payment = self.pay(invoice)
        payment.action_cancel()
        self.assertStatus(order, "invoiced")

    def test_payment_without_entry_counts_while_under_way(self):
        method = self.company.bank_journal_ids[:1].inbound_payment_method_line_ids[:1]
        method.payment_account_id = False
        order, invoice = self._invoiced()
        payment = self.pay(invoice, journal_id=method.journal_id.id, payment_method_line_id=method.id)
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        self.assertStatus(order, "paid")
        payment.action_cancel()
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertStatus(order, "invoiced")

    def test_prepaid_order_does_not_jump_the_queue(self):
        prepaid = self.make_product("Gift", invoice_policy="order")
        order = self.make_order((prepaid, 2))
        self.pay(self.invoice(order))
        self.assertStatus(order, "entered")
        self.ship(order)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "paid")

    def test_down_payment(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.assertStatus(order, "entered")
        self.deliver(order)
        self.assertStatus(order, "delivered")
        rest = self.invoice(order)
        self.assertEqual(rest.amount_total, 700)
        self.pay(rest)
        self.assertStatus(order, "invoiced")
        self.pay(deposit)
        self.assertStatus(order, "paid")

    def test_amount_zero_is_paid_when_it_has_arrived(self):
        order = self.make_order({"product_id": self.goods.id, "product_uom_qty": 1, "price_unit": 0})
        self.assertStatus(order, "entered")
        self.ship(order)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "paid")

    def test_full_credit_note_has_to_be_invoiced_again(self):
        order, invoice = self._invoiced()
        self.pay(invoice)
        self.credit(invoice)
        self.assertStatus(order, "delivered")
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_partial_credit_note_is_a_price_reduction(self):
        order, invoice = self._invoiced()
        self.credit(invoice, 150)
        self.assertStatus(order, "invoiced")
        self.pay(invoice)
        self.assertStatus(order, "paid")

    def test_several_credit_notes_that_take_all_back(self):
        order, invoice = self._invoiced()
        self.credit(invoice, 600)
        self.assertStatus(order, "invoiced")
        rest = self.credit(invoice, 400)
        self.assertStatus(order, "delivered")
        rest.button_draft()
        rest.button_cancel()
        self.assertStatus(order, "invoiced")

    def test_returned_and_credited_order_stays_paid(self):
        order, invoice = self._invoiced()
        self.pay(invoice)
        self.send_back(order.picking_ids, 10)
        self.assertStatus(order, "paid")
        refund = self.invoice(order)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertStatus(order, "paid")

    def test_invoice_cancelled(self):
        order, invoice = self._invoiced()
        invoice.button_draft()
        invoice.button_cancel()
        self.assertStatus(order, "delivered")

    def test_one_invoice_for_two_orders(self):
        orders = self.make_order() + self.make_order((self.other_goods, 2))
        for order in orders:
            self.deliver(order)
        invoice = self.invoice(orders)
        self.assertEqual(len(invoice), 1)
        for order in orders:
            self.assertStatus(order, "invoiced")
        self.pay(invoice)
        for order in orders:
            self.assertStatus(order, "paid")

    def test_part_of_the_delivered_goods_invoiced(self):
        order = self.make_order((self.goods, 2), (self.other_goods, 2))
        self.deliver(order)
        invoice = self.invoice(order, post=False)
        invoice.invoice_line_ids[1].unlink()
        invoice.action_post()
        self.assertStatus(order, "delivered")

    def test_invoice_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.make_order((self.goods, 24))
        self.deliver(order)
        invoice = self.invoice(order, post=False)
        invoice.invoice_line_ids.write({"quantity": 2, "product_uom_id": dozen.id, "price_unit": 1200})
        invoice.action_post()
        self.assertStatus(order, "invoiced")


@tagged("post_install", "-at_install")
class TestServices(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on_delivery = cls.make_product("Repair", type="service", invoice_policy="delivery")

    def test_service_on_delivery(self):
        order = self.make_order((self.on_delivery, 5))
        self.assertStatus(order, "entered")
        order.order_line.qty_delivered = 3
        self.assertStatus(order, "entered")
        order.order_line.qty_delivered = 5
        self.assertStatus(order, "delivered")
        invoice = self.invoice(order)
        self.assertStatus(order, "invoiced")
        self.pay(invoice)
        self.assertStatus(order, "paid")

    def test_service_on_order_needs_no_delivery(self):
        order = self.make_order((self.service, 5))
        self.assertStatus(order, "entered")
        invoice = self.invoice(order)
        self.assertStatus(order, "invoiced")
        self.pay(invoice)
        self.assertStatus(order, "paid")

    def test_both_kinds_of_service(self):
        order = self.make_order((self.service, 1), (self.on_delivery, 1))
        self.invoice(order)
        self.assertStatus(order, "entered")
        order.order_line[1].qty_delivered = 1
        self.assertStatus(order, "delivered")
        self.invoice(order)
        self.assertStatus(order, "invoiced")

    def test_services_with_goods_wait_for_the_goods(self):
        order = self.make_order((self.goods, 1), (self.service, 1))
        self.pay(self.invoice(order))
        self.assertStatus(order, "entered")
        self.ship(order)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "delivered")
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_service_that_was_ordered_with_goods_must_be_invoiced(self):
        order = self.make_order((self.goods, 1), (self.service, 1))
        self.deliver(order)
        invoice = self.invoice(order, post=False)
        invoice.invoice_line_ids.filtered(lambda line: line.product_id == self.service).unlink()
        invoice.action_post()
        self.assertStatus(order, "delivered")

    def test_discount_line_is_no_service(self):
        order = self.make_order(
            (self.goods, 1), {"product_id": self.service.id, "product_uom_qty": 1, "price_unit": -10}
        )
        self.deliver(order)
        self.assertStatus(order, "delivered")
        self.pay(self.invoice(order))
        self.assertStatus(order, "paid")

    def test_free_order_of_services(self):
        order = self.make_order({"product_id": self.on_delivery.id, "product_uom_qty": 1, "price_unit": 0})
        self.assertStatus(order, "entered")
        order.order_line.qty_delivered = 1
        self.assertStatus(order, "paid")
