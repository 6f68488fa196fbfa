"""The status of orders from warehouses that pick (and pack) before they ship."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestStatusTwoSteps(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.make_warehouse(2)

    def test_pick_then_ship(self):
        order = self.make_order()
        self.assertFalse(self.open_pickings(order), "the delivery is made when the pick is done")
        self.assertStatus(order, "entered")
        self.pick(order)
        self.assertEqual(self.open_pickings(order).state, "assigned")
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "delivered")

    def test_work_on_the_pick_counts(self):
        order = self.make_order()
        self.open_pickings(order, step=True).printed = True
        self.assertStatus(order, "in_progress")

    def test_picked_goods_that_are_not_reserved_are_not_ready(self):
        order = self.make_order()
        self.pick(order)
        self.open_pickings(order).do_unreserve()
        self.assertStatus(order, "in_progress")

    def test_partial_pick_is_not_ready_until_the_rest_is_picked(self):
        order = self.make_order()
        self.pick(order, {self.goods: 6})
        self.assertEqual(self.open_pickings(order).move_ids.product_uom_qty, 6)
        self.assertStatus(order, "in_progress")
        self.pick(order)
        self.assertEqual(sum(self.open_pickings(order).move_ids.mapped("product_uom_qty")), 10)
        self.assertStatus(order, "ready")

    def test_part_shipped_while_the_rest_waits_to_be_picked(self):
        order = self.make_order()
        self.pick(order, {self.goods: 6})
        self.deliver(order)
        self.assertStatus(order, "in_progress")
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.pick(order)
        self.assertStatus(order, "ready")
        self.deliver(order)
        self.assertStatus(order, "delivered")

    def test_declined_at_the_pick(self):
        order = self.make_order()
        self.pick(order, {self.goods: 6}, backorder=False)
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.assertStatus(order, "shipped")

    def test_declined_at_the_pick_and_again_at_the_dock(self):
        order = self.make_order()
        self.pick(order, {self.goods: 6}, backorder=False)
        self.ship(order, {self.goods: 5}, backorder=False)
        self.assertEqual(order.order_line.qty_short_closed, 5)
        self.assertStatus(order, "shipped")

    def test_cancelled_pick(self):
        order = self.make_order()
        self.open_pickings(order, step=True).action_cancel()
        self.assertEqual(order.order_line.qty_short_closed, 10)
        self.assertStatus(order, "entered")

    def test_delivery_cancelled_after_the_pick_is_not_shipped(self):
        order = self.make_order()
        self.pick(order)
        self.open_pickings(order).action_cancel()
        self.assertEqual(order.order_line.qty_short_closed, 10)
        self.assertStatus(order, "in_progress")

    def test_quantity_raised_after_shipping_begins_with_a_pick(self):
        order = self.make_order()
        self.pick(order)
        self.deliver(order)
        order.order_line.product_uom_qty = 12
        self.assertTrue(self.open_pickings(order, step=True))
        self.assertStatus(order, "in_progress")

    def test_quantity_lowered_before_the_pick(self):
        order = self.make_order()
        order.order_line.product_uom_qty = 4
        self.pick(order)
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertStatus(order, "shipped")


@tagged("post_install", "-at_install")
class TestStatusThreeSteps(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.make_warehouse(3)

    def test_pick_pack_ship(self):
        order = self.make_order()
        self.assertStatus(order, "entered")
        self.pick(order)
        self.assertStatus(order, "in_progress")
        self.pick(order)
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertStatus(order, "shipped")

    def test_half_of_the_goods_still_at_packing(self):
        order = self.make_order()
        self.pick(order)
        self.pick(order, {self.goods: 5})
        self.assertTrue(self.open_pickings(order))
        self.assertStatus(order, "in_progress")
        self.assertEqual(order.order_line.qty_short_closed, 0)

    def test_declined_at_packing(self):
        order = self.make_order()
        self.pick(order)
        self.pick(order, {self.goods: 7}, backorder=False)
        self.ship(order)
        self.assertEqual(order.order_line.qty_short_closed, 3)
        self.assertStatus(order, "shipped")

    def test_chain_of_pull_rules_where_all_steps_exist_from_the_start(self):
        rules = self.warehouse.delivery_route_id.rule_ids
        rules[0].location_dest_id = rules[1].location_src_id
        rules[1:].action = "pull"
        order = self.make_order()
        self.assertEqual(len(order.order_line.move_ids), 3)
        self.assertTrue(self.open_pickings(order))
        self.assertStatus(order, "entered")
        self.assertEqual(order.order_line.qty_short_closed, 0)
        pick, pack = self.open_pickings(order, step=True).sorted("id", reverse=True)
        self.process(pick, {self.goods: 6})
        self.assertStatus(order, "in_progress")
        self.process(pack, {self.goods: 6})
        self.assertStatus(order, "in_progress")
        self.ship(order, {self.goods: 6})
        self.confirm_delivery(order)
        self.assertStatus(order, "in_progress")
        self.pick(order)  # the backorders of pick and pack, in whatever order
        self.pick(order)
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertStatus(order, "shipped")

    def test_pull_chain_cancelled_at_its_first_step(self):
        rules = self.warehouse.delivery_route_id.rule_ids
        rules[0].location_dest_id = rules[1].location_src_id
        rules[1:].action = "pull"
        rules.propagate_cancel = True
        order = self.make_order()
        order.picking_ids.sorted("id")[-1].action_cancel()
        self.assertEqual(order.order_line.qty_short_closed, 10)
        self.assertStatus(order, "entered")


@tagged("post_install", "-at_install")
class TestStatusTransfersBefore(QuoteToCashCommon):
    def test_goods_brought_from_another_warehouse_still_have_to_be_packed(self):
        other = self.make_warehouse(1)
        self.warehouse.resupply_wh_ids = [Command.set(other.ids)]
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        route = self.warehouse.resupply_route_ids
        self.goods.route_ids = [Command.set((mto + route).ids)]
        order = self.make_order(stock=False)
        self.add_stock(self.goods, 10, other)
        delivery = self.open_pickings(order)
        arrival = delivery.move_ids.move_orig_ids
        self.assertEqual(arrival.location_dest_id, self.warehouse.lot_stock_id)
        self.assertStatus(order, "entered")
        arrival.move_orig_ids._action_assign()
        self.process(arrival.move_orig_ids.picking_id)
        self.process(arrival.picking_id)
        self.assertEqual(delivery.state, "assigned")
        self.assertStatus(order, "in_progress")
        delivery.action_mark_packed()
        self.assertStatus(order, "ready")
        self.ship(order)
        self.assertStatus(order, "shipped")
        self.assertEqual(order.order_line.qty_short_closed, 0)

    def test_delivery_to_another_company_of_the_group(self):
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        self.partner.property_stock_customer = transit
        order = self.make_order()
        self.assertEqual(order.picking_ids.location_dest_id, transit)
        self.assertStatus(order, "entered")
        self.ship(order, {self.goods: 6})
        self.assertStatus(order, "in_progress")
        self.ship(order)
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "delivered")
