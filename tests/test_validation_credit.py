"""The credit limit: who passes, who does not, and what would release an order."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestLimit(CreditCommon):
    def test_exactly_at_the_limit_passes_and_a_cent_more_does_not(self):
        self.partner.credit_limit = 1000
        order = self.blocked()
        self.assertClear(order)
        order.order_line[0].price_unit = 100.001
        self.assertBlocked(order)

    def test_everything_that_is_owed_counts(self):
        self.partner.credit_limit = 2400
        self.make_invoice(500)
        self.receive(100)
        self.confirmed()
        order = self.blocked()
        self.assertClear(order)
        self.make_invoice(0.01)
        finding = self.assertBlocked(order)
        self.assertEqual((finding.found, finding.limit), ("$\xa02,400.01", "$\xa02,400.00"))

    def test_taxes_count(self):
        self.partner.credit_limit = 1199.99
        self.assertBlocked(self.blocked({"product_id": self.goods.id, "product_uom_qty": 10, "tax_ids": self.tax.ids}))

    def test_without_a_limit_everybody_passes(self):
        self.partner.credit_limit = 0
        self.make_invoice(1_000_000)
        self.assertClear(self.blocked())

    def test_a_company_and_its_contacts_have_one_limit(self):
        self.partner_company.credit_limit = 1500
        contact = self.make_address(type="contact", name="Carl")
        self.confirmed(partner_id=self.partner_company.id)
        self.assertBlocked(self.blocked(partner_id=contact.id))

    def test_the_limit_is_that_of_who_pays(self):
        self.partner.credit_limit = 10
        self.good_partner.credit_limit = 5000
        self.assertClear(self.blocked(partner_invoice_id=self.good_partner.id))
        self.assertBlocked(self.good(partner_invoice_id=self.partner.id))

    def test_a_free_order_takes_no_credit(self):
        self.partner.credit_limit = 100
        self.make_invoice(500)
        self.assertClear(self.blocked({"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 0}))

    def test_money_that_is_paid_in_makes_room(self):
        self.partner.credit_limit = 500
        order = self.blocked()
        self.assertBlocked(order)
        self.paid_online(order, 500)
        self.assertClear(order)

    def test_foreign_currency_is_judged_in_the_companys(self):
        euro = self.make_euro(0.5)
        self.partner.credit_limit = 1999
        line = {"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 100}
        order = self.blocked(line, pricelist_id=self.make_pricelist(euro).id)
        self.assertBlocked(order)
        self.partner.credit_limit = 2000
        self.assertClear(order)

    def test_invoicing_a_held_order_does_not_release_it(self):
        self.goods.invoice_policy = "order"
        self.partner.credit_limit = 500
        order = self.held()
        invoice = self.invoice(order)
        order.action_validate_order()
        self.assertHeld(order)
        self.pay(invoice)
        self.assertFree(order)


@tagged("post_install", "-at_install")
class TestTogether(CreditCommon):
    """Several orders of one customer, and credit that is enough for one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.credit_limit = 1500

    def test_two_quotations_do_not_stand_in_each_others_way(self):
        orders = self.blocked() + self.blocked()
        self.assertFalse(orders.action_validate_order())

    def test_two_cannot_be_confirmed_together(self):
        first, second = self.blocked(), self.blocked()
        with self.assertRaises(UserError) as refusal:
            (second + first).with_user(self.salesman).action_confirm()
        self.assertIn(second.name, str(refusal.exception))
        self.assertNotIn(first.name, str(refusal.exception))

    def test_of_a_list_the_first_is_confirmed(self):
        first, second = self.blocked(), self.blocked()
        (second + first).with_user(self.salesman).action_confirm_checked()
        self.assertEqual((first.state, second.state), ("sale", "draft"))

    def test_of_two_that_come_from_customers_the_second_is_held(self):
        first, second = self.blocked(), self.blocked()
        (first + second).action_confirm_on_hold()
        self.assertFree(first)
        self.assertHeld(second)

    def test_what_is_waived_takes_its_credit_too(self):
        large, small = self.blocked((self.goods, 20)), self.blocked((self.goods, 5))
        self.assertBlocked(large).with_user(self.credit_manager).action_waive("Trusted")
        with self.assertRaises(UserError) as refusal:
            (large + small).with_user(self.salesman).action_confirm()
        self.assertIn(small.name, str(refusal.exception))
        self.assertNotIn(large.name, str(refusal.exception))

    def test_what_is_accepted_and_held_comes_before_a_new_order(self):
        self.held((self.goods, 16))
        self.assertBlocked(self.blocked((self.goods, 1)))

    def test_a_held_order_does_not_hold_one_that_goes_on(self):
        going, held = self.confirmed(), self.held()
        self.assertHeld(held)
        going.order_line.product_uom_qty = 11
        self.assertFree(going)

    def test_held_orders_are_not_both_released_for_one_credit(self):
        self.partner.credit_limit = 500
        first, second = self.held(), self.held()
        self.assertHeld(first)
        self.partner.credit_limit = 1500
        self.assertFree(first)
        self.assertHeld(second)
        (first + second)._check_orders()
        self.assertHeld(second)

    def test_who_is_refused_anyway_takes_no_credit(self):
        self.only("credit_limit", "address_incomplete")
        refused, good = self.blocked(), self.blocked()
        refused.partner_shipping_id = self.make_address(parent_id=self.partner.id, city=False)
        (refused + good).with_user(self.salesman).action_confirm_checked()
        self.assertEqual((refused.state, good.state), ("draft", "sale"))
        self.assertEqual(self.findings(refused).code, "address_incomplete")

    def test_unless_somebody_has_waived_it(self):
        self.only("credit_limit", "address_incomplete")
        first, second = self.blocked(), self.blocked()
        first.partner_shipping_id = self.make_address(parent_id=self.partner.id, city=False)
        self.assertBlocked(first).action_waive("It is picked up")
        (first + second).with_user(self.salesman).action_confirm_checked()
        self.assertEqual((first.state, second.state), ("sale", "draft"))

    def test_nor_where_all_are_accepted(self):
        self.only("credit_limit", "address_incomplete")
        first, second = self.blocked(), self.blocked()
        first.partner_shipping_id = self.make_address(parent_id=self.partner.id, city=False)
        (first + second).action_confirm_on_hold()
        self.assertEqual(self.findings(first).code, "address_incomplete")
        self.assertEqual(self.findings(second).code, "credit_limit")

    def test_different_customers_have_credits_of_their_own(self):
        other = self.partner.copy({"credit_limit": 1500})
        orders = self.blocked() + self.blocked(partner_id=other.id)
        orders.action_confirm()
        self.assertEqual(set(orders.mapped("state")), {"sale"})


