"""What a quotation has to say: nine rules, and what repairs each."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged

from odoo.addons.quote_to_cash.models.validation.const import FIXES, SENDING_RULES, STANDARD_RULES

from .common_completeness import CompletenessCommon

PART = "quote_to_cash.sale_order_view_form_completeness"


@tagged("post_install", "-at_install")
class TestPoints(CompletenessCommon):
    def test_a_complete_quotation_lacks_nothing(self):
        self.all_points()
        self.assertComplete(self.complete())

    def test_terms(self):
        self.only("quote_terms_missing")
        order = self.complete(note="<p><br></p>")
        finding = self.assertLacks(order, "no terms")
        action = finding.action_fix()
        self.assertEqual((action["res_id"], action["context"]), (order.id, {"quote_part": "terms"}))
        with Form(order.with_context(quote_part="terms"), view=PART) as form:
            form.note = "<p>Our terms</p>"
        self.assertComplete(order)

    def test_a_template_stands_for_terms(self):
        self.only("quote_terms_missing")
        order = self.complete(note=False)
        order.sale_order_template_id = self.env["sale.order.template"].create({"name": "Machines"})
        self.assertComplete(order)

    def test_expiry(self):
        order = self.incomplete()
        finding = self.assertLacks(order, "how long it is valid")
        self.company.quotation_validity_days = 10
        finding.action_fix()
        self.assertEqual(order.validity_date, self.company._local_day() + timedelta(days=10))
        self.assertEqual(finding.state, "resolved")
        self.assertComplete(order)

    def test_an_expiry_that_has_passed(self):
        order = self.complete(validity_date=Date.today() - timedelta(days=3))
        finding = self.assertLacks(order, "expired on")
        finding.action_fix()
        self.assertComplete(order)

    def test_contact(self):
        self.only("quote_contact_missing")
        order = self.complete()
        self.partner.write({"phone": False, "email": "nonsense"})
        finding = self.assertLacks(order, "neither a phone number nor")
        self.assertEqual(finding.document, self.partner)
        self.partner.email = "anna@bakery.example"
        self.assertComplete(order)

    def test_both_addresses(self):
        self.only("quote_contact_missing")
        delivery, invoice = self.make_address(city=False), self.make_address(type="invoice", street=False)
        order = self.complete(partner_shipping_id=delivery.id, partner_invoice_id=invoice.id)
        finding = self.assertLacks(order, "The invoice address of")
        self.assertIn("The delivery address of", finding.message)
        self.assertEqual(finding.action_fix()["res_id"], invoice.id)
        invoice.street = "Lagerweg 1"
        self.assertEqual(self.assertLacks(order, "The delivery address of").document, delivery)
        delivery.city = "Hamburg"
        self.assertComplete(order)

    def test_services_need_no_delivery_address(self):
        self.only("quote_contact_missing", "quote_delivery_missing", "quote_totals_unclear")
        address = self.make_address(city=False)
        order = self.quote(self.service, partner_shipping_id=address.id, partner_invoice_id=self.partner.id)
        self.assertComplete(order)

    def test_no_lines(self):
        self.only("quote_lines_unclear")
        order = self.complete()
        order.order_line = [Command.clear(), Command.create({"display_type": "line_section", "name": "Machines"})]
        self.assertLacks(order, "there are none")

    def test_a_line_without_text_or_quantity(self):
        self.only("quote_lines_unclear")
        order = self.complete()
        line = order.order_line[0]
        line.name = "  "
        finding = self.assertLacks(order, "no text")
        line.write({"name": "Oven", "product_uom_qty": 0})
        self.assertLacks(order, "no quantity")
        self.assertEqual(finding.action_fix()["res_id"], order.id)
        lines = "quote_to_cash.sale_order_view_form_completeness_lines"
        with Form(order, view=lines) as form, form.order_line.edit(0) as row:
            row.product_uom_qty = 2
        self.assertComplete(order)

    def test_what_is_optional_needs_no_quantity(self):
        self.only("quote_lines_unclear")
        order = self.complete()
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Extras", "is_optional": True, "sequence": 50}),
            Command.create({"product_id": self.other_goods.id, "product_uom_qty": 0, "sequence": 51}),
        ]
        self.assertComplete(order)

    def test_taxes(self):
        self.only("quote_totals_unclear")
        order = self.complete()
        self.assertComplete(order)
        tax = self.env["account.tax"].create({"name": "19 %", "amount": 19, "type_tax_use": "sale"})
        self.goods.taxes_id = tax
        finding = self.assertLacks(order, "a line has no taxes")
        finding.action_fix()
        self.assertEqual(order.order_line[0].tax_ids, tax)
        self.assertComplete(order)

    def test_shipping(self):
        self.only("quote_totals_unclear")
        order = self.complete()
        order.order_line.filtered("is_delivery").unlink()
        finding = self.assertLacks(order, "shipping is missing")
        self.assertEqual(finding.action_fix()["res_model"], "choose.delivery.carrier")
        order.set_delivery_line(self.carrier, 12)
        self.assertComplete(order)
        order.recompute_delivery_price = True
        self.assertLacks(order, "calculated for other lines")

    def test_taxes_and_shipping_have_a_button_each(self):
        self.only("quote_totals_unclear")
        order = self.complete()
        order.order_line.filtered("is_delivery").unlink()
        self.goods.taxes_id = self.env["account.tax"].create({"name": "19 %", "amount": 19, "type_tax_use": "sale"})
        finding = self.assertLacks(order, "taxes, shipping")
        self.assertEqual((finding.fix, finding.other_fix), ("_fix_update_taxes", "_fix_choose_carrier"))

    def test_who_has_no_carriers_states_no_shipping(self):
        self.only("quote_totals_unclear")
        self.env["delivery.carrier"].search([]).active = False
        order = self.quote(self.goods)
        self.assertComplete(order)

    def test_payment_terms(self):
        self.only("quote_payment_terms_missing")
        order = self.complete(payment_term_id=False)
        finding = self.assertLacks(order, "when it is to be paid")
        self.assertEqual(finding.action_fix()["context"], {"quote_part": "payment"})
        with Form(order.with_context(quote_part="payment"), view=PART) as form:
            form.payment_term_id = self.terms
        self.assertComplete(order)

    def test_who_pays_all_of_it_online_needs_no_terms(self):
        self.only("quote_payment_terms_missing")
        order = self.complete(payment_term_id=False, require_payment=True, prepayment_percent=1)
        self.assertComplete(order)
        order.prepayment_percent = 0.3
        self.assertLacks(order, "when it is to be paid")

    def test_delivery(self):
        self.only("quote_delivery_missing")
        order = self.complete(commitment_date=False)
        finding = self.assertLacks(order, "when the goods will be there")
        self.assertEqual(finding.action_other_fix()["context"], {"quote_part": "delivery"})
        finding.action_fix()
        self.assertEqual(order.commitment_date, finding.suggested_date)
        self.assertComplete(order)

    def test_policies(self):
        self.only("quote_policies_missing")
        order = self.complete()
        self.company.write({"quote_warranty_terms": "<p><br></p>", "quote_return_terms": False})
        finding = self.assertLacks(order, "return, warranty.")
        self.assertEqual(finding.action_fix()["res_id"], self.company.id)
        with Form(self.company, view="quote_to_cash.res_company_view_form_quote_texts") as form:
            form.quote_return_terms = "<p>30 days</p>"
            form.quote_warranty_terms = "<p>Two years</p>"
        self.assertComplete(order)

    def test_who_may_not_enter_the_texts_is_told_who_may(self):
        self.only("quote_policies_missing")
        self.company.quote_return_terms = False
        finding = self.assertLacks(self.complete(), "return")
        boss = self.make_user("internal", login="q2c_boss", name="The Boss")
        boss.group_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        with self.assertRaisesRegex(UserError, "can be entered by: .*The Boss"):
            finding.with_user(self.salesman).action_fix()

    def test_acceptance(self):
        self.only("quote_acceptance_missing")
        order = self.complete(require_signature=False)
        finding = self.assertLacks(order, "how to accept")
        finding.action_fix()
        self.assertTrue(order.require_signature)
        self.assertComplete(order)

    def test_a_text_says_how_to_accept(self):
        self.only("quote_acceptance_missing")
        order = self.complete(require_signature=False)
        self.company.quote_acceptance_terms = "<p>Send it back with your signature.</p>"
        self.assertComplete(order)

    def test_nobody_sells_it(self):
        self.all_points()
        order = self.incomplete(user_id=False, team_id=False, payment_term_id=False)
        order._check_sending()
        self.assertEqual(self.lacks(order), ["quote_dates_missing", "quote_payment_terms_missing"])

    def test_every_button_has_a_label(self):
        self.all_points()
        findings = self.many(1)._check_sending()
        self.assertEqual(set(findings.mapped("code")), set(SENDING_RULES))
        for finding in findings:
            self.assertIn(finding.fix, FIXES)
            self.assertTrue(hasattr(finding, finding.fix))
            self.assertTrue(finding.fix_label)


@tagged("post_install", "-at_install")
class TestRulesOfSending(CompletenessCommon):
    def test_new_companies_have_them(self):
        company = self.env["res.company"].create({"name": "New Ltd"})
        rules = self.env["order.validation.rule"].search([("company_id", "=", company.id)])
        self.assertEqual(len(rules), len(STANDARD_RULES))
        rules = rules.filtered(lambda rule: rule.door == "send")
        self.assertEqual(rules.mapped("code"), list(SENDING_RULES))
        self.assertEqual(set(rules.mapped("category")), {"quote"})
        blocking = rules.filtered(lambda rule: rule.severity == "block").mapped("code")
        self.assertEqual(
            blocking,
            ["quote_dates_missing", "quote_contact_missing", "quote_lines_unclear", "quote_totals_unclear"],
        )

    def test_an_update_stops_nothing_in_a_company_that_enforces(self):
        rules = self.rules.filtered(lambda rule: rule.code in SENDING_RULES)
        self.assertEqual(len(rules), 9)
        self.env.cr.execute("DELETE FROM order_validation_rule WHERE id = ANY(%s)", [rules.ids])
        self.env.invalidate_all()
        made = self.env["order.validation.rule"]._create_standard_rules(self.company)
        self.assertEqual((len(made), set(made.mapped("severity"))), (9, {"warn"}))

    def test_each_company_by_its_own_rules(self):
        other = self.env["res.company"].create({"name": "Other Ltd", "validation_mode": "enforce"})
        self.env["order.validation.rule"].search([("company_id", "=", other.id)]).severity = "off"
        mine = self.incomplete()
        theirs = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "company_id": other.id, "validity_date": False}
        )
        (mine + theirs)._check_sending()
        self.assertEqual((self.lacks(mine), self.lacks(theirs)), (["quote_dates_missing"], []))

    def test_preview_judges_orders_by_what_they_say(self):
        rule = self.rule("quote_dates_missing")
        wrong, good = self.incomplete(), self.complete(validity_date=Date.today() - timedelta(days=1))
        (wrong + good).action_confirm()
        rule.action_preview()
        self.assertIn(wrong, rule.preview_order_ids)
        self.assertNotIn(good, rule.preview_order_ids)
        text = rule._preview_text(self.company)
        self.assertRegex(text, r", 0 would have been stopped .* and \d+ would not have been sent")

    def test_as_many_statements_for_many_quotations(self):
        self.all_points()
        few, many = self.many(2), self.many(20)

        def count(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(orders._check_sending()), 9 * len(orders))
            return self.env.cr.sql_log_count - before

        count(self.many(1))  # what is read once in the life of a process
        self.assertEqual(count(few), count(many))
        # and when nothing has changed
        self.assertEqual(count(few), count(many))
