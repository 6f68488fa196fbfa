"""What is available to promise: stock, what comes and goes, and what is kept back."""

from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_stock import StockCommon


class AvailableCommon(StockCommon):
    def promise(self, product, quantity=1, at=None, warehouse=None):
        """Return what there is of one product in one warehouse."""
        warehouse = warehouse or self.warehouse
        return product._available_to_promise(warehouse, quantity, at)[product, warehouse]

    def assertPossible(self, found, moment):
        """Check the day on which something is possible; None: it is not known."""
        self.assertEqual(found.possible_at and found.possible_at.date(), moment and moment.date())


@tagged("post_install", "-at_install")
class TestAvailable(AvailableCommon):
    def test_on_the_shelf(self):
        self.add_stock(self.goods, 10)
        found = self.promise(self.goods, 10)
        self.assertEqual((found.on_hand, found.reserved, found.free, found.available), (10, 0, 10, 10))
        self.assertPossible(found, self.now)

    def test_a_count_that_was_begun_is_no_stock(self):
        self.env["stock.quant"].create(
            {
                "product_id": self.goods.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "inventory_quantity": 5,
            }
        ).flush_recordset()
        self.env.cr.execute("UPDATE stock_quant SET quantity = NULL WHERE product_id = %s", [self.goods.id])
        self.env.invalidate_all()
        found = self.promise(self.goods, 1)
        self.assertEqual((found.on_hand, found.available), (0, 0))

    def test_more_than_there_will_ever_be(self):
        self.add_stock(self.goods, 10)
        found = self.promise(self.goods, 11)
        self.assertEqual(found.available, 10)
        self.assertPossible(found, None)

    def test_receipts_count_from_their_date(self):
        self.add_stock(self.goods, 4)
        self.receive(self.goods, 6, day=5)
        found = self.promise(self.goods, 10)
        self.assertEqual((found.available, found.incoming), (4, ((self.day(5).replace(microsecond=0), 6),)))
        self.assertPossible(found, self.day(5))
        self.assertEqual(self.promise(self.goods, 10, at=self.day(6)).available, 10)

    def test_reserved_for_others(self):
        self.make_order((self.goods, 6), stock=False)
        self.add_stock(self.goods, 10)
        self.make_order((self.goods, 3), stock=False)
        found = self.promise(self.goods, 2)
        self.assertEqual((found.on_hand, found.available), (10, 1))
        self.assertPossible(found, None)

    def test_what_is_promised_for_later_is_not_taken(self):
        self.add_stock(self.goods, 10)
        self.make_order((self.goods, 8), stock=False, commitment_date=self.day(20))
        self.assertEqual(self.promise(self.goods, 5).available, 2)

    def test_buffer_of_the_product(self):
        self.add_stock(self.goods, 10)
        self.goods.stock_buffer = 3
        found = self.promise(self.goods, 8)
        self.assertEqual((found.on_hand, found.free, found.available), (10, 7, 7))

    def test_buffer_of_the_category_above(self):
        above = self.env["product.category"].create({"name": "Above", "stock_buffer": 4})
        self.goods.categ_id = self.env["product.category"].create({"name": "Below", "parent_id": above.id})
        self.add_stock(self.goods, 10)
        self.assertEqual(self.promise(self.goods).available, 6)
        above.stock_buffer = 5
        self.assertEqual(self.promise(self.goods).available, 5)

    def test_each_warehouse_by_itself(self):
        other = self.make_warehouse(1)
        self.add_stock(self.goods, 10)
        self.add_stock(self.goods, 3, other)
        found = self.goods._available_to_promise(self.warehouse | other, 5)
        self.assertEqual([found[self.goods, place].available for place in self.warehouse | other], [10, 3])

    def test_transfers_between_warehouses_are_supply_of_one_and_demand_of_the_other(self):
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
        self.assertEqual(self.promise(self.goods).available, 6)
        self.assertPossible(self.promise(self.goods, 4, warehouse=other), self.day(2))

    def test_kits_by_component(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 4})
        self.add_stock(self.goods, 10)
        self.add_stock(self.other_goods, 8)
        self.receive(self.other_goods, 100, day=3)
        found = self.promise(kit, 5)
        self.assertEqual((found.on_hand, found.available), (2, 2))
        self.assertPossible(found, self.day(3))

    def test_kit_within_itself(self):
        """Odoo refuses it; an import by SQL does not."""
        kit = self.make_kit({self.goods: 1, self.other_goods: 4})
        line = self.env["mrp.bom"].search([("product_tmpl_id", "=", kit.product_tmpl_id.id)]).bom_line_ids[1]
        self.env.cr.execute("UPDATE mrp_bom_line SET product_id = %s WHERE id = %s", [kit.id, line.id])
        self.env.invalidate_all()
        self.add_stock(self.goods, 3)
        self.assertEqual(self.promise(kit, 1).available, 3)

    def test_bought_for_the_order(self):
        self.make_to_order(self.goods)
        self.add_stock(self.goods, 10)
        self.assertPossible(self.promise(self.goods, 5), None)
        self.sold_by(self.goods, delay=9)
        found = self.promise(self.goods, 5)
        self.assertTrue(found.ordered)
        self.assertPossible(found, self.day(9 + self.env.company._days_to_purchase()))

    def test_sent_by_the_vendor(self):
        fridge = self.make_dropshipped()
        fridge.seller_ids.delay = 6
        self.assertPossible(self.promise(fridge, 5), self.day(6 + self.env.company._days_to_purchase()))

    def test_goods_that_are_not_counted_are_always_there(self):
        screws = self.make_product("Screws", is_storable=False)
        found = self.promise(screws, 500)
        self.assertFalse(found.stocked)
        self.assertPossible(found, self.now)

    def test_nothing_and_less_is_there_at_once(self):
        for quantity in (0, -5):
            self.assertPossible(self.promise(self.goods, quantity), self.now)

    def test_a_past_date_is_now(self):
        self.add_stock(self.goods, 1)
        self.assertPossible(self.promise(self.goods, 1, at=self.day(-30)), self.now)

    def test_lots_and_serial_numbers(self):
        self.goods.tracking = "serial"
        for number in range(3):
            lot = self.env["stock.lot"].create({"name": f"SN{number}", "product_id": self.goods.id})
            self.env["stock.quant"]._update_available_quantity(self.goods, self.warehouse.lot_stock_id, 1, lot_id=lot)
        self.assertEqual(self.promise(self.goods, 3).available, 3)

    def test_warehouses_of_two_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        both = self.warehouse | self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        with self.assertRaisesRegex(ValidationError, "different companies"):
            self.goods._available_to_promise(both, 1)

    def test_same_statements_for_many_products_and_warehouses(self):
        few = self.goods | self.make_kit({self.goods: 1, self.other_goods: 2})
        many = few.union(*(self.make_product(f"Product {number}") for number in range(20)))
        warehouses = self.warehouse | self.make_warehouse(1) | self.make_warehouse(2)

        def count(products, places):
            self.env.invalidate_all()
            products.mapped("product_tmpl_id.categ_id.parent_path")
            self.env.flush_all()
            before = self.cr.sql_log_count
            products._available_to_promise(places, 2)
            return self.cr.sql_log_count - before

        count(many, warehouses)
        self.assertEqual(count(few, self.warehouse), count(many, warehouses))


