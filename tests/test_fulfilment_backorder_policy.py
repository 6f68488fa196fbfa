"""Ship complete, partial, or in so many shipments at most; and who gets what arrives."""

from datetime import datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_backorder import BackorderCommon


@tagged("post_install", "-at_install")
class TestShipmentPolicy(BackorderCommon):
    def test_nothing_is_different_by_default(self):
        order = self.short()
        self.assertEqual(order.picking_policy, "direct")
        self.leave_short(order)

    def test_complete(self):
        self.partner.shipment_policy = "complete"
        order = self.short(partner_id=self.env["res.partner"].create({"name": "Desk", "parent_id": self.partner.id}).id)
        self.assertEqual(order.picking_policy, "one")
        picking = order.picking_ids
        self.assertEqual(picking.move_type, "one")
        picking.move_ids.picked = True
        for way in (
            self.dialog(order).process,
            self.dialog(order, user=self.keeper).process_cancel_backorder,
            picking._action_done,
            picking.move_ids._action_done,
            lambda: picking.move_ids.with_user(self.keeper)._action_done(cancel_backorder=True),
        ):
            with self.assertRaisesRegex(UserError, "complete.*order desk|order desk.*missing"), self.cr.savepoint():
                way()
        self.add_stock(self.goods, 4)
        self.ship(order)
        self.assertStatus(order, "shipped")

    def test_complete_in_two_steps(self):
        warehouse = self.make_warehouse(2)
        self.add_stock(self.goods, 6, warehouse)
        order = self.make_order((self.goods, 10), stock=False, warehouse=warehouse, shipment_policy="complete")
        self.dialog(order, step=True).process()
        with self.assertRaisesRegex(UserError, "4 Units Oven"), self.cr.savepoint():
            self.ship(order)
        self.add_stock(self.goods, 4, warehouse)
        self.pick(order)
        self.ship(order)
        self.assertStatus(order, "shipped")

    def test_complete_does_not_wait_for_another_warehouse(self):
        branch = self.make_warehouse(1)
        order = self.make_order(
            {"product_id": self.goods.id, "product_uom_qty": 2},
            {"product_id": self.other_goods.id, "product_uom_qty": 2},
            confirm=False,
            shipment_policy="complete",
        )
        order.order_line[1].warehouse_id = branch
        order.action_confirm()
        self.process(order.picking_ids.filtered(lambda picking: picking.picking_type_id.warehouse_id != branch))
        self.assertEqual(order.order_line[0].qty_delivered, 2)

    def test_the_order_desk_decides(self):
        order = self.short(shipment_policy="complete")
        with self.assertRaisesRegex(UserError, "decided by the order desk"), self.cr.savepoint():
            order.with_user(self.salesman).shipment_policy = "partial"
        order.with_user(self.desk).shipment_policy = "partial"
        self.assertEqual((order.picking_policy, order.picking_ids.move_type), ("direct", "direct"))
        self.leave_short(order)

    def test_closing_of_a_line_is_the_order_desks(self):
        order = self.short(shipment_policy="complete")
        dialog = self.dialog(order, user=self.keeper)
        dialog.short_line_ids.decision = "close"
        with self.assertRaisesRegex(UserError, "only the order desk"), self.cr.savepoint():
            dialog.process()

    def test_two_shipments(self):
        self.partner.write({"shipment_policy": "limited", "max_shipments": 2})
        order = self.short(there=3)
        self.leave_short(order)
        self.add_stock(self.goods, 3)
        with self.assertRaisesRegex(UserError, "this is the last one.*4 Units"), self.cr.savepoint():
            self.leave_short(order)
        with self.cr.savepoint(flush=False) as savepoint:
            self.dialog(order).process_cancel_backorder()
            self.assertStatus(order, "shipped")
            savepoint.rollback()
        self.env.invalidate_all()
        self.add_stock(self.goods, 4)
        self.ship(order)
        self.assertStatus(order, "shipped")

    def test_no_third_shipment(self):
        order = self.short(there=3, shipment_policy="limited", max_shipments=1)
        with self.assertRaisesRegex(UserError, "last one"), self.cr.savepoint():
            self.leave_short(order)
        self.dialog(order).process_cancel_backorder()
        order.order_line.product_uom_qty = 12
        self.add_stock(self.goods, 10)
        with self.assertRaisesRegex(UserError, "they have left"), self.cr.savepoint():
            self.ship(order)
        order.with_user(self.desk).max_shipments = 2
        self.ship(order)

    def two_transfers(self, **values):
        """An order whose goods lie in two transfers."""
        order = self.make_order(
            self.goods, self.other_goods, shipment_policy="limited", max_shipments=1, confirm=False, **values
        )
        order.action_confirm()
        first = order.picking_ids
        second = first.copy({"move_ids": False})
        first.move_ids.filtered(lambda move: move.product_id == self.other_goods).picking_id = second
        order.picking_ids.action_assign()
        order.picking_ids.move_ids.picked = True
        self.assertEqual(len(order.picking_ids), 2)
        return order

    def test_what_leaves_together_for_one_address_is_one_shipment(self):
        order = self.two_transfers()
        order.picking_ids.button_validate()
        self.assertStatus(order, "shipped")
        self.assertEqual(len(order.picking_ids._shipments()), 1)

    def test_a_batch_is_one_shipment(self):
        order = self.two_transfers()
        other = self.make_order()
        other.picking_ids.move_ids.picked = True
        batch = self.env["stock.picking.batch"].create({"picking_ids": [(6, 0, (order + other).picking_ids.ids)]})
        batch.action_confirm()
        batch.action_done()
        self.assertStatus(order, "shipped")
        self.assertEqual((len(order.picking_ids._shipments()), other.picking_ids.left_with_id.id), (1, False))

    def test_two_turns_of_one_validation_are_one_shipment(self):
        order = self.two_transfers()
        order.with_user(self.desk).max_shipments = 2
        second, first = order.picking_ids.sorted("id")
        together = {"button_validate_picking_ids": order.picking_ids.ids}
        first.with_context(**together)._action_done()
        second.with_context(**together)._action_done()
        self.assertEqual((first.left_with_id.id, second.left_with_id), (False, first))
        self.assertEqual(order.picking_ids._shipments(), {first.id})

    def test_two_addresses_are_two_shipments(self):
        order = self.two_transfers()
        order.picking_ids[1].partner_id = self.env["res.partner"].create({"name": "Branch"})
        with self.assertRaisesRegex(UserError, "1 shipments"), self.cr.savepoint():
            order.picking_ids.button_validate()

    def test_one_after_the_other_are_two_shipments(self):
        order = self.two_transfers()
        with self.assertRaisesRegex(UserError, "last one"), self.cr.savepoint():
            order.picking_ids[0].button_validate()
        order.with_user(self.desk).max_shipments = 2
        for picking in order.picking_ids:
            picking.button_validate()
        self.assertEqual(len(order.picking_ids._shipments()), 2)

    def test_what_left_long_before_is_another_shipment_whatever_the_context_says(self):
        order = self.short(there=3, shipment_policy="limited", max_shipments=2)
        first = self.leave_short(order)
        self.add_stock(self.goods, 2)
        second = self.open_pickings(order)
        second.action_assign()
        second.move_ids.picked = True
        first.date_done -= timedelta(days=1)
        together = second.with_context(button_validate_picking_ids=order.picking_ids.ids)
        self.assertIn("last one", str(together._obstacles_to_leaving().get(second)))

    def test_frozen_when_all_has_left(self):
        order = self.make_order(shipment_policy="limited", max_shipments=2)
        self.ship(order)
        desk = order.with_user(self.desk)
        desk.write({"shipment_policy": "limited", "max_shipments": 2})  # as it is
        with self.assertRaisesRegex(UserError, "no more shipments"), self.cr.savepoint():
            desk.max_shipments = 3

    def test_no_fewer_than_have_left(self):
        order = self.short(there=3, shipment_policy="limited", max_shipments=3)
        self.leave_short(order)
        with self.assertRaisesRegex(UserError, "1 shipments of .* left already"), self.cr.savepoint():
            order.with_user(self.desk).max_shipments = 1
        order.with_user(self.desk).shipment_policy = "complete"

    def test_freed_when_complete_is_taken_back(self):
        order = self.short(shipment_policy="complete")
        order.with_user(self.desk).shipment_policy = False
        self.assertEqual((order.picking_policy, order.picking_ids.move_type), ("direct", "direct"))

    def test_orders_under_way_follow_their_customer(self):
        for user in (self.salesman, self.desk):
            user.group_ids += self.env.ref("base.group_partner_manager")
        self.partner.shipment_policy = "complete"
        order, own = self.short(), self.short(shipment_policy="complete")
        with self.assertRaisesRegex(UserError, "decided by the order desk"), self.cr.savepoint():
            self.partner.with_user(self.salesman).shipment_policy = "partial"
        self.partner.with_user(self.desk).shipment_policy = "partial"
        self.assertEqual((order.picking_policy, order.picking_ids.move_type), ("direct", "direct"))
        self.assertEqual((own.picking_policy, own.picking_ids.move_type), ("one", "one"))
        self.partner.with_user(self.desk).shipment_policy = "complete"
        self.assertEqual((order.picking_policy, order.picking_ids.move_type), ("one", "one"))

    def test_a_customer_without_orders_is_anybodys(self):
        self.salesman.group_ids += self.env.ref("base.group_partner_manager")
        self.ship(self.make_order())
        self.partner.with_user(self.salesman).shipment_policy = "complete"
        self.assertEqual(self.partner.shipment_policy, "complete")

    def test_how_many_has_to_be_said(self):
        for owner in (self.partner, self.make_order()):
            with (
                self.assertRaisesRegex(CheckViolation, f"{owner._table}_max_shipments_positive"),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                owner.write({"shipment_policy": "limited", "max_shipments": 0})
                self.env.flush_all()

    def test_cost(self):
        def count(number):
            orders = self.env["sale.order"]
            for _index in range(number):
                orders |= self.make_order(shipment_policy="complete")
            pickings = orders.picking_ids
            pickings.move_ids.picked = True
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # As a request finds them: what is read of one is read of all.
            self.assertFalse(pickings.browse(pickings.ids)._obstacles_to_leaving())
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(3), count(12))


