"""The dialog about a backorder: what happens to each line that is short."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_backorder import BackorderCommon


@tagged("post_install", "-at_install")
class TestBackorderDialog(BackorderCommon):
    def reason(self, code):
        return self.env["sale.order.reason"]._get_by_code("short_pick", code)

    def test_says_what_is_short(self):
        order = self.short()
        order2 = self.make_order(self.other_goods)
        dialog = self.dialog(order)
        line = dialog.short_line_ids
        self.assertEqual((line.product_id, line.ordered, line.going, line.short), (self.goods, 10, 6, 4))
        self.assertEqual((line.there, line.reason_required), (0, False))
        self.assertFalse(self.dialog(order2, {self.other_goods: 9}).short_line_ids.new_date)

    def test_odoos_buttons_do_what_they_did(self):
        order = self.short()
        self.dialog(order).process()
        self.assertEqual(self.open_pickings(order).move_ids.product_uom_qty, 4)
        order = self.short()
        self.dialog(order).process_cancel_backorder()
        self.assertFalse(self.open_pickings(order))
        self.assertEqual(order.order_line.qty_short_closed, 4)

    def test_receipts_are_not_asked_about(self):
        self.receive(self.goods, 5, day=0)
        receipt = self.env["stock.picking"].search([("picking_type_id", "=", self.warehouse.in_type_id.id)], limit=1)
        receipt.move_ids.write({"quantity": 2, "picked": True})
        action = receipt.button_validate()
        dialog = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertFalse(dialog.short_line_ids)
        dialog.process()
        self.assertEqual(receipt.backorder_ids.move_ids.product_uom_qty, 3)

    def test_new_date_from_supply_is_promised(self):
        order = self.short()
        first = order.order_line.promise_date
        self.buy(self.goods, 50, self.at(20))
        dialog = self.dialog(order, user=self.keeper)
        self.assertGreater(dialog.short_line_ids.new_date, self.at(20))
        dialog.process()
        line = order.order_line
        self.assertGreater(line.promise_date, self.at(20))
        self.assertEqual(line.first_promise_date, first)
        self.assertEqual(self.ledger(order)[-1].reason, f"Short in {order.picking_ids.filtered('shipped_at').name}")
        self.assertEqual(self.ledger(order)[-1].user_id, self.keeper)

    def test_close_one_line_and_send_the_other_later(self):
        self.add_stock(self.goods, 6)
        self.add_stock(self.other_goods, 3)
        order = self.make_order((self.goods, 10), (self.other_goods, 5), stock=False)
        dialog = self.dialog(order)
        dialog.short_line_ids.filtered(lambda line: line.product_id == self.goods).decision = "close"
        dialog.process()
        self.assertEqual(self.open_pickings(order).move_ids.product_id, self.other_goods)
        self.assertEqual(order.order_line.mapped("qty_short_closed"), [4, 0])
        self.assertEqual(order.order_line.mapped("qty_delivered"), [6, 3])

    def test_close_a_line_of_which_nothing_leaves(self):
        self.add_stock(self.goods, 10)
        order = self.make_order((self.goods, 10), (self.other_goods, 5), stock=False)
        dialog = self.dialog(order)
        dialog.short_line_ids.decision = "close"
        dialog.process()
        self.assertFalse(self.open_pickings(order))
        self.assertEqual(order.order_line.mapped("qty_short_closed"), [0, 5])
        self.assertStatus(order, "shipped")

    def test_close_in_the_pick_of_two_steps(self):
        warehouse = self.make_warehouse(2)
        self.env["stock.quant"]._update_available_quantity(self.goods, warehouse.lot_stock_id, 6)
        order = self.make_order((self.goods, 10), stock=False, warehouse=warehouse)
        dialog = self.dialog(order, step=True)
        dialog.short_line_ids.decision = "close"
        dialog.process()
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.ship(order)
        self.assertStatus(order, "shipped")

    def test_send_something_else(self):
        self.goods.product_tmpl_id.successor_id = self.successor
        self.add_stock(self.successor, 10)
        order = self.short()
        dialog = self.dialog(order, user=self.keeper)
        dialog.short_line_ids.decision = "substitute"
        self.assertEqual(dialog.short_line_ids.substitute_id, self.successor)
        dialog.process()
        old, new = order.order_line
        self.assertEqual((old.qty_delivered, old.qty_short_closed), (6, 4))
        self.assertEqual((new.product_id, new.product_uom_qty, new.price_unit), (self.successor, 4, 100))
        self.assertEqual(self.open_pickings(order).move_ids.product_id, self.successor)
        self.assertEqual(self.open_pickings(order).move_ids.quantity, 4)
        self.assertIn("Oven 2", self.events(order, "backorder").note)

    def test_a_cheaper_substitute_costs_less(self):
        self.successor.list_price = 80
        self.goods.product_tmpl_id.successor_id = self.successor
        order = self.short()
        line = order.order_line._add_substitute(self.successor, 2)
        self.assertEqual(line.price_unit, 80)

    def test_the_check_looks_at_substitutes(self):
        self.goods.product_tmpl_id.successor_id = self.successor
        order = self.short()
        self.company.validation_mode = "enforce"
        looked = []
        with patch.object(
            type(order), "_check_at_open_door", lambda orders, confirming=True: looked.append(orders) or orders.browse()
        ):
            order.order_line._add_substitute(self.successor, 2)
        self.assertIn(order, looked)

    def test_bad_substitutes_are_refused(self):
        order = self.short()
        # What is no alternative is not sent, either.
        for product in (self.goods, self.service, self.other_goods, self.env["product.product"]):
            dialog = self.dialog(order)
            dialog.short_line_ids.write({"decision": "substitute", "substitute_id": product.id})
            text = f"{product.name} cannot be sent instead of Oven" if product else "Say what is sent instead of Oven"
            with self.subTest(text), self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                dialog.process()
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_a_reason_where_goods_are_there_by_the_books(self):
        self.company.short_pick_reasons = True
        order = self.make_order()
        dialog = self.dialog(order, {self.goods: 7})
        self.assertEqual((dialog.short_line_ids.there, dialog.short_line_ids.reason_required), (3, True))
        for way in (dialog.process, dialog.process_cancel_backorder):
            with self.assertRaisesRegex(UserError, "Say why Oven is short"), self.cr.savepoint():
                way()
        dialog.short_line_ids.reason_id = self.reason("damaged")
        dialog.process()
        move = order.picking_ids.filtered("shipped_at").move_ids
        self.assertEqual(move.short_reason_id, self.reason("damaged"))
        self.assertEqual(self.events(order, "short_pick").note, "3 Units Oven: Damaged")
        with self.assertRaisesRegex(UserError, "in use"):
            self.reason("damaged").unlink()

    def test_a_reason_of_another_kind_is_refused(self):
        dialog = self.dialog(self.short())
        dialog.short_line_ids.reason_id = self.env.ref("quote_to_cash.reason_cancel_mind")
        with self.assertRaisesRegex(UserError, "is a reason of the kind"):
            dialog.process()

    def test_batches(self):
        orders = self.short() + self.short(product=self.other_goods)
        pickings = self.open_pickings(orders)
        pickings.move_ids.picked = True
        batch = self.env["stock.picking.batch"].create({"picking_ids": [Command.set(pickings.ids)]})
        batch.action_confirm()
        action = batch.action_done()
        dialog = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual(len(dialog.short_line_ids), 2)
        dialog.short_line_ids[0].decision = "close"
        dialog.process()
        self.assertEqual(sorted(orders.order_line.mapped("qty_short_closed")), [0, 4])

    def test_form(self):
        order = self.short()
        picking = order.picking_ids
        picking.move_ids.picked = True
        action = picking.button_validate()
        dialog = self.env[action["res_model"]].with_context(**action["context"])
        with Form(dialog) as form, form.short_line_ids.edit(0) as line:
            line.decision = "close"
        form.record.process()
        self.assertEqual(order.order_line.qty_short_closed, 4)

    def test_cost(self):
        def count(number):
            products = [self.make_product(f"P{index}") for index in range(number)]
            for product in products:
                self.add_stock(product, 6)
            order = self.make_order(*((product, 10) for product in products), stock=False)
            picking = order.picking_ids
            picking.move_ids.picked = True
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # As a request finds them: what is read of one is read of all.
            moves = self.env["stock.picking"].browse(picking.ids).move_ids
            short = self.env["stock.backorder.confirmation.short"]
            lines = short.browse().concat(*(short.new(values) for values in short._prepare_lines(moves)))
            lines.mapped("there")
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(3), count(20))
