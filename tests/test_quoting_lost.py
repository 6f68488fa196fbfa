"""Why quotations are lost: asked for of what was sent, and never confused with why orders are cancelled."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestLost(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.price = cls.env.ref("quote_to_cash.reason_lost_price")
        cls.mind = cls.reason("mind")

    def dialog(self, orders, model="sale.order.cancellation"):
        context = {"active_ids": orders.ids, "active_model": "sale.order"}
        return Form(self.env[model].with_context(**context))

    def test_what_was_sent_needs_a_reason_of_its_own(self):
        order = self.quote()
        for reason in (self.mind, self.mind.id, False):
            with self.assertRaises(UserError):
                order.action_cancel_with_reason(reason, "customer")
        self.assertEqual(order.state, "sent")
        order.action_cancel_with_reason(self.price, "customer")
        self.assertEqual((order.state, order.cancel_reason_id), ("cancel", self.price))

    def test_an_order_is_not_lost(self):
        order = self.make_order()
        with self.assertRaisesRegex(UserError, "Lost Quotation"):
            order.action_cancel_with_reason(self.price, "customer")
        self.assertStatus(order, "entered")

    def test_a_draft_takes_either(self):
        drafts = [self.quote(send=False) for _number in range(2)]
        for order, reason in zip(drafts, (self.mind, self.price), strict=True):
            order.action_cancel_with_reason(reason, "company")
            self.assertEqual(order.cancel_reason_id, reason)

    def test_one_reason_does_not_fit_both(self):
        orders = self.quote() | self.make_order()
        for reason in (self.mind, self.price):
            with self.assertRaisesRegex(UserError, "choose one for each"):
                orders.action_cancel_with_reason(reason, "customer")

    def test_programs_state_no_reason(self):
        order = self.quote()
        order.action_cancel()
        self.assertEqual(order.cancel_reason_id.code, "not_stated")

    def test_another_kind_is_refused_on_the_order(self):
        order = self.quote()
        order.cancel_reason_id = self.price
        with self.assertRaises(UserError):
            order.cancel_reason_id = self.reason("address")

    def test_the_dialog_asks_of_quotations_why_they_are_lost(self):
        order = self.quote()
        form = self.dialog(order)
        self.assertEqual((form.reason_kind, form.asks_both), ("lost", False))
        form.reason_id = self.price
        form.save().action_cancel()
        self.assertEqual(order.cancel_reason_id, self.price)

    def test_the_dialog_needs_an_answer(self):
        with self.assertRaises(AssertionError):
            self.dialog(self.quote()).save()

    def test_the_dialog_asks_of_orders_as_before(self):
        order = self.make_order()
        form = self.dialog(order)
        self.assertEqual((form.reason_kind, form.asks_both), ("cancel", False))
        form.reason_id = self.mind
        form.save().action_cancel()
        self.assertEqual(order.cancel_reason_id, self.mind)

    def test_both_at_once_have_two_reasons(self):
        for model, action in (
            ("sale.order.cancellation", "action_cancel"),
            ("sale.mass.cancel.orders", "action_mass_cancel"),
        ):
            with self.subTest(model=model):
                quotation, order = self.quote(), self.make_order()
                form = self.dialog(quotation | order, model)
                self.assertTrue(form.asks_both)
                form.reason_id = self.mind
                form.lost_reason_id = self.price
                getattr(form.save(), action)()
                self.assertEqual((quotation.cancel_reason_id, order.cancel_reason_id), (self.price, self.mind))

    def test_a_program_that_answers_for_one_kind_only_is_refused(self):
        quotation, order = self.quote(), self.make_order()
        for values in ({"reason_id": self.mind.id}, {"lost_reason_id": self.price.id}):
            wizard = self.env["sale.mass.cancel.orders"].create(
                {"sale_order_ids": [Command.set((quotation | order).ids)], **values}
            )
            with self.assertRaises(UserError), self.env.cr.savepoint():
                wizard.action_mass_cancel()
        self.assertEqual((quotation | order).mapped("state"), ["sent", "sale"])

    def test_a_lost_quotation_costs_no_fee(self):
        self.company.cancellation_fee_mode = "posted"
        order = self.quote()
        order.action_cancel_and_settle(self.price, "customer")
        self.assertFalse(order.cancellation_ids or order.invoice_ids)

    def test_reasons_of_jobs_and_customers_come_back_when_deleted(self):
        self.env.ref("quote_to_cash.reason_lost_expired").unlink()
        self.expire_by_itself()
        order = self.quote()
        self.run_job("2026-07-01 01:00:00")
        self.assertEqual((order.cancel_reason_id.kind, order.cancel_reason_id.code), ("lost", "expired"))

    def test_a_lost_reason_in_use_stays(self):
        self.quote().action_cancel_with_reason(self.price, "customer")
        with self.assertRaisesRegex(UserError, "in use"):
            self.price.unlink()

    def test_back_in_draft_it_is_not_lost(self):
        order = self.quote()
        order.action_cancel_with_reason(self.price, "customer")
        order.action_draft()
        self.assertFalse(order.cancel_reason_id)
