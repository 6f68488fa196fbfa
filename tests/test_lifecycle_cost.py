"""What the addon adds to Odoo's work does not grow with the number of orders."""

from unittest.mock import patch

from odoo.fields import Datetime
from odoo.tests import tagged

from .common import QuoteToCashCommon

FEW, MANY = 3, 12
OURS = ("sale_order_event", "sale_order_hold", "order_status", "sale_order_line_invoice_rel")


@tagged("post_install", "-at_install")
class TestCost(QuoteToCashCommon):
    """Compares the number of statements at two sizes; never a time."""

    def _orders(self, number):
        first = self.make_order((self.goods, 1), (self.service, 1), confirm=False)
        self.add_stock(self.goods, number)
        orders = first + self.env["sale.order"].create(first.copy_data() * (number - 1))
        orders.action_confirm()
        self.env.flush_all()
        self.env.cr.flush()
        return orders

    def _count(self, action, records):
        """Return how many statements an action takes, with everything written and nothing in the cache."""
        self.env.flush_all()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action(records)
        self.env.flush_all()
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def _own(self, action, records):
        """Return how many statements of an action touch what is ours."""
        own = []
        execute = type(self.env.cr).execute

        def listen(cursor, query, params=None, log_exceptions=True):
            text = str(getattr(query, "code", query))
            own.extend(text for word in OURS if word in text)
            return execute(cursor, query, params, log_exceptions)

        self.env.flush_all()
        self.env.cr.flush()
        with patch.object(type(self.env.cr), "execute", listen):
            action(records)
            self.env.flush_all()
            self.env.cr.flush()
        return len(own)

    def test_status(self):
        orders = self._orders(50)
        refresh = self.env.registry["sale.order"]._refresh_order_status
        self.assertEqual(self._count(refresh, orders[:5]), self._count(refresh, orders))

    def test_facts_are_one_statement(self):
        orders = self._orders(MANY)
        facts = self.env["sale.order.facts"]
        self.env.flush_all()
        with self.assertQueryCount(1):
            facts._collect(orders.ids)

    def test_an_order_that_nobody_has_touched_needs_no_facts(self):
        facts = self.env.registry["sale.order.facts"]
        with patch.object(facts, "_collect", side_effect=AssertionError("gathered")):
            order = self._orders(1)
            self.assertEqual(order.order_status, "entered")
        order.picking_ids.user_id = self.env.user
        self.assertEqual(order.order_status, "in_progress")

    def test_short_closed(self):
        orders = self._orders(MANY)

        def refresh(lines):
            self.env.add_to_compute(lines._fields["qty_short_closed"], lines)

        self.assertEqual(self._count(refresh, orders[:FEW].order_line), self._count(refresh, orders.order_line))

    def test_hold_and_release(self):
        few, many = self._orders(FEW), self._orders(MANY)
        address = self.reason("address")
        self.make_order().action_hold(address)  # defaults are read once
        self.assertEqual(
            self._count(lambda orders: orders.action_hold(address), few),
            self._count(lambda orders: orders.action_hold(address), many),
        )
        self.assertEqual(
            self._count(lambda orders: orders.action_release_holds("fine"), few),
            self._count(lambda orders: orders.action_release_holds("fine"), many),
        )

    def test_confirm_delivery(self):
        few, many = self._orders(FEW), self._orders(MANY)
        for order in few + many:
            self.ship(order)

        def confirm(orders):
            orders.picking_ids.action_confirm_delivery(Datetime.now(), "carrier")

        self.assertEqual(self._count(confirm, few), self._count(confirm, many))

    def test_payment_of_many_invoices(self):
        few, many = self._orders(FEW), self._orders(MANY)
        for order in few + many:
            self.deliver(order)
        few_invoices, many_invoices = self.invoice(few), self.invoice(many)

        def pay(invoices):
            self.pay(invoices, group_payment=False)

        self.assertEqual(self._own(pay, few_invoices), self._own(pay, many_invoices))
        self.assertEqual(set((few + many).mapped("order_status")), {"paid"})
