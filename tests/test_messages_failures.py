"""What cannot be told is somebody's task, once, and keeps nobody else waiting."""

from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_messages import MessagesCommon

RENDERING = "odoo.addons.mail.models.mail_render_mixin"


@tagged("post_install", "-at_install")
class TestMessageFailures(MessagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.switch_on("received", "in_progress")
        cls.nobody = cls.env["res.partner"].create({"name": "Nobody"})
        cls.template = cls.env.ref("quote_to_cash.mail_template_order_received")

    def break_template(self, field="body_html", text='<p t-out="object.no_such_field"/>'):
        self.template.sudo()[field] = text

    def test_without_an_address_somebody_tells_them(self):
        order = self.make_order(partner_id=self.nobody.id, user_id=self.salesperson.id)
        fine = self.make_order()
        self.tell()
        self.assertEqual(self.states(order), {"received": "failed"})
        self.assertEqual(self.told(fine), ["received"])
        activity = self.activities(order)
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertIn("Nobody has no e-mail address", activity.note)

    def test_one_activity_for_an_order(self):
        order = self.make_order(partner_id=self.nobody.id)
        self.tell()
        order.picking_ids.do_print_picking()
        self.tell()
        self.assertEqual(self.states(order), {"received": "failed", "in_progress": "failed"})
        self.assertEqual(len(self.activities(order)), 1)

    def test_an_address_that_is_none(self):
        self.nobody.email = "somebody at home"
        order = self.make_order(partner_id=self.nobody.id)
        self.tell()
        self.assertEqual(self.states(order), {"received": "failed"})

    def test_names_are_no_html(self):
        self.nobody.name = "<img src=x onerror=alert(1)>"
        order = self.make_order(partner_id=self.nobody.id)
        self.tell()
        self.assertNotIn("<img", self.activities(order).note)

    @mute_logger(RENDERING)
    def test_a_template_with_an_unknown_field_is_told_once(self):
        self.break_template()
        order = self.make_order() + self.make_order() + self.make_order()
        begun = self.make_order()
        begun.picking_ids.do_print_picking()
        self.tell()
        self.assertEqual(set(self.messages(order, "received").mapped("state")), {"failed"})
        self.assertEqual(self.told(begun), ["in_progress"], "others go on")
        policy = self.policies("received")
        self.assertIn("no_such_field", policy.problem)
        self.assertEqual(len(self.activities(policy)), 1)
        self.assertFalse(self.activities(order))

    @mute_logger(RENDERING)
    def test_who_switched_it_on_is_told(self):
        manager = new_test_user(self.env, "messages_boss", "sales_team.group_sale_manager", company_id=self.company.id)
        policy = self.policies("received")
        policy.enabled = False
        policy.with_user(manager).enabled = True
        self.break_template()
        self.make_order()
        self.tell()
        self.assertEqual(self.activities(policy).user_id, manager)

    @mute_logger(RENDERING)
    def test_a_broken_subject(self):
        self.break_template("subject", "{{ object.order_id.no_such_field }}")
        order = self.make_order()
        self.tell()
        self.assertEqual(self.states(order), {"received": "failed"})
        self.assertIn("no_such_field", self.messages(order).problem)

    @mute_logger(RENDERING)
    def test_one_order_that_a_text_cannot_say(self):
        self.break_template("body_html", '<p t-out="1 / (object.order_id.amount_total - 500)"/>')
        bad, good = self.make_order((self.goods, 5)), self.make_order()
        self.tell()
        self.assertEqual(self.states(bad), {"received": "failed"})
        self.assertEqual(self.told(good), ["received"])

    def test_without_a_template(self):
        policy = self.policies("received")
        # Nobody can take it away any more; it may be missing from before.
        self.env.cr.execute("UPDATE order_message_policy SET template_id = NULL WHERE id = %s", [policy.id])
        policy.invalidate_recordset(["template_id"], flush=False)
        order = self.make_order()
        self.tell()
        self.assertEqual(self.states(order), {"received": "failed"})
        self.assertEqual(self.policies("received").problem, "There is no template.")

    @mute_logger(RENDERING)
    def test_told_after_all_when_it_is_repaired(self):
        text = self.template.body_html
        self.break_template()
        order = self.make_order(user_id=self.salesperson.id)
        self.tell()
        self.break_template(text=text)
        messages = self.messages(order).with_user(self.salesperson)
        messages.action_queue_again()
        self.tell()
        self.assertEqual(self.told(order), ["received"])
        self.assertFalse(self.policies("received").problem)
        self.assertFalse(self.activities(self.policies("received")))

    @mute_logger("odoo.addons.quote_to_cash.models.messages.message_send")
    def test_something_unforeseen(self):
        bad, good = self.make_order(), self.make_order()
        fates = type(self.env["order.message"])._fates

        def broken(messages):
            if bad in messages.order_id:
                raise ZeroDivisionError
            return fates(messages)

        with patch.object(type(self.env["order.message"]), "_fates", broken):
            self.tell()
        self.assertEqual(self.states(bad), {"received": "failed"})
        self.assertEqual(self.told(good), ["received"])
        self.assertEqual(len(self.activities(bad)), 1)

    # === What comes back === #

    def test_a_mail_that_the_server_refused(self):
        order = self.make_order(user_id=self.salesperson.id)
        self.tell()
        self.mails(order).write({"state": "exception", "failure_reason": "550 no such user"})
        self.tell()
        self.tell()
        self.assertEqual(self.states(order), {"received": "failed"})
        self.assertIn("550 no such user", self.activities(order).note)
        self.assertEqual(len(self.mails(order)), 1)

    def test_a_mail_that_bounced(self):
        order = self.make_order()
        self.tell()
        order._message_receive_bounce(self.partner.email, self.partner)
        order._message_receive_bounce(self.partner.email, self.partner)
        self.assertEqual(self.states(order), {"received": "failed"})
        self.assertEqual(len(self.activities(order)), 1)
        self.assertIn(self.partner.email, self.activities(order).note)

    def test_other_mails_of_the_order_that_bounce_are_not_ours(self):
        order = self.make_order()
        self.tell()
        order._message_receive_bounce("stranger@example.com", self.env["res.partner"])
        self.assertEqual(self.states(order), {"received": "sent"})

    def test_an_answer_lands_on_the_order(self):
        order = self.make_order()
        self.tell()
        sent = self.mails(order).mail_message_id
        answer = f"""From: anna@bakery.example
To: {self.company.catchall_email or "x@example.com"}
Subject: Re: your order
In-Reply-To: {sent.message_id}
Message-Id: <an-answer@bakery.example>

When does it come?"""
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process("mail.thread", answer)
        self.assertIn("When does it come?", str(order.message_ids.sorted("id")[-1].body))
