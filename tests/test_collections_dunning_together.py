"""Many customers at once: a few share a transaction and statements, and still each gets what is its own."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.collections import dunning_sending
from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningTogether(DunningCommon):
    real_portion = staticmethod(dunning_sending._portion)

    def setUp(self):
        super().setUp()
        # As if thousands were waiting.
        self.startPatcher(patch.object(dunning_sending, "_portion", lambda left: 50))

    def make_customers(self, count, prefix="c"):
        """Return customers who are late with one invoice each."""
        customers = self.env["res.partner"].create(
            [{"name": f"{prefix} {number}", "email": f"{prefix}{number}@example.com"} for number in range(count)]
        )
        for number, customer in enumerate(customers):
            self.bill(100 + number, partner=customer)
        return customers

    def test_few_have_a_transaction_each(self):
        with patch.object(dunning_sending, "_portion", self.real_portion):
            self.make_customers(3)
            commits = []
            with self.on("2026-02-05"):
                run = self.env["dunning.run"].create({"company_id": self.company.id})
                run.action_simulate()
                run.sudo()._send_one_by_one(lambda left, done: commits.append((left, done)) or True)
        self.assertEqual(commits, [(2, 1), (1, 1), (0, 1)])

    def test_each_customer_gets_its_own_mail(self):
        customers = self.make_customers(3)
        self.job("2026-02-05")
        for customer in customers:
            (mail,) = self.mails(customer)
            invoice = self.env["account.move"].search([("partner_id", "=", customer.id)])
            self.assertEqual((mail.recipient_ids, mail.subject), (customer, f"Payment past due: {invoice.name}"))
            others = self.env["account.move"].search([("partner_id", "in", (customers - customer).ids)])
            self.assertIn(invoice.name, mail.body_html)
            self.assertFalse([name for name in others.mapped("name") if name in mail.body_html])

    def test_each_customer_is_written_to_in_its_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("quote_to_cash.mail_template_dunning")
        template.with_context(lang="fr_FR").body_html = "<p>Bonjour <t t-out='object.partner_id.name'/> !</p>"
        english, french = self.make_customers(2)
        french.lang = "fr_FR"
        self.job("2026-02-05")
        self.assertIn(f"Bonjour {french.name} !", self.mails(french).body_html)
        self.assertIn(f"Hello {english.name},", self.mails(english).body_html)

    def test_each_customer_gets_the_words_of_its_own_step(self):
        late, later = self.make_customers(2)
        self.bill(partner=later, invoiced="2025-12-01", due="2026-01-05")
        self.job("2026-02-05")
        self.assertEqual((self.steps(late), self.steps(later)), (["Payment past due"], ["Account on hold"]))
        self.assertIn("we have not received your payment yet", self.mails(late).body_html)
        self.assertIn("your account is on hold", self.mails(later).body_html)
        self.assertEqual((late.credit_on_hold, later.credit_on_hold), (False, True))

    def test_one_that_fails_is_marked_and_the_others_are_sent(self):
        customers = self.make_customers(3)
        notice_class = type(self.env["dunning.notice"])
        mail = notice_class._mail

        def failing(notices, step):
            if customers[1] in notices.partner_id:
                raise ValueError("no paper")
            return mail(notices, step)

        with patch.object(notice_class, "_mail", failing), self.assertLogs("odoo.addons.quote_to_cash", "ERROR"):
            self.job("2026-02-05")
        self.assertEqual([len(self.mails(customer)) for customer in customers], [1, 0, 1])
        self.assertEqual(self.notices(customers[1], state="planned").problem, "no paper")

    def test_one_that_has_paid_meanwhile_gets_nothing(self):
        customers = self.make_customers(3)
        run = self.simulate("2026-02-05")
        with self.on("2026-02-05"):
            self.pay(self.env["account.move"].search([("partner_id", "=", customers[1].id)]))
            run.action_send()
        self.assertEqual([len(self.mails(customer)) for customer in customers], [1, 0, 1])
        self.assertEqual(self.notices(customers[1], state="skipped").run_id, run)

    def test_more_customers_cost_no_more_statements(self):
        def cost(count, prefix):
            self.make_customers(count, prefix)
            run = self.simulate("2026-02-05")
            with self.on("2026-02-05"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                run.action_send()
                self.env.flush_all()
                self.assertEqual(run.reminded_count, count)
                return self.env.cr.sql_log_count - before

        cost(1, "a")  # what is read once in the life of a process
        self.assertLessEqual(cost(30, "c"), cost(3, "b") + 2)
