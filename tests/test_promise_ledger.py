"""What is promised, and the ledger that nobody changes."""

from datetime import timedelta

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_ledger import MONDAY, TUESDAY, LedgerCommon


@tagged("post_install", "-at_install")
class TestFirstPromise(LedgerCommon):
    def test_what_is_there_is_promised_after_picking(self):
        order = self.promised()
        line = order.order_line
        self.assertEqual(line.promise_date, TUESDAY)
        self.assertEqual(line.first_promise_date, TUESDAY)
        self.assertEqual((order.promise_date, order.first_promise_date), (TUESDAY, TUESDAY))
        self.assertEqual((line.promise_state, order.promise_state), ("on_track", "on_track"))
        row = self.ledger(order)
        self.assertEqual((row.kind, row.date, row.previous_date, row.reason), ("first", TUESDAY, False, False))
        self.assertEqual((row.line_id, row.user_id, row.happened_at), (line, self.env.user, MONDAY))
        self.assertTrue(row.in_force)
        self.assertEqual(self.notes(order), ["First promise: 3 Jan"])

    def test_carrier_takes_its_days(self):
        order = self.promised(confirm=False)
        order.carrier_id = self.make_carrier(transit_days=4)
        order.action_confirm()
        self.assertEqual(order.promise_date, self.at(9, 14))
        self.assertEqual(order.order_line.promise_leaves_by, TUESDAY)

    def test_what_comes_later_is_promised_for_after_that(self):
        self.buy(self.goods, 10, self.at(10, 9))
        order = self.promised(stock=False)
        self.assertEqual(order.promise_date, self.at(11, 14))

    def test_a_later_date_that_was_asked_for_is_promised(self):
        order = self.promised(commitment_date=self.at(20))
        self.assertEqual(order.promise_date, self.at(20))
        self.assertEqual(order.requested_date, self.at(20))
        self.assertEqual(order.commitment_date, self.at(20))

    def test_a_date_that_cannot_be_held_is_not_promised_but_stays_on_record(self):
        self.buy(self.goods, 10, self.at(10, 9))
        order = self.promised(stock=False, commitment_date=self.at(5))
        self.assertEqual(order.promise_date, self.at(11, 14))
        self.assertEqual((order.requested_date, order.commitment_date), (self.at(5), self.at(5)))

    def test_the_hour_asked_for_is_kept_on_the_day_that_is_possible(self):
        self.assertEqual(self.promised(commitment_date=self.at(3, 9)).promise_date, self.at(3, 9))

    def test_policy_backorder_is_promised_by_supply(self):
        self.goods.oversell_policy = "backorder"
        self.buy(self.goods, 10, self.at(10, 9))
        order = self.promised(stock=False, commitment_date=self.at(5))
        self.assertEqual((order.state, order.promise_date), ("sale", self.at(11, 14)))

    def test_nothing_comes_the_date_asked_for_is_promised_and_flagged(self):
        order = self.promised(stock=False, commitment_date=self.at(20))
        other = self.promised(stock=False)
        self.assertEqual((order.promise_date, other.promise_date), (self.at(20), TUESDAY))
        self.night(3)
        self.assertEqual((order + other).mapped("promise_state"), ["late", "late"])
        self.assertEqual(order.promise_cause_text, "Line 1: nothing is coming for Oven")

    def test_lead_time_of_the_product_counts(self):
        self.goods.sale_delay = 7
        self.assertEqual(self.promised().promise_date, MONDAY + timedelta(days=7))

    def test_services_are_not_promised(self):
        order = self.promised((self.service, 1), commitment_date=self.at(20))
        self.assertFalse(self.ledger(order))
        self.assertFalse(order.promise_state or order.promise_date)
        self.assertEqual(order.requested_date, self.at(20))

    def test_lines_of_one_order_compete(self):
        self.buy(self.goods, 10, self.at(10, 9))
        self.add_stock(self.goods, 10)
        order = self.promised((self.goods, 10), (self.goods, 10), stock=False)
        self.assertEqual(order.order_line.mapped("promise_date"), [TUESDAY, self.at(11, 14)])

    def test_an_order_is_promised_for_its_last_line_or_its_first_shipment(self):
        self.buy(self.other_goods, 10, self.at(10, 9))
        self.add_stock(self.goods, 20)
        last = self.promised((self.goods, 10), (self.other_goods, 5), stock=False)
        self.assertEqual(last.promise_date, self.at(11, 14))
        self.company.promise_order_date = "first"
        self.assertEqual(last.promise_date, TUESDAY)
        first = self.promised((self.goods, 10), (self.other_goods, 5), stock=False)
        self.assertEqual((first.promise_date, first.first_promise_date), (TUESDAY, TUESDAY))

    def test_kit_is_promised_for_its_last_component(self):
        kit = self.make_kit({self.goods: 1, self.other_goods: 2})
        self.add_stock(self.goods, 5)
        self.buy(self.other_goods, 10, self.at(10, 9))
        self.assertEqual(self.promised((kit, 5), stock=False).promise_date, self.at(11, 14))

    def test_customer_who_signs_is_promised_something(self):
        order = self.promised(confirm=False)
        order._validate_order()
        self.assertEqual(order.promise_date, TUESDAY)

    def test_confirmed_again_is_promised_anew_and_the_old_rows_stay(self):
        order = self.promised()
        before = self.ledger(order)
        order.action_cancel()
        self.assertFalse(order.promise_date or order.promise_state or order.order_line.promise_date)
        order.action_draft()
        order.commitment_date = self.at(20)
        order.action_confirm()
        rows = self.ledger(order)
        self.assertEqual(rows.mapped("kind"), ["first", "first"])
        self.assertEqual(rows.mapped("in_force"), [False, True])
        self.assertEqual((rows[0], rows[0].date), (before, TUESDAY))
        self.assertEqual((order.first_promise_date, order.promise_date), (self.at(20), self.at(20)))

    def test_copy_promises_nothing(self):
        copy = self.promised(commitment_date=self.at(20)).copy()
        self.assertFalse(copy.requested_date or copy.promise_date or copy.promise_state or copy.promise_ids)

    def test_what_is_installed_on_promises_nothing_by_itself(self):
        order = self.promised()
        self.env.cr.execute("UPDATE sale_order SET promise_state = NULL WHERE id = %s", [order.id])
        self.env.invalidate_all()
        self.night(20)
        self.assertFalse(order.promise_state or order.activity_ids)


