"""A waiver ends when the rule becomes more severe, and when who gave it may not give it any more."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_validation_waivers import WaiverCommon


@tagged("post_install", "-at_install")
class TestSeverity(WaiverCommon):
    def warned(self):
        """Return the finding of a rule that only warns."""
        self.only("address_incomplete", severity="warn")
        order = self.blocked()
        return order.action_validate_order()

    def test_what_was_waived_as_a_warning_blocks_when_the_rule_does(self):
        finding = self.warned()
        self.waive(finding)
        self.rule("address_incomplete").severity = "block"
        with self.assertRaises(UserError):
            self.rpc(self.salesman, finding.order_id, "action_confirm")
        finding.order_id.action_validate_order()
        self.assertEqual((finding.state, finding.severity), ("open", "block"))
        self.assertEqual(finding.order_id.validation_state, "blocked")
        self.assertEqual(len(self.events(finding.order_id, "waiver_void")), 1)

    def test_what_was_waived_as_a_block_may_become_a_warning(self):
        finding = self.found()
        self.waive(finding)
        self.rule("address_incomplete").severity = "warn"
        finding.order_id.action_validate_order()
        self.assertEqual(finding.state, "waived")

    def test_who_may_waive_is_what_the_rule_says_now(self):
        finding = self.warned()
        self.rule("address_incomplete").write({"severity": "block", "waiver_group_id": False})
        self.assertFalse(finding.with_user(self.salesman).can_waive)
        self.assertIn("cannot be waived", self.assertRefused(finding, self.salesman))


@tagged("post_install", "-at_install")
class TestOwnOrders(WaiverCommon):
    def test_a_waiver_on_what_becomes_ones_own_order_is_void(self):
        finding = self.found("credit_limit", user_id=self.credit_manager.id)
        order = finding.order_id
        order.user_id = self.salesman
        self.waive(finding, self.credit_manager)
        order.action_validate_order()
        self.assertEqual(finding.state, "waived")
        order.user_id = self.credit_manager
        with self.assertRaises(UserError):
            order.action_confirm()
        order.action_validate_order()
        self.assertEqual(finding.state, "open")

    def test_where_the_rule_allows_it_the_waiver_stays(self):
        finding = self.found("credit_limit")
        self.rule("credit_limit").waiver_on_own_orders = True
        self.waive(finding, self.credit_manager)
        finding.order_id.user_id = self.credit_manager
        finding.order_id.action_validate_order()
        self.assertEqual(finding.state, "waived")
