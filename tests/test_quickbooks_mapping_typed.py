"""What people type is judged at once."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_quickbooks_mapping import QuickbooksMappingCommon


@tagged("post_install", "-at_install")
class TestQuickbooksMappingTyped(QuickbooksMappingCommon):
    def account_name(self, name="Product Sales", **values):
        return self.map("account", self.income, name, **{"account_type": "INC", **values})

    def test_a_name_as_long_as_the_program_takes(self):
        mapping = self.account_name("x" * 31)
        with self.assertRaisesRegex(ValidationError, "at most 31 characters"):
            mapping.name = "x" * 32

    def test_the_length_is_that_of_the_target(self):
        mapping = self.map("account", self.income, "x" * 100, target="qbo")
        with self.assertRaisesRegex(ValidationError, "at most 100 characters"):
            mapping.name = "x" * 101

    def test_letters_that_break_a_file_are_refused(self):
        mapping = self.account_name()
        for name in ("a\tb", "a\nb", 'a "b"', "=1+1", "@home", "+1", "-1", "!TRNS", " blank", "blank "):
            with self.assertRaises(ValidationError, msg=name):
                mapping.name = name

    def test_a_sub_account_is_written_with_a_colon(self):
        self.assertTrue(self.account_name("Income:Products"))

    def test_a_number_of_eleven_characters(self):
        move = self.invoice(post=False)
        self.assertTrue(self.map("number", move, "2026-000001"))
        with self.assertRaisesRegex(ValidationError, "at most 11 characters"):
            self.map("number", self.invoice(post=False), "2026-0000001")

    def test_an_account_of_quickbooks_desktop_needs_a_type(self):
        with self.assertRaisesRegex(ValidationError, "Type There"):
            self.account_name(account_type=False)

    def test_an_account_of_xero_needs_a_code(self):
        with self.assertRaisesRegex(ValidationError, "Code"):
            self.account_name(target="xero")

    def test_a_tax_of_quickbooks_desktop_needs_an_agency(self):
        with self.assertRaisesRegex(ValidationError, "Tax Agency"):
            self.map("tax", self.tax, "CA 8.25")

    def test_a_proposal_may_be_incomplete_until_it_is_confirmed(self):
        mapping = self.account_name(account_type=False, confirmed=False)
        with self.assertRaisesRegex(ValidationError, "Type There"):
            mapping.action_confirm()

    def test_confirming_a_tax_confirms_its_agency(self):
        agency = self.make_agency(confirmed=False)
        tax = self.map("tax", self.tax, "CA 8.25", agency_id=agency.id, confirmed=False)
        tax.action_confirm()
        self.assertTrue(tax.confirmed and agency.confirmed)

    def test_confirming_all_leaves_what_is_incomplete_and_other_kinds(self):
        complete = self.account_name(confirmed=False)
        other = self.account("income", "400101", "Other Sales")
        incomplete = self.map("account", other, "Other Sales", confirmed=False)
        term = self.map("term", self.terms, "Net 30", confirmed=False)
        action = self.env["quickbooks.mapping"].with_context(default_kind="account").action_confirm_all()
        self.assertEqual(
            [one.confirmed for one in (complete, incomplete, term)], [True, False, False], action["params"]["message"]
        )
        self.assertIn("1 are not complete", action["params"]["message"])

    def test_confirming_all_says_what_lacks_when_nothing_is_complete(self):
        self.account_name(account_type=False, confirmed=False)
        with self.assertRaisesRegex(UserError, "“Product Sales” lacks Type There"):
            self.env["quickbooks.mapping"].with_context(default_kind="account").action_confirm_all()

    def test_only_export_managers_name_things(self):
        mapping = self.account_name(confirmed=False)
        exporter = mapping.with_user(self.make_user("exporter"))
        self.assertEqual(exporter.name, "Product Sales")
        for work in (lambda: exporter.write({"name": "Mine"}), exporter.action_confirm, exporter.action_confirm_all):
            with self.assertRaises(AccessError):
                work()
        manager = mapping.with_user(self.make_user("export_manager"))
        manager.action_confirm()
        self.assertTrue(mapping.confirmed)

    def test_names_of_other_companies_are_not_seen(self):
        mapping = self.account_name()
        other = self.make_company("Elsewhere")
        stranger = self.make_user("export_manager", company_id=other.id, company_ids=[(6, 0, other.ids)])
        names = self.env["quickbooks.mapping"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(names.search([("id", "=", mapping.id)]))

    @mute_logger("odoo.sql_db")
    def test_a_record_has_one_name_in_a_target(self):
        self.account_name()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.account_name("Again")

    @mute_logger("odoo.sql_db")
    def test_customers_and_agencies_share_one_list(self):
        self.map("customer", self.customer, "State Board")
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.make_agency("STATE BOARD")

    @mute_logger("odoo.sql_db")
    def test_a_name_belongs_to_a_record_of_its_kind(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["quickbooks.mapping"].create(
                {"target": "iif", "kind": "account", "tax_id": self.tax.id, "name": "Tax", "account_type": "INC"}
            )
