"""The inspector's dialog, as it is filled in."""

from io import BytesIO

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestInspectionWizard(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.make_user("warehouse", login="q2c_returns_worker")

    def dialog(self, rma):
        """Open the dialog as the button does."""
        action = rma.with_user(self.worker).action_open_inspection()
        return Form(self.env[action["res_model"]].with_user(self.worker).with_context(**action["context"]))

    def arrived(self, quantity=3):
        rma = self.make_return(self.delivered(), quantity, approve=True)
        self.receive(rma)
        return rma

    def test_it_begins_with_all_that_is_here(self):
        rma = self.arrived()
        dialog = self.dialog(rma)
        with dialog.line_ids.edit(0) as line:
            self.assertEqual((line.quantity, line.grade, line.disposition), (3, "new", "restock"))
            self.assertEqual(line.said, "Changed my mind")
        dialog.save().action_apply()
        inspection = rma.line_ids.inspection_ids
        self.assertEqual((inspection.quantity, inspection.inspected_by_id), (3, self.worker))
        self.assertEqual(inspection.reason_id, self.return_reason("confirmed", "inspection"))

    def test_it_lists_serial_numbers_one_by_one(self):
        scale = self.make_product("Scale", tracking="serial")
        self.make_lots(scale, "S1", "S2")
        rma = self.make_return(self.delivered((scale, 2), stock=False), 2, approve=True)
        rma.with_user(self.worker).action_receive(
            [{"line_id": rma.line_ids.id, "lot_name": name} for name in ("S1", "S2")]
        )
        wizard = self.dialog(rma).save()
        self.assertEqual(wizard.line_ids.mapped("lot_id.name"), ["S1", "S2"])
        wizard.action_apply()
        self.assertEqual(rma.line_ids.quantity_inspected, 2)

    def test_a_line_is_divided(self):
        rma = self.arrived()
        dialog = self.dialog(rma)
        with dialog.line_ids.edit(0) as line:
            line.quantity = 1
        with dialog.line_ids.new() as line:
            line.rma_line_id = rma.line_ids
            line.quantity = 1
            line.grade = "damaged"
            line.accepted = False
            line.disposition = "customer"
        dialog.save().action_apply()
        good, bad = rma.line_ids.inspection_ids
        self.assertEqual((good.disposition, good.accepted, bad.sent_back, bad.accepted), ("restock", True, True, False))
        self.assertEqual((rma.line_ids.quantity_inspected, rma.state), (2, "received"))

    def test_photos_go_with_the_inspection(self):
        rma = self.arrived()
        picture = BytesIO()
        Image.new("RGB", (4, 4), "red").save(picture, "PNG")
        wizard = self.dialog(rma).save()
        photo = self.env["ir.attachment"].with_user(self.worker).create({"name": "Dent.png", "raw": picture.getvalue()})
        wizard.line_ids.photo_ids = photo
        wizard.action_apply()
        kept = rma.line_ids.inspection_ids.photo_ids
        self.assertEqual((kept.name, kept.raw, kept.res_model), ("Dent.png", picture.getvalue(), "sale.rma.inspection"))
        self.assertFalse(photo.exists())

    def test_what_is_no_photo_is_refused(self):
        rma = self.arrived()
        wizard = self.dialog(rma).save()
        photos = self.env["ir.attachment"].with_user(self.worker)
        wizard.line_ids.photo_ids = photos.create({"name": "x.png", "raw": b"MZ program"})
        with self.assertRaisesRegex(UserError, "x.png is no photo"):
            wizard.action_apply()

    def test_nothing_is_here(self):
        rma = self.make_return(self.delivered(), 3, approve=True)
        with self.assertRaisesRegex(UserError, "Nothing of"):
            rma.with_user(self.worker).action_open_inspection()
