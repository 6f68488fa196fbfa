"""The demo data of returns: it loads once, moves no order back, and writes to nobody."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import lifecycle, records, returns, returns_steps

PLAYED = ("bluestem_opening", "juniper_paper", "maple_row_kettles", "lakeview_breakfast", "mar_azul_rooms")


@tagged("post_install", "-at_install")
class TestReturnsDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lifecycle.load(cls.env, [story for story in lifecycle.STORIES if story.name in PLAYED])
        cls.company = records.find(cls.env, "company")
        cls.orders = cls.env["sale.order"].search([("company_id", "=", cls.company.id)], order="id")
        cls.statuses = cls.orders.mapped("order_status")
        cls.waiting = cls.env["mail.mail"].search_count([("state", "=", "outgoing")])
        returns.load(cls.env)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def rma(self, name):
        return records.find(self.env, f"return_{name}")

    def test_it_loads_once(self):
        count = self.env["sale.rma"].search_count([])
        returns.load(self.env)
        self.assertEqual(self.env["sale.rma"].search_count([]), count)

    def test_every_step_exists(self):
        for _days, verb, *_arguments in returns.EVENTS:
            self.assertTrue(hasattr(returns_steps.ReturnsPlayer, f"do_{verb}"), verb)

    def test_no_order_moves_back(self):
        self.assertEqual(self.orders.mapped("order_status"), self.statuses)

    def test_nobody_is_written_to(self):
        self.assertEqual(self.env["mail.mail"].search_count([("state", "=", "outgoing")]), self.waiting)

    def test_returns_stand_in_many_stages(self):
        names = ("grinder", "cups", "kettles", "breakfast", "rooms")
        self.assertEqual(
            {name: self.rma(name).state for name in names},
            {
                "grinder": "done",
                "cups": "in_transit",  # two are still expected
                "kettles": "received",
                "breakfast": "in_transit",
                "rooms": "requested",
            },
        )

    def test_money_and_replacement(self):
        self.assertEqual(self.rma("cups").refund_ids.state, "posted")
        self.assertEqual(len(self.rma("grinder").replacement_order_ids), 1)
        self.assertLess(self.rma("grinder").received_at, self.rma("grinder").done_at)
