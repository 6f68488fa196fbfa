"""The demo data of fulfilment: it loads once, and what is shipped from then on is checked where it is valuable."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import fulfilment, lifecycle, records


@tagged("post_install", "-at_install")
class TestFulfilmentDemo(TransactionCase):
    def test_it_loads_once_and_open_orders_are_to_be_checked(self):
        lifecycle.load(self.env, [story for story in lifecycle.STORIES if story.name == "northshore_grinders"])
        for _time in range(2):
            fulfilment.load(self.env)
        company = records.find(self.env, "company")
        self.assertEqual(self.env["fulfilment.checkpoint"].search_count([("company_id", "=", company.id)]), 1)
        self.assertTrue(company.backorder_notices)
        rules = self.env["fulfilment.packing.rule"].search([("company_id", "=", company.id)])
        self.assertEqual(rules.package_type_id.mapped("name"), ["Padded Carton", "Pallet", "Carton"])
        self.assertEqual(records.find(self.env, "carrier_parcel").cut_off_hour, 16)
