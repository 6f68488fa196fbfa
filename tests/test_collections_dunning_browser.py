"""The simulation of a run and the collector's screen in the browser."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningBrowser(DunningCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._local_day()
        cls.remind(since=cls.today - timedelta(days=100))
        cls.partner.name = "Wanda"
        cls.invoice, cls.disputed = cls.late(900), cls.late(100)
        cls.disputed.action_dispute("Broken glass")

    @classmethod
    def late(cls, amount):
        """Return an invoice that was due ten days ago. The browser knows no other day than today."""
        invoiced, due = cls.today - timedelta(days=40), cls.today - timedelta(days=10)
        invoice = cls.make_invoice(amount, due=fields.Date.to_string(due), invoice_date=invoiced)
        invoice.is_move_sent = True
        return invoice

    def test_simulate_approve_and_send(self):
        run = self.env["dunning.run"].create({"company_id": self.company.id})
        action = self.env.ref("quote_to_cash.dunning_run_action")
        self.start_tour(
            f"/odoo/action-{action.id}/{run.id}", "quote_to_cash_dunning_run", login=self.collector.login, timeout=120
        )
        self.env.invalidate_all()
        self.assertEqual((run.state, self.notices().amount), ("sent", 900))

    def test_the_collectors_screen(self):
        action = self.env.ref("quote_to_cash.dunning_worklist_action")
        self.start_tour(f"/odoo/action-{action.id}", "quote_to_cash_collector", login=self.collector.login, timeout=120)
        self.env.invalidate_all()
        self.assertEqual(self.invoice.dispute_reason, "Arrived broken")
