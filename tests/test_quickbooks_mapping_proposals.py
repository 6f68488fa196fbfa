"""Names are guessed, and wait for somebody to confirm them."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_quickbooks_mapping import QuickbooksMappingCommon


@tagged("post_install", "-at_install")
class TestQuickbooksMappingProposals(QuickbooksMappingCommon):
    def propose(self, target=None, **needs):
        """Return the proposals of records by kind, of fallbacks by code."""
        needs = {kind: set(records if kind == "fallback" else records.ids) for kind, records in needs.items()}
        proposals = self.env["quickbooks.mapping"]._propose(self.company, target or self.target, needs)
        self.assertFalse(any(proposals.mapped("confirmed")))
        return proposals

    def test_an_account_by_its_name_and_type(self):
        payable = self.account("liability_current", "252901", "State Taxes")
        self.make_tax("State", 5).invoice_repartition_line_ids.filtered("account_id").account_id = payable
        proposals = self.propose(account=self.income | payable).sorted("name")
        self.assertEqual(
            [(one.name, one.account_type, one.special, one.code) for one in proposals],
            [("Product Sales", "INC", False, "400100"), ("State Taxes", "OCLIAB", "SALESTAX", "252901")],
        )

    def test_two_accounts_that_are_cut_to_one_name_are_told_apart(self):
        accounts = [
            self.account("income", f"40020{one}", "Sales of Goods and Services in Area " + str(one)) for one in (1, 2)
        ]
        names = self.propose(account=accounts[0] | accounts[1]).mapped("name")
        self.assertEqual(sorted(names), ["Sales of Goods and Services i 2", "Sales of Goods and Services in"])

    def test_a_tax_brings_agency_and_account(self):
        tax = self.propose(tax=self.tax).filtered(lambda one: one.kind == "tax")
        self.assertEqual(
            (tax.name, tax.item_type, tax.item_account_id.name), ("CA 8.25", "COMPTAX", "Sales Tax Payable")
        )
        self.assertEqual((tax.agency_id.name, tax.agency_id.confirmed), ("Sales Tax Agency", False))

    def test_the_only_agency_is_taken(self):
        agency = self.make_agency()
        self.assertEqual(self.propose(tax=self.tax).agency_id, agency)

    def test_of_two_agencies_none_is_guessed(self):
        self.make_agency("State")
        self.make_agency("City")
        self.assertFalse(self.propose(tax=self.tax).agency_id)

    def test_a_product_by_code_or_name_as_part_or_service(self):
        advice = self.make_product("Advice: first hour", False, 80, type="service")
        proposals = self.propose(product=self.desk | advice)
        by_product = proposals.grouped("product_id")
        desk, advice = by_product[self.desk], by_product[advice]
        self.assertEqual((desk.name, desk.item_type, desk.item_account_id), ("DESK", "PART", self.income))
        self.assertEqual((advice.name, advice.item_type), ("Advice first hour", "SERV"))

    def test_products_of_a_named_category_need_no_proposal(self):
        self.desk.categ_id = self.env["product.category"].create({"name": "Furniture"})
        self.map("category", self.desk.categ_id, "Furniture")
        self.assertFalse(self.propose(product=self.desk).filtered(lambda one: one.kind == "product"))

    def test_what_carriers_charge_is_one_item(self):
        freight = self.make_product("Freight", "FRT", 10, type="service")
        self.env["delivery.carrier"].create({"name": "Van", "product_id": freight.id})
        proposals = self.propose(product=freight).filtered(lambda one: one.kind != "account")
        self.assertEqual([(one.fallback, one.name) for one in proposals], [("shipping", "Shipping")])

    def test_the_account_of_an_item_is_proposed_with_it(self):
        proposals = self.propose(product=self.desk)
        self.assertEqual(proposals.filtered(lambda one: one.kind == "account").account_id, self.income)

    def test_a_journal_is_deposited_into_its_account(self):
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )
        deposit = self.propose(journal=journal)
        self.assertEqual((deposit.name, deposit.account_type), (journal.default_account_id.name, "BANK"))

    def test_terms_have_their_days(self):
        proposal = self.propose(term=self.terms)
        self.assertEqual((proposal.name, proposal.due_days), ("30 Days", 30))

    def test_each_fallback_has_an_item(self):
        codes = [code for code, _label in self.env["quickbooks.mapping"]._fields["fallback"].selection]
        proposals = self.propose(fallback=codes).filtered(lambda one: one.kind == "fallback")
        self.assertEqual(set(proposals.mapped("fallback")), set(codes))
        no_tax = proposals.filtered(lambda one: one.fallback == "no_tax")
        booked = self.env["account.tax.repartition.line"].search(
            [("tax_id.type_tax_use", "=", "sale"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(no_tax.item_type, "COMPTAX")
        self.assertIn(no_tax.item_account_id, booked.account_id)

    def test_a_second_target_takes_over_the_first_ones_names(self):
        self.map("product", self.desk, "Office:Desk", item_type="SERV")
        self.map("account", self.income, "Sales of the House", account_type="EXINC")
        proposals = self.propose("qbo", product=self.desk)
        self.assertEqual(
            {(one.kind, one.name, one.account_type or one.item_type) for one in proposals},
            {("product", "Office:Desk", "SERV"), ("account", "Sales of the House", "EXINC")},
        )

    def test_what_is_proposed_once_is_not_proposed_again(self):
        self.assertTrue(self.propose(product=self.desk))
        self.assertFalse(self.propose(product=self.desk))

    def test_another_companys_names_are_no_guess(self):
        other = self.make_company("Elsewhere")
        self.map("product", self.desk, "Other Desk", company_id=other.id, item_account_id=False, confirmed=False)
        self.assertIn("DESK", self.propose("qbo", product=self.desk).mapped("name"))

    def statements(self, work):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def test_many_products_take_as_many_statements_as_few(self):
        def products(number):
            values = {"taxes_id": [Command.set(self.tax.ids)], "property_account_income_id": self.income.id}
            vals = [{"name": f"Thing {number} {one}", **values} for one in range(number)]
            return self.env["product.product"].create(vals)

        first, few, many = products(1), products(3), products(30)
        self.propose(product=first, account=self.income)
        taken = self.statements(lambda: self.propose(product=few))
        self.assertLessEqual(self.statements(lambda: self.propose(product=many)), taken)
