"""Completing a quotation, and sending it, in the browser."""

from odoo.tests import HttpCase, tagged

from .common_completeness import CompletenessCommon


@tagged("post_install", "-at_install")
class TestCompletenessBrowser(CompletenessCommon, HttpCase):
    def test_complete_and_send(self):
        self.all_points()
        order = self.incomplete(payment_term_id=False)
        self.env["account.payment.term"].search([]).write({"sequence": 20})
        self.terms.sequence = 1
        self.env.flush_all()
        self.start_tour(
            f"/odoo/orders/{order.id}", "quote_to_cash_complete_quotation", login="q2c_salesman", timeout=120
        )
        self.env.invalidate_all()
        self.assertTrue(order.validity_date)
        self.assertEqual(order.payment_term_id, self.terms)
