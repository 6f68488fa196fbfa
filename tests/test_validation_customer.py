"""Rules on who buys and where it goes."""

from odoo.tests import Form, tagged

from .common_validation import ValidationCommon


@tagged("post_install", "-at_install")
class TestAddress(ValidationCommon):
    def test_complete_address_passes(self):
        self.only("address_incomplete")
        self.assertPasses(self.quote())

    def test_what_is_missing_is_listed_and_the_dialog_repairs_it(self):
        self.only("address_incomplete")
        self.partner.write({"street": False, "zip": " "})
        order = self.quote()
        finding = self.assertFinds(order, "lacks: street, ZIP")
        self.assertEqual(finding.document, self.partner)
        action = finding.action_fix()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.partner.id))
        with Form(self.partner, view="quote_to_cash.res_partner_view_form_repair") as dialog:
            dialog.street = "Hauptstraße 5"
            dialog.zip = "10115"
        self.assertPasses(order)
        self.assertEqual(finding.state, "resolved")

    def test_services_need_no_delivery_address(self):
        self.only("address_incomplete")
        self.partner.street = False
        self.assertPasses(self.quote(self.service))

    def test_postcode_and_state_as_the_country_wants_them(self):
        self.only("address_incomplete")
        self.germany.write({"zip_required": False, "state_required": True})
        self.partner.zip = False
        order = self.quote()
        self.assertFinds(order, "lacks: state")
        self.partner.state_id = self.env["res.country.state"].search([("country_id", "=", self.germany.id)], limit=1)
        self.assertPasses(order)

    def test_address_of_a_company_needs_no_name_of_its_own(self):
        self.only("address_incomplete")
        order = self.quote(partner_id=self.partner_company.id, partner_shipping_id=self.make_address().id)
        self.assertPasses(order)

    def test_goods_for_a_pick_up_point_do_not_go_to_the_address(self):
        self.only("address_incomplete")
        self.partner.street = False
        self.assertPasses(self.quote(pickup_location_data={"name": "Kiosk", "street": "Ring 1"}))

    def test_invoice_address_is_judged_if_it_is_another(self):
        self.only("billing_incomplete")
        self.partner.street = False
        order = self.quote()
        self.assertPasses(order)
        office = self.make_address(type="invoice", city=False)
        order.partner_invoice_id = office
        finding = self.assertFinds(order, "lacks: city")
        self.assertEqual(finding.action_fix()["res_id"], office.id)
        office.city = "Hamburg"
        self.assertPasses(order)

    def test_waiver_ends_when_something_else_is_missing(self):
        self.only("address_incomplete")
        self.partner.street = False
        order = self.quote()
        finding = self.assertFinds(order)
        finding.action_waive("The driver knows the way")
        self.assertPasses(order)
        self.partner.city = False
        self.assertFinds(order, "lacks: street, city")


@tagged("post_install", "-at_install")
class TestContact(ValidationCommon):
    def setUp(self):
        super().setUp()
        self.only("contact_missing")

    def test_phone_or_email_is_enough(self):
        order = self.quote()
        self.partner.email = False
        self.assertPasses(order)
        self.partner.write({"email": "anna@bakery.example", "phone": False})
        self.assertPasses(order)

    def test_nothing_usable_is_found_and_the_dialog_repairs_it(self):
        self.partner.write({"email": "anna at bakery", "phone": False})
        order = self.quote()
        finding = self.assertFinds(order, "neither a phone number nor a valid e-mail")
        self.assertEqual(finding.found, "anna at bakery")
        self.assertEqual(finding.action_fix()["res_id"], self.partner.id)
        with Form(self.partner, view="quote_to_cash.res_partner_view_form_repair") as dialog:
            dialog.phone = "+49 30 1234567"
        self.assertPasses(order)

    def test_the_company_can_be_reached_for_its_address(self):
        order = self.quote(partner_id=self.partner_company.id, partner_shipping_id=self.make_address().id)
        self.assertFinds(order)
        self.partner_company.email = "info@bread.example"
        self.assertPasses(order)


