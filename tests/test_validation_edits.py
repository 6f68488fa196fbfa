"""A confirmed order that is changed is checked again, once for one change."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestEdits(GateCommon):
    """The customer's limit is 1,000, and that is what is ordered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("credit_limit", "address_incomplete")
        cls.good_partner.credit_limit = 1000
        cls.order = cls.good()
        cls.order.action_confirm()
        cls.line = cls.order.order_line

    def assertCheckedOnce(self, change, *args, **kwargs):
        with self.checks() as made:
            change(*args, **kwargs)
        self.assertEqual(made, [self.order.ids])

    def assertNotChecked(self, change, *args, **kwargs):
        with self.checks() as made:
            result = change(*args, **kwargs)
        self.assertEqual(made, [])
        return result

    # === What is checked === #

    def test_quantity_price_and_discount(self):
        for values in ({"product_uom_qty": 9}, {"price_unit": 99}, {"discount": 5}):
            self.assertCheckedOnce(self.rpc, self.salesman, self.line, "write", values)

    def test_another_product(self):
        self.line.product_uom_qty = 0
        self.assertCheckedOnce(self.line.write, {"product_id": self.other_goods.id})

    def test_a_line_more(self):
        values = {"order_id": self.order.id, "product_id": self.service.id, "product_uom_qty": 1, "price_unit": 0}
        self.assertCheckedOnce(self.env["sale.order.line"].create, values)
        self.assertCheckedOnce(self.order.order_line[1:].write, {"product_uom_qty": 0})

    def test_addresses_and_carrier(self):
        address = self.make_address(parent_id=self.good_partner.id)
        for values in ({"partner_shipping_id": address.id}, {"carrier_id": self.make_carrier().id}):
            self.assertCheckedOnce(self.rpc, self.salesman, self.order, "write", values)

    def test_a_carrier_with_its_freight_is_one_change(self):
        carrier = self.make_carrier()
        self.assertCheckedOnce(self.order.set_delivery_line, carrier, 0)
        self.assertCheckedOnce(self.order.set_delivery_line, carrier, 0)

    def test_new_prices_of_all_lines_are_one_change(self):
        self.order.order_line = [Command.create({"product_id": self.other_goods.id, "product_uom_qty": 1})]
        self.assertCheckedOnce(self.order.action_update_prices)

    def test_a_form_is_checked_once_whatever_it_changes(self):
        form = Form(self.order)
        form.commitment_date = "2040-01-01 10:00:00"
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 8
            line.price_unit = 90
        with form.order_line.new() as line:
            line.product_id = self.other_goods
            line.product_uom_qty = 1
        self.assertCheckedOnce(form.save)

    def test_several_orders_changed_at_once_are_checked_at_once(self):
        other = self.blocked(partner_id=self.good_partner.copy({"credit_limit": 5000}).id)
        other.action_confirm()
        lines = self.line + other.order_line
        with self.checks() as made:
            lines.write({"product_uom_qty": 7})
        self.assertEqual([sorted(ids) for ids in made], [(self.order + other).ids])

    def test_confirming_is_one_check(self):
        order = self.good(partner_id=self.good_partner.copy().id)
        with self.checks() as made:
            order.action_confirm()
        self.assertEqual(made, [order.ids])

    # === What is not === #

    def test_down_payments_and_invoices(self):
        invoice = self.assertNotChecked(self.down_payment, self.order, 100)
        self.ship(self.order)
        self.assertNotChecked(self.invoice, self.order)
        self.assertNotChecked(self.pay, invoice)

    def test_shipping(self):
        self.assertNotChecked(self.ship, self.order, {self.goods: 6})

    def test_sections_and_notes(self):
        values = [
            {"order_id": self.order.id, "display_type": kind, "name": "x"} for kind in ("line_section", "line_note")
        ]
        notes = self.assertNotChecked(self.env["sale.order.line"].create, values)
        self.assertNotChecked(notes.write, {"name": "Bakery"})
        self.assertNotChecked(notes.unlink)

    def test_quotations_and_what_says_nothing_of_the_order(self):
        quote = self.good()
        self.assertNotChecked(quote.order_line.write, {"product_uom_qty": 99})
        self.assertNotChecked(self.order.write, {"origin": "Fair", "note": "Ring twice"})
        self.assertNotChecked(self.line.write, {"name": "Oven, white"})

    def test_where_checks_are_off(self):
        self.enforce("off")
        self.assertNotChecked(self.line.write, {"product_uom_qty": 99})

    # === What follows === #

    def test_a_change_that_blocks_holds_the_order(self):
        self.rpc(self.salesman, self.line, "write", {"product_uom_qty": 11})
        self.assertHeld(self.order)
        self.assertEqual(self.order.hold_ids.reason_id, self.reason("credit"))
        self.assertEqual(len(self.activities(self.order, "held")), 1)
        with self.assertRaises(UserError):
            self.ship(self.order)

    def test_an_address_that_blocks_is_another_reason(self):
        self.order.partner_shipping_id = self.partner
        self.assertHeld(self.order)
        self.assertEqual(self.order.hold_ids.reason_id.code, "order_check")

    def test_a_change_that_repairs_releases(self):
        self.line.product_uom_qty = 11
        self.line.product_uom_qty = 10
        self.assertFree(self.order)
        self.assertEqual(len(self.events(self.order, "release")), 1)
        self.assertTrue(self.activities(self.order, "released"))

    def test_a_change_that_passes_changes_nothing(self):
        self.line.product_uom_qty = 9
        self.assertFree(self.order)
        self.assertFalse(self.order.activity_ids)

    def test_what_has_left_is_not_stopped(self):
        self.ship(self.order)
        self.rpc(self.salesman, self.line, "write", {"price_unit": 101})
        self.assertFree(self.order)
        self.assertEqual(self.order.validation_state, "blocked")
        self.assertTrue(self.findings(self.order))

    def test_what_has_left_in_part_is_stopped(self):
        self.ship(self.order, {self.goods: 4})
        self.line.price_unit = 101
        self.assertHeld(self.order)

    def test_observing_holds_nothing(self):
        self.enforce("observe")
        self.line.product_uom_qty = 11
        self.assertFree(self.order)
        self.assertEqual(self.order.validation_state, "blocked")

    def test_what_was_found_about_a_deleted_line_is_resolved(self):
        self.only("below_cost")
        self.goods.standard_price = 150
        quote = self.good((self.goods, 1), (self.other_goods, 1))
        finding = quote.action_validate_order()
        self.assertEqual(finding.line_id, quote.order_line[0])
        quote.order_line[0].unlink()
        self.assertEqual((finding.state, finding.line_id.id), ("resolved", False))
        self.assertFalse(quote.action_validate_order())

    def test_a_waiver_is_void_when_the_confirmed_order_grows(self):
        quote = self.good(partner_id=self.good_partner.copy({"credit_limit": 500}).id)
        quote.action_validate_order().with_user(self.make_user("credit")).action_waive("Trusted")
        quote.action_confirm()
        self.assertFree(quote)
        quote.order_line.product_uom_qty = 20
        self.assertHeld(quote)
        self.assertEqual(len(self.events(quote, "waiver_void")), 1)
