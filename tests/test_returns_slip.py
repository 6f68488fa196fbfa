"""The return slip: read by people in their language, and by scanners."""

import io

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

from .common_barcodes import OFFICE, read_barcodes
from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnSlip(ReturnsCommon, HttpCase):
    def slip(self, **values):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("There is no wkhtmltopdf.")
        self.warehouse.partner_id = self.env["res.partner"].create(
            {"name": "Returns Desk", "street": "1 Quay", "city": "Oakland", "zip": "94607"}
        )
        self.company.rma_instructions = "<p>Use the original carton.</p>"
        rma = self.make_return(self.delivered(), 3, reason_note="Too hot", **values)
        rma.instructions = "<p>Wrap the glass.</p>"
        rma.action_request()
        rma.with_user(self.manager).action_approve()
        return rma, rma.with_context(force_report_rendering=True)._slip_pdf()

    def test_what_the_customer_has_to_know(self):
        rma, content = self.slip()
        text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)
        for part in (
            rma.name,
            rma.order_ids.name,
            "Returns Desk",
            "1 Quay",
            "Oakland",
            "Oven",
            "3.00",
            "Changed my mind",
            "Too hot",
            "Use the original carton.",
            "Wrap the glass.",
            "Anna's Bakery",
        ):
            self.assertIn(part, text)

    def test_a_scanner_reads_the_slip(self):
        rma, content = self.slip()
        self.assertIn(rma.name, set().union(*read_barcodes(content, OFFICE)))

    def test_goods_go_to_who_has_sent_them(self):
        order = self.make_order((self.make_dropshipped(), 5))
        purchase = order._get_purchase_orders()
        purchase.button_confirm()
        self.deliver(order)
        rma = self.make_return(order, 2)
        self.assertEqual(rma._slip_address(), self.warehouse.partner_id)
        rma.return_to = "vendor"
        self.assertEqual(rma._slip_address(), purchase.partner_id)
