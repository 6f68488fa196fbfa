"""What was paid online on an order: once, and only what has come."""

from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.credit import Position

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestOnline(CreditCommon):
    def test_what_is_captured_is_in_the_ledger_only(self):
        order = self.confirmed()
        authorized = self.paid_online(order, 1000, "authorized")
        self.assertPosition(to_invoice=1000, prepaid=1000)
        captured = self.make_of(authorized, 1000)
        self.assertEqual(authorized.state, "done")
        self.assertPosition(to_invoice=1000, prepaid=1000)
        self.book(captured)
        self.assertPosition(receivable=-1000, to_invoice=1000)

    def test_a_part_is_captured_and_the_rest_given_up(self):
        order = self.confirmed()
        authorized = self.paid_online(order, 1000, "authorized")
        self.book(self.make_of(authorized, 400))
        self.assertPosition(receivable=-400, to_invoice=1000, prepaid=600)
        self.make_of(authorized, 600, "cancel")
        self.assertPosition(receivable=-400, to_invoice=1000)

    def test_what_is_given_back(self):
        order = self.confirmed()
        self.make_of(self.paid_online(order, 1000), 300, refund=True)
        self.assertPosition(to_invoice=1000, prepaid=700)

    def test_a_payment_that_bounces(self):
        order = self.confirmed()
        payment = self.book(self.paid_online(order, 400))
        payment.action_cancel()
        self.assertPosition(to_invoice=1000)

    def test_a_payment_without_an_entry_waits_for_the_bank(self):
        order = self.confirmed()
        transaction = self.paid_online(order, 400)
        payment = self.book(transaction)
        # A company may have payments booked only when they are on the bank's statement.
        payment.move_id.button_draft()
        self.env.flush_all()
        self.set_payment(payment, "in_process")
        self.assertPosition(to_invoice=1000, prepaid=400)
        self.set_payment(payment, "paid")
        self.assertPosition(to_invoice=1000)

    def set_payment(self, payment, state):
        self.env.cr.execute("UPDATE account_payment SET move_id = NULL, state = %s WHERE id = %s", [state, payment.id])
        payment.invalidate_recordset(flush=False)

    def test_one_payment_for_two_orders_is_split_between_them(self):
        orders = self.confirmed() + self.confirmed((self.goods, 30))
        transaction = self.paid_online(orders, 2000)
        self.assertPosition(to_invoice=4000, prepaid=2000)
        rows = self.env["sale.order.credit"]._open_orders(self.partner, self.env.company)
        self.assertEqual({row["id"]: row["prepaid"] for row in rows}, dict(zip(orders.ids, (500, 1500), strict=True)))
        orders[1].action_cancel()
        self.assertPosition(to_invoice=1000, prepaid=2000)
        self.book(transaction)
        self.assertPosition(receivable=-2000, to_invoice=1000)

    def test_what_is_authorized_counts_until_it_is_captured_though_all_is_invoiced(self):
        order = self.confirmed()
        self.paid_online(order, 1000, "authorized")
        self.ship(order)
        self.invoice(order)
        self.assertPosition(receivable=1000, prepaid=1000)

    def test_to_validate_a_card_pays_nothing(self):
        order = self.confirmed()
        self.paid_online(order, 5).operation = "validation"
        self.assertPosition(to_invoice=1000)

    def test_what_was_paid_on_a_held_order_is_for_that_order(self):
        self.partner.credit_limit = 500
        first, second = self.held(), self.held()
        transaction = self.paid_online(second, 1000)
        self.book(transaction)
        self.assertHeld(first)
        self.assertFree(second)


@tagged("post_install", "-at_install")
class TestBranch(CreditCommon):
    """The parent company owns the payment provider, and books what is paid on orders of its branch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.env.company.id})
        cls.env.user.company_ids |= cls.branch
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.branch.id)], limit=1)
        cls.goods.invoice_policy = "order"
        # A branch that comes into being later has no accounts of its own.
        root, branch = cls.env.company, cls.branch
        receivable = cls.partner.with_company(root).property_account_receivable_id
        cls.partner.with_company(branch).property_account_receivable_id = receivable
        journal = cls.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", root.id)], limit=1)
        cls.goods.with_company(branch).property_account_income_id = journal.default_account_id
        cls.order = cls.confirmed(warehouse=warehouse)
        cls.transaction = cls.paid_online(cls.order, 1000)

    def test_what_the_parent_has_booked_is_paid(self):
        self.assertPosition(to_invoice=1000, prepaid=1000, company=self.branch)
        payment = self.book(self.transaction)
        self.assertEqual(payment.company_id, self.env.company)
        self.assertEqual(self.position(company=self.branch), Position(to_invoice=1000, prepaid=1000))
        self.assertEqual(self.position(), Position(receivable=-1000))

    def test_also_when_all_is_invoiced(self):
        self.book(self.transaction)
        invoice = self.invoice(self.order.with_company(self.branch))
        self.assertEqual(invoice.company_id, self.branch)
        self.assertEqual(self.position(company=self.branch), Position())  # Odoo has matched them
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self.position(company=self.branch), Position(receivable=1000, prepaid=1000))
