"""Who has picked is what marking goods as picked says, and nothing else; so nobody checks his own work."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_check import CheckCommon


@tagged("post_install", "-at_install")
class TestCheckPicker(CheckCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checkpoint = cls.make_checkpoint(other_checker=True)

    def test_nobody_says_who_has_picked(self):
        picking = self.delivery()
        lines = picking.move_line_ids.with_user(self.checker)
        lines.picked = True
        for values in ({"picked_by_id": self.picker.id}, {"picked_by_id": False}):
            with self.assertRaisesRegex(AccessError, "who has picked"):
                lines.write(values)
            with self.assertRaisesRegex(AccessError, "who has picked"):
                lines.create({"picking_id": picking.id, "product_id": self.goods.id, **values})
        added = lines.with_context(default_picked_by_id=self.picker.id, default_picked=True).create(
            {"picking_id": picking.id, "product_id": self.goods.id, "quantity": 1}
        )
        self.assertEqual((lines | added).picked_by_id, self.checker)

    def test_no_context_hides_the_picker(self):
        lines = self.delivery().move_line_ids.with_user(self.checker)
        for value in (True, 1, "x"):
            lines.with_context(fulfilment_keeps_picker=value, fulfilment_same_goods=value).picked = True
            self.assertEqual(lines.picked_by_id, self.checker)
            lines.sudo().write({"picked": False, "picked_by_id": False})

    def test_marking_again_does_not_change_who_has_picked(self):
        picking = self.delivery()
        picking.move_ids.with_user(self.checker).picked = True
        picking.move_ids.with_user(self.picker).picked = True
        picking.move_line_ids.with_user(self.picker).write({"picked": True})
        self.assertEqual(picking.move_line_ids.picked_by_id, self.checker)
        with self.assertRaisesRegex(AccessError, "You have picked"):
            self.check_of(picking).action_scan(self.goods.barcode)

    def test_both_have_picked_a_part(self):
        picking = self.delivery()
        one, two = picking.move_line_ids
        one.with_user(self.picker).picked = True
        picking.move_ids.with_user(self.checker).picked = True  # the rest
        self.assertEqual((one.picked_by_id, two.picked_by_id), (self.picker, self.checker))

    def test_what_is_added_to_a_picked_move_is_picked_by_who_adds_it(self):
        picking = self.delivery()
        picking.move_ids.with_user(self.picker).picked = True
        line = (
            self.env["stock.move.line"]
            .with_user(self.checker)
            .create(
                {
                    "move_id": picking.move_ids[0].id,
                    "picking_id": picking.id,
                    "product_id": self.goods.id,
                    "quantity": 1,
                }
            )
        )
        self.assertEqual((line.picked, line.picked_by_id), (True, self.checker))

    def test_to_note_the_picker_voids_no_check(self):
        picking = self.delivery()
        picking.move_line_ids[0].with_user(self.picker).picked = True
        picking.user_id = self.picker
        picking.move_line_ids[1].with_user(self.picker).picked = True
        check = self.passed(picking)
        picking.move_ids.with_user(self.picker).picked = True
        picking.move_line_ids._note_picker()
        self.assertEqual((check.state, picking.check_state), ("passed", "passed"))

    def test_who_packs_half_of_a_line_has_not_picked_it(self):
        picking = self.delivery((self.goods, 4))
        line = picking.move_line_ids
        line.with_user(self.picker).picked = True
        half = line.with_user(self.checker)._split_off(1)
        self.assertEqual((half.quantity, half.picked, half.picked_by_id), (1, True, self.picker))

    def test_who_packs_what_nobody_has_marked_is_no_picker(self):
        picking = self.delivery((self.goods, 4))
        half = picking.move_line_ids.with_user(self.checker)._split_off(1)
        self.assertFalse(half.picked_by_id)
