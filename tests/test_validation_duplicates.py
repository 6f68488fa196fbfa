"""The rule on orders that were entered twice."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common_validation import ValidationCommon

FEW, MANY = 3, 30


@tagged("post_install", "-at_install")
class TestDuplicates(ValidationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("duplicate_order", hours=48)
        cls.ben = cls.env["res.partner"].create({"name": "Ben", "parent_id": cls.partner.id})

    def lines(self, *quantities):
        return [
            (product, quantity) for product, quantity in zip((self.goods, self.other_goods), quantities, strict=False)
        ]

    # === Customer reference === #

    def test_same_reference_of_another_contact_is_found(self):
        first = self.quote(self.goods, client_order_ref="PO 7 ")
        second = self.quote(self.other_goods, client_order_ref=" po 7", partner_id=self.ben.id)
        finding = self.assertFinds(second, f"{first.name} of Anna's Bakery has the same reference “po 7”")
        self.assertEqual(finding.document, first)
        action = finding.action_fix()
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", first.id))
        second.client_order_ref = "PO 8"
        self.assertPasses(second)

    def test_order_of_a_colleague_is_named_but_only_opened_by_who_may_read_it(self):
        salesman, desk = self.make_user("salesman"), self.make_user("desk")
        first = self.quote(self.goods, client_order_ref="PO 7", user_id=desk.id)
        second = self.quote(self.other_goods, client_order_ref="PO 7", user_id=salesman.id)
        finding = self.assertFinds(second.with_user(salesman), first.name)
        self.assertFalse(finding.fix_label)
        self.assertEqual(finding.with_user(desk).fix_label, "Open Other Order")

    def test_reference_is_looked_for_at_any_time(self):
        first = self.make_order(client_order_ref="PO 7")
        first.date_order -= timedelta(days=300)
        self.assertFinds(self.quote(self.other_goods, client_order_ref="PO 7"), "same reference")

    def test_first_order_is_fine(self):
        first = self.quote(self.goods, client_order_ref="PO 7")
        self.quote(self.other_goods, client_order_ref="PO 7")
        self.assertPasses(first)

    def test_blank_reference_is_none(self):
        self.quote(self.goods, client_order_ref=" ")
        self.assertPasses(self.quote(self.other_goods, client_order_ref=" "))

    def test_reference_of_another_customer_is_fine(self):
        self.quote(client_order_ref="PO 7", partner_id=self.partner_company.id)
        self.assertPasses(self.quote(client_order_ref="PO 7"))

    def test_orders_of_other_customers_with_the_reference_are_not_even_read(self):
        others = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(5)])
        foreign = self.env["sale.order"].create(
            [{"partner_id": other.id, "client_order_ref": "Phone"} for other in others]
        )
        first = self.quote(self.goods, client_order_ref="Phone")
        order = self.quote(self.other_goods, client_order_ref=" phone", partner_id=self.ben.id)
        rule = self.rule("duplicate_order").with_context(validation_memo={})
        read = {row["id"] for row in rule._same_or_near(order.sudo(), {})}
        self.assertIn(first.id, read)
        self.assertFalse(read & set(foreign.ids))
        self.assertFinds(order, first.name)

    def test_long_references_are_compared_to_their_end(self):
        long = "".join(str(number) for number in range(3000))
        first = self.quote(self.goods, client_order_ref=long)
        self.assertPasses(self.quote(self.other_goods, client_order_ref=f"{long} again"))
        self.assertFinds(self.quote(self.other_goods, client_order_ref=long.upper()), first.name)

    def test_other_order_cancelled_solves_it(self):
        first = self.quote(self.goods, client_order_ref="PO 7")
        second = self.quote(self.other_goods, client_order_ref="PO 7")
        self.assertFinds(second)
        first._action_cancel()
        self.assertPasses(second)

    def test_order_of_another_company_is_fine(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env["sale.order"].create(
            {"partner_id": self.partner.id, "company_id": company.id, "client_order_ref": "PO 7"}
        )
        self.assertPasses(self.quote(client_order_ref="PO 7"))

    # === Lines === #

    def test_same_lines_in_another_order_are_found(self):
        first = self.quote(*self.lines(10, 5))
        second = self.quote(*reversed(self.lines(10, 5)))
        finding = self.assertFinds(second, "has the same products and quantities")
        self.assertEqual(finding.document, first)
        second.order_line[0].product_uom_qty += 1
        self.assertPasses(second)

    def test_same_quantity_in_another_unit_or_in_parts_is_the_same(self):
        self.quote((self.goods, 24))
        line = {"product_id": self.goods.id, "product_uom_qty": 1}
        dozen = {**line, "product_uom_id": self.env.ref("uom.product_uom_dozen").id}
        self.assertFinds(self.quote(dozen, {**line, "product_uom_qty": 12}))
        self.assertPasses(self.quote(dozen))

    def test_freight_and_sections_do_not_make_a_difference(self):
        first = self.quote()
        second = self.quote()
        second.order_line = [Command.create({"display_type": "line_section", "name": "Kitchen"})]
        second.set_delivery_line(self.make_carrier(), 10)
        self.assertEqual(self.assertFinds(second).document, first)

    def test_orders_without_lines_are_not_the_same(self):
        self.env["sale.order"].create({"partner_id": self.partner.id})
        self.assertPasses(self.env["sale.order"].create({"partner_id": self.partner.id}))

    def test_same_lines_are_only_looked_for_within_the_hours(self):
        first = self.make_order()
        second = self.quote()
        self.assertFinds(second)
        first.date_order -= timedelta(hours=49)
        self.assertPasses(second)
        self.rule("duplicate_order").hours = 50
        self.assertFinds(second)

    def test_old_quotation_repeats_what_was_just_confirmed(self):
        old = self.quote()
        old.date_order -= timedelta(days=30)
        other = self.make_order()
        self.assertEqual(self.assertFinds(old).document, other)
        other.date_order -= timedelta(days=10)
        self.assertPasses(old)

    # === Who is the first === #

    def test_older_quotation_repeats_a_younger_order_that_is_confirmed(self):
        first, second = self.quote(), self.quote()
        self.assertPasses(first)
        self.only("duplicate_order", "warn")
        second.action_confirm()
        self.assertEqual(self.assertFinds(first).document, second)

    def test_confirmed_order_repeats_older_confirmed_ones_only(self):
        self.only("duplicate_order", "warn")
        self.quote()
        first, second = self.make_order(), self.make_order()
        self.assertPasses(first)
        self.assertEqual(self.assertFinds(second).document, first)

    def test_order_that_is_created_confirmed_is_judged_like_a_quotation(self):
        self.only("duplicate_order", "warn")
        first = self.quote()
        second = self.quote(state="sale")
        self.assertEqual(second.open_finding_ids.document, first)

    def test_order_judged_in_hindsight_repeats_what_was_confirmed_before(self):
        self.only("duplicate_order", "warn")
        first, second = self.make_order(), self.make_order()
        rule = self.rule("duplicate_order").with_context(validation_hindsight=True, validation_memo={})
        found = rule._check_duplicate_order((first + second).sudo())
        self.assertEqual([violation.order_id for violation in found], second.ids)

    def test_waiver_holds_when_a_third_order_comes_in(self):
        self.quote()
        second = self.quote()
        self.assertFinds(second).action_waive("They want it twice")
        self.quote()
        self.assertPasses(second)

    def test_one_statement_for_any_number(self):
        first = self.quote((self.goods, 1), (self.service, 1), client_order_ref="PO 7")
        values = first.copy_data({"client_order_ref": "PO 7"}) * (MANY - 1)
        orders = first + self.env["sale.order"].create(values)
        rule = self.rule("duplicate_order")
        self.assertSameQueries(rule, orders[:FEW], orders)
        orders.order_line.mapped("product_id.type")
        orders.partner_id.commercial_partner_id.mapped("active")
        orders.mapped("date_order")
        with self.assertQueryCount(1):
            rule._check_duplicate_order(orders)
