"""Whose credit is guarded, and when: nobody is kept waiting for nothing."""

from odoo import fields
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestGuard(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = fields.Date.subtract(fields.Date.today(), days=40)

    def taken(self, partner=None):
        """Return how often the guard of a customer has been taken."""
        self.env.cr.execute(
            "SELECT COALESCE(SUM(revision), 0) FROM sale_order_credit_guard WHERE partner_id = %s",
            [(partner or self.partner).id],
        )
        return self.env.cr.fetchone()[0]

    def test_confirming_takes_it_and_looking_does_not(self):
        self.partner.credit_limit = 5000
        order = self.blocked()
        before = self.taken()
        order.action_validate_order()
        self.assertEqual(self.taken(), before)
        order.action_confirm()
        self.assertEqual(self.taken(), before + 1)

    def test_where_nothing_is_enforced_nobody_takes_it(self):
        self.enforce("observe")
        self.partner.credit_limit = 500
        self.blocked().action_confirm()
        self.assertEqual(self.taken(), 0)

    def test_the_past_takes_no_credit(self):
        rule = self.only("prepayment_required")
        self.partner.prepayment_required = True
        order = self.held()
        before = self.taken()
        rule.action_preview()
        self.assertIn(order, rule.preview_order_ids)
        self.assertEqual(self.taken(), before)

    def test_money_of_somebody_whom_no_rule_stops_takes_none(self):
        self.receive(100)
        self.assertEqual(self.taken(), 0)
        self.partner.credit_limit = 500
        before = self.taken()
        self.receive(100)
        self.assertEqual(self.taken(), before + 1)

    def test_an_order_that_is_held_for_what_is_overdue_learns_of_money(self):
        self.only("overdue")
        self.make_invoice(300, due=self.late)
        order = self.blocked()
        self.assertEqual(self.taken(), 0)
        self.receive(10)
        paid = self.taken()
        self.assertEqual(paid, 1)
        order._validate_order()
        self.assertHeld(order)
        self.assertGreater(self.taken(), paid)
