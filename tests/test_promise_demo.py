"""The demo data of promises: its goods, its orders, and that it loads once, with and without neighbours."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import lifecycle, promise, promise_orders, promise_steps, records
from odoo.addons.quote_to_cash.demo.promise_steps import PromisePlayer

# Enough history for demand in both warehouses.
HISTORY = ("magnolia_filters", "franklin_overdue", "prairie_training", "maple_row_kettles")


class DemoCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lifecycle.load(cls.env, [story for story in lifecycle.STORIES if story.name in HISTORY])
        cls.company = cls.find("company")

    @classmethod
    def find(cls, name):
        return records.find(cls.env, name)

    def left(self, key, place):
        """Return what is free of a product in a warehouse."""
        product, warehouse = self.find(f"product_{key}"), self.find(f"warehouse_{place}")
        return product.with_company(self.company).with_context(warehouse_id=warehouse.id).free_qty

    def assertSlipped(self):
        """Check that what the order waits for comes after it is promised."""
        order = self.find("order_cascade_cold_brew")
        supply = self.env["stock.move"].search(
            [
                ("product_id", "=", self.find("product_cold_tower").id),
                ("location_id.usage", "=", "supplier"),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        self.assertEqual((order.state, supply.product_uom_qty), ("sale", 6))
        self.assertEqual(supply.location_dest_id.warehouse_id, order.warehouse_id)
        self.assertGreater(supply.date, order.commitment_date)
        self.assertGreater(order.commitment_date, fields.Datetime.now())
        return supply


@tagged("post_install", "-at_install")
class TestPromiseDemo(DemoCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mails = cls.env["mail.mail"].search_count([])
        promise.load(cls.env)

    def test_stories_use_what_exists(self):
        sold = {*promise.GOODS, *lifecycle.lifecycle_catalogue.GOODS}
        for story in promise_orders.STORIES:
            self.assertFalse(set(story.lines) - sold)
            self.assertLessEqual(max((step[0] for step in story.steps), default=0), story.placed)
            for _day, verb, *_arguments in story.steps:
                self.assertTrue(hasattr(PromisePlayer, f"do_{verb}"), verb)

    def test_the_last_units_are_sold_and_wanted_again(self):
        product = self.find("product_roaster")
        self.assertEqual(product._oversell_policies(self.company)[product], "block")
        self.assertEqual(self.find("order_northshore_roasters").state, "sale")
        self.assertEqual(self.left("roaster", "columbus"), 0)
        wanted = self.find("order_lakeview_roasters")
        self.assertEqual((wanted.state, wanted.order_line[:1].product_uom_qty), ("draft", 2))

    def test_a_purchase_order_has_slipped(self):
        self.assertSlipped()
        product = self.find("product_cold_tower")
        self.assertEqual(product._oversell_policies(self.company)[product], "backorder")
        self.assertTrue(self.assertSlipped().purchase_line_id)

    def test_the_first_night_has_looked(self):
        late = self.find("order_cascade_cold_brew")
        self.assertEqual(late.promise_state, "late")
        self.assertTrue(late.order_line.filtered("promise_cause_text"))

    def test_one_quotation_fits_into_the_other_warehouse_only(self):
        order = self.find("order_juniper_opening")
        self.assertEqual(order.warehouse_id, self.find("warehouse_columbus"))
        keys = {self.find("product_boiler"): "boiler", self.find("product_kettle"): "kettle"}
        lines = order.order_line.filtered(lambda line: line.product_id.is_storable)
        self.assertEqual(set(lines.product_id), set(keys))
        for line in lines:
            key = keys[line.product_id]
            self.assertGreaterEqual(self.left(key, "portland"), line.product_uom_qty)
        self.assertLess(0, self.left("boiler", "columbus"))
        self.assertLess(self.left("boiler", "columbus"), 6)

    def test_buffers(self):
        products = self.find("product_cups") + self.find("product_tray") + self.find("product_grinder_64")
        self.assertEqual(list(products._stock_buffers().values()), [25, 2, 0])

    def test_reorder_points(self):
        points = self.env["product.reorder.point"].search([("company_id", "=", self.company.id)])
        self.assertTrue(points.filtered(lambda point: point.has_proposal and point.state == "missing"))
        self.assertTrue(points.filtered(lambda point: not point.lead_source))
        self.assertTrue(points.filtered("orderpoint_id"))
        self.assertTrue(points.filtered(lambda point: point.abc_class == "a" and point.daily_demand))
        # Shelves were filled ten weeks ago, and since then demand is measured.
        self.assertEqual(set(points.filtered("shipments").mapped("days")), {71})
        cups = self.env["product.reorder.point"]._read_lead_times(
            self.company._reorder_terms(), self.find("product_cups").ids
        )
        source, lead_time = cups[self.find("product_cups").id]
        self.assertEqual((source, lead_time.observations), ("receipts", 3))
        self.assertAlmostEqual(lead_time.mean, 20 / 3)

    def test_loading_again_adds_nothing(self):
        orders = self.env["sale.order"].search_count([("company_id", "=", self.company.id)])
        promise.load(self.env)
        self.assertEqual(self.env["sale.order"].search_count([("company_id", "=", self.company.id)]), orders)

    def test_nobody_outside_hears_of_it(self):
        self.assertEqual(self.env["mail.mail"].search_count([]), self.mails)


@tagged("post_install", "-at_install")
class TestPromiseDemoAlone(DemoCommon):
    def test_without_purchase_a_receipt_slips(self):
        with (
            patch.object(promise_steps, "makes_purchases", lambda env: False),
            patch.object(promise, "makes_purchases", lambda env: False),
        ):
            promise.load(self.env)
        self.assertFalse(self.assertSlipped().purchase_line_id)
        self.assertFalse(self.env["purchase.order"].search([("company_id", "=", self.company.id)]))

    def test_without_the_company_nothing_is_added(self):
        orders = self.env["sale.order"].search_count([])
        with patch.object(promise, "exists", lambda env, name: False):
            promise.load(self.env)
        self.assertEqual(self.env["sale.order"].search_count([]), orders)
