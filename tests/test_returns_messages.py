"""Customers are told of each stage of their return: once, in their language, and never at the cost of the goods."""

import io
from unittest.mock import patch

from pypdf import PdfReader

from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .common_returns import ReturnsCommon

LOGGER = "odoo.addons.quote_to_cash.models.returns.sale_rma_messages"


@tagged("post_install", "-at_install")
class TestReturnMessages(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_mails = True
        cls.partner.email = "anna@bakery.example"
        cls.order = cls.delivered(user_id=cls.manager.id)

    def sent(self, rma):
        """Run the job; return the mails of a return, the oldest first."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_send_return_messages").method_direct_trigger()
        self.env.invalidate_all()
        domain = [("model", "=", "sale.rma"), ("res_id", "=", rma.id)]
        return self.env["mail.mail"].search(domain, order="id")

    def text(self, mail):
        return html2plaintext(mail.body_html)

    def test_off_by_default(self):
        self.company.rma_mails = False
        rma = self.make_return(self.order, 1, approve=True)
        self.assertFalse(self.sent(rma))
        self.assertFalse(rma.customer_message_ids)

    def test_asked_for(self):
        rma = self.make_return(self.order, 2, request=True)
        mail = self.sent(rma)
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertIn(rma.name, mail.subject)
        self.assertIn("2 Units Oven", " ".join(self.text(mail).split()))

    def test_the_way_of_a_return(self):
        rma = self.make_return(self.order, 2, request=True)
        self.sent(rma)
        rma.with_user(self.manager).action_approve()
        self.sent(rma)
        self.receive(rma)
        self.assertEqual(rma.state, "received")
        mails = self.sent(rma)
        self.assertEqual(
            [mail.subject.split(": ")[1][:12] for mail in mails], ["we have your", "please send ", "your goods h"]
        )
        self.assertIn("2 Units Oven", " ".join(self.text(mails[-1]).split()))

    def test_rejected_with_the_reason(self):
        rma = self.make_return(self.order, 2, request=True)
        rma.with_user(self.manager).action_reject("Worn & torn")
        self.assertIn("Worn & torn", self.text(self.sent(rma)))

    def test_resolved_with_what_follows(self):
        rma = self.make_return(self.order, 2, approve=True)
        self.receive(rma)
        self.inspect(rma, 1)
        self.inspect(rma, 1, accepted=False)
        rma._to_state("done")
        mail = self.sent(rma)
        self.assertIn("is finished", mail.subject)
        self.assertIn("1 Units Oven: not accepted", " ".join(self.text(mail).split()))

    def test_cancelled(self):
        rma = self.make_return(self.order, 2, approve=True)
        self.sent(rma)
        rma.action_cancel()
        mail = self.sent(rma)[-1]
        self.assertIn("is cancelled", mail.subject)
        self.assertIn("2 Units Oven", " ".join(self.text(mail).split()))

    def test_a_draft_that_is_dropped_is_nobodys_news(self):
        rma = self.make_return(self.order, 2)
        rma.action_cancel()
        self.assertFalse(self.sent(rma))

    def test_the_slip_is_in_the_mail(self):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("There is no wkhtmltopdf.")
        rma = self.make_return(self.order, 2, approve=True)
        message = rma.customer_message_ids.filtered(lambda message: message.stage == "approved")
        message.with_context(force_report_rendering=True)._send_or_mark()
        self.assertEqual((message.state, message.problem), ("sent", False))
        slip = self.sent(rma).attachment_ids
        self.assertEqual((slip.name, slip.mimetype), (f"{rma.name.replace('/', '-')}.pdf", "application/pdf"))
        self.assertIn(rma.name, " ".join(page.extract_text() for page in PdfReader(io.BytesIO(slip.raw)).pages))

    def test_answers_go_to_the_team(self):
        self.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "q2c-answers.example"})
        team = self.env["sale.rma.team"].create(
            {"name": "Answers", "alias_name": "q2c-answers", "alias_domain_id": self.company.alias_domain_id.id}
        )
        rma = self.make_return(self.order, 1)
        rma.team_id = team
        rma.action_request()
        self.assertIn("q2c-answers@q2c-answers.example", self.sent(rma).reply_to)

    def test_once_for_each_stage(self):
        rma = self.make_return(self.order, 4, approve=True)
        self.sent(rma)
        self.receive(rma, 2)
        count = len(self.sent(rma))
        self.inspect(rma)
        rma.line_ids.sudo().quantity_settled = 2
        rma._refresh_state()
        self.receive(rma, 2)
        self.assertEqual(rma.state, "received")
        self.assertEqual(len(self.sent(rma)), count)

    def test_a_request_approved_at_once_is_one_message(self):
        self.company.write({"rma_auto_approve": True, "rma_auto_approve_amount": 1_000_000})
        rma = self.make_return(self.order, 1, request=True)
        self.assertEqual(len(self.sent(rma)), 1)
        self.assertEqual(rma.customer_message_ids.mapped("state"), ["overtaken", "sent"])

    def test_what_begins_anew_is_told_anew(self):
        rma = self.make_return(self.order, 1, request=True)
        self.sent(rma)
        rma.action_draft()
        rma.action_request()
        self.assertEqual(len(self.sent(rma)), 2)

    def test_a_job_that_runs_twice_sends_once(self):
        rma = self.make_return(self.order, 1, request=True)
        self.sent(rma)
        self.assertEqual(len(self.sent(rma)), 1)

    def test_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        template = self.env.ref("quote_to_cash.mail_template_return_requested")
        template.with_context(lang="fr_FR").subject = "Votre retour {{ object.name }}"
        rma = self.make_return(self.order, 1, request=True)
        self.assertEqual(self.sent(rma).subject, f"Votre retour {rma.name}")

    def test_without_an_address_somebody_tells_him(self):
        self.partner.email = False
        rma = self.make_return(self.order, 1, request=True)
        rma.user_id = self.manager
        self.assertNotIn(self.partner, self.sent(rma).recipient_ids)
        activity = rma.activity_ids.filtered(lambda activity: activity.summary == "Tell the customer: Requested")
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("no e-mail address", activity.note)
        self.assertEqual(rma.customer_message_ids.state, "failed")

    def test_without_anybody_it_is_noted(self):
        self.partner.email = False
        rma = self.make_return(self.order, 1, request=True)
        rma.sudo().user_id = False
        self.sent(rma)
        self.assertIn("no e-mail address", " ".join(rma.message_ids.mapped("body")))

    @mute_logger(LOGGER)
    def test_a_broken_template_keeps_nobody_waiting(self):
        rma = self.make_return(self.order, 1, request=True)
        with patch.object(type(self.env["mail.template"]), "send_mail", side_effect=ZeroDivisionError):
            self.assertFalse(self.sent(rma))
        self.assertEqual(rma.customer_message_ids.state, "failed")
        rma.with_user(self.manager).action_approve()
        self.assertEqual(len(self.sent(rma)), 1)

    def test_a_link_to_the_page_where_there_is_one(self):
        first = self.make_return(self.order, 1, request=True)
        self.assertNotIn("/my/returns/", self.sent(first).body_html)
        self.company.rma_portal = True
        second = self.make_return(self.order, 1, request=True)
        body = self.sent(second).body_html
        self.assertIn(f"/my/returns/{second.id}?access_token={second.access_token}", body)

    def test_where_to_send_it(self):
        self.company.rma_instructions = "<p>Use the old box.</p>"
        self.warehouse.partner_id = self.env["res.partner"].create({"name": "Hall 7", "street": "Dock Road 9"})
        text = self.text(self.sent(self.make_return(self.order, 1, approve=True))[-1])
        for words in ("Hall 7", "Dock Road 9", "Use the old box."):
            self.assertIn(words, text)

    def test_nobody_writes_them(self):
        rma = self.make_return(self.order, 1, request=True)
        log = rma.customer_message_ids.with_user(self.manager)
        self.assertEqual(log.state, "waiting")
        self.assertFalse(log.has_access("write") or log.has_access("create") or log.has_access("unlink"))
