"""What a hold stops in the warehouse, whichever way is tried."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestHoldStopsTheWarehouse(QuoteToCashCommon):
    def setUp(self):
        super().setUp()
        self.order = self.make_order()
        self.picking = self.order.picking_ids
        self.worker = self.make_user("warehouse")

    def _hold(self, reason="address"):
        self.order.action_hold(self.reason(reason))

    def _refused(self):
        return self.assertRaisesRegex(UserError, f"{self.order.name} is on hold: ")

    def test_keeps_what_it_holds(self):
        self._hold()
        self.assertEqual(self.picking.move_ids.quantity, 10)

    def test_frees_what_it_holds_by_reason_except_what_is_picked(self):
        self._hold("customer")
        self.assertEqual(self.picking.move_ids.quantity, 0)
        picked = self.make_order()
        picked.picking_ids.move_ids.picked = True
        picked.action_hold(self.reason("customer"))
        self.assertEqual(picked.picking_ids.move_ids.quantity, 10)

    def test_no_new_reservation_by_button_or_scheduler(self):
        self._hold("customer")
        other = self.make_order()
        other.picking_ids.do_unreserve()
        (self.picking + other.picking_ids).action_assign()
        self.assertEqual(self.picking.move_ids.quantity, 0)
        self.assertEqual(other.picking_ids.move_ids.quantity, 10)
        self.picking.move_ids.reservation_date = "2020-01-01"
        self.picking.move_ids._trigger_assign()
        self.env["stock.rule"].run_scheduler()
        self.assertEqual(self.picking.move_ids.quantity, 0)

    def test_quantity_raised_while_held_is_not_reserved(self):
        self._hold()
        self.add_stock(self.goods, 5)
        self.order.order_line.product_uom_qty = 15
        self.assertEqual(sum(self.order.order_line.move_ids.mapped("quantity")), 10)

    def test_no_typed_quantity(self):
        self._hold("customer")
        with self._refused():
            self.picking.move_ids.quantity = 4
            self.env.flush_all()

    def test_typed_quantity_may_go_down(self):
        self._hold()
        self.picking.move_ids.quantity = 4
        self.assertEqual(self.picking.move_ids.quantity, 4)

    def test_no_new_move_line(self):
        self._hold("customer")
        move = self.picking.move_ids
        with self._refused():
            self.env["stock.move.line"].create({**move._prepare_move_line_vals(), "quantity": 1})

    def test_no_raised_move_line(self):
        self._hold()
        self.add_stock(self.goods, 5)
        with self._refused():
            self.picking.move_ids.move_line_ids.quantity = 12
            self.env.flush_all()

    def test_not_validated_by_button(self):
        self._hold()
        with self._refused():
            self.process(self.picking)
        self.assertEqual(self.picking.state, "assigned")

    def test_not_validated_by_a_warehouse_worker_who_cannot_read_orders(self):
        self._hold()
        picking = self.picking.with_user(self.worker)
        self.assertIn("is on hold", picking.hold_message)
        with self._refused():
            picking.button_validate()

    def test_not_validated_by_method(self):
        self._hold()
        self.picking.move_ids.picked = True
        with self._refused():
            self.picking._action_done()
        with self._refused():
            self.picking.move_ids._action_done()
        self.assertEqual(self.picking.state, "assigned")

    def test_not_validated_in_a_batch(self):
        other = self.make_order()
        self._hold()
        pickings = self.picking + other.picking_ids
        pickings.batch_id = False
        batch = self.env["stock.picking.batch"].create({"picking_ids": [Command.set(pickings.ids)]})
        batch.action_confirm()
        pickings.move_ids.picked = True
        with self._refused():
            batch.action_done()
        self.assertEqual(set(pickings.mapped("state")), {"assigned"})

    def test_not_packed(self):
        self._hold()
        with self._refused():
            self.picking.action_mark_packed()

    def test_pick_list_is_not_printed(self):
        self._hold()
        with self._refused():
            self.picking.do_print_picking()
        self.assertFalse(self.picking.printed)
        report = self.env["ir.actions.report"]
        with self._refused():
            report._render_qweb_html("stock.report_picking", self.picking.ids)
        with self._refused():
            report.with_context(force_report_rendering=True)._render_qweb_pdf("stock.report_picking", self.picking.ids)
        with self._refused():
            report._render_qweb_html("stock_picking_batch.report_picking_batch", self.picking.batch_id.ids)

    def test_pick_list_of_a_free_order_prints(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("stock.report_picking", self.picking.ids)
        self.assertIn(self.order.name.encode(), html)

    def test_pick_of_two_steps_is_stopped(self):
        order = self.make_order(warehouse=self.make_warehouse(2))
        order.action_hold(self.reason("address"))
        with self.assertRaisesRegex(UserError, "is on hold"):
            self.pick(order)
        order.action_release_holds("fine")
        self.pick(order)
        order.action_hold(self.reason("address"))
        with self.assertRaisesRegex(UserError, "is on hold"):
            self.ship(order)

    def test_drop_shipment_is_stopped(self):
        order = self.make_order((self.make_dropshipped(), 1), stock=False)
        order.order_line.purchase_line_ids.order_id.button_confirm()
        order.action_hold(self.reason("address"))
        with self.assertRaisesRegex(UserError, "is on hold"):
            self.ship(order)

    def test_returns_are_received(self):
        self.ship(self.order, {self.goods: 6})
        self._hold()
        back = self.send_back(self.order.picking_ids.filtered("shipped_at"), 2)
        self.assertEqual(back.state, "done")
        self.assertEqual(self.order.order_line.qty_delivered, 4)

    def test_held_transfer_can_be_cancelled(self):
        self._hold()
        self.picking.action_cancel()
        self.assertEqual(self.picking.state, "cancel")

    def test_release_reserves_again_and_gives_the_status_of_the_facts(self):
        self.picking.action_mark_packed()
        self.assertStatus(self.order, "ready")
        self._hold("customer")
        self.assertStatus(self.order, "on_hold")
        self.order.action_release_holds("go")
        self.assertEqual(self.picking.move_ids.quantity, 10)
        self.assertStatus(self.order, "ready")

    def test_release_of_one_of_two_holds_does_not_reserve(self):
        self._hold("customer")
        self._hold("address")
        self.order.hold_ids.filtered(lambda hold: hold.reason_id == self.reason("customer")).action_release("ok")
        self.assertEqual(self.picking.move_ids.quantity, 0)

    def test_release_respects_manual_reservation(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        order = self.make_order()
        self.assertEqual(order.picking_ids.move_ids.quantity, 0)
        order.action_hold(self.reason("address"))
        order.action_release_holds("go")
        self.assertEqual(order.picking_ids.move_ids.quantity, 0)
