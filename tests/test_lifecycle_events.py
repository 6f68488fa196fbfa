"""The log: one row for each change, however it came, and none that anybody can touch."""

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestEventsWritten(QuoteToCashCommon):
    def _steps(self, order):
        """Return the changes of status, each as (from, to)."""
        return [(event.from_status, event.to_status) for event in self.events(order, "status")]

    def test_whole_life_of_an_order(self):
        order = self.make_order(confirm=False)
        self.assertFalse(self.events(order), "a new quote is no change")
        for step in (
            order.action_confirm,
            lambda: order.picking_ids.write({"printed": True}),
            lambda: order.picking_ids.action_mark_packed(),
            lambda: self.ship(order),
            lambda: self.confirm_delivery(order, received_by="Anna"),
            lambda: self.pay(self.invoice(order)),
        ):
            step()
            self.env.flush_all()
            self.env.cr.flush()
        self.assertEqual(
            self._steps(order),
            [
                ("quote", "entered"),
                ("entered", "in_progress"),
                ("in_progress", "ready"),
                ("ready", "shipped"),
                ("shipped", "delivered"),
                ("delivered", "paid"),
            ],
        )
        others = self.events(order) - self.events(order, "status", "promise")
        self.assertEqual(others.mapped("kind"), ["shipment", "delivery", "invoice", "payment"])
        self.assertEqual(others[0].document, order.picking_ids)
        self.assertEqual(others[1].note, "Anna")
        self.assertEqual(others[2].document, order.invoice_ids)
        self.assertEqual(set(self.events(order).mapped("order_ref")), {order.name})

    def test_hold_and_release(self):
        order = self.make_order()
        known = self.events(order)
        hold = order.action_hold(self.reason("address"), "Where?")
        order.action_release_holds("There")
        rows = self.events(order) - known
        self.assertEqual(rows.filtered(lambda e: e.kind == "hold").document, hold)
        self.assertIn("Where?", rows.filtered(lambda e: e.kind == "hold").note)
        self.assertIn("There", rows.filtered(lambda e: e.kind == "release").note)
        self.assertEqual(len(rows.filtered(lambda e: e.kind in ("hold", "release"))), 2)

    def test_who_did_it_is_who_caused_it_not_who_reads_it(self):
        desk = self.make_user("desk")
        order = self.make_order()
        self.events(order)
        order.with_user(desk).action_hold(self.reason("address"))
        self.assertEqual(order.with_user(desk).order_status, "on_hold")
        events = self.env["sale.order.event"].with_user(self.make_user("sales_manager"))
        row = events.search([("order_id", "=", order.id), ("to_status", "=", "on_hold")])
        self.assertEqual(row.user_id, desk)

    def test_return_and_shipments_of_several_orders_in_a_batch(self):
        orders = self.make_order() + self.make_order()
        pickings = orders.picking_ids
        pickings.batch_id = False
        batch = self.env["stock.picking.batch"].create({"picking_ids": [Command.set(pickings.ids)]})
        batch.action_confirm()
        pickings.move_ids.picked = True
        self.env.cr.flush()
        known = self.events(orders)
        batch.action_done()
        rows = self.events(orders) - known
        for order in orders:
            own = rows.filtered(lambda event, order=order: event.order_id == order)
            self.assertEqual(own.filtered(lambda e: e.kind == "status").mapped("to_status"), ["shipped"])
            self.assertEqual(own.filtered(lambda e: e.kind == "shipment").document, order.picking_ids)
            self.assertEqual(len(own), 2)
        self.send_back(orders[0].picking_ids, 1)
        self.assertEqual(len(self.events(orders[0], "return")), 1)

    def test_payment_of_many_invoices_is_one_row_each(self):
        orders = self.make_order() + self.make_order() + self.make_order()
        for order in orders:
            self.deliver(order)
        invoices = self.env["account.move"].union(*(self.invoice(order) for order in orders))
        known = self.events(orders)
        self.pay(invoices, group_payment=False)
        rows = self.events(orders) - known
        for order in orders:
            own = rows.filtered(lambda event, order=order: event.order_id == order)
            self.assertEqual(sorted(own.mapped("kind")), ["payment", "status"])

    def test_import_is_one_row_each(self):
        orders = self.make_order(confirm=False) + self.make_order(confirm=False)
        known = self.events(orders)
        result = self.env["sale.order"].load([".id", "state"], [[str(order.id), "cancel"] for order in orders])
        self.assertFalse([message for message in result["messages"] if message["type"] == "error"])
        rows = self.events(orders) - known
        self.assertEqual(rows.mapped("to_status"), ["cancelled", "cancelled"])

    def test_recomputation_without_change_writes_nothing(self):
        order = self.make_order()
        known = self.events(order)
        self.env.add_to_compute(order._fields["order_status"], order)
        self.env.add_to_compute(order.order_line._fields["qty_short_closed"], order.order_line)
        order._refresh_order_status()
        self.env.flush_all()
        self.env.cr.flush()
        self.assertEqual(self.events(order), known)

    def test_wrong_status_found_by_recomputation_is_a_change(self):
        order = self.make_order()
        self.events(order)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET order_status = 'paid' WHERE id = %s", [order.id])
        self.env.invalidate_all()
        order._refresh_order_status()
        self.assertEqual(self._steps(order)[-1], ("paid", "entered"))

    def test_there_and_back_in_one_transaction_leaves_nothing(self):
        order = self.make_order()
        known = self.events(order)
        order.picking_ids.printed = True
        self.env.flush_all()
        order.picking_ids.printed = False
        self.assertEqual(self.events(order), known)

    def test_rolled_back_changes_leave_nothing(self):
        order = self.make_order()
        known = self.events(order)
        savepoint = self.env.cr.savepoint()
        self.deliver(order)
        self.invoice(order)
        self.assertGreater(self.events(order), known)
        savepoint.close(rollback=True)
        self.env.cr.flush()
        self.assertEqual(self.events(order), known)
        self.assertStatus(order, "entered")

    def test_rolled_back_order_and_document_do_not_stop_the_rest(self):
        order = self.make_order()
        self.events(order)
        savepoint = self.env.cr.savepoint(flush=False)
        self.deliver(self.make_order())
        self.ship(order)
        self.env.flush_all()
        savepoint.rollback()
        self.env.invalidate_all(flush=False)
        self.env.transaction.clear()
        self.env.cr.precommit.run()
        self.assertFalse(self.events(order, "shipment"))

    def test_copy_takes_no_history(self):
        order = self.make_order()
        self.assertTrue(self.events(order))
        self.assertFalse(self.events(order.copy()))