@tagged("post_install", "-at_install")
class TestExpiry(AvailableCommon):
    def lot(self, quantity, removal):
        """Put goods on the shelf that cannot be shipped after a number of days."""
        lot = self.env["stock.lot"].create({"name": f"L{quantity}", "product_id": self.goods.id})
        lot.removal_date = self.day(removal)
        self.env["stock.quant"]._update_available_quantity(
            self.goods, self.warehouse.lot_stock_id, quantity, lot_id=lot
        )

    def setUp(self):
        super().setUp()
        if "removal_date" not in self.env["stock.quant"]._fields:
            self.fail("product_expiry has to be installed for the tests")
        self.goods.write({"tracking": "lot", "use_expiration_date": True})

    def test_expired_lots_are_no_stock(self):
        self.lot(4, -1)
        self.lot(6, 30)
        found = self.promise(self.goods, 10)
        self.assertEqual((found.on_hand, found.available), (6, 6))

    def test_what_will_have_expired_is_not_promised(self):
        self.lot(6, 30)
        self.assertEqual(self.promise(self.goods, 6, at=self.now + timedelta(days=29)).available, 6)
        self.assertEqual(self.promise(self.goods, 6, at=self.now + timedelta(days=31)).available, 0)


@tagged("post_install", "-at_install")
class TestAvailabilityOfLines(AvailableCommon):
    def available(self, order, warehouses=None):
        """Return, line by line, what there is in each warehouse."""
        found = order.order_line._availability(warehouses)
        return [[one.available for one in places.values()] for places in found.values()]

    def test_lines_of_an_order_compete(self):
        self.add_stock(self.goods, 10)
        self.assertEqual(self.available(self.quote((self.goods, 6), (self.goods, 6))), [[10], [4]])

    def test_other_orders_do_not(self):
        self.add_stock(self.goods, 10)
        orders = self.quote((self.goods, 6)) | self.quote((self.goods, 6))
        self.assertEqual(self.available(orders), [[10], [10]])

    def test_in_the_unit_of_the_line(self):
        self.add_stock(self.goods, 30)
        dozen = self.env.ref("uom.product_uom_dozen").id
        order = self.quote({"product_id": self.goods.id, "product_uom_qty": 2, "product_uom_id": dozen})
        self.assertEqual(self.available(order), [[2.5]])

    def test_every_warehouse(self):
        other = self.make_warehouse(1)
        self.add_stock(self.goods, 3, other)
        self.assertEqual(self.available(self.quote((self.goods, 6)), self.warehouse | other), [[0, 3]])

    def test_own_transfers_of_a_confirmed_line_do_not_count_against_it(self):
        order = self.make_order((self.goods, 10))
        self.assertEqual(self.available(order), [[10]])
        self.ship(order, {self.goods: 4})
        self.assertEqual(self.available(order), [[6]])
        self.ship(order)
        self.assertEqual(self.available(order), [])

    def test_for_the_moment_asked_for(self):
        self.receive(self.goods, 10, day=5)
        order = self.quote((self.goods, 6), commitment_date=self.day(6))
        self.assertEqual(self.available(order), [[10]])
        order.commitment_date = self.day(3)
        self.assertEqual(self.available(order), [[0]])

    def test_needs(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        order = self.quote((kit, 3), (self.make_dropshipped(), 1), (self.service, 1))
        lines = order.order_line
        self.assertEqual(lines._stock_needs(), {lines[0]: {self.goods: 3.0, self.other_goods: 6.0}, lines[1]: {}})

    def test_same_statements_for_many_lines(self):
        def count(number):
            order = self.quote(*[(self.make_product(f"P{n}"), 1) for n in range(number)])
            self.env.flush_all()
            order.order_line.mapped("product_id.categ_id.parent_path")
            before = self.cr.sql_log_count
            order.order_line._availability(self.warehouse | warehouse)
            return self.cr.sql_log_count - before

        warehouse = self.make_warehouse(1)
        count(2)
        self.assertEqual(count(3), count(30))
