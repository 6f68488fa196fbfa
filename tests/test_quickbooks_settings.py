"""What a company chooses is what the engine goes by."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.quickbooks_document import Rules

from .common_quickbooks_mapping import QuickbooksMappingCommon


@tagged("post_install", "-at_install")
class TestQuickbooksSettings(QuickbooksMappingCommon):
    def test_a_company_that_chose_nothing_has_the_engines_rules(self):
        self.assertEqual(self.company._quickbooks_rules("iif"), Rules())
        self.assertFalse(self.company.quickbooks_nightly)

    def test_what_is_emptied_is_as_it_was_at_first(self):
        self.company.write({"quickbooks_discount": False, "quickbooks_date_format": False})
        self.assertEqual(self.company._quickbooks_rules("iif"), Rules())

    def test_what_is_chosen_in_the_settings_reaches_the_engine(self):
        chosen = {
            "date_format": "%d/%m/%Y",
            "discount": "item",
            "several_taxes": "rows",
            "foreign": "refuse",
            "refunds": "check",
            "cogs": "rows",
            "credit_notes": "list",
            "negative": "journal",
            "region": "other",
            "sales_tax": False,
            "per_file": 100,
        }
        values = {f"quickbooks_{name}": value for name, value in chosen.items()}
        self.env["res.config.settings"].create(values).execute()
        rules = self.company._quickbooks_rules("qbo")
        self.assertEqual({name: getattr(rules, name) for name in chosen}, chosen)

    def test_items_of_no_tax_and_discount_are_those_of_the_target(self):
        agency = self.make_agency()
        self.map("fallback", "no_tax", "Out of State", agency_id=agency.id)
        self.map("fallback", "discount", "Rebate", item_type="DISC")
        rules = self.company._quickbooks_rules("iif")
        self.assertEqual((rules.no_tax.name, rules.discount_item.name), ("Out of State", "Rebate"))
        self.assertIsNone(self.company._quickbooks_rules("qbo").no_tax)

    def test_whoever_exports_gets_the_rules(self):
        company = self.company.with_user(self.make_user("exporter"))
        self.assertEqual(company._quickbooks_rules("iif"), Rules())

    def test_a_nightly_export_needs_a_target(self):
        with self.assertRaisesRegex(ValidationError, "nightly"):
            self.company.quickbooks_nightly = True