@tagged("post_install", "-at_install")
class TestEventsKept(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order()
        cls.row = cls.events(cls.order)[:1]

    def test_superuser_cannot_change_or_delete(self):
        for event in (self.row, self.row.with_user(self.env.ref("base.user_admin"))):
            with self.assertRaises(UserError):
                event.write({"note": "nothing happened"})
            with self.assertRaises(UserError):
                event.note = "nothing happened"
            with self.assertRaises(UserError):
                event.unlink()
        self.assertTrue(self.row.exists())

    def test_administrator_cannot_write_a_row(self):
        events = self.env["sale.order.event"].with_user(self.env.ref("base.user_admin"))
        with self.assertRaises(AccessError):
            events.create({"order_id": self.order.id, "order_ref": "x", "kind": "status"})

    def test_not_through_the_order_either(self):
        order = self.order.with_user(self.env.ref("base.user_admin"))
        for command in (Command.delete(self.row.id), Command.update(self.row.id, {"note": "x"}), Command.clear()):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.write({"event_ids": [command]})
        self.assertTrue(self.row.exists())
        self.assertEqual(self.row.order_id, self.order)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_too(self):
        self.env.flush_all()
        for statement in (
            "UPDATE sale_order_event SET note = 'x' WHERE id = %s",
            "UPDATE sale_order_event SET happened_at = now() WHERE id = %s",
            "UPDATE sale_order_event SET user_id = 2 WHERE id = %s",
            "DELETE FROM sale_order_event WHERE id = %s",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(psycopg2.errors.RaiseException),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [self.row.id])

    @mute_logger("odoo.sql_db")
    def test_the_table_cannot_be_emptied(self):
        with self.assertRaises(psycopg2.errors.RaiseException), self.env.cr.savepoint():
            self.env.cr.execute("TRUNCATE sale_order_event CASCADE")

    def test_deleted_quote_leaves_a_readable_log(self):
        order = self.make_order()
        order.action_cancel()
        name, rows = order.name, self.events(order)
        order.unlink()
        self.env.flush_all()
        rows.invalidate_recordset()
        self.assertEqual(len(rows.exists()), len(rows))
        self.assertEqual(set(rows.mapped("order_ref")), {name})
        self.assertFalse(rows.order_id)
        self.assertTrue(all(rows.mapped("display_name")))

    def test_deleted_user_leaves_the_row(self):
        desk = self.make_user("desk")
        self.order.with_user(desk).action_hold(self.reason("address"))
        row = self.events(self.order, "hold")
        self.env["sale.order.hold"].search([]).sudo().unlink()
        desk.unlink()
        row.invalidate_recordset()
        self.assertTrue(row.exists())
        self.assertFalse(row.user_id)
