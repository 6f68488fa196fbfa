"""Later promises: by whom, why, and what follows."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_ledger import MONDAY, TUESDAY, LedgerCommon


@tagged("post_install", "-at_install")
class TestEdits(LedgerCommon):
    def test_another_delivery_date_is_a_promise_by_who_writes_it(self):
        order = self.promised((self.goods, 5), (self.other_goods, 5), (self.service, 1))
        order.with_user(self.salesman).commitment_date = self.at(20)
        rows = self.ledger(order)
        self.assertEqual(rows.mapped("kind"), ["first", "first", "change", "change"])
        changes = rows[2:]
        self.assertEqual(set(changes.mapped("reason")), {"Delivery date changed"})
        self.assertEqual(changes.user_id, self.salesman)
        self.assertEqual(set(changes.mapped("previous_date")), {TUESDAY})
        self.assertEqual((order.promise_date, order.first_promise_date), (self.at(20), TUESDAY))
        self.assertEqual(self.notes(order)[1:], ["Promise moved from 3 Jan to 20 Jan: Delivery date changed"])

    def test_the_same_or_no_date_promises_nothing(self):
        order = self.promised(commitment_date=self.at(20))
        order.commitment_date = self.at(20)
        order.commitment_date = False
        self.assertEqual(len(self.ledger(order)), 1)
        self.assertEqual(order.promise_date, self.at(20))

    def test_what_has_left_keeps_its_promise(self):
        order = self.promised((self.goods, 5), (self.other_goods, 5))
        self.ship(order, {self.goods: 5})
        order.commitment_date = self.at(20)
        self.assertEqual(order.order_line.mapped("promise_date"), [TUESDAY, self.at(20)])

    def test_a_new_line_is_promised(self):
        order = self.promised()
        self.buy(self.other_goods, 10, self.at(10, 9))
        order.order_line = [Command.create({"product_id": self.other_goods.id, "product_uom_qty": 3})]
        line = order.order_line[1]
        self.assertEqual((line.promise_date, line.first_promise_date), (self.at(11, 14), self.at(11, 14)))
        self.assertEqual(self.ledger(order).mapped("kind"), ["first", "first"])
        self.assertEqual((order.first_promise_date, order.promise_date), (TUESDAY, self.at(11, 14)))

    def test_more_of_a_line_is_promised_by_supply(self):
        order = self.promised()
        self.buy(self.goods, 10, self.at(10, 9))
        order.order_line.product_uom_qty = 15
        row = self.ledger(order)[1]
        self.assertEqual((row.kind, row.previous_date, row.date), ("change", TUESDAY, self.at(11, 14)))
        self.assertEqual(row.reason, "Quantity raised from 10 to 15")
        self.assertEqual((order.promise_date, order.first_promise_date), (self.at(11, 14), TUESDAY))

    def test_less_of_a_line_promises_nothing_else(self):
        order = self.promised()
        order.order_line.product_uom_qty = 5
        self.assertEqual(len(self.ledger(order)), 1)

    def test_many_changes_at_once_are_one_promise_for_each_line_and_one_event(self):
        order = self.promised((self.goods, 5), (self.other_goods, 5))
        self.add_stock(self.goods, 10)
        first, second = order.order_line
        order.write(
            {
                "order_line": [
                    Command.update(first.id, {"product_uom_qty": 8}),
                    Command.update(second.id, {"product_uom_qty": 8}),
                    Command.create({"product_id": self.goods.id, "product_uom_qty": 1}),
                ]
            }
        )
        self.assertEqual(self.ledger(order).mapped("kind"), ["first", "first", "change", "change", "first"])
        self.assertEqual(len(self.notes(order)), 2)

    def test_an_order_that_is_imported_confirmed_is_promised(self):
        self.add_stock(self.goods, 10)
        order = self.promised(stock=False, confirm=False, state="sale")
        self.assertEqual(order.promise_date, TUESDAY)

    def test_an_older_order_is_promised_with_its_next_date(self):
        order = self.promised()
        self.env.cr.execute(
            "UPDATE sale_order_line SET promise_state = NULL, promise_date = NULL, first_promise_date = NULL"
            " WHERE order_id = %(id)s",
            {"id": order.id},
        )
        self.env.cr.execute("UPDATE sale_order_promise SET in_force = FALSE WHERE order_id = %s", [order.id])
        self.env.invalidate_all()
        order.commitment_date = self.at(20)
        self.assertEqual(self.ledger(order)[-1].kind, "first")
        self.assertEqual(order.promise_date, self.at(20))

    def test_what_is_rolled_back_leaves_no_promise(self):
        order = self.promised()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            order.commitment_date = self.at(20)
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertEqual((len(self.ledger(order)), len(self.notes(order))), (1, 1))


@tagged("post_install", "-at_install")
class TestDialog(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.promised((cls.goods, 5), (cls.other_goods, 5))

    def dialog(self, order=None, user=None):
        order = (order or self.order).with_user(user or self.salesman)
        action = order.action_open_promise_change()
        return Form(order.env[action["res_model"]].with_context(**action["context"]))

    def test_all_lines(self):
        with self.dialog() as form:
            form.date = self.at(20)
            form.reason = "The vendor is late"
        form.record.action_change()
        self.assertEqual(self.order.order_line.mapped("promise_date"), [self.at(20)] * 2)
        self.assertEqual((self.order.promise_date, self.order.first_promise_date), (self.at(20), TUESDAY))
        self.assertEqual(self.order.commitment_date, self.at(20))
        self.assertEqual(set(self.order.order_line.move_ids.mapped("date_deadline")), {self.at(20)})
        rows = self.ledger(self.order)[2:]
        self.assertEqual(set(rows.mapped("reason")), {"The vendor is late"})
        self.assertEqual((len(rows), rows.user_id), (2, self.salesman))
        self.assertEqual(self.notes(self.order)[1:], ["Promise moved from 3 Jan to 20 Jan: The vendor is late"])
        note = self.order.message_ids[0]
        self.assertEqual(note.author_id, self.salesman.partner_id)
        self.assertIn("The vendor is late", note.body)
        self.assertIn("Oven: 3 Jan → 20 Jan", note.body)

    def test_one_line(self):
        with self.dialog() as form:
            form.reason = "Only the mixer"
            with form.line_ids.edit(1) as line:
                line.date = self.at(20)
        form.record.action_change()
        self.assertEqual(self.order.order_line.mapped("promise_date"), [TUESDAY, self.at(20)])
        self.assertFalse(self.order.commitment_date)
        self.assertEqual(self.order.promise_date, self.at(20))

    def test_each_line_its_own_date(self):
        first, second = self.order.order_line
        self.order.action_change_promise({first: self.at(20), second: self.at(25)}, "Two trucks")
        self.assertEqual(self.order.order_line.mapped("promise_date"), [self.at(20), self.at(25)])
        self.assertEqual(self.order.commitment_date, self.at(25))
        self.assertEqual(len(self.ledger(self.order)), 4)

    def test_supply_that_does_not_support_it_is_said(self):
        self.buy(self.goods, 10, self.at(10, 9))
        order = self.promised(stock=False)
        with self.dialog(order) as form:
            self.assertFalse(form.warning)
            form.date = self.at(9)
            form.reason = "He insists"
            self.assertEqual(form.warning, "Oven can be there on 11 Jan, not before.")
            form.date = self.at(11)
            self.assertFalse(form.warning)
            form.date = self.at(9)
        form.record.action_change()
        self.assertEqual((order.promise_date, order.promise_state), (self.at(9), "late"))
        self.assertEqual(len(self.activities(order)), 1)

    def test_nothing_coming_is_said(self):
        with self.dialog(self.promised((self.make_product("Whisk"), 1), stock=False)) as form:
            form.reason = "x"
            form.date = self.at(30)
            self.assertEqual(form.warning, "Whisk: nothing is coming that would support this.")

    def test_refused(self):
        line = self.order.order_line[:1]
        quotation = self.promised(confirm=False)
        shipped = self.promised()
        self.ship(shipped)
        for order, dates, reason, text in (
            (self.order, {line: MONDAY - timedelta(days=1)}, "x", "has passed"),
            (self.order, {line: self.at(9)}, " ", "Say why"),
            (self.order, {line: False}, "x", "for which day"),
            (self.order, {}, "x", "left to ship"),
            (self.order, {shipped.order_line: self.at(9)}, "x", "left to ship"),
            (quotation, {quotation.order_line: self.at(9)}, "x", "not confirmed"),
            (shipped, {shipped.order_line: self.at(9)}, "x", "left to ship"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, text):
                order.action_change_promise(dates, reason)
        with self.assertRaisesRegex(UserError, "for which day"), self.dialog() as form:
            form.reason = "x"
            form.save().action_change()

    def test_today_can_be_promised(self):
        self.order.action_change_promise({self.order.order_line[0]: MONDAY - timedelta(hours=2)}, "At the counter")
        self.assertEqual(self.order.order_line[0].promise_date.date(), MONDAY.date())

    def test_rights(self):
        other = self.make_user("salesman", login="q2c_other")
        for user in (other, self.make_user("portal", partner_id=self.partner.id), self.make_user("internal")):
            with self.assertRaises(AccessError):
                self.order.with_user(user).action_change_promise({self.order.order_line[0]: self.at(9)}, "x")

    def test_over_rpc_lines_are_named_by_their_ids(self):
        line = self.order.order_line[0]
        self.order.with_user(self.salesman).action_change_promise({str(line.id): "2040-01-20 10:00:00"}, "RPC")
        self.assertEqual(line.promise_date, self.at(20, 10))
