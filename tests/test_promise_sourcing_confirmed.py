"""Confirmed orders that are sent from elsewhere: what is open moves, nothing is lost and nothing doubled."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_sourcing import SourcingCommon


@tagged("post_install", "-at_install")
class TestSourcingConfirmed(SourcingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_stock(cls.goods, 2)
        cls.add_stock(cls.goods, 20, cls.east)
        cls.add_stock(cls.other_goods, 20)

    @classmethod
    def confirmed(cls, *lines, **values):
        order = cls.order(*lines or [(cls.goods, 10)], **values)
        order.action_confirm()
        return order

    def test_all_from_another_warehouse(self):
        order = self.confirmed()
        old = order.picking_ids
        self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.east): 10})
        self.assertEqual(old.state, "cancel")
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertEqual(self.goods.with_context(warehouse_id=self.home.id).free_qty, 2)
        self.assertEqual(self.goods.with_context(warehouse_id=self.east.id).free_qty, 10)
        self.deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertStatus(order, "delivered")

    def test_only_what_moves_is_touched(self):
        order = self.confirmed((self.goods, 10), (self.other_goods, 3))
        stays = order.order_line[1].move_ids
        self.choose(order, "Split by line")
        self.assertSent(order, {(self.goods, self.east): 10, (self.other_goods, self.home): 3})
        self.assertEqual(order.order_line[1].move_ids, stays)
        self.assertEqual(stays.state, "assigned")

    def test_split_by_quantity(self):
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -12)
        order = self.confirmed()
        total = order.amount_total
        self.choose(order, "Split by quantity")
        self.assertLines(order, (self.goods, 2, self.home), (self.goods, 8, self.east))
        self.assertSent(order, {(self.goods, self.home): 2, (self.goods, self.east): 8})
        self.assertEqual(order.amount_total, total)
        self.deliver(order)
        self.assertEqual(order.order_line.mapped("qty_delivered"), [2, 8])
        self.assertStatus(order, "delivered")

    def test_there_and_back_again(self):
        order = self.confirmed()
        self.choose(order, "All from Portland")
        self.choose(order, "Wait")
        self.assertSent(order, {(self.goods, self.home): 10})
        self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.east): 10})

    def test_the_rest_of_a_shipped_order(self):
        order = self.confirmed()
        self.ship(order, {self.goods: 2})
        self.assertStatus(order, "in_progress")
        self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.east): 8})
        self.assertEqual(order.order_line.product_uom_qty, 10)
        self.ship(order)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertEqual(order.order_line.qty_short_closed, 0)
        self.assertStatus(order, "shipped")

    def test_the_rest_is_divided(self):
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -15)
        order = self.confirmed()
        self.ship(order, {self.goods: 2})
        self.add_stock(self.goods, 3)
        self.choose(order, "Split by quantity")
        self.assertLines(order, (self.goods, 5, self.home), (self.goods, 5, self.east))
        self.assertSent(order, {(self.goods, self.home): 3, (self.goods, self.east): 5})

    def test_raising_the_quantity_later(self):
        order = self.choose(self.confirmed(), "All from Portland")
        order.order_line.product_uom_qty = 12
        self.assertSent(order, {(self.goods, self.east): 12})
        order.order_line.product_uom_qty = 4
        self.assertSent(order, {(self.goods, self.east): 4})

    def test_raising_the_quantity_of_what_was_shipped_from_two_places(self):
        order = self.confirmed()
        self.ship(order, {self.goods: 2})
        self.choose(order, "All from Portland")
        order.order_line.product_uom_qty = 12
        self.assertSent(order, {(self.goods, self.east): 10})

    def test_what_is_picked_stays(self):
        self.home.delivery_steps = "pick_ship"
        self.add_stock(self.goods, 8)
        order = self.confirmed((self.goods, 10), (self.other_goods, 1))
        self.pick(order, {self.goods: 10})
        with self.assertRaisesRegex(UserError, "Oven is picked"):
            self.env["sale.order.line"].browse(order.order_line[1].id).move_ids._action_cancel()
            self.open(order)

    def test_picked_in_the_meantime(self):
        order = self.confirmed((self.goods, 2))
        wizard = self.open(order)
        option = next(o for o in wizard.picture["options"] if o["name"] == "All from Portland")
        move = order.order_line.move_ids
        move.picked = True
        with self.assertRaisesRegex(UserError, "Picked or shipped in the meantime.*Oven"):
            wizard.action_choose(option["key"])
        self.assertSent(order, {(self.goods, self.home): 2})

    def test_two_at_once(self):
        order = self.confirmed()
        nobody = order.browse()
        with (
            patch.object(type(order), "try_lock_for_update", lambda *_args, **_kwargs: nobody),
            self.assertRaisesRegex(UserError, "Somebody else is changing"),
        ):
            self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.home): 10})

    def test_shipped_in_the_meantime(self):
        order = self.confirmed((self.goods, 2))
        wizard = self.open(order)
        option = next(o for o in wizard.picture["options"] if o["name"] == "All from Portland")
        self.ship(order)
        with self.assertRaisesRegex(UserError, "not possible any more"):
            wizard.action_choose(option["key"])
        with self.assertRaisesRegex(UserError, "Nothing of .* is left"):
            self.open(order)

    def test_in_two_steps(self):
        self.home.delivery_steps = "pick_ship"
        self.east.delivery_steps = "pick_pack_ship"
        order = self.confirmed()
        self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.east): 10})
        self.pick(order)
        self.pick(order)
        self.assertStatus(order, "ready")
        self.deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertStatus(order, "delivered")

    def test_kits(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.other_goods, 20, self.east)
        order = self.confirmed((kit, 4))
        self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.east): 4, (self.other_goods, self.east): 8})
        self.deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 4)
        self.assertStatus(order, "delivered")

    def test_kits_divided(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.other_goods, 4, self.east)
        order = self.confirmed((kit, 4))
        self.choose(order, "Split by quantity")
        self.assertLines(order, (kit, 2, self.home), (kit, 2, self.east))
        self.assertSent(
            order,
            {
                (product, place): quantity
                for place in (self.home, self.east)
                for product, quantity in ((self.goods, 2), (self.other_goods, 4))
            },
        )

    def test_kits_partly_shipped(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.other_goods, 20, self.east)
        order = self.confirmed((kit, 4))
        self.ship(order, {self.goods: 2, self.other_goods: 4})
        self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.east): 2, (self.other_goods, self.east): 4})
        self.deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 4)

    def test_half_of_a_kit_stays_where_it_is(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.other_goods, 20, self.east)
        order = self.confirmed((kit, 4))
        self.ship(order, {self.goods: 2, self.other_goods: 1})
        with self.assertRaisesRegex(UserError, "partly on its way"):
            self.open(order)

    def test_units_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.confirmed({"product_id": self.goods.id, "product_uom_qty": 1, "product_uom_id": dozen.id})
        self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.east): 12})
        self.deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 1)

    def test_serial_numbers(self):
        product = self.make_product("Scanner", tracking="serial")
        for warehouse, names in ((self.home, "AB"), (self.east, "CD")):
            for name in names:
                lot = self.env["stock.lot"].create({"name": name, "product_id": product.id})
                self.env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 1, lot_id=lot)
        order = self.confirmed((product, 2))
        self.choose(order, "All from Portland")
        self.assertEqual(order.order_line.move_ids.move_line_ids.lot_id.mapped("name"), ["C", "D"])

    def test_bring_it_first(self):
        order = self.confirmed()
        self.choose(order, "Bring to Columbus first")
        self.assertSent(order, {(self.goods, self.home): 10})
        transfer = order.sourcing_transfer_ids
        self.assertEqual((transfer.quantity, transfer.state), (8, "waiting"))
        for _leg in range(2):
            self.process(transfer.move_ids.filtered(lambda move: move.state == "assigned").picking_id)
        self.assertEqual(order.order_line.move_ids.state, "assigned")

    def test_another_choice_takes_transfers_back(self):
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -10)
        order = self.choose(self.confirmed(), "Bring to Columbus first")
        old = order.sourcing_transfer_ids.move_ids
        self.choose(order, "All from Portland")  # possible only with what the transfer gives back
        self.assertEqual(set(old.mapped("state")), {"cancel"})
        self.assertSent(order, {(self.goods, self.east): 10})
        self.assertFalse(order.sourcing_transfer_ids)

    def test_transfers_that_have_begun_stay(self):
        order = self.choose(self.confirmed(), "Bring to Columbus first")
        transfer = order.sourcing_transfer_ids
        self.process(transfer.move_ids.filtered(lambda move: move.state == "assigned").picking_id)
        self.choose(order, "All from Portland")
        self.assertEqual(transfer.state, "moving")
        self.assertSent(order, {(self.goods, self.east): 10})

    def test_all_or_nothing(self):
        order = self.confirmed()
        moves = order.order_line.move_ids
        model = type(self.env["stock.rule"])
        run = model.run

        def run_half(rules, procurements, **kwargs):
            half = [procurement._replace(product_qty=procurement.product_qty / 2) for procurement in procurements]
            return run(rules, half, **kwargs)

        with (
            patch.object(model, "run", run_half),
            self.assertRaisesRegex(UserError, "10 would have become 5"),
            self.env.cr.savepoint(),
        ):
            self.choose(order, "All from Portland")
        self.env.invalidate_all()
        self.assertEqual(order.order_line.move_ids, moves)
        self.assertSent(order, {(self.goods, self.home): 10})

    def test_without_a_rule_nothing_is_cancelled(self):
        order = self.confirmed()
        self.east.delivery_route_id.rule_ids.active = False
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.choose(order, "All from Portland")
        self.env.invalidate_all()
        self.assertSent(order, {(self.goods, self.home): 10})

    def test_invoiced_lines_are_not_divided(self):
        self.goods.invoice_policy = "order"
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -12)
        order = self.confirmed()
        self.invoice(order)
        self.assertNotIn("quantities", dict(self.options(order)))

    def test_the_warehouse_is_not_changed_beside_the_dialog(self):
        order = self.confirmed()
        with self.assertRaisesRegex(UserError, "use Sourcing"):
            order.order_line.source_warehouse_id = self.east

    def test_held_orders_are_sourced_and_stay_held(self):
        order = self.confirmed()
        order.action_hold(self.reason("customer"))
        self.choose(order, "All from Portland")
        self.assertSent(order, {(self.goods, self.east): 10})
        self.assertEqual(order.order_line.move_ids.filtered(lambda m: m.state != "cancel").quantity, 0)
        self.assertStatus(order, "on_hold")

    def test_a_line_added_later_comes_from_the_order_s_warehouse(self):
        order = self.choose(self.confirmed(), "All from Portland")
        order.order_line = [Command.create({"product_id": self.other_goods.id, "product_uom_qty": 1})]
        self.assertSent(order, {(self.goods, self.east): 10, (self.other_goods, self.home): 1})

    def test_checked_once(self):
        order = self.confirmed()
        self.only("stock_short")
        checks = []
        model = type(self.env["sale.order"])
        check = model._check_after_edit

        def listen(orders):
            checks.append(orders.ids)
            return check(orders)

        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -12)
        with patch.object(model, "_check_after_edit", listen):
            self.choose(order, "Split by quantity")
        self.assertEqual([ids for ids in checks if ids], [order.ids])
        self.assertFalse(order.open_finding_ids)


@tagged("post_install", "-at_install")
class TestTwoWarehouses(SourcingCommon):
    """What Odoo does with lines of different warehouses, and that the status stays true."""

    def two(self, first=1, second=1):
        self.home.delivery_steps, self.east.delivery_steps = (
            {1: "ship_only", 2: "pick_ship"}[steps] for steps in (first, second)
        )
        self.add_stock(self.goods, 5)
        self.add_stock(self.other_goods, 5, self.east)
        order = self.order((self.goods, 5), (self.other_goods, 5))
        self.choose(order, "Split by line")
        order.action_confirm()
        return order

    def test_a_transfer_for_each(self):
        order = self.two()
        self.assertEqual(order.picking_ids.picking_type_id, self.home.out_type_id | self.east.out_type_id)
        self.assertEqual(len(order.picking_ids), 2)
        self.assertStatus(order, "entered")
        self.process(order.picking_ids[0])
        self.assertStatus(order, "in_progress")
        self.process(order.picking_ids[1])
        self.assertStatus(order, "shipped")
        self.confirm_delivery(order)
        self.assertStatus(order, "delivered")
        self.invoice(order)
        self.assertStatus(order, "invoiced")

    def test_one_in_two_steps(self):
        order = self.two(1, 2)
        self.pick(order)
        self.assertStatus(order, "in_progress")
        self.open_pickings(order).filtered(
            lambda picking: picking.picking_type_id == self.home.out_type_id
        ).action_mark_packed()
        self.assertStatus(order, "ready")
        self.deliver(order)
        self.assertStatus(order, "delivered")

    def test_less_of_one_line(self):
        order = self.two()
        with Form(order) as form, form.order_line.edit(1) as line:
            line.product_uom_qty = 3
        self.assertSent(order, {(self.goods, self.home): 5, (self.other_goods, self.east): 3})

    def test_cancelled_and_confirmed_again(self):
        order = self.two()
        order.action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertSent(order, {(self.goods, self.home): 5, (self.other_goods, self.east): 5})
