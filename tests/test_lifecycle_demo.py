"""The demo data: its stories are consistent, and play to the statuses that they are meant to show."""

from datetime import datetime

from odoo import fields
from odoo.tests import BaseCase, TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import (
    lifecycle,
    lifecycle_catalogue,
    lifecycle_orders_finished,
    lifecycle_orders_open,
    lifecycle_orders_shipped,
    lifecycle_partners,
    records,
)
from odoo.addons.quote_to_cash.demo.lifecycle_replay import Player, working_days_before
from odoo.addons.quote_to_cash.models.lifecycle.const import ORDER_STATUS
from odoo.addons.quote_to_cash.models.lifecycle.sale_order_event import REPLAY

# One for each status, and one with a return and a credit note.
PLAYED = {
    "jacaranda_expired": "quote",
    "sundial_trays": "entered",
    "magnolia_brewers": "in_progress",
    "cascade_weekly": "ready",
    "sundial_supplies": "shipped",
    "magnolia_filters": "delivered",
    "franklin_overdue": "invoiced",
    "prairie_training": "paid",
    "maple_row_kettles": "paid",
    "juniper_address": "on_hold",
    "franklin_price": "cancelled",
}


@tagged("post_install", "-at_install")
class TestDemoStories(BaseCase):
    """What all stories say, without playing them."""

    stories = lifecycle.STORIES

    def test_stories_have_names_of_their_own(self):
        names = [story.name for story in self.stories]
        self.assertEqual(len(names), len(set(names)))
        self.assertGreaterEqual(len(names), 40)

    def test_stories_use_what_exists(self):
        catalogue = lifecycle_catalogue
        sold = {*catalogue.GOODS, *catalogue.KITS, *catalogue.SERVICES, *catalogue.DROP_SHIPPED}
        for story in self.stories:
            with self.subTest(story=story.name):
                self.assertFalse(set(story.lines) - sold)
                self.assertIn(story.customer, lifecycle_partners.CUSTOMERS)
                if story.deliver_to:
                    self.assertEqual(lifecycle_partners.ADDRESSES[story.deliver_to][0], story.customer)
                for _day, verb, *_arguments in story.steps:
                    self.assertTrue(hasattr(Player, f"do_{verb}"), verb)

    def test_steps_follow_each_other_and_end_before_today(self):
        for story in self.stories:
            days = [step[0] for step in story.steps]
            with self.subTest(story=story.name):
                self.assertEqual(days, sorted(days))
                self.assertLessEqual(max(days, default=0), story.placed)

    def test_every_status_is_shown_twice(self):
        shown = {
            "paid": lifecycle_orders_finished.PAID,
            "invoiced": lifecycle_orders_finished.INVOICED,
            "delivered": lifecycle_orders_shipped.DELIVERED,
            "shipped": lifecycle_orders_shipped.SHIPPED,
            "cancelled": lifecycle_orders_shipped.CANCELLED,
            "quote": lifecycle_orders_open.QUOTES,
            "entered": lifecycle_orders_open.ENTERED,
            "in_progress": lifecycle_orders_open.IN_PROGRESS,
            "ready": lifecycle_orders_open.READY,
            "on_hold": lifecycle_orders_open.ON_HOLD,
        }
        self.assertEqual(set(shown), {status for status, _label in ORDER_STATUS})
        neighbours = {*lifecycle_catalogue.KITS, *lifecycle_catalogue.DROP_SHIPPED}
        for status, stories in shown.items():
            # Also where neither manufacturing nor drop shipping is installed.
            plain = [story for story in stories if not neighbours & set(story.lines)]
            self.assertGreaterEqual(len(plain), 2, status)
        self.assertEqual(sum(map(len, shown.values())), len(self.stories))

    def test_working_days_skip_weekends(self):
        monday = datetime(2026, 3, 9).date()
        self.assertEqual(working_days_before(monday, 0), monday)
        self.assertEqual(working_days_before(monday, 1).isoformat(), "2026-03-06")
        self.assertEqual(working_days_before(monday, 6).isoformat(), "2026-02-27")
        sunday = datetime(2026, 3, 8).date()
        self.assertEqual(working_days_before(sunday, 0).isoformat(), "2026-03-06")

    def test_barcodes_are_valid(self):
        self.assertEqual(lifecycle_catalogue.barcode(1), "2088000000013")


@tagged("post_install", "-at_install")
class TestDemoCompany(TransactionCase):
    """Some stories played in a company made for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mails = cls.env["mail.mail"].search_count([])
        cls.stories = [story for story in lifecycle.STORIES if story.name in PLAYED]
        lifecycle.load(cls.env, cls.stories)
        cls.company = records.find(cls.env, "company")
        cls.orders = cls.env["sale.order"].search([("company_id", "=", cls.company.id)])

    def order(self, name):
        return records.find(self.env, f"order_{name}")

    def test_stories_end_in_their_status(self):
        ends = {name: self.order(name).order_status for name in PLAYED}
        self.assertEqual(ends, PLAYED)

    def test_log_tells_the_past_in_order_and_who_did_it(self):
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        events = self.env["sale.order.event"].search([("order_id", "=", self.order("franklin_overdue").id)])
        self.assertTrue(all(event.happened_at < today for event in events))
        statuses = events.filtered(lambda event: event.kind == "status").sorted("id")
        self.assertEqual(statuses.mapped("to_status"), ["entered", "ready", "shipped", "delivered", "invoiced"])
        self.assertEqual(
            [event.user_id.login for event in statuses],
            ["sales.grace", "warehouse", "warehouse", "orderdesk", "accountant"],
        )
        self.assertEqual(statuses.mapped("happened_at"), sorted(statuses.mapped("happened_at")))

    def test_documents_lie_in_the_past(self):
        order = self.order("maple_row_kettles")
        today = fields.Date.today()
        self.assertTrue(order.date_order.date() < order.effective_date.date() < today)
        self.assertTrue(all(invoice.invoice_date < today for invoice in order.invoice_ids))
        self.assertEqual(set(order.invoice_ids.mapped("move_type")), {"out_invoice", "out_refund"})

    def test_nobody_outside_hears_of_it(self):
        self.assertEqual(self.env["mail.mail"].search_count([]), self.mails)

    def test_loading_again_adds_nothing(self):
        lifecycle.load(self.env, self.stories)
        self.assertEqual(self.env["sale.order"].search_count([("company_id", "=", self.company.id)]), len(self.orders))
        self.assertEqual(self.env["res.company"].search_count([("name", "=", records.COMPANY)]), 1)

    def test_administrator_starts_in_the_company_and_sees_its_orders(self):
        admin = self.env.ref("base.user_admin")
        self.assertEqual(admin.company_id, self.company)
        self.assertEqual(admin.action_id.id, self.env.ref("quote_to_cash.sale_order_board_action").id)

    def test_everything_that_is_there_is_switched_on(self):
        self.assertTrue(self.company.protect_shipped_orders)
        self.assertEqual(self.company.assume_delivered_days, 5)

    def test_context_from_outside_cannot_backdate_the_log(self):
        order = self.order("sundial_trays")
        reason = self.env["sale.order.reason"]._get_by_code("hold", "quality")
        before = fields.Datetime.now()
        order.with_context(**{REPLAY: {"moment": "2020-01-01 00:00:00"}}).action_hold(reason, "Rattles")
        event = self.env["sale.order.event"].search(
            [("order_id", "=", order.id), ("kind", "=", "hold")], limit=1, order="id desc"
        )
        self.assertGreaterEqual(event.happened_at, before)
