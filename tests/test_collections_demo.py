"""The demo data of collections: it loads once, invoices nothing that was there, and writes to nobody."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import collections, lifecycle, records


@tagged("post_install", "-at_install")
class TestCollectionsDemo(TransactionCase):
    def test_it_loads_once_and_invoices_from_today(self):
        lifecycle.load(self.env, [story for story in lifecycle.STORIES if story.name == "franklin_overdue"])
        company = records.find(self.env, "company")
        collections.load(self.env)
        self.assertEqual(company.invoicing_policy, "shipment")
        self.assertEqual(company.invoicing_start_date, company._local_day())
        self.assertLess(company.dunning_start_date, company._local_day())
        self.assertFalse(company.dunning_enabled)
        invoices = self.env["account.move"].search([("company_id", "=", company.id), ("move_type", "=", "out_invoice")])
        self.assertEqual(set(invoices.mapped("is_move_sent")), {True})
        company.invoicing_policy = "manual"
        collections.load(self.env)
        self.assertEqual(company.invoicing_policy, "manual")
