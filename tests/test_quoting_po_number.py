"""The customer's purchase order number: asked for at every door, by customers who demand it."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_doors import DoorsCommon
from .common_validation import ValidationCommon


@tagged("post_install", "-at_install")
class TestPoNumber(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("po_number_missing")
        cls.partner.customer_ref_required = True

    def test_who_does_not_demand_it_is_not_asked(self):
        self.partner.customer_ref_required = False
        self.assertPasses(self.quote())

    def test_the_standard_rule_blocks_and_is_there_for_new_companies(self):
        company = self.env["res.company"].create({"name": "New Ltd"})
        rule = self.env["order.validation.rule"].search(
            [("company_id", "=", company.id), ("code", "=", "po_number_missing")]
        )
        self.assertEqual((rule.severity, rule.category, rule.is_standard), ("block", "quote", True))

    def test_no_order_without_it_and_the_dialog_repairs_it(self):
        order = self.quote(client_order_ref="  ")
        finding = self.assertFinds(order, "demands the number of its purchase order")
        with self.assertRaises(UserError):
            order.action_confirm()
        action = finding.action_fix()
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", order.id))
        with Form(order, view="quote_to_cash.sale_order_view_form_po_number") as dialog:
            dialog.client_order_ref = "PO-4711"
        self.assertPasses(order)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_what_a_company_demands_it_demands_for_its_contacts(self):
        self.partner_company.customer_ref_required = True
        contact = self.env["res.partner"].create({"name": "Ben", "parent_id": self.partner_company.id})
        self.assertTrue(contact.customer_ref_required)
        self.assertFinds(self.quote(partner_id=contact.id), "Bread Ltd demands")

    def test_a_demand_of_later_does_not_hold_what_is_confirmed(self):
        self.partner.customer_ref_required = False
        order = self.quote()
        order.action_confirm()
        self.partner.customer_ref_required = True
        order.order_line.product_uom_qty = 11
        self.assertFalse(order.is_on_hold)

    def test_an_order_held_for_it_goes_on_when_it_is_entered(self):
        order = self.quote()
        order.action_confirm_on_hold()
        self.assertTrue(order.is_on_hold)
        order.client_order_ref = "PO-4711"
        self.assertFalse(order.is_on_hold)

    def test_as_many_statements_for_many_orders(self):
        rule = self.rule("po_number_missing")
        few, many = self.quote(), self.env["sale.order"].union(*(self.quote() for _ in range(8)))
        self.assertSameQueries(rule, few, many)


@tagged("post_install", "-at_install")
class TestPoNumberPortal(DoorsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("po_number_missing")
        cls.partner.customer_ref_required = True

    def give(self, number, order=None, **values):
        order = order or self.order
        return self.json(f"/my/orders/{order.id}/po_number", client_order_ref=number, **values)

    def test_the_field_stands_in_the_dialog_where_it_is_demanded(self):
        self.enter()
        self.assertIn('name="client_order_ref"', self.page(self.order))
        self.order.client_order_ref = "PO-1"
        self.assertNotIn('name="client_order_ref"', self.page(self.order))

    def test_nothing_is_signed_without_it(self):
        self.enter()
        self.assertIn("purchase order", self.sign(self.order)["error"])
        self.assertEqual((self.order.state, self.order.signature), ("sent", False))

    def test_with_it_one_signature_confirms(self):
        self.enter()
        self.assertEqual(self.give(" PO  4711 "), {})
        self.assertTrue(self.sign(self.order)["force_refresh"])
        self.assertEqual(
            (self.order.state, self.order.client_order_ref, self.order.is_on_hold), ("sale", "PO 4711", False)
        )

    def test_with_the_link_alone(self):
        self.enter(logged_in=False)
        token = self.order._portal_ensure_token()
        self.assertEqual(self.give("PO-1", access_token=token), {})
        self.assertEqual(self.order.client_order_ref, "PO-1")

    def test_bad_numbers_have_an_answer_and_change_nothing(self):
        self.enter()
        for number in (None, "", "  ", "x" * 65, "a\x00b", ["PO"], {"a": 1}, 7, True):
            self.assertIn("purchase order", self.give(number)["error"], number)
        self.assertFalse(self.order.client_order_ref)

    def test_strangers_and_forged_links_change_nothing_and_learn_nothing(self):
        self.enter(logged_in=False)
        for token in (None, "forged", "é"):
            self.assertEqual(self.give("PO-1", access_token=token), {})
        self.assertEqual(self.json("/my/orders/999999999/po_number", client_order_ref="PO-1"), {})
        self.assertFalse(self.order.client_order_ref)

    def test_a_number_that_is_there_stays(self):
        self.enter()
        self.order.client_order_ref = "PO-1"
        self.assertEqual(self.give("PO-2"), {})
        self.assertEqual(self.order.client_order_ref, "PO-1")

    def test_who_is_not_asked_cannot_set_one(self):
        self.enter()
        self.partner.customer_ref_required = False
        self.give("PO-2")
        self.assertFalse(self.order.client_order_ref)

    def test_no_payment_without_it_and_it_goes_with_the_payment(self):
        self.enter()
        order = self.offer(require_signature=False, require_payment=True)
        self.assertIn('name="client_order_ref"', self.page(order))
        provider = self.make_provider()  # a fake one has no form of its own, so the page is looked at before

        def pay(**values):
            return self.json(
                f"/my/orders/{order.id}/transaction",
                access_token=order._portal_ensure_token(),
                provider_id=provider.id,
                payment_method_id=provider.payment_method_ids[:1].id,
                token_id=None,
                amount=order.amount_total,
                flow="direct",
                tokenization_requested=False,
                landing_route=f"/my/orders/{order.id}",
                **values,
            )

        with self.assertRaisesRegex(Exception, "ValidationError"):
            pay()
        self.assertFalse(order.transaction_ids)
        self.assertTrue(pay(client_order_ref="PO-7")["reference"])
        self.assertEqual((order.client_order_ref, len(order.transaction_ids)), ("PO-7", 1))
