"""What installation fills for old records, and that it fills nothing else.

The real installation, with databases and processes of its own, is tested in tests/processes.
"""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models.lifecycle import backfill
from .common import QuoteToCashCommon

FILLED = {
    "sale_order": ["order_status"],
    "sale_order_line": ["qty_short_closed"],
    "stock_picking": ["shipped_at", "delivered_at", "delivery_confirmation"],
    "stock_move": ["return_replacement"],
}


@tagged("post_install", "-at_install")
class TestInstallation(QuoteToCashCommon):
    def forget(self):
        """Leave the database as it was before the addon came."""
        self.env.flush_all()
        for table, columns in FILLED.items():
            values = ", ".join(f"{column} = {self._unknown(column)}" for column in columns)
            self.env.cr.execute(f"UPDATE {table} SET {values}")  # pylint: disable=sql-injection
        self.env.invalidate_all()

    def _unknown(self, column):
        return "0" if column == "qty_short_closed" else "NULL"

    def fill(self):
        """Forget, and fill as installation does."""
        self.forget()
        backfill.fill(self.env)

    def shipped(self, order, days=60, **options):
        """Ship an order, some days ago."""
        pickings = self.ship(order, **options)
        pickings.date_done = fields.Datetime.now() - timedelta(days=days)
        return order

    def test_more_orders_than_one_portion(self):
        orders = self.env["sale.order"].concat(*(self.make_order() for _number in range(5)))
        self.ship(orders[0])
        with patch.object(backfill, "ORDERS", 2):
            self.fill()
        self.assertEqual(orders.mapped("order_status"), ["shipped"] + ["entered"] * 4)

    def test_declined_quantity(self):
        order = self.shipped(self.make_order(), quantities={self.goods: 6}, backorder=False)
        self.fill()
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.assertEqual(order.order_status, "delivered")

    def test_more_declined_lines_than_one_portion(self):
        orders = self.env["sale.order"].concat(*(self.make_order() for _number in range(3)))
        for order in orders:
            self.ship(order, {self.goods: 6}, backorder=False)
        with patch.object(backfill, "LINES", 1):
            self.fill()
        self.assertEqual(orders.order_line.mapped("qty_short_closed"), [4, 4, 4])

    def test_delivery_is_assumed_only_after_the_companys_days(self):
        old, recent = self.shipped(self.make_order()), self.shipped(self.make_order(), days=0)
        self.fill()
        self.assertEqual(old.picking_ids.delivery_confirmation, "assumed")
        self.assertEqual(old.picking_ids.delivered_at, self.env.company._assumed_delivery(old.picking_ids.shipped_at))
        self.assertFalse(recent.picking_ids.delivered_at)
        self.assertEqual((old + recent).mapped("order_status"), ["delivered", "shipped"])

    def test_no_delivery_is_assumed_where_that_is_switched_off(self):
        self.env.company.assume_delivered_days = 0
        order = self.shipped(self.make_order())
        self.fill()
        self.assertFalse(order.picking_ids.delivered_at)
        self.assertEqual(order.order_status, "shipped")

    def test_a_receipt_was_not_shipped(self):
        order = self.shipped(self.make_order())
        incoming = self.send_back(order.picking_ids, 2)
        self.fill()
        self.assertEqual(incoming.state, "done")
        self.assertFalse(incoming.shipped_at)

    def test_exchange_is_told_from_a_raised_quantity(self):
        exchanged, raised = self.shipped(self.make_order()), self.shipped(self.make_order())
        exchange_of = exchanged.picking_ids
        self.send_back(exchange_of, 2, exchange=True)
        # In one test everything has the same time of creation; in life the delivery is older.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET create_date = create_date - interval '1 day' WHERE id = ANY(%s)",
            [(exchange_of | raised.picking_ids).move_ids.ids],
        )
        raised.order_line.product_uom_qty = 15
        self.fill()
        replacements = self.env["stock.move"].search([("return_replacement", "=", True)])
        self.assertEqual(replacements.product_uom_qty, 2)
        self.assertEqual(replacements.reference_ids, exchanged.stock_reference_ids)
        self.assertEqual((exchanged + raised).mapped("order_status"), ["delivered", "in_progress"])

    def test_no_event_is_written_and_no_document_marked_as_changed(self):
        order = self.shipped(self.make_order())
        self.env.flush_all()
        self.env["sale.order.event"]._write_pending()
        events = self.events(order)
        documents = (order, order.order_line, order.picking_ids, order.picking_ids.move_ids)
        before = [document.mapped("write_date") for document in documents]
        self.fill()
        self.assertEqual(self.events(order), events)
        self.assertEqual([document.mapped("write_date") for document in documents], before)

    def test_computing_again_finds_the_same(self):
        order = self.shipped(self.make_order(), quantities={self.goods: 6}, backorder=False)
        self.fill()
        fields_ = {order: "order_status", order.order_line: "qty_short_closed", order.picking_ids: "shipped_at"}
        filled = [records.mapped(name) for records, name in fields_.items()]
        for records, name in fields_.items():
            self.env.add_to_compute(records._fields[name], records)
        self.assertEqual([records.mapped(name) for records, name in fields_.items()], filled)
