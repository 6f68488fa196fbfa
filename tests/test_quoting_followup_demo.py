"""The demo data of quotations that end: everything on, one lost for a reason, and nothing of the past expires."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import lifecycle, quoting_followup, records


@tagged("post_install", "-at_install")
class TestFollowupDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lifecycle.load(cls.env)
        cls.company = records.find(cls.env, "company")
        quoting_followup.load(cls.env)

    def test_everything_is_on(self):
        company = self.company
        self.assertTrue(company.quote_reminder_days and company.quote_activity_days and company.quote_auto_expire)

    def test_nothing_of_the_past_expires(self):
        terms = {self.company: (self.company._quote_terms_of(), self.company._local_day())}
        self.assertFalse(self.env["sale.order"]._quotes_due("expired", terms))
        rows = self.env["sale.quote.open"].search([("company_id", "=", self.company.id)])
        self.assertLessEqual({"2_open", "3_over"}, set(rows.mapped("stage")))

    def test_a_quotation_was_lost_for_a_reason(self):
        orders = self.env["sale.order"].search([("company_id", "=", self.company.id), ("state", "=", "cancel")])
        self.assertIn("lost", orders.cancel_reason_id.mapped("kind"))
