"""No delivery that a checkpoint applies to leaves unchecked, however it is validated; and whom it applies to."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_check import CheckCommon


@tagged("post_install", "-at_install")
class TestCheckGate(CheckCommon):
    def ways(self, picking):
        """Return every way to validate a transfer."""
        batch = self.env["stock.picking.batch"].create({"picking_ids": [(6, 0, picking.ids)]})
        batch.action_confirm()
        return {
            "button": picking.button_validate,
            "batch": batch.action_done,
            "script": picking._action_done,
            "moves": picking.move_ids._action_done,
            "one move": picking.move_ids[0]._action_done,
            "without backorder": lambda: picking.move_ids._action_done(cancel_backorder=True),
            "no questions": picking.with_context(skip_backorder=True, skip_sanity_check=True).button_validate,
        }

    def test_every_way_is_closed_and_opens(self):
        self.make_checkpoint()
        picking = self.delivery()
        picking.move_ids.picked = True
        for name, way in self.ways(picking).items():
            with (
                self.subTest(name),
                self.cr.savepoint(),
                self.assertRaisesRegex(UserError, "not checked(?s:.*)Tom Becker"),
            ):
                way()
            self.assertEqual(picking.state, "assigned")
        self.passed(picking)
        for name in self.ways(picking):
            if name == "one move":
                continue
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.ways(picking)[name]()
                self.assertEqual((picking.state, picking.fulfilment_state), ("done", "shipped"))
                self.assertTrue(picking.check_ids.left_at)
                savepoint.rollback()

    def test_one_that_is_a_draft_again_is_checked_too(self):
        """A program adds goods and validates: until Odoo has confirmed them, the transfer is a draft."""
        self.make_checkpoint()
        picking = self.delivery((self.goods, 2))
        picking.move_ids.picked = True
        move = picking.move_ids.copy({"product_id": self.other_goods.id, "picking_id": picking.id})
        self.assertEqual((move.state, picking.state), ("draft", "draft"))
        for way in (picking._action_done, (picking.move_ids - move)._action_done):
            with self.cr.savepoint(), self.assertRaisesRegex(UserError, "not checked"):
                way()

    def test_in_every_kind_of_warehouse(self):
        self.make_checkpoint()
        for steps in (1, 2, 3):
            with self.subTest(steps=steps):
                order = self.make_order((self.goods, 2), warehouse=self.make_warehouse(steps))
                for _step in range(steps - 1):
                    self.pick(order)
                picking = self.open_pickings(order)
                self.assertEqual((len(picking), picking.check_state), (1, "open"))
                if steps > 1:
                    self.assertEqual(picking.fulfilment_state, "checking")
                with self.assertRaisesRegex(UserError, "not checked"):
                    picking.button_validate()
                self.passed(picking)
                self.assertEqual(picking.fulfilment_state, "packed")
                picking.button_validate()
                self.assertEqual(picking.state, "done")

    def test_a_short_delivery_and_its_backorder(self):
        self.make_checkpoint()
        picking = self.delivery((self.goods, 5))
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        check = self.passed(picking)
        self.assertEqual(check.line_ids.expected, 3)
        self.answer(picking.button_validate())
        self.assertEqual((picking.state, picking.move_ids.quantity), ("done", 3))
        backorder = picking.backorder_ids
        self.assertEqual(backorder.check_state, "open")
        with self.assertRaisesRegex(UserError, "not checked"):
            backorder.button_validate()
        self.passed(backorder)
        backorder.button_validate()
        self.assertEqual(backorder.state, "done")

    def test_other_goods_than_counted(self):
        self.make_checkpoint()
        picking = self.delivery((self.goods, 5), (self.other_goods, 1))
        changes = {
            "less": lambda: picking.move_ids[0].write({"quantity": 4}),
            "line": lambda: picking.move_line_ids[0].write({"quantity": 4}),
            "gone": lambda: picking.move_line_ids[0].unlink(),
            "more": lambda: self.env["stock.move.line"].create(
                {"picking_id": picking.id, "product_id": self.goods.id, "quantity": 1, "picked": True}
            ),
        }
        for name, change in changes.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                check = self.passed(picking)
                change()
                self.assertEqual((check.state, picking.check_state), ("void", "open"))
                with self.assertRaisesRegex(UserError, "not checked"):
                    picking._action_done()
                self.passed(picking)
                self.answer(picking.button_validate())
                self.assertEqual(picking.state, "done")
                savepoint.rollback()

    def test_another_lot(self):
        self.make_checkpoint()
        yeast = self.make_product("Yeast", tracking="lot")
        self.make_lot(yeast, "LOT-A", 3)
        other = self.make_lot(yeast, "LOT-B", 3)
        picking = self.delivery((yeast, 3), stock=False)
        check = self.passed(picking)
        picking.move_line_ids.lot_id = other
        self.assertEqual((check.state, picking.check_state), ("void", "open"))

    def test_part_of_what_was_counted(self):
        """Somebody takes the mark off a line, or a program does one move only: other goods than counted."""
        self.make_checkpoint()
        picking = self.delivery()
        self.passed(picking)
        with self.assertRaisesRegex(UserError, "other goods would leave"), self.cr.savepoint():
            picking.move_ids[0]._action_done()
        picking.move_ids[0].picked = False
        with self.assertRaisesRegex(UserError, "have changed since"), self.cr.savepoint():
            picking._action_done()
        self.assertEqual(picking.state, "assigned")

    def test_count_follows_an_open_transfer(self):
        self.make_checkpoint()
        picking = self.delivery((self.goods, 5))
        check = self.check_of(picking)
        check.action_count(check.line_ids, 5)
        picking.move_ids.quantity = 3
        with self.assertRaisesRegex(UserError, "5 counted, only 3"):
            check.action_pass()
        check.action_count(check.line_ids, 3)
        check.action_pass()
        self.assertEqual(picking.check_state, "passed")

    def test_a_check_lets_goods_leave_once(self):
        self.make_checkpoint()
        picking = self.delivery()
        check = self.passed(picking)
        picking.button_validate()
        self.assertTrue(check.left_at)
        self.assertEqual((check.state, picking.check_state), ("passed", "passed"))
        self.assertEqual(self.check_of(picking), check)  # to look at
        with self.assertRaisesRegex(UserError, "finished"):
            check.action_scan(self.goods.barcode)

    def test_kits_and_services(self):
        cup = self.make_product("Cup", barcode="4006381333979")
        kit = self.make_kit({cup: 2})
        self.make_checkpoint(product_ids=kit.ids)
        self.add_stock(cup, 6)
        picking = self.delivery((kit, 3), (self.service, 1), stock=False)
        check = self.check_of(picking)
        self.assertEqual((check.line_ids.product_id, check.line_ids.expected), (cup, 6))
        check.action_scan(cup.barcode, 6)
        check.action_pass()
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_cancelled(self):
        self.make_checkpoint()
        picking = self.delivery()
        check = self.check_of(picking)
        picking.action_cancel()
        self.assertEqual((check.state, picking.check_state), ("void", "none"))

    # === Whom it applies to === #

    def test_nothing_changes_without_a_checkpoint(self):
        self.env["fulfilment.checkpoint"].search([]).unlink()
        picking = self.delivery()
        self.assertEqual((picking.check_state, picking.needs_check), ("none", False))
        with self.assertRaisesRegex(UserError, "needs no check"):
            self.check_of(picking)
        before = self.env.cr.sql_log_count
        self.assertFalse(picking._may_need_check())
        self.assertEqual(self.env.cr.sql_log_count, before)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_receipts_steps_and_drop_shipments_are_not_checked(self):
        self.make_checkpoint()
        fridge = self.make_dropshipped()
        order = self.make_order((fridge, 1), stock=False)
        order._get_purchase_orders().button_confirm()
        self.assertEqual(order.picking_ids.check_state, "none")
        pick = self.make_order(warehouse=self.make_warehouse(2)).picking_ids
        self.assertEqual(pick.check_state, "none")
        returned = self.send_back(self.deliver_checked(), 1)
        self.assertEqual((returned.check_state, returned.state), ("none", "done"))

    def deliver_checked(self):
        picking = self.delivery((self.goods, 1))
        self.passed(picking)
        picking.button_validate()
        return picking

    def test_limits(self):
        metal = self.env["product.category"].create({"name": "Metal"})
        steel = self.env["product.category"].create({"name": "Steel", "parent_id": metal.id})
        self.goods.categ_id = steel
        customer = self.env["res.partner"].create({"name": "Bert", "is_company": True})
        address = self.env["res.partner"].create({"name": "Dock", "parent_id": customer.id, "type": "delivery"})
        carrier = self.env["delivery.carrier"].create({"name": "Van", "product_id": self.service.id})
        mine = {"partner_id": customer.id, "partner_shipping_id": address.id, "carrier_id": carrier.id}
        for limits, fits, other in (
            ({"categ_ids": metal.ids}, ((self.goods, 1),), ((self.other_goods, 1),)),
            ({"product_ids": self.goods.ids}, ((self.goods, 1),), ((self.other_goods, 1),)),
            ({"minimum_value": 201}, ((self.goods, 3),), ((self.goods, 2),)),
        ):
            checkpoint = self.make_checkpoint(**limits)
            self.assertEqual(self.delivery(*fits).check_state, "open")
            self.assertEqual(self.delivery(*other).check_state, "none")
            checkpoint.active = False
        for limits in ({"partner_ids": customer.ids}, {"partner_ids": address.ids}, {"carrier_ids": carrier.ids}):
            checkpoint = self.make_checkpoint(**limits)
            self.assertEqual(self.delivery(**mine).check_state, "open")
            self.assertEqual(self.delivery().check_state, "none")
            checkpoint.active = False

    def test_a_limit_that_is_archived_still_limits(self):
        self.make_checkpoint(product_ids=self.other_goods.ids)
        self.other_goods.active = False
        self.assertEqual(self.delivery((self.goods, 1)).check_state, "none")

    def test_ready_deliveries_follow_a_new_checkpoint(self):
        picking = self.delivery()
        checkpoint = self.make_checkpoint()
        self.assertEqual(picking.check_state, "open")
        checkpoint.active = False
        self.assertEqual((picking.check_state, picking.check_ids.state), ("none", "void"))
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_the_sample_is_decided_once(self):
        checkpoint = self.make_checkpoint(every=3)
        pickings = self.env["stock.picking"].union(*(self.delivery((self.goods, 1)) for _ in range(9)))
        sampled = pickings.filtered(lambda picking: picking.check_state == "open")
        self.assertIn(len(sampled), (2, 3, 4))
        rows = self.env["fulfilment.check.sample"].search([("picking_id", "in", pickings.ids)])
        self.assertEqual((len(rows), rows.filtered("sampled").picking_id), (9, sampled))
        pickings.move_ids._action_assign()
        (pickings - sampled).button_validate()
        self.assertEqual(set((pickings - sampled).mapped("state")), {"done"})
        with self.assertRaisesRegex(UserError, "not checked"):
            sampled.button_validate()
        checkpoint.every = 1_000_000
        self.assertEqual(set(sampled.mapped("check_state")), {"open"})  # what was decided stays

    def test_found_when_it_is_validated(self):
        """What was never reserved by Odoo is found by the gate."""
        self.make_checkpoint()
        picking = self.delivery((self.goods, 2), stock=False)
        self.assertEqual(picking.check_state, "none")
        picking.move_ids.quantity = 2
        self.assertTrue(picking.needs_check)
        with self.assertRaisesRegex(UserError, "not checked"), self.cr.savepoint():
            picking.button_validate()
        self.assertEqual(picking.with_user(self.checker).action_open_check()["tag"], "quote_to_cash.check")
        self.assertEqual(picking.check_state, "open")

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Branch"})
        self.make_checkpoint(company_id=other.id)
        picking = self.delivery()
        self.assertEqual(picking.check_state, "none")
        rule = self.env["fulfilment.checkpoint"].with_user(self.checker).search([("company_id", "=", other.id)])
        self.assertFalse(rule)

    def test_steps_back_for_another_module(self):
        self.make_checkpoint()
        picking = self.delivery()
        self.env.company.checkpoint_steps_back = True
        self.assertEqual(picking.check_state, "open")  # nothing else is installed
        company = type(self.env.company)
        with patch.object(company, "_other_checks_installed", lambda self: True):
            self.env.company.checkpoint_steps_back = True
            self.assertEqual(picking.check_state, "none")
            self.assertEqual(self.delivery().check_state, "none")
            picking.button_validate()
            self.assertEqual(picking.state, "done")
        self.env.registry.clear_cache()

    def test_a_direct_write_opens_nothing(self):
        self.make_checkpoint()
        picking = self.delivery()
        with self.assertRaises(AccessError):
            picking.with_user(self.picker).write({"check_state": "passed"})
        picking.check_state = "passed"  # by a program that may do anything
        with self.assertRaisesRegex(UserError, "not checked"):
            picking.button_validate()

    def test_forms(self):
        with Form(self.env["fulfilment.checkpoint"]) as form:
            form.name = "All"
        picking = self.delivery()
        with Form(picking.with_user(self.picker)) as form:
            form.note = "Careful"
        self.assertTrue(picking.needs_check)
