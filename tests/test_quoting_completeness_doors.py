"""What is incomplete, at the doors through which it is sent; and that it never stops an order."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .common_completeness import CompletenessCommon

COMPOSER = "mail.compose.message"
DIALOG = "quotation.sending"


@tagged("post_install", "-at_install")
class TestSendingDoors(CompletenessCommon):
    def send(self, orders, user=None, **context):
        """Press "Send"; return the action."""
        return orders.with_user(user or self.salesman).with_context(**context).action_quotation_send()

    def compose(self, action, order, user=None):
        """Send what the composer proposes."""
        context = {**action["context"], "active_model": "sale.order", "active_id": order.id}
        composer = Form(self.env[COMPOSER].with_user(user or self.salesman).with_context(**context)).save()
        return composer._action_send_mail()

    def test_off_checks_nothing(self):
        self.enforce("off")
        order = self.incomplete()
        action = self.send(order)
        self.assertEqual(action["res_model"], COMPOSER)
        self.compose(action, order)
        self.assertEqual((order.state, self.lacks(order)), ("sent", []))

    def test_observe_sends_and_shows(self):
        self.enforce("observe")
        order = self.incomplete()
        action = self.send(order)
        self.assertEqual(action["res_model"], COMPOSER)
        self.compose(action, order)
        self.assertEqual((order.state, self.lacks(order)), ("sent", ["quote_dates_missing"]))

    def test_enforce_opens_the_dialog_and_sends_what_is_repaired_there(self):
        order = self.incomplete()
        action = self.send(order)
        self.assertEqual((action["res_model"], order.state), (DIALOG, "draft"))
        dialog = self.env[DIALOG].with_user(self.salesman).browse(action["res_id"])
        self.assertEqual((dialog.is_blocked, dialog.ready_count), (True, 0))
        dialog.finding_ids.action_fix()
        dialog.invalidate_recordset()
        self.assertEqual((dialog.is_blocked, dialog.ready_count), (False, 1))
        action = dialog.action_send()
        self.assertEqual(action["res_model"], COMPOSER)
        self.compose(action, order)
        self.assertEqual((order.state, self.lacks(order)), ("sent", []))

    def test_what_is_not_repaired_stays_in_the_dialog(self):
        action = self.send(self.incomplete())
        dialog = self.env[DIALOG].with_user(self.salesman).browse(action["res_id"])
        self.assertEqual(dialog.action_send()["res_id"], dialog.id)
        self.assertEqual(dialog.action_check()["res_id"], dialog.id)

    def test_a_warning_stops_nothing(self):
        self.only("quote_dates_missing", severity="warn")
        order = self.incomplete()
        self.assertEqual(self.send(order)["res_model"], COMPOSER)
        self.assertEqual(self.lacks(order), ["quote_dates_missing"])

    def test_what_is_waived_is_sent(self):
        order = self.incomplete()
        self.send(order)
        desk = self.make_user("desk")
        self.findings(order).with_user(desk).action_waive("The customer knows")
        action = self.send(order)
        self.assertEqual(action["res_model"], COMPOSER)
        self.compose(action, order)
        self.assertEqual((order.state, self.findings(order).state), ("sent", "waived"))

    def test_a_waiver_ends_when_something_else_is_wrong(self):
        order = self.incomplete()
        self.send(order)
        self.findings(order).action_waive("The customer knows")
        order.validity_date = Date.today() - timedelta(days=1)
        self.assertEqual(self.send(order)["res_model"], DIALOG)

    def test_the_composer_asks_again(self):
        order = self.complete()
        action = self.send(order)
        order.validity_date = False
        with self.assertRaisesRegex(UserError, "how long it is valid"):
            self.compose(action, order)
        self.assertEqual(order.state, "draft")

    def test_over_rpc_all_findings_are_told(self):
        self.all_points()
        order = self.incomplete(payment_term_id=False)
        with self.assertRaises(UserError) as error:
            self.rpc(self.salesman, order, "action_quotation_sent")
        self.assertIn(f"{order.name} cannot be sent:", str(error.exception))
        self.assertIn("how long it is valid", str(error.exception))
        self.assertIn("when it is to be paid", str(error.exception))
        with self.assertRaisesRegex(UserError, "cannot be sent"):
            order.with_user(self.salesman).with_context(mark_so_as_sent=True).message_post(body="Here")
        self.assertEqual(order.state, "draft")

    def test_marking_as_sent_by_mode(self):
        for mode, codes in (("off", []), ("observe", ["quote_dates_missing"])):
            self.enforce(mode)
            order = self.incomplete()
            order.with_user(self.salesman).action_quotation_sent()
            self.assertEqual((order.state, self.lacks(order)), ("sent", codes), mode)

    def test_of_several_the_complete_ones_are_sent(self):
        good, bad = self.complete(), self.incomplete()
        action = self.send(good + bad)
        dialog = self.env[DIALOG].with_user(self.salesman).browse(action["res_id"])
        self.assertEqual((dialog.waiting_count, dialog.ready_count), (1, 1))
        self.assertEqual(dialog.action_send()["context"]["default_res_ids"], good.ids)

    def test_mails_to_many_are_asked_and_a_message_to_one_is_not(self):
        one, two = self.incomplete(), self.incomplete()
        action = self.send(one + two, hide_default_template=True)
        self.assertEqual(action["res_model"], DIALOG)
        self.assertTrue(self.env[DIALOG].browse(action["res_id"]).is_plain)
        self.assertEqual(self.send(one, hide_default_template=True)["res_model"], COMPOSER)
        one.with_user(self.salesman).message_post(body="What is your street?")

    def test_a_proforma_invoice_stays_one(self):
        order = self.incomplete()
        dialog = self.env[DIALOG].browse(self.send(order, proforma=True)["res_id"])
        dialog.finding_ids.action_fix()
        self.assertTrue(dialog.action_send()["context"]["proforma"])

    def test_jobs_and_customers_are_not_stopped(self):
        by_job, by_customer = self.incomplete(), self.incomplete()
        by_job.with_context(cron_id=1).action_quotation_sent()
        by_customer.with_user(self.make_user("portal")).sudo().action_quotation_sent()
        for order in by_job + by_customer:
            self.assertEqual((order.state, self.lacks(order)), ("sent", ["quote_dates_missing"]))

    def test_what_was_scheduled_goes(self):
        order = self.complete()
        message = (
            self.env["mail.scheduled.message"]
            .with_user(self.salesman)
            .create(
                {
                    "author_id": self.salesman.partner_id.id,
                    "model": "sale.order",
                    "res_id": order.id,
                    "body": "Here it is",
                    "scheduled_date": "2040-01-01 10:00:00",
                    "send_context": {"mark_so_as_sent": True},
                }
            )
        )
        order.validity_date = False
        message._post_message()
        self.assertEqual((order.state, self.lacks(order)), ("sent", ["quote_dates_missing"]))

    def test_an_order_that_is_confirmed_is_sent_without_a_question(self):
        order = self.incomplete()
        order.action_confirm()
        self.assertEqual(self.send(order)["res_model"], COMPOSER)
        self.assertEqual(self.lacks(order), [])

    def test_a_rule_that_fails_is_shown_and_can_be_waived(self):
        order = self.complete()
        rule = type(self.env["order.validation.rule"])
        with self.assertLogs("odoo.addons.quote_to_cash.models.validation.rule_failure", "ERROR"):
            self.patch(rule, "_check_quote_dates_missing", lambda *_args: 1 / 0)
            self.assertEqual(self.send(order)["res_model"], DIALOG)
        self.assertIn("has failed", self.findings(order).message)


@tagged("post_install", "-at_install")
class TestConfirming(CompletenessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("quote_dates_missing", "quote_terms_missing")

    def sent(self, **values):
        """Return a quotation that was sent although something is missing."""
        order = self.incomplete(**values)
        order.with_context(cron_id=1).action_quotation_sent()
        self.assertEqual(self.lacks(order), ["quote_dates_missing"])
        return order

    def test_a_check_does_not_ask_for_it(self):
        order = self.incomplete()
        self.assertPasses(order)
        self.assertEqual(order.validation_state, "clear")

    def test_it_neither_stops_nor_holds(self):
        for method in ("action_confirm", "action_confirm_checked", "_validate_order"):
            with self.subTest(method):
                order = self.sent()
                getattr(order.with_user(self.salesman), method)()
                self.assertFree(order)
                self.assertEqual(order.validation_state, "clear")
                self.assertEqual(self.lacks(order), [])
                self.assertEqual(self.lacks(order, "resolved"), ["quote_dates_missing"])

    def test_what_is_waived_ends_too(self):
        order = self.sent()
        self.findings(order).action_waive("The customer knows")
        order.action_confirm()
        self.assertEqual(self.lacks(order), [])

    def test_what_was_sent_is_in_the_answer_of_a_check_but_not_in_its_state(self):
        order = self.sent()
        opened = order.action_validate_order()
        self.assertEqual(opened.mapped("code"), ["quote_dates_missing"])
        self.assertEqual(order.validation_state, "clear")
        self.assertFalse(order.open_finding_ids)
        message = order.action_check()["params"]["message"]
        self.assertEqual(message, "Points that the quotation lacks: 1.")

    def test_waiving_it_does_not_change_the_state(self):
        order = self.sent()
        order.action_validate_order()
        self.findings(order).action_waive("The customer knows")
        self.assertEqual(order.validation_state, "clear")

    def test_a_refused_order_keeps_what_its_quotation_lacked(self):
        self.only("quote_dates_missing", "address_incomplete")
        order = self.sent()
        self.partner.street = False
        self.assertEqual(
            order.with_user(self.salesman).action_confirm_checked()["res_model"], "order.validation.dialog"
        )
        self.assertEqual(set(self.findings(order).mapped("code")), {"quote_dates_missing", "address_incomplete"})
        order.with_user(self.salesman).action_confirm_on_hold()
        self.assertHeld(order)
        self.assertEqual(self.findings(order).mapped("code"), ["address_incomplete"])

    def test_the_gates_dialog_does_not_list_it(self):
        self.only("quote_dates_missing", "address_incomplete")
        order = self.sent()
        self.partner.street = False
        action = order.action_confirm_checked()
        dialog = self.env["order.validation.dialog"].browse(action["res_id"])
        self.assertEqual(dialog.finding_ids.mapped("code"), ["address_incomplete"])

    def test_a_held_order_is_released_in_spite_of_it(self):
        self.only("quote_dates_missing", "address_incomplete")
        order = self.sent()
        self.partner.street = False
        order.action_confirm_on_hold()
        self.repair()
        self.assertFree(order)

    def test_cancelled_quotations_lack_nothing(self):
        order = self.sent()
        self.assertFalse(order.validated_at)
        order._action_cancel()
        self.assertEqual(self.lacks(order), [])

    def test_the_nightly_check_looks_again(self):
        order = self.sent()
        order.validity_date = Date.today() + timedelta(days=30)
        order._check_unattended()
        self.assertEqual(self.lacks(order), [])

    def test_a_rule_that_is_switched_off_finds_no_more(self):
        order = self.sent()
        self.rule("quote_dates_missing").severity = "off"
        order._check_unattended()
        self.assertEqual(self.lacks(order), [])

    def test_confirming_takes_as_many_statements_with_and_without_the_rules(self):
        counts = []
        for severity in ("block", "off", "block", "off"):
            self.all_points(severity)
            order = self.incomplete()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])
