"""What promising costs at confirmation: a few statements, for one order as for many."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_ledger import LedgerCommon

# Routes of the goods, warehouses, stock, and the promise itself
MOST = 4


@tagged("post_install", "-at_install")
class TestCost(LedgerCommon):
    def orders(self, number):
        self.add_stock(self.goods, number)
        self.add_stock(self.other_goods, number)
        return self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partner.id,
                    "warehouse_id": self.warehouse.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": 1})
                        for product in self.goods + self.other_goods + self.service
                    ],
                }
                for _index in range(number)
            ]
        )

    def confirming(self, number):
        """Return how many statements the first promise takes while orders are confirmed."""
        taken = []
        model = type(self.env["sale.order"])
        promise = model._promise_first

        def count(orders):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            promise(orders)
            taken.append(self.env.cr.sql_log_count - before)

        orders = self.orders(number)
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(model, "_promise_first", count):
            orders.action_confirm()
        self.assertEqual(set(orders.mapped("promise_state")), {"on_track"})
        return taken[0]

    def test_first_promise(self):
        self.confirming(2)  # what is read once in the life of a process
        one, many = self.confirming(1), self.confirming(60)
        self.assertLessEqual(one, MOST)
        self.assertEqual(one, many)

    def test_another_date_for_many_lines(self):
        def count(number):
            lines = [{"product_id": self.goods.id, "product_uom_qty": 1}] * number
            order = self.promised(*lines)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.commitment_date = self.at(20)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.company.validation_mode = "off"
        count(2)
        self.assertEqual(count(3), count(40))
