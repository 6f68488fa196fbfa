"""The gate and the credit panel in the browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_validation import ValidationCommon


@tagged("post_install", "-at_install")
class TestValidationBrowser(ValidationCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "olga",
            name="Olga Orderdesk",
            groups="quote_to_cash.group_order_desk,quote_to_cash.group_credit_manager,base.group_partner_manager",
        )
        cls.only("credit_limit")
        cls.partner.credit_limit = 500

    def run_tour(self, path, name):
        self.env.flush_all()
        self.start_tour(path, name, login="olga", timeout=120)
        self.env.invalidate_all()

    def test_style_sheets_compile(self):
        """With an error in one of them, Odoo shows every page in its old style."""
        for name in ("web.assets_backend", "web.assets_frontend"):
            bundle = self.env["ir.qweb"]._get_asset_bundle(name, js=False)
            bundle.preprocess_css()
            self.assertEqual(bundle.css_errors, [], name)

    def test_repair_one_waive_the_other_and_confirm(self):
        self.rule("address_incomplete").severity = "block"
        self.partner.city = False
        order = self.quote()
        self.run_tour(f"/odoo/orders/{order.id}", "quote_to_cash_gate")
        self.assertEqual((order.state, order.is_on_hold), ("sale", False))
        self.assertEqual(self.partner.city, "Berlin")
        repaired, waived = order.finding_ids.sorted("rule_sequence")
        self.assertEqual((repaired.code, repaired.state), ("address_incomplete", "resolved"))
        self.assertEqual((waived.code, waived.state), ("credit_limit", "waived"))
        self.assertEqual((waived.waived_by_id, waived.waive_reason), (self.user, "Payment is promised"))

    def test_list_confirms_the_good_and_shows_the_blocked(self):
        other = self.env["res.partner"].create({"name": "Ben's Café"})
        good = self.quote(name="GOOD-1", partner_id=other.id, user_id=self.user.id)
        blocked = self.quote(name="BLOCKED-1", user_id=self.user.id)
        self.run_tour("/odoo/action-sale.action_quotations_with_onboarding", "quote_to_cash_gate_list")
        self.assertEqual((good.state, blocked.state), ("sale", "draft"))
        self.assertEqual(blocked.validation_state, "blocked")

    def test_credit_panel(self):
        order = self.quote(name="BEHIND-1")
        order.action_confirm_on_hold()
        self.run_tour(f"/odoo/res.partner/{self.partner.id}", "quote_to_cash_credit")
