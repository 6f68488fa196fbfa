"""Money on account in another currency than the invoices: it covers what it is worth on the day."""

from odoo.tests import tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningCurrency(DunningCommon):
    """A euro costs 1.25 until the tenth of February, then 1.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.make_euro(0.8)
        cls.set_rate(cls.euro, 1, "2026-02-10")

    def on_account(self, amount, **values):
        with self.on("2026-02-01"):
            self.receive(amount, **values)

    def test_euros_cover_dollars_at_the_days_rate(self):
        invoice = self.bill(1000)
        self.on_account(800, currency_id=self.euro.id)
        self.assertEqual(self.reasons(invoice, "2026-02-05"), ["covered"])
        asked = self.simulate("2026-02-15").notice_ids._asked_lines()
        self.assertEqual((asked.move_id, asked.amount, asked.covered_amount), (invoice, 200, 800))

    def test_dollars_cover_euros(self):
        invoice = self.bill(800, currency_id=self.euro.id)
        self.on_account(500)
        asked = self.simulate("2026-02-05").notice_ids._asked_lines()
        self.assertEqual((asked.move_id, asked.amount, asked.currency_id), (invoice, 400, self.euro))

    def test_money_covers_its_own_currency_first(self):
        dollars, euros = self.bill(1000), self.bill(800, due="2026-02-01", currency_id=self.euro.id)
        self.on_account(800, currency_id=self.euro.id)
        self.assertEqual(self.reasons(euros, "2026-02-06"), ["covered"])
        self.assertFalse(self.reasons(dollars, "2026-02-06")[0])

    def test_what_is_sent_is_what_was_simulated(self):
        self.bill(1000)
        self.on_account(400, currency_id=self.euro.id)
        run = self.send("2026-02-05")
        self.assertEqual(run.notice_ids._asked_lines().mapped("amount"), [500])
