"""What was decided about goods that are short: by whom, at what price, and not before the others have left."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.stock.models.stock_move import StockMove

from .common_backorder import BackorderCommon


@tagged("post_install", "-at_install")
class TestSubstitutes(BackorderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.instead(cls.goods)

    def offered(self, order):
        return order.order_line._substitutes()[order.order_line]

    def test_what_cannot_be_sold_is_not_offered(self):
        order = self.short()
        self.assertEqual(self.offered(order), self.successor)
        other = self.env["res.company"].create({"name": "Other"})
        template = self.successor.product_tmpl_id
        for values in (
            {"active": False},
            {"sale_ok": False},
            {"company_id": other.id},
            {"sale_lifecycle": "discontinued"},
            {"uom_id": self.env.ref("uom.product_uom_kgm").id},
        ):
            before = {name: template._fields[name].convert_to_write(template[name], template) for name in values}
            template.write(values)
            self.assertFalse(self.offered(order), values)
            template.write(before)
        self.assertEqual(self.offered(order), self.successor)

    def test_a_company_shares_the_products_of_its_parent(self):
        self.successor.product_tmpl_id.company_id = self.company
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        line = self.make_order(confirm=False).order_line
        with patch.object(type(line), "company_id", branch):
            self.assertTrue(line._may_be_replaced_by(self.successor))

    def test_quantity_in_the_unit_of_the_line(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.add_stock(self.goods, 12)
        values = {"product_id": self.goods.id, "product_uom_id": dozen.id, "product_uom_qty": 3, "price_unit": 1000}
        order = self.make_order(values, stock=False)
        self.decide(order, "substitute")
        old, new = order.order_line
        self.assertEqual((old.qty_delivered, old.qty_short_closed), (1, 2))
        self.assertEqual((new.product_uom_id, new.product_uom_qty, new.price_unit), (dozen, 2, 1000))
        self.assertEqual(self.open_pickings(order).move_ids.product_qty, 24)

    def test_a_discount_counts(self):
        self.successor.list_price = 80
        values = {"product_id": self.goods.id, "product_uom_qty": 10, "price_unit": 100, "discount": 50}
        order = self.make_order(values, stock=False)
        line = order.order_line._add_substitute(self.successor, 2)
        self.assertEqual((line.price_unit, line.discount), (100, 50))

    def test_taxes_count(self):
        tax = self.env["account.tax"].create(
            {"name": "20 %", "amount": 20, "price_include_override": "tax_excluded", "company_id": self.company.id}
        )
        self.successor.taxes_id = tax
        self.successor.list_price = 90  # 108 with taxes
        line = self.short().order_line._add_substitute(self.successor, 1)
        self.assertEqual(line.tax_ids, tax)
        self.assertLessEqual(line.price_total, 100)
        self.assertAlmostEqual(line.price_total, 100, delta=0.02)

    def test_a_locked_order_takes_it_and_stays_locked(self):
        self.add_stock(self.successor, 9)
        order = self.short()
        order.action_lock()
        self.decide(order, "substitute")
        new = order.order_line[1]
        self.assertTrue(order.locked)
        self.assertEqual((new.product_id, new.price_unit), (self.successor, 100))
        self.assertEqual(self.open_pickings(order).move_ids.product_id, self.successor)
        with self.assertRaisesRegex(UserError, "locked order"):
            new.price_unit = 1


@tagged("post_install", "-at_install")
class TestDecisions(BackorderCommon):
    def test_a_transfer_that_waits_for_another_question(self):
        order = self.short()
        dialog = self.dialog(order, user=self.keeper)
        dialog.short_line_ids.decision = "close"
        picking = order.picking_ids
        asked = []

        def ask_first(pickings):
            if pickings.env.context.get("skip_sms"):
                return True
            asked.append(pickings)
            return {"type": "ir.actions.act_window", "context": dict(pickings.env.context, skip_sms=True)}

        with patch.object(type(picking), "_pre_action_done_hook", ask_first):
            action = dialog.process()
            self.assertTrue(asked)
            self.assertEqual((len(order.picking_ids.move_ids), picking.move_ids.product_uom_qty), (1, 10))
            picking.with_user(self.keeper).with_context(**action["context"]).button_validate()
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.assertFalse(self.open_pickings(order))

    def test_nothing_happens_where_nothing_is_validated(self):
        self.instead(self.goods)
        order = self.short()
        dialog = self.dialog(order)
        dialog.short_line_ids.decision = "substitute"
        with self.assertRaisesRegex(UserError, "no part of the transfers"), self.cr.savepoint():
            dialog.with_context(button_validate_picking_ids=None).process()
        self.assertEqual((len(order.order_line), order.picking_ids.move_ids.product_uom_qty), (1, 10))

    def test_moves_of_other_transfers_are_refused(self):
        other = self.make_order(self.other_goods)
        dialog = self.dialog(self.short(), user=self.keeper)
        dialog.short_line_ids.write({"move_id": other.picking_ids.move_ids.id, "decision": "close"})
        with self.assertRaisesRegex(UserError, "Mixer.*no part of the transfers"), self.cr.savepoint():
            dialog.process()
        self.assertEqual(other.picking_ids.move_ids.state, "assigned")

    def test_quantities_are_not_the_clients(self):
        self.instead(self.goods)
        order = self.short()
        values = {"ordered": 1000, "going": 0, "short": 900, "there": 0, "decision": "substitute"}
        self.decide(order, **values)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [10, 4])

    def test_a_line_is_decided_once(self):
        dialog = self.dialog(self.short())
        line = dialog.short_line_ids
        with self.assertRaisesRegex(Exception, "move_unique|decided once"), self.cr.savepoint():
            line.copy({"confirmation_id": dialog.id, "move_id": line.move_id.id}).flush_recordset()

    def test_who_leaves_the_line_out_is_asked_all_the_same(self):
        self.company.short_pick_reasons = True
        order = self.make_order()
        dialog = self.dialog(order, {self.goods: 7})
        dialog.short_line_ids.unlink()
        with self.assertRaisesRegex(UserError, "Say why Oven is short"), self.cr.savepoint():
            dialog.process()

    def test_locked_orders(self):
        order = self.short()
        order.action_lock()
        self.decide(order, "close")
        self.assertEqual((order.order_line.qty_short_closed, order.locked), (4, True))

    def test_the_form_shows_what_is_short(self):
        picking = self.short().picking_ids
        picking.move_ids.picked = True
        action = picking.button_validate()
        dialog = self.env[action["res_model"]].with_context(**action["context"])
        with Form(dialog) as form, form.short_line_ids.edit(0) as line:
            self.assertEqual((line.ordered, line.going, line.short), (10, 6, 4))


@tagged("post_install", "-at_install")
class TestShortReasons(BackorderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.short_pick_reasons = True
        cls.damaged = cls.env.ref("quote_to_cash.reason_short_damaged")
        cls.order = cls.make_order()
        cls.picking = cls.order.picking_ids
        cls.picking.move_ids.write({"quantity": 7, "picked": True})

    def assertNoted(self, text):
        self.assertEqual(self.events(self.order, "short_pick").note, text)

    def test_a_script_that_says_nothing(self):
        self.picking._action_done()
        self.assertEqual(self.picking.move_ids.short_reason_id.code, "not_stated")
        self.assertNoted("3 Units Oven: Not stated")

    def test_a_script_that_says_why(self):
        self.picking.move_ids.short_reason_id = self.damaged
        self.picking.move_ids._action_done()
        self.assertEqual(self.picking.move_ids.short_reason_id, self.damaged)
        self.assertNoted("3 Units Oven: Damaged")

    def test_nobody_is_asked_where_it_is_not_wanted(self):
        self.company.short_pick_reasons = False
        self.picking._action_done()
        self.assertFalse(self.picking.move_ids.short_reason_id)
        self.assertFalse(self.events(self.order, "short_pick"))

    def decide_by(self, setting):
        """Validate where Odoo makes a backorder by itself, or never; say why in the dialog."""
        self.warehouse.out_type_id.create_backorder = setting
        action = self.picking.button_validate()
        dialog = self.env["stock.backorder.confirmation"].with_context(**action["context"]).create({})
        dialog.short_line_ids.reason_id = self.damaged
        dialog.process()
        self.assertNoted("3 Units Oven: Damaged")

    def test_asked_where_odoo_always_makes_a_backorder(self):
        self.decide_by("always")
        self.assertEqual(self.open_pickings(self.order).move_ids.product_uom_qty, 3)

    def test_asked_where_odoo_never_makes_a_backorder(self):
        self.decide_by("never")
        self.assertFalse(self.open_pickings(self.order))

    def test_batches(self):
        batch = self.env["stock.picking.batch"].create({"picking_ids": [Command.set(self.picking.ids)]})
        batch.action_confirm()
        action = batch.action_done()
        dialog = self.env[action["res_model"]].with_context(**action["context"]).create({})
        with self.assertRaisesRegex(UserError, "Say why"), self.cr.savepoint():
            dialog.process()
        dialog.short_line_ids.write({"reason_id": self.damaged.id, "decision": "close"})
        dialog.process()
        self.assertNoted("3 Units Oven: Damaged")

    def test_what_stays_as_a_whole_is_asked_about_again(self):
        order = self.make_order(self.goods, self.other_goods)
        dialog = self.dialog(order, {self.goods: 10})
        dialog.short_line_ids.reason_id = self.damaged
        dialog.process()
        self.assertEqual(self.events(order, "short_pick").note, "10 Units Mixer: Damaged")
        self.assertFalse(self.open_pickings(order).move_ids.short_reason_id)

    def test_what_did_not_leave_has_no_reason_in_the_log(self):
        with (
            patch.object(StockMove, "_action_done", side_effect=UserError("It is in use.")),
            patch.object(type(self.picking.move_ids), "_note_short_pick") as note,
            self.assertRaisesRegex(UserError, "in use"),
        ):
            self.picking._action_done()
        note.assert_not_called()
