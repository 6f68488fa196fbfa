"""The evidence pack: everything that a carrier asks for, photos two on a page."""

import io

from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_claim import ClaimCommon, photo


@tagged("post_install", "-at_install")
class TestClaimPack(ClaimCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picking = cls.shipped(client_order_ref="PO-4711")
        cls.picking.carrier_tracking_ref = "1Z999"
        cls.claim = cls.make_claim(
            cls.picking,
            "visible",
            description="Crushed on one side.",
            packaging="Double-walled box",
            noted_on_receipt="yes",
            noted_by="Ben Gate",
            noted_on=cls.days(-2),
            reported_by="Anna",
        )
        cls.claim.photo_ids = [
            Command.create({"image": photo(color), "name": f"Corner {color}"}) for color in ("red", "green", "blue")
        ]

    def html(self, claims=None):
        Report = self.env["ir.actions.report"]
        content, _kind = Report._render_qweb_html("quote_to_cash.report_shipment_claim", (claims or self.claim).ids)
        return content.decode()

    def test_everything_is_in_it(self):
        self.claim.action_file("C-4711")
        html = self.html()
        for text in (
            self.claim.name,
            "C-4711",
            self.picking.name,
            self.claim.order_id.name,
            "PO-4711",
            "Van",
            "1Z999",
            "Crushed on one side.",
            "Double-walled box",
            "Ben Gate",
            "Oven",
            "200.00",
            "Corner red",
            "Corner blue",
        ):
            self.assertIn(text, html)
        self.assertNotIn("Mixer", html)  # nothing of it is claimed

    def test_timeline(self):
        self.claim.action_tell_carrier(on=self.days(-1))
        self.claim.action_file("C-4711")
        self.claim.action_refuse("Packaging")
        self.claim.sudo().reported_on = self.days(-1)
        texts = [text for _when, text in self.claim._pack_timeline()]
        names = ["Ordered", "Shipped", "Delivered (Carrier), Anna", "Noted on receipt: Ben Gate", "Reported by Anna"]
        names += ["Carrier told", "Claim filed: C-4711", "Carrier's answer: Refused"]
        found = [next(text for text in texts if text.startswith(name)) for name in names]
        self.assertEqual(found[1:], [text for text in texts if text in found[1:]])

    def test_photos_two_on_a_page(self):
        self.assertEqual([[number for number, _photo in page] for page in self.claim._pack_pages()], [[1, 2], [3]])
        self.claim.photo_ids.unlink()
        self.assertEqual(self.claim._pack_pages(), [])

    def test_pdf(self):
        Report = self.env["ir.actions.report"]
        if Report.get_wkhtmltopdf_state() == "install":
            self.skipTest("There is no wkhtmltopdf.")
        Report = Report.with_context(force_report_rendering=True)
        content, _kind = Report._render_qweb_pdf("quote_to_cash.report_shipment_claim", self.claim.ids)
        pages = PdfReader(io.BytesIO(content)).pages
        # Besides the logo of the company.
        photos = [sum(one.image.size == (640, 480) for one in page.images) for page in pages]
        self.assertEqual([count for count in photos if count], [2, 1])

    def test_the_warehouse_prints_it(self):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.loader)
            ._render_qweb_html("quote_to_cash.report_shipment_claim", self.claim.ids)
        )
        self.assertIn("PO-4711", content.decode())
