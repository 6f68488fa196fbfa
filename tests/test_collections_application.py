"""Proposals for a payment, looked at and applied."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common_application import ApplicationCommon


@tagged("post_install", "-at_install")
class TestApplication(ApplicationCommon):
    # === Proposals === #

    def test_what_the_customer_names_is_proposed_first(self):
        self.bill(100, age=30)
        named = self.bill(300)
        application = self.open_for(self.receive(300, memo=f"Thanks for {named.name}"))
        self.assertEqual(self.rows(application), {named: 300})
        self.assertEqual(application.line_ids.filtered("selected").rule, "reference")
        self.assertIn("certain", application.found)

    def test_the_customers_order_number_names_an_invoice(self):
        named = self.bill(300, ref="PO 4711-22")
        self.bill(100, age=30)
        self.assertEqual(self.rows(self.open_for(self.receive(250, memo="PO 4711-22"))), {named: 250})

    def test_an_exact_amount_is_proposed(self):
        self.bill(100, age=30)
        exact = self.bill(300)
        self.assertEqual(self.rows(self.open_for(self.receive(300))), {exact: 300})

    def test_a_sum_of_several_is_proposed(self):
        self.bill(50, age=30)
        first, second = self.bill(100, age=20), self.bill(200)
        self.assertEqual(self.rows(self.open_for(self.receive(300))), {first: 100, second: 200})

    def test_else_the_oldest_are_and_say_what_stays_open(self):
        old, new = self.bill(100, age=30), self.bill(300)
        application = self.open_for(self.receive(150))
        self.assertEqual(self.rows(application), {old: 100, new: 50})
        short = application.line_ids.filtered(lambda line: line.move_line_id.move_id == new)
        self.assertEqual((short.left, short.reason), (250, "part"))

    def test_a_credit_note_is_deducted(self):
        invoice, note = self.bill(500), self.credit_note(120)
        application = self.open_for(self.receive(380))
        self.assertEqual(self.rows(application), {invoice: 500, note: -120})
        application.action_apply()
        self.assertEqual(self.residuals(invoice, note), (0, 0))

    def test_another_rule_fills_the_rows_anew(self):
        old, exact = self.bill(100, age=30), self.bill(300)
        application = self.open_for(self.receive(300))
        self.assertEqual(self.rows(application), {exact: 300})
        with Form(application) as form:
            form.rule = "oldest"
        self.assertEqual(self.rows(application), {old: 100, exact: 200})
        application.action_apply()
        self.assertEqual(self.residuals(old, exact), (0, 100))

    def test_other_items_can_be_chosen(self):
        self.bill(300)
        other = self.bill(500)
        application = self.open_for(self.receive(300))
        self.apply_row(application, other, 120.5, "price")
        self.assertEqual(self.residuals(other), (379.5,))

    def test_a_row_that_is_added_takes_the_only_money(self):
        self.bill(300)
        other = self.bill(500)
        application = self.open_for(self.receive(300))
        application.line_ids.unlink()
        with Form(application) as form, form.line_ids.new() as row:
            row.move_line_id = self.line(other)
            row.amount = 300
            row.reason = "part"
        application.action_apply()
        self.assertEqual(self.residuals(other), (200,))

    def test_a_refund_that_was_paid_out_is_no_invoice(self):
        self.receive(100, payment_type="outbound")
        self.assertFalse(self.open_for(self.receive(100)).line_ids)

    # === Applying === #

    def test_nothing_is_applied_before_somebody_has_looked(self):
        invoice, payment = self.bill(300), self.receive(300)
        self.open_for(payment)
        self.assertEqual(self.residuals(invoice, payment), (300, -300))

    def test_applying_pays_the_invoices(self):
        first, second, payment = self.bill(100, age=20), self.bill(200), self.receive(300)
        self.open_for(payment).action_apply()
        self.assertEqual(self.residuals(first, second, payment), (0, 0, 0))
        self.assertEqual({first.payment_state, second.payment_state}, {"paid"})

    def test_only_as_much_as_is_chosen(self):
        invoice, payment = self.bill(300), self.receive(300)
        self.apply_row(self.open_for(payment), invoice, 99.99)
        self.assertEqual(self.residuals(invoice, payment), (200.01, -200.01))

    def test_the_reason_stays_with_the_line_and_is_told_at_the_invoice(self):
        invoice = self.bill(300)
        self.apply_row(self.open_for(self.receive(280)), invoice, 280, "goods")
        self.assertEqual(self.line(invoice).short_pay_reason, "goods")
        self.assertIn("Goods missing or damaged", invoice.message_ids[:1].body)
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.account_move_line_action_short")
        listed = self.env["account.move.line"].search(safe_eval(action["domain"]))
        self.assertIn(self.line(invoice), listed)

    def test_less_than_is_open_needs_a_reason(self):
        invoice = self.bill(300)
        with self.assertRaisesRegex(UserError, "say why less is paid"):
            self.apply_row(self.open_for(self.receive(280)), invoice, 280, False)

    def test_more_than_is_open_is_refused_and_nothing_is_applied(self):
        first, second, payment = self.bill(100, age=20), self.bill(200), self.receive(500)
        application = self.open_for(payment)
        application.line_ids.filtered(lambda line: line.move_line_id.move_id == second).amount = 201
        with self.assertRaisesRegex(UserError, "only .*200.00.* is open"):
            application.action_apply()
        self.assertEqual(self.residuals(first, second, payment), (100, 200, -500))

    def test_more_than_was_paid_is_refused(self):
        first, second = self.bill(100, age=20), self.bill(200)
        application = self.open_for(self.receive(150))
        application.line_ids.filtered(lambda line: line.move_line_id.move_id == second).amount = 51
        with self.assertRaisesRegex(UserError, "is more than the .*150.00 that are left"):
            application.action_apply()
        self.assertEqual(self.residuals(first, second), (100, 200))

    def test_an_amount_below_zero_is_refused(self):
        invoice = self.bill(300)
        with self.assertRaisesRegex(UserError, "the amount cannot be applied"):
            self.apply_row(self.open_for(self.receive(300)), invoice, -10)

    def test_what_somebody_else_applied_meanwhile_is_not_applied_again(self):
        invoice, payment = self.bill(300), self.receive(300)
        one, other = self.open_for(payment), self.open_for(payment)
        one.action_apply()
        with self.assertRaisesRegex(UserError, "Nothing was applied"):
            other.action_apply()
        self.assertEqual(self.residuals(invoice, payment), (0, 0))

    def test_who_has_nothing_left_is_told(self):
        self.bill(300)
        payment = self.receive(300)
        self.open_for(payment).action_apply()
        with self.assertRaisesRegex(UserError, "no money left"):
            payment.action_apply_payment()

    def test_an_invoice_of_another_customer_is_refused(self):
        stranger = self.env["res.partner"].create({"name": "Bert"})
        theirs, application = self.bill(300, partner=stranger), None
        self.bill(300)
        application = self.open_for(self.receive(300))
        application.line_ids[:1].move_line_id = self.line(theirs)
        with self.assertRaisesRegex(UserError, "another customer"):
            application.action_apply()

    def test_money_of_another_customer_is_refused(self):
        stranger = self.env["res.partner"].create({"name": "Bert"})
        theirs, money = self.bill(300, partner=stranger), self.receive(300, partner=stranger)
        self.bill(300)
        application = self.open_for(self.receive(300))
        application.credit_line_ids = self.line(money)
        application.line_ids[:1].write({"credit_line_id": self.line(money).id, "move_line_id": self.line(theirs).id})
        with self.assertRaisesRegex(UserError, "money of another customer"):
            application.action_apply()
        self.assertEqual(self.residuals(theirs, money), (300, -300))

    def test_money_that_is_not_of_this_dialog_is_refused(self):
        invoice, other = self.bill(300), self.receive(300)
        application = self.open_for(self.receive(300))
        application.line_ids[:1].credit_line_id = self.line(other)
        with self.assertRaisesRegex(UserError, "money of this dialog"):
            application.action_apply()
        self.assertEqual(self.residuals(invoice, other), (300, -300))

    def test_more_than_is_paid_cannot_be_deducted(self):
        self.bill(500)
        note, payment = self.credit_note(120), self.receive(380)
        with self.assertRaisesRegex(UserError, "more is deducted than is paid"):
            self.apply_row(self.open_for(payment), note, -120)
        self.assertEqual(self.residuals(note, payment), (-120, -380))

    # === For a customer; who may === #

    def test_all_money_of_a_customer(self):
        first, second = self.bill(100, age=20), self.bill(200)
        payments = self.receive(100), self.receive(150)
        note = self.credit_note(50)
        action = self.partner.with_user(self.accountant).action_apply_payments()
        application = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(len(application.credit_line_ids), 3)
        application.action_apply()
        self.assertEqual(self.residuals(first, second, *payments, note), (0, 0, 0, 0, 0))

    def test_the_work_list_shows_what_is_left(self):
        invoice, payment = self.bill(100), self.receive(300, memo="By cheque")
        self.credit_note(50)
        self.apply_row(self.open_for(payment), invoice, 100)
        self.env.flush_all()
        rows = self.env["payment.unapplied"].with_user(self.accountant).search([("partner_id", "=", self.partner.id)])
        self.assertEqual({(row.kind, row.amount) for row in rows}, {("payment", 200), ("credit_note", 50)})
        self.assertEqual(rows.action_apply()["res_model"], "payment.application")

    def test_money_of_nobody_is_listed_but_has_to_get_a_customer(self):
        payment = self.receive(70)
        self.line(payment).partner_id = False
        self.env.flush_all()
        row = self.env["payment.unapplied"].search([("move_id", "=", payment.move_id.id)])
        self.assertEqual((row.amount, row.partner_id.id), (70, False))
        with self.assertRaisesRegex(UserError, "which customer"):
            row.action_apply()

    def test_another_companys_money_is_not_listed(self):
        payment = self.receive(70)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.accountant.write({"company_ids": [(4, company.id)]})
        self.env.flush_all()
        rows = self.env["payment.unapplied"].with_user(self.accountant).search([("move_id", "=", payment.move_id.id)])
        self.assertTrue(rows)
        self.assertFalse(rows.with_context(allowed_company_ids=company.ids).search([("id", "in", rows.ids)]))

    def test_a_salesperson_may_not(self):
        self.bill(300)
        payment = self.receive(300)
        with self.assertRaises(AccessError):
            self.open_for(payment, self.make_user("salesman", login="q2c_app_seller"))
