"""The demo company has exported before, has names, and something left to export."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import collections, lifecycle, quickbooks, records

PLAYED = ("franklin_overdue", "lakeview_breakfast", "mar_azul_rooms", "northshore_partial", "bluestem_opening")


@tagged("post_install", "-at_install")
class TestQuickbooksDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lifecycle.load(cls.env, [story for story in lifecycle.STORIES if story.name in PLAYED])
        cls.company = records.find(cls.env, "company")
        collections.load(cls.env)
        cls.waiting = cls.env["mail.mail"].search_count([("state", "=", "outgoing")])
        quickbooks.load(cls.env)
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.batches = cls.env["quickbooks.export.batch"].search([("company_id", "=", cls.company.id)])

    def test_a_month_was_exported_and_the_next_is_left(self):
        self.assertEqual(self.batches.mapped("state"), ["done"])
        self.assertEqual(self.batches.target, "iif")
        accountant = records.find(self.env, "user_accountant")
        wizard = self.env["quickbooks.export.wizard"].with_user(accountant)
        wizard = wizard.with_context(allowed_company_ids=self.company.ids)
        wizard = wizard.create({"company_id": self.company.id, "date_to": self.company._local_day()})
        wizard.action_check()
        self.assertGreater(wizard.record_count, 0)
        self.assertFalse(wizard.problem_ids.filtered(lambda one: one.severity == "error").mapped("message"))

    def test_it_loads_once(self):
        names = self.env["quickbooks.mapping"].search_count([])
        quickbooks.load(self.env)
        self.assertEqual(self.env["quickbooks.mapping"].search_count([]), names)

    def test_nobody_outside_hears_of_it(self):
        self.assertEqual(self.env["mail.mail"].search_count([("state", "=", "outgoing")]), self.waiting)