@tagged("post_install", "-at_install")
class TestPoBox(ValidationCommon):
    def setUp(self):
        super().setUp()
        self.only("po_box_freight")
        self.freight = self.make_carrier(name="Trucks", is_freight=True)

    def test_freight_carriers_do_not_deliver_to_boxes_unless_stated(self):
        self.assertFalse(self.freight.delivers_to_po_box)
        post = self.make_carrier(name="Post")
        self.assertTrue(post.delivers_to_po_box)
        self.freight.delivers_to_po_box = True
        self.partner.street = "Postfach 10 20"
        self.assertPasses(self.quote(carrier_id=self.freight.id))
        self.assertPasses(self.quote(carrier_id=post.id))

    def test_street_address_passes(self):
        self.assertPasses(self.quote(carrier_id=self.freight.id))

    def test_without_carrier_nothing_is_asked(self):
        self.partner.street = "P.O. Box 12"
        self.assertPasses(self.quote())

    def test_box_in_either_line_is_found(self):
        order = self.quote(carrier_id=self.freight.id)
        self.partner.street2 = "Apartado de Correos 5"
        finding = self.assertFinds(order, "Trucks does not deliver to the PO box “Apartado de Correos 5”")
        self.assertEqual(finding.found, "Apartado de Correos 5")
        self.partner.write({"street": "BP 123", "street2": False})
        self.assertFinds(order, "BP 123")

    def _choose_other_address(self, order, address):
        finding = self.assertFinds(order)
        action = finding.action_fix()
        with Form(self.env[action["res_model"]].with_context(**action["context"]), view=action["views"][0][0]) as form:
            form.partner_id = address
        return form.save().action_apply()

    def test_another_address_is_chosen_in_the_dialog(self):
        box = self.make_address(street="Postfach 3")
        door = self.make_address()
        order = self.quote(partner_id=self.partner_company.id, partner_shipping_id=box.id, carrier_id=self.freight.id)
        self._choose_other_address(order, door)
        self.assertEqual(order.partner_shipping_id, door)
        self.assertEqual(order.finding_ids.state, "resolved")

    def test_open_transfers_go_to_the_new_address_and_shipped_ones_stay(self):
        box, door = self.make_address(street="Postfach 3"), self.make_address()
        self.only("po_box_freight", "warn")
        order = self.make_order(
            partner_id=self.partner_company.id, partner_shipping_id=box.id, carrier_id=self.freight.id
        )
        shipped = self.ship(order, {self.goods: 4})
        self._choose_other_address(order, door)
        self.assertEqual(shipped.partner_id, box)
        self.assertEqual(self.open_pickings(order).partner_id, door)

    def test_dialog_says_when_the_other_address_is_a_box_too(self):
        order = self.quote(carrier_id=self.freight.id)
        wizard = self.env["sale.order.delivery.address"].new(
            {"order_id": order.id, "partner_id": self.make_address(street="PO Box 1").id}
        )
        self.assertTrue(wizard.is_refused)
        wizard.partner_id = self.make_address()
        self.assertFalse(wizard.is_refused)

    def test_salesperson_chooses_the_address(self):
        salesman = self.make_user("salesman")
        box, door = self.make_address(street="Postfach 3"), self.make_address()
        order = self.quote(
            partner_id=self.partner_company.id,
            partner_shipping_id=box.id,
            carrier_id=self.freight.id,
            user_id=salesman.id,
        )
        self._choose_other_address(order.with_user(salesman), door)
        self.assertEqual(order.partner_shipping_id, door)


