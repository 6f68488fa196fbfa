"""The papers as they leave the printer: the label is 4 × 6 inch and one page each, and bars are there to be scanned."""

import io

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

from .common_barcodes import read_barcodes
from .common_packing import PackingCommon

INCH = 72  # points


@tagged("post_install", "-at_install")
class TestPapers(PackingCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write(
            {
                "street": "12 Long Street of the Very Old Flour Millers",
                "street2": "Building 7, back door, ring twice",
                "city": "Portland",
                "zip": "97201",
                "state_id": cls.env.ref("base.state_us_37").id,
                "country_id": cls.env.ref("base.us").id,
                "phone": "+1 503 555 0100",
            }
        )
        cls.warehouse.partner_id.write({"street": "1 Quay", "city": "Oakland", "country_id": cls.env.ref("base.us").id})
        cls.goods.write(
            {"is_hazardous": True, "is_fragile": True, "keep_upright": True, "handling_instruction": "UN 1263, class 3"}
        )
        cls.company.return_instructions = "Write to returns@example.com within 30 days.\nWe send you a label."

    def printed(self, report, records, **data):
        """Return a report as wkhtmltopdf makes it."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("There is no wkhtmltopdf.")
        Report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = Report._render_qweb_pdf(f"quote_to_cash.{report}", records.ids, data=data)
        self.assertEqual(kind, "pdf")
        return content

    def pdf(self, report, records, **data):
        """Return the pages of a report."""
        return PdfReader(io.BytesIO(self.printed(report, records, **data))).pages

    def delivery(self):
        picking = self.packed((self.goods, 3), (self.other_goods, 2), client_order_ref="PO-4711")
        for number, package in enumerate(picking.parcel_ids, 1):
            package.tracking_ref = f"1Z999AA1012345678{number}"
            package.action_weigh(package.expected_weight)
        return picking

    def test_label(self):
        picking = self.delivery()
        pages = self.pdf("report_parcel_label", picking)
        self.assertEqual(len(pages), 3)
        for number, (page, package) in enumerate(zip(pages, picking.parcel_ids, strict=True), 1):
            self.assertAlmostEqual(float(page.mediabox.width), 4 * INCH, delta=0.5)
            self.assertAlmostEqual(float(page.mediabox.height), 6 * INCH, delta=0.5)
            text = " ".join(page.extract_text().split())
            for part in (
                f"{number} of 3",
                package.name,
                package.tracking_ref,
                f"{package.actual_weight:.2f} kg",
                "Anna's Bakery",
                "12 Long Street of the Very Old Flour Millers",
                "Portland",
                "1 Quay",
                "Oakland",
                picking.sale_id.name,
                "PO-4711",
                "Van Express",
            ):
                self.assertIn(part, text)
        first = " ".join(pages[0].extract_text().split())
        self.assertIn("THIS SIDE UP", first)
        self.assertIn("UN 1263, class 3", first)

    def test_a_scanner_reads_the_label(self):
        picking = self.delivery()
        expected = [{package.name, package.tracking_ref} for package in picking.parcel_ids]
        self.assertEqual(read_barcodes(self.printed("report_parcel_label", picking)), expected)

    def test_label_of_a_transfer_that_is_not_packed(self):
        picking = self.picking((self.other_goods, 2))
        [page] = self.pdf("report_parcel_label", picking)
        text = " ".join(page.extract_text().split())
        for part in ("1 of 1", picking.name, "6.00 kg"):
            self.assertIn(part, text)

    def test_the_other_papers(self):
        picking = self.delivery()
        for report, pages, parts in (
            ("report_packing_slip", 1, ("Packing Slip", picking.name, "Oven", "PO-4711", "returns@example.com")),
            ("report_carton_content", 3, ("Carton 1 of 3", picking.parcel_ids[0].name, "Expected Weight")),
            ("report_delivery_note", 1, ("Delivery Note", "Name of the receiver", "Signature")),
        ):
            paper = self.pdf(report, picking)
            self.assertEqual(len(paper), pages)
            text = " ".join(paper[0].extract_text().split())
            for part in parts:
                self.assertIn(part, text)
