"""Letting an order pass in spite of a finding: who may, for how long, and what stays on record."""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_gate import GateCommon


class WaiverCommon(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls.make_user("desk")
        cls.credit_manager = cls.make_user("credit")

    def found(self, *codes, **values):
        """Return the findings of a new quotation, in the order of these codes."""
        self.only(*codes or ["address_incomplete"])
        self.partner.credit_limit = 500
        order = self.blocked(**values)
        order.action_validate_order()
        return self.findings(order).sorted(lambda finding: codes.index(finding.code) if codes else 0)

    def waive(self, findings, user=None, reason="Known to us", **options):
        self.rpc(user or self.desk, findings, "action_waive", reason, **options)

    def assertRefused(self, findings, user=None, error=AccessError, reason="Known to us", **options):
        """Check that a waiver is refused, and that nothing of it is left; return what is said."""
        states = findings.mapped("state")
        with self.assertRaises(error) as refusal:
            self.waive(findings, user, reason, **options)
        self.assertEqual(findings.mapped("state"), states)
        self.assertFalse(self.events(findings.order_id, "waiver"))
        return str(refusal.exception)


@tagged("post_install", "-at_install")
class TestWhoWaives(WaiverCommon):
    def test_the_rules_group(self):
        finding = self.found()
        self.waive(finding)
        self.assertEqual((finding.state, finding.waived_by_id), ("waived", self.desk))
        self.assertTrue(finding.waived_at)
        self.assertEqual(finding.order_id.validation_state, "clear")

    def test_nobody_else(self):
        finding = self.found()
        for user in (self.salesman, self.credit_manager, self.make_user("sales_manager")):
            self.assertIn("Order Desk", self.assertRefused(finding, user))
            self.assertFalse(finding.with_user(user).can_waive)
        self.assertTrue(finding.with_user(self.desk).can_waive)

    def test_a_warning_without_group_is_waived_by_who_may_change_the_order(self):
        self.rule("address_incomplete").waiver_group_id = False
        finding = self.found()
        self.rule("address_incomplete").severity = "warn"
        finding.order_id.action_validate_order()
        auditor = new_test_user(self.env, "auditor", groups="account.group_account_readonly")
        self.assertRefused(finding, auditor)
        self.waive(finding, self.salesman)
        self.assertEqual(finding.state, "waived")

    def test_what_blocks_and_has_no_group_is_waived_by_nobody(self):
        self.rule("address_incomplete").waiver_group_id = False
        finding = self.found()
        for user in (self.desk, self.env.ref("base.user_admin"), self.env.ref("base.user_root")):
            self.assertIn("cannot be waived", self.assertRefused(finding, user))
        with self.assertRaises(AccessError):
            finding.sudo().action_waive("As superuser")

    def test_not_on_ones_own_order_where_the_rule_says_so(self):
        # A credit manager sells, too: as salesperson of the order, or as who has entered it.
        sold = self.found("credit_limit", user_id=self.credit_manager.id)
        self.assertIn("own order", self.assertRefused(sold, self.credit_manager))
        line = Command.create({"product_id": self.goods.id, "product_uom_qty": 10})
        values = {"partner_id": self.partner.id, "user_id": self.salesman.id, "order_line": [line]}
        entered = self.env["sale.order"].with_user(self.credit_manager).create(values)
        finding = entered.action_validate_order()
        self.assertIn("own order", self.assertRefused(finding, self.credit_manager))
        self.waive(sold + finding, self.make_user("credit", login="colleague"))
        self.assertEqual(set((sold + finding).mapped("state")), {"waived"})

    def test_on_ones_own_order_where_the_rule_allows_it(self):
        finding = self.found(user_id=self.desk.id)
        self.waive(finding)
        self.assertEqual(finding.state, "waived")

    def test_of_several_none_is_waived_if_one_is_refused(self):
        findings = self.found("address_incomplete", "credit_limit")
        self.assertRefused(findings, self.desk)
        self.assertRefused(findings[::-1], self.desk)

    def test_nobody_writes_findings_directly(self):
        finding = self.found()
        for user in (self.desk, self.salesman, self.env.ref("base.user_admin")):
            for method, args in (
                ("write", [{"state": "waived"}]),
                ("unlink", []),
                ("copy", []),
            ):
                with self.assertRaises(AccessError):
                    self.rpc(user, finding, method, *args)
            with self.assertRaises(AccessError):
                self.env["order.validation.finding"].with_user(user).create(
                    {"order_id": finding.order_id.id, "rule_id": finding.rule_id.id}
                )
            # A request has one user from its begin.
            self.patch(self.env.transaction, "default_env", self.env(user=user))
            for command in (
                Command.update(finding.id, {"state": "waived"}),
                Command.delete(finding.id),
                Command.create({"rule_id": finding.rule_id.id}),
            ):
                with self.assertRaises(AccessError):
                    self.rpc(user, finding.order_id, "write", {"finding_ids": [command]})
        self.assertEqual(finding.state, "open")

    def test_salespeople_see_findings_of_their_own_orders_only(self):
        mine, other = self.found(), self.found(user_id=self.desk.id)
        seen = self.env["order.validation.finding"].with_user(self.salesman).search([])
        self.assertIn(mine, seen)
        self.assertNotIn(other, seen)


@tagged("post_install", "-at_install")
class TestWhy(WaiverCommon):
    def test_a_reason_is_needed(self):
        finding = self.found()
        for reason in ("", "  ", False, None):
            self.assertRefused(finding, error=UserError, reason=reason)

    def test_a_text_or_one_of_the_reasons(self):
        agreed = self.env.ref("quote_to_cash.reason_waiver_agreed")
        finding = self.found()
        self.waive(finding, reason=" Picked up by himself ")
        self.assertEqual((finding.waive_reason, finding.waive_reason_id.id), ("Picked up by himself", False))
        finding = self.found()
        self.waive(finding, reason=agreed.id)
        self.assertEqual((finding.waive_reason, finding.waive_reason_id), (agreed.name, agreed))
        finding = self.found()
        finding.with_user(self.desk).action_waive(agreed)
        self.assertEqual(finding.waive_reason_id, agreed)

    def test_a_reason_for_something_else_is_none(self):
        finding = self.found()
        self.assertRefused(finding, error=UserError, reason=self.reason("address").id)

    def test_a_reason_that_was_given_is_not_deleted(self):
        reason = self.env["sale.order.reason"].create({"kind": "waiver", "code": "friend", "name": "A friend"})
        self.waive(self.found(), reason=reason.id)
        with self.assertRaises(UserError):
            reason.unlink()

    def test_the_timeline_says_who_and_why(self):
        finding = self.found()
        self.waive(finding)
        event = self.events(finding.order_id, "waiver")
        self.assertEqual((event.user_id, event.document), (self.desk, finding))
        self.assertIn("Known to us", event.note)
        self.assertIn(finding.rule_id.name, event.note)

    def test_what_is_resolved_needs_no_waiver(self):
        finding = self.found()
        self.repair()
        finding.order_id.action_validate_order()
        self.assertRefused(finding, error=UserError)


@tagged("post_install", "-at_install")
class TestHowLong(WaiverCommon):
    def check_on(self, finding, day):
        with freeze_time(f"{day} 12:00:00"):
            finding.order_id._check_orders()
        return finding.state

    def test_until_its_last_day_and_not_longer(self):
        finding = self.found()
        self.waive(finding, until="2040-05-12")
        self.assertEqual(self.check_on(finding, "2040-05-12"), "waived")
        self.assertEqual(self.check_on(finding, "2040-05-13"), "open")
        self.assertFalse(finding.waived_by_id or finding.waived_until or finding.waive_reason)
        self.assertEqual(len(self.events(finding.order_id, "waiver_void")), 1)

    def test_without_a_last_day_for_good(self):
        finding = self.found()
        self.waive(finding)
        self.assertEqual(self.check_on(finding, "2099-01-01"), "waived")

    def test_a_day_that_has_passed_is_refused(self):
        finding = self.found()
        with freeze_time("2040-05-12 12:00:00"):
            self.assertRefused(finding, error=UserError, until="2040-05-11")
            self.waive(finding, until="2040-05-12")

    def test_days_are_those_of_the_company(self):
        self.env.company.resource_calendar_id.tz = "Pacific/Auckland"
        self.desk.tz = "America/Los_Angeles"
        finding = self.found()
        with freeze_time("2040-05-12 13:00:00"):  # the 13th in Auckland, the 12th in Los Angeles
            self.assertRefused(finding, error=UserError, until="2040-05-12")
            self.waive(finding, until="2040-05-13")
            finding.order_id._check_orders()
        self.assertEqual(finding.state, "waived")

    def test_void_as_soon_as_facts_change(self):
        for change in ({"product_uom_qty": 11}, {"price_unit": 101}, {"discount": 1}):
            finding = self.found("credit_limit")
            self.waive(finding, self.credit_manager)
            finding.order_id.action_validate_order()
            self.assertEqual(finding.state, "waived")
            finding.order_id.order_line.write(change)
            finding.order_id.action_validate_order()
            self.assertEqual(finding.state, "open", change)
            self.assertFalse(finding.waived_by_id)
            event = self.events(finding.order_id, "waiver_void")
            self.assertIn("Known to us", event.note)

    def test_what_is_void_blocks_again(self):
        finding = self.found("credit_limit")
        self.waive(finding, self.credit_manager)
        finding.order_id.order_line.product_uom_qty = 11
        with self.assertRaises(UserError):
            finding.order_id.with_user(self.salesman).action_confirm()

    def test_another_waiver_takes_the_place_of_the_first(self):
        finding = self.found()
        self.waive(finding, until=fields.Date.today())
        self.waive(finding, reason="For good")
        self.assertEqual((finding.waive_reason, finding.waived_until), ("For good", False))


@tagged("post_install", "-at_install")
class TestWhatFollows(WaiverCommon):
    def test_a_waived_finding_does_not_block(self):
        finding = self.found()
        self.waive(finding)
        finding.order_id.with_user(self.salesman).action_confirm()
        self.assertFree(finding.order_id)
        self.assertEqual(finding.state, "waived")

    def test_waiving_the_last_one_releases_a_held_order(self):
        self.only("address_incomplete", "billing_incomplete")
        office = self.make_address(parent_id=self.partner.id, type="invoice", city=False)
        order = self.held(partner_invoice_id=office.id)
        first, second = self.findings(order)
        self.waive(first)
        self.assertHeld(order)
        self.waive(second)
        self.assertFree(order)
        self.assertEqual(self.events(order, "release").user_id, self.desk)
        self.assertEqual(len(self.confirmations(order)), 1)
        self.assertFalse(self.activities(order, "held"))
        self.assertTrue(self.activities(order, "released"))

    def test_a_hold_is_not_released_while_findings_block(self):
        order = self.held()
        with self.assertRaises(UserError) as refusal:
            self.rpc(self.desk, order, "action_release_holds", "Never mind")
        self.assertIn("lacks: street", str(refusal.exception))
        self.assertHeld(order)
        self.repair()
        self.rpc(self.desk, order, "action_release_holds", "Never mind")
        self.assertFree(order)

    def test_who_found_and_resolved_it_and_how_long_it_stood(self):
        with freeze_time("2040-05-12 08:00:00"):
            order = self.blocked()
            order.with_user(self.salesman).action_validate_order()
        finding = self.findings(order)
        self.assertEqual(finding.found_by_id, self.salesman)
        self.repair()
        with freeze_time("2040-05-13 10:00:00"):
            order.with_user(self.desk).action_validate_order()
        self.assertEqual((finding.state, finding.resolved_by_id), ("resolved", self.desk))
        self.assertEqual(finding.hours_open, 26)
        self.assertEqual(finding.resolved_at, fields.Datetime.to_datetime("2040-05-13 10:00:00"))

    def test_a_waiver_stays_on_record_when_the_finding_is_resolved(self):
        finding = self.found()
        self.waive(finding)
        self.repair()
        finding.order_id.action_validate_order()
        self.assertEqual((finding.state, finding.waived_by_id), ("resolved", self.desk))

    def test_what_comes_back_is_a_new_finding(self):
        finding = self.found()
        self.waive(finding)
        self.repair()
        finding.order_id.action_validate_order()
        self.partner.street = False
        finding.order_id.action_validate_order()
        self.assertEqual(finding.state, "resolved")
        self.assertEqual(self.findings(finding.order_id).state, "open")

    def test_checking_again_keeps_the_finding_and_tells_the_latest(self):
        finding = self.found()
        self.partner.city = False
        self.rule("address_incomplete").severity = "warn"
        finding.order_id.action_validate_order()
        self.assertEqual(self.findings(finding.order_id), finding)
        self.assertIn("street, city", finding.message)
        self.assertEqual((finding.severity, finding.order_id.validation_state), ("warn", "warning"))
