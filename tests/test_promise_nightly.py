"""Promises that supply no longer supports are flagged, and cleared again."""

from collections import Counter
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_ledger import LedgerCommon

MOST = 17  # statements, whatever the number of orders; two of them for the transfers that have to leave earlier
JOB = "odoo.addons.quote_to_cash.models.promise.promise_check"


@tagged("post_install", "-at_install")
class TestNightly(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchase = cls.buy(cls.goods, 10, cls.at(10, 9))
        cls.order = cls.promised(stock=False)

    def test_a_purchase_order_that_slips_flags_exactly_the_affected_orders(self):
        self.add_stock(self.other_goods, 10)
        whisk = self.make_product("Whisk")
        purchase = self.buy(whisk, 20, self.at(10, 9))
        affected = self.promised((whisk, 10), stock=False)
        affected += self.promised((self.other_goods, 1), (whisk, 10), stock=False)
        self.buy(whisk, 10, self.at(17, 9))
        later = self.promised((whisk, 10), stock=False)
        there = self.promised((self.other_goods, 5), stock=False)
        orders = affected + later + there
        self.assertEqual(orders.mapped("promise_date"), [self.at(day, 14) for day in (11, 11, 18, 3)])
        self.night(3)
        self.assertEqual(set(orders.mapped("promise_state")), {"on_track"})
        self.slip(purchase, self.at(12, 9))
        self.night(3)
        self.assertEqual(orders.mapped("promise_state"), ["late", "late", "on_track", "on_track"])
        self.assertEqual(affected[1].order_line.mapped("promise_state"), ["on_track", "late"])
        self.assertEqual(self.activities(orders).mapped("res_id"), affected.ids)
        self.assertEqual(affected[1].promise_cause_text, f"Line 2 waits for {purchase.name}, now 12 Jan")

    def test_goods_that_come_too_late_for_the_first_order_serve_it_nevertheless(self):
        """As Odoo reserves them: who was promised for an earlier day comes first."""
        self.buy(self.goods, 10, self.at(17, 9))
        later = self.promised(stock=False)
        self.slip(self.purchase, self.at(24, 9))
        self.night(3)
        self.assertEqual((self.order + later).mapped("promise_state"), ["late", "late"])
        self.assertEqual((self.order + later).order_line.mapped("promise_days_late"), [7, 7])

    def test_cause_event_and_activity(self):
        self.slip(self.purchase, self.at(16, 9))
        self.night(3)
        line, name = self.order.order_line, self.purchase.name
        text = f"Line 1 waits for {name}, now 16 Jan"
        self.assertEqual((self.order.promise_state, line.promise_state), ("late", "late"))
        self.assertEqual(self.order.promise_cause_text, text)
        self.assertEqual((line.promise_cause, line.promise_cause_document), ("purchase", self.purchase))
        # It comes on Monday, leaves on Tuesday; promised was Wednesday before.
        self.assertEqual((line.promise_possible_date, line.promise_days_late), (self.at(17, 14), 6))
        self.assertEqual(self.notes(self.order), ["First promise: 11 Jan", text])
        activity = self.activities(self.order)
        self.assertEqual((activity.summary, activity.user_id), (text, self.salesman))
        self.assertEqual(self.order.first_promise_date, self.at(11, 14))

    def test_nobody_gets_a_mail(self):
        mails = self.env["mail.mail"].search_count([])
        self.slip(self.purchase, self.at(16, 9))
        self.night(3)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_once_however_often_it_runs(self):
        self.slip(self.purchase, self.at(16, 9))
        for day in (3, 4, 5):
            self.night(day)
        self.assertEqual((len(self.notes(self.order)), len(self.activities(self.order))), (2, 1))

    def test_what_slips_further_is_said_in_the_same_activity(self):
        self.slip(self.purchase, self.at(16, 9))
        self.night(3)
        self.slip(self.purchase, self.at(20, 9))
        self.night(4)
        self.assertIn("20 Jan", self.activities(self.order).summary)
        self.assertEqual(len(self.notes(self.order)), 2)

    def test_repaired_is_cleared(self):
        self.slip(self.purchase, self.at(16, 9))
        self.night(3)
        self.slip(self.purchase, self.at(10, 9))
        self.night(4)
        line = self.order.order_line
        self.assertEqual((self.order.promise_state, line.promise_state), ("on_track", "on_track"))
        self.assertFalse(self.activities(self.order) or line.promise_cause or line.promise_days_late)
        self.assertEqual(self.notes(self.order)[2:], ["The promise holds again."])
        self.slip(self.purchase, self.at(16, 9))
        self.night(5)
        self.assertEqual((len(self.notes(self.order)), len(self.activities(self.order))), (4, 1))

    def test_another_promise_clears_it(self):
        self.slip(self.purchase, self.at(16, 9))
        self.night(3)
        self.order.action_change_promise({self.order.order_line: self.at(17)}, "The vendor is late")
        self.assertEqual(self.order.promise_state, "on_track")
        self.assertFalse(self.activities(self.order))

    def test_receipt_that_is_moved_counts_too(self):
        self.purchase.picking_ids.scheduled_date = self.at(16, 9)
        self.night(3)
        self.assertEqual(self.order.promise_state, "late")

    def test_goods_that_came_are_there(self):
        self.process(self.purchase.picking_ids)
        self.slip(self.purchase, self.at(16, 9))
        self.night(3)
        self.assertEqual(self.order.promise_state, "on_track")

    def test_overdue(self):
        self.process(self.purchase.picking_ids)
        self.night(11)
        self.assertEqual(self.order.promise_state, "on_track")
        self.night(12)
        self.assertEqual(self.order.promise_state, "overdue")
        self.assertEqual(self.order.promise_cause_text, "Line 1 should have left by 11 Jan")
        self.assertEqual(self.order.order_line.promise_cause_document, self.open_pickings(self.order))
        self.assertEqual(len(self.activities(self.order)), 1)

    def test_overdue_when_the_carrier_cannot_make_it_any_more(self):
        order = self.promised(confirm=False, commitment_date=self.at(13))
        order.carrier_id = self.make_carrier(transit_days=3)
        order.action_confirm()
        self.night(10)
        self.assertEqual(order.promise_state, "on_track")
        self.night(11)
        self.assertEqual(order.promise_state, "overdue")

    def test_shipped_in_time_and_too_late(self):
        self.process(self.purchase.picking_ids)
        late = self.promised()
        with freeze_time(self.at(9)):
            self.ship(self.order)
            self.ship(late)
        self.night(12)
        self.assertEqual((self.order + late).mapped("promise_state"), ["kept", "missed"])
        self.assertEqual(late.order_line.promise_days_late, 6)
        self.assertFalse((self.order + late).activity_ids)

    def test_part_of_it_has_left(self):
        self.add_stock(self.goods, 4)
        order = self.promised((self.goods, 4), (self.other_goods, 3))
        self.ship(order, {self.other_goods: 3})
        self.night(5)
        self.assertEqual(order.order_line.mapped("promise_state"), ["overdue", "kept"])
        self.assertEqual(order.promise_state, "overdue")

    def test_what_is_declined_is_promised_no_more(self):
        order = self.promised((self.goods, 4))
        self.ship(order, {self.goods: 1}, backorder=False)
        nothing = self.promised((self.goods, 4))
        nothing.action_cancel_open(self.reason("mind"))
        self.night(3)
        self.assertEqual(order.promise_state, "kept")
        self.assertFalse(nothing.promise_state or nothing.activity_ids)

    def test_held_and_cancelled_orders_are_left_alone(self):
        self.slip(self.purchase, self.at(16, 9))
        self.order.action_hold(self.reason("address"))
        cancelled = self.promised(stock=False)
        cancelled.action_cancel()
        self.night(3)
        self.assertEqual(self.order.promise_state, "on_track")
        self.assertFalse(cancelled.promise_state)
        self.order.action_release_holds("fine")
        self.night(4)
        self.assertEqual(self.order.promise_state, "late")

    def test_cancelling_closes_the_activity(self):
        self.slip(self.purchase, self.at(16, 9))
        self.night(3)
        self.order.action_cancel()
        self.assertFalse(self.activities(self.order) or self.order.promise_state)

    def test_portions_and_a_stop_in_between(self):
        orders = self.order.union(*[self.promised(stock=False) for _number in range(4)])
        with freeze_time(self.at(3)):
            started = self.order._promise_round_began()
            with patch.object(type(self.env.cr), "commit", lambda cr: None):
                first = orders._next_promises(started, 2)
                first._check_promises()
            self.assertEqual(first, orders[:2])
            self.assertEqual(orders._next_promises(started, 9), orders[2:])
        self.night(4, limit=2)
        self.assertEqual({moment.date() for moment in orders.mapped("promise_checked_at")}, {self.at(4).date()})

    def test_an_order_that_cannot_be_checked_keeps_no_other_from_it(self):
        orders = self.order + self.promised(stock=False) + self.promised(stock=False)
        self.slip(self.purchase, self.at(16, 9))
        line_model = type(self.env["sale.order.line"])
        outlook = line_model._outlook

        def fail(line, waits):
            if line.order_id == orders[1]:
                raise ValueError("broken")
            return outlook(line, waits)

        with patch.object(line_model, "_outlook", fail), self.assertLogs(JOB, "ERROR") as log:
            self.night(3)
        self.assertEqual(len(log.output), 1)
        self.assertEqual(orders.mapped("promise_state"), ["late", "on_track", "late"])

    def test_list_action(self):
        self.slip(self.purchase, self.at(16, 9))
        self.order.message_subscribe(self.make_user("portal").partner_id.ids)
        with self.assertRaisesRegex(AccessError, "Ask your contact"):
            self.order.with_user(self.env["res.users"].search([("login", "=", "q2c_portal")])).action_check_promises()
        self.order.with_user(self.salesman).action_check_promises()
        self.assertEqual(self.order.promise_state, "late")
        with self.assertRaises(AccessError):
            self.order.with_user(self.make_user("salesman", login="q2c_other")).action_check_promises()

    def test_job_in_odoo(self):
        self.slip(self.purchase, self.at(16, 9))
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_check_promises").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.order.promise_state, "late")

    def test_all_lines_at_risk_are_told(self):
        order = self.promised((self.goods, 1), (self.make_product("Whisk"), 1), stock=False)
        self.night(3)
        text = f"Line 1 waits for {self.purchase.name}, now 10 Jan. Line 2: nothing is coming for Whisk"
        self.assertEqual(order.promise_cause_text, text)

    def statements(self, orders):
        """Check orders with nothing in the cache; return the beginnings of the statements that it took."""
        taken, execute = [], type(self.env.cr).execute

        def listen(cursor, query, params=None, log_exceptions=True):
            taken.append(" ".join(str(getattr(query, "code", query)).split())[:200])
            return execute(cursor, query, params, log_exceptions)

        self.env.flush_all()
        self.env.invalidate_all()
        # What is told is told once for each order, and takes some statements.
        with (
            patch.object(type(self.env.cr), "execute", listen),
            patch.object(type(orders), "_tell_promises", lambda *args: None),
        ):
            orders._check_promises()
            self.env.flush_all()
        return Counter(taken)

    def test_queries_do_not_grow_with_orders(self):
        whisk = self.make_product("Whisk")
        purchase = self.buy(whisk, 50, self.at(10, 9))

        def make(number):
            self.add_stock(self.other_goods, number)
            lines = [Command.create({"product_id": p.id, "product_uom_qty": 1}) for p in whisk + self.other_goods]
            values = {"partner_id": self.partner.id, "warehouse_id": self.warehouse.id, "order_line": lines}
            orders = self.env["sale.order"].create([values] * number)
            orders.action_confirm()
            return orders

        few, many, warm = make(3), make(30), make(2)
        self.assertEqual(set((few + many).mapped("promise_state")), {"on_track"})
        self.slip(purchase, self.at(16, 9))
        self.statements(warm)  # what is read once in the life of a process
        of_few, of_many = self.statements(few), self.statements(many)
        self.assertEqual((of_few - of_many, of_many - of_few), (Counter(), Counter()))
        self.assertLessEqual(of_few.total(), MOST)
        self.assertEqual(set((few + many).mapped("promise_state")), {"late"})