@tagged("post_install", "-at_install")
class TestWhatIsSaid(CreditCommon):
    def said(self, limit, owed=0, ordered=0):
        self.partner.credit_limit = limit
        if owed:
            self.make_invoice(owed)
        if ordered:
            self.confirmed((self.goods, ordered))
        return self.assertBlocked(self.blocked())

    def test_pay_deposit_or_ship_a_part(self):
        finding = self.said(limit=1200, owed=500)
        self.assertIn("$\xa0300.00 over the credit limit", finding.message)
        self.assertIn("a payment of $\xa0300.00", finding.message)
        self.assertIn("a deposit of $\xa0300.00", finding.message)
        self.assertIn("up to $\xa0700.00", finding.message)
        self.assertEqual((finding.fix, finding.other_fix), ("_fix_request_payment", "_fix_open_invoices"))

    def test_only_what_helps_is_said(self):
        finding = self.said(limit=500, owed=1600)
        self.assertIn("$\xa02,100.00 over", finding.message)
        self.assertIn("a payment of $\xa02,100.00", finding.message)
        for way in ("deposit", "up to"):
            self.assertNotIn(way, finding.message)

    def test_doing_what_is_said_releases(self):
        for way in ("pay", "deposit"):
            customer = self.good_partner.copy({"credit_limit": 1200})
            invoice = self.make_invoice(500, partner=customer)
            order = self.blocked(partner_id=customer.id)
            self.assertBlocked(order)
            if way == "pay":
                self.pay(invoice, amount=300)
            else:
                self.paid_online(order, 300)
            self.assertClear(order)

    def test_figures_of_the_ledger_are_for_those_who_may_read_it(self):
        finding = self.said(limit=1200, owed=500)
        for role in ("accountant", "credit"):
            user = self.credit_manager if role == "credit" else self.make_user(role)
            self.assertEqual(finding.with_user(user).found, "$\xa01,500.00", role)
            self.assertEqual(finding.with_user(user).limit, "$\xa01,200.00", role)
        for role in ("salesman", "sales_manager", "desk"):
            user = self.salesman if role == "salesman" else self.make_user(role)
            self.assertFalse(finding.with_user(user).found or finding.with_user(user).limit, role)
            self.assertNotIn("1,500", finding.with_user(user).message)
            self.assertNotIn("1,200", finding.with_user(user).message)

    def test_a_salesperson_does_not_read_it_in_another_way(self):
        finding = self.said(limit=1200, owed=500).with_user(self.salesman)
        for name in ("found_text", "limit_text"):
            with self.assertRaises(AccessError):
                finding.read([name])
            with self.assertRaises(AccessError):
                finding.search([(name, "ilike", "1")])
        self.assertFalse(self.rpc(self.salesman, finding, "read", ["found"])[0]["found"])

    def test_invoices_are_offered_to_those_who_may_read_them(self):
        finding = self.said(limit=1200, owed=500)
        self.assertFalse(finding.with_user(self.salesman).other_fix_label)
        accountant = self.make_user("accountant")
        self.assertTrue(finding.with_user(accountant).other_fix_label)
        action = finding.with_user(accountant).action_other_fix()
        lines = self.env[action["res_model"]].with_user(accountant).search(action["domain"])
        self.assertEqual(sum(lines.mapped("amount_residual")), 500)

    def test_asking_for_the_payment_opens_the_link(self):
        finding = self.said(limit=1200, owed=500)
        action = finding.with_user(self.salesman).action_fix()
        wizard = self.env[action["res_model"]].with_user(self.salesman).with_context(**action["context"]).create({})
        self.assertIn(str(finding.order_id.id), wizard.link)
