"""Deposits of cancelled orders: credited once, to the cent, whatever was paid of them."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_cancellation import CancellationCommon


@tagged("post_install", "-at_install")
class TestCancelledDeposit(CancellationCommon):
    def test_unpaid_deposit_and_its_credit_note_are_matched(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.cancel(order)
        note = self.notes(deposit)
        self.assertEqual((note.move_type, note.state, note.amount_total), ("out_refund", "posted", 300))
        self.assertEqual(note.reversed_entry_id, deposit)
        self.assertEqual((deposit.amount_residual, note.amount_residual), (0, 0))
        self.assertIn(order.name, note.ref)

    def test_of_a_part_paid_deposit_the_paid_part_stays_as_credit(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.pay(deposit, amount=100)
        self.cancel(order)
        self.assertEqual(deposit.amount_residual, 0)
        self.assertEqual(self.notes(deposit).amount_residual, 100)

    def test_a_paid_deposit_stays_as_credit(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.pay(deposit)
        self.cancel(order)
        self.assertEqual(deposit.payment_state, "paid")
        self.assertEqual(self.notes(deposit).amount_residual, 300)

    def test_two_deposits(self):
        order = self.make_order()
        deposits = self.down_payment(order, 300) + self.down_payment(order, 200)
        self.cancel(order)
        self.assertEqual(self.notes(deposits).mapped("amount_total"), [300, 200])

    def test_taxes_to_the_cent(self):
        self.goods.taxes_id = self.make_tax(7.5)
        order = self.make_order((self.goods, 3))
        deposit = self.down_payment(order, 100)
        self.cancel(order)
        note = self.notes(deposit)
        self.assertEqual((note.amount_untaxed, note.amount_tax), (deposit.amount_untaxed, deposit.amount_tax))
        self.assertEqual(deposit.amount_residual, 0)

    def test_other_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({"currency_id": euro.id, "rate": 0.8, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        order = self.make_order((self.goods, 3), pricelist_id=pricelist.id)
        deposit = self.down_payment(order, 33.33)
        self.cancel(order)
        note = self.notes(deposit)
        self.assertEqual((note.currency_id, note.amount_total), (euro, 33.33))
        self.assertEqual(note.amount_total_signed, -deposit.amount_total_signed)
        self.assertEqual(deposit.amount_residual, 0)

    def test_a_draft_deposit_is_cancelled(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        deposit.button_draft()
        self.cancel(order)
        self.assertEqual(deposit.state, "cancel")
        self.assertFalse(self.notes(deposit))

    def test_the_order_owes_nothing_any_more(self):
        order = self.make_order()
        self.down_payment(order, 300)
        self.cancel(order)
        line = order.order_line.filtered("is_downpayment")
        self.assertEqual(sum(line.mapped("qty_invoiced")), 0)
        self.assertFalse(order.has_open_deposit)

    # === Left to accounting === #

    def test_who_does_not_refund_leaves_it_to_accounting(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.cancel(order, refund_deposits=False)
        self.assertFalse(self.notes(deposit))
        self.assertEqual(len(self.deposit_activities(deposit)), 1)
        self.assertTrue(order.has_open_deposit)

    def test_a_program_refunds_nothing_and_leaves_an_activity(self):
        responsible = self.make_user("accountant")
        self.company.deposit_responsible_id = responsible
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        order.action_cancel()
        self.assertFalse(self.notes(deposit))
        activity = self.deposit_activities(deposit)
        self.assertEqual(activity.user_id, responsible)
        self.assertIn(order.name, activity.summary)
        self.assertIn(order, self.env["sale.order"].search([("has_open_deposit", "=", True)]))

    def test_a_context_cannot_silence_the_activity(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        order.with_context(sale_cancellation_settled=True).action_cancel()
        self.assertTrue(self.deposit_activities(deposit))

    def test_what_is_refunded_less_the_fee_is_settled(self):
        self.charge()
        order = self.make_begun()
        deposit = self.down_payment(order, 300)
        self.pay(deposit)
        self.cancel(order)
        self.assertEqual(self.notes(deposit).amount_total, 200)
        self.assertFalse(self.deposit_activities(deposit))
        self.assertFalse(order.has_open_deposit)
        self.assertFalse(order._deposits()[order])

    def test_the_dialog_does_not_say_two_things_about_a_deposit(self):
        order = self.make_order((self.service, 3), (self.goods, 10))
        deposit = self.down_payment(order, 300)
        effects = self.dialog(order).effect_ids.filtered(lambda effect: effect.document == deposit)
        self.assertEqual(effects.mapped("todo"), ["As said above, under Money."])
        self.credit(deposit, 100)
        effects = self.dialog(order).effect_ids.filtered(lambda effect: effect.document == deposit)
        self.assertEqual(effects.mapped("todo"), [False])

    @freeze_time("2026-03-10 03:00:00")  # the ninth in New York
    def test_the_day_is_the_companys(self):
        self.env.user.tz = "Europe/Brussels"
        self.company.partner_id.tz = "America/New_York"
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.cancel(order)
        self.assertEqual(self.notes(deposit).invoice_date, date(2026, 3, 9))

    def test_refunded_later_with_the_button(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        order.action_cancel()
        order.action_refund_deposits()
        self.assertEqual((self.notes(deposit).amount_total, deposit.amount_residual), (300, 0))
        self.assertFalse(self.deposit_activities(deposit))
        self.assertFalse(order.has_open_deposit)
        with self.assertRaisesRegex(UserError, "no deposit to refund"):
            order.action_refund_deposits()
        self.assertEqual(len(self.notes(deposit)), 1)

    def test_the_button_is_for_cancelled_orders(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        with self.assertRaisesRegex(UserError, "no deposit to refund"):
            order.action_refund_deposits()
        self.assertFalse(self.notes(deposit))

    def test_a_deposit_credited_in_part_is_left_to_accounting(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.credit(deposit, 100)
        self.assertEqual(self.dialog(order).deposit_by_hand, deposit.name)
        self.cancel(order)
        self.assertEqual(self.notes(deposit).mapped("amount_total"), [100])
        self.assertTrue(self.deposit_activities(deposit))

    def test_a_deposit_credited_in_full_is_no_deposit(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.credit(deposit)
        wizard = self.dialog(order)
        self.assertFalse(wizard.deposit_text or wizard.deposit_by_hand)
        wizard.action_cancel()
        self.assertEqual(len(self.notes(deposit)), 1)
        self.assertFalse(order.has_open_deposit)

    def test_a_deposit_that_an_invoice_deducts_is_left_to_accounting(self):
        order = self.make_order((self.service, 3), (self.goods, 1))
        self.down_payment(order, 100)
        self.invoice(order)
        wizard = self.dialog(order)
        self.assertFalse(wizard.deposit_text)
        wizard.action_cancel()
        self.assertFalse(order.invoice_ids.filtered(lambda move: move.move_type == "out_refund"))

    def test_an_ordinary_invoice_is_no_deposit(self):
        order = self.make_order((self.service, 3))
        invoice = self.invoice(order)
        self.assertFalse(self.dialog(order).deposit_text)
        self.cancel(order)
        self.assertFalse(self.notes(invoice))
        self.assertFalse(self.deposit_activities(invoice))

    def test_the_database_lets_a_deposit_be_refunded_once(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.cancel(order)
        row = order.deposit_refund_ids
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "sale_cancellation_deposit"):
            row.sudo().copy({"note_id": False})
        self.assertEqual(row.invoice_id, deposit)

    # === Who === #

    def test_order_desk_refunds_without_rights_on_invoices(self):
        desk = self.make_user("desk")
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.assertFalse(self.env["account.move"].with_user(desk).has_access("create"))
        self.cancel(order, desk)
        self.assertEqual(self.notes(deposit).state, "posted")

    def test_who_reads_all_of_an_order_is_not_stopped_by_its_deposits(self):
        desk = self.make_user("desk")
        order = self.make_order()
        self.down_payment(order, 300)
        self.cancel(order)
        fields = [name for name in order.with_user(desk).fields_get() if "deposit" in name or "cancel" in name]
        self.env.invalidate_all()
        self.assertTrue(order.with_user(desk).read(fields))
        self.assertNotIn("deposit_refund_ids", fields)
        self.assertIn("deposit_refund_ids", order.with_user(self.make_user("accountant")).fields_get())

    def test_only_accounting_refunds_later(self):
        order = self.make_order(user_id=self.make_user("sales_manager").id)
        deposit = self.down_payment(order, 300)
        order.action_cancel()
        for role in ("salesman", "desk", "warehouse"):
            with self.assertRaises(AccessError):
                order.with_user(self.make_user(role)).action_refund_deposits()
        self.assertFalse(self.notes(deposit))
        order.with_user(self.make_user("accountant")).action_refund_deposits()
        self.assertEqual(self.notes(deposit).state, "posted")

    def test_only_sales_and_accounting_read_what_was_settled(self):
        order = self.make_order()
        self.down_payment(order, 300)
        self.cancel(order)
        self.assertTrue(order.cancellation_ids.with_user(self.make_user("desk")).value)
        with self.assertRaises(AccessError):
            order.cancellation_ids.with_user(self.make_user("portal")).read(["value"])
        with self.assertRaises(AccessError):
            order.deposit_refund_ids.with_user(self.make_user("internal")).read(["note_id"])
        with self.assertRaises(AccessError):
            order.cancellation_ids.with_user(self.make_user("sales_manager")).write({"fee": 0})
