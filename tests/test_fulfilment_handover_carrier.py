"""Carriers say that goods have arrived: the method for connectors, and its door for API keys."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_handover import PIXEL, HandoverCommon


class CarrierCommon(HandoverCommon):
    def setUp(self):
        super().setUp()
        self.picking = self.delivery()
        self.picking.carrier_tracking_ref = "1Z999"
        self.now = fields.Datetime.now()

    def left(self):
        self.picking.action_hand_over()
        return self.picking

    def says(self, reference="1Z999", at=None, **values):
        return self.env["stock.picking"]._carrier_delivered(reference, at or fields.Datetime.now(), **values)


@tagged("post_install", "-at_install")
class TestCarrierDelivered(CarrierCommon):
    def test_found_by_its_number(self):
        self.left()
        self.assertEqual(self.says(received_by="Anna", photo=PIXEL), self.picking)
        self.assertEqual((self.picking.delivery_confirmation, self.picking.delivered_to), ("carrier", "Anna"))
        self.assertTrue(self.picking.delivery_photo)
        self.assertStatus(self.picking.sale_id, "delivered")

    def test_as_often_as_the_carrier_likes(self):
        self.left()
        self.says(received_by="Anna")
        first = self.picking.delivered_at
        with freeze_time(first + timedelta(days=1)):
            self.assertEqual(self.says(received_by="Ben"), self.picking)
        self.assertEqual((self.picking.delivered_at, self.picking.delivered_to), (first, "Anna"))
        self.assertEqual(len(self.events(self.picking.sale_id, "delivery")), 1)

    def test_an_assumption_gives_way(self):
        self.left().action_confirm_delivery(fields.Datetime.now(), "assumed")
        self.says()
        self.assertEqual(self.picking.delivery_confirmation, "carrier")

    def test_not_before_it_has_left(self):
        with self.assertRaisesRegex(UserError, "has not been shipped"):
            self.says()
        self.left()
        with self.assertRaisesRegex(UserError, "future"):
            self.says(at=fields.Datetime.now() + timedelta(hours=1))
        with self.assertRaisesRegex(UserError, "before that"):
            self.says(at=self.now - timedelta(days=3))
        with self.assertRaisesRegex(UserError, "image"):
            self.says(photo="bm8gaW1hZ2U=")
        self.assertFalse(self.picking.delivered_at)

    def test_unknown_numbers(self):
        self.left()
        for number in ("", None, "1Z99", "1Z9999", "%"):
            self.assertFalse(self.says(number), number)
        self.assertFalse(self.says(carrier=self.lorry))
        self.assertFalse(self.picking.delivered_at)
        self.assertTrue(self.says(carrier=self.van))

    def test_receipts_that_carry_the_number_are_ignored(self):
        self.left()
        back = self.send_back(self.picking, 1)
        back.carrier_tracking_ref = "1Z999"
        self.assertEqual(self.says(), self.picking)
        self.assertFalse(back.delivered_at)
        self.assertFalse(self.says(back))

    def test_the_steps_of_the_warehouse_are_ignored(self):
        order = self.make_order(warehouse=self.make_warehouse(2))
        self.pick(order)
        order.picking_ids.carrier_tracking_ref = "TWO-STEPS"
        delivery = self.open_pickings(order)
        delivery.action_hand_over()
        self.assertEqual(self.says("TWO-STEPS"), delivery)

    def test_a_number_that_was_used_before(self):
        self.left()
        self.says()
        again = self.delivery()
        again.carrier_tracking_ref = "1Z999"
        again.action_hand_over()
        self.assertEqual(self.says(), again)

    def test_a_transfer_itself(self):
        self.assertEqual(self.says(self.left()), self.picking)

    def test_who_may(self):
        self.left()
        for role in ("portal", "internal", "salesman"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.picking.with_user(self.make_user(role)).action_carrier_delivered(
                    "1Z999", fields.Datetime.to_string(fields.Datetime.now())
                )
        self.assertFalse(self.picking.delivered_at)


@tagged("post_install", "-at_install")
class TestCarrierDoor(CarrierCommon, HttpCase):
    """Odoo's own JSON door, with the key of a user of the warehouse."""

    URL = "/json/2/stock.picking/action_carrier_delivered"

    def post(self, user=None, **values):
        headers = {}
        if user:
            keys = self.env["res.users.apikeys"].with_user(user)
            headers["Authorization"] = "Bearer " + keys._generate(
                None, "Carrier", fields.Datetime.now() + timedelta(days=1)
            )
        data = {"tracking_ref": "1Z999", "at": fields.Datetime.to_string(fields.Datetime.now()), **values}
        self.env.flush_all()
        return self.url_open(self.URL, json=data, headers=headers)

    def test_with_a_key(self):
        self.left()
        response = self.post(self.loader, received_by="Anna")
        self.assertEqual((response.status_code, response.json()), (200, [self.picking.name]))
        self.env.invalidate_all()
        self.assertEqual(self.picking.delivered_to, "Anna")
        self.assertEqual(self.post(self.loader, received_by="Ben").status_code, 200)
        unknown = self.post(self.loader, tracking_ref="nobody's")
        self.assertEqual(unknown.status_code, 422)
        self.assertIn("Unknown tracking number", unknown.text)

    def test_without_a_right(self):
        self.left()
        self.assertEqual(self.post().status_code, 401)
        self.assertEqual(self.post(self.make_user("internal")).status_code, 403)
        self.env.invalidate_all()
        self.assertFalse(self.picking.delivered_at)
