"""Restocking fees: by the reason, once, on the credit note or on an invoice of their own."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_returns import ReturnMoneyCommon


@tagged("post_install", "-at_install")
class TestReturnFee(ReturnMoneyCommon):
    def invoiced(self, *lines):
        order = self.delivered(*lines)
        self.invoice(order)
        return order

    def test_a_percentage_of_what_is_refunded(self):
        self.make_fee(15)
        rma = self.settle(self.invoiced(), 3)
        self.assertEqual((rma.refund_ids.amount_total, rma.fee_amount), (255, 45))

    def test_an_amount_once_for_each_line(self):
        self.make_fee(10, 25)
        order = self.invoiced()
        rma = self.make_return(order, 5, approve=True)
        for quantity in (3, 2):
            self.receive(rma, quantity)
            self.inspect(rma)
            rma.action_resolve()
        self.assertEqual(sorted(rma.refund_ids.mapped("amount_total")), [180, 245])

    def test_never_more_than_the_refund(self):
        self.make_fee(0, 500)
        rma = self.settle(self.invoiced(), 3)
        self.assertEqual((rma.refund_ids.amount_total, rma.fee_amount), (0, 300))

    def test_taxes_of_the_fee_are_its_products(self):
        tax = self.make_tax(10)
        self.make_fee(10, taxes_id=[Command.set(tax.ids)])
        order = self.invoiced({"product_id": self.goods.id, "product_uom_qty": 10, "tax_ids": [Command.set(tax.ids)]})
        self.assertEqual(self.settle(order, 3).refund_ids.amount_total, 297)

    def test_a_fee_bigger_than_the_credit_is_an_invoice_of_its_own(self):
        tax = self.make_tax(10)
        self.make_fee(100, taxes_id=[Command.set(tax.ids)])
        rma = self.settle(self.invoiced(), 3)
        self.assertEqual((rma.refund_ids.amount_total, rma.fee_invoice_ids.amount_total), (300, 330))

    def test_goods_that_were_not_invoiced(self):
        self.make_fee(15)
        order = self.delivered()
        rma = self.settle(order, 3)
        self.assertFalse(rma.refund_ids)
        self.assertEqual((rma.fee_invoice_ids.amount_total, rma.fee_invoice_ids.state), (45, "posted"))
        self.assertEqual(self.invoice(order).amount_total, 700)

    def test_no_product_no_fee(self):
        self.make_fee(15)
        self.company.rma_fee_product_id = False
        rma = self.returned(self.invoiced(), 3)
        with self.assertRaisesRegex(UserError, "settings of returns"), self.env.cr.savepoint():
            rma.action_resolve()
        self.assertFalse(rma.refund_ids)

    def test_waived(self):
        self.make_fee(15)
        rma = self.returned(self.invoiced(), 3)
        rma.with_user(self.manager).action_waive_fee("Our mistake")
        rma.action_resolve()
        self.assertEqual((rma.refund_ids.amount_total, rma.fee_waive_note), (300, "Our mistake"))

    def test_waived_in_the_dialog(self):
        self.make_fee(15)
        rma = self.returned(self.invoiced(), 3)
        action = rma.with_user(self.manager).action_waive_fee()
        dialog = self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        dialog.create({"note": "Goodwill"}).action_waive()
        self.assertEqual(rma.fee_waive_note, "Goodwill")

    def test_only_returns_managers_waive(self):
        rma = self.make_return(self.invoiced(), 3)
        salesman = rma.with_user(self.make_user("salesman"))
        with self.assertRaises(AccessError):
            salesman.action_waive_fee("Please")
        with self.assertRaises(AccessError):
            salesman.fee_waived = True

    def test_nobody_types_that_it_is_waived(self):
        order = self.invoiced()
        salesman = self.env["sale.rma"].with_user(self.make_user("sales_all"))
        values = {"partner_id": order.partner_id.id}
        with self.assertRaises(AccessError):
            salesman.create({**values, "fee_waived": True})
        self.assertFalse(salesman.with_context(default_fee_waived=True).create(values).fee_waived)

    def test_the_button_is_there_where_a_fee_can_be_charged(self):
        rma = self.returned(self.invoiced(), 3)
        self.assertFalse(rma.can_waive_fee)
        self.make_fee(15)
        self.assertTrue(rma.can_waive_fee)
        rma.with_user(self.manager).action_waive_fee("Our mistake")
        self.assertFalse(rma.can_waive_fee)

    def test_no_button_once_it_is_settled(self):
        self.make_fee(15)
        self.assertFalse(self.settle(self.invoiced(), 3).can_waive_fee)

    def test_an_invoice_of_a_fee_that_is_taken_back_asks_for_nothing(self):
        self.make_fee(15)
        rma = self.settle(self.delivered(), 3)
        rma.fee_invoice_ids._reverse_moves()
        self.assertFalse(rma.activity_ids)
        self.assertFalse(rma.money_trouble)

    def test_no_fee_for_replacements(self):
        self.make_fee(15)
        self.company.rma_fee_product_id = False
        order = self.invoiced()
        self.add_stock(self.goods, 10)
        rma = self.settle(order, 3, "replace")
        self.assertEqual((rma.state, rma.fee_amount), ("done", 0))

    def test_each_line_has_its_own_reason(self):
        self.make_fee(10)
        order = self.invoiced((self.goods, 2), (self.other_goods, 2))
        rma = self.make_return(order, 1)
        line = rma.line_ids
        line.copy(
            {
                "rma_id": rma.id,
                "sale_line_id": order.order_line[1].id,
                "product_id": self.other_goods.id,
                "reason_id": self.return_reason("wrong").id,
            }
        )
        rma.action_request()
        rma.action_approve()
        self.receive(rma)
        for each in rma.line_ids:
            each._record_inspection(1, grade="new", disposition="restock")
        rma.action_resolve()
        self.assertEqual((rma.refund_ids.amount_total, rma.line_ids.mapped("fee_charged")), (190, [10, 0]))
