"""The ledger: what can still come back, and who may announce it."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_returns import ReturnsCommon


@tagged("post_install", "-at_install")
class TestReturnLedger(ReturnsCommon):
    def returnable(self, order):
        order.invalidate_recordset()
        order.order_line.invalidate_recordset()
        return order.order_line[:1].qty_returnable

    def test_what_was_delivered_can_come_back(self):
        order = self.make_order()
        self.assertEqual(self.returnable(order), 0)
        self.deliver(order)
        self.assertEqual(self.returnable(order), 10)

    def test_a_draft_announces_nothing_a_request_does(self):
        order = self.delivered()
        rma = self.make_return(order, 3)
        self.assertEqual(self.returnable(order), 10)
        rma.action_request()
        self.assertEqual(self.returnable(order), 7)

    def test_what_was_received_stays_off_the_ledger(self):
        order = self.delivered()
        rma = self.make_return(order, 3, approve=True)
        self.receive(rma)
        self.assertEqual((self.returnable(order), rma.line_ids.quantity_received), (7, 3))

    def test_no_more_than_is_left(self):
        order = self.delivered()
        self.make_return(order, 8, request=True)
        with self.assertRaisesRegex(UserError, "3 .* too many; at most 2"):
            self.make_return(order, 3, request=True)

    def test_two_lines_of_one_return_count_together(self):
        order = self.delivered()
        rma = self.make_return(order, 6)
        rma.line_ids.copy({"rma_id": rma.id})
        with self.assertRaisesRegex(UserError, "too many"):
            rma.action_request()

    def test_cancelled_and_rejected_returns_give_it_back(self):
        order = self.delivered()
        self.make_return(order, 10, approve=True).action_cancel()
        rma = self.make_return(order, 10, request=True)
        rma.with_user(self.manager).action_reject("Worn")
        self.assertEqual(self.returnable(order), 10)

    def test_several_deliveries_add_up(self):
        order = self.make_order((self.goods, 10))
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 4, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.returnable(order), 4)
        self.deliver(order)
        rma = self.make_return(order, 10, approve=True)
        moves = rma.picking_ids.move_ids
        self.assertEqual(sorted(moves.mapped("product_uom_qty")), [4, 6])
        self.assertEqual(len(moves.origin_returned_move_id), 2)

    def test_two_lines_share_the_deliveries(self):
        order = self.make_order((self.goods, 10))
        order.picking_ids.move_ids.write({"quantity": 4, "picked": True})
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.deliver(order)
        rma = self.make_return(order, 4)
        rma.line_ids.copy({"rma_id": rma.id, "quantity": 6})
        rma.action_request()
        rma.with_user(self.manager).action_approve()
        back = rma.picking_ids.move_ids
        delivered = {move: move.quantity for move in back.origin_returned_move_id}
        self.assertEqual(sorted(delivered.values()), [4, 6])
        for move, quantity in delivered.items():
            self.assertEqual(sum((back & move.returned_move_ids).mapped("product_uom_qty")), quantity)

    def test_units_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.delivered({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen.id})
        self.assertEqual(self.returnable(order), 2)
        rma = self.make_return(order, 0.5, approve=True)
        self.assertEqual(rma.picking_ids.move_ids.product_uom_qty, 6)
        self.receive(rma)
        self.assertEqual((rma.line_ids.quantity_received, self.returnable(order)), (0.5, 1.5))

    def test_odoos_own_return_counts(self):
        order = self.delivered()
        self.own_return(order, 4)
        self.assertEqual(self.returnable(order), 6)

    def test_odoos_own_return_cannot_take_what_a_return_expects(self):
        order = self.delivered()
        rma = self.make_return(order, 8, approve=True)
        with self.assertRaisesRegex(UserError, rma.name):
            self.own_return(order, 4)

    def own_return(self, order, quantity):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=order.picking_ids[:1].id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = quantity
        picking = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        picking.move_ids.picked = True
        picking.button_validate()

    # === Kits === #

    def test_kits_are_counted_whole(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        order = self.kits(kit, 5)
        self.assertEqual(self.returnable(order), 5)
        rma = self.make_return(order, 2, approve=True)
        moves = rma.picking_ids.move_ids
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in moves}, {self.goods: 4, self.other_goods: 2}
        )
        self.receive_all(rma)
        self.assertEqual((rma.line_ids.quantity_received, self.returnable(order)), (2, 3))

    def test_a_component_comes_back_by_itself(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        order = self.kits(kit, 5)
        rma = self.make_return(order, 3, product_id=self.goods.id, approve=True)
        self.assertEqual(rma.picking_ids.move_ids.product_uom_qty, 3)
        self.receive(rma)
        self.assertEqual((rma.line_ids.quantity_received, self.returnable(order)), (3, 3))
        with self.assertRaisesRegex(UserError, "too many"):
            self.make_return(order, 8, product_id=self.goods.id, request=True)

    def kits(self, kit, quantity):
        self.add_stock(self.goods)
        self.add_stock(self.other_goods)
        return self.delivered((kit, quantity))

    def receive_all(self, rma):
        picking = rma._open_receipts()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()

    # === Lots === #

    def test_lots_have_their_own_ledger(self):
        tracked = self.make_product("Scale", tracking="serial")
        first, second = self.env["stock.lot"].create(
            [{"name": name, "product_id": tracked.id, "company_id": self.company.id} for name in ("S1", "S2")]
        )
        for lot in first + second:
            self.env["stock.quant"]._update_available_quantity(tracked, self.warehouse.lot_stock_id, 1, lot_id=lot)
        order = self.delivered((tracked, 2), stock=False)
        self.make_return(order, 1, lot_id=first.id, approve=True)
        with self.assertRaisesRegex(UserError, "S1"), self.env.cr.savepoint():
            self.make_return(order, 1, lot_id=first.id, request=True)
        self.make_return(order, 1, lot_id=second.id, request=True)
        self.assertEqual(self.returnable(order), 0)

    # === Bad input === #

    def test_services_are_not_returned(self):
        order = self.delivered((self.goods, 1), (self.service, 1))
        with self.assertRaisesRegex(UserError, "service"):
            self.make_return(order, line=order.order_line[1], request=True)

    def test_nothing_of_a_cancelled_order(self):
        order = self.make_order()
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            self.make_return(order, request=True)

    def test_another_customers_order(self):
        order = self.delivered()
        stranger = self.env["res.partner"].create({"name": "Bert"})
        with self.assertRaisesRegex(UserError, "not an order of Bert"):
            self.env["sale.rma"].create(
                {
                    "partner_id": stranger.id,
                    "line_ids": [Command.create({"sale_line_id": order.order_line.id, "quantity": 1})],
                }
            )

    def test_cost_does_not_grow_with_lines(self):
        few = self.delivered(*[(self.goods, 1)] * 2)
        many = self.delivered(*[(self.goods, 1)] * 12)
        for order in (few, many):
            self.env.invalidate_all()
            order.order_line.mapped("product_id.uom_id.name"), order.order_line.mapped("qty_delivered_method")
            with self.assertQueryCount(3):
                order.order_line._return_ledgers()
