"""Each order is judged in its own company, whatever company is active."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestCompanies(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("credit_limit")
        cls.other = cls.env["res.company"].create({"name": "Other company"})
        cls.env.user.company_ids |= cls.other
        cls.other_rules = cls.env["order.validation.rule"].search([("company_id", "=", cls.other.id)])
        cls.other_rules.severity = "off"
        cls.other_rules.filtered(lambda rule: rule.code == "credit_limit").severity = "block"
        cls.other_warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.other.id)], limit=1)
        cls.salesman.write({"company_ids": [(4, cls.other.id)]})
        cls.good_partner.with_company(cls.other).credit_limit = 500
        cls.enforce(company=cls.other)

    def both(self):
        """Return a quotation of the same customer and amount in each company."""
        here = self.good()
        there = (
            self.env["sale.order"]
            .with_company(self.other)
            .create(
                {
                    "partner_id": self.good_partner.id,
                    "company_id": self.other.id,
                    "warehouse_id": self.other_warehouse.id,
                    "user_id": self.salesman.id,
                    "order_line": [(0, 0, {"product_id": self.goods.id, "product_uom_qty": 10, "tax_ids": False})],
                }
            )
        )
        return here, there

    def confirm(self, orders, active):
        """Confirm as the salesman does who has chosen companies, the active one first."""
        companies = [active.id, *((self.env.company | self.other) - active).ids]
        return self.rpc(self.salesman, orders, "action_confirm", context={"allowed_company_ids": companies})

    def test_a_new_company_has_the_standard_rules_and_only_observes(self):
        company = self.env["res.company"].create({"name": "Newest"})
        rules = self.env["order.validation.rule"].search([("company_id", "=", company.id)])
        self.assertEqual(rules.mapped("code"), self.rules.mapped("code"))
        self.assertEqual(company.validation_mode, "observe")

    def test_the_limit_is_that_of_the_orders_company(self):
        for active in (self.env.company, self.other):
            here, there = self.both()
            with self.assertRaises(UserError) as refusal:
                self.confirm(here + there, active)
            self.assertIn(there.name, str(refusal.exception))
            self.assertNotIn(here.name, str(refusal.exception))
            self.confirm(here, active)
            self.assertFree(here)

    def test_each_in_the_mode_of_its_company(self):
        self.enforce("observe", self.other)
        for active in (self.env.company, self.other):
            here, there = self.both()
            self.confirm(here + there, active)
            self.assertFree(here)
            self.assertFree(there)
            self.assertEqual((here.validation_state, there.validation_state), ("clear", "blocked"))
            self.assertEqual(self.findings(there).company_id, self.other)

    def test_severities_are_those_of_the_orders_company(self):
        self.other_rules.filtered(lambda rule: rule.code == "credit_limit").severity = "warn"
        self.good_partner.credit_limit = 500
        here, there = self.both()
        opened = (here + there).action_validate_order()
        self.assertEqual({finding.order_id: finding.severity for finding in opened}, {here: "block", there: "warn"})

    def test_a_customer_who_comes_back_frees_orders_in_all_companies(self):
        for rules in (self.rules, self.other_rules):
            rules.severity = "off"
            rules.filtered(lambda rule: rule.code == "customer_blocked").severity = "block"
        orders = self.both()
        self.good_partner.active = False
        for order in orders:
            order._validate_order()
            self.assertHeld(order)
        self.good_partner.active = True
        for order in orders:
            self.assertFree(order)

    def test_findings_of_other_companies_are_not_seen(self):
        _here, there = self.both()
        there.action_validate_order()
        stranger = self.make_user("sales_all")
        findings = self.env["order.validation.finding"].with_user(stranger).search([("order_id", "=", there.id)])
        self.assertFalse(findings)

    def test_all_own_rules_stand_by_their_company(self):
        rules = self.env["order.validation.rule"].with_user(self.make_user("sales_manager")).search([])
        self.assertEqual(rules.company_id, self.env.company)
