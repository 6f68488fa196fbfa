"""Rules that companies make themselves."""

from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_validation import ValidationCommon


@tagged("post_install", "-at_install")
class TestOwnRules(ValidationCommon):
    @classmethod
    def make_rule(cls, domain, **values):
        return cls.env["order.validation.rule"].create(
            {"code": "own", "name": "Own rule", "severity": "block", "domain": domain, **values}
        )

    def found(self, order):
        return order.action_validate_order().filtered(lambda finding: finding.code == "own")

    def test_order_that_fits(self):
        self.make_rule("[('client_order_ref', '=', False)]", message="The customer's reference is missing.")
        order = self.quote()
        finding = self.found(order)
        self.assertEqual(finding.message, "The customer's reference is missing.")
        self.assertEqual(order.validation_state, "blocked")
        order.client_order_ref = "PO 7"
        self.assertFalse(self.found(order))
        self.assertEqual(finding.state, "resolved")

    def test_line_that_fits(self):
        self.make_rule("[('product_uom_qty', '>', 50)]", applies_to="line", message="Ask the warehouse first.")
        order = self.quote((self.goods, 5), (self.other_goods, 60))
        finding = self.found(order)
        self.assertEqual(finding.line_id, order.order_line[1])
        self.assertEqual(finding.message, "Mixer: Ask the warehouse first.")

    def test_without_a_message_the_name_tells(self):
        self.make_rule("[('amount_total', '>', 1)]")
        self.assertEqual(self.found(self.quote()).message, "Own rule")

    def test_rule_of_another_company_is_not_asked(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        self.make_rule("[('amount_total', '>', 1)]", company_id=sister.id)
        self.assertFalse(self.found(self.quote()))

    def test_relative_dates(self):
        self.make_rule("[('commitment_date', '<', context_today() + relativedelta(days=3))]")
        self.assertFalse(self.found(self.quote()))
        self.assertTrue(self.found(self.quote(commitment_date=datetime(2020, 1, 1))))

    def test_archived_products_are_seen(self):
        self.make_rule("[('product_id.active', '=', False)]", applies_to="line")
        order = self.quote()
        self.goods.active = False
        self.assertTrue(self.found(order))

    def test_empty_rule_finds_nothing(self):
        self.make_rule("[]")
        self.make_rule(False, code="own2")
        self.assertFalse(self.found(self.quote()))

    def test_waiver_is_void_when_what_the_rule_looks_at_changes(self):
        self.make_rule(
            "[('amount_total', '>', 500)]",
            waiver_group_id=self.env.ref("sales_team.group_sale_manager").id,
        )
        order = self.quote((self.goods, 10))
        finding = self.found(order)
        finding.action_waive("Agreed")
        order.note = "Something else"
        self.assertFalse(self.found(order))
        order.order_line.product_uom_qty = 20
        self.assertEqual(self.found(order), finding)

    def test_domain_is_checked_when_it_is_written(self):
        for domain in ("[('no_such_field', '=', 1)]", "[('amount_total', '=', ", "no_name", "__import__('os')"):
            with self.subTest(domain), self.assertRaises(ValidationError):
                self.make_rule(domain)
        with self.assertRaises(ValidationError):
            self.make_rule("[('product_uom_qty', '>', 1)]")  # is no field of orders

    def test_domain_that_asks_something_else_on_another_day(self):
        hidden = "[('order_line', 'any', [('product_id.standard_price', '>', 1)])]"
        for domain in (
            f"{hidden} if context_today().year > 2040 else []",
            f"{hidden} * (context_today().year - 2026)",
            "[(context_today().strftime('%A'), '=', 1)]",
        ):
            with self.subTest(domain), self.assertRaises(ValidationError) as refusal:
                self.make_rule(domain)
            self.assertIn("may not look for", str(refusal.exception))
        rule = self.make_rule("[('date_order', '<', context_today() - relativedelta(years=9))]")
        with self.assertRaises(ValidationError):
            rule.domain = f"{hidden} if context_today().year > 2040 else []"

    def test_rule_that_cannot_be_evaluated_is_seen_on_every_order(self):
        rule = self.make_rule("[('amount_total', '>', 1)]")
        self.env.flush_all()
        # A field that was there when the rule was written may go with its module.
        self.env.cr.execute(
            "UPDATE order_validation_rule SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s", [rule.id]
        )
        self.env.invalidate_all()
        order = self.quote()
        with self.assertLogs("odoo.addons.quote_to_cash.models.validation.rule_domain", "WARNING"):
            finding = self.found(order)
        self.assertEqual(finding.message, "The rule “Own rule” cannot be evaluated; a sales manager has to mend it.")
        order.order_line.product_uom_qty = 2
        self.env.flush_all()  # the transaction goes on

    def test_codes_that_are_taken(self):
        for code in ("parameters", "company", "domain", "code", "not an identifier"):
            with self.subTest(code), self.assertRaises(ValidationError):
                self.make_rule("[]", code=code)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.make_rule("[]", code="credit_limit")

    def test_cost(self):
        rule = self.make_rule("[('amount_total', '>', 1)]")
        rule.applies_to = "order"
        few, many = (self.quotes(number) for number in (10, 40))
        self.assertSameQueries(rule, few, many)

    def quotes(self, number):
        order = self.quote()
        return order + self.env["sale.order"].create(order.copy_data() * (number - 1))
