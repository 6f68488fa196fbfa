"""Money that arrives frees the orders that wait for it, and nothing that is ours stops it."""

from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_credit import CreditCommon

PAYMENT = "odoo.addons.quote_to_cash.models.validation.sale_order_payment"


@tagged("post_install", "-at_install")
class TestMoney(CreditCommon):
    """1,000 are owed, 1,500 are the limit: an order of 1,000 waits for 500."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.credit_limit = 1500
        cls.owed = cls.make_invoice(1000)
        cls.order = cls.held()

    def assertReleased(self, order):
        """Check that an order goes on, with all that belongs to it, once."""
        self.assertFree(order)
        self.assertEqual(order.validation_state, "clear")
        self.assertEqual(len(self.events(order, "release")), 1)
        self.assertEqual(len(self.activities(order, "released")), 1)
        self.assertFalse(self.activities(order, "held"))
        self.assertEqual(len(self.confirmations(order)), 1)

    def test_it_waits(self):
        self.assertHeld(self.order)
        self.assertEqual(self.order.hold_ids.reason_id, self.reason("credit"))

    def test_a_registered_payment(self):
        self.pay(self.owed, amount=499.99)
        self.assertHeld(self.order)
        self.pay(self.owed, amount=0.01)
        self.assertReleased(self.order)

    def test_payments_of_many_invoices_are_one_check(self):
        invoices = self.owed + self.make_invoice(10) + self.make_invoice(20)
        with self.checks() as made:
            self.pay(invoices, group_payment=False)
        self.assertEqual(made, [self.order.ids])
        self.assertReleased(self.order)

    def test_a_payment_that_nobody_has_allocated(self):
        self.receive(500)
        self.assertReleased(self.order)

    def test_a_credit_note(self):
        self.credit(self.owed, 500)
        self.assertReleased(self.order)

    def test_a_bank_statement(self):
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "amount": 500, "payment_ref": "Thank you", "partner_id": self.partner.id}
        )
        self.assertHeld(self.order)
        receivable = self.owed.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = receivable.account_id
        (suspense + receivable).reconcile()
        self.assertReleased(self.order)

    def test_a_higher_limit(self):
        self.partner.credit_limit = 1999
        self.assertHeld(self.order)
        self.partner.credit_limit = 2000
        self.assertReleased(self.order)

    def test_a_higher_limit_in_another_company_is_none(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.partner.with_company(other).credit_limit = 9000
        self.assertHeld(self.order)

    def test_the_end_of_a_block(self):
        self.only("customer_blocked")
        self.good_partner.credit_on_hold = True
        order = self.held(partner_id=self.good_partner.id)
        self.assertHeld(order)
        self.good_partner.credit_on_hold = False
        self.assertReleased(order)

    def test_paying_what_is_overdue(self):
        self.only("overdue")
        late = self.make_invoice(80, due=fields.Date.subtract(fields.Date.today(), days=90), partner=self.good_partner)
        order = self.held(partner_id=self.good_partner.id)
        self.assertHeld(order)
        self.pay(late)
        self.assertReleased(order)

    def test_only_the_orders_that_pass(self):
        second = self.held((self.goods, 3))
        self.only("credit_limit", "address_incomplete")
        self.order.partner_shipping_id = self.make_address(parent_id=self.partner.id, city=False)
        third = self.held((self.goods, 9))
        self.pay(self.owed)
        self.assertHeld(self.order)  # its address is not complete
        self.assertReleased(second)
        self.assertHeld(third)  # 300 and 1,000 come before it

    def test_nobody_elses_money(self):
        self.pay(self.make_invoice(1000, partner=self.good_partner))
        self.assertHeld(self.order)

    def test_holds_that_others_have_placed_for_credit_end_too(self):
        order = self.confirmed(partner_id=self.good_partner.id)
        owed = self.make_invoice(100, partner=self.good_partner)
        self.good_partner.credit_limit = 1000
        order.action_hold(self.reason("credit"), origin="credit")
        self.pay(owed, amount=99)
        self.assertTrue(order.is_on_hold)
        self.pay(owed)
        self.assertFree(order)

    def test_a_hold_for_credit_stays_while_the_credit_is_bad_also_where_nothing_is_enforced(self):
        self.enforce("observe")
        order = self.confirmed()
        self.enforce("observe")
        order.action_hold(self.reason("credit"), origin="credit")
        self.pay(self.owed, amount=10)
        self.assertTrue(order.is_on_hold)

    def test_what_people_hold_by_hand_is_theirs(self):
        self.order.action_hold(self.reason("credit"), "Call first")
        self.pay(self.owed)
        self.assertTrue(self.order.is_on_hold)
        self.assertEqual(self.order.hold_ids.filtered("active_hold").origin, "manual")
        self.assertFalse(self.activities(self.order, "released"))

    def test_whoever_books_money_needs_no_right_on_orders(self):
        accountant = self.make_user("accountant")
        register = self.env["account.payment.register"].with_user(accountant)
        context = {"active_model": "account.move", "active_ids": self.owed.ids}
        register.with_context(**context).create({})._create_payments()
        self.assertReleased(self.order)
        self.assertEqual(self.order.hold_ids.released_by_id, accountant)

    def test_where_nobody_waits_there_is_no_check(self):
        self.order.action_cancel()
        with self.checks() as made:
            self.pay(self.owed)
        self.assertFalse(made)


@tagged("post_install", "-at_install")
class TestMoneyIsAlwaysReceived(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.credit_limit = 500
        cls.owed = cls.make_invoice(1000)
        cls.order = cls.held((cls.goods, 1))

    def broken(self, error):
        return patch.object(type(self.env["order.validation.rule"]), "_check_credit_limit", side_effect=error)

    def test_an_error_of_a_check_is_logged_and_stops_no_payment(self):
        with self.broken(ValueError), self.assertLogs(PAYMENT, "ERROR") as log:
            self.pay(self.owed)
            self.env.flush_all()
        self.assertIn(str(self.order.id), log.output[0])
        self.assertEqual(self.owed.amount_residual, 0)
        self.assertHeld(self.order)

    def test_an_error_of_the_database_neither(self):
        def fail(rules, _orders):
            rules.env.cr.execute("SELECT nothing_of_the_kind")

        with (
            patch.object(type(self.env["order.validation.rule"]), "_check_credit_limit", fail),
            mute_logger(PAYMENT, "odoo.sql_db"),
        ):
            self.pay(self.owed)
            self.env.flush_all()
        self.assertEqual(self.owed.amount_residual, 0)

    def test_the_night_makes_up_for_it(self):
        with self.broken(ValueError), mute_logger(PAYMENT):
            self.pay(self.owed)
        # A later night: what was checked in the second in which the job begins is left alone.
        with self.enter_registry_test_mode(), freeze_time("2040-01-01"):
            self.env.ref("quote_to_cash.ir_cron_check_orders").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFree(self.order)

    def test_a_conflict_is_left_to_odoo_which_runs_all_of_it_again(self):
        with self.broken(SerializationFailure), self.assertRaises(SerializationFailure):
            self.pay(self.owed)