@tagged("post_install", "-at_install")
class TestCustomerBlocked(ValidationCommon):
    def setUp(self):
        super().setUp()
        self.only("customer_blocked")

    def test_active_customer_passes(self):
        self.assertPasses(self.quote())

    def test_archived_contact_is_found_until_it_is_active_again(self):
        order = self.quote()
        self.partner.active = False
        self.assertFinds(order, "is archived")
        self.partner.active = True
        self.assertPasses(order)

    def test_contact_of_an_archived_company_is_found(self):
        order = self.quote(partner_id=self.make_address(type="contact", name="Ben").id)
        self.assertPasses(order)
        self.partner_company.active = False
        self.assertFinds(order, "Bread Ltd is archived")

    def test_account_on_hold_is_found_for_contacts_too(self):
        order = self.quote(partner_id=self.make_address(type="contact", name="Ben").id)
        self.partner_company.credit_on_hold = True
        finding = self.assertFinds(order, "The account of Bread Ltd is on hold")
        self.assertEqual(finding.document, self.partner_company)
        self.assertFalse(finding.fix)
        self.partner_company.credit_on_hold = False
        self.assertPasses(order)

    def test_who_pays_is_named_and_a_waiver_is_for_them(self):
        payers = self.env["res.partner"].create([{"name": name, "is_company": True} for name in ("Payer", "Other")])
        order = self.quote(partner_invoice_id=payers[0].id)
        payers.credit_on_hold = True
        finding = self.assertFinds(order, "The account of Payer is on hold.")
        self.assertEqual(finding.document, payers[0])
        finding.action_waive("They have promised")
        self.assertPasses(order)
        order.partner_invoice_id = payers[1]
        finding = self.assertFinds(order, "The account of Other is on hold.")
        self.assertEqual(finding.document, payers[1])

    def test_all_that_is_wrong_is_said(self):
        payer = self.env["res.partner"].create({"name": "Payer", "credit_on_hold": True})
        order = self.quote(partner_invoice_id=payer.id)
        self.partner.active = False
        finding = self.assertFinds(order, "Anna's Bakery is archived. The account of Payer is on hold.")
        self.assertEqual((finding.found, finding.document), ("Archived, On hold", self.partner))
        finding.action_waive("One of them is no problem")
        payer.credit_on_hold = False
        self.assertFinds(order, "Anna's Bakery is archived.")

    def test_archived_addresses_are_found(self):
        for kind, name in (("delivery", "partner_shipping_id"), ("invoice", "partner_invoice_id")):
            with self.subTest(kind):
                address = self.make_address(type=kind, name=kind)
                order = self.quote(partner_id=self.partner_company.id, **{name: address.id})
                self.assertPasses(order)
                address.active = False
                finding = self.assertFinds(order, f"Bread Ltd, {kind} is archived.")
                self.assertEqual(finding.document, address)

    def test_hold_of_another_company_does_not_count(self):
        order = self.quote()
        other = self.env["res.company"].create({"name": "Other"})
        self.partner.with_company(other).credit_on_hold = True
        self.assertPasses(order.with_company(other))


@tagged("post_install", "-at_install")
class TestCost(ValidationCommon):
    def test_as_many_queries_for_many_customers(self):
        carrier = self.make_carrier(is_freight=True)
        values = {"is_company": True, "street": "PO Box 1", "country_id": self.germany.id, "credit_on_hold": True}
        companies = self.env["res.partner"].create([{"name": f"Shop {number}", **values} for number in range(30)])
        orders = self.env["sale.order"]
        for company in companies:
            door, office = (
                self.make_address(parent_id=company.id, type=kind, city=False, street="PO Box 1")
                for kind in ("delivery", "invoice")
            )
            orders += self.quote(
                partner_id=company.id,
                partner_shipping_id=door.id,
                partner_invoice_id=office.id,
                carrier_id=carrier.id,
            )
        for rule in self.rules.filtered(lambda rule: rule.category == "customer"):
            with self.subTest(code=rule.code):
                self.assertSameQueries(rule, orders[:3], orders)
