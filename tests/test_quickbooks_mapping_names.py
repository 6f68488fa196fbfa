"""What the engine is told of names."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.quickbooks_document import Account, Terms

from .common_quickbooks_mapping import QuickbooksMappingCommon


@tagged("post_install", "-at_install")
class TestQuickbooksMappingNames(QuickbooksMappingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Furniture"})
        (cls.desk | cls.lamp).categ_id = cls.category
        cls.income_name = cls.map("account", cls.income, "Product Sales", account_type="INC", code="400")

    def test_an_account_has_its_name_type_and_code(self):
        names = self.names(account=self.income)
        self.assertEqual(names.accounts, {self.income.id: Account(self.income.id, "Product Sales", "INC", "400")})
        self.assertFalse(names.missing)

    def test_a_proposal_is_not_used(self):
        self.income_name.confirmed = False
        names = self.names(account=self.income)
        self.assertEqual((names.accounts, names.missing), ({}, {("account", self.income.id)}))

    def test_names_of_another_target_are_not_used(self):
        self.income_name.target = "xero"
        self.assertEqual(self.names(account=self.income).missing, {("account", self.income.id)})

    def test_a_products_own_name_comes_before_its_categorys_and_that_before_any_products(self):
        for expected, mapping in (
            (None, lambda: None),
            ("Goods", lambda: self.map("fallback", "default", "Goods")),
            ("All", lambda: self.map("category", self.category, "All")),
            ("DESK", lambda: self.map("product", self.desk, "DESK", item_type="PART")),
        ):
            mapping()
            names = self.names(product=self.desk | self.lamp)
            self.assertEqual(getattr(names.items.get(self.desk.id), "name", None), expected)
        self.assertEqual(names.items[self.lamp.id].name, "All")

    def test_the_nearest_category_counts(self):
        child = self.env["product.category"].create({"name": "Desks", "parent_id": self.category.id})
        self.desk.categ_id = child
        self.map("category", self.category, "Furniture")
        self.assertEqual(self.names(product=self.desk).items[self.desk.id].name, "Furniture")
        self.map("category", child, "Desks")
        self.assertEqual(self.names(product=self.desk).items[self.desk.id].name, "Desks")

    def test_what_a_carrier_charges_is_shipping_whatever_its_category(self):
        freight = self.make_product("Freight", "FRT", 10, type="service", categ_id=self.category.id)
        self.env["delivery.carrier"].create({"name": "Van", "product_id": freight.id, "active": False})
        self.map("category", self.category, "All")
        self.assertEqual(self.names(product=freight).missing, {("product", freight.id)})
        self.map("fallback", "shipping", "Shipping")
        self.assertEqual(self.names(product=freight).items[freight.id].name, "Shipping")

    def test_the_account_of_an_item_is_asked_for_where_the_item_is_used(self):
        self.income_name.unlink()
        self.map("fallback", "rounding", "Rounding")
        self.assertFalse(self.names(product=self.env["product.product"]).missing)
        self.map("product", self.desk, "DESK")
        self.assertEqual(self.names(product=self.desk).missing, {("account", self.income.id)})

    def test_an_item_knows_its_account_and_price(self):
        self.map("product", self.desk, "DESK", item_type="PART")
        item = self.names(product=self.desk).items[self.desk.id]
        self.assertEqual((item.type, item.account.name, item.price), ("PART", "Product Sales", Decimal(100)))
        self.assertTrue(item.taxable)

    def test_a_tax_has_its_agency_and_percentage(self):
        self.map("tax", self.tax, "CA 8.25", agency_id=self.make_agency().id)
        item = self.names(tax=self.tax).taxes[self.tax.id]
        self.assertEqual((item.type, item.name, item.rate), ("COMPTAX", "CA 8.25", Decimal("8.25")))
        self.assertEqual(item.agency.name, "State Board of Equalization")
        self.assertFalse(item.taxable)

    def test_a_customer_has_address_and_terms(self):
        self.customer.property_payment_term_id = self.terms
        self.map("term", self.terms, "Net 30", due_days=30)
        self.map("customer", self.customer, "Anna's Bakery Oakland")
        names = self.names(customer=self.customer)
        party = names.customers[self.customer.id]
        self.assertEqual((party.name, party.full_name), ("Anna's Bakery Oakland", "Anna's Bakery"))
        self.assertEqual(
            (party.address.street, party.address.city, party.terms), ("1 Main Street", "Oakland", "Net 30")
        )
        self.assertEqual(names.terms, {self.terms.id: Terms("Net 30", 30)})

    def test_a_deposit_account_takes_its_key_from_the_payment(self):
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )
        self.map("journal", journal, "Checking", account_type="BANK")
        self.assertEqual(self.names(journal=journal).deposits, {journal.id: Account(0, "Checking", "BANK")})

    def test_terms_without_a_name_do_not_stop_the_file(self):
        names = self.names(term=self.terms)
        self.assertEqual((names.missing, names.unnamed), (set(), {("term", self.terms.id)}))

    def test_fallbacks_are_there_unasked(self):
        self.map("fallback", "no_tax", "Out of State", agency_id=self.make_agency().id)
        names = self.names(fallback=["text"])
        self.assertEqual((names.fallbacks["no_tax"].type, names.fallbacks["no_tax"].rate), ("COMPTAX", 0))
        self.assertEqual(names.missing, {("fallback", "text")})

    def test_another_companys_names_are_not_used(self):
        other = self.make_company("Elsewhere")
        names = self.env["quickbooks.mapping"]._names(other, self.target, {"account": self.income.ids})
        self.assertEqual(names.accounts, {})

    def test_only_accounts_of_the_chosen_plan_are_classes(self):
        plans = self.env["account.analytic.plan"].create([{"name": "Departments"}, {"name": "Projects"}])
        accounts = self.env["account.analytic.account"].create(
            [{"name": plan.name, "plan_id": plan.id} for plan in plans]
        )
        for account in accounts:
            self.map("class", account, account.name)
        self.assertEqual(self.names(**{"class": accounts}).classes, {})
        self.company.quickbooks_class_plan_id = plans[0]
        self.assertEqual(self.names(**{"class": accounts}).classes, {accounts[0].id: "Departments"})
        self.company.quickbooks_class_plan_id = plans[1]
        self.env["quickbooks.mapping"].search([("analytic_account_id", "=", accounts[1].id)]).unlink()
        names = self.names(**{"class": accounts})
        self.assertEqual((names.missing, names.unnamed), (set(), {("class", accounts[1].id)}))
