"""Packing beside the other parts of the room: what was checked stays checked, and void labels do not leave."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_check import CheckCommon
from .common_packing import PackingCommon


@tagged("post_install", "-at_install")
class TestPackChecked(CheckCommon, PackingCommon):
    def test_packing_does_not_undo_a_check(self):
        self.make_checkpoint()
        self.make_rule(self.box)
        picking = self.delivery((self.goods, 3), (self.other_goods, 2))
        picking.move_ids.with_user(self.picker).picked = True
        self.passed(picking)
        self.assertEqual(picking.check_state, "passed")
        picking.with_user(self.checker).action_pack()
        self.assertEqual(len(picking.parcel_ids), 2)
        self.assertEqual(picking.check_state, "passed")
        self.assertEqual(picking.move_line_ids.picked_by_id, self.picker)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_nobody_says_so_from_outside(self):
        self.make_checkpoint()
        picking = self.delivery((self.goods, 3))
        picking.move_ids.picked = True
        self.passed(picking)
        picking.move_line_ids.with_context(fulfilment_same_goods=True).quantity = 2
        self.assertNotEqual(picking.check_state, "passed")

    def test_a_void_label_is_not_handed_over(self):
        picking = self.packed((self.goods, 3))
        one, two = picking.parcel_ids
        one.tracking_ref = "A1"
        self.print_labels(picking)
        two.action_remove_package()
        one.action_remove_package()
        name = one.name
        for code in (name, "A1"):
            with self.assertRaisesRegex(UserError, "is void"), self.cr.savepoint():
                self.env["fulfilment.manifest"]._transfer_to_hand_over(code)
        self.assertEqual(self.env["fulfilment.manifest"]._transfer_to_hand_over(picking.name)[0], picking)

    def test_a_checked_delivery_leaves_by_scanning_its_cartons(self):
        self.make_checkpoint()
        self.make_rule(self.box)
        picking = self.delivery((self.goods, 3), (self.other_goods, 2))
        picking.move_ids.with_user(self.picker).picked = True
        manifest = self.env["fulfilment.manifest"]
        with self.assertRaisesRegex(UserError, "not checked yet"), self.cr.savepoint():
            manifest._scan(picking.name, manifest.env["delivery.carrier"], self.warehouse, False)
        self.passed(picking)
        picking.with_user(self.checker).action_pack()
        one, two = picking.parcel_ids
        for parcel in (one, two):
            self.assertEqual(picking.state, "assigned")
            manifest._scan(parcel.name, manifest.env["delivery.carrier"], self.warehouse, False)
        self.assertEqual(picking.state, "done")
        self.assertTrue(picking.handed_over_at)

    def test_a_transfer_opens_without_a_right_on_labels(self):
        picking = self.packed((self.goods, 3))
        self.print_labels(picking)
        self.env["ir.model.access"].search([("model_id.model", "=", "fulfilment.label")]).unlink()
        self.env.invalidate_all()
        self.assertEqual(picking.with_user(self.picker).label_count, 2)
