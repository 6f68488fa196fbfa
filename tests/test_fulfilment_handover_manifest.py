"""What a carrier took on one day: one open list, signed, and frozen from then on."""

import io
from datetime import date

import psycopg2
from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_handover import SIGNATURE, HandoverCommon


class ManifestCommon(HandoverCommon):
    def handed_over(self, **values):
        picking = self.delivery(**values)
        picking.action_hand_over()
        return picking

    def kept(self, manifest):
        """Return the papers that are kept of a list."""
        return self.env["ir.attachment"].search(
            [("res_model", "=", "fulfilment.manifest"), ("res_id", "=", manifest.id), ("res_field", "=", False)]
        )


@tagged("post_install", "-at_install")
class TestManifest(ManifestCommon):
    def test_one_for_each_carrier_and_day(self):
        one, same = self.handed_over(), self.handed_over()
        other = self.handed_over(carrier=self.lorry)
        none = self.delivery()
        none.carrier_id = False
        none.action_hand_over()
        self.assertEqual(one.manifest_id, same.manifest_id)
        self.assertEqual(len((one + other + none).manifest_id), 3)
        self.assertFalse(none.manifest_id.carrier_id)
        self.assertEqual((one.manifest_id.picking_count, one.manifest_id.carton_count), (2, 2))
        with freeze_time("2050-05-04 10:00:00"):
            later = self.handed_over()
        self.assertNotEqual(later.manifest_id, one.manifest_id)

    def test_the_day_is_the_companys(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        with freeze_time("2026-05-04 20:00:00"):
            picking = self.handed_over()
        self.assertEqual(picking.manifest_id.date, date(2026, 5, 5))

    def test_another_warehouse_has_its_own(self):
        here = self.handed_over()
        there = self.handed_over(warehouse=self.make_warehouse(1))
        self.assertNotEqual(here.manifest_id, there.manifest_id)

    def test_two_open_ones_are_impossible(self):
        manifest = self.handed_over().manifest_id
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            manifest.sudo().copy({"state": "open"})

    def test_closing_needs_a_driver_who_signs(self):
        manifest = self.handed_over().manifest_id.with_user(self.loader)
        for driver, signature in ((None, None), ("Dora", None), (None, SIGNATURE), ("  ", SIGNATURE)):
            with self.assertRaisesRegex(UserError, "name and the signature"):
                manifest.action_close(driver, signature)
        with self.assertRaisesRegex(UserError, "image"), self.cr.savepoint():
            manifest.action_close("Dora", "bm8gaW1hZ2U=")
        self.assertEqual((manifest.state, manifest.driver_name), ("open", False))
        manifest.write({"driver_name": "Dora", "driver_signature": SIGNATURE})
        manifest.action_close()
        self.assertEqual((manifest.state, manifest.closed_by_id), ("closed", self.loader))
        self.assertTrue(manifest.closed_at)

    def test_closed_it_is_frozen(self):
        picking = self.handed_over()
        manifest = picking.manifest_id
        self.close(manifest)
        closed_at = manifest.closed_at
        self.close(manifest, "Somebody else")
        self.assertEqual((manifest.driver_name, manifest.closed_at), ("Dora Driver", closed_at))
        for values in ({"driver_name": "Eve"}, {"state": "open"}, {"date": "2020-01-01"}):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                manifest.write(values)
        with self.assertRaisesRegex(UserError, "stays as it is"), self.cr.savepoint():
            manifest.with_user(self.loader).write({"picking_ids": [Command.unlink(picking.id)]})
        # What is packed anew later is not what the carrier took.
        picking.move_ids.move_line_ids.result_package_id = self.env["stock.package"].create({"name": "Later"})
        self.assertEqual(manifest.carton_count, 1)
        later = self.handed_over()
        self.assertNotEqual(later.manifest_id, manifest)
        self.assertEqual((later.manifest_id.date, later.manifest_id.state), (manifest.date, "open"))

    def test_closed_its_totals_stay(self):
        picking = self.handed_over()
        manifest = picking.manifest_id
        self.close(manifest)
        before = (manifest.picking_count, manifest.carton_count, manifest.weight)
        picking.write({"handed_over_cartons": 99, "handed_over_weight": 1000.0})  # by a program with all rights
        manifest.modified(["picking_ids"])
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((manifest.picking_count, manifest.carton_count, manifest.weight), before)
        self.assertEqual(manifest._report_rows()[0]["cartons"], 1)
        still_open = self.handed_over()
        still_open.handed_over_cartons = 3
        self.assertEqual(still_open.manifest_id.carton_count, 3)

    def test_the_database_keeps_what_was_signed(self):
        signed, still_open = self.handed_over().manifest_id, self.handed_over(carrier=self.lorry).manifest_id
        self.close(signed)
        self.env.flush_all()
        for statement in (
            "UPDATE fulfilment_manifest SET carton_count = 99 WHERE id = %s",
            "UPDATE fulfilment_manifest SET state = 'open' WHERE id = %s",
            "UPDATE fulfilment_manifest SET signed_rows = NULL WHERE id = %s",
            "DELETE FROM fulfilment_manifest WHERE id = %s",
        ):
            with (
                self.subTest(statement),
                self.assertRaisesRegex(psycopg2.errors.RaiseException, "stays as it is"),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement, [signed.id])
        self.cr.execute("UPDATE fulfilment_manifest SET closed_by_id = NULL WHERE id = %s", [signed.id])
        self.cr.execute("UPDATE fulfilment_manifest SET carton_count = 99 WHERE id = %s", [still_open.id])
        self.assertEqual(self.cr.rowcount, 1)

    def rendered(self, manifest):
        """Return the paper as a printer gets it."""
        return (
            self.env["ir.actions.report"]
            .with_user(self.loader)
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("quote_to_cash.report_fulfilment_manifest", manifest.ids)[0]
        )

    def test_what_was_signed_prints_the_same_again(self):
        customer = self.env["res.partner"].create({"name": "Bakery Ltd", "city": "Bath"})
        picking = self.handed_over(partner_id=customer.id)
        manifest = picking.manifest_id
        self.rendered(manifest)
        self.assertFalse(self.kept(manifest))  # the driver may still take more
        self.close(manifest)
        customer.write({"name": "Moved Ltd", "city": "York"})
        first = self.rendered(manifest)
        text = PdfReader(io.BytesIO(first)).pages[0].extract_text()
        self.assertIn("Bakery Ltd", text)
        self.assertNotIn("Moved Ltd", text)
        self.van.name = "Renamed"
        self.assertEqual(self.rendered(manifest), first)
        self.assertEqual(self.kept(manifest).raw, first)

    def test_nobody_types_or_deletes_it(self):
        manifest = self.handed_over().manifest_id.with_user(self.loader)
        for values in ({"state": "closed"}, {"carton_count": 99}, {"carrier_id": self.lorry.id}):
            with self.assertRaises(AccessError):
                manifest.write(values)
        with self.assertRaises(AccessError):
            manifest.create({"name": "Mine", "company_id": self.company.id, "date": "2026-01-01"})
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            manifest.sudo().unlink()

    def test_who_sees_it(self):
        manifest = self.handed_over().manifest_id
        self.assertTrue(manifest.with_user(self.loader).has_access("read"))
        for role in ("portal", "salesman", "internal"):
            self.assertFalse(manifest.with_user(self.make_user(role)).has_access("read"), role)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user(
            "warehouse", login="stranger", company_id=other.id, company_ids=[Command.set(other.ids)]
        )
        self.assertFalse(manifest.with_user(stranger).search([("id", "=", manifest.id)]))

    def test_the_paper(self):
        self.goods.weight = 1.5
        customer = self.env["res.partner"].create(
            {"name": "Bakery Ltd", "street": "1 Mill Road", "city": "Bath", "zip": "BA1 1AA"}
        )
        picking = self.delivery(partner_id=customer.id, client_order_ref="PO-4711")
        picking.carrier_tracking_ref = "TRACK-1,TRACK-2"
        self.pack(picking, "BOX-1", "BOX-2")
        other = self.handed_over()
        picking.action_hand_over()
        manifest = picking.manifest_id
        self.close(manifest)
        self.assertEqual((manifest.carton_count, manifest.weight), (3, 30.0))
        pdf = self.rendered(manifest)
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        for part in (
            manifest.name,
            "Van",
            picking.sale_id.name,
            picking.name,
            "PO-4711",
            "Bakery Ltd",
            "BA1 1AA Bath",
            "TRACK-1",
            "TRACK-2",
            "15.00",
            "30.00",
            "Total: 2 transfers",
            "Dora Driver",
            other.name,
        ):
            self.assertIn(part, text)


@tagged("post_install", "-at_install")
class TestManifestDoor(ManifestCommon, HttpCase):
    def test_the_browser_keeps_what_was_signed(self):
        """Odoo serves reports from a transaction that may not write, and would begin anew with a warning."""
        manifest = self.handed_over().manifest_id
        self.close(manifest)
        self.env.flush_all()
        self.authenticate(self.loader.login, self.loader.login)
        address = f"/report/pdf/quote_to_cash.report_fulfilment_manifest/{manifest.id}"
        with self.assertNoLogs("odoo.http", "WARNING"):
            first, again = (
                self.url_open(address, params={"context": '{"force_report_rendering": true}'}).content
                for _time in (1, 2)
            )
        self.assertEqual(first, again)
        self.assertEqual(self.kept(manifest).raw, first)
