"""What rules would have stopped, before anybody enforces them."""

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import QuoteToCashCommon


@tagged("post_install", "-at_install")
class TestPreview(QuoteToCashCommon):
    def rule(self, code):
        return self.env["order.validation.rule"].search([("code", "=", code), ("company_id", "=", self.env.company.id)])

    def preview(self, code):
        rule = self.rule(code)
        rule.action_preview()
        return rule.preview_order_ids

    def histories(self, customer):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=91)
        return self.env["sale.order.credit"]._histories(customer, self.env.company, since)[customer.id]

    def order_on(self, day, **values):
        with freeze_time(f"{day} 12:00:00"):
            return self.make_order(**values)

    def days_ago(self, days):
        return fields.Date.subtract(fields.Date.today(), days=days)

    def test_a_rule_that_is_off_is_judged_and_changes_no_order(self):
        self.partner.phone = "+1 614 555 0100"
        order = self.make_order()
        self.rule("contact_missing").severity = "off"
        order.partner_id.write({"phone": False, "email": False})
        state = order.validation_state
        self.assertIn(order, self.preview("contact_missing"))
        self.assertEqual(order.validation_state, state)
        self.assertFalse(order.finding_ids.filtered(lambda finding: finding.code == "contact_missing"))

    def test_quotations_and_old_orders_are_not_judged(self):
        old = self.order_on(self.days_ago(100))
        quotation = self.make_order(confirm=False)
        self.partner.write({"phone": False, "email": False})
        found = self.preview("contact_missing")
        self.assertNotIn(old, found)
        self.assertNotIn(quotation, found)

    def test_credit_is_judged_as_it_stood_at_the_confirmation(self):
        first = self.order_on(self.days_ago(20))
        second = self.order_on(self.days_ago(10))
        self.partner.credit_limit = 1500
        self.assertEqual(self.preview("credit_limit") & (first + second), second)

    def test_paid_before_the_confirmation_was_no_exposure(self):
        with freeze_time(f"{self.days_ago(20)} 12:00:00"):
            first = self.make_order()
            self.ship(first)
            self.pay(self.invoice(first))
        second = self.order_on(self.days_ago(10))
        self.partner.credit_limit = 1500
        self.assertFalse(self.preview("credit_limit") & (first + second))

    def test_overdue_then_though_paid_since(self):
        with freeze_time(f"{self.days_ago(60)} 12:00:00"):
            old = self.make_order()
            self.ship(old)
            invoice = self.invoice(old)
        order = self.order_on(self.days_ago(30))
        self.pay(invoice)
        self.assertEqual(self.preview("overdue") & (old + order), order)

    def test_late_payments_count_from_the_day_on_which_they_came(self):
        with freeze_time(f"{self.days_ago(80)} 12:00:00"):
            old = self.make_order()
            self.ship(old)
            invoice = self.invoice(old)
        with freeze_time(f"{self.days_ago(20)} 12:00:00"):
            self.pay(invoice)
        order = self.order_on(self.days_ago(10))
        self.assertEqual(self.preview("payment_history") & (old + order), order)

    def test_what_cannot_be_judged_later_is_taken_from_the_record(self):
        quoted = self.make_order(confirm=False)
        quoted.order_line.product_id.list_price = 150
        quoted.action_confirm()
        other = self.make_order()
        self.assertEqual(self.preview("price_changed") & (quoted + other), quoted)

    def test_the_past_ends_where_the_present_begins(self):
        """At this moment both ways to look at a customer say the same."""
        self.make_order()
        billed = self.make_order()
        self.ship(billed, {self.goods: 6})
        self.invoice(billed)
        deposit = self.make_order()
        self.pay(self.down_payment(deposit, 300))
        again = self.make_order()
        self.ship(again)
        self.credit(self.invoice(again))
        self.invoice(again)
        returned = self.make_order()
        picking = self.ship(returned)
        self.invoice(returned)
        self.send_back(picking, 3)
        self.invoice(returned)
        returned.order_line.product_uom_qty = 13
        part = self.make_order()
        self.down_payment(part, 300)
        self.ship(part, {self.goods: 2})
        self.invoice(part)
        figures = self.env["sale.order.credit"]
        customer, company = self.partner, self.env.company
        rows = figures._open_orders(customer, company)
        position = figures._positions(customer, rows, figures._ledger(customer, company))[customer.id]
        now = fields.Datetime.now()
        self.assertAlmostEqual(self.histories(customer).exposure(now, company._local_day(now)), position.exposure)

    def test_an_invoice_that_is_reversed_hides_no_other_order(self):
        with freeze_time(f"{self.days_ago(20)} 12:00:00"):
            first = self.make_order()
            self.ship(first)
            self.credit(self.invoice(first))
            self.invoice(first)
        second = self.order_on(self.days_ago(10))
        now = fields.Datetime.now()
        self.assertEqual(self.histories(self.partner).exposure(now, self.days_ago(0)), 2000)
        self.partner.credit_limit = 1500
        self.assertEqual(self.preview("credit_limit") & (first + second), second)

    def test_settings_say_what_would_be_stopped(self):
        self.partner.write({"phone": False, "email": False})
        self.make_order()
        settings = self.env["res.config.settings"].create({})
        action = settings.action_preview_rules()
        self.assertEqual(action["res_model"], "order.validation.rule")
        settings.invalidate_recordset(["validation_preview_text"])
        self.assertIn("would have been stopped", settings.validation_preview_text)
        self.assertTrue(self.rule("contact_missing").preview_count)
        self.assertEqual(self.rule("contact_missing").action_open_preview()["res_model"], "sale.order")
