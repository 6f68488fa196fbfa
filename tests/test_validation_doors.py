"""A customer's signature is never refused: the order is accepted, and held where the check blocks it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_doors import DoorsCommon
from .common_gate import CONFIRMATION

GATE = "odoo.addons.quote_to_cash.models.validation.sale_order_gate"


@tagged("post_install", "-at_install")
class TestSignature(DoorsCommon):
    def assertAcceptedAndHeld(self, order):
        self.assertHeld(order)
        self.assertEqual((order.signed_by, bool(order.signature)), ("Anna", True))
        self.assertEqual(self.findings(order).mapped("code"), ["address_incomplete"])
        self.assertEqual(self.activities(order, "held").user_id, self.salesman)
        self.assertEqual(len(order.activity_ids), 1)
        self.assertFalse(self.confirmations(order))

    def test_signed_by_a_portal_user(self):
        self.enter()
        result = self.sign(self.order)
        self.assertIn("sign_ok", result["redirect_url"])
        self.assertAcceptedAndHeld(self.order)

    def test_signed_with_the_link(self):
        self.enter(logged_in=False)
        self.sign(self.order, self.order._portal_ensure_token())
        self.assertAcceptedAndHeld(self.order)
        # Whoever signs with a link is a user that colleagues in other companies may not even read.
        self.assertEqual(self.activities(self.order, "held").create_uid, self.env.ref("base.user_root"))

    def test_a_good_order_is_confirmed(self):
        self.repair()
        self.enter()
        self.sign(self.order)
        self.assertFree(self.order)
        self.assertEqual(len(self.confirmations(self.order)), 1)
        self.assertFalse(self.order.activity_ids)

    def test_the_customer_reads_a_friendly_word_and_nothing_of_findings(self):
        self.enter()
        self.sign(self.order)
        page = self.page(self.order)
        self.assertIn("Under Review", page)
        for inside in ("lacks: street", "cannot be confirmed", "Delivery address is complete"):
            self.assertNotIn(inside, page)

    def test_the_confirmation_is_sent_once_when_the_order_is_released(self):
        self.enter()
        self.sign(self.order)
        self.repair()
        self.order.action_validate_order()
        self.assertFree(self.order)
        self.order.action_validate_order()
        self.assertEqual(len(self.confirmations(self.order)), 1)
        self.assertFalse(self.order.waiting_mail_template_ids)
        self.assertFalse(self.activities(self.order, "held"))
        self.assertEqual(self.activities(self.order, "released").user_id, self.salesman)

    def test_the_confirmation_waits_for_other_holds_too(self):
        self.enter()
        self.sign(self.order)
        self.order.action_hold(self.reason("customer"))
        self.repair()
        self.order.action_validate_order()
        self.assertFalse(self.confirmations(self.order))
        self.assertFalse(self.activities(self.order, "released"))
        self.order.action_release_holds("Agreed")
        self.assertEqual(len(self.confirmations(self.order)), 1)

    def test_mails_that_are_sent_later_wait_too(self):
        self.env["ir.config_parameter"].set_param("sale.async_emails", "True")
        self.enter()
        self.sign(self.order)
        self.assertFalse(self.order.pending_email_template_id)
        self.repair()
        self.order.action_validate_order()
        self.assertTrue(self.order.pending_email_template_id)

    def test_the_mail_of_a_quotation_template_waits_too(self):
        mail = self.env["mail.template"].create(
            {
                "name": "Welcome",
                "subject": CONFIRMATION,
                "model_id": self.env.ref("sale.model_sale_order").id,
                "use_default_to": True,
            }
        )
        template = self.env["sale.order.template"].create({"name": "Bakery", "mail_template_id": mail.id})
        order = self.offer(sale_order_template_id=template.id)
        self.enter()
        self.sign(order)
        self.assertEqual(order.waiting_mail_template_ids, mail)
        self.assertFalse(self.confirmations(order))
        self.repair()
        order.action_validate_order()
        self.assertEqual(len(self.confirmations(order)), 1)

    def test_declining_is_not_checked(self):
        self.enter()
        self.decline(self.order)
        self.assertEqual(self.order.state, "cancel")
        self.assertFalse(self.order.finding_ids)
        self.assertFalse(self.order.hold_ids)

    def test_a_wrong_token_changes_nothing(self):
        self.enter(logged_in=False)
        result = self.sign(self.order, "guessed")
        self.assertIn("error", result)
        self.assertEqual((self.order.state, self.order.signed_by), ("sent", False))
        self.assertEqual(self.order.validation_state, "unchecked")
        self.assertFalse(self.order.finding_ids)

    def test_an_order_without_salesperson_reaches_somebody(self):
        leader = self.make_user("sales_manager")
        team = self.env["crm.team"].create({"name": "Bakeries", "user_id": leader.id})
        order = self.offer(user_id=False, team_id=team.id)
        self.enter()
        self.sign(order)
        self.assertEqual(self.activities(order, "held").user_id, leader)
        team.user_id = False
        order = self.offer(user_id=False, team_id=team.id)
        self.sign(order)
        self.assertTrue(self.activities(order, "held").user_id.has_group("quote_to_cash.group_order_desk"))

    def test_a_colleague_who_has_left_gets_no_activity(self):
        self.salesman.active = False
        self.enter()
        self.sign(self.order)
        self.assertTrue(self.activities(self.order, "held").user_id.active)

    def test_texts_inside_are_in_the_languages_of_colleagues(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        rule = self.rule("address_incomplete")
        rule.own_name = "Address"
        rule.with_context(lang="fr_FR").own_name = "Adresse"
        self.customer.lang = "fr_FR"
        self.enter()
        self.sign(self.order)
        self.assertEqual(self.order.hold_ids.note, "Address")

    def test_a_check_that_fails_does_not_refuse_the_customer(self):
        rule = type(self.env["order.validation.rule"])
        self.patch(rule, "_check_address_incomplete", lambda *_args: 1 / 0)
        self.enter()
        with mute_logger(GATE):
            self.sign(self.order)
        self.assertHeld(self.order)
        self.assertIn("check failed", self.order.hold_ids.note)
        self.patch(rule, "_check_address_incomplete", lambda *_args: [])
        self.order.action_validate_order()
        self.assertFree(self.order)
        self.assertEqual(len(self.confirmations(self.order)), 1)


@tagged("post_install", "-at_install")
class TestPortalRights(DoorsCommon):
    def test_portal_users_read_nothing_of_the_check(self):
        self.order.action_validate_order()
        for model in (
            "order.validation.finding",
            "order.validation.rule",
            "order.validation.dialog",
            "sale.order.credit.guard",
        ):
            self.assertFalse(self.env[model].with_user(self.customer).has_access("read"), model)
        self.assertTrue(self.rpc(self.customer, self.order, "read", ["name"]))
        for name in ("finding_ids", "open_finding_ids", "finding_count", "validation_state", "validated_at"):
            with self.assertRaises(AccessError):
                self.rpc(self.customer, self.order, "read", [name])
        with self.assertRaises(AccessError):
            self.findings(self.order).with_user(self.customer).read(["message"])
        with self.assertRaises(AccessError):
            self.partner.with_user(self.customer).read(["credit_figures"])

    def test_portal_users_do_not_confirm_over_rpc(self):
        for method in ("action_confirm", "action_confirm_checked", "action_confirm_on_hold"):
            with self.assertRaises(AccessError):
                self.rpc(self.customer, self.order, method)
        self.assertEqual(self.order.state, "sent")
