"""Mails to a returns team become drafts of their senders; nothing is guessed."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_returns import ReturnsCommon

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-ID: <{key}@bakery.example>
{headers}Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

{body}
--part
Content-Type: image/png; name="oven.png"
Content-Disposition: attachment; filename="oven.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--part--
"""


@tagged("post_install", "-at_install")
class TestReturnMail(ReturnsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].search([], limit=1) or cls.env["mail.alias.domain"].create(
            {"name": "q2c.example"}
        )
        cls.company.alias_domain_id = cls.domain
        cls.team = cls.env["sale.rma.team"].create(
            {"name": "Returns", "alias_name": "q2c-returns", "alias_domain_id": cls.domain.id}
        )
        cls.team.approve_user_id = cls.manager
        cls.partner.email = "anna@bakery.example"
        cls.order = cls.delivered()

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def mail(self, body="Broken.", subject="Return", sender="Anna <anna@bakery.example>", key="1", headers=""):
        """Have a mail to the team arrive; return the return that was made of it."""
        known = self.env["sale.rma"].search([])
        source = MAIL.format(
            sender=sender, to=self.team.alias_email, subject=subject, body=body, key=key, headers=headers
        )
        self.env["mail.thread"].message_process("sale.rma", source)
        return self.env["sale.rma"].search([]) - known

    def notes(self, rma):
        return " ".join(rma.message_ids.mapped("body"))

    def test_a_draft_of_its_sender(self):
        rma = self.mail("The oven is broken.", "Oven")
        self.assertEqual((rma.state, rma.source, rma.partner_id), ("draft", "mail", self.partner))
        self.assertEqual((rma.team_id, rma.company_id), (self.team, self.company))
        self.assertRegex(rma.name, r"^RMA/")
        self.assertFalse(rma.line_ids)
        message = rma.message_ids.filtered(lambda message: "The oven is broken." in message.body)
        self.assertEqual(message.attachment_ids.mapped("name"), ["oven.png"])
        self.assertIn(self.partner, rma.message_partner_ids)

    def test_somebody_completes_it(self):
        self.assertEqual(self.mail().activity_ids.user_id, self.manager)

    def test_the_order_that_it_names(self):
        for number, (subject, body) in enumerate(
            (("Return", f"Order {self.order.name}."), (self.order.name, "Broken"))
        ):
            rma = self.mail(body, subject, key=f"named{number}")
            self.assertIn(f"The mail names: {self.order.name}", self.notes(rma))
            self.assertFalse(rma.line_ids)

    def test_somebody_elses_order_stays_his(self):
        rma = self.mail(f"Order {self.order.name}", sender="Eve <eve@elsewhere.example>")
        self.assertEqual(rma.partner_id.email, "eve@elsewhere.example")
        self.assertIn(f"somebody else: {self.order.name}", self.notes(rma))

    def test_an_unknown_sender_becomes_a_contact(self):
        rma = self.mail(sender="Eve <eve@elsewhere.example>")
        self.assertEqual((rma.partner_id.name, rma.partner_id.email), ("Eve", "eve@elsewhere.example"))
        again = self.mail(sender="Eve <eve@elsewhere.example>", key="2")
        self.assertEqual(again.partner_id, rma.partner_id)

    def test_a_contact_of_another_company_is_not_used(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create({"name": "Eve", "email": "eve@other.example", "company_id": other.id})
        rma = self.mail(sender="Eve <eve@other.example>")
        self.assertEqual(rma.partner_id.email, "eve@other.example")
        self.assertNotEqual(rma.partner_id.company_id, other)

    def test_a_colleague_who_forwards_it(self):
        clerk = self.make_user("salesman", login="q2c_clerk", email="clerk@q2c.example")
        rma = self.mail(f"Anna wants to return {self.order.name}", sender="Clerk <clerk@q2c.example>")
        self.assertEqual(rma.partner_id, self.partner)
        rma = self.mail("Somebody called.", sender="Clerk <clerk@q2c.example>", key="2")
        self.assertEqual(rma.partner_id, clerk.partner_id)

    def test_what_a_colleague_writes_is_not_sent_to_the_customer(self):
        """Who only says that he is a colleague would send his words to our customers by us."""
        self.make_user("salesman", login="q2c_clerk", email="clerk@q2c.example")
        rma = self.mail(f"{self.order.name}: he always complains", sender="Clerk <clerk@q2c.example>")
        message = rma.message_ids.filtered(lambda message: "complains" in message.body)
        self.assertTrue(message.is_internal and message.subtype_id.internal)
        self.assertNotIn(self.partner, message.notified_partner_ids)

    def test_without_a_readable_address_it_is_nobody_we_know(self):
        self.partner.email = False
        known = self.env["res.partner"].search([])
        for key, (sender, name) in enumerate((("Broken Mailer", "Broken Mailer"), ("", "Unknown sender"))):
            rma = self.mail(sender=sender, key=f"none{key}")
            self.assertNotIn(rma.partner_id, known)
            self.assertIn(name, rma.partner_id.name)

    def test_a_program_that_answers_a_program_is_stopped(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "3")
        self.assertEqual([len(self.mail(key=f"loop{number}")) for number in range(4)], [1, 1, 1, 0])
        self.assertTrue(self.mail(sender="Eve <eve@elsewhere.example>", key="other"))

    def test_a_team_that_changed_its_company(self):
        other = self.env["res.company"].create({"name": "Other", "alias_domain_id": self.domain.id})
        self.team.company_id = other
        self.assertEqual(self.mail().company_id, other)

    def test_an_answer_finds_its_return(self):
        rma = self.mail()
        answer = self.mail("One more thing.", key="2", headers="In-Reply-To: <1@bakery.example>\n")
        self.assertFalse(answer)
        self.assertIn("One more thing.", self.notes(rma))

    def test_answers_go_to_the_team(self):
        rma = self.mail()
        self.assertIn(self.team.alias_email, rma._notify_get_reply_to()[rma.id])

    def test_of_two_companies_each_has_its_own(self):
        other = self.env["res.company"].create({"name": "Other", "alias_domain_id": self.domain.id})
        team = self.env["sale.rma.team"].create(
            {"name": "Theirs", "company_id": other.id, "alias_name": "q2c-theirs", "alias_domain_id": self.domain.id}
        )
        self.team = team
        rma = self.mail(f"Order {self.order.name}")
        self.assertEqual((rma.company_id, rma.team_id), (other, team))
        self.assertNotIn(self.order.name, self.notes(rma).replace(f"Order {self.order.name}", ""))
