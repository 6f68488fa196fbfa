"""What sourcing takes from the database: the same for many lines and warehouses as for few."""

from odoo.tests import tagged

from .common_sourcing import SourcingCommon


@tagged("post_install", "-at_install")
class TestSourcingCost(SourcingCommon):
    def make(self, lines, warehouses):
        products = [self.make_product(f"Part {number}") for number in range(lines)]
        places = [self.east, self.west]
        while len(places) < warehouses:
            name = f"Place {self.env['stock.warehouse'].search_count([])}"
            places.append(self.make_other_warehouse(name, "US", "10001"))
        for number, product in enumerate(products):
            self.add_stock(product, 5, places[number % len(places)])
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.goods, 50, self.west)
        self.add_stock(self.other_goods, 50, self.west)
        carrier = self.make_carrier(delivery_type="fixed")
        return self.order(*[(product, 3) for product in products], (kit, 1), carrier_id=carrier.id)

    def count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_options(self):
        few, many = self.make(3, 3), self.make(30, 9)
        self.count(lambda: self.open(many))  # what is read once in the life of a process
        of_few, of_many = self.count(lambda: self.open(few)), self.count(lambda: self.open(many))
        self.assertEqual(of_few, of_many)

    def test_choosing(self):
        few, many = self.make(3, 3), self.make(30, 3)
        self.choose(self.make(4, 3), "Split by line")

        def choose(order):
            wizard = self.open(order)
            key = next(o["key"] for o in wizard.picture["options"] if o["kind"] == "lines")
            return self.count(lambda: wizard.action_choose(key))

        of_few, of_many = choose(few), choose(many)
        self.assertLessEqual(of_many, of_few)

    def test_a_huge_order(self):
        """2,000 lines: the list is short, and so is what one option shows."""
        products = [self.make_product(f"Part {number}") for number in range(20)]
        for product in products:
            self.add_stock(product, 150, self.east)
        order = self.order(*[(products[number % 20], 1) for number in range(2000)])
        picture = self.open(order).picture
        self.assertLess(len(picture["options"]), 12)
        (shipment,) = next(o for o in picture["options"] if o["name"] == "All from Portland")["shipments"]
        self.assertEqual((len(shipment["goods"]), shipment["more"]), (100, 1900))
