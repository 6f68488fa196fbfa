"""The scan of a shipment: what counts, what is refused, and how a check ends."""

import base64
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_check import CheckCommon
from .common_handover import HUGE

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestCheck(CheckCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checkpoint = cls.make_checkpoint()

    def counts(self, check):
        return {line._goods_key(): line.counted for line in check.line_ids}

    def assertRefused(self, check, code, pattern, **values):
        before = self.counts(check)
        said = check.action_scan(code, **values)
        self.assertFalse(said["ok"])
        self.assertEqual(said["sound"], "bad")
        self.assertRegex(said["message"], pattern)
        self.assertEqual(self.counts(check), before)
        return said

    def test_count_by_barcode_and_pass(self):
        picking = self.delivery()
        self.assertEqual(picking.check_state, "open")
        check = self.check_of(picking)
        self.assertEqual(check.mapped("line_ids.expected"), [2, 1])
        said = check.action_scan(self.goods.barcode)
        self.assertTrue(said["ok"])
        self.assertEqual((said["sound"], said["line"]), ("good", check.line_ids[0].id))
        self.assertIn("1 of 2", said["message"])
        self.assertEqual(said["check"]["lines"][0]["counted"], 1)
        with self.assertRaisesRegex(UserError, "1 of 2 counted(?s:.*)0 of 1 counted"):
            check.action_pass()
        check.action_scan(self.goods.barcode)
        check.action_scan(self.other_goods.barcode)
        said = check.action_pass()
        self.assertTrue(said["ok"])
        self.assertEqual((check.state, picking.check_state), ("passed", "passed"))
        self.assertEqual(check.checker_id, self.checker)
        self.assertTrue(check.started_at and check.finished_at)
        self.assertTrue(all(picking.move_ids.mapped("picked")))
        self.assertEqual(picking.fulfilment_state, "packed")
        self.assertEqual(check.scan_ids.mapped("user_id"), self.checker)
        with self.assertRaisesRegex(UserError, "is finished"):
            check.action_scan(self.goods.barcode)

    def test_refusals_change_nothing(self):
        fridge = self.make_product("Fridge", barcode="4006381333955")
        picking, other = self.delivery(), self.delivery((fridge, 1))
        package = self.env["stock.package"].create({"name": "PARCEL-9"})
        other.move_line_ids.result_package_id = package
        check = self.check_of(picking)
        self.assertRefused(check, "nonsense", "unknown")
        self.assertRefused(check, fridge.barcode, "Fridge is not in this transfer")
        order = other.sale_id.name
        self.assertRefused(check, other.name, f"belongs to {other.name} of order {order}")
        self.assertRefused(check, "PARCEL-9", f"belongs to {other.name} of order {order}")
        self.assertRefused(check, self.goods.barcode, "Too many: 0 of 2", quantity=3)
        check.action_scan(self.goods.barcode, quantity=2)
        self.assertRefused(check, self.goods.barcode, "Too many: 2 of 2")
        self.assertFalse(check.scan_ids.filtered(lambda scan: scan.quantity != 2))
        said = check.action_scan(picking.name)
        self.assertTrue(said["ok"])
        self.assertEqual(sum(self.counts(check).values()), 2)

    def test_bad_input(self):
        check = self.check_of(self.delivery())
        stranger = self.check_of(self.delivery())
        for quantity in (0, -1, "two", float("nan"), float("inf"), None):
            text = "for more than nothing" if quantity == 0 else "not a quantity"
            with self.assertRaisesRegex(UserError, text):
                check.action_scan(self.goods.barcode, quantity)
        for code in ("", "   ", None):
            with self.assertRaisesRegex(UserError, "Scan or type"):
                check.action_scan(code)
        with self.assertRaisesRegex(UserError, "does not belong"):
            check.action_count(stranger.line_ids[0], 1)
        with self.assertRaisesRegex(UserError, "does not belong"):
            check.action_answer(12345678, "ok")
        with self.assertRaisesRegex(UserError, "choose a reason"):
            check.action_fail({})
        with self.assertRaisesRegex(UserError, "does not belong"):
            check.action_fail({stranger.line_ids[0].id: self.env.ref("quote_to_cash.reason_check_damaged").id})
        with self.assertRaisesRegex(UserError, "kind"):
            check.action_fail({False: self.reason("mind")})
        self.assertEqual(check.state, "open")

    def test_internal_reference_by_hand(self):
        self.goods.default_code = "OVEN-1"
        check = self.check_of(self.delivery())
        self.assertTrue(check.action_scan("OVEN-1")["ok"])

    def test_packaging_and_leading_zero(self):
        pack = self.env["uom.uom"].create(
            {"name": "Crate of 6", "relative_factor": 6, "relative_uom_id": self.goods.uom_id.id}
        )
        self.goods.uom_ids = pack
        self.env["product.uom"].create({"product_id": self.goods.id, "uom_id": pack.id, "barcode": "0012345678905"})
        check = self.check_of(self.delivery((self.goods, 13)))
        self.assertTrue(check.action_scan("0012345678905")["ok"])
        self.assertTrue(check.action_scan("012345678905")["ok"])  # as UPC
        self.assertEqual(check.line_ids.counted, 12)
        self.assertRefused(check, "0012345678905", "Too many: 12 of 13")

    def test_lots(self):
        yeast = self.make_product("Yeast", tracking="lot", barcode="4006381333962", use_expiration_date=True)
        flour = self.make_product("Flour", tracking="lot")
        self.make_lot(yeast, "LOT-A", 3, expiration_date=fields.Datetime.now() + timedelta(days=9))
        self.make_lot(yeast, "LOT-B")
        self.make_lot(flour, "LOT-F")
        check = self.check_of(self.delivery({"product_id": yeast.id, "product_uom_qty": 3}, stock=False))
        self.assertEqual(check.line_ids.lot_name, "LOT-A")
        self.assertRefused(check, yeast.barcode, "kept by lot(?s:.*)LOT-A")
        self.assertRefused(check, "LOT-B", "not the one to send. Planned: LOT-A")
        self.assertRefused(check, "LOT-F", "Lot LOT-F is of Flour")
        self.assertTrue(check.action_scan("LOT-A", 2)["ok"])
        self.env["stock.lot"].search([("name", "=", "LOT-A")]).expiration_date = fields.Datetime.now() - timedelta(1)
        self.assertRefused(check, "LOT-A", "has expired")
        said = check.action_count(check.line_ids, 3)
        self.assertRegex(said["message"], "has expired")

    def test_same_lot_name_of_another_product(self):
        yeast, flour = (self.make_product(name, tracking="lot") for name in ("Yeast", "Flour"))
        self.make_lot(flour, "0001")
        self.make_lot(yeast, "0001", 1)
        check = self.check_of(self.delivery((yeast, 1), stock=False))
        self.assertTrue(check.action_scan("0001")["ok"])

    def test_gs1(self):
        self.env.company.nomenclature_id = self.env.ref("barcodes_gs1_nomenclature.default_gs1_nomenclature")
        yeast = self.make_product("Yeast", tracking="lot", barcode="4006381333962")
        self.make_lot(yeast, "LOT-A", 3)
        check = self.check_of(self.delivery((yeast, 3), stock=False))
        self.assertTrue(check.action_scan("01040063813339623002\x1d10LOT-A")["ok"])  # goods, two of them, lot
        self.assertEqual(check.line_ids.counted, 2)
        self.assertRefused(check, "010400638133396210LOT-X", "Lot LOT-X of Yeast is not the one")
        self.assertRefused(check, "010400638133396217991399", "unknown")  # a date that is none
        self.assertTrue(check.action_scan("LOT-A")["ok"])

    def test_count_by_hand_and_undo(self):
        check = self.check_of(self.delivery())
        line = check.line_ids[0]
        check.action_scan(self.goods.barcode)
        self.assertTrue(check.action_count(line, 1, add=True)["ok"])
        self.assertRegex(check.action_count(line, 1, add=True)["message"], "Too many")
        self.assertEqual(line.counted, 2)
        self.assertTrue(check.action_count(line, 0)["ok"])
        for expected in (2, 1, 0):
            self.assertTrue(check.action_undo()["ok"])
            self.assertEqual(line.counted, expected)
        self.assertRegex(check.action_undo()["message"], "nothing to take back")
        self.assertRegex(check.action_count(line, -1, add=True)["message"], "Nothing")
        self.assertEqual(len(check.scan_ids), 3)
        self.assertTrue(all(check.scan_ids.mapped("undone")))

    def test_checklist(self):
        self.checkpoint.write(
            {
                "item_ids": [
                    (0, 0, {"kind": "quantity", "name": "All there"}),
                    (0, 0, {"kind": "condition", "name": "Unbroken"}),
                    (0, 0, {"kind": "photo", "name": "Open box"}),
                    (0, 0, {"kind": "documents", "name": "Manual", "required": False}),
                ]
            }
        )
        check = self.count_all(self.check_of(self.delivery()))
        _counted, unbroken, photo, manual = check.answer_ids
        with self.assertRaisesRegex(UserError, "Unbroken(?s:.*)take a photo"):
            check.action_pass()
        check.action_answer(unbroken, "ok", note="As new")
        with self.assertRaisesRegex(UserError, "take a photo"):
            check.action_answer(photo, "ok")
        for bad in ("no image", "ünlesbar", HUGE, base64.b64encode(b"<svg></svg>"), base64.b64encode(b"text").decode()):
            with self.assertRaises(UserError, msg=bad):
                check.action_answer(photo, "ok", photo=bad)
            self.assertFalse(photo.has_photo or photo.value)
        with self.assertRaisesRegex(UserError, "Unknown answer"):
            check.action_answer(unbroken, "maybe")
        check.action_answer(photo.id, "ok", photo=PIXEL.decode())
        check.action_answer(manual, "bad")
        with self.assertRaisesRegex(UserError, "“Manual” is not in order"):
            check.action_pass()
        check.action_answer(manual, False)
        check.action_pass()
        self.assertEqual((check.state, unbroken.user_id, unbroken.note), ("passed", self.checker, "As new"))

    def test_fail_and_check_again(self):
        picking = self.delivery()
        picking.move_ids.with_user(self.picker).picked = True
        self.assertEqual(picking.fulfilment_state, "checking")
        check = self.check_of(picking)
        oven, mixer = check.line_ids
        reason = self.env.ref("quote_to_cash.reason_check_damaged")
        check.action_fail({str(oven.id): reason.id}, note="A dent")
        self.assertEqual((check.state, picking.check_state, picking.fulfilment_state), ("failed", "failed", "picking"))
        self.assertEqual((oven.state, oven.reason_id, mixer.state), ("failed", reason, "short"))
        self.assertEqual(picking.move_ids.mapped("picked"), [False, True])
        self.assertEqual(picking.activity_ids.user_id, self.picker)
        self.assertIn("Damaged", picking.activity_ids.note)
        with self.assertRaisesRegex(UserError, "the check has failed"), self.cr.savepoint():
            self.answer(picking.button_validate())
        self.assertEqual(self.check_of(picking), check)
        picking.move_ids.with_user(self.picker).picked = True
        again = check.with_user(self.picker).action_check_again()
        self.assertEqual((again.state, picking.fulfilment_state), ("open", "checking"))
        with self.assertRaisesRegex(UserError, "Only a failed check"):
            check.action_check_again()
        self.passed(picking)
        self.assertEqual((again.state, check.state), ("passed", "failed"))
        with self.assertRaisesRegex(UserError, "in use"):
            reason.unlink()

    def test_fail_the_whole_transfer(self):
        picking = self.delivery()
        check = self.check_of(picking)
        check.action_fail({"": self.env.ref("quote_to_cash.reason_check_address")})
        self.assertEqual((check.reason_id.code, picking.check_state), ("address", "failed"))

    def test_who_may(self):
        picking = self.delivery()
        check = self.check_of(picking, self.picker)  # may look
        self.assertIn("Warehouse Checker", check._shown()["why_not"])
        for name, values in (
            ("action_scan", ("1",)),
            ("action_undo", ()),
            ("action_pass", ()),
            ("action_count", (check.line_ids[0].id, 1)),
            ("action_answer", (1, "ok")),
            ("action_fail", ({},)),
        ):
            with self.assertRaises(AccessError):
                getattr(check, name)(*values)
        for record in (check, check.line_ids, self.check_of(picking)):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                record.write({"company_id": 1})
        with self.assertRaises(AccessError):
            check.with_user(self.make_user("salesman")).read(["state"])
        self.assertFalse(self.check_of(picking)._shown()["why_not"])

    def test_checker_is_not_the_picker(self):
        self.checkpoint.other_checker = True
        picking = self.delivery()
        check = self.check_of(picking)
        with self.assertRaisesRegex(AccessError, "nobody is known"):
            check.action_scan(self.goods.barcode)
        picking.move_ids.with_user(self.checker).picked = True
        with self.assertRaisesRegex(AccessError, "You have picked"):
            check.action_scan(self.goods.barcode)
        other = self.make_user("checker", login="q2c_checker_2")
        self.passed(picking, other)
        self.assertEqual(picking.move_line_ids.picked_by_id, self.checker)

    def test_the_picker_of_an_earlier_step(self):
        self.checkpoint.other_checker = True
        order = self.make_order((self.goods, 2), warehouse=self.make_warehouse(2))
        order.picking_ids.with_user(self.checker).button_validate()
        picking = self.open_pickings(order)
        self.assertEqual(picking.fulfilment_state, "checking")
        with self.assertRaisesRegex(AccessError, "You have picked"):
            self.check_of(picking).action_scan(self.goods.barcode)

    def test_next_transfer_is_offered(self):
        first, second = self.delivery(), self.delivery()
        second.move_ids.picked = True
        check = self.count_all(self.check_of(first))
        self.assertEqual(check.action_pass()["next"], {"id": second.id, "name": second.name})

    def test_find_by_name_and_parcel(self):
        picking = self.delivery()
        picking.move_line_ids.result_package_id = self.env["stock.package"].create({"name": "PARCEL-1"})
        Check = self.env["fulfilment.check"].with_user(self.checker)
        for code in (picking.name, "PARCEL-1"):
            self.assertEqual(Check.action_find(code)["picking_id"], picking.id)
        self.assertFalse(Check.action_find("nothing")["ok"])
        receipt = self.env["stock.picking"].create({"picking_type_id": self.warehouse.in_type_id.id})
        self.assertRegex(Check.action_find(receipt.name)["message"], "does not go to a customer")
        shown = Check.open_transfer(picking.id)
        self.assertEqual((shown["picking"]["name"], len(shown["lines"])), (picking.name, 2))

    def test_one_check_at_a_time(self):
        picking = self.delivery()
        self.check_of(picking)
        with self.assertRaisesRegex(UniqueViolation, "one_at_a_time"), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["fulfilment.check"].create({"picking_id": picking.id})

    def test_the_count_is_written_before_it_is_read(self):
        """Two who count at once write the same row first, so the second is refused by the database and repeated."""
        check = self.check_of(self.delivery())
        before = check.revision
        check.action_scan("nonsense")
        check.action_scan(self.goods.barcode)
        self.assertEqual(check.revision, before + 2)
