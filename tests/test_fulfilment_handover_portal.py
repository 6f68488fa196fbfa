"""Customers say that they have their goods: only for their own, once, and not before they were shipped."""

import base64
import re
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .common_handover import PIXEL, HandoverCommon

FAR = timedelta(days=91)


@tagged("post_install", "-at_install")
class TestDeliveryReceived(HandoverCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = new_test_user(cls.env, "portal_anna", groups="base.group_portal")
        cls.stranger = new_test_user(cls.env, "portal_eve", groups="base.group_portal")
        cls.picking = cls.delivery(partner_id=cls.customer.partner_id.id)
        cls.picking.action_hand_over()
        cls.order = cls.picking.sale_id

    def url(self, picking=None, token=None):
        address = f"/my/deliveries/{(picking or self.picking).id}/received"
        return f"{address}?access_token={token}" if token else address

    def signed(self, picking=None):
        link = (picking or self.picking)._receipt_url()
        return link.split("access_token=")[1]

    def page(self, picking=None, token=None, login=None):
        self.env.flush_all()
        self.authenticate(login, login)
        return self.url_open(self.url(picking, token))

    def send(self, picking=None, token=None, login=None, files=None, **values):
        self.page(login=login)
        data = {"csrf_token": Request.csrf_token(self), "received_by": "Anna", **values}
        if token:
            data["access_token"] = token
        response = self.url_open(self.url(picking), data=data, files=files)
        self.env.invalidate_all()
        return response

    def state(self, response):
        return re.search(r'data-state="(\w+)"', response.text).group(1)

    def assertUntouched(self, picking=None):
        self.env.invalidate_all()
        self.assertFalse((picking or self.picking).delivered_at)

    def test_logged_in(self):
        page = self.page(login="portal_anna")
        self.assertEqual(self.state(page), "ask")
        for name in ("received_by", "note", "photo"):
            self.assertIn(f'name="{name}"', page.text)
        response = self.send(login="portal_anna", note="Box was <b>wet</b>")
        self.assertEqual((response.status_code, self.state(response)), (200, "thanks"))
        self.assertEqual((self.picking.delivery_confirmation, self.picking.delivered_to), ("customer", "Anna"))
        self.assertStatus(self.order, "delivered")
        note = self.picking.message_ids.filtered(lambda message: "Box was" in message.body)
        self.assertIn("Box was &lt;b&gt;wet", note.body)
        self.assertEqual(note.author_id, self.customer.partner_id)
        self.assertEqual(self.events(self.order, "delivery").user_id, self.customer)

    def test_by_a_signed_link_with_a_photo(self):
        token = self.signed()
        self.assertEqual(self.state(self.page(token=token)), "ask")
        photo = {"photo": ("door.png", base64.b64decode(PIXEL), "image/png")}
        self.assertEqual(self.state(self.send(token=token, files=photo)), "thanks")
        self.assertTrue(self.picking.delivery_photo)

    def test_by_the_link_of_the_order(self):
        token = self.order._portal_ensure_token()
        self.assertEqual(self.state(self.send(token=token)), "thanks")

    def test_twice_is_once(self):
        self.send(login="portal_anna")
        first = self.picking.delivered_at
        response = self.send(login="portal_anna", received_by="Ben", note="Again")
        self.assertEqual(self.state(response), "known")
        self.assertIn("already recorded", response.text)
        self.assertEqual((self.picking.delivered_at, self.picking.delivered_to), (first, "Anna"))
        self.assertEqual(len(self.events(self.order, "delivery")), 1)

    def test_an_assumption_gives_way(self):
        self.picking.action_confirm_delivery(fields.Datetime.now(), "assumed")
        self.assertEqual(self.state(self.send(login="portal_anna")), "thanks")
        self.assertEqual(self.picking.delivery_confirmation, "customer")

    def test_not_before_it_has_left(self):
        picking = self.delivery(partner_id=self.customer.partner_id.id)
        self.assertEqual(self.state(self.page(picking, login="portal_anna")), "closed")
        self.assertEqual(self.state(self.send(picking, login="portal_anna")), "closed")
        self.assertUntouched(picking)

    def test_somebody_else_is_refused(self):
        for login, token in (
            ("portal_eve", None),
            (None, None),
            (None, "forged"),
            (None, "é%00"),
            (None, "AQ"),
            ("portal_eve", "forged"),
        ):
            for call in (self.page, self.send):
                with self.subTest(login=login, token=token, call=call.__name__):
                    response = call(token=token, login=login)
                    self.assertEqual(response.status_code, 403)
                    self.assertIn("not valid", response.text)
                    self.assertNotIn(self.picking.name, response.text)
        self.assertUntouched()

    def test_the_link_of_another_delivery(self):
        other = self.delivery()
        other.action_hand_over()
        for token in (self.signed(other), other.sale_id._portal_ensure_token()):
            self.assertEqual(self.send(token=token).status_code, 403)
        self.assertUntouched()

    def test_an_expired_link(self):
        with freeze_time(fields.Datetime.now() - FAR):
            token = self.signed()
        self.assertEqual(self.page(token=token).status_code, 403)
        self.assertEqual(self.send(token=token).status_code, 403)
        self.assertUntouched()

    def test_colleagues_do_not_speak_for_the_customer(self):
        """Not without the customer's link, and with it neither: their own button says who it was."""
        desk = self.make_user("desk", name="Dora Desk")
        self.assertEqual(self.send(login=desk.login).status_code, 403)
        for token in (self.order._portal_ensure_token(), self.signed()):
            for call in (self.page, self.send):
                with self.subTest(call=call.__name__):
                    response = call(token=token, login=desk.login)
                    self.assertEqual(self.state(response), "colleague")
                    self.assertIn("Dora Desk", response.text)
                    self.assertNotIn("csrf_token", response.text.split("o_delivery_received")[1])
                    self.assertUntouched()
        self.picking.with_user(desk).action_confirm_delivery(fields.Datetime.now(), "customer", "Anna")
        self.assertEqual(self.events(self.order, "delivery").user_id, desk)

    def test_who_has_the_link_speaks_in_his_own_name(self):
        self.assertEqual(self.state(self.send(token=self.signed(), login="portal_eve", note="For Anna")), "thanks")
        self.assertEqual(self.events(self.order, "delivery").user_id, self.stranger)
        note = self.picking.message_ids.filtered(lambda message: "For Anna" in message.body)
        self.assertEqual(note.author_id, self.stranger.partner_id)

    def test_only_what_is_sent_by_the_form_acts(self):
        """Odoo asks for its token with POST alone, and lets HEAD and OPTIONS through."""
        for method in ("GET", "HEAD", "OPTIONS"):
            for login, token in (("portal_anna", None), (None, self.signed())):
                with self.subTest(method=method, login=login):
                    self.env.flush_all()
                    self.authenticate(login, login)
                    response = self.url_open(
                        self.url(token=token), data={"received_by": "Eve"}, params={"received_by": "Eve"}, method=method
                    )
                    self.assertEqual(response.status_code, 200)
                    self.assertUntouched()

    def test_what_nobody_types(self):
        """A form that was tampered with: a file as a name, characters that no database keeps."""
        self.page(login="portal_anna")
        token = Request.csrf_token(self)
        file = {"note": ("note.txt", b"text", "text/plain")}
        response = self.url_open(
            self.url(), data={"csrf_token": token, "received_by": "An\0na", "photo": "no file"}, files=file
        )
        self.assertEqual(self.state(response), "thanks")
        self.env.invalidate_all()
        self.assertEqual(self.picking.delivered_to, "Anna")
        self.assertFalse(self.picking.delivery_photo)

    def test_guessed_numbers(self):
        receipt = self.send_back(self.picking, 1, receive=False)
        for number in (0, 999_999_999, receipt.id):
            self.authenticate("portal_anna", "portal_anna")
            response = self.url_open(f"/my/deliveries/{number}/received")
            self.assertEqual(response.status_code, 403)

    def test_a_photo_that_is_none(self):
        files = {"photo": ("door.png", b"no image", "image/png")}
        response = self.send(login="portal_anna", files=files, note="Look")
        self.assertEqual(self.state(response), "ask")
        self.assertIn("image", response.text)
        self.assertIn("Look", response.text)
        self.assertUntouched()
        with patch("odoo.addons.quote_to_cash.models.fulfilment.delivery.LARGEST_PHOTO", 10):
            files = {"photo": ("door.png", base64.b64decode(PIXEL), "image/png")}
            self.assertIn("too large", self.send(login="portal_anna", files=files).text)
        self.assertUntouched()

    def test_without_a_csrf_token(self):
        self.page(login="portal_anna")
        with self.assertLogs("odoo.http", "WARNING"):
            response = self.url_open(self.url(), data={"received_by": "Anna"})
        self.assertEqual(response.status_code, 400)
        self.assertUntouched()

    def test_the_page_of_the_order(self):
        self.authenticate("portal_anna", "portal_anna")
        text = self.url_open(f"/my/orders/{self.order.id}").text
        self.assertIn(f"/my/deliveries/{self.picking.id}/received", text)
        token = self.order._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(None, None)
        text = self.url_open(f"/my/orders/{self.order.id}?access_token={token}").text
        self.assertIn(f"/my/deliveries/{self.picking.id}/received?access_token={token}", text)
        self.send(login="portal_anna")
        text = self.url_open(f"/my/orders/{self.order.id}").text
        self.assertNotIn(f"/my/deliveries/{self.picking.id}/received", text)
        self.assertIn("Arrived on", text)
        self.authenticate(None, None)
        text = self.url_open(f"/my/orders/{self.order.id}?access_token={token}").text
        self.assertNotIn(f"/my/deliveries/{self.picking.id}/received", text)

    def test_portal_users_call_no_method(self):
        self.authenticate("portal_anna", "portal_anna")
        for method, args in (
            ("action_hand_over", [self.picking.ids]),
            ("action_carrier_delivered", ["1Z", "2026-01-01 00:00:00"]),
            ("action_confirm_delivery", [self.picking.ids, "2026-01-01 00:00:00", "customer"]),
        ):
            response = self.url_open(
                f"/web/dataset/call_kw/stock.picking/{method}",
                json={"params": {"model": "stock.picking", "method": method, "args": args, "kwargs": {}}},
            )
            self.assertIn("AccessError", response.text, method)
        self.assertUntouched()
