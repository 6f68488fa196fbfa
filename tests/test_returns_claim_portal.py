"""Customers report damage of their own deliveries, where the company wants it; with photos, and nothing else."""

import base64
import re

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .common_claim import DRAWING, PROGRAM, ClaimCommon, photo
from .common_returns_portal import tried_twice

LARGE = b"\xff\xd8\xff" + b"\0" * (11 * 1024 * 1024)
FORTY = 40 * 1024 * 1024


@tagged("post_install", "-at_install")
class TestClaimPortal(ClaimCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.claim_portal = True
        cls.customer = new_test_user(cls.env, "portal_anna", groups="base.group_portal")
        cls.stranger = new_test_user(cls.env, "portal_eve", groups="base.group_portal")
        cls.picking = cls.shipped(partner_id=cls.customer.partner_id.id, user_id=cls.clerk.id)
        cls.order = cls.picking.sale_id

    def url(self, picking=None, token=None):
        address = f"/my/deliveries/{(picking or self.picking).id}/damage"
        return f"{address}?access_token={token}" if token else address

    def page(self, picking=None, token=None, login=None):
        self.env.flush_all()
        self.authenticate(login, login)
        return self.url_open(self.url(picking, token))

    def send(self, picking=None, token=None, login=None, photos=(), **values):
        self.page(login=login)
        data = {"csrf_token": Request.csrf_token(self), "kind": "visible", "description": "Crushed", **values}
        if token:
            data["access_token"] = token
        files = [("photos", one if isinstance(one, tuple) else ("box.jpg", one, "image/jpeg")) for one in photos]
        response = self.url_open(self.url(picking), data=data, files=files or None, timeout=60)
        self.env.invalidate_all()
        return response

    def state(self, response):
        return re.search(r'data-state="(\w+)"', response.text).group(1)

    def claims(self, picking=None):
        self.env.invalidate_all()
        return (picking or self.picking).claim_ids

    def test_logged_in(self):
        page = self.page(login="portal_anna")
        self.assertEqual(self.state(page), "ask")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        for name in ("kind", "description", "packaging", "noted_on_receipt", "photos", "reported_by"):
            self.assertIn(f'name="{name}"', page.text)
        images = [base64.b64decode(photo(color)) for color in ("red", "blue")]
        response = self.send(
            login="portal_anna",
            photos=images,
            description="Oven <b>bent</b>",
            packaging="Torn",
            noted_on_receipt="yes",
            reported_by="Anna",
        )
        claim = self.claims()
        self.assertEqual((response.status_code, self.state(response)), (200, "thanks"))
        self.assertIn(claim.name, response.text)
        self.assertEqual((claim.kind, claim.origin, claim.state), ("visible", "portal", "draft"))
        self.assertEqual(
            (claim.description, claim.packaging, claim.noted_on_receipt), ("Oven <b>bent</b>", "Torn", "yes")
        )
        self.assertEqual((claim.reported_by, claim.partner_id), ("Anna", self.customer.partner_id))
        self.assertEqual((len(claim.photo_ids), claim.photo_ids.author_id), (2, self.customer.partner_id))

    def test_the_owner_is_told_at_once(self):
        self.send(login="portal_anna")
        claim = self.claims()
        self.assertEqual((claim.user_id, self.activities(claim).user_id), (self.clerk, self.clerk))

    def test_by_the_link_of_the_order(self):
        token = self.order._portal_ensure_token()
        self.assertEqual(self.state(self.page(token=token)), "ask")
        self.assertEqual(self.state(self.send(token=token, kind="loss")), "thanks")
        self.assertEqual((self.claims().kind, self.claims().amount_claimed), ("loss", 1200))

    def test_somebody_else_is_refused(self):
        other = self.shipped()
        token = other.sale_id._portal_ensure_token()
        for login, key in (
            ("portal_eve", None),
            (None, None),
            (None, "forged"),
            (None, "é%00"),
            (None, token),
            ("portal_eve", token),
        ):
            for call in (self.page, self.send):
                with self.subTest(login=login, token=key, call=call.__name__):
                    response = call(token=key, login=login)
                    self.assertEqual(response.status_code, 403)
                    self.assertNotIn(self.picking.name, response.text)
        self.assertFalse(self.claims())

    def test_numbers_that_do_not_exist(self):
        self.page(login="portal_anna")
        for number in (0, 2**31 - 1, 99_999_999_999, 10**30):
            self.assertEqual(self.url_open(f"/my/deliveries/{number}/damage").status_code, 403)

    def test_other_transfers_are_none_of_theirs(self):
        back = self.send_back(self.picking, 1)
        self.assertEqual(self.page(back, login="portal_anna").status_code, 403)

    def test_where_it_is_off_there_is_no_page(self):
        self.company.claim_portal = False
        for call in (self.page, self.send):
            self.assertEqual(call(login="portal_anna").status_code, 403)
        self.assertFalse(self.claims())
        self.assertNotIn("/damage", self.url_open(f"/my/orders/{self.order.id}").text)

    def test_it_is_on_the_page_of_the_order(self):
        self.page(login="portal_anna")
        page = self.url_open(f"/my/orders/{self.order.id}").text
        self.assertIn(f"/my/deliveries/{self.picking.id}/damage", page)

    def test_not_before_it_has_left(self):
        picking = self.make_order(partner_id=self.customer.partner_id.id).picking_ids
        self.assertEqual(self.state(self.page(picking, login="portal_anna")), "closed")
        self.assertEqual(self.state(self.send(picking, login="portal_anna")), "closed")
        self.assertFalse(self.claims(picking))

    def test_twice_is_once(self):
        self.send(login="portal_anna")
        response = self.send(login="portal_anna", description="Again", photos=[base64.b64decode(photo())])
        self.assertEqual(self.state(response), "known")
        self.assertEqual((len(self.claims()), self.claims().description), (1, "Crushed"))
        self.assertFalse(self.claims().photo_ids)

    def test_a_report_that_has_to_be_tried_again_keeps_its_photos(self):
        images = [base64.b64decode(photo(color)) for color in ("red", "blue")]
        with tried_twice(self.picking, "_customer_reports_damage"):
            self.send(login="portal_anna", photos=images)
        self.assertEqual(len(self.claims().photo_ids), 2)

    def test_a_file_is_no_token(self):
        self.page()
        data = {"csrf_token": Request.csrf_token(self), "kind": "visible", "description": "Crushed"}
        response = self.url_open(self.url(), data=data, files={"access_token": ("token.txt", b"x", "text/plain")})
        self.assertEqual(response.status_code, 403)

    def test_what_is_no_photo_is_told_and_nothing_written(self):
        drawing, program = base64.b64decode(DRAWING), base64.b64decode(PROGRAM)
        for files, text in (
            ([("box.jpg", drawing, "image/jpeg")], "no photo"),
            ([("box.svg", drawing, "image/svg+xml")], "no photo"),
            ([("box.jpg", program, "image/jpeg")], "no photo"),
            ([base64.b64decode(photo()), program], "no photo"),
            ([LARGE], "too large"),
            ([b"\xff\xd8\xff" + b"\0" * FORTY], "too large"),
            ([base64.b64decode(photo())] * 7, "at most"),
        ):
            with self.subTest(text=text):
                response = self.send(login="portal_anna", photos=files)
                self.assertEqual(self.state(response), "ask")
                self.assertIn(text, response.text)
                self.assertIn("Crushed", response.text)  # nobody types it again
                self.assertFalse(self.claims())

    def test_what_makes_no_sense(self):
        for values, text in (
            ({"kind": "theft"}, "Say what has happened"),
            ({"kind": ""}, "Say what has happened"),
            ({"description": " \x00 "}, "Describe"),
        ):
            with self.subTest(**values):
                response = self.send(login="portal_anna", **values)
                self.assertIn(text, response.text)
                self.assertFalse(self.claims())

    def test_nobody_writes_more_than_the_form_asks(self):
        self.send(login="portal_anna", amount_claimed="5000", decided="accepted", user_id="2", origin="staff")
        claim = self.claims()
        self.assertEqual((claim.amount_claimed, claim.state, claim.origin), (0, "draft", "portal"))

    def test_without_the_forms_token_nothing_happens(self):
        self.page(login="portal_anna")
        response = self.url_open(self.url(), data={"kind": "loss", "description": "x"})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.claims())

    def test_colleagues_use_their_button(self):
        self.assertEqual(
            self.state(self.send(login=self.clerk.login, token=self.order._portal_ensure_token())), "colleague"
        )
        self.assertFalse(self.claims())