@tagged("post_install", "-at_install")
class TestAllocation(BackorderCommon):
    def arrive(self, quantity):
        """Receive goods."""
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.goods.id,
                            "product_uom_qty": quantity,
                            "product_uom": self.goods.uom_id.id,
                            "location_id": self.env.ref("stock.stock_location_suppliers").id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        },
                    )
                ],
            }
        )
        receipt.action_confirm()
        self.process(receipt)

    def waiting(self, day):
        """An order that waits for goods, promised for a day."""
        order = self.make_order((self.goods, 5), stock=False, commitment_date=self.at(day))
        self.assertFalse(order.picking_ids.move_ids.quantity)
        return order

    def reserved(self, *orders):
        return [order.picking_ids.move_ids.quantity for order in orders]

    def test_the_oldest_promise_first(self):
        late, early = self.waiting(25), self.waiting(10)
        # Odoo would serve the other one.
        late.picking_ids.move_ids.date = datetime(2040, 1, 1)
        early.picking_ids.move_ids.date = datetime(2040, 2, 1)
        self.arrive(6)
        self.assertEqual(self.reserved(early, late), [5, 1])

    def test_the_first_promise_counts(self):
        slipped, other = self.waiting(10), self.waiting(15)
        slipped.action_change_promise({slipped.order_line: self.at(28)}, "The vendor is late")
        self.arrive(5)
        self.assertEqual(self.reserved(slipped, other), [5, 0])

    def test_then_who_ordered_first(self):
        second, first = self.waiting(10), self.waiting(10)
        first.date_order = self.at(1)
        second.picking_ids.move_ids.date = datetime(2040, 1, 1)
        self.arrive(5)
        self.assertEqual(self.reserved(first, second), [5, 0])

    def test_a_star_goes_before(self):
        first, starred = self.waiting(10), self.waiting(20)
        starred.picking_ids.priority = "1"
        self.arrive(5)
        self.assertEqual(self.reserved(first, starred), [0, 5])

    def test_never_to_a_held_order(self):
        held, other = self.waiting(10), self.waiting(20)
        held.action_hold(self.env.ref("quote_to_cash.reason_hold_address"))
        self.arrive(7)
        self.assertEqual(self.reserved(held, other), [0, 5])

    def test_found_goods_go_the_same_way(self):
        late, early = self.waiting(25), self.waiting(10)
        late.picking_ids.move_ids.date = datetime(2040, 1, 1)
        quant = self.env["stock.quant"].create(
            {"product_id": self.goods.id, "location_id": self.warehouse.lot_stock_id.id, "inventory_quantity": 5}
        )
        quant.action_apply_inventory()
        self.assertEqual(self.reserved(early, late), [5, 0])

    def test_cost(self):
        def count(number):
            moves = self.env["stock.move"].concat(*(self.waiting(10).picking_ids.move_ids for _index in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            moves._by_promise(())
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(3), count(12))
