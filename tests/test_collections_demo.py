"""The demo data of collections: it loads once, invoices nothing that was there, and writes to nobody."""

from datetime import timedelta

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import collections, collections_steps, lifecycle, records

PLAYED = ("franklin_overdue", "lakeview_breakfast", "mar_azul_rooms", "northshore_partial")


@tagged("post_install", "-at_install")
class TestCollectionsDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lifecycle.load(cls.env, [story for story in lifecycle.STORIES if story.name in PLAYED])
        cls.company = records.find(cls.env, "company")
        cls.statuses = cls.statuses_of_orders()
        cls.waiting = cls.env["mail.mail"].search_count([("state", "=", "outgoing")])
        collections.load(cls.env)
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.today = cls.company._local_day()

    @classmethod
    def statuses_of_orders(cls):
        orders = cls.env["sale.order"].search([("company_id", "=", cls.company.id)], order="id")
        return orders.mapped("order_status")

    def invoice(self, name):
        return records.find(self.env, f"invoice_{name}")

    def test_it_loads_once_and_invoices_from_today(self):
        company = self.company
        self.assertEqual((company.invoicing_policy, company.invoicing_start_date), ("shipment", self.today))
        self.assertLess(company.dunning_start_date, self.today)
        self.assertFalse(company.dunning_enabled)
        moves = [("company_id", "=", company.id)]
        count = self.env["account.move"].search_count(moves)
        company.invoicing_policy = "manual"
        collections.load(self.env)
        self.assertEqual(company.invoicing_policy, "manual")
        self.assertEqual(self.env["account.move"].search_count(moves), count)

    def test_every_step_exists(self):
        for _days, verb, *_arguments in collections.EVENTS:
            self.assertTrue(hasattr(collections_steps.CollectionsPlayer, f"do_{verb}"), verb)
        days = [event[0] for event in collections.EVENTS]
        self.assertEqual(days, sorted(days, reverse=True))

    def test_orders_stay_as_they_are(self):
        self.assertEqual(self.statuses_of_orders(), self.statuses)
        self.assertIn("invoiced", self.statuses)

    def test_nobody_outside_hears_of_it(self):
        self.assertEqual(self.env["mail.mail"].search_count([("state", "=", "outgoing")]), self.waiting)

    def test_money_waits_for_its_invoices_and_is_explained(self):
        money = self.env["payment.unapplied"].search([("company_id", "=", self.company.id)])
        found = {}
        for row in money:
            application = self.env["payment.application"].browse(row.action_apply()["res_id"])
            chosen = application.line_ids.filtered("selected")
            found[row.partner_id] = (chosen.mapped("rule"), any(line.left for line in chosen))
        expected = {
            "lakeview": (["reference"], False),
            "northshore": (["reference"], True),
            "bluestem": (["combination", "combination"], False),
        }
        self.assertEqual(found, {records.find(self.env, f"partner_{key}"): value for key, value in expected.items()})

    def test_promises_and_disputes(self):
        states = {name: self.invoice(name).promise_to_pay_state for name in ("maple_row_care", "juniper_care")}
        self.assertEqual(states, {"maple_row_care": "kept", "juniper_care": "broken"})
        promised = self.invoice("cascade_training")
        self.assertEqual(promised.promise_to_pay_state, "open")
        self.assertGreater(promised.promise_to_pay_date, self.today)
        disputed = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("dispute_state", "=", "open")]
        )
        self.assertEqual(len(disputed), 2)

    def test_reminders_were_sent_in_the_past(self):
        runs = self.env["dunning.run"].search([("company_id", "=", self.company.id)], order="date")
        self.assertEqual(runs.mapped("state"), ["sent", "sent"])
        self.assertLess(max(runs.mapped("date")), self.today)
        franklin = records.find(self.env, "partner_franklin")
        steps = runs.notice_ids.filtered(lambda notice: notice.partner_id == franklin).sorted("date").step_id
        self.assertEqual(steps.mapped("name"), ["Payment past due", "Call"])
        self.assertTrue(franklin.activity_ids)
        lines = runs.notice_ids.line_ids
        self.assertFalse(lines.filtered(lambda line: line.move_id.invoice_date > line.date))
        self.assertTrue(all(sent.sent_at.date() - sent.date <= timedelta(1) for sent in runs.reminded_ids))

    def test_there_is_an_exception_to_repair(self):
        rows = self.env["sale.invoicing.exception"].search([("company_id", "=", self.company.id)])
        self.assertEqual(rows.filtered(lambda row: row.cause == "unsent").invoice_id, self.invoice("sundial_care"))