@tagged("post_install", "-at_install")
class TestRequestedDate(LedgerCommon):
    def test_follows_the_quotation_until_somebody_says_otherwise(self):
        order = self.promised(confirm=False, commitment_date=self.at(10))
        self.assertEqual(order.requested_date, self.at(10))
        order.commitment_date = self.at(12)
        self.assertEqual(order.requested_date, self.at(12))
        order.requested_date = self.at(9)
        order.commitment_date = self.at(15)
        self.assertEqual(order.requested_date, self.at(9))
        order.action_confirm()
        self.assertEqual((order.requested_date, order.promise_date), (self.at(9), self.at(15)))

    def test_is_frozen_with_the_order(self):
        order = self.promised(commitment_date=self.at(10))
        with self.assertRaisesRegex(UserError, "stays"):
            order.with_user(self.salesman).requested_date = self.at(12)
        order.commitment_date = self.at(12)
        self.assertEqual(order.requested_date, self.at(10))


@tagged("post_install", "-at_install")
class TestLedger(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.promised()
        cls.row = cls.env["sale.order.promise"].search([("order_id", "=", cls.order.id)])

    def test_nobody_changes_or_deletes_a_row(self):
        for user in (self.salesman, self.make_user("sales_manager"), self.env.ref("base.user_admin")):
            row = self.row.with_user(user)
            with self.assertRaises(AccessError):
                row.create({"order_ref": "S1", "kind": "first", "date": MONDAY, "happened_at": MONDAY})
            with self.assertRaises(UserError):
                row.write({"date": MONDAY})
            with self.assertRaises(AccessError):
                row.unlink()
        with self.assertRaises(UserError):
            self.row.sudo().date = MONDAY
        with self.assertRaises(UserError):
            self.row.sudo().unlink()

    @mute_logger("odoo.sql_db")
    def test_nor_does_the_database(self):
        for statement in (
            "UPDATE sale_order_promise SET date = now() WHERE id = %s",
            "UPDATE sale_order_promise SET in_force = NULL, reason = 'x' WHERE id = %s",
            "UPDATE sale_order_promise SET line_id = line_id + 1 WHERE id = %s",
            "DELETE FROM sale_order_promise WHERE id = %s",
            "TRUNCATE sale_order_promise -- %s",
        ):
            with self.assertRaises(psycopg2.errors.RaiseException), self.env.cr.savepoint():
                self.env.cr.execute(statement, [self.row.id])

    @mute_logger("odoo.sql_db")
    def test_what_has_ended_does_not_begin_again(self):
        self.order.action_cancel()
        with self.assertRaises(psycopg2.errors.RaiseException), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE sale_order_promise SET in_force = TRUE WHERE id = %s", [self.row.id])

    @mute_logger("odoo.sql_db")
    def test_a_line_has_one_first_promise(self):
        columns = "order_ref, order_id, line_id, company_id, kind, date, happened_at, in_force"
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                f"INSERT INTO sale_order_promise ({columns})"  # pylint: disable=sql-injection
                f" SELECT {columns} FROM sale_order_promise WHERE id = %s",
                [self.row.id],
            )

    def test_a_second_first_promise_leaves_the_first(self):
        self.env.cr.execute(
            "UPDATE sale_order_line SET first_promise_date = NULL WHERE id = %s", [self.order.order_line.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.order.order_line._write_promises({self.order.order_line: self.at(30)}))
        self.assertEqual(self.ledger(self.order), self.row)
        self.assertEqual(self.order.order_line.promise_date, TUESDAY)

    def test_rows_outlive_their_order(self):
        self.order.action_cancel()
        name = self.order.name
        self.order.unlink()
        self.env.invalidate_all()
        self.assertEqual((self.row.order_ref, self.row.date), (name, TUESDAY))
        self.assertFalse(self.row.order_id or self.row.line_id)

    def test_confirmed_cancelled_and_deleted_in_one_transaction(self):
        order = self.promised()
        rows = self.env["sale.order.promise"].search([("order_id", "=", order.id)])
        order._action_cancel()
        order.unlink()
        self.assertTrue(rows.exists())
        self.assertFalse(rows.line_id)

    def test_salesperson_reads_own_orders_and_customers_read_none(self):
        other = self.make_user("salesman", login="q2c_other")
        self.assertEqual(self.row.with_user(self.salesman).search([]).order_id, self.order)
        self.assertNotIn(self.order, self.row.with_user(other).search([]).order_id)
        self.assertIn(self.order, self.row.with_user(self.make_user("sales_all")).search([]).order_id)
        portal = self.make_user("portal", partner_id=self.partner.id)
        with self.assertRaises(AccessError):
            self.row.with_user(portal).search([])
        with self.assertRaises(AccessError):
            self.order.with_user(portal).read(["promise_ids"])

    def test_another_company_reads_nothing(self):
        company = self.env["res.company"].create({"name": "Other"})
        user = self.make_user("sales_all", company_ids=[Command.set(company.ids)], company_id=company.id)
        self.assertNotIn(self.row, self.row.with_user(user).search([]))

    def test_only_the_ledger_promises(self):
        user = self.make_user("sales_manager")
        for record in (self.order, self.order.order_line):
            with self.assertRaisesRegex(UserError, "Change Promise"):
                record.with_user(user).promise_date = self.at(30)
        with self.assertRaisesRegex(UserError, "Change Promise"):
            self.order.with_user(user).create({"partner_id": self.partner.id, "first_promise_date": MONDAY})

    def test_nothing_is_promised_by_a_context_or_a_default(self):
        user = self.make_user("sales_manager")
        self.env["ir.default"].set("sale.order.line", "promise_date", "2040-01-30 08:00:00")
        orders = self.order.with_user(user).with_context(default_first_promise_date=MONDAY)
        order = orders.create(
            {"partner_id": self.partner.id, "order_line": [Command.create({"product_id": self.goods.id})]}
        )
        self.assertFalse(order.first_promise_date)
        self.assertFalse(order.order_line.first_promise_date or order.order_line.promise_date)
