"""What is checked at night, without anybody asking."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_gate import GateCommon

JOB = "odoo.addons.quote_to_cash.models.validation.sale_order_cron"


@tagged("post_install", "-at_install")
class TestNightly(GateCommon):
    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_check_orders").method_direct_trigger()
        self.env.invalidate_all()

    def test_open_quotations_get_findings_and_nobody_is_written_to(self):
        quote, sent, good = self.blocked(), self.blocked(), self.good()
        sent.action_quotation_sent()
        orders = quote + sent + good
        messages = len(orders.message_ids)
        self.run_job()
        self.assertEqual(orders.mapped("validation_state"), ["blocked", "blocked", "clear"])
        self.assertEqual(len(self.findings(orders)), 2)
        self.assertFalse(orders.activity_ids)
        self.assertEqual(len(orders.message_ids), messages)

    def test_the_job_writes_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        rule = self.env["order.validation.rule"].create(
            {"code": "no_reference", "severity": "block", "domain": "[('client_order_ref', '=', False)]"}
        )
        rule.message = "No reference"
        rule.with_context(lang="fr_FR").message = "Sans commande"
        self.env.company.partner_id.lang = "fr_FR"
        order = self.good()
        self.run_job()
        self.assertEqual(self.findings(order).mapped("message"), ["Sans commande"])
        self.rpc(self.salesman, order, "action_validate_order")
        self.assertEqual(self.findings(order).mapped("message"), ["No reference"])

    def test_confirmed_and_cancelled_orders_are_left_alone(self):
        self.only()
        confirmed, cancelled = self.blocked(), self.blocked()
        confirmed.action_confirm()
        cancelled.action_cancel()
        self.only("address_incomplete")
        self.run_job()
        self.assertFalse((confirmed + cancelled).finding_ids)

    def test_a_held_order_is_released_when_it_is_repaired(self):
        order = self.held()
        self.repair()
        with freeze_time("2040-01-01"):
            self.run_job()
        self.assertFree(order)
        self.assertEqual(len(self.confirmations(order)), 1)

    def test_a_hold_for_credit_that_is_good_again_ends_too(self):
        self.only("credit_limit")
        order = self.good()
        order.action_confirm()
        self.good_partner.credit_limit = 500
        order.action_hold(self.reason("credit"), origin="credit")
        order.action_validate_order()
        self.assertTrue(order.is_on_hold)
        with patch.object(type(order), "_check_after_payment"):
            self.good_partner.credit_limit = 5000
        with freeze_time("2040-01-01"):
            self.run_job()
        self.assertFree(order)

    def test_the_same_night_checks_an_order_once(self):
        order = self.blocked()
        with freeze_time("2040-01-01"):
            started = order._unattended_since()
            self.assertIn(order, order.search(order._unattended_domain(started)))
            order._check_orders()
            self.assertNotIn(order, order.search(order._unattended_domain(started)))

    def test_a_night_begins_when_it_was_due_also_after_a_break(self):
        job = self.env.ref("quote_to_cash.ir_cron_check_orders")
        job.nextcall = "2040-01-01 01:30:00"
        orders = self.env["sale.order"].with_context(cron_id=job.id)
        with freeze_time("2040-01-01 03:00:00"):
            self.assertEqual(orders._unattended_since(), job.nextcall)
        with freeze_time("2039-12-31 15:00:00"):
            self.assertLess(orders._unattended_since(), job.nextcall)

    def test_an_order_that_cannot_be_checked_keeps_no_other_from_it(self):
        orders = self.blocked() + self.blocked() + self.blocked() + self.good()
        broken = orders[1]
        rule = type(self.env["order.validation.rule"])
        check = rule._check_address_incomplete

        def fail(rules, checked):
            if broken.id in checked.ids:
                raise ValueError("broken")
            return check(rules, checked)

        with patch.object(rule, "_check_address_incomplete", fail), self.assertLogs(JOB, "ERROR") as log:
            self.run_job()
        self.assertEqual(len(log.output), 1)
        self.assertIn(str(broken.id), log.output[0])
        self.assertEqual(orders.mapped("validation_state"), ["blocked", "unchecked", "blocked", "clear"])

    @mute_logger(JOB)
    def test_what_could_not_be_checked_is_tried_again_the_next_night(self):
        order = self.blocked()
        rule = type(self.env["order.validation.rule"])
        with patch.object(rule, "_check_address_incomplete", side_effect=ValueError):
            self.run_job()
        with freeze_time("2040-01-01"):
            self.run_job()
        self.assertEqual(order.validation_state, "blocked")
