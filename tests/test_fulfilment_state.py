"""Where deliveries stand, by when they have to leave, and that what may not leave does not."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestFulfilmentState(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carrier = cls.env["delivery.carrier"].create(
            {"name": "Van", "product_id": cls.service.id, "transit_days": 1, "cut_off_hour": 15}
        )

    def test_one_step(self):
        picking = self.make_order().picking_ids
        self.assertEqual(picking.fulfilment_state, "picking")
        picking.action_mark_packed()
        self.assertEqual(picking.fulfilment_state, "packed")
        picking.button_validate()
        self.assertEqual(picking.fulfilment_state, "shipped")
        picking.action_confirm_delivery(fields.Datetime.now(), "customer")
        self.assertEqual(picking.fulfilment_state, "delivered")

    def test_nothing_there(self):
        self.assertEqual(self.make_order(stock=False).picking_ids.fulfilment_state, "waiting")

    def test_cancelled(self):
        order = self.make_order()
        order.picking_ids.action_cancel()
        self.assertEqual(order.picking_ids.fulfilment_state, "cancelled")

    def test_two_steps(self):
        pick = self.make_order(warehouse=self.make_warehouse(2)).picking_ids
        self.assertEqual(pick.fulfilment_state, "picking")
        pick.button_validate()
        self.assertFalse(pick.fulfilment_state)
        self.assertEqual(pick.move_ids.move_dest_ids.picking_id.fulfilment_state, "packed")

    def test_a_receipt_has_none(self):
        receipt = self.env["stock.picking"].create({"picking_type_id": self.warehouse.in_type_id.id})
        self.assertFalse(receipt.fulfilment_state)
        self.assertFalse(receipt.ship_by)

    def test_ship_by_follows_the_promise(self):
        order = self.make_order(carrier_id=self.carrier.id)
        line = order.order_line[0]
        self.assertTrue(order.picking_ids.ship_by)
        self.assertLessEqual(order.picking_ids.ship_by, line.promise_leaves_by)
        before = order.picking_ids.ship_by
        order.action_change_promise({line: line.promise_date + timedelta(days=14)}, "The customer asked for it")
        self.assertEqual((order.picking_ids.ship_by - before).days, 14)

    def test_ship_by_at_the_carriers_hour(self):
        picking = self.make_order(carrier_id=self.carrier.id).picking_ids
        company = picking.company_id
        evening = company._from_local_time(fields.Datetime.to_datetime("2024-05-02 20:00:00"))
        at = company._in_local_time(picking._at_collection(evening))
        self.assertEqual(at, fields.Datetime.to_datetime("2024-05-02 15:00:00"))

    def test_an_obstacle_stops_every_way(self):
        picking = self.make_order().picking_ids
        picking.move_ids.picked = True

        def obstacles(pickings):
            return {picking: ["It is wet.", "It is cold."] for picking in pickings}

        with patch.object(type(picking), "_obstacles_to_leaving", obstacles):
            for way in (picking.button_validate, picking._action_done, picking.move_ids._action_done):
                with self.assertRaisesRegex(UserError, "wet(?s:.*)cold"), self.cr.savepoint():
                    way()
        self.assertEqual(picking.state, "assigned")

    def test_a_transfer_that_is_begun_by_hand_goes_nowhere_yet(self):
        form = Form(self.env["stock.picking"])
        self.assertFalse(form.picking_type_id)
