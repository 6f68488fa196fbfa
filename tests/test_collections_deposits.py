"""Deposits are deducted in proportion, to the cent, and never become a refund."""

from odoo.tests import tagged

from .common_collections import CollectionsCommon


@tagged("post_install", "-at_install")
class TestDeposits(CollectionsCommon):
    def test_two_halves(self):
        order = self.make_order()
        self.down_payment(order, 300)
        self.ship_part(order, 5)
        self.run_job()
        self.assertInvoiced(order, 350)
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 350, 350)

    def test_small_part_is_no_refund(self):
        order = self.make_order()
        self.down_payment(order, 300)
        self.ship_part(order, 2)
        self.run_job()
        self.assertInvoiced(order, 140)

    def test_thirds_with_tax_sum_up(self):
        tax = self.env["account.tax"].create({"name": "Sales tax", "amount": 7.5})
        self.goods.taxes_id = tax
        order = self.make_order((self.goods, 3))
        deposit = self.down_payment(order, 100)
        for _part in range(3):
            self.ship_part(order, 1)
            self.run_job()
        finals = order.invoice_ids - deposit
        self.assertEqual(len(finals), 3)
        self.assertAlmostEqual(sum(finals.mapped("amount_total")) + deposit.amount_total, order.amount_total, 2)
        self.assertAlmostEqual(sum(finals.mapped("amount_tax")) + deposit.amount_tax, order.amount_tax, 2)

    def test_more_than_is_left(self):
        order = self.make_order()
        self.down_payment(order, 300)
        order.order_line.filtered("product_id").product_uom_qty = 2
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 0)
        self.assertEqual(order.invoice_ids.mapped("move_type"), ["out_invoice"] * 2)

    def test_an_unposted_deposit_is_not_deducted(self):
        order = self.make_order()
        self.down_payment(order, 300).button_draft()
        self.ship(order)
        self.run_job()
        posted = order.invoice_ids.filtered(lambda move: move.state == "posted")
        self.assertEqual(posted.mapped("amount_total"), [1000])

    def test_declined_rest_takes_the_rest_of_the_deposit(self):
        order = self.make_order()
        self.down_payment(order, 300)
        self.ship(order, {self.goods: 5}, backorder=False)
        self.run_job()
        self.assertInvoiced(order, 200)

    def test_discount_goes_with_the_goods(self):
        discount = self.make_product("Discount", type="service", invoice_policy="order")
        order = self.make_order((self.goods, 10), {"product_id": discount.id, "product_uom_qty": 1, "price_unit": -200})
        self.ship_part(order, 1)
        self.run_job()
        self.ship(order)
        self.run_job()
        self.assertInvoiced(order, 80, 720)

    def test_other_currency(self):
        rate = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        rate.active = True
        self.env["res.currency.rate"].create({"currency_id": rate.id, "rate": 0.8, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "Euro", "currency_id": rate.id})
        order = self.make_order((self.goods, 3), pricelist_id=pricelist.id)
        order.order_line.price_unit = 33.33
        self.down_payment(order, 10)
        for _part in range(3):
            self.ship_part(order, 1)
            self.run_job()
        self.assertInvoiced(order, 30.0, 29.99, 30.0)  # 89.99 in all
        self.assertEqual(order.invoice_ids.currency_id, rate)
