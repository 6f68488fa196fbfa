"""The statement of account as the customer reads it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_dunning import DunningCommon

REPORT = "quote_to_cash.report_statement_of_account"


@tagged("post_install", "-at_install")
class TestStatementOfAccount(DunningCommon):
    def statement(self, day="2026-02-10", partners=None, user=None):
        """Return the statements of a day as HTML."""
        self.env.flush_all()
        with self.on(day):
            report = self.env["ir.actions.report"].with_user(user or self.collector)
            content, _kind = report._render_qweb_html(REPORT, (partners or self.partner).ids)
        return content.decode()

    def test_lines_ages_and_balance(self):
        euro = self.make_euro(1.25)
        late, foreign = self.bill(100, ref="PO-77"), self.bill(1000, due="2026-03-31", currency_id=euro.id)
        text = self.statement()
        for expected in (late.name, "PO-77", foreign.name, "01/31/2026", "800.00", "1,000.00", "900.00"):
            self.assertIn(expected, text)
        self.assertLess(text.index(late.name), text.index(foreign.name))

    def test_money_on_account_stands_apart_and_is_deducted(self):
        self.bill(100)
        with self.on("2026-02-05"):
            payment = self.receive(30, date="2026-02-05")
        text = self.statement()
        self.assertLess(text.index("that are not allocated"), text.index(payment.move_id.name))
        self.assertIn("70.00", text)

    def test_what_is_paid_is_not_listed(self):
        invoice = self.bill(100)
        with self.on("2026-02-05"):
            self.pay(invoice, payment_date="2026-02-05")
        text = self.statement()
        self.assertNotIn(invoice.name, text)
        self.assertIn("Nothing is open.", text)

    def test_the_statement_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.bill(1000)
        english = self.env["res.partner"].create({"name": "English", "lang": "en_US"})
        self.bill(1000, partner=english)
        self.partner.lang = "fr_FR"
        self.assertIn("31/01/2026", self.statement())
        both = self.statement(partners=self.partner | english)
        for expected in ("31/01/2026", "01/31/2026"):
            self.assertIn(expected, both)

    def test_a_contacts_statement_is_its_customers(self):
        invoice = self.bill(100)
        contact = self.env["res.partner"].create({"name": "Ben", "parent_id": self.partner.id})
        text = self.statement(partners=contact | self.partner)
        self.assertEqual(text.count(invoice.name), 1)

    def test_the_button_prints_it(self):
        action = self.partner.with_user(self.collector).action_print_statement()
        self.assertEqual((action["report_name"], action["context"]["active_ids"]), (REPORT, self.partner.ids))

    def test_who_has_nothing_to_do_with_accounts_cannot_print_it(self):
        self.bill(100)
        with self.assertRaises(AccessError):
            self.statement(user=self.make_user("sales_manager"))

    def test_ten_customers_cost_as_many_statements_as_two(self):
        for size in (2, 10):
            partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(size)])
            for partner in partners:
                self.bill(10, partner=partner)
            self.env.flush_all()
            partners.fetch(["commercial_partner_id"])
            with self.on("2026-02-10"), self.assertQueryCount(2):
                self.assertEqual(len(partners._statements_of_account()), size)
