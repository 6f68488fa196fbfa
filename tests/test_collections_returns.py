"""What comes back is credited once, on the invoice that billed it; what was refunded is not billed again."""

from odoo.tests import tagged

from .common_collections import CollectionsCommon


@tagged("post_install", "-at_install")
class TestReturns(CollectionsCommon):
    def shipped(self):
        order = self.make_order()
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 1000)
        return order

    def test_credit_of_what_came_back(self):
        order = self.shipped()
        invoice = order.invoice_ids
        self.send_back(order.picking_ids, 4)
        for _run in range(3):
            self.run_job()
        self.assertInvoiced(order, 1000, -400)
        note = order.invoice_ids - invoice
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(invoice.amount_residual, 600)
        self.assertEqual(note.payment_state, "paid")

    def test_goods_billed_on_order_that_come_back(self):
        self.goods.invoice_policy = "order"
        order = self.shipped()
        self.send_back(order.picking_ids, 4)
        self.run_job()
        self.run_job()
        self.assertInvoiced(order, 1000, -400)

    def test_nothing_comes_back_before_it_is_received(self):
        order = self.shipped()
        self.send_back(order.picking_ids, 4, receive=False)
        self.run_job()
        self.assertInvoiced(order, 1000)

    def test_came_back_before_it_was_billed(self):
        order = self.make_order()
        self.ship(order)
        self.send_back(order.picking_ids, 4)
        self.run_job()
        self.run_job()
        self.assertInvoiced(order, 600)

    def test_two_invoices(self):
        order = self.make_order()
        self.ship_part(order, 4)
        self.run_job()
        first = order.invoice_ids
        self.ship(order)
        self.run_job()
        second = order.invoice_ids - first
        for picking, quantity in zip(order.picking_ids.sorted("id"), (4, 4), strict=True):
            self.send_back(picking, quantity)
        self.run_job()
        notes = order.invoice_ids - first - second
        self.assertEqual({note.reversed_entry_id: note.amount_total for note in notes}, {second: 600, first: 200})

    def test_credited_by_the_accountant(self):
        order = self.shipped()
        invoice = order.invoice_ids
        self.send_back(order.picking_ids, 10)
        self.credit(invoice)
        self.run_job()
        self.assertInvoiced(order, 1000, -1000)

    def test_a_full_reversal_is_respected(self):
        order = self.shipped()
        self.credit(order.invoice_ids)
        for _run in range(3):
            self.run_job()
        self.assertInvoiced(order, 1000, -1000)

    def test_full_reversal_of_an_invoice_made_by_hand(self):
        order = self.make_order()
        self.ship(order)
        self.credit(self.invoice(order))
        self.run_job()
        self.assertInvoiced(order, 1000, -1000)

    def test_what_ships_after_a_reversal_is_billed(self):
        order = self.make_order()
        self.ship_part(order, 4)
        self.run_job()
        self.credit(order.invoice_ids)
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 400, -400, 600)

    def test_bill_again(self):
        order = self.shipped()
        self.credit(order.invoice_ids)
        self.assertTrue(order.can_bill_again)
        order.with_user(self.make_user("accountant")).action_bill_again()
        for _run in range(3):
            self.run_job()
        self.assertInvoiced(order, 1000, -1000, 1000)
        self.assertFalse(order.can_bill_again)

    def test_a_cancelled_invoice_is_respected_until_somebody_asks(self):
        order = self.shipped()
        first = order.invoice_ids
        first.button_draft()
        first.button_cancel()
        self.run_job()
        self.assertEqual(order.invoice_ids, first)
        order.action_bill_again()
        self.run_job()
        self.assertEqual(order.invoice_ids.mapped("state"), ["posted", "cancel"])

    def test_a_deleted_draft_frees_its_shipment(self):
        order = self.shipped()
        order.invoice_ids.button_draft()
        order.invoice_ids.with_context(force_delete=True).unlink()
        self.run_job()
        self.assertInvoiced(order, 1000)

    def test_an_exchange_is_no_refund(self):
        order = self.shipped()
        self.add_stock(self.goods, 4)
        self.send_back(order.picking_ids, 4, exchange=True)
        self.run_job()
        self.assertInvoiced(order, 1000)
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 1000)

    def test_return_of_goods_with_deposit(self):
        order = self.make_order()
        self.down_payment(order, 300)
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 700)
        self.send_back(order.picking_ids, 5)
        self.run_job()
        self.assertInvoiced(order, 700, -500)

    def test_by_hand_no_credit(self):
        order = self.shipped()
        self.company.invoicing_policy = "manual"
        self.send_back(order.picking_ids, 4)
        self.run_job()
        self.assertInvoiced(order, 1000)
