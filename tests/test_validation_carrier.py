"""Carriers: where they deliver, what they take, and what repairs it."""

from odoo.tests import Form, tagged

from .common_validation import ValidationCommon


class CarrierCommon(ValidationCommon):
    def choose_carrier(self, action, carrier, *others):
        """Do what a user does in the dialog that a finding opens."""
        with Form(self.env[action["res_model"]].with_context(**action["context"]), view=action["view_id"]) as dialog:
            self.assertIn(carrier, dialog.available_carrier_ids[:])
            for other in others:
                self.assertNotIn(other, dialog.available_carrier_ids[:])
            dialog.carrier_id = carrier
        dialog.save().button_confirm()


@tagged("post_install", "-at_install")
class TestPlaces(CarrierCommon):
    def setUp(self):
        super().setUp()
        self.only("carrier_unavailable")

    def test_by_state(self):
        berlin, bavaria = self.env["res.country.state"].search([("country_id", "=", self.germany.id)], limit=2)
        self.partner.state_id = berlin
        near = self.make_carrier(name="Near", country_ids=self.germany.ids, state_ids=berlin.ids)
        far = self.make_carrier(name="Far", country_ids=self.germany.ids, state_ids=bavaria.ids)
        self.assertPasses(self.quote(carrier_id=near.id))
        order = self.quote(carrier_id=far.id)
        finding = self.assertFinds(order, f"Far does not deliver to 10115 Berlin, {berlin.name}, Germany")
        self.choose_carrier(finding.action_fix(), near, far)
        self.assertPasses(order)

    def test_by_beginning_of_the_postcode(self):
        prefixes = self.env["delivery.zip.prefix"].create([{"name": "101"}, {"name": "80"}])
        near = self.make_carrier(name="Near", zip_prefix_ids=prefixes[0].ids)
        far = self.make_carrier(name="Far", zip_prefix_ids=prefixes[1].ids)
        self.assertPasses(self.quote(carrier_id=near.id))
        order = self.quote(carrier_id=far.id)
        finding = self.assertFinds(order, "Far does not deliver to 10115 Berlin")
        self.choose_carrier(finding.action_fix(), near, far)
        self.assertPasses(order)
        self.partner.zip = "80331"
        self.assertFinds(order, "Near does not deliver to 80331 Berlin")

    def test_archived_carrier_of_a_quotation(self):
        carrier = self.make_carrier()
        order, confirmed = self.quote(carrier_id=carrier.id), self.make_order(carrier_id=carrier.id)
        carrier.active = False
        finding = self.assertFinds(order, "Express is archived.")
        self.assertPasses(confirmed)
        self.choose_carrier(finding.action_fix(), self.make_carrier(name="Post"))
        self.assertPasses(order)


@tagged("post_install", "-at_install")
class TestSecondRepair(CarrierCommon):
    def test_another_carrier_for_a_po_box(self):
        self.only("po_box_freight")
        self.partner.street = "Postfach 10 20"
        order = self.quote(carrier_id=self.make_carrier(name="Trucks", is_freight=True).id)
        finding = self.assertFinds(order)
        self.assertEqual(finding.other_fix_label, "Choose Carrier")
        self.choose_carrier(finding.action_other_fix(), self.make_carrier(name="Post"))
        self.assertPasses(order)

    def test_too_heavy_and_unweighed_together(self):
        self.only("carrier_capacity")
        self.goods.weight = 30
        order = self.quote((self.goods, 2), (self.other_goods, 1), carrier_id=self.make_carrier(max_weight=50).id)
        finding = self.assertFinds(order, "The goods make 60.00 kg, Express takes 50.00 kg. Weight unknown: Mixer.")
        self.assertEqual((finding.fix, finding.other_fix), ("_fix_choose_carrier", "_fix_open_product"))
        self.assertEqual(finding.action_other_fix()["res_id"], self.other_goods.id)
        with Form(self.other_goods, view="quote_to_cash.product_product_view_form_shipping") as dialog:
            dialog.weight = 5
        finding = self.assertFinds(order, "The goods make 65.00 kg")
        self.choose_carrier(finding.action_fix(), self.make_carrier(name="Trucks", max_weight=100))
        self.assertPasses(order)


@tagged("post_install", "-at_install")
class TestInvoiceAddress(ValidationCommon):
    def test_the_dialog_repairs_it(self):
        self.only("billing_incomplete")
        office = self.make_address(type="invoice", street=False, city=False)
        order = self.quote(partner_invoice_id=office.id)
        action = self.assertFinds(order, "lacks: street, city").action_fix()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", office.id))
        with Form(office, view=action["views"][0][0]) as dialog:
            dialog.street = "Ring 7"
            dialog.city = "Hamburg"
        self.assertPasses(order)
        self.assertEqual(order.finding_ids.state, "resolved")
