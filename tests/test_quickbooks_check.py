"""Everything that stands in the way of an export is told at once, with the record that repairs it."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine import quickbooks_document, quickbooks_names, quickbooks_problems
from odoo.addons.quote_to_cash.engine.quickbooks_document import Problem
from odoo.addons.quote_to_cash.models.quickbooks import check, check_words

from .common_quickbooks import JANUARY
from .common_quickbooks_mapping import QuickbooksMappingCommon


@tagged("post_install", "-at_install")
class TestQuickbooksCheck(QuickbooksMappingCommon):
    def problems(self, code=None, target=None, **values):
        """Return the problems, of one sort if a code is given."""
        found = self.env["quickbooks.check"]._problems(self.scope(target, **values))
        return [one for one in found if code in (None, one["code"])]

    def only(self, code, **values):
        """Return the one problem of a sort."""
        (problem,) = self.problems(code, **values)
        return problem

    # === Names === #

    def test_all_that_lacks_a_name_is_told_at_once(self):
        self.example()
        receivable = self.customer.property_account_receivable_id
        found = {(one["code"], one["model"], one["res_id"]) for one in self.problems() if one["severity"] == "error"}
        expected = {("no_account", "account.account", one.id) for one in (self.income, receivable)}
        expected |= {("no_account", "account.account", self.tax.invoice_repartition_line_ids.account_id.id)}
        expected |= {("no_product", "product.product", one.id) for one in (self.desk, self.lamp)}
        expected.add(("no_tax", "account.tax", self.tax.id))
        self.assertEqual(found, expected)

    def test_nothing_is_wrong_when_everything_is_named(self):
        self.pay(self.example())
        self.map_all()
        self.assertEqual(self.problems(), [])

    def test_checking_writes_nothing(self):
        self.example()
        self.problems()
        self.assertFalse(self.env["quickbooks.mapping"].search([("company_id", "=", self.company.id)]))

    def test_a_proposal_that_waits_is_linked(self):
        self.example()
        self.map_all()
        mapping = self.env["quickbooks.mapping"].search([("account_id", "=", self.income.id)])
        mapping.confirmed = False
        problem = self.only("no_account")
        self.assertEqual((problem["mapping_id"], problem["field"]), (mapping.id, "confirmed"))
        self.assertIn("confirm the name “Product Sales”", problem["message"])

    def test_a_proposal_that_lacks_something_says_what(self):
        self.example()
        self.map_all()
        mapping = self.env["quickbooks.mapping"].search([("account_id", "=", self.income.id)])
        mapping.write({"confirmed": False, "account_type": False})
        problem = self.only("no_account")
        self.assertEqual(problem["field"], "account_type")
        self.assertIn("lacks Type There", problem["message"])

    def test_terms_without_a_name_are_a_warning(self):
        self.example()
        self.map_all()
        self.env["quickbooks.mapping"].search([("term_id", "=", self.terms.id)]).unlink()
        self.assertEqual([(one["code"], one["severity"]) for one in self.problems()], [("unnamed", "warning")])

    def test_a_product_that_goes_by_a_fallback_while_its_proposal_waits(self):
        self.example()
        self.map_all()
        self.map("fallback", "default", "Sales")
        self.env["quickbooks.mapping"].search([("product_id", "=", self.desk.id)]).confirmed = False
        problem = self.only("unconfirmed_product")
        self.assertEqual(problem["severity"], "warning")
        self.assertIn("is written as “Sales” until its proposal “DESK” is confirmed", problem["message"])

    def test_one_item_with_two_meanings(self):
        self.example()
        self.map_all()
        self.env["quickbooks.mapping"].search([("product_id", "=", self.lamp.id)]).write(
            {"name": "desk", "item_type": "SERV"}
        )
        problem = self.only("item_twice")
        self.assertEqual(problem["severity"], "error")
        self.assertTrue(problem["mapping_id"])

    def test_two_products_may_be_one_item(self):
        self.example()
        self.map_all()
        self.env["quickbooks.mapping"].search([("product_id", "=", self.lamp.id)]).name = "DESK"
        self.assertEqual(self.problems(), [])

    def test_one_account_with_two_types(self):
        self.example()
        self.map_all()
        accounts = self.env["quickbooks.mapping"].search([("kind", "=", "account"), ("target", "=", "iif")])
        accounts.filtered(lambda one: one.account_id == self.income).name = "Sales Tax Payable"
        self.assertTrue(self.only("account_twice"))

    def test_the_customers_account_has_the_right_type(self):
        self.example()
        self.map_all()
        names = self.env["quickbooks.mapping"]
        receivable = self.customer.property_account_receivable_id
        names.search([("account_id", "=", receivable.id)]).account_type = "OCASSET"
        names.search([("account_id", "=", self.income.id)]).account_type = "AR"
        self.assertEqual(self.only("not_receivable")["res_id"], receivable.id)
        self.assertEqual(self.only("is_receivable")["res_id"], self.income.id)

    def test_xero_wants_codes_and_no_items(self):
        self.example()
        self.map_all("xero")
        self.assertEqual(self.problems(target="xero"), [])
        self.env["quickbooks.mapping"].search([("kind", "=", "product")]).unlink()
        self.assertEqual(self.problems(target="xero"), [])

    def test_xero_wants_a_tax_type_for_what_has_no_tax(self):
        self.desk.taxes_id = False
        self.example()
        self.map_all("xero")
        self.assertIn("No Sales Tax", self.only("no_fallback", target="xero")["message"])

    # === Customers and numbers === #

    def test_a_customers_name_that_is_changed_is_told_before(self):
        self.customer.name = "Anna's \t “Bakery”: " + "x" * 40
        self.example()
        self.map_all()
        problem = self.only("customer_renamed")
        self.assertEqual((problem["severity"], problem["res_id"]), ("warning", self.customer.id))
        self.env["quickbooks.mapping"]._remember_customers(self.company, "iif", self.customer.ids)
        self.assertFalse(self.problems("customer_renamed"))

    def test_two_documents_with_one_short_number(self):
        first, second = self.example(), self.example()
        second.name = first.name.replace("/", "-")
        self.map_all()
        problem = self.only("number_twice")
        self.assertEqual((problem["severity"], problem["model"]), ("error", "account.move"))
        self.assertIn(problem["res_id"], (first | second).ids)
        for move in first | second:
            self.assertIn(move.name, problem["message"])

    def test_a_typed_number_resolves_it(self):
        first, second = self.example(), self.example()
        second.name = first.name.replace("/", "-")
        self.map_all()
        self.map("number", second, "SECOND-1")
        self.assertEqual(self.problems(), [])

    def test_a_typed_number_resolves_it_for_payments_too(self):
        first, second = (self.pay(self.invoice()) for _one in range(2))
        first.move_id.name, second.move_id.name = "A-12345678901234567890123", "B-12345678901234567890123"
        self.only("number_twice")
        self.map("number", second.move_id, "SECOND-1")
        self.assertFalse(self.problems("number_twice"))

    def test_the_case_of_letters_makes_no_other_number(self):
        move = self.invoice()
        move.name = "inv2600001"
        other = self.invoice()
        other.name = "INV2600001"
        self.only("number_twice")

    def test_a_number_that_is_exported_already(self):
        first = self.example()
        self.map_all()
        self.env["quickbooks.export.batch"]._start(self.scope())
        second = self.example()
        second.name = first.name.replace("/", "-")
        problem = self.only("number_twice")
        self.assertEqual(problem["res_id"], second.id)
        self.assertIn(first.name, problem["message"])

    # === Documents === #

    def city(self):
        return self.make_tax("City 1", 1)

    def test_several_taxes_in_one_invoice(self):
        self.desk.taxes_id = self.city()
        move = self.example()
        self.map_all()
        problem = self.only("several_taxes")
        self.assertEqual((problem["severity"], problem["model"], problem["res_id"]), ("error", "account.move", move.id))
        self.assertIn(move.name, problem["message"])
        self.company.quickbooks_several_taxes = "rows"
        self.assertFalse(self.problems("several_taxes"))

    def test_taxes_as_rows_need_an_item_for_no_tax(self):
        self.desk.taxes_id = self.city()
        self.example()
        self.map_all()
        self.company.quickbooks_several_taxes = "rows"
        self.assertIn("No Sales Tax", self.only("no_fallback")["message"])
        self.company.quickbooks_sales_tax = False
        self.assertEqual(self.problems(), [])

    def test_a_tax_in_two_accounts(self):
        other = self.account("liability_current", "252901", "Other Tax Payable")
        half = self.tax.invoice_repartition_line_ids.filtered(lambda line: line.repartition_type == "tax")
        half.factor_percent = 50
        half.copy({"account_id": other.id})
        self.example()
        self.map_all()
        self.assertTrue(self.only("several_taxes"))
        self.env["quickbooks.mapping"].search([("account_id", "=", other.id)]).name = "Sales Tax Payable"
        self.assertFalse(self.problems("several_taxes"))

    def test_a_tax_of_nothing_beside_another_is_one_tax(self):
        self.desk.taxes_id = self.make_tax("Exempt", 0)
        self.example()
        self.map_all()
        self.assertEqual(self.problems(), [])

    def test_a_tax_that_is_no_percentage(self):
        self.desk.taxes_id = self.make_tax("Recycling", 2, amount_type="fixed")
        self.invoice((self.desk, 1))
        self.map_all()
        self.assertTrue(self.only("several_taxes"))

    def test_several_taxes_on_a_row_for_xero(self):
        self.desk.taxes_id |= self.city()
        self.example()
        self.map_all("xero")
        self.assertTrue(self.only("several_taxes", target="xero"))

    def test_another_currency_where_the_settings_refuse_it(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({"currency_id": euro.id, "rate": 0.5, "company_id": self.company.id})
        move = self.invoice(currency_id=euro.id)
        self.map_all()
        self.assertFalse(self.problems("foreign"))
        self.company.quickbooks_foreign = "refuse"
        self.assertEqual(self.only("foreign")["res_id"], move.id)

    def test_negative_rows_online_are_told(self):
        move = self.invoice((self.desk, 2), (self.lamp, -1))
        self.map_all("qbo")
        problem = self.only("negative", target="qbo")
        self.assertEqual((problem["severity"], problem["res_id"]), ("warning", move.id))
        self.company.quickbooks_negative = "journal"
        self.assertTrue(self.only("negative_journal", target="qbo"))

    def test_an_invoice_too_long_for_quickbooks_online(self):
        lines = [{"name": "x", "quantity": 1, "price_unit": 1, "tax_ids": [Command.clear()]} for _one in range(999)]
        move = self.invoice(*lines)
        self.map_all("qbo")
        self.assertEqual(self.only("too_many_rows", target="qbo")["res_id"], move.id)

    # === All together === #

    def test_of_many_problems_of_one_sort_the_number_is_told(self):
        self.patch(check, "MOST", 2)
        self.desk.taxes_id = self.city()
        for _one in range(4):
            self.example()
        self.map_all()
        problems = self.problems("several_taxes")
        self.assertEqual(len(problems), 3)
        self.assertIn("2 more", problems[-1]["message"])

    def test_errors_come_first(self):
        self.customer.name = "x" * 60
        self.example()
        severities = [one["severity"] for one in self.problems()]
        self.assertEqual(severities, sorted(severities))
        self.assertEqual({*severities}, {"error", "warning"})

    def test_whoever_exports_may_check(self):
        self.example()
        company = self.company.with_user(self.make_user("exporter"))
        scope = self.scope()
        found = company.env["quickbooks.check"]._problems(type(scope)(company, "iif", None, JANUARY))
        self.assertEqual(found, self.problems())

    def test_all_that_the_engine_finds_has_words(self):
        others = [*vars(quickbooks_document).values(), *vars(quickbooks_names).values()]
        codes = [
            value
            for name, value in vars(quickbooks_problems).items()
            if name.isupper() and isinstance(value, str) and value not in others
        ]
        self.assertIn("several_taxes", codes)
        self.assertEqual([code for code in codes if code not in check_words.WORDS], [])

    def test_what_the_engine_finds_is_told_with_the_number(self):
        move = self.example()
        problems = [
            Problem("unbalanced", ("invoice", move.id, 0), "0.01"),
            Problem("something_new", ("invoice", move.id, 0), "1%"),
        ]
        words = self.env["quickbooks.check"]._words(self.scope(), problems)
        self.assertEqual(words[0], f"{move.name}: Its rows do not balance (0.01).")
        self.assertIn("something_new 1%", words[1])

    def statements(self, work):
        self.env.cr.flush()
        work()  # what is read once in a while is not counted
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def world(self, number):
        """Post so many invoices, each of a customer and a product of its own."""
        for one in range(number):
            customer = self.make_customer(f"Customer {number} {one} " + "x" * 60)
            product = self.make_product(f"Thing {number} {one}", f"T{number}-{one}", 10)
            self.invoice((product, 1), partner_id=customer.id)

    def test_many_documents_take_as_many_statements_as_few(self):
        self.world(2)
        few = self.statements(self.problems)
        self.world(12)
        # Two are Odoo's own, of what it keeps from call to call, and reads again when it likes: defaults, branches.
        self.assertLessEqual(self.statements(self.problems), few + 2)
