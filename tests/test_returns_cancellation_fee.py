"""What cancelling costs the customer: as the reason says, once, and taken off the deposit where there is one."""

from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_cancellation import CancellationCommon


@tagged("post_install", "-at_install")
class TestCancellationFee(CancellationCommon):
    def fee_move(self, order):
        return order.cancellation_ids.fee_move_id

    def test_off_by_default(self):
        order = self.make_begun()
        self.cancel(order)
        self.assertEqual((order.cancellation_ids.fee, order.cancellation_ids.value), (0, 1000))
        self.assertFalse(self.fee_move(order))

    def test_a_reason_alone_charges_nothing(self):
        self.charge(mode="none")
        order = self.make_begun()
        self.assertFalse(self.dialog(order).fee_text)
        self.cancel(order)
        self.assertFalse(self.fee_move(order))

    def test_percent_and_amount_on_a_posted_invoice(self):
        self.charge(10, 25)
        order = self.make_begun()
        self.assertIn("125.00", self.dialog(order).fee_text)
        self.cancel(order)
        invoice = self.fee_move(order)
        self.assertEqual((invoice.move_type, invoice.state), ("out_invoice", "posted"))
        self.assertEqual((invoice.amount_total, invoice.partner_id), (125, order.partner_invoice_id))
        self.assertEqual(invoice.invoice_line_ids.product_id, self.company.cancellation_fee_product_id)
        self.assertEqual(invoice.invoice_origin, order.name)

    def test_a_draft_where_the_company_wants_it(self):
        self.charge(mode="draft")
        order = self.make_begun()
        self.cancel(order)
        self.assertEqual(self.fee_move(order).state, "draft")

    def test_nothing_before_its_stage(self):
        self.charge()
        order = self.make_order()
        self.cancel(order)
        self.assertFalse(self.fee_move(order))

    def test_a_hold_hides_no_stage(self):
        self.charge()
        order = self.make_begun()
        order.action_hold(self.reason("address"))
        self.cancel(order)
        self.assertEqual(order.cancellation_ids.stage, "in_progress")
        self.assertEqual(self.fee_move(order).amount_total, 100)

    def test_nothing_when_we_cancel(self):
        self.charge()
        order = self.make_begun()
        self.cancel(order, initiator="company")
        self.assertFalse(self.fee_move(order))

    def test_a_quotation_costs_nothing_and_leaves_no_row(self):
        self.charge(stage="entered")
        order = self.make_order(confirm=False)
        self.cancel(order)
        self.assertFalse(order.cancellation_ids)

    def test_never_more_than_the_value(self):
        self.charge(0, 5000)
        order = self.make_begun()
        self.cancel(order)
        self.assertEqual(self.fee_move(order).amount_total, 1000)

    def test_wrong_fees_are_refused_by_the_database(self):
        for values in ({"cancel_fee_percent": -1}, {"cancel_fee_percent": 101}, {"cancel_fee_amount": -5}):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.mind.write(values)
                self.mind.flush_recordset()
            self.mind.invalidate_recordset()

    def test_taxes_are_added_to_the_cent(self):
        self.charge(3.33, taxes=self.make_tax(21))
        order = self.make_begun()
        self.cancel(order)
        self.assertEqual((self.fee_move(order).amount_untaxed, self.fee_move(order).amount_tax), (33.3, 6.99))

    def test_a_product_whose_price_includes_tax(self):
        self.charge(3.33, taxes=self.make_tax(21, included=True))
        order = self.make_begun()
        self.cancel(order)
        self.assertEqual((self.fee_move(order).amount_untaxed, self.fee_move(order).amount_tax), (33.3, 6.99))

    def test_fixed_amount_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({"currency_id": euro.id, "rate": 0.8, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        self.charge(0, 50)
        order = self.make_begun(pricelist_id=pricelist.id)
        self.cancel(order)
        self.assertEqual((self.fee_move(order).currency_id, self.fee_move(order).amount_total), (euro, 40))

    def test_a_company_without_the_product_is_told(self):
        self.charge()
        self.company.cancellation_fee_product_id = False
        order = self.make_begun()
        with self.assertRaisesRegex(UserError, "Choose the product"), self.env.cr.savepoint():
            self.cancel(order)
        order.invalidate_recordset()
        self.assertEqual(order.state, "sale")

    def test_switching_fees_on_creates_the_product(self):
        self.company.cancellation_fee_mode = "draft"
        product = self.company.cancellation_fee_product_id
        self.assertEqual((product.type, product.company_id), ("service", self.company))
        self.company.cancellation_fee_mode = "posted"
        self.assertEqual(self.company.cancellation_fee_product_id, product)

    def said(self, order):
        """Return what the newest message about the fee says."""
        return order.message_ids.filtered(lambda message: "ee of" in (message.body or "")).sorted("id")[-1:].body

    # === Waiving === #

    def test_a_sales_manager_waives_with_a_note(self):
        self.charge()
        order = self.make_begun()
        manager = self.make_user("sales_manager")
        wizard = self.dialog(order, manager, waive_fee=True)
        self.assertTrue(wizard.may_waive_fee)
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_cancel()
        wizard.waive_note = "Old customer"
        wizard.action_cancel()
        self.assertFalse(self.fee_move(order))
        row = order.cancellation_ids
        self.assertEqual((row.fee, row.fee_waived, row.waive_note), (100, True, "Old customer"))
        self.assertEqual(row.create_uid, manager)

    def test_the_order_says_where_its_fee_is(self):
        self.charge()
        charged, waived = self.make_begun(), self.make_begun()
        self.cancel(charged)
        self.cancel(waived, waive_fee=True, waive_note="<b>Old</b> customer")
        self.assertIn(f'data-oe-id="{self.fee_move(charged).id}"', self.said(charged))
        self.assertIn("waived: &lt;b&gt;Old&lt;/b&gt; customer", self.said(waived))

    def test_others_do_not_waive(self):
        self.charge()
        order = self.make_begun()
        desk = self.make_user("desk")
        self.assertFalse(self.dialog(order, desk).may_waive_fee)
        with self.assertRaisesRegex(AccessError, "Only a sales manager"):
            order.with_user(desk).action_cancel_and_settle(
                self.mind.id, "customer", waive_fee=True, waive_note="Please"
            )
        self.assertEqual(order.state, "sale")

    # === With a deposit === #

    def test_taken_off_the_deposit_in_one_document(self):
        self.charge(taxes=self.make_tax(21))
        order = self.make_begun()
        deposit = self.down_payment(order, 300)
        self.pay(deposit)
        self.cancel(order)
        note = self.notes(deposit)
        self.assertEqual(self.fee_move(order), note)
        self.assertEqual(note.amount_total, 300 - 121)
        self.assertEqual(note.amount_residual, 179)

    def test_of_an_unpaid_deposit_the_fee_stays_open(self):
        self.charge()
        order = self.make_begun()
        deposit = self.down_payment(order, 300)
        self.cancel(order)
        self.assertEqual(deposit.amount_residual, 100)
        self.assertEqual(self.notes(deposit).amount_residual, 0)

    def test_the_paid_one_of_two_deposits_bears_it(self):
        self.charge()
        order = self.make_begun()
        unpaid, paid = self.down_payment(order, 300), self.down_payment(order, 200)
        self.pay(paid)
        self.cancel(order)
        self.assertEqual((self.notes(unpaid).amount_total, self.notes(paid).amount_total), (300, 100))

    def test_a_fee_above_the_deposit_is_invoiced_and_paid_with_it(self):
        self.charge(50)
        order = self.make_begun()
        deposit = self.down_payment(order, 300)
        self.pay(deposit)
        self.cancel(order)
        invoice = self.fee_move(order)
        self.assertEqual((invoice.move_type, invoice.amount_total, invoice.amount_residual), ("out_invoice", 500, 200))
        self.assertEqual((self.notes(deposit).amount_total, self.notes(deposit).amount_residual), (300, 0))

    def test_a_fee_as_high_as_the_deposit_keeps_it(self):
        self.charge(30)
        order = self.make_begun()
        deposit = self.down_payment(order, 300)
        self.pay(deposit)
        self.cancel(order)
        self.assertEqual(self.notes(deposit).amount_total, 0)
        self.assertFalse(order.has_open_deposit)

    def test_a_deposit_that_is_not_refunded_bears_no_fee(self):
        self.charge()
        order = self.make_begun()
        deposit = self.down_payment(order, 300)
        self.cancel(order, refund_deposits=False)
        self.assertEqual(self.fee_move(order).move_type, "out_invoice")
        self.assertFalse(self.notes(deposit))

    # === Parts === #

    def test_the_part_that_is_cancelled(self):
        self.charge()
        order = self.make_order()
        self.ship(order, {self.goods: 6})
        wizard = self.dialog(order)
        self.assertIn("40.00", wizard.fee_text)
        wizard.action_cancel_open()
        row = order.cancellation_ids
        self.assertEqual((row.kind, row.stage, row.value, row.fee), ("part", "in_progress", 400, 40))
        self.assertEqual(row.line_ids.mapped("quantity"), [4])
        self.assertEqual(row.fee_move_id.amount_total, 40)

    def test_a_deposit_stays_with_an_order_that_goes_on(self):
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.ship(order, {self.goods: 6})
        wizard = self.dialog(order)
        self.assertFalse(wizard.deposit_text)
        wizard.action_cancel_open()
        self.assertFalse(self.notes(deposit))

    def test_what_was_cancelled_before_costs_nothing_again(self):
        self.charge(stage="entered")
        order = self.make_order((self.goods, 10), (self.service, 1))
        self.dialog(order).action_cancel_open()
        self.cancel(order)
        self.assertEqual(order.cancellation_ids.sorted("id").mapped("value"), [1000, 100])

    # === Twice, and again === #

    def test_cancelling_twice_is_refused(self):
        self.charge()
        order = self.make_begun()
        self.cancel(order)
        with self.assertRaisesRegex(UserError, "cancelled already"):
            self.cancel(order)
        self.assertEqual(len(order.cancellation_ids), 1)

    def test_the_database_lets_an_order_be_settled_once(self):
        order = self.make_begun()
        self.cancel(order)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "sale_cancellation"):
            order.cancellation_ids.sudo().copy()

    def test_an_order_that_came_back_is_cancelled_anew(self):
        self.charge()
        order = self.make_begun()
        self.cancel(order)
        order.action_draft()
        self.assertTrue(order.cancellation_ids.revoked)
        order.action_confirm()
        self.cancel(order)
        self.assertEqual(order.cancellation_ids.mapped("revoked"), [False, True])

    def test_who_opens_it_again_is_told_that_the_fee_stays(self):
        self.charge()
        order, free = self.make_begun(), self.make_order()
        self.cancel(order)
        self.cancel(free)
        (order + free).action_draft()
        self.assertIn("stays on", self.said(order))
        self.assertIn(self.fee_move(order).name, self.said(order))
        self.assertFalse(self.said(free))

    def test_an_order_with_shipped_goods_is_refused_as_before(self):
        self.charge()
        order = self.make_order()
        deposit = self.down_payment(order, 300)
        self.ship(order, {self.goods: 1})
        with self.assertRaisesRegex(UserError, "already left"):
            self.cancel(order)
        self.assertFalse(order.cancellation_ids)
        self.assertFalse(self.notes(deposit))

    def test_wrong_initiator_is_refused(self):
        order = self.make_begun()
        for method in (order.action_cancel_and_settle, order.action_cancel_open_and_settle):
            with self.assertRaisesRegex(UserError, "Say who cancels"):
                method(self.mind.id, "nobody")
        self.assertEqual(order.picking_ids.state, "assigned")

    # === Many === #

    def test_list_action_says_totals_and_settles(self):
        self.charge()
        orders = self.make_begun() + self.make_begun()
        deposits = self.down_payment(orders[0], 300) + self.down_payment(orders[1], 50)
        wizard = self.env["sale.mass.cancel.orders"].create(
            {
                "sale_order_ids": [Command.set(orders.ids)],
                "reason_id": self.mind.id,
                "initiator": "customer",
            }
        )
        self.assertIn("350.00", wizard.deposit_text)
        self.assertIn("200.00", wizard.fee_text)
        wizard.action_mass_cancel()
        self.assertEqual(self.notes(deposits).mapped("amount_total"), [200, 50])
        self.assertEqual(self.fee_move(orders[1]).amount_total, 100)

    def test_orders_of_two_companies(self):
        other = self.env["res.company"].create({"name": "Other", "currency_id": self.env.ref("base.EUR").id})
        self.env["account.chart.template"].try_loading("generic_coa", other, install_demo=False)
        self.env.user.company_ids |= other
        self.charge(stage="entered")
        warehouse = self.make_warehouse(1, other)
        ours = self.make_order()
        theirs = self.make_order(warehouse=warehouse)
        both = (ours + theirs).with_context(allowed_company_ids=[self.company.id, other.id])
        both.action_cancel_and_settle(self.mind.id, "customer")
        self.assertEqual(self.fee_move(ours).company_id, self.company)
        self.assertFalse(self.fee_move(theirs))  # that company charges nothing
        self.assertEqual(theirs.cancellation_ids.company_id, other)

    def test_orders_of_a_company_that_one_is_not_in_at_the_moment(self):
        other = self.env["res.company"].create({"name": "Other", "currency_id": self.env.ref("base.EUR").id})
        self.env["account.chart.template"].try_loading("generic_coa", other, install_demo=False)
        self.env.user.company_ids |= other
        other.cancellation_fee_mode = "posted"
        other.cancellation_fee_product_id.taxes_id = [Command.clear()]
        self.mind.write({"cancel_fee_percent": 10, "cancel_fee_stage": "entered"})
        warehouse = self.make_warehouse(1, other)
        high, low = self.make_order(warehouse=warehouse), self.make_order(warehouse=warehouse)
        deposits = [self.down_payment(order.with_company(other), sum_) for order, sum_ in ((high, 300), (low, 50))]
        both = (high + low).with_context(allowed_company_ids=[self.company.id, other.id])
        both.action_cancel_and_settle(self.mind.id, "customer")
        documents = self.notes(deposits[0]) | self.notes(deposits[1]) | self.fee_move(low)
        self.assertEqual((documents.company_id, documents.journal_id.company_id), (other, other))
        self.assertEqual(documents.mapped("amount_total"), [200, 50, 100])

    def test_what_it_costs_to_settle(self):
        """A credit note less the fee, posted and matched: each order costs what the one before did."""
        self.charge()

        def settle(count):
            orders = self.env["sale.order"].concat(*(self.make_begun() for _number in range(count)))
            for order in orders:
                self.down_payment(order, 300)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.action_cancel_and_settle(self.mind.id, "customer")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        settle(1)  # caches fill
        two, four, eight = settle(2), settle(4), settle(8)
        self.assertLessEqual(eight - four, 2 * (four - two) + 4)
        self.assertLessEqual(eight - four, 4 * 75)

    def test_fees_of_many_orders_are_matched_at_once(self):
        """With what is left of deposits that were paid and are too low to have the fee taken off."""
        self.charge()
        orders = self.env["sale.order"].concat(*(self.make_begun() for _number in range(3)))
        for order in orders:
            self.pay(self.down_payment(order, 50))
        plans = []
        Lines = type(self.env["account.move.line"])
        reconcile = Lines._reconcile_plan

        def note(lines, plan):
            plans.append([group.move_id for group in plan])
            return reconcile(lines, plan)

        with patch.object(Lines, "_reconcile_plan", note):
            orders.action_cancel_and_settle(self.mind.id, "customer")
        fees = orders.cancellation_ids.fee_move_id
        self.assertEqual([len(plan) for plan in plans if plan[0] & fees], [3])
        self.assertEqual(fees.mapped("amount_residual"), [50, 50, 50])

    def test_what_it_costs_to_say_it(self):
        """Deposits, stages, values and fees of many orders are read as those of few."""
        self.charge()

        def ask(count):
            orders = self.env["sale.order"].concat(*(self.make_begun() for _number in range(count)))
            for order in orders:
                self.down_payment(order, 100)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._deposits()
            orders._plan_cancellation(self.mind, "customer")
            return self.env.cr.sql_log_count - before

        ask(1)
        self.assertEqual(ask(2), ask(6))
