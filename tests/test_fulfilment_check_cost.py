"""What checkpoints cost: nothing without one, and a few statements for a batch however large it is."""

from unittest.mock import patch

from odoo.tests import tagged

from .common_check import CheckCommon

# Checkpoints and their limits, orders, goods, what leaves, checks and what was counted
MOST_TO_LEAVE = 25
MOST_WITHOUT = 0


@tagged("post_install", "-at_install")
class TestCheckCost(CheckCommon):
    def counting(self, model, name, work):
        """Return the statements that a method takes while work is done."""
        taken = []
        real = getattr(model, name)

        def count(records, *args, **kwargs):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            result = real(records, *args, **kwargs)
            self.env.flush_all()
            taken.append(self.env.cr.sql_log_count - before)
            return result

        with patch.object(model, name, count):
            work()
        return sum(taken)

    def leaving(self, number):
        pickings = self.deliveries(number)
        for picking in pickings:
            if picking.check_state == "open":
                self.passed(picking)
        self.env.flush_all()
        self.env.invalidate_all()
        pickings.mapped("move_ids.state")  # what the core has read by then
        afterwards = 0

        def validate():
            nonlocal afterwards
            moves = type(pickings.move_ids)
            afterwards = self.counting(moves, "_check_was_counted", pickings.button_validate)

        before = self.counting(type(pickings), "_check_may_leave", validate)
        self.assertEqual(set(pickings.mapped("state")), {"done"})
        return before, afterwards

    def test_leaving(self):
        self.make_checkpoint(categ_ids=self.goods.categ_id.ids)
        self.leaving(2)  # what is read once in the life of a process
        few, many = self.leaving(2), self.leaving(30)
        self.assertLessEqual(sum(few), MOST_TO_LEAVE)
        for less, more in zip(few, many, strict=True):
            self.assertLessEqual(more, less + 2)

    def test_a_batch_costs_little_more_than_without(self):
        """All statements of validating a batch, with its checks and without one."""

        def validating(number):
            pickings = self.deliveries(number)
            for picking in pickings.filtered(lambda picking: picking.check_state == "open"):
                self.passed(picking)
            pickings.move_ids.picked = True
            batch = self.env["stock.picking.batch"].create({"picking_ids": [(6, 0, pickings.ids)]})
            batch.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.action_done()
            self.env.flush_all()
            self.assertEqual(set(pickings.mapped("state")), {"done"})
            return self.env.cr.sql_log_count - before

        self.env["fulfilment.checkpoint"].search([]).unlink()
        validating(2)
        bare = validating(20)
        self.make_checkpoint(categ_ids=self.goods.categ_id.ids)
        validating(2)
        checked = validating(20)
        self.assertLessEqual(checked, bare * 1.2, f"{checked} statements, {bare} without checks")

    def test_becoming_ready(self):
        self.make_checkpoint(categ_ids=self.goods.categ_id.ids)

        def count(number):
            pickings = self.deliveries(number)
            pickings.do_unreserve()
            pickings.sudo()._forget_checks(pickings.check_ids.sudo())
            self.env.flush_all()
            self.env.invalidate_all()
            taken = self.counting(type(pickings), "_refresh_checks", lambda: pickings.move_ids._action_assign())
            self.assertEqual(set(pickings.mapped("check_state")), {"open"})
            return taken

        count(2)
        few, many = count(2), count(30)
        self.assertLessEqual(many, few + 2)

    def test_nothing_without_a_checkpoint(self):
        self.env["fulfilment.checkpoint"].search([]).unlink()
        self.leaving(2)
        (few, none), (many, _none) = self.leaving(2), self.leaving(30)
        self.assertEqual((few, none), (many, 0))
        pickings = self.deliveries(3)
        self.env["fulfilment.checkpoint"]._companies()
        before = self.env.cr.sql_log_count
        pickings._may_need_check()
        self.assertEqual(self.env.cr.sql_log_count - before, MOST_WITHOUT)
