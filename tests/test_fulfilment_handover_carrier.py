"""Carriers say that goods have arrived: the method for connectors, and its door for API keys."""

from datetime import UTC, timedelta, timezone

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_handover import HUGE, PIXEL, HandoverCommon


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

    def known(self):
        """Return all that anybody can see of the arrival."""
        self.env.flush_all()
        self.env.invalidate_all()
        picking, order = self.picking, self.picking.sale_id
        photos = self.env["ir.attachment"].search(
            [("res_model", "=", "stock.picking"), ("res_field", "=", "delivery_photo"), ("res_id", "=", picking.id)]
        )
        return {
            "transfer": picking.read(
                ["delivered_at", "delivery_confirmation", "delivered_to", "delivery_photo", "shipped_at", "write_date"]
            ),
            "events": self.events(order).ids,
            "messages": (picking.message_ids + order.message_ids).ids,
            "photos": [(photo.id, photo.checksum) for photo in photos],
            "status": order.order_status,
            "receipts": order.picking_ids.ids,
        }

    def test_repetitions_change_nothing_at_all(self):
        """The same again, later, earlier, by somebody else, with or without a photo, in any order."""
        self.left()
        now = fields.Datetime.now()
        with freeze_time(now + timedelta(days=1)):
            self.says(at=now + timedelta(hours=5), received_by="Anna", photo=PIXEL)
        before = self.known()
        self.assertEqual((before["status"], len(before["photos"])), ("delivered", 1))
        other_photo = "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
        for days, hours, values in (
            (1, 5, {"received_by": "Anna", "photo": PIXEL}),
            (2, 5, {}),
            (3, 6, {"received_by": "Ben"}),
            (3, 2, {"received_by": "Ben", "photo": other_photo}),
            (4, 90, {"carrier": self.van}),
            (30, 5, {"received_by": "Anna"}),
        ):
            with self.subTest(days=days, hours=hours, values=list(values)), freeze_time(now + timedelta(days=days)):
                self.assertEqual(self.says(at=now + timedelta(hours=hours), **values), self.picking)
                self.assertEqual(self.known(), before)

    def test_what_is_refused_leaves_it_open_for_the_next_message(self):
        self.left()
        for refused in ({"at": "soon"}, {"photo": "bm8gaW1hZ2U="}, {"at": self.now - timedelta(days=9)}):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.says(received_by="Eve", **refused)
        self.says(received_by="Anna")
        self.assertEqual((self.picking.delivery_confirmation, self.picking.delivered_to), ("carrier", "Anna"))
        self.assertEqual(len(self.events(self.picking.sale_id, "delivery")), 1)

    def test_a_moment_that_is_none(self):
        self.left()
        for moment in (
            "soon",
            "2026-13-01 00:00:00",
            "04.05.2026",
            "2026-05-04 25:00:00",
            20260504,
            [1],
            {"at": 1},
            True,
        ):
            with self.subTest(moment), self.assertRaisesRegex(UserError, "no date and time"):
                self.says(at=moment)
            with self.subTest(moment), self.assertRaisesRegex(UserError, "no date and time"):
                self.picking.action_confirm_delivery(moment, "carrier")
            with self.subTest(moment), self.assertRaisesRegex(UserError, "no date and time"):
                self.picking.action_hand_over(moment)
        with self.assertRaisesRegex(UserError, "Say when"):
            self.env["stock.picking"]._carrier_delivered("1Z999", None)
        self.assertFalse(self.picking.delivered_at)

    def test_a_moment_with_a_zone_is_that_moment(self):
        self.left()
        at = fields.Datetime.now()
        self.says(at=at.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=-5))))
        self.assertEqual(self.picking.delivered_at, at)

    def test_a_name_and_a_photo_that_are_none(self):
        self.left()
        for photo in ([1], "ünlesbar", HUGE):
            with self.assertRaisesRegex(UserError, "no image"):
                self.says(photo=photo)
        self.says(received_by="An\0na\r\n" + "x" * 500)
        self.assertEqual(self.picking.delivered_to, "Anna" + "x" * 116)

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
        for number in ("", None, "1Z99", "1Z9999", "%", "1Z999\n1Z998", [], "x" * 5000):
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
        self.assertEqual(len(self.events(self.picking.sale_id + again.sale_id, "delivery")), 2)

    def long_ago(self, days=400):
        """Return a delivery of the same number that was assumed to have arrived so long ago."""
        with freeze_time(fields.Datetime.now() - timedelta(days=days)):
            old = self.delivery()
            old.carrier_tracking_ref = "1Z999"
            old.action_hand_over()
            old.action_confirm_delivery(fields.Datetime.now(), "assumed")
        return old, old.delivered_at

    def test_a_number_that_is_used_again_leaves_the_old_assumption(self):
        old, assumed_at = self.long_ago()
        self.left()
        for _again in range(2):  # the second finds nothing that is open
            self.assertEqual(self.says(), self.picking)
        self.assertEqual((old.delivery_confirmation, old.delivered_at), ("assumed", assumed_at))
        self.assertEqual(len(self.events(old.sale_id, "delivery")), 1)

    def test_nor_does_it_become_true_before_the_new_parcel_has_left(self):
        old, assumed_at = self.long_ago()
        with self.assertRaisesRegex(UserError, f"{self.picking.name} has not been shipped"):
            self.says()
        self.picking.carrier_tracking_ref = False
        self.assertFalse(self.says())
        self.assertEqual((old.delivery_confirmation, old.delivered_at), ("assumed", assumed_at))

    def test_a_late_word_about_a_parcel_of_this_month_counts(self):
        self.picking.carrier_tracking_ref = False
        recent, _assumed_at = self.long_ago(days=20)
        self.assertEqual(self.says(received_by="Anna"), recent)
        self.assertEqual((recent.delivery_confirmation, recent.delivered_to), ("carrier", "Anna"))

    def test_two_deliveries_under_one_number(self):
        self.left()
        other = self.delivery()
        other.carrier_tracking_ref = "1Z999"
        other.action_hand_over()
        self.assertEqual(self.says(), self.picking + other)

    def test_a_transfer_itself(self):
        self.assertEqual(self.says(self.left()), self.picking)

    def test_who_may(self):
        self.left()
        for role in ("portal", "internal", "salesman", "sales_manager", "accountant"):
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
        self.assertEqual(self.picking.delivered_to, "Anna")
        self.assertEqual(len(self.events(self.picking.sale_id, "delivery")), 1)

    def test_a_moment_that_is_none_is_answered_in_words(self):
        self.left()
        response = self.post(self.loader, at="soon")
        self.assertEqual(response.status_code, 422)
        self.assertIn("no date and time", response.text)
        self.env.invalidate_all()
        self.assertFalse(self.picking.delivered_at)

    def test_without_a_right(self):
        self.left()
        self.assertEqual(self.post().status_code, 401)
        self.assertEqual(self.post(self.make_user("internal")).status_code, 403)
        self.env.invalidate_all()
        self.assertFalse(self.picking.delivered_at)
