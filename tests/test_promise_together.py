"""One answer from all sides: the light at the line, what is promised, and the way that goods are sent."""

from odoo.tests import tagged

from .common_ledger import TUESDAY, LedgerCommon
from .common_sourcing import SourcingCommon


@tagged("post_install", "-at_install")
class TestLightAndPromise(LedgerCommon):
    def assertPromisedAsShown(self, order):
        """Check that what the quotation shows is what is promised when it is confirmed."""
        shown = {line: line.promise_earliest for line in order.order_line}
        order.action_confirm()
        self.assertEqual({line: line.promise_date for line in order.order_line}, shown)

    def test_on_the_shelf(self):
        order = self.promised(confirm=False)
        self.assertEqual(order.order_line.promise_light, "green")
        self.assertPromisedAsShown(order)
        self.assertEqual(order.promise_date, TUESDAY)

    def test_supply_that_comes_later(self):
        self.receive(self.goods, 10, day=8)
        order = self.promised(confirm=False, stock=False, commitment_date=self.at(5))
        self.assertEqual(order.order_line.promise_light, "amber")
        self.assertPromisedAsShown(order)

    def test_asked_for_later(self):
        order = self.promised(confirm=False, commitment_date=self.at(20))
        self.assertPromisedAsShown(order)
        self.assertEqual(order.promise_date, self.at(20))


@tagged("post_install", "-at_install")
class TestSourcingAndPromise(SourcingCommon, LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_stock(cls.goods, 4)
        cls.add_stock(cls.goods, 20, cls.east)

    def late_order(self):
        """Confirm an order of which too much waits for a receipt in two weeks."""
        self.receive(self.goods, 20, day=14)
        order = self.order((self.goods, 10))
        order.action_confirm()
        return order

    def test_another_warehouse_promises_anew(self):
        order = self.late_order()
        first = order.promise_date
        self.assertGreater(first, self.at(15))
        self.choose(order, "All from Portland")
        self.assertEqual(order.promise_date, TUESDAY)
        self.assertEqual(order.first_promise_date, first)
        row = self.ledger(order)[-1]
        self.assertEqual((row.kind, row.previous_date, row.reason), ("change", first, "Sourcing: All from Portland"))

    def test_parts_of_a_line_keep_its_first_promise(self):
        self.env["stock.quant"]._update_available_quantity(self.goods, self.east.lot_stock_id, -12)
        order = self.late_order()
        first = order.promise_date
        self.choose(order, "Split by quantity")
        lines = order.order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [4, 6])
        self.assertEqual(set(lines.mapped("first_promise_date")), {first})
        self.assertEqual(set(lines.mapped("promise_date")), {TUESDAY})
        self.assertEqual(self.ledger(order).mapped("kind"), ["first", "change", "change"])

    def test_a_quotation_is_promised_the_way_it_is_sent(self):
        self.receive(self.goods, 20, day=14)
        order = self.choose(self.order((self.goods, 10)), "All from Portland")
        order.action_confirm()
        self.assertEqual(order.promise_date, TUESDAY)
