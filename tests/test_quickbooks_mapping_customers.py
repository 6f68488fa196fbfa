"""Customers get one name each, and keep it."""

from odoo.tests import tagged

from .common_quickbooks_mapping import QuickbooksMappingCommon


@tagged("post_install", "-at_install")
class TestQuickbooksMappingCustomers(QuickbooksMappingCommon):
    def remember(self, *customers, target=None):
        """Return the names that customers have after it."""
        ids = [customer.id for customer in customers]
        mappings = self.env["quickbooks.mapping"]
        mappings._remember_customers(self.company, target or self.target, ids)
        names = mappings._names(self.company, target or self.target, {"customer": ids}).customers
        return [names[one].name for one in ids]

    def test_a_name_is_kept_when_the_customer_is_renamed(self):
        self.assertEqual(self.remember(self.customer), ["Anna's Bakery"])
        self.customer.name = "Bakery of Anna"
        self.assertEqual(self.remember(self.customer), ["Anna's Bakery"])

    def test_a_name_is_cleaned_and_cut(self):
        customer = self.make_customer('Tab\there: "quoted" ' + "x" * 60)
        self.assertEqual(self.remember(customer), ["Tab here 'quoted' " + "x" * 23])

    def test_two_of_one_name_are_told_apart_whatever_the_case(self):
        customers = [self.make_customer(name) for name in ("Anna's Bakery", "ANNA'S BAKERY")]
        self.assertEqual(
            self.remember(self.customer, *customers), ["Anna's Bakery", "Anna's Bakery 2", "ANNA'S BAKERY 3"]
        )

    def test_who_is_new_does_not_take_a_name_that_was_given(self):
        self.remember(self.customer)
        self.assertEqual(self.remember(self.make_customer("anna's bakery")), ["anna's bakery 2"])

    def test_names_that_are_cut_stay_within_the_limit(self):
        customers = [self.make_customer("y" * 50) for _index in range(11)]
        names = self.remember(*customers)
        self.assertEqual({len(name) for name in names}, {41})
        self.assertEqual(names[10], "y" * 38 + " 11")

    def test_an_agency_has_its_name_alone(self):
        self.make_agency("State of California")
        customer = self.make_customer("State of California")
        self.assertEqual(self.remember(customer), ["State of California 2"])

    def test_a_name_in_another_target_is_taken_over(self):
        self.map("customer", self.customer, "Anna of Oakland")
        self.assertEqual(self.remember(self.customer, target="qbo"), ["Anna of Oakland"])

    def test_each_company_has_its_own_names(self):
        self.remember(self.customer)
        other = self.make_company("Elsewhere")
        mappings = self.env["quickbooks.mapping"]
        mappings._remember_customers(other, "iif", self.customer.ids)
        names = mappings._names(other, "iif", {"customer": self.customer.ids}).customers
        self.assertEqual(names[self.customer.id].name, "Anna's Bakery")

    def test_capital_letters_that_python_and_the_database_see_differently(self):
        """A name that PostgreSQL finds taken and Python does not is refused there, and the next one is taken."""
        self.target = "qbo"
        customers = [self.make_customer(name) for name in ("İstanbul", "istanbul")]
        self.assertEqual(len(set(self.remember(*customers))), 2)

    def statements(self, work):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def test_many_names_take_as_many_statements_as_few(self):
        few, many = ([self.make_customer(f"{size} {one}") for one in range(size)] for size in (2, 40))
        self.assertEqual(self.statements(lambda: self.remember(*few)), self.statements(lambda: self.remember(*many)))

    def test_a_name_of_many_is_found_in_few_steps(self):
        crowd = [self.make_customer("Walk-in") for _index in range(64)]
        self.remember(*crowd)
        newcomer = self.make_customer("Walk-in")
        names = self.env["quickbooks.mapping"]
        work = lambda: names._remember_customers(self.company, self.target, newcomer.ids)  # noqa: E731
        self.assertLess(self.statements(work), 15)
        self.assertEqual(self.remember(newcomer), ["Walk-in 65"])
