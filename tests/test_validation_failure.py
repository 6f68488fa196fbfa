"""Rules that fail by themselves."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_gate import GateCommon

FAILURE = "odoo.addons.quote_to_cash.models.validation.rule_failure"


@tagged("post_install", "-at_install")
class TestFailingRule(GateCommon):
    """A rule that fails is seen on every order; the others go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only("address_incomplete", "contact_missing")

    def failing(self, code="contact_missing"):
        return patch.object(type(self.env["order.validation.rule"]), f"_check_{code}", side_effect=ValueError("broken"))

    def test_people_see_it_and_the_other_rules_go_on(self):
        order = self.blocked()
        with self.failing(), self.assertLogs(FAILURE, "ERROR") as log:
            findings = order.action_validate_order()
        self.assertIn("broken", log.output[0])
        self.assertEqual(findings.mapped("code"), ["address_incomplete", "contact_missing"])
        self.assertIn("has failed and could not judge this order", findings[1].message)
        self.assertFalse(order.action_validate_order().filtered(lambda finding: finding.code == "contact_missing"))

    @mute_logger(FAILURE)
    def test_nobody_passes_a_blocking_rule_that_fails_but_it_can_be_waived(self):
        order = self.good()
        with self.failing():
            with self.assertRaises(UserError):
                order.action_confirm()
            self.assertEqual(order.state, "draft")
            order.action_validate_order().action_waive("It cannot be judged")
            order.action_confirm()
        self.assertEqual(order.state, "sale")

    @mute_logger(FAILURE)
    def test_a_warning_that_fails_stops_nobody(self):
        self.rule("contact_missing").severity = "warn"
        order = self.good()
        with self.failing():
            order.action_confirm()
        self.assertFree(order)

    @mute_logger(FAILURE)
    def test_the_preview_goes_on(self):
        order = self.make_order(partner_id=self.good_partner.id)
        with self.failing():
            (self.rule("contact_missing") + self.rule("address_incomplete")).action_preview()
        self.assertIn(order, self.rule("contact_missing").preview_order_ids)
        self.assertNotIn(order, self.rule("address_incomplete").preview_order_ids)
