"""Exposure: what is ordered and not invoiced yet."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestToInvoice(CreditCommon):
    """An order of ten ovens for 1,000."""

    def test_quotations_do_not_count(self):
        self.blocked()
        self.assertPosition()

    def test_a_confirmed_order_counts_with_its_taxes(self):
        self.confirmed({"product_id": self.goods.id, "product_uom_qty": 10, "tax_ids": self.tax.ids})
        self.assertPosition(to_invoice=1200)

    def test_goods_that_are_not_delivered_count(self):
        order = self.confirmed()
        self.assertFalse(order.amount_to_invoice)  # in Odoo's eyes, there is nothing yet
        self.assertPosition(to_invoice=1000)

    def test_an_order_counts_the_same_from_confirmation_to_payment(self):
        order = self.confirmed()
        self.assertPosition(to_invoice=1000)
        self.ship(order, {self.goods: 6})
        self.assertPosition(to_invoice=1000)
        first = self.invoice(order)
        self.assertPosition(receivable=600, to_invoice=400)
        self.ship(order)
        self.assertPosition(receivable=600, to_invoice=400)
        second = self.invoice(order)
        self.assertPosition(receivable=1000)
        self.pay(first)
        self.assertPosition(receivable=400)
        self.pay(second)
        self.assertPosition()

    def test_invoiced_before_it_is_shipped(self):
        self.goods.invoice_policy = "order"
        order = self.confirmed()
        self.invoice(order)
        self.assertPosition(receivable=1000)
        self.ship(order)
        self.assertPosition(receivable=1000)

    def test_services(self):
        order = self.confirmed((self.service, 3))
        self.assertPosition(to_invoice=300)
        self.invoice(order)
        self.assertPosition(receivable=300)

    def test_more_delivered_than_ordered(self):
        self.service.invoice_policy = "delivery"
        order = self.confirmed((self.service, 3))
        order.order_line.qty_delivered = 5
        self.assertPosition(to_invoice=500)

    def test_a_declined_backorder_will_not_be_invoiced(self):
        order = self.confirmed()
        self.ship(order, {self.goods: 6}, backorder=False)
        self.assertPosition(to_invoice=600)
        self.invoice(order)
        self.assertPosition(receivable=600)

    def test_what_came_back_before_the_invoice_will_not_be_invoiced(self):
        order = self.confirmed()
        picking = self.ship(order)
        self.send_back(picking, 3)
        self.assertPosition(to_invoice=700)

    def test_what_came_back_after_the_invoice_is_in_the_ledger(self):
        order = self.confirmed()
        picking = self.ship(order)
        self.invoice(order)
        self.send_back(picking, 3)
        self.assertPosition(receivable=1000)
        refund = order._create_invoices(final=True)
        refund.action_post()
        self.assertEqual(refund.move_type, "out_refund")
        self.assertPosition(receivable=700)

    def test_a_cancelled_order_counts_no_more(self):
        order = self.confirmed()
        order.action_cancel()
        self.assertPosition()

    def test_a_draft_invoice_is_not_in_the_ledger_and_its_order_still_counts(self):
        order = self.confirmed()
        self.ship(order)
        invoice = self.invoice(order, post=False)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertPosition(to_invoice=1000)
        invoice.action_post()
        self.assertPosition(receivable=1000)

    def test_what_is_reversed_in_full_is_to_be_invoiced_again(self):
        order = self.confirmed()
        self.ship(order)
        self.credit(self.invoice(order))
        self.assertPosition(to_invoice=1000)

    def test_a_price_reduction_is_not_to_be_invoiced_again(self):
        order = self.confirmed()
        self.ship(order)
        self.credit(self.invoice(order), 100)
        self.assertPosition(receivable=900)

    def test_a_kit_counts_whole(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        order = self.blocked((kit, 3), stock=False)
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        order.action_confirm()
        self.assertPosition(to_invoice=300)
        self.ship(order, {self.goods: 1, self.other_goods: 2})
        self.assertPosition(to_invoice=300)
        self.invoice(order)
        self.assertPosition(receivable=100, to_invoice=200)

    def test_two_steps_are_not_counted_twice(self):
        order = self.confirmed(warehouse=self.make_warehouse(2))
        self.pick(order, {self.goods: 4})
        self.assertPosition(to_invoice=1000)
        self.ship(order)
        self.invoice(order)
        self.assertPosition(receivable=400, to_invoice=600)

    def test_discounts_and_sections(self):
        section = {"display_type": "line_section", "name": "Kitchen"}
        discount = {"product_id": self.service.id, "product_uom_qty": 1, "price_unit": -100}
        order = self.blocked((self.goods, 10))
        order.order_line = [Command.create(section), Command.create(discount)]
        order.action_confirm()
        self.assertPosition(to_invoice=900)

    def test_other_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id, "price_unit": 1200}
        self.add_stock(self.goods, 24)
        order = self.blocked(line, stock=False)
        order.action_confirm()
        self.ship(order, {self.goods: 12})
        self.assertPosition(to_invoice=2400)
        self.invoice(order)
        self.assertPosition(receivable=1200, to_invoice=1200)

    def test_foreign_currency(self):
        euro = self.make_euro(0.5)
        order = self.confirmed(pricelist_id=self.make_pricelist(euro).id)
        self.assertEqual((order.currency_id, order.amount_total), (euro, 500))
        self.assertPosition(to_invoice=1000)


@tagged("post_install", "-at_install")
class TestDeposits(CreditCommon):
    def test_an_unpaid_deposit_is_owed_and_not_ordered_any_more(self):
        order = self.confirmed()
        self.down_payment(order, 300)
        self.assertPosition(receivable=300, to_invoice=700)

    def test_a_paid_deposit_lessens_what_is_owed(self):
        order = self.confirmed()
        self.pay(self.down_payment(order, 300))
        self.assertPosition(to_invoice=700)

    def test_a_deposit_in_draft_changes_nothing(self):
        order = self.confirmed()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 300})._create_invoices(order)
        self.assertPosition(to_invoice=1000)

    def test_the_final_invoice_deducts_it(self):
        order = self.confirmed()
        self.pay(self.down_payment(order, 300))
        self.ship(order)
        self.assertPosition(to_invoice=700)
        final = self.invoice(order)
        self.assertEqual(final.amount_total, 700)
        self.assertPosition(receivable=700)

    def test_a_deposit_larger_than_the_first_delivery(self):
        order = self.confirmed()
        self.pay(self.down_payment(order, 300))
        self.ship(order, {self.goods: 6})
        self.invoice(order)
        self.assertPosition(receivable=300, to_invoice=400)

    def test_a_deposit_that_is_credited_is_open_again(self):
        order = self.confirmed()
        self.credit(self.down_payment(order, 300))
        self.assertPosition(to_invoice=1000)

    def test_a_deposit_in_a_foreign_currency(self):
        euro = self.make_euro(0.5)
        order = self.confirmed(
            {"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 100},
            partner_id=self.good_partner.id,
            pricelist_id=self.make_pricelist(euro).id,
        )
        self.down_payment(order, 300)
        self.assertPosition(receivable=600, to_invoice=1400, partner=self.good_partner)


@tagged("post_install", "-at_install")
class TestPrepaid(CreditCommon):
    def test_paid_online_and_not_in_the_ledger_yet(self):
        for state in ("done", "authorized"):
            order = self.confirmed(partner_id=self.partner.copy().id)
            self.paid_online(order, 400, state)
            self.assertPosition(to_invoice=1000, prepaid=400, partner=order.partner_id)

    def test_what_is_not_paid_does_not_count(self):
        order = self.confirmed()
        for state in ("draft", "pending", "cancel", "error"):
            self.paid_online(order, 400, state)
        self.assertPosition(to_invoice=1000)

    def test_what_is_booked_is_in_the_ledger(self):
        order = self.confirmed()
        self.paid_online(order, 400).payment_id = self.receive(400)
        self.assertPosition(receivable=-400, to_invoice=1000)

    def test_in_a_foreign_currency(self):
        euro = self.make_euro(0.5)
        order = self.confirmed(
            {"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 100},
            pricelist_id=self.make_pricelist(euro).id,
        )
        self.paid_online(order, 400)
        self.assertPosition(to_invoice=2000, prepaid=800)


@tagged("post_install", "-at_install")
class TestWhoseOrder(CreditCommon):
    def test_who_pays_is_the_customer(self):
        self.confirmed(partner_invoice_id=self.good_partner.id)
        self.assertPosition()
        self.assertPosition(to_invoice=1000, partner=self.good_partner)

    def test_contacts_and_offices_count_with_their_company(self):
        office = self.make_address(type="invoice")
        contact = self.make_address(type="contact", name="Carl")
        self.confirmed(partner_id=self.partner_company.id, partner_invoice_id=office.id)
        self.confirmed(partner_id=contact.id)
        self.assertPosition(to_invoice=2000, partner=self.partner_company)

    def test_other_companies_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.env.user.company_ids |= other
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        self.confirmed(warehouse=warehouse)
        self.assertPosition()
