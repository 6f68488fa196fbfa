"""Customers are asked once for each change of date, and their answer acts on the order by itself."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_backorder import BackorderCommon


@tagged("post_install", "-at_install")
class TestBackorderNotice(BackorderCommon):
    def test_nobody_is_asked_by_default(self):
        order = self.short()
        self.leave_short(order)
        order.action_change_promise({order.order_line: self.at(28)}, "The vendor is late")
        self.send()
        self.assertFalse(self.notices(order))

    def test_a_box_that_leaves_short(self):
        self.ask()
        order = self.short()
        box = self.leave_short(order)
        notice = self.notices(order)
        self.assertEqual((notice.state, notice.picking_id), ("to_send", box))
        self.assertEqual(notice.promised_date, order.order_line.promise_date)
        self.assertEqual([(line.in_box, line.quantity) for line in notice.line_ids], [(True, 6), (False, 4)])

    def test_nothing_is_asked_when_all_has_left(self):
        self.ask()
        order = self.make_order()
        self.ship(order)
        order2 = self.short()
        self.dialog(order2).process_cancel_backorder()
        self.assertFalse(self.notices(order + order2))

    def test_asked_once(self):
        self.ask()
        order = self.short()
        self.leave_short(order)
        self.send()
        notice = self.notices(order)
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.deadline.date(), self.at(5).date())
        self.send()
        notice.with_user(self.desk).action_send()
        self.env["sale.backorder.notice"]._ask(order, {order: notice.picking_id})
        self.send()
        self.assertEqual(len(self.mails(order)), 1)
        mail = self.mails(order)
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertIn("Not in the box", mail.body_html)
        self.assertIn(f"/order/backorder/{notice.id}/{notice.access_token}?answer=wait", mail.body_html)
        self.assertIn("The customer was asked", self.events(order, "backorder").note)

    def test_a_new_date_in_the_dialog_and_the_box_are_one_question(self):
        self.ask()
        order = self.short()
        self.buy(self.goods, 50, self.at(20))
        box = self.leave_short(order)
        notice = self.notices(order)
        self.assertEqual((len(notice), notice.picking_id), (1, box))
        self.assertGreater(notice.promised_date, self.at(20))

    def test_a_later_promise_is_a_question_an_earlier_one_is_not(self):
        self.ask()
        order = self.short()
        line = order.order_line
        order.action_change_promise({line: self.at(20)}, "The vendor is late")
        self.assertEqual(self.notices(order).promised_date, self.at(20))
        self.send()
        order.action_change_promise({line: self.at(18)}, "Sooner")
        self.assertEqual(len(self.notices(order)), 1)
        order.action_change_promise({line: self.at(25)}, "Later again")
        new, old = self.notices(order)
        self.assertEqual((new.state, new.promised_date, old.state), ("to_send", self.at(25), "void"))
        order.action_change_promise({line: self.at(27)}, "And again")
        self.assertEqual(self.notices(order).mapped("state"), ["to_send", "void"])

    def test_the_database_knows_one_open_question(self):
        self.ask()
        notice = self.asked(self.short())
        for values, index in (
            ({}, "told_once|one_open"),
            ({"state": "answered"}, "told_once"),
            ({"promised_date": self.at(30)}, "one_open"),
        ):
            with (
                self.subTest(index),
                self.assertRaisesRegex(UniqueViolation, index),
                self.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                notice.sudo().copy(
                    {"picking_id": notice.picking_id.id, "promised_date": notice.promised_date, **values}
                ).flush_recordset()

    def test_without_an_address(self):
        self.ask()
        self.partner.email = False
        order = self.short()
        self.leave_short(order)
        self.send()
        notice = self.notices(order)
        self.assertEqual((notice.state, notice.problem), ("to_send", "Anna's Bakery has no e-mail address."))
        self.partner.email = "anna@example.com"
        notice.with_user(self.desk).action_send()
        self.assertEqual(notice.state, "sent")

    def test_one_that_fails_keeps_nobody_waiting(self):
        self.ask()
        orders = self.short() + self.short()
        for order in orders:
            self.leave_short(order)
        self.send(limit=1)
        self.assertEqual(self.notices(orders).mapped("state"), ["sent", "sent"])
        bad, good = self.short(), self.short()
        for order in (bad, good):
            self.leave_short(order)
        model = type(self.env["sale.backorder.notice"])
        send = model._send

        def failing(notice):
            if notice.order_id == bad:
                raise ValueError("No template")
            return send(notice)

        with (
            patch.object(model, "_send", failing),
            mute_logger("odoo.addons.quote_to_cash.models.fulfilment.backorder_notice_send"),
        ):
            self.send()
        self.assertEqual((self.notices(bad).problem, self.notices(good).state), ("No template", "sent"))

    def test_what_was_settled_before_is_not_sent(self):
        self.ask()
        order = self.short()
        self.leave_short(order)
        order.action_cancel_open(self.reason("mind"))
        self.send()
        self.assertEqual(self.notices(order).state, "void")
        self.assertFalse(self.mails(order))

    def test_the_same_date_by_hand_is_no_second_question(self):
        self.ask()
        order = self.short()
        notice = self.asked(order)
        with self.assertRaisesRegex(UserError, "asked this before"):
            order.with_user(self.desk).action_ask_backorder()
        self.assertEqual((self.notices(order), notice.state), (notice, "sent"))

    def test_says_what_is_true_when_it_is_sent(self):
        self.ask()
        order = self.short()
        self.leave_short(order)
        self.company.backorder_notices = False
        notice = self.notices(order)
        notice.sudo().state = "to_send"
        order.order_line.product_uom_qty = 9
        notice.with_user(self.desk).action_send()
        self.assertEqual([(line.in_box, line.quantity) for line in notice.line_ids], [(True, 6), (False, 3)])

    def test_by_hand(self):
        order = self.short()
        with self.assertRaises(AccessError):
            order.with_user(self.make_user("internal")).action_ask_backorder()
        action = order.with_user(self.desk).action_ask_backorder()
        notice = self.env["sale.backorder.notice"].browse(action["res_id"])
        self.assertEqual((notice.state, len(self.mails(order))), ("sent", 1))
        with self.assertRaisesRegex(UserError, "asked this before"):
            order.with_user(self.desk).action_ask_backorder()
        self.ship(self.make_order())
        with self.assertRaisesRegex(UserError, "Nothing of"):
            self.deliver(self.make_order()).sale_id.action_ask_backorder()

    def test_two_steps(self):
        self.ask()
        warehouse = self.make_warehouse(2)
        self.add_stock(self.goods, 6, warehouse)
        order = self.make_order((self.goods, 10), stock=False, warehouse=warehouse)
        self.dialog(order, step=True).process()
        self.assertFalse(self.notices(order))  # nothing has left
        self.ship(order)
        self.assertEqual(
            [(line.in_box, line.quantity) for line in self.notices(order).line_ids], [(True, 6), (False, 4)]
        )

    def test_kits_are_counted_whole(self):
        self.ask()
        kit = self.make_kit({self.goods: 2})
        self.add_stock(self.goods, 6)
        order = self.make_order((kit, 5), stock=False)
        self.leave_short(order)
        line = self.notices(order).line_ids.filtered(lambda line: not line.in_box)
        self.assertEqual((line.product_id, line.quantity), (kit, 2))

    def test_rights(self):
        self.ask()
        notice = self.asked(self.short())
        with self.assertRaises(AccessError):
            notice.with_user(self.desk).write({"answer": "cancel"})
        with self.assertRaises(AccessError):
            notice.with_user(self.salesman).read(["access_token"])
        with self.assertRaises(AccessError):
            notice.with_user(self.make_user("internal")).read(["state"])

    def test_nobody_reads_the_customers_link_in_the_mail(self):
        order = self.short()
        order.with_user(self.salesman).action_ask_backorder()
        notice, domain = self.notices(order), [("model", "=", "sale.backorder.notice")]
        message = self.env["mail.message"].search([*domain, ("res_id", "=", notice.id)])
        self.assertIn(notice.access_token, message.body)
        self.assertTrue(notice.with_user(self.salesman).read(["state"]))
        for user in (self.salesman, self.desk, self.keeper):
            self.assertFalse(self.env["mail.message"].with_user(user).search(domain))
            with self.assertRaises(AccessError):
                message.with_user(user).read(["body"])


@tagged("post_install", "-at_install")
class TestBackorderAnswer(BackorderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ask()

    def reply(self, notice, answer, **options):
        notice.with_user(self.desk).action_answer(answer, **options)
        self.env.flush_all()

    def test_wait(self):
        order = self.short()
        notice = self.asked(order)
        self.reply(notice, "wait")
        self.assertEqual((notice.state, notice.answer, notice.answered_by), ("answered", "wait", self.desk.name))
        last = self.ledger(order)[-1]
        self.assertEqual((last.reason, last.date), ("Accepted by the customer", order.order_line.promise_date))
        self.assertEqual(order.order_line.promise_state, "on_track")
        self.assertIn("About what is open: Wait", self.events(order, "backorder")[-1].note)

    def test_send_what_you_have(self):
        order = self.short(shipment_policy="complete")
        order.action_change_promise({order.order_line: self.at(20)}, "The vendor is late")
        self.send()
        notice = self.notices(order)
        self.assertEqual(notice._possible_answers(), ("wait", "send_now", "cancel"))
        self.reply(notice, "send_now")
        self.assertEqual(order.shipment_policy, "partial")
        self.assertEqual(order.picking_ids.move_type, "direct")
        self.leave_short(order)
        self.assertEqual(order.order_line.qty_delivered, 6)

    def test_send_what_you_have_where_nothing_is_held_back(self):
        notice = self.asked(self.short())
        with self.assertRaisesRegex(UserError, "cannot be chosen"):
            self.reply(notice, "send_now")
        self.assertEqual(notice.state, "sent")

    def test_cancel_the_rest(self):
        order = self.short()
        notice = self.asked(order)
        self.reply(notice, "cancel")
        self.assertEqual(order.order_line.qty_short_closed, 4)
        self.assertStatus(order, "shipped")

    def test_cancel_all(self):
        order = self.short(there=0)
        order.action_change_promise({order.order_line: self.at(20)}, "The vendor is late")
        self.send()
        self.reply(self.notices(order), "cancel")
        self.assertStatus(order, "cancelled")
        self.assertEqual((order.cancel_reason_id.code, order.cancel_initiator), ("too_late", "customer"))

    def test_something_else(self):
        self.goods.product_tmpl_id.successor_id = self.successor
        self.add_stock(self.successor, 9)
        order = self.short()
        notice = self.asked(order)
        line = order.order_line
        for bad, text in (
            (None, "Choose what"),
            ({line: self.service}, "cannot be chosen"),
            ({line.id + 1000: self.successor}, "cannot be chosen"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                self.reply(notice, "substitute", substitutes=bad)
        self.reply(notice, "substitute", substitutes={line.id: self.successor.id})
        self.assertEqual((line.qty_delivered, line.qty_short_closed), (6, 4))
        new = order.order_line - line
        self.assertEqual((new.product_id, new.product_uom_qty, new.price_unit), (self.successor, 4, 100))
        self.assertEqual(self.open_pickings(order).move_ids.quantity, 4)

    def test_something_else_that_the_check_stops_is_held(self):
        self.goods.product_tmpl_id.successor_id = self.successor
        order = self.short()
        notice = self.asked(order)
        self.company.validation_mode = "enforce"
        model = type(order)
        with patch.object(model, "_check_at_open_door", lambda orders, confirming=True: orders):
            self.reply(notice, "substitute", substitutes={order.order_line.id: self.successor.id})
        self.assertTrue(order.is_on_hold)
        self.assertEqual(len(order.order_line), 2)

    def test_locked_orders_take_answers(self):
        order = self.short(there=0)
        order.action_change_promise({order.order_line: self.at(20)}, "The vendor is late")
        self.send()
        order.action_lock()
        self.reply(self.notices(order), "cancel")
        self.assertStatus(order, "cancelled")
        self.instead(self.goods)
        order = self.short()
        notice = self.asked(order)
        order.action_lock()
        self.reply(notice, "substitute", substitutes={order.order_line.id: self.successor.id})
        self.assertEqual((order.order_line[1].price_unit, order.locked), (100, True))
        self.assertEqual(self.open_pickings(order).move_ids.product_id, self.successor)

    def test_answered_twice(self):
        order = self.short()
        notice = self.asked(order)
        self.reply(notice, "wait")
        with self.assertRaisesRegex(UserError, "Wait.*Nothing was changed"):
            self.reply(notice, "cancel")
        self.assertFalse(order.order_line.qty_short_closed)

    def test_answered_after_shipping(self):
        order = self.short()
        notice = self.asked(order)
        self.add_stock(self.goods, 4)
        self.open_pickings(order).action_assign()
        self.ship(order)
        with self.assertRaisesRegex(UserError, "Nothing of this order is open"):
            self.reply(notice, "cancel")

    def test_answered_too_late(self):
        order = self.short()
        notice = self.asked(order)
        with freeze_time(self.at(20)), self.assertRaisesRegex(UserError, "time to answer ended"):
            self.reply(notice, "cancel")

    def test_an_older_question(self):
        order = self.short()
        notice = self.asked(order)
        order.action_change_promise({order.order_line: self.at(25)}, "Later")
        with self.assertRaisesRegex(UserError, "newer information"):
            self.reply(notice, "cancel")

    def test_rights(self):
        notice = self.asked(self.short())
        users = [self.make_user(role) for role in ("internal", "portal", "accountant", "sales_manager")]
        for user in (*users, self.salesman, self.keeper):  # the order is the salesman's
            with self.assertRaises(AccessError):
                notice.with_user(user).action_answer("cancel")
        self.assertEqual(notice.state, "sent")

    def test_silence(self):
        expected = {"wait": (0, None), "cancel": (4, None), "send_now": (0, "partial")}
        for setting, (closed, policy) in expected.items():
            self.company.backorder_silence = setting
            order = self.short(shipment_policy="complete" if policy else False)
            if policy:
                order.action_change_promise({order.order_line: self.at(20)}, "The vendor is late")
                self.send()
                notice = self.notices(order)
            else:
                notice = self.asked(order)
            self.run_job("_cron_backorder_deadlines")
            self.assertEqual(notice.state, "sent")
            with freeze_time(self.at(22)):
                self.run_job("_cron_backorder_deadlines", limit=1)
                self.run_job("_cron_backorder_deadlines")
            self.env.flush_all()
            self.assertEqual((notice.state, notice.answer, notice.answered_by), ("expired", setting, "No answer"))
            self.assertEqual(order.order_line.qty_short_closed, closed)
            if policy:
                self.assertEqual(order.shipment_policy, policy)

    def test_a_silence_that_cannot_be_carried_out_waits_for_somebody(self):
        self.company.backorder_silence = "cancel"
        notice = self.asked(self.short())
        with freeze_time(self.at(22)):
            with patch.object(type(notice), "_cancel_rest", side_effect=UserError("It is locked")):
                self.run_job("_cron_backorder_deadlines")
            self.assertEqual((notice.state, notice.problem), ("sent", "It is locked"))
            notice.with_user(self.make_user("desk", login="q2c_desk_late")).action_answer("cancel")
        self.assertEqual((notice.state, notice.answer, notice.problem), ("answered", "cancel", False))

    def test_silence_where_everything_has_left(self):
        order = self.short()
        notice = self.asked(order)
        self.add_stock(self.goods, 4)
        self.open_pickings(order).action_assign()
        self.ship(order)
        with freeze_time(self.at(22)):
            self.run_job("_cron_backorder_deadlines")
        self.assertEqual((notice.state, notice.answer), ("void", False))

    def test_cost_of_asking(self):
        def count(number):
            orders = self.env["sale.order"].concat(*(self.short() for _index in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.env["sale.backorder.notice"]._ask(orders)), number)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(3), count(12))


@tagged("post_install", "-at_install")
class TestBackorderList(BackorderCommon):
    def rows(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["sale.backorder.report"].search([("order_id", "in", order.ids)])

    def test_age_and_value(self):
        self.ask()
        order = self.short()
        self.assertFalse(self.rows(order))
        box = self.leave_short(order)
        self.env.cr.execute("SELECT NOW() AT TIME ZONE 'UTC'")
        (real,) = self.env.cr.fetchone()
        for days, age in ((3, "week"), (20, "month"), (40, "older")):
            box.date_done = real - timedelta(days=days)
            row = self.rows(order)
            self.assertEqual((row.age, row.age_class), (days, age))
        self.assertEqual((row.quantity, row.value, row.notice_state), (4, 400, "to_send"))
        self.assertEqual(row.with_user(self.keeper).read(["age", "promise_date"])[0]["age"], 40)
        self.assertFalse(self.env["sale.backorder.report"].search([("order_id", "=", order.id), ("age", "<=", 30)]))
        sums = self.env["sale.backorder.report"]._read_group([("id", "=", row.id)], ["age_class"], ["value:sum"])
        self.assertEqual(sums, [("older", 400)])

    def test_value_in_the_currency_of_the_company(self):
        currency = self.env["res.currency"].create(
            {"name": "Q2C", "symbol": "q", "rate_ids": [(0, 0, {"name": "2039-01-01", "rate": 4.0})]}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": currency.id})
        self.add_stock(self.goods, 12)
        values = {
            "product_id": self.goods.id,
            "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
            "product_uom_qty": 2,
            "price_unit": 480,
        }
        order = self.make_order(values, stock=False, pricelist_id=pricelist.id)
        self.leave_short(order)
        row = self.rows(order)
        self.assertEqual((row.quantity, row.value, row.currency_id), (1, 120, self.company.currency_id))

    def test_gone_when_it_is_settled(self):
        order = self.short()
        self.leave_short(order)
        self.assertEqual(len(self.rows(order)), 1)
        order.action_cancel_open(self.reason("mind"))
        self.assertFalse(self.rows(order))
