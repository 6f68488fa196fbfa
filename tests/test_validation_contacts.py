"""A confirmed order is checked again when the contact changes that it is going to."""

from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestContacts(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("address_incomplete", "billing_incomplete", "contact_missing", "customer_blocked")
        cls.order = cls.good()
        cls.order.action_confirm()

    def assertNotChecked(self, values, partner=None):
        with self.checks() as made:
            (partner or self.good_partner).write(values)
        self.assertEqual(made, [])

    def test_an_address_that_is_emptied_holds_its_orders_and_a_repair_releases_them(self):
        other = self.good()
        other.action_confirm()
        with self.checks() as made:
            self.good_partner.street = False
        self.assertEqual(made, [(self.order + other).ids])
        for order in self.order + other:
            self.assertHeld(order)
            self.assertEqual(len(self.activities(order, "held")), 1)
        self.good_partner.street = "Hauptstraße 7"
        self.assertFree(self.order)

    def test_the_invoice_address(self):
        address = self.make_address(type="invoice", parent_id=self.good_partner.id)
        self.order.partner_invoice_id = address
        address.city = False
        self.assertHeld(self.order)

    def test_the_companys_phone(self):
        contact = self.make_address(parent_id=self.partner_company.id)
        self.partner_company.phone = "+49 40 123456"
        self.order.partner_shipping_id = contact
        self.assertFree(self.order)
        self.partner_company.phone = False
        self.assertHeld(self.order)

    def test_an_archived_customer(self):
        self.order.partner_shipping_id = self.order.partner_invoice_id = self.make_address(phone="+49 40 123456")
        self.good_partner.active = False
        self.assertHeld(self.order)
        self.good_partner.active = True
        self.assertFree(self.order)

    def test_quotations_and_what_says_nothing_of_the_address(self):
        quote = self.good(partner_id=self.good_partner.copy().id)
        self.assertNotChecked({"street": False}, quote.partner_id)
        self.assertNotChecked({"comment": "Ring twice", "vat": False})

    def test_what_has_left(self):
        self.add_stock(self.goods)
        self.ship(self.order)
        self.assertNotChecked({"street": False})

    def test_observing_holds_nothing(self):
        self.enforce("observe")
        self.good_partner.street = False
        self.assertFree(self.order)
        self.assertEqual(self.order.validation_state, "blocked")

    def test_where_checks_are_off(self):
        self.enforce("off")
        self.assertNotChecked({"street": False})

    def test_a_contact_without_orders_takes_one_statement(self):
        contact = self.make_address()
        self.env.flush_all()
        self.env.cr.execute("SELECT 1")  # nothing is pending
        with self.assertQueryCount(1):
            self.assertFalse(contact._orders_on_the_way({"street"}))
