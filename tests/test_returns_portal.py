"""Customers ask for returns: what they are offered, what they can type, and what is made of it."""

import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common_handover import HUGE
from .common_returns_portal import PHOTO, ReturnsPortalCommon, tried_twice

SVG = ("photo.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/png")
PROGRAM = ("photo.jpg", b"MZ\x90\x00" + b"\x00" * 200, "image/jpeg")
PIECES = "odoo.addons.quote_to_cash.engine.return_portal"


@tagged("post_install", "-at_install")
class TestReturnRequest(ReturnsPortalCommon):
    def refused(self, response, *texts):
        """Nothing was written, and the page says why."""
        self.assertEqual(response.status_code, 200)
        for text in texts:
            self.assertIn(text, response.text)
        self.assertFalse(self.returns())

    def form(self):
        return self.page(f"/my/orders/{self.order.id}/return").text

    # === What is offered === #

    def test_the_orders_page_has_a_button(self):
        address = f"/my/orders/{self.order.id}/return"
        self.assertIn(address, self.page(f"/my/orders/{self.order.id}").text)
        self.company.rma_portal = False
        self.assertNotIn(address, self.page(f"/my/orders/{self.order.id}").text)
        self.assertEqual(self.page(address).status_code, 404)

    def test_no_button_for_what_is_not_delivered_or_too_old(self):
        open_order = self.make_order(partner_id=self.customer.partner_id.id)
        self.assertNotIn(f"/{open_order.id}/return", self.page(f"/my/orders/{open_order.id}").text)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET date_done = %s, shipped_at = NULL, delivered_at = NULL WHERE id IN %s",
            [fields.Datetime.now() - timedelta(days=32), tuple(self.order.picking_ids.ids)],
        )
        self.env.invalidate_all()
        self.assertNotIn(f"/{self.order.id}/return", self.page(f"/my/orders/{self.order.id}").text)

    def test_limits_are_shown(self):
        self.own_return(7)
        offer = self.order._return_offers()[self.order][0]
        self.assertEqual(offer.last_day, self.company._local_day() + timedelta(days=30))
        self.assertIn(f"up to 3 Units, until {offer.last_day.day} {offer.last_day:%B}", self.form())
        self.company.rma_window_days = 0
        self.assertRegex(self.form(), r"up to 3 Units\s*<")

    def test_reasons_that_customers_can_choose(self):
        text = self.form()
        self.assertIn("Changed my mind", text)
        self.assertNotIn("Recall", text)

    def test_resolutions_that_the_company_offers(self):
        self.company.write({"rma_portal_refund": False, "rma_portal_credit": True, "rma_portal_repair": True})
        text = self.form()
        self.assertNotIn("My money back", text)
        for words in ("A replacement", "Store credit", "A repair"):
            self.assertIn(words, text)

    def test_preview_of_the_settings(self):
        other = self.make_order()
        action = self.env["res.config.settings"].create({}).action_view_returnable_orders()
        found = self.env["sale.order"].search(action["domain"])
        self.assertIn(self.order, found)
        self.assertNotIn(other, found)

    # === What is made of it === #

    def test_a_request(self):
        response = self.ask(
            "3", resolution="replace", note="Box was <b>wet</b>", **{f"words_{self.line.id}": "Too hot"}
        )
        rma = self.returns()
        self.assertTrue(response.url.endswith(f"/my/returns/{rma.id}"))
        self.assertEqual((rma.state, rma.source, rma.partner_id), ("requested", "portal", self.customer.partner_id))
        line = rma.line_ids
        self.assertEqual((line.quantity, line.resolution, line.reason_note), (3, "replace", "Too hot"))
        self.assertEqual(line.reason_id, self.return_reason("mind"))
        self.assertIn("Box was &lt;b&gt;wet", rma.note)
        self.assertIn(self.customer.partner_id, rma.message_partner_ids)

    def test_a_request_inside_the_rules_is_approved_at_once(self):
        self.company.write({"rma_auto_approve": True, "rma_auto_approve_amount": 1_000_000})
        self.ask("2")
        rma = self.returns()
        self.assertEqual(rma.state, "approved")
        self.assertFalse(rma.approved_by_id)
        self.assertEqual(rma.picking_ids.move_ids.product_uom_qty, 2)

    def test_who_decides_is_told(self):
        self.order.user_id = self.manager
        self.ask("2")
        self.assertEqual(self.returns().activity_ids.user_id, self.manager)

    def test_a_resolution_that_is_not_offered_becomes_the_first_that_is(self):
        self.company.write({"rma_portal_refund": False})
        self.ask("2", resolution="credit")
        self.assertEqual(self.returns().line_ids.resolution, "replace")

    def test_sent_twice_is_one_return(self):
        first = self.ask("3", form_key="abc")
        second = self.ask("3", form_key="abc")
        self.assertEqual(first.url, second.url)
        self.assertEqual(len(self.returns()), 1)
        self.ask("3", form_key="abd")
        self.assertEqual(len(self.returns()), 2)

    def test_the_key_of_another_order_is_no_key_here(self):
        other = self.delivered(partner_id=self.customer.partner_id.id)
        self.ask("3", form_key="abc")
        self.ask("3", form_key="abc", order=other, line=other.order_line[:1])
        self.assertEqual(len(self.returns(other)), 1)

    def test_photos_are_kept_with_the_line(self):
        self.ask("1", reason="damaged", files=[PHOTO, PHOTO])
        rma = self.returns()
        photos = rma.line_ids.photo_ids
        self.assertEqual(photos.mapped("mimetype"), ["image/png"] * 2)
        self.assertEqual(photos.mapped("raw"), [PHOTO[1]] * 2)
        page = self.page(f"/my/returns/{rma.id}").text
        self.assertIn(f"/web/image/{photos[0].id}", page)
        self.authenticate(None, None)
        token = photos[0].access_token
        self.assertEqual(self.url_open(f"/web/image/{photos[0].id}?access_token={token}").content, PHOTO[1])

    def test_a_photo_is_what_it_is_and_not_what_its_name_says(self):
        self.ask("1", files=[("oven.html", *PHOTO[1:])])
        self.assertEqual(self.returns().line_ids.photo_ids.mapped("mimetype"), ["image/png"])

    def test_a_form_that_has_to_be_tried_again_keeps_its_photos(self):
        with tried_twice(self.order, "_ask_return"):
            self.ask("1", files=[PHOTO, PHOTO])
        self.assertEqual(self.returns().line_ids.photo_ids.mapped("raw"), [PHOTO[1]] * 2)

    # === What cannot be === #

    def test_quantities_that_are_none(self):
        for quantity, text in (
            ("-1", "“-1” is no quantity."),
            ("three", "“three” is no quantity."),
            ("nan", "“nan” is no quantity."),
            ("0.001", "“0.001” is no quantity."),
            ("11", "That is too many: up to 10 Units"),
            ("", "Say how many"),
            ("0", "Say how many"),
        ):
            with self.subTest(quantity=quantity):
                self.refused(self.ask(quantity), text)

    def test_what_was_typed_is_kept(self):
        response = self.ask("11", note="My note", resolution="replace", **{f"words_{self.line.id}": "My <words>"})
        self.refused(response, 'value="11"', "My note", "My &lt;words&gt;", 'value="replace" selected')
        self.assertRegex(response.text, rf'value="{self.return_reason("mind").id}" selected')

    def test_a_reason_is_asked_for(self):
        for reason in (None, "recall"):
            self.refused(self.ask("1", reason=reason), "Choose why you return it")

    def test_a_photo_where_the_reason_asks_for_one(self):
        self.refused(self.ask("1", reason="damaged"), "this reason needs one")

    def test_files_that_are_no_photos(self):
        huge = ("huge.png", base64.b64decode(HUGE), "image/png")
        for file in (SVG, PROGRAM, huge, ("empty.png", b"", "image/png")):
            with self.subTest(name=file[0]):
                self.refused(self.ask("1", files=[PHOTO, file]), "is no photo", "choose your photos again")
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", "sale.rma")]))

    def test_a_photo_of_40_mb(self):
        large = ("large.png", PHOTO[1] + b"\x00" * 40 * 1024 * 1024, "image/png")
        self.refused(self.ask("1", files=[large]), "“large.png” is too large: at most 10 MB")

    def test_too_many_photos(self):
        with patch(f"{PIECES}.MOST_PHOTOS", 2):
            self.refused(self.ask("1", files=[PHOTO] * 3), "At most 2 photos")

    def test_lines_of_another_order(self):
        other = self.delivered(partner_id=self.stranger.partner_id.id)
        self.refused(self.ask("1", line=other.order_line[:1]), "cannot be returned any more")
        self.assertFalse(self.returns(other))

    def test_a_cancelled_order(self):
        self.order.write({"state": "cancel"})
        self.assertNotIn("quantity_", self.form())
        self.refused(self.ask("1"), "cannot be returned any more")

    def test_services_and_what_is_outside_its_window_are_not_offered(self):
        self.env["sale.rma.policy"].create({"product_tmpl_id": self.goods.product_tmpl_id.id, "returnable": False})
        text = self.form()
        self.assertIn("Nothing of this order can be returned here", text)
        self.assertNotIn("quantity_", text)
        self.refused(self.ask("1"), "cannot be returned any more")

    def test_what_nobody_types(self):
        """A form that was tampered with: names that are no numbers, characters that no database keeps."""
        response = self.ask(
            "1\0",
            form_key="a" * 500 + "\0",
            note="No\0te",
            **{"quantity_x": "1", "quantity_²": "1", "quantity_99999999999999999999": "", "photo_1": "text"},
            **{f"quantity_{'1' * 5000}": "1"},
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.returns().line_ids.quantity, 1)

    def test_without_a_csrf_token(self):
        self.page(f"/my/orders/{self.order.id}/return")
        with self.assertLogs("odoo.http", "WARNING"):
            response = self.url_open(f"/my/orders/{self.order.id}/return", data={f"quantity_{self.line.id}": "1"})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.returns())

    def test_only_the_form_acts(self):
        self.authenticate("portal_anna", "portal_anna")
        values = {f"quantity_{self.line.id}": "1", f"reason_{self.line.id}": self.return_reason().id}
        for method in ("GET", "HEAD", "OPTIONS"):
            self.url_open(f"/my/orders/{self.order.id}/return", data=values, params=values, method=method)
            self.env.invalidate_all()
            self.assertFalse(self.returns(), method)

    def test_no_query_more_for_each_line(self):
        def cost(count):
            goods = [self.make_product(f"Pan {number}") for number in range(count)]
            order = self.delivered(*[(product, 1) for product in goods])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order._return_offers()
            return self.env.cr.sql_log_count - before

        cost(1)  # what is read once for all
        self.assertEqual(cost(2), cost(12))
