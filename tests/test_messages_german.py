"""Customers read their own language: German comes with the addon. The days are those of 2040."""

import re
from collections import Counter
from datetime import timedelta

import polib
from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import file_path, html2plaintext

from .common_ledger import MONDAY
from .common_messages import MessagesCommon
from .common_tracking import TrackingCommon
from .test_messages_tracking import TrackingTime

ENGLISH = re.compile(
    r"\b(?:the|your|you|we|is|are|and|not|for|this|with|what|order|shipped|hello|ordered|question|please|expected)\b",
    re.IGNORECASE,
)
MARKS = re.compile(r"%\(\w+\)s|%s|t-[\w-]+=\"[^\"]*\"|\{\{.*?\}\}|</?\w+")


def load_german(env):
    """Install German as the list of languages does, with our own texts only: it takes less time."""
    env["res.lang"]._activate_lang("de_DE")
    env["ir.module.module"]._load_module_terms(["quote_to_cash"], ["de_DE"])


@tagged("post_install", "-at_install")
class TestGermanMails(MessagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_german(cls.env)
        cls.partner.write({"lang": "de_DE", "name": "Bäckerei Anna"})
        for product, name in ((cls.goods, "Ofen"), (cls.other_goods, "Mischer")):
            product.with_context(lang="de_DE").name = name
        cls.company.tracking_page = True

    def assertGerman(self, text):
        """Check that no English word is left in what is ours of a text: not in Odoo's layout, nor in addresses."""
        own = re.sub(r"https?://\S+", "", text[max(text.rfind("Guten Tag"), 0) :].partition("Powered by")[0])
        self.assertFalse(ENGLISH.findall(own), own)

    def test_every_mail(self):
        order = self.make_order((self.goods, 10), (self.other_goods, 2))
        self.ship(order, {self.goods: 4})
        order._create_invoices().action_post()
        for policy in self.policies():
            with self.subTest(kind=policy.kind):
                text = policy._preview(order)
                plain = html2plaintext(text["body_html"])
                self.assertIn("Ihre", text["subject"])
                self.assertIn("Guten Tag Bäckerei Anna,", plain)
                self.assertGerman(text["subject"])
                self.assertGerman(plain)

    def test_it_is_sent_in_german(self):
        self.switch_on("received")
        order = self.make_order()
        self.tell()
        self.assertEqual(self.mails(order).subject, f"Ihre Bestellung {order.name} ist bei uns")
        self.assertIn("Wir haben Ihre Bestellung", self.text(self.mails(order)))

    def test_the_summary_of_a_day(self):
        self.partner.order_messages = "daily"
        self.switch_on("received", "partly_shipped", "promise")
        order = self.make_order()
        self.change_promise(order, 20)
        self.ship(order, {self.goods: 4})
        self.tell()
        self.wait()
        self.tell()
        text = self.text(self.mails(order))
        self.assertIn("Einen Teil Ihrer Bestellung haben wir am", text)
        self.assertGerman(text)

    def test_a_language_that_is_not_installed(self):
        self.switch_on("received")
        order = self.make_order()
        self.env.cr.execute("UPDATE res_partner SET lang = 'fr_FR' WHERE id = %s", [self.partner.id])
        self.tell()
        self.assertEqual(self.mails(order).subject, f"Your order {order.name}: we have it")
        self.assertIn("What happens next:", self.text(self.mails(order)))

    def test_a_translation_keeps_what_is_filled_in(self):
        for entry in polib.pofile(file_path("quote_to_cash/i18n/de.po")):
            with self.subTest(text=entry.msgid[:60]):
                self.assertEqual(Counter(MARKS.findall(entry.msgstr)), Counter(MARKS.findall(entry.msgid)))


@tagged("post_install", "-at_install")
class TestGermanPage(TrackingCommon, TrackingTime):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_german(cls.env)
        cls.customer.partner_id.lang = "de_DE"
        cls.goods.with_context(lang="de_DE").name = "Ofen"

    def text(self, page):
        """Return what the page says of the order."""
        (found,) = re.findall(r'<div class="o_tracking .*?(?=<footer|<div id="footer|</main)', page, re.DOTALL)
        return " ".join(html2plaintext(found).split())

    def test_from_the_order_to_the_payment(self):
        self.assertIn("Bestellung verfolgen", self.look(f"/my/orders/{self.order.id}", "portal_anna"))
        self.ship(self.order, {self.goods: 4})
        partly = self.text(self.look())
        self.assertIn("Ein Teil ist unterwegs; den Rest bereiten wir vor.", partly)
        self.assertIn("bei Ihnen am 5. Jan.", partly)
        self.ship(self.order)
        self.confirm_delivery(self.order)
        invoice = self.invoice(self.order)
        billed = self.text(self.look())
        self.assertIn("Zu zahlen bis", billed)
        self.pay(invoice)
        done = self.text(self.look())
        self.assertIn("Alles ist erledigt. Vielen Dank!", done)
        for text in (partly, billed, done):
            own = re.sub(r"/\S+", "", text)
            self.assertFalse(ENGLISH.findall(own), own)

    def test_what_the_page_answers(self):
        self.assertIn("Ihre Frage ist angekommen", self.send(action="ask", question="Wo ist sie?"))
        self.assertIn("Bitte schreiben Sie, was Sie wissen möchten.", self.send(action="ask", question=" "))
        self.assertIn("Das ist nicht möglich. Es wurde nichts geändert.", self.send(action="fly"))

    def test_a_language_that_is_not_installed(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET lang = 'fr_FR' WHERE id = %s", [self.customer.partner_id.id])
        self.customer.partner_id.invalidate_recordset()
        self.assertIn("We prepare your goods next.", self.text(self.look()))

    def test_what_is_late(self):
        with freeze_time(MONDAY + timedelta(days=30)):
            text = self.text(self.look())
        self.assertIn("war zugesagt für 5. Jan.", text)
        self.assertIn("Es dauert länger, als wir zugesagt haben.", text)
