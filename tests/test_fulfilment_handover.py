"""Handing over: what leaves, when it left, and what stays."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_handover import HandoverCommon

NOON = datetime(2026, 5, 4, 12)
EVENING = datetime(2026, 5, 4, 18)


@tagged("post_install", "-at_install")
class TestHandOver(HandoverCommon):
    def test_a_ready_delivery_is_validated_and_has_left(self):
        picking = self.delivery()
        self.assertTrue(picking.can_hand_over)
        self.assertIs(picking.with_user(self.loader).action_hand_over(), True)
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.shipped_at, picking.handed_over_at)
        self.assertEqual(picking.handed_over_by_id, self.loader)
        self.assertEqual(picking.manifest_id.carrier_id, self.van)
        self.assertFalse(picking.can_hand_over)
        self.assertStatus(picking.sale_id, "shipped")
        self.assertEqual(picking.fulfilment_state, "shipped")
        kinds = self.events(picking.sale_id).mapped("kind")
        self.assertEqual((kinds.count("shipment"), kinds.count("handover")), (1, 1))
        self.assertEqual(self.events(picking.sale_id, "handover").user_id, self.loader)

    def test_validated_at_noon_and_collected_in_the_evening(self):
        with freeze_time(NOON):
            picking = self.delivery()
            self.process(picking)
        self.assertEqual(picking.shipped_at, NOON)
        with freeze_time(EVENING):
            picking.action_hand_over()
        self.assertEqual((picking.shipped_at, picking.date_done), (EVENING, NOON))
        self.assertStatus(picking.sale_id, "shipped")
        self.assertEqual(len(self.events(picking.sale_id, "shipment")), 1)
        self.assertEqual(len(self.events(picking.sale_id, "handover")), 1)

    def test_twice_is_once(self):
        with freeze_time(NOON):
            picking = self.delivery()
            picking.action_hand_over()
            manifest = picking.manifest_id
        with freeze_time(EVENING):
            self.assertIs(picking.action_hand_over(), True)
        self.assertEqual((picking.handed_over_at, picking.manifest_id), (NOON, manifest))
        self.assertEqual(len(self.events(picking.sale_id, "handover")), 1)
        self.assertEqual(manifest.carton_count, 1)

    def test_recorded_later_than_it_happened(self):
        with freeze_time(NOON - timedelta(hours=1)):
            picking = self.delivery()
        with freeze_time(NOON):
            picking.action_mark_packed()
        with freeze_time(EVENING), self.cr.savepoint():
            with self.assertRaisesRegex(UserError, "still here"):
                picking.action_hand_over(NOON - timedelta(minutes=1))
            self.assertEqual(picking.state, "assigned")
            picking.action_hand_over(NOON + timedelta(hours=2))
        self.assertEqual(picking.shipped_at, NOON + timedelta(hours=2))
        self.assertEqual(picking.date_done, EVENING)

    def test_never_in_the_future_nor_before_it_was_validated(self):
        with freeze_time(NOON):
            picking = self.delivery()
            self.process(picking)
            with self.assertRaisesRegex(UserError, "future"):
                picking.action_hand_over(EVENING)
            with self.assertRaisesRegex(UserError, "still here"):
                picking.action_hand_over("2026-05-04 11:59:00")
        self.assertEqual(picking.shipped_at, NOON)
        self.assertFalse(picking.manifest_id)

    def test_what_is_not_ready_stays(self):
        waiting = self.delivery((self.other_goods, 5), stock=False)
        cancelled = self.delivery()
        cancelled.action_cancel()
        pick = self.make_order(warehouse=self.make_warehouse(2)).picking_ids
        receipt = self.send_back(self.process(self.delivery()), 1, receive=False)
        arrived = self.process(self.delivery())
        arrived.action_confirm_delivery(fields.Datetime.now(), "carrier")
        for picking, text in (
            (waiting, "not ready"),
            (cancelled, "cancelled"),
            (pick, "brings nothing to a customer"),
            (receipt, "brings nothing to a customer"),
            (arrived, "has arrived"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                picking.action_hand_over()
            self.assertFalse(picking.handed_over_at)
            self.assertFalse(picking.can_hand_over)

    def test_what_the_vendor_ships_never_stood_here(self):
        fridge = self.make_dropshipped()
        order = self.make_order((fridge, 1), stock=False)
        purchase = order._get_purchase_orders()
        purchase.button_confirm()
        with self.assertRaisesRegex(UserError, "by the vendor"):
            order.picking_ids.action_hand_over()

    def test_held_goods_stay_validated_or_not(self):
        ready, validated = self.delivery(), self.process(self.delivery())
        (ready + validated).sale_id.action_hold(self.reason("address"))
        for picking in (ready, validated):
            with self.assertRaisesRegex(UserError, "on hold"), self.cr.savepoint():
                picking.action_hand_over()
        self.assertEqual((ready.state, validated.handed_over_at), ("assigned", False))

    def test_an_obstacle_stops_it(self):
        picking = self.delivery()

        def obstacles(pickings):
            return {picking: ["It is wet."] for picking in pickings}

        with (
            patch.object(type(picking), "_obstacles_to_leaving", obstacles),
            self.assertRaisesRegex(UserError, "wet"),
            self.cr.savepoint(),
        ):
            picking.action_hand_over()
        self.assertEqual((picking.state, picking.manifest_id.id), ("assigned", False))

    def test_one_that_is_short_asks_odoos_question(self):
        picking = self.delivery()
        picking.move_ids.write({"quantity": 6, "picked": True})
        action = picking.action_hand_over()
        self.assertEqual(action["res_model"], "stock.backorder.confirmation")
        self.assertFalse(picking.handed_over_at)
        self.answer(action)
        self.assertEqual(picking.state, "done")
        self.assertTrue(picking.handed_over_at)
        self.assertEqual(picking.manifest_id.carton_count, 1)
        self.assertFalse(picking.backorder_ids.handed_over_at)

    def test_several_of_which_one_is_short_stay(self):
        pickings = self.delivery() + self.delivery()
        pickings[0].move_ids.write({"quantity": 6, "picked": True})
        with self.assertRaisesRegex(UserError, f"short in {pickings[0].name}"), self.cr.savepoint():
            pickings.action_hand_over()
        self.assertEqual(set(pickings.mapped("state")), {"assigned"})

    def test_several_at_once(self):
        pickings = self.delivery() + self.delivery(carrier=self.lorry) + self.process(self.delivery())
        pickings.with_user(self.loader).action_hand_over()
        self.assertEqual(set(pickings.mapped("state")), {"done"})
        self.assertEqual(len(pickings.manifest_id), 2)
        self.assertTrue(all(pickings.mapped("handed_over_at")))

    def test_two_steps(self):
        order = self.make_order(warehouse=self.make_warehouse(2))
        self.pick(order)
        delivery = self.open_pickings(order)
        delivery.action_hand_over()
        self.assertStatus(order, "shipped")
        self.assertEqual(order.picking_ids.filtered("handed_over_at"), delivery)

    def test_in_a_batch(self):
        pickings = self.delivery() + self.delivery()
        batch = self.env["stock.picking.batch"].create({"picking_ids": pickings.ids})
        batch.action_confirm()
        pickings.action_hand_over()
        self.assertEqual(batch.state, "done")
        self.assertTrue(all(pickings.mapped("handed_over_at")))

    def test_who_may(self):
        picking = self.delivery()
        for role in ("portal", "internal", "accountant", "desk"):
            with self.subTest(role), self.assertRaises(AccessError):
                picking.with_user(self.make_user(role)).action_hand_over()
        self.assertEqual((picking.state, picking.handed_over_at), ("assigned", False))

    def test_nobody_writes_it_by_hand(self):
        picking = self.process(self.delivery()).with_user(self.loader)
        for values in (
            {"handed_over_at": "2020-01-01 00:00:00"},
            {"handed_over_at": "2090-01-01 00:00:00"},
        ):
            with self.assertRaisesRegex(UserError, "and stay"), self.cr.savepoint():
                picking.write(values)
        picking.action_hand_over()
        for values in ({"handed_over_at": False}, {"manifest_id": False}, {"handed_over_by_id": False}):
            with self.assertRaisesRegex(UserError, "and stay"), self.cr.savepoint():
                picking.write(values)

    def test_a_copy_has_not_left(self):
        picking = self.delivery()
        picking.action_hand_over()
        copy = picking.copy()
        self.assertFalse(copy.handed_over_at or copy.manifest_id or copy.scanned_carton_ids)

    def test_found_in_the_list(self):
        ready, validated, gone = self.delivery(), self.process(self.delivery()), self.delivery()
        gone.action_hand_over()
        mine = [("id", "in", (ready + validated + gone).ids)]
        found = self.env["stock.picking"].search([*mine, ("can_hand_over", "=", True)])
        self.assertEqual(found, ready + validated)

    def test_the_screens(self):
        """The button hands over; so does the action of the list."""
        picking = self.delivery()
        action = self.env.ref("quote_to_cash.stock_picking_action_hand_over").with_context(
            active_model="stock.picking", active_ids=picking.ids, active_id=picking.id
        )
        action.with_user(self.loader).run()
        self.assertTrue(picking.handed_over_at)


@tagged("post_install", "-at_install")
class TestWhatReadsIt(HandoverCommon):
    """Who asks when goods have left hears when the carrier took them."""

    def setUp(self):
        super().setUp()
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Office hours", "tz": "UTC", "company_id": self.company.id}
        )
        self.env["stock.picking"].search([("shipped_at", "!=", False), ("delivered_at", "=", False)]).write(
            {"delivered_at": "2025-01-01", "delivery_confirmation": "carrier"}
        )
        with freeze_time("2026-05-04 12:00:00"):  # Monday
            self.picking = self.process(self.delivery())
        with freeze_time("2026-05-06 18:00:00"):
            self.picking.action_hand_over()
        self.env.flush_all()

    def assume(self, now):
        with freeze_time(now), self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_assume_delivery").method_direct_trigger()
        self.env.invalidate_all()
        return self.picking.delivery_confirmation

    def test_delivery_is_assumed_days_after_the_carrier_came(self):
        self.company.assume_delivered_days = 5
        self.assertFalse(self.assume("2026-05-12 12:00:00"))
        self.assertEqual(self.assume("2026-05-13 18:00:01"), "assumed")
        self.assertEqual(self.picking.delivered_at, datetime(2026, 5, 13, 18))

    def test_reliability_counts_the_hand_over(self):
        line = self.picking.sale_id.order_line
        self.assertTrue(line.promise_date)
        row = self.env["sale.promise.reliability"].search([("line_id", "=", line.id)])
        self.assertEqual(row.shipped_at, datetime(2026, 5, 6, 18))

    def test_arrival_before_the_hand_over_is_refused(self):
        with self.assertRaisesRegex(UserError, "cannot have arrived before"):
            self.picking.action_confirm_delivery("2026-05-05 12:00:00", "carrier")

    def test_recomputed_it_stays(self):
        self.env.add_to_compute(self.picking._fields["shipped_at"], self.picking)
        self.picking.flush_recordset()
        self.assertEqual(self.picking.shipped_at, datetime(2026, 5, 6, 18))


@tagged("post_install", "-at_install")
class TestHandOverCost(HandoverCommon):
    def statements(self, number):
        with freeze_time(NOON):
            pickings = self.env["stock.picking"].concat(*(self.delivery() for _index in range(number)))
            self.process(pickings)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with freeze_time(EVENING):
            pickings.action_hand_over()
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_the_same_number_of_statements_for_many(self):
        self.statements(2)
        self.assertEqual(self.statements(3), self.statements(30))
