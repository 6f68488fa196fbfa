"""Many checks at once: they pass together or not at all, and it costs the same however many they are."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_check import CheckCommon


@tagged("post_install", "-at_install")
class TestCheckTogether(CheckCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checkpoint = cls.make_checkpoint(("quantity", "All there"))

    def counted(self, number):
        """Return the counted checks of so many deliveries, as their checker sees them."""
        checks = [self.count_all(self.check_of(picking)).id for picking in self.deliveries(number)]
        return self.env["fulfilment.check"].with_user(self.checker).browse(checks)

    def test_a_batch_passes_with_one_call(self):
        checks = self.counted(3)
        waiting = self.delivery()
        said = checks.action_pass()
        pickings = checks.picking_id.sudo()
        self.assertTrue(said["ok"])
        self.assertIn("3 transfers", said["message"])
        self.assertEqual(said["next"]["id"], waiting.id)
        self.assertEqual(set(checks.mapped("state")), {"passed"})
        self.assertEqual(checks.checker_id, self.checker)
        self.assertEqual(set(pickings.mapped("check_state")), {"passed"})
        self.assertTrue(all(pickings.move_line_ids.mapped("picked")))
        self.assertFalse(pickings.move_line_ids.picked_by_id)
        for picking in pickings:
            self.assertIn("Checked", picking.message_ids[0].body)
        batch = self.env["stock.picking.batch"].create({"picking_ids": [(6, 0, pickings.ids)]})
        batch.action_confirm()
        batch.action_done()
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    def test_from_the_list(self):
        checks = self.counted(2)
        action = checks.action_pass_selected()
        self.assertEqual(
            (action["tag"], action["params"]["message"]), ("display_notification", "2 transfers have passed.")
        )
        self.assertEqual(set(checks.mapped("state")), {"passed"})
        with self.assertRaisesRegex(UserError, "is finished"):
            checks.action_pass_selected()

    def test_all_of_them_or_none(self):
        checks = self.counted(2)
        last = self.check_of(self.delivery((self.goods, 2)))
        with self.assertRaisesRegex(UserError, f"^{last.picking_id.name} cannot pass yet.\n.*0 of 2 counted.$"):
            (checks | last).action_pass()
        self.assertEqual(set(checks.mapped("state")), {"open"})

    def test_one_that_the_checker_has_picked_stops_all(self):
        self.checkpoint.other_checker = True
        pickings = self.deliveries(2)
        pickings[0].move_ids.with_user(self.picker).picked = True
        pickings[1].move_ids.with_user(self.checker).picked = True
        checks = self.check_of(pickings[0]) | self.check_of(pickings[1])
        with self.assertRaisesRegex(AccessError, "You have picked"):
            checks.action_pass()

    def test_lines_of_the_same_goods_that_are_left_behind_stay(self):
        """Passing marks only what was counted, also where another line has the same goods."""
        one, two = self.put_in_two_places()
        one.picked = True
        check = self.passed(one.picking_id)
        self.assertEqual((check.line_ids.expected, one.picked, two.picked), (3, True, False))
        self.answer(one.picking_id.button_validate())
        self.assertEqual(one.picking_id.backorder_ids.move_ids.product_uom_qty, 2)

    def put_in_two_places(self):
        """Return the two lines of a delivery whose goods lie in two places."""
        stock = self.warehouse.lot_stock_id
        for number in (3, 2):
            shelf = self.env["stock.location"].create({"name": f"S{number}", "location_id": stock.id})
            self.env["stock.quant"]._update_available_quantity(self.goods, shelf, number)
        lines = self.delivery((self.goods, 5), stock=False).move_line_ids.sorted("quantity", reverse=True)
        self.assertEqual(lines.mapped("quantity"), [3, 2])
        return lines

    # === What it costs === #

    def cost_of_passing(self, number):
        checks = self.counted(number)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        checks.action_pass()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_passing_costs_the_same_for_any_number(self):
        self.checkpoint.other_checker = False
        self.cost_of_passing(2)  # what is read once in the life of a process
        few = self.cost_of_passing(3)
        checks = self.counted(20)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(few + 2):
            checks.action_pass()
            self.env.flush_all()

    def test_asking_who_has_picked_costs_the_same_for_any_number(self):
        self.checkpoint.other_checker = True

        def cost(number):
            pickings = self.deliveries(number)
            pickings.move_ids.with_user(self.picker).picked = True
            checks = self.env["fulfilment.check"].with_user(self.checker).browse(pickings.check_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertFalse(checks._why_not_checkers())
            return self.env.cr.sql_log_count - before

        cost(2)
        few, many = cost(2), cost(12)
        self.assertEqual(many, few)

    def test_refusing_costs_the_same_for_any_number(self):
        def cost(number):
            pickings = self.deliveries(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(pickings._obstacles_to_leaving()), number)
            return self.env.cr.sql_log_count - before

        cost(2)
        few, many = cost(2), cost(12)
        self.assertEqual(many, few)

    def test_starting_again_costs_the_same_for_any_number(self):
        def cost(number):
            checks = self.counted(number)
            checks.action_pass()
            pickings = checks.sudo().picking_id
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            checks.sudo()._start_again("Other goods")
            self.env.flush_all()
            self.assertEqual(set(pickings.mapped("check_state")), {"open"})
            return self.env.cr.sql_log_count - before

        cost(2)
        few, many = cost(2), cost(12)
        self.assertLessEqual(many, few + 1)
