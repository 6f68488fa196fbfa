"""What customers wish, and the settings of messages: seen before they are switched on."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import html2plaintext, mute_logger

from .common_messages import MessagesCommon

TABLES = ("order_message", "order_tracking_link", "mail_mail", "mail_message", "sale_order_event")


class SettingsCommon(MessagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("sales_manager", company_id=cls.company.id)
        cls.policies().write({"enabled": False})

    def preview(self, kind, order=None):
        """Open the preview as the manager does; return it."""
        self.env.cr.flush()
        policy = self.policies(kind).with_user(self.manager)
        preview = self.env["order.message.preview"].browse(policy.action_preview()["res_id"])
        if order is not None:
            preview.order_id = order
            preview.action_show()
        return preview.with_user(self.manager)


@tagged("post_install", "-at_install")
class TestPreview(SettingsCommon):
    def count_rows(self):
        self.env.cr.flush()
        found = []
        for table in TABLES:
            self.env.cr.execute(f"SELECT COUNT(*) FROM {table}")
            found += self.env.cr.fetchone()
        return found

    def test_every_kind_of_an_order(self):
        order = self.make_order()
        self.ship(order)
        order._create_invoices().action_post()
        for policy in self.policies():
            with self.subTest(kind=policy.kind):
                preview = self.preview(policy.kind, order)
                self.assertFalse(preview.problem)
                self.assertIn(order.name, f"{preview.subject} {preview.body_html}")

    def test_what_really_happened_is_shown(self):
        shipped, newer = self.make_order(), self.make_order()
        self.ship(shipped)
        preview = self.preview("shipped")
        self.assertEqual((preview.order_id, preview.is_example), (shipped, False))
        self.assertIn("10 Units Oven", " ".join(html2plaintext(preview.body_html).split()))
        self.assertEqual(self.preview("received").order_id, newer)

    def test_another_order_can_be_chosen(self):
        first, _second = self.make_order(), self.make_order()
        self.assertIn(first.name, self.preview("received", first).subject)

    def test_an_example_says_that_it_is_one(self):
        order = self.make_order()
        preview = self.preview("invoiced")
        self.assertTrue(preview.is_example)
        self.assertFalse(preview.problem)
        self.assertEqual(preview.order_id.company_id, order.company_id)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        template = self.policies("received").template_id
        template.with_context(lang="fr_FR").subject = "Votre commande {{ object.order_id.name }}"
        order = self.make_order()
        preview = self.preview("received", order)
        self.assertEqual(preview.subject, f"Votre commande {order.name}")
        self.assertIn("French", preview.language)

    def test_nothing_is_written_or_sent(self):
        self.company.tracking_page = True
        order = self.make_order()
        self.ship(order)
        before, policy = self.count_rows(), self.policies("shipped")
        preview = self.preview("shipped", order)
        self.assertIn("/order/", preview.body_html)
        self.assertEqual(self.count_rows(), before)
        self.assertEqual((policy.enabled, policy.since), (False, False))
        self.tell()
        self.assertFalse(self.messages(order))

    def test_changed_dates_are_shown_before_it_is_on(self):
        order = self.make_order()
        self.change_promise(order, 20)
        self.env.cr.flush()
        preview = self.preview("promise")
        self.assertEqual((preview.order_id, preview.is_example), (order, False))
        self.assertIn("Oven", preview.body_html)
        self.assertIn("before", preview.body_html)

    def test_names_of_customers_are_no_markup(self):
        self.partner.name = "<script>alert(1)</script>Anna"
        preview = self.preview("received", self.make_order())
        self.assertNotIn("<script", preview.body_html)

    def test_an_error_in_the_text_is_named_and_cannot_be_switched_on(self):
        template = self.policies("received").template_id
        template.body_html = '<p t-out="object.nonsense">?</p>'
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            preview = self.preview("received", self.make_order())
            self.assertIn("nonsense", preview.problem)
            self.assertFalse(preview.body_html)
            with self.assertRaises(UserError) as refused:
                preview.action_switch_on()
        self.assertIn("nonsense", str(refused.exception))
        self.assertFalse(self.policies("received").enabled)

    def test_without_a_template(self):
        self.policies("received").template_id = False
        preview = self.preview("received", self.make_order())
        self.assertTrue(preview.problem)
        with self.assertRaises(UserError):
            preview.action_switch_on()

    def test_a_company_without_orders(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        policy = self.policies("received", company=company)
        preview = self.env["order.message.preview"].browse(policy.action_preview()["res_id"])
        self.assertFalse(preview.order_id or preview.problem or preview.subject)
        preview.action_switch_on()
        self.assertTrue(policy.enabled)

    def test_orders_of_another_company_are_not_shown(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        order = self.make_order(warehouse=warehouse)
        with self.assertRaises(UserError):
            self.policies("received")._preview(order)
        with self.assertRaises(AccessError):
            self.policies("received").with_user(self.manager)._preview(order)

    # === The switch === #

    def test_switched_on_from_the_dialog(self):
        old = self.make_order()
        preview = self.preview("received")
        preview.delay = 0
        preview.action_switch_on()
        policy = self.policies("received")
        self.assertTrue(policy.enabled)
        self.assertAlmostEqual(policy.since, fields.Datetime.now(), delta=timedelta(minutes=1))
        self.assertEqual((policy.enabled_by_id, policy.delay), (self.manager, 0))
        new = self.make_order()
        self.tell()
        self.assertEqual((self.told(old), self.told(new)), ([], ["received"]))
        self.preview("received").action_switch_off()
        self.assertFalse(policy.enabled)

    def test_the_template_can_be_changed_there(self):
        policy = self.policies("received")
        copy = policy.template_id.copy({"subject": "Hello"})
        preview = self.preview("received", self.make_order())
        preview.template_id = copy
        preview.action_show()
        self.assertEqual((policy.template_id, preview.subject), (copy, "Hello"))

    def broken(self, kind, lang=None):
        """Break the text of a kind of message; return its policy as the manager sees it."""
        policy = self.policies(kind)
        policy.template_id.with_context(lang=lang).body_html = '<p t-out="object.nonsense">?</p>'
        return policy.with_user(self.manager)

    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_no_door_switches_on_a_text_with_an_error(self):
        self.make_order()
        policy = self.broken("received")
        with self.assertRaises(UserError) as refused:
            policy.write({"enabled": True, "delay": 3})
        self.assertRegex(str(refused.exception), "Order Received.*nonsense")
        self.assertEqual((policy.enabled, policy.delay), (False, 15))

    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_a_translation_with_an_error_is_none_either(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.make_order()
        policy = self.broken("received", "fr_FR")
        with self.assertRaisesRegex(UserError, "nonsense"):
            policy.enabled = True

    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_what_is_on_gets_no_text_with_an_error(self):
        self.make_order()
        policy = self.policies("received").with_user(self.manager)
        policy.enabled = True
        template = policy.template_id.sudo().copy({"body_html": '<p t-out="object.nonsense">?</p>'})
        with self.assertRaisesRegex(UserError, "nonsense"):
            policy.template_id = template

    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_a_company_without_orders_gets_no_text_with_an_error(self):
        self.make_order()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.broken("received")
        with self.assertRaisesRegex(UserError, "nonsense"):
            self.policies("received", company=company).enabled = True

    def test_nothing_is_switched_on_without_a_text(self):
        policy = self.policies("received")
        policy.template_id = False
        with self.assertRaisesRegex(UserError, "no template"):
            policy.enabled = True

    @mute_logger("odoo.addons.mail.models.mail_render_mixin")
    def test_what_is_off_may_have_any_text(self):
        self.make_order()
        policy = self.broken("received")
        policy.delay = 3
        self.policies("received").enabled = False
        self.assertEqual(policy.delay, 3)

    def test_who_may(self):
        salesman = self.make_user("salesman")
        policy = self.policies("received").with_user(salesman)
        with self.assertRaises(AccessError):
            policy.action_preview()
        with self.assertRaises(AccessError):
            policy.enabled = True

    # === How many === #

    def test_how_many_there_would_have_been(self):
        before = {policy.kind: policy.recent_count for policy in self.policies()}
        orders = [self.make_order() for _number in range(3)]
        self.ship(orders[0])
        self.ship(orders[1], {self.goods: 4})
        self.env.cr.flush()
        self.env.invalidate_all()
        more = {policy.kind: policy.recent_count - before[policy.kind] for policy in self.policies()}
        self.assertEqual((more["received"], more["shipped"], more["partly_shipped"]), (3, 1, 1))
        self.assertEqual(more["cancelled"], 0)

    def test_what_is_older_does_not_count(self):
        with patch.object(fields.Datetime, "now", return_value=fields.Datetime.now() - timedelta(days=31)):
            self.make_order()
        self.make_order()
        before = self.policies("received").recent_count
        with patch.object(fields.Datetime, "now", return_value=fields.Datetime.now() + timedelta(days=31)):
            self.env.invalidate_all()
            self.assertEqual(self.policies("received").recent_count, 0)
        self.assertGreater(before, 0)

    def test_other_companies_do_not_count(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.make_order()
        self.assertFalse(any(self.policies(company=company).mapped("recent_count")))

    def test_counting_is_one_statement(self):
        self.make_order()
        policies = self.policies()

        def count():
            self.env.cr.flush()
            self.env.invalidate_all()
            policies.fetch(["company_id", "kind"])
            before = self.env.cr.sql_log_count
            policies.mapped("recent_count")
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(), 1)
        for _number in range(10):
            self.make_order()
        self.assertEqual(count(), 1)


@tagged("post_install", "-at_install")
class TestWishes(SettingsCommon):
    def test_on_the_customers_form(self):
        self.partner.is_company = True
        boss = self.env["res.partner"].create({"name": "Boss", "email": "boss@bakery.example"})
        with Form(self.partner.with_user(self.manager)) as form:
            form.order_messages = "daily"
            form.order_message_copy_ids.add(boss)
        self.assertEqual((self.partner.order_messages, self.partner.order_message_copy_ids), ("daily", boss))

    def test_empty_for_everybody(self):
        self.assertFalse(self.env["res.partner"].create({"name": "New"}).order_messages)

    def test_who_wants_nothing_more(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.partner.id})
        other = self.env["res.partner"].create({"name": "Bob", "order_messages": "daily"})
        self.partner.is_company = True
        public = self.env.ref("base.public_user")
        contact.with_user(public).sudo()._stop_order_messages()
        self.assertEqual((self.partner.order_messages, other.order_messages), ("none", "daily"))
        contact._stop_order_messages()
        self.assertEqual(self.partner.order_messages, "none")


@tagged("post_install", "-at_install")
class TestSettingsPage(SettingsCommon, HttpCase):
    def test_one_page_says_what_customers_are_told(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.order_message_policy_ids, self.policies())
        settings.write({"tracking_page": True, "tracking_days": 30, "order_message_summary_hour": 7, "rma_mails": True})
        settings.execute()
        company = self.env.company
        self.assertEqual((company.tracking_page, company.tracking_days), (True, 30))
        self.assertEqual((company.order_message_summary_hour, company.rma_mails), (7, True))
        self.assertFalse(any(self.policies().mapped("enabled")), "saving the settings switches nothing on")

    def test_the_page_counts_before_it_is_saved(self):
        self.make_order()
        shown = self.env["res.config.settings"].new({}).order_message_policy_ids
        counts = {policy.kind: policy.recent_count for policy in shown}
        self.assertGreater(counts["received"], 0)

    def test_quiet_orders_are_counted(self):
        settings = self.env["res.config.settings"].new({})
        found = self.env["order.quiet"].search_count([("company_id", "=", self.env.company.id)])
        self.assertEqual(settings.quiet_order_count, found)

    def test_in_the_browser(self):
        user = self.env.ref("base.user_admin")
        order = self.make_order()
        self.env.flush_all()
        self.start_tour(
            "/odoo/action-quote_to_cash.quote_to_cash_settings_action",
            "quote_to_cash_messages",
            login=user.login,
            timeout=120,
        )
        self.env.invalidate_all()
        policy = self.policies("received")
        self.assertEqual((policy.enabled, policy.enabled_by_id), (True, user))
        self.assertFalse((self.policies() - policy).filtered("enabled"))
        self.assertFalse(self.messages(order))
