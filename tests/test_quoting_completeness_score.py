"""How complete a quotation is, as who writes it sees it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.quote_to_cash.models.validation.const import SENDING_RULES

from .common_completeness import CompletenessCommon


@tagged("post_install", "-at_install")
class TestScore(CompletenessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all_points("warn")

    def score(self, order):
        score = order.quote_completeness
        return score and (score["done"], score["total"])

    def point(self, order, code):
        return next(point for point in order.quote_completeness["points"] if point["code"] == code)

    def test_nine_points_in_their_order(self):
        order = self.complete()
        self.assertEqual([point["code"] for point in order.quote_completeness["points"]], list(SENDING_RULES))
        self.assertEqual(self.score(order), (9, 9))

    def test_what_is_missing_has_its_buttons(self):
        order = self.complete(validity_date=False, require_signature=False)
        self.assertEqual(self.score(order), (7, 9))
        point = self.point(order, "quote_acceptance_missing")
        self.assertEqual(
            point["buttons"],
            [
                {"method": "action_fix", "label": "Ask for Signature Online"},
                {"method": "action_other_fix", "label": "Enter Texts"},
            ],
        )
        self.assertEqual((point["state"], point["message"][-10:]), ("missing", "accept it."))

    def test_looking_writes_nothing(self):
        order = self.incomplete()
        self.assertEqual(self.score(order), (8, 9))
        self.assertFalse(order.finding_ids)

    def test_it_follows_what_is_typed(self):
        order = self.incomplete()
        with Form(order.with_user(self.salesman)) as form:
            self.assertEqual(form.quote_completeness["done"], 8)
            form.validity_date = "2040-01-01"
            self.assertEqual(form.quote_completeness["done"], 9)

    def test_where_it_is_not_shown(self):
        order = self.incomplete()
        self.enforce("off")
        self.assertFalse(order.quote_completeness)
        self.enforce()
        order.action_confirm()
        self.assertFalse(order.quote_completeness)
        self.assertFalse(self.env["sale.order"].new({"partner_id": self.partner.id}).quote_completeness)
        self.rules.severity = "off"
        self.assertFalse(self.incomplete().quote_completeness)

    def test_a_company_asks_for_what_it_wants(self):
        self.rule("quote_dates_missing").severity = "off"
        self.assertEqual(self.score(self.incomplete()), (8, 8))

    def test_what_stops_sending_is_marked(self):
        self.rule("quote_dates_missing").severity = "block"
        order = self.incomplete()
        self.assertTrue(self.point(order, "quote_dates_missing")["blocks"])
        self.enforce("observe")
        self.assertFalse(self.point(self.incomplete(), "quote_dates_missing")["blocks"])

    def test_what_is_waived_counts_as_there_until_the_facts_change(self):
        order = self.incomplete()
        order._check_sending().action_waive("The customer knows")
        self.assertEqual(self.score(order), (9, 9))
        self.assertEqual(self.point(order, "quote_dates_missing")["state"], "waived")
        order.validity_date = "2020-01-01"
        self.assertEqual(self.score(order), (8, 9))

    def test_a_button_repairs(self):
        order = self.incomplete()
        result = self.rpc(self.salesman, order, "action_complete_quotation", "quote_dates_missing", "action_fix")
        self.assertTrue(result is True)
        self.assertTrue(order.validity_date)
        self.assertEqual((self.score(order), self.lacks(order)), ((9, 9), []))
        self.assertEqual(order.validation_state, "unchecked")

    def test_a_button_opens_what_is_to_be_repaired(self):
        order = self.complete(payment_term_id=False)
        action = order.with_user(self.salesman).action_complete_quotation("quote_payment_terms_missing")
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", order.id))

    def test_what_somebody_else_has_repaired(self):
        self.assertTrue(self.complete().action_complete_quotation("quote_dates_missing") is True)

    def test_no_other_method_is_called(self):
        with self.assertRaises(UserError):
            self.incomplete().action_complete_quotation("quote_dates_missing", "unlink")

    def test_only_who_may_change_it_repairs_it(self):
        order = self.incomplete(user_id=self.env.uid)
        with self.assertRaises(AccessError):
            order.with_user(self.make_user("internal")).action_complete_quotation("quote_dates_missing")
        with self.assertRaises(AccessError):
            order.with_user(self.make_user("portal")).read(["quote_completeness"])

    def test_a_customer_in_the_middle_of_being_changed(self):
        order = self.incomplete()
        changed = self.env["sale.order"].new({"partner_id": False}, origin=order)
        self.assertFalse(changed.quote_completeness)

    def test_as_many_statements_for_many_quotations(self):
        few, many = self.many(2), self.many(20)

        def count(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual({score["done"] for score in orders.mapped("quote_completeness")}, {0})
            return self.env.cr.sql_log_count - before

        count(self.many(1))  # what is read once in the life of a process
        self.assertEqual(count(few), count(many))
