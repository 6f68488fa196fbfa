"""Goods that another warehouse sends first: planned on the quotation, made once at confirmation."""

from datetime import timedelta

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .common_sourcing import SourcingCommon


@tagged("post_install", "-at_install")
class TestSourcingTransfers(SourcingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.transfer_days = 3
        cls.add_stock(cls.goods, 2)
        cls.add_stock(cls.goods, 20, cls.east)

    @classmethod
    def planned(cls, quantity=10, **values):
        return cls.choose(cls.order((cls.goods, quantity), **values), "Bring to Columbus first")

    @classmethod
    def resupply(cls, warehouse=None, **values):
        """Have Odoo make a route, by default from the east."""
        cls.home.resupply_wh_ids = warehouse or cls.east
        cls.home.resupply_route_ids.rule_ids.write(values)

    def moves(self, order):
        return order.sourcing_transfer_ids.move_ids.filtered(lambda move: move.state != "cancel").sorted("id")

    def assertChain(self, order, quantity):
        """Check that goods go out of the east, through transit, and into the order's warehouse."""
        moves = self.moves(order)
        leaving = moves.filtered(lambda move: move.location_dest_id.usage == "transit")
        arriving = moves.filtered(lambda move: move.location_id.usage == "transit")
        self.assertEqual((leaving.product_qty, arriving.product_qty), (quantity, quantity))
        self.assertEqual(leaving.location_id.warehouse_id, self.east)
        self.assertEqual(arriving.location_dest_id, self.home.lot_stock_id)
        self.assertEqual(leaving.location_dest_id, self.env.company.internal_transit_location_id)
        self.assertEqual(leaving.move_dest_ids, arriving)
        self.assertEqual(arriving.state, "waiting")
        self.assertFalse(moves.sale_line_id)
        return leaving, arriving

    def test_planned_on_the_quotation(self):
        order = self.planned()
        transfer = order.sourcing_transfer_ids
        self.assertEqual((transfer.quantity, transfer.state), (8, "planned"))
        self.assertEqual(transfer.source_warehouse_id, self.east)
        self.assertEqual(transfer.arrives_at - transfer.leaves_at, timedelta(days=3))
        self.assertFalse(transfer.move_ids)
        self.assertTrue(self.shown(order, "Bring")["arrives"])
        self.assertTrue(self.shown(order, "Bring")["is_current"])
        self.assertFalse(self.shown(order, "Wait")["is_current"])

    def test_made_and_dated_at_confirmation(self):
        order = self.planned()
        order.action_confirm()
        leaving, arriving = self.assertChain(order, 8)
        transfer = order.sourcing_transfer_ids
        self.assertEqual((leaving.state, transfer.state), ("assigned", "waiting"))
        self.assertEqual((leaving.date, arriving.date), (transfer.leaves_at, transfer.arrives_at))
        self.assertEqual(transfer.arrives_at - transfer.leaves_at, timedelta(days=3))
        self.assertEqual((leaving.origin, arriving.origin), (order.name, order.name))
        self.assertEqual(leaving.picking_id.partner_id, self.home.partner_id)

    def test_the_order_waits_for_them(self):
        order = self.planned()
        order.action_confirm()
        sale_move = order.order_line.move_ids
        self.assertEqual((sale_move.state, sale_move.quantity), ("partially_available", 2))
        self.assertStatus(order, "entered")
        leaving, arriving = self.assertChain(order, 8)
        self.process(leaving.picking_id)
        self.assertEqual(order.sourcing_transfer_ids.state, "moving")
        self.assertEqual(sale_move.quantity, 2)
        self.process(arriving.picking_id)
        self.assertEqual(order.sourcing_transfer_ids.state, "done")
        self.assertEqual((sale_move.state, sale_move.quantity), ("assigned", 10))
        self.assertEqual(len(order.order_line), 1)
        self.deliver(order)
        self.assertStatus(order, "delivered")

    def test_who_waits_for_them_gets_them(self):
        order = self.planned(8)
        other = self.order((self.goods, 6))
        other.action_confirm()  # waits for more, and was there first
        order.action_confirm()
        for _leg in range(2):
            self.process(self.moves(order).filtered(lambda move: move.state == "assigned").picking_id)
        self.assertEqual((order.order_line.move_ids.quantity, other.order_line.move_ids.quantity), (6, 2))

    def test_available_to_promise_sees_them(self):
        order = self.planned()
        order.action_confirm()
        at = order.sourcing_transfer_ids.arrives_at
        projections = self.goods._stock_projections(self.home | self.east, order.order_line)
        self.assertEqual(projections[self.home.id, self.goods.id].first(10, Datetime.now()), at)
        self.assertEqual(projections[self.east.id, self.goods.id].available(Datetime.now()), 12)

    def test_once_whatever_is_tried_again(self):
        order = self.planned()
        order.action_confirm()
        moves = self.moves(order)
        order._make_planned_transfers()
        order.sourcing_transfer_ids._make()
        self.assertEqual(self.moves(order), moves)

    def test_by_the_route_that_resupplies(self):
        self.resupply()
        order = self.planned()
        order.action_confirm()
        leaving, arriving = self.assertChain(order, 8)
        self.assertEqual((leaving | arriving).rule_id.route_id, self.home.resupply_route_ids)
        self.assertEqual(arriving.date - leaving.date, timedelta(days=3))
        self.process(leaving.picking_id)
        self.process(arriving.picking_id)
        self.assertEqual(order.order_line.move_ids.state, "assigned")

    def test_lead_time_of_the_route(self):
        self.resupply(delay=4)
        transfer = self.planned().sourcing_transfer_ids
        self.assertEqual(transfer.arrives_at - transfer.leaves_at, timedelta(days=8))

    def test_route_of_a_warehouse_in_two_steps(self):
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -20)
        boston = self.make_other_warehouse("Boston", "US", "02101", steps=2)
        self.add_stock(self.goods, 20, boston)
        self.resupply(boston)
        order = self.planned()
        order.action_confirm()
        self.assertEqual(len(self.moves(order)), 3)
        while pickings := self.moves(order).filtered(lambda move: move.state == "assigned").picking_id:
            self.process(pickings)
        self.assertEqual(order.sourcing_transfer_ids.state, "done")
        self.assertEqual(order.order_line.move_ids.filtered(lambda move: move.state == "assigned").quantity, 10)

    def test_to_a_warehouse_in_two_steps(self):
        self.home.delivery_steps = "pick_ship"
        order = self.planned()
        order.action_confirm()
        self.assertChain(order, 8)
        for _leg in range(2):
            self.process(self.moves(order).filtered(lambda move: move.state == "assigned").picking_id)
        self.pick(order)
        self.assertStatus(order, "ready")
        self.deliver(order)
        self.assertStatus(order, "delivered")

    def test_components_of_a_kit(self):
        kit = self.make_kit({self.goods: 2, self.other_goods: 1})
        self.add_stock(self.other_goods, 5)
        order = self.choose(self.order((kit, 3)), "Bring to Columbus first")
        self.assertEqual(order.sourcing_transfer_ids.product_id, self.goods)
        self.assertEqual(order.sourcing_transfer_ids.quantity, 4)
        order.action_confirm()
        self.assertChain(order, 4)

    def test_lots_travel(self):
        product = self.make_product("Medicine", tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": product.id})
        self.env["stock.quant"]._update_available_quantity(product, self.east.lot_stock_id, 5, lot_id=lot)
        order = self.choose(self.order((product, 5)), "Bring to Columbus first")
        order.action_confirm()
        for _leg in range(2):
            self.process(self.moves(order).filtered(lambda move: move.state == "assigned").picking_id)
        self.assertEqual(order.order_line.move_ids.move_line_ids.lot_id, lot)

    def test_only_as_much_as_is_still_needed(self):
        order = self.planned()
        order.order_line.product_uom_qty = 5
        order.action_confirm()
        self.assertEqual(sum(order.sourcing_transfer_ids.mapped("quantity")), 5)

    def test_none_if_nobody_needs_them_any_more(self):
        order = self.planned()
        order.order_line = [Command.clear(), Command.create({"product_id": self.other_goods.id, "product_uom_qty": 1})]
        order.action_confirm()
        self.assertFalse(order.sourcing_transfer_ids)
        order = self.planned()
        order.warehouse_id = self.west
        order.action_confirm()
        self.assertFalse(order.sourcing_transfer_ids)

    def test_another_choice_forgets_them(self):
        order = self.planned()
        self.choose(order, "All from Portland")
        self.assertFalse(order.sourcing_transfer_ids)
        self.assertFalse(order.has_planned_transfers)

    def test_cancelling_takes_them_back(self):
        order = self.planned()
        order.action_confirm()
        order.action_cancel()
        self.assertFalse(self.moves(order))
        self.assertEqual(order.sourcing_transfer_ids.state, "planned")
        order.action_draft()
        order.action_confirm()
        self.assertChain(order, 8)

    def test_what_is_under_way_goes_on(self):
        order = self.planned()
        order.action_confirm()
        leaving, arriving = self.assertChain(order, 8)
        self.process(leaving.picking_id)
        order.action_cancel()
        self.assertEqual((leaving.state, arriving.state), ("done", "assigned"))

    def test_the_check_counts_on_them(self):
        self.only("stock_short")
        order = self.planned()
        order.commitment_date = self.day(10)
        self.assertPasses(order)
        order.commitment_date = self.day(1)
        self.assertFinds(order, "2 Units of 10")
        order.commitment_date = self.day(10)
        order.action_confirm()
        self.assertFalse(order.is_on_hold)

    def test_the_check_does_not_count_on_what_is_gone(self):
        self.only("stock_short")
        order = self.planned()
        order.commitment_date = self.day(10)
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -17)
        self.assertFinds(order, "5 Units of 10")

    def test_other_orders_do_not_count_on_plans(self):
        self.planned()
        other = self.order((self.goods, 5))
        availability = other.order_line._availability()[other.order_line][self.home]
        self.assertEqual((availability.available, availability.possible_at), (2, None))

    def test_the_line_counts_on_them(self):
        order = self.planned(commitment_date=self.day(10))
        line = order.order_line
        availability = line._availability()[line][self.home]
        self.assertEqual(availability.available, 10)
        self.assertLess(abs(availability.possible_at - self.day(10)), timedelta(minutes=1))
