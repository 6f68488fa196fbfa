"""The report of the stock position, against real transfers and against what is promised."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_stock import StockCommon

FIGURES = ("on_hand", "reserved", "free", "incoming", "outgoing", "buffer", "available", "short", "uncovered")


@tagged("post_install", "-at_install")
class TestPosition(StockCommon):
    def row(self, product=None, warehouse=None):
        """Return the row of a product in a warehouse."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["stock.position.report"].search(
            [
                ("product_id", "=", (product or self.goods).id),
                ("warehouse_id", "=", (warehouse or self.warehouse).id),
            ]
        )

    def assertPosition(self, row, **figures):
        """Check all figures of a row; what is not named is nothing. And what is promised says the same."""
        self.assertEqual({name: row[name] for name in FIGURES}, {**dict.fromkeys(FIGURES, 0), **figures})
        promise = row.product_id._available_to_promise(row.warehouse_id, 1)[row.product_id, row.warehouse_id]
        for name in ("on_hand", "reserved", "free", "available"):
            self.assertEqual(row[name], getattr(promise, name), name)
        self.assertEqual(row.incoming, sum(quantity for _moment, quantity in promise.incoming))

    def test_on_the_shelf(self):
        self.assertFalse(self.row())
        self.add_stock(self.goods, 10)
        row = self.row()
        self.assertPosition(row, on_hand=10, free=10, available=10)
        self.assertEqual(
            (row.company_id, row.product_tmpl_id, row.categ_id, row.uom_id),
            (self.env.company, self.goods.product_tmpl_id, self.goods.categ_id, self.goods.uom_id),
        )

    def test_reserved(self):
        self.make_order((self.goods, 4))
        self.add_stock(self.goods, 6)
        self.assertPosition(self.row(), on_hand=10, reserved=4, free=6, outgoing=4, available=6)

    def test_shipped_is_gone(self):
        order = self.make_order((self.goods, 4))
        self.add_stock(self.goods, 6)
        self.ship(order, {self.goods: 3})
        self.assertPosition(self.row(), on_hand=7, reserved=1, free=6, outgoing=1, available=6)

    def test_not_covered(self):
        self.add_stock(self.goods, 3)
        self.make_order((self.goods, 10), stock=False)
        self.receive(self.goods, 5, day=4)
        self.assertPosition(
            self.row(), on_hand=3, reserved=3, outgoing=10, incoming=5, available=0, short=7, uncovered=2
        )

    def test_covered_but_late(self):
        self.make_order((self.goods, 10), stock=False, commitment_date=self.day(3))
        self.receive(self.goods, 10, day=9)
        self.assertPosition(self.row(), outgoing=10, incoming=10, short=10)

    def test_promised_for_when_supply_comes(self):
        self.receive(self.goods, 10, day=9)
        self.make_order((self.goods, 10), stock=False, commitment_date=self.day(3))
        self.assertPosition(self.row(), outgoing=10, incoming=10)

    def test_the_vendors_new_date_counts(self):
        purchase = self.buy(self.goods, 10, self.day(9))
        self.make_order((self.goods, 10), stock=False, commitment_date=self.day(20))
        self.assertPosition(self.row(), outgoing=10, incoming=10)
        self.slip(purchase, self.day(30))
        self.assertPosition(self.row(), outgoing=10, incoming=10, short=10)

    def test_what_is_promised_for_later_is_not_available(self):
        self.add_stock(self.goods, 10)
        order = self.make_order((self.goods, 8), stock=False, commitment_date=self.day(20))
        order.picking_ids.do_unreserve()
        self.receive(self.goods, 5, day=30)
        self.assertPosition(self.row(), on_hand=10, free=10, outgoing=8, incoming=5, available=2)

    def test_buffer(self):
        self.add_stock(self.goods, 10)
        self.goods.stock_buffer = 3
        self.assertPosition(self.row(), on_hand=10, free=7, buffer=3, available=7)
        self.assertFalse(self.row().below_buffer)
        self.goods.stock_buffer = 11
        self.assertPosition(self.row(), on_hand=10, buffer=11)
        self.assertTrue(self.row().below_buffer)

    def test_buffer_of_the_nearest_category(self):
        above = self.env["product.category"].create({"name": "Above", "stock_buffer": 4})
        middle = self.env["product.category"].create({"name": "Middle", "parent_id": above.id, "stock_buffer": 2})
        self.goods.categ_id = self.env["product.category"].create({"name": "Below", "parent_id": middle.id})
        self.add_stock(self.goods, 10)
        self.assertPosition(self.row(), on_hand=10, free=8, buffer=2, available=8)
        middle.stock_buffer = 0
        self.assertPosition(self.row(), on_hand=10, free=6, buffer=4, available=6)

    def test_transfers_between_warehouses(self):
        other = self.make_warehouse(1)
        self.add_stock(self.goods, 10)
        move = self.env["stock.move"].create(
            {
                "product_id": self.goods.id,
                "product_uom_qty": 4,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": other.lot_stock_id.id,
                "picking_type_id": self.warehouse.int_type_id.id,
                "date": self.day(2),
            }
        )
        move._action_confirm()
        self.assertPosition(self.row(), on_hand=10, reserved=4, free=6, outgoing=4, available=6)
        self.assertPosition(self.row(warehouse=other), incoming=4)

    def test_steps_within_a_warehouse_change_nothing(self):
        warehouse = self.make_warehouse(2)
        self.add_stock(self.goods, 10, warehouse)
        order = self.make_order((self.goods, 4), stock=False, warehouse=warehouse)
        expected = {"on_hand": 10, "reserved": 4, "free": 6, "outgoing": 4, "available": 6}
        self.assertPosition(self.row(warehouse=warehouse), **expected)
        self.pick(order)
        self.assertPosition(self.row(warehouse=warehouse), **expected)
        self.ship(order)
        self.assertPosition(self.row(warehouse=warehouse), on_hand=6, free=6, available=6)

    def test_other_units(self):
        dozen = self.env.ref("uom.product_uom_dozen").id
        self.add_stock(self.goods, 30)
        self.make_order({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen}, stock=False)
        row = self.row()
        self.assertEqual((row.on_hand, row.reserved, row.available), (30, 24, 6))

    def test_expired_lots_are_left_out(self):
        self.assertIn("removal_date", self.env["stock.quant"]._fields, "product_expiry has to be installed for this")
        self.goods.write({"tracking": "lot", "use_expiration_date": True})
        for quantity, day in ((4, -1), (6, 30)):
            lot = self.env["stock.lot"].create({"name": f"L{quantity}", "product_id": self.goods.id})
            lot.removal_date = self.day(day)
            place = self.warehouse.lot_stock_id
            self.env["stock.quant"]._update_available_quantity(self.goods, place, quantity, lot_id=lot)
        row = self.row()
        self.assertPosition(row, on_hand=6, free=6, available=6)
        self.assertEqual(row.expired, 4)

    def test_a_row_where_somebody_wants_to_have_some(self):
        self.goods.stock_buffer = 5
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.goods.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.warehouse.lot_stock_id.id,
            }
        )
        row = self.row()
        self.assertPosition(row, buffer=5)
        self.assertTrue(row.below_buffer)

    def test_kits_and_services_have_no_stock(self):
        kit = self.make_kit({self.goods: 1})
        self.make_order((kit, 2), (self.service, 1), stock=False)
        self.assertFalse(self.row(kit) | self.row(self.service))
        self.assertPosition(self.row(), outgoing=2, short=2, uncovered=2)

    def test_filters_and_groups(self):
        self.add_stock(self.goods, 3)
        self.add_stock(self.other_goods, 3)
        self.make_order((self.goods, 10), stock=False)
        self.env.flush_all()
        view = self.env["stock.position.report"].get_view(view_type="search")["arch"]
        mine = [("warehouse_id", "=", self.warehouse.id)]
        for name, expected in (("short", self.goods), ("uncovered", self.goods), ("promisable", self.other_goods)):
            self.assertIn(f'name="{name}"', view)
            field = "available" if name == "promisable" else name
            found = self.env["stock.position.report"].search([*mine, (field, ">", 0)])
            self.assertEqual(found.product_id, expected, name)
        groups = self.env["stock.position.report"]._read_group(mine, ["warehouse_id"], ["on_hand:sum", "uncovered:sum"])
        self.assertEqual(groups, [(self.warehouse, 6.0, 7.0)])

    def test_drill_down(self):
        other = self.make_warehouse(1)
        self.add_stock(self.goods, 10)
        self.add_stock(self.goods, 3, other)
        order = self.make_order((self.goods, 4), stock=False)
        receipt = self.receive(self.goods, 5, day=4)
        self.make_order((self.goods, 2), stock=False, warehouse=other)
        row = self.row()
        action = row.action_open_quants()
        quants = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sum(quants.mapped("quantity")), row.on_hand)
        action = row.action_open_moves()
        moves = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(moves, order.picking_ids.move_ids | receipt)
        action = row.action_open_products(self.goods.ids)
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).warehouse_id, self.warehouse | other)

    def test_moves_within_the_warehouse_are_not_in_the_drill_down(self):
        warehouse = self.make_warehouse(2)
        self.add_stock(self.goods, 10, warehouse)
        order = self.make_order((self.goods, 4), stock=False, warehouse=warehouse)
        action = self.row(warehouse=warehouse).action_open_moves()
        # The pick is for the customer: it is the demand until it is done.
        self.assertEqual(self.env["stock.move"].search(action["domain"]), order.picking_ids.move_ids)
        self.pick(order)
        action = self.row(warehouse=warehouse).action_open_moves()
        self.assertEqual(self.env["stock.move"].search(action["domain"]), self.open_pickings(order).move_ids)

    def test_who_may_read(self):
        self.add_stock(self.goods, 10)
        row = self.row()
        for role in ("warehouse", "salesman"):
            user = self.make_user(role)
            self.assertEqual(row.with_user(user).on_hand, 10, role)
            self.assertTrue(row.with_user(user).action_open_quants()["domain"])
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            row.with_user(self.make_user("accountant")).read(["on_hand"])

    def test_own_companies_only(self):
        company = self.env["res.company"].create({"name": "Other Ltd"})
        foreign = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        self.add_stock(self.goods, 10)
        self.add_stock(self.goods, 5, foreign)
        report = self.env["stock.position.report"].with_user(self.make_user("warehouse"))
        self.env.flush_all()
        self.assertEqual(report.search([("product_id", "=", self.goods.id)]).warehouse_id, self.warehouse)
