"""What happens between the check and the door: packed, split, put into waves, changed, checked by more rules."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common_check import CheckCommon


@tagged("post_install", "-at_install")
class TestCheckWays(CheckCommon):
    def test_what_a_program_adds_while_goods_leave(self):
        """The gate saw nothing to leave; another module then sends something."""
        self.make_checkpoint()
        picking = self.delivery((self.goods, 2), stock=False)
        moves = type(picking.move_ids)
        note = type(picking)._note_leaving

        def add(pickings):
            note(pickings)
            pickings.move_ids.write({"quantity": 2, "picked": True})

        self.assertTrue(hasattr(moves, "_check_was_counted"))
        with (
            patch.object(type(picking), "_note_leaving", add),
            self.assertRaisesRegex(UserError, "other goods would leave"),
            self.cr.savepoint(),
        ):
            picking.move_ids._action_done()

    def test_packed_after_the_check(self):
        """What is counted stays counted, whatever box it lies in."""
        self.make_checkpoint()
        for pack in ("action_put_in_pack", "action_pack"):
            with self.subTest(pack):
                picking = self.delivery((self.goods, 5), (self.other_goods, 1))
                check = self.passed(picking)
                getattr(picking, pack)()
                self.assertTrue(picking.move_line_ids.result_package_id)
                self.assertEqual((check.state, picking.check_state), ("passed", "passed"))
                picking.button_validate()
                self.assertEqual(picking.state, "done")

    def test_another_checkpoint_applies_after_the_check(self):
        first = self.make_checkpoint()
        self.make_checkpoint(("documents", "Invoice"), name="Precious", minimum_value=1000)
        picking = self.delivery()
        check = self.passed(picking)
        self.assertEqual(check.checkpoint_ids, first)
        picking.sale_id.order_line.price_unit = 1000
        with self.assertRaisesRegex(UserError, "another checkpoint applies (?s:.*)Precious"), self.cr.savepoint():
            picking.button_validate()
        again = self.check_of(picking)
        self.assertEqual((check.state, again.state, again.answer_ids.name), ("void", "open", "Invoice"))
        self.passed(picking)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_another_carrier_after_the_check(self):
        carrier = self.env["delivery.carrier"].create({"name": "Air", "product_id": self.service.id})
        self.make_checkpoint(("photo", "Open box"), carrier_ids=carrier.ids)
        picking = self.delivery()
        self.assertEqual(picking.check_state, "none")
        picking.carrier_id = carrier
        self.assertEqual((picking.check_state, picking.check_ids.state), ("open", "open"))
        picking.carrier_id = False
        self.assertEqual((picking.check_state, picking.check_ids.state), ("none", "void"))

    def test_a_new_checkpoint_looks_at_what_has_passed_another(self):
        self.make_checkpoint()
        picking, left = self.delivery(), self.delivery()
        check, gone = self.passed(picking), self.passed(left)
        left.button_validate()
        self.make_checkpoint(("condition", "Unbroken"))
        self.assertEqual((check.state, picking.check_state, len(picking.check_ids)), ("void", "open", 2))
        self.assertEqual((gone.state, left.check_state), ("passed", "passed"))

    def test_a_checkpoint_that_goes_voids_nothing(self):
        self.make_checkpoint()
        other = self.make_checkpoint(("condition", "Unbroken"))
        picking = self.delivery()
        check = self.passed(picking)
        other.active = False
        self.assertEqual(check.state, "passed")
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_an_internal_transfer_to_a_customer_is_a_delivery(self):
        self.make_checkpoint()
        picking = self.delivery()
        code = "internal"
        self.env.cr.execute("UPDATE stock_picking_type SET code = %s WHERE id = %s", [code, picking.picking_type_id.id])
        self.env.invalidate_all()
        self.assertEqual(picking.picking_type_id.code, code)
        with self.assertRaisesRegex(UserError, "not checked"):
            picking.button_validate()
        self.assertTrue(self.env["fulfilment.check"].with_user(self.checker).action_find(picking.name)["ok"])

    def test_superuser_and_immediate_ways(self):
        """Nobody and no shortcut passes: not the superuser, not a transfer that nobody has marked as picked."""
        self.make_checkpoint()
        picking = self.delivery()
        plain = picking.with_context(skip_immediate=True, skip_backorder=True, button_validate_picking_ids=picking.ids)
        for name, way in {
            "superuser": picking.sudo()._action_done,
            "robot": picking.with_user(self.env.ref("base.user_root")).button_validate,
            "job": picking.move_ids.sudo()._action_done,
            "shortcuts": plain.button_validate,
            "ship": lambda: picking.action_hand_over(),
        }.items():
            with self.subTest(name), self.cr.savepoint(), self.assertRaisesRegex(UserError, "not checked"):
                way()
        self.assertEqual((picking.state, picking.check_state), ("assigned", "open"))

    def test_one_unchecked_of_a_batch_keeps_all(self):
        self.make_checkpoint()
        passed, unchecked = self.delivery(), self.delivery()
        self.passed(passed)
        (passed | unchecked).move_ids.picked = True
        batch = self.env["stock.picking.batch"].create({"picking_ids": [(6, 0, (passed | unchecked).ids)]})
        batch.action_confirm()
        with self.assertRaises(UserError) as refused, self.cr.savepoint():
            batch.action_done()
        self.assertIn(unchecked.name, str(refused.exception))
        self.assertNotIn(passed.name, str(refused.exception))
        self.assertEqual(set((passed | unchecked).mapped("state")), {"assigned"})

    def test_the_barcode_of_a_kit(self):
        """What is counted are its parts; so the screen says, instead of that it does not belong in."""
        cup = self.make_product("Cup")
        kit = self.make_kit({cup: 2})
        kit.barcode = "4006381333986"
        self.make_checkpoint()
        self.add_stock(cup, 2)
        check = self.check_of(self.delivery((kit, 1), stock=False))
        said = check.action_scan(kit.barcode)
        self.assertFalse(said["ok"])
        self.assertRegex(said["message"], "comes in parts")
        self.assertEqual(check.line_ids.counted, 0)

    def test_a_wave_that_takes_a_part_is_checked(self):
        """What a wave takes out was counted as a part of something else."""
        self.make_checkpoint()
        picking = self.delivery((self.goods, 5), (self.other_goods, 1))
        check = self.passed(picking)
        ovens = picking.move_line_ids.filtered(lambda line: line.product_id == self.goods)
        wave = self.env["stock.picking.batch"].create({"is_wave": True, "picking_type_id": picking.picking_type_id.id})
        ovens.with_user(self.picker)._add_to_wave(wave)
        taken = wave.picking_ids
        self.assertNotEqual(taken, picking)
        self.assertEqual((check.state, picking.check_state), ("void", "open"))
        wave.action_confirm()
        with self.assertRaisesRegex(UserError, f"{taken.name}: it is not checked"), self.cr.savepoint():
            wave.action_done()
        self.passed(taken)
        wave.action_done()
        self.assertEqual((taken.state, picking.state), ("done", "assigned"))
        with self.assertRaisesRegex(UserError, "not checked"):
            picking.button_validate()

    def test_a_wave_that_takes_all_keeps_the_check(self):
        self.make_checkpoint()
        picking = self.delivery((self.goods, 5))
        check = self.passed(picking)
        wave = self.env["stock.picking.batch"].create({"is_wave": True, "picking_type_id": picking.picking_type_id.id})
        picking.move_line_ids._add_to_wave(wave)
        wave.action_confirm()
        wave.action_done()
        self.assertEqual((picking.state, check.state), ("done", "passed"))

    def test_a_transfer_that_is_split(self):
        self.make_checkpoint()
        picking = self.delivery((self.goods, 5))
        picking.move_ids.quantity = 3
        check = self.passed(picking)
        picking.action_split_transfer()
        rest = picking.backorder_ids
        self.assertEqual((check.state, picking.check_state), ("passed", "passed"))
        picking.button_validate()
        rest.action_assign()
        with self.assertRaisesRegex(UserError, "not checked"):
            rest.button_validate()

    def test_what_is_corrected_after_it_has_left(self):
        """Odoo lets people correct it; whoever reads the transfer sees that."""
        self.make_checkpoint()
        picking = self.delivery((self.goods, 5))
        check = self.passed(picking)
        picking.button_validate()
        self.assertNotIn("not what was counted", picking.message_ids.mapped("body")[0])
        picking.move_line_ids.quantity = 4
        self.assertIn("not what was counted", picking.message_ids[0].body)
        self.assertEqual((check.state, check.line_ids.counted), ("passed", 5))

    def test_a_lot_that_expires_between_the_count_and_the_pass(self):
        self.make_checkpoint()
        yeast = self.make_product("Yeast", tracking="lot", use_expiration_date=True)
        lot = self.make_lot(yeast, "LOT-A", 1, expiration_date=Datetime.now() + timedelta(days=1))
        check = self.count_all(self.check_of(self.delivery((yeast, 1), stock=False)))
        lot.expiration_date = Datetime.now() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "LOT-A: has expired"):
            check.action_pass()
