"""Reorder points: what counts as demand and as lead time, and what follows from it."""

import math
import statistics
from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common_reorder import ReorderCommon


@tagged("post_install", "-at_install")
class TestReorderDemand(ReorderCommon):
    def assertDemand(self, point, quantities, days=None, shipments=None):
        """Check the demand of a row: quantities of those days on which something left."""
        series = quantities + [0] * ((days or point.days) - len(quantities))
        if days:
            self.assertEqual(point.days, days)
        self.assertAlmostEqual(point.daily_demand, statistics.fmean(series))
        self.assertAlmostEqual(point.demand_deviation, statistics.stdev(series) if len(series) > 1 else 0)
        self.assertEqual(point.shipments, len(quantities) if shipments is None else shipments)

    def test_a_young_product_counts_from_its_first_shipment(self):
        self.shipped(self.goods, {9: 10, 5: 10, 1: 4})
        self.assertDemand(self.updated(self.goods), [10, 10, 4], days=10)

    def test_a_product_counts_from_its_birth(self):
        self.old(self.warehouse)
        self.env.cr.execute("UPDATE product_product SET create_date = %s WHERE id = %s", (self.ago(19), self.goods.id))
        self.shipped(self.goods, {9: 10})
        self.assertDemand(self.updated(self.goods), [10], days=20)

    def test_a_product_with_imported_history_counts_from_its_first_movement(self):
        self.old(self.warehouse)
        self.receive(self.goods, 50, 0).write({"quantity": 50, "picked": True})
        receipt = self.env["stock.move"].search([("product_id", "=", self.goods.id)])
        receipt._action_done()
        receipt.date = self.ago(49)
        self.shipped(self.goods, {9: 10})
        self.assertDemand(self.updated(self.goods), [10], days=50)

    def test_only_the_period_counts(self):
        self.old(self.warehouse, self.goods)
        self.shipped(self.goods, {200: 50, 91: 50, 60: 8, 2: 4})
        self.assertDemand(self.updated(self.goods), [8, 4], days=90)
        self.company.reorder_history_days = 30
        self.assertDemand(self.updated(self.goods), [4], days=30)

    def test_two_shipments_of_a_day_are_the_demand_of_one(self):
        self.shipped(self.goods, {3: 4})
        self.shipped(self.goods, {3: 6})
        self.assertDemand(self.updated(self.goods), [10], days=4, shipments=2)

    @freeze_time("2026-03-11 12:00:00")
    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Auckland"  # 13 hours ahead
        moves = self.shipped(self.goods, {0: 1}) + self.shipped(self.goods, {0: 2})
        moves[0].date, moves[1].date = datetime(2026, 3, 8, 12), datetime(2026, 3, 9, 9)  # both on the 9th
        self.env["stock.move"].flush_model()
        self.env.cr.execute("UPDATE product_product SET create_date = '2026-03-11' WHERE id = %s", [self.goods.id])
        self.env.cr.execute("UPDATE stock_warehouse SET create_date = '2026-03-11' WHERE id = %s", [self.warehouse.id])
        # Here it is the 12th already.
        self.assertDemand(self.updated(self.goods), [3], days=4, shipments=2)

    def test_a_warehouse_in_two_steps_ships_once(self):
        warehouse = self.make_warehouse(2)
        self.add_stock(self.goods, 7, warehouse)
        self.shipped(self.goods, {2: 7}, warehouse)
        self.assertDemand(self.updated(self.goods, warehouse), [7], days=3)

    def test_components_of_kits(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.shipped(kit, {4: 3})
        self.update()
        self.assertDemand(self.point(self.goods), [6], days=5)
        self.assertDemand(self.point(self.other_goods), [3], days=5)
        self.assertFalse(self.point(kit))

    def test_other_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.shipped(self.goods, {2: 2}, product_uom_id=dozen.id)
        point = self.updated(self.goods)
        self.assertDemand(point, [24], days=3)
        self.assertEqual(point.uom_id, self.goods.uom_id)

    def test_what_came_back_is_taken_off_the_day_on_which_it_had_left(self):
        moves = self.shipped(self.goods, {8: 10, 2: 5})
        self.send_back(moves[0].picking_id, 4)
        self.assertDemand(self.updated(self.goods), [6, 5], days=9)

    def test_what_came_back_for_the_scrap_heap_was_demand(self):
        move = self.shipped(self.goods, {8: 10})
        back = self.send_back(move.picking_id, 10, receive=False)
        scrap = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        back.move_ids.location_dest_id = scrap
        self.process(back)
        self.assertDemand(self.updated(self.goods), [10], days=9)

    def test_a_return_of_which_no_shipment_is_known_counts_on_its_own_day(self):
        self.shipped(self.goods, {8: 10, 0: 5})
        move = self.env["stock.move"].create(
            {
                "product_id": self.goods.id,
                "product_uom_qty": 7,
                "product_uom": self.goods.uom_id.id,
                "location_id": self.env.ref("stock.stock_location_customers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.write({"quantity": 7, "picked": True})
        move._action_done()
        self.assertDemand(self.updated(self.goods), [10], days=9, shipments=2)

    def test_returns_only(self):
        move = self.shipped(self.goods, {3: 5})
        self.send_back(move.picking_id, 5)
        self.assertFalse(self.updated(self.goods))
        self.rule_for(self.goods, 5, 10)
        point = self.updated(self.goods)
        self.assertEqual((point.daily_demand, point.state, point.has_proposal), (0, "unknown", False))
        self.assertIn("came back", point.note)

    def test_drop_shipped_goods_leave_no_shelf(self):
        fridge = self.make_dropshipped()
        order = self.make_order((fridge, 3), stock=False)
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        self.process(purchase.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 3)
        self.update()
        self.assertFalse(self.points.search([("product_id", "=", fridge.id)]))

    def test_between_warehouses_nothing_is_demanded(self):
        other = self.make_warehouse(1)
        for source, destination in (
            (self.warehouse.lot_stock_id, self.company.internal_transit_location_id),
            (self.warehouse.lot_stock_id, other.lot_stock_id),
        ):
            move = self.env["stock.move"].create(
                {
                    "product_id": self.goods.id,
                    "product_uom_qty": 7,
                    "product_uom": self.goods.uom_id.id,
                    "location_id": source.id,
                    "location_dest_id": destination.id,
                }
            )
            move._action_confirm()
            move.write({"quantity": 7, "picked": True})
            move._action_done()
        self.assertFalse(self.updated(self.goods))

    def test_each_warehouse_by_itself(self):
        other = self.make_warehouse(1)
        self.shipped(self.goods, {3: 4})
        self.shipped(self.goods, {3: 8}, other)
        self.update()
        self.assertDemand(self.point(self.goods), [4])
        self.assertDemand(self.point(self.goods, other), [8])

    def test_only_goods_of_which_stock_is_kept(self):
        loose = self.make_product("Straw", is_storable=False)
        self.shipped(loose, {3: 4})
        self.assertFalse(self.updated(loose))


@tagged("post_install", "-at_install")
class TestReorderLeadTime(ReorderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped(cls.goods, {9: 10, 5: 10, 1: 4})

    def assertLeadTime(self, source, days, deviation=0, receipts=0):
        point = self.updated(self.goods)
        self.assertEqual((point.lead_source, point.receipts), (source, receipts))
        self.assertAlmostEqual(point.lead_days, days)
        self.assertAlmostEqual(point.lead_deviation, deviation)
        self.assertEqual(point.has_proposal, bool(source))
        return point

    def test_nobody_knows(self):
        point = self.assertLeadTime(False, 0)
        self.assertEqual((point.state, point.reorder_point), ("missing", 0))
        self.assertIn("nobody knows", point.note)
        self.assertIn("Unknown", point.explanation_lead_time)
        self.assertFalse(point.safety_stock_formula)

    def test_what_the_vendor_says(self):
        self.sold_by(self.goods, delay=6)
        point = self.assertLeadTime("vendor", 6)
        self.assertIn("6 days, as the vendor says", point.explanation_lead_time)
        self.company.days_to_purchase = 2
        self.assertLeadTime("vendor", 8)

    def test_the_first_vendor_of_the_company_and_of_today(self):
        other = self.env["res.company"].create({"name": "Sister"})
        self.sold_by(self.goods, delay=90, company_id=other.id, sequence=1)
        self.sold_by(self.goods, delay=80, date_end=self.ago(5).date(), sequence=2)
        self.sold_by(self.goods, delay=70, date_start=self.day(5).date(), sequence=3)
        self.sold_by(self.goods, delay=60, product_id=self.other_goods.id, sequence=4)
        self.sold_by(self.goods, delay=6, sequence=5)
        self.sold_by(self.goods, delay=50, sequence=6)
        point = self.assertLeadTime("vendor", 6)
        self.assertEqual(point.lead_days, self.goods._get_filtered_sellers(quantity=None)[:1].delay)

    def test_receipts_are_believed_more_than_the_vendor(self):
        self.sold_by(self.goods, delay=6)
        self.bought(self.goods, 5, 9)
        point = self.assertLeadTime("receipts", 7, statistics.stdev([5, 9]), receipts=2)
        self.assertIn("2 receipts", point.explanation_lead_time)

    def test_one_receipt_has_no_variation(self):
        self.bought(self.goods, 5)
        self.assertLeadTime("receipts", 5, receipts=1)

    def test_a_part_that_comes_later_is_a_receipt_of_its_own(self):
        order = self.bought(self.goods, 12)
        first = order.picking_ids.move_ids
        self.assertLeadTime("receipts", 12, receipts=1)
        first.date = self.ago(8)
        order.order_line.product_qty = 8
        self.process(order.picking_ids.filtered(lambda picking: picking.state != "done"))
        self.assertLeadTime("receipts", 8, statistics.stdev([4, 12]), receipts=2)

    def test_what_goes_back_to_the_vendor_is_no_receipt(self):
        order = self.bought(self.goods, 5)
        self.send_back(order.picking_ids, 5)
        self.assertLeadTime("receipts", 5, receipts=1)

    def test_production(self):
        self.env["mrp.bom"].create(
            {"product_tmpl_id": self.goods.product_tmpl_id.id, "produce_delay": 3, "days_to_prepare_mo": 2}
        )
        point = self.assertLeadTime("production", 5)
        self.assertIn("bill of materials", point.explanation_lead_time)

    def test_without_purchase_and_manufacturing(self):
        self.sold_by(self.goods, delay=6)
        self.bought(self.goods, 5)
        self.env["mrp.bom"].create({"product_tmpl_id": self.goods.product_tmpl_id.id, "produce_delay": 3})
        names, models = type(self.env["stock.move"])._fields__, self.env.registry.models
        with patch.dict(names), patch.dict(models):
            del names["purchase_line_id"]
            del models["mrp.bom"]
            statements = self.points._lead_time_queries(self.company._reorder_terms(), self.goods.ids)
            found = self.points._read_lead_times(self.company._reorder_terms(), self.goods.ids)
        self.assertEqual(len(statements), 1)
        self.assertEqual(found[self.goods.id][0], "vendor")
        self.assertEqual(found[self.goods.id][1].mean, 6)


@tagged("post_install", "-at_install")
class TestReorderProposal(ReorderCommon):
    def test_by_the_formula(self):
        self.sold_by(self.goods, delay=7)
        self.bought(self.goods, 5, 9)
        self.shipped(self.goods, {9: 10, 5: 10, 1: 4})
        point = self.updated(self.goods)
        series = [10, 10, 4] + [0] * 7
        mean, deviation, lead, spread = 2.4, statistics.stdev(series), 7, statistics.stdev([5, 9])
        safety = statistics.NormalDist().inv_cdf(0.95) * math.sqrt(lead * deviation**2 + mean**2 * spread**2)
        self.assertAlmostEqual(point.safety_stock, safety, 2)
        self.assertEqual(point.reorder_point, math.ceil(mean * lead + safety))
        self.assertEqual(point.reorder_max, math.ceil(mean * lead + safety + 30 * mean))
        self.assertEqual((point.state, point.difference), ("missing", point.reorder_point))
        figures = f"1.64 × √(7 × {deviation:.3g}² + 2.4² × {spread:.3g}²) = {safety:.3g}"
        self.assertEqual(point.safety_stock_formula, figures)
        self.assertEqual(
            point.reorder_point_formula,
            f"2.4 × 7 + {safety:.3g} = {mean * lead + safety:.3g}, rounded up to {point.reorder_point:g}",
        )
        self.assertIn("3 shipments in the 10 days", point.explanation_demand)
        self.assertIn("2.4 × 30 days", point.explanation_max)
        self.assertFalse(point.note)

    def test_the_company_says_how_sure_and_for_how_long(self):
        self.sold_by(self.goods, delay=7)
        self.shipped(self.goods, {9: 10, 1: 4})
        usual = self.updated(self.goods).reorder_point
        self.company.write({"reorder_service_level": 50, "reorder_cover_days": 0})
        point = self.updated(self.goods)
        self.assertEqual((point.safety_stock, point.reorder_point), (0, math.ceil(1.4 * 7)))
        self.assertEqual(point.reorder_max, point.reorder_point)
        self.company.reorder_service_level = 99
        self.assertGreater(self.updated(self.goods).reorder_point, usual)

    def test_what_is_weighed_is_not_rounded_to_whole_units(self):
        self.company.reorder_service_level = 50
        self.sold_by(self.goods, delay=1)
        self.shipped(self.goods, {4: 0.5, 2: 0.25})
        self.assertEqual(self.updated(self.goods).reorder_point, 0.15)

    def test_one_shipment_is_said_to_be_one(self):
        self.sold_by(self.goods, delay=7)
        self.shipped(self.goods, {4: 5})
        point = self.updated(self.goods)
        self.assertTrue(point.has_proposal)
        self.assertIn("One shipment only", point.note)

    def test_huge_quantities(self):
        self.sold_by(self.goods, delay=7)
        self.shipped(self.goods, {4: 1e9, 2: 2e9})
        point = self.updated(self.goods)
        self.assertEqual(point.daily_demand, 6e8)
        self.assertGreater(point.reorder_point, 7 * 6e8)
        self.assertIn("rounded up to", point.reorder_point_formula)

    def test_classes_by_cost(self):
        company = self.env["res.company"].create({"name": "Sister"})
        self.env.user.company_ids += company
        one, other = self.make_warehouse(1, company), self.make_warehouse(1, company)
        products = [self.make_product(f"Part {number}", standard_price=1000) for number in range(4)]
        for product, cost in zip(products, (80, 15, 5, 0), strict=True):
            product.with_company(company).standard_price = cost
            self.shipped(product, {2: 6}, one)
            self.shipped(product, {2: 4}, other)
        self.update(company)
        for warehouse, quantity in ((one, 6), (other, 4)):  # one class for a product, whatever the warehouse
            points = [self.point(product, warehouse) for product in products]
            self.assertEqual([point.demand_value for point in points], [quantity * cost for cost in (80, 15, 5, 0)])
            self.assertEqual([point.abc_class for point in points], ["a", "b", "c", "c"])

    def test_with_a_rule_and_without_demand_nothing_is_proposed(self):
        self.sold_by(self.goods, delay=7)
        self.rule_for(self.goods, 5, 10)
        point = self.updated(self.goods)
        self.assertEqual((point.state, point.current_min, point.current_max), ("unknown", 5, 10))
        self.assertIn("nothing was shipped", point.note)
        self.assertIn("Nothing was shipped in the 90 days", point.explanation_demand)

    def test_what_is_over_is_forgotten(self):
        self.sold_by(self.goods, delay=7)
        moves = self.shipped(self.goods, {4: 5})
        self.assertTrue(self.updated(self.goods))
        moves.date = self.ago(200)
        self.assertFalse(self.updated(self.goods))

    def test_archived_products_and_warehouses(self):
        other = self.make_warehouse(1)
        self.shipped(self.goods, {4: 5})
        self.shipped(self.other_goods, {4: 5})
        self.add_stock(self.goods, 5, other)
        self.shipped(self.goods, {4: 5}, other)
        self.update()
        self.other_goods.active = False
        other.active = False
        self.update()
        self.assertTrue(self.point(self.goods))
        self.assertFalse(self.point(self.other_goods))
        self.assertFalse(self.point(self.goods, other))

    def test_made_twice_it_is_the_same(self):
        self.sold_by(self.goods, delay=7)
        self.shipped(self.goods, {4: 5})
        point = self.updated(self.goods)
        before = point.read(["reorder_point", "state", "daily_demand"])
        self.assertEqual(self.updated(self.goods), point)
        self.assertEqual(point.read(["reorder_point", "state", "daily_demand"]), before)
