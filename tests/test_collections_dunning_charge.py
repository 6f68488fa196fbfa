"""Interest and fees on draft debit notes."""

from odoo.tests import tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningCharge(DunningCommon):
    def notes(self):
        """Return the debit notes, the oldest first."""
        return self.env["dunning.charge"].search([("company_id", "=", self.company.id)]).debit_note_id

    def test_nothing_is_charged_by_default(self):
        self.bill()
        self.send("2026-02-05")
        self.assertFalse(self.notes())

    def test_interest_accrues_from_step_to_step_to_the_cent(self):
        self.standard.interest_percent = 10
        self.bill(1000)
        self.job("2026-02-05")
        self.assertEqual(self.notes().amount_total, 1.37)  # 1,000 × 10 % × 5 / 365
        self.job("2026-02-15")
        self.assertEqual(self.notes().mapped("amount_total"), [1.37, 2.74])  # 15 days cost 4.11
        self.assertEqual(self.notes().mapped("state"), ["draft", "draft"])

    def test_a_payment_stops_the_interest_on_its_amount(self):
        self.standard.interest_percent = 36.5
        invoice = self.bill(1000)
        with self.on("2026-02-03"):
            self.pay(invoice, amount=500)
        self.job("2026-02-05")
        self.assertEqual(self.notes().amount_total, 3.5)  # two days on 1,000, three on 500

    def test_a_fee_is_charged_once_for_a_message(self):
        self.standard.step_ids.filtered(lambda step: step.days == 5).fee_amount = 5
        self.bill(100)
        self.bill(200)
        self.send("2026-02-05")
        self.assertEqual(self.notes().amount_total, 5)

    def test_interest_bears_no_interest(self):
        self.standard.interest_percent = 10
        self.bill(1000)
        self.job("2026-02-05")
        note = self.notes()
        with self.on("2026-02-05"):
            note.write({"invoice_date": "2026-02-05", "invoice_date_due": "2026-02-06"})
            note.action_post()
            note.is_move_sent = True
        self.job("2026-02-15")
        self.assertIn(note, self.notices()[-1].line_ids.filtered(lambda line: line.state == "sent").move_id)
        charges = self.env["dunning.charge"].search([("company_id", "=", self.company.id)])
        self.assertNotIn(note, charges.move_line_id.move_id)

    def test_nothing_is_charged_before_the_due_date(self):
        self.standard.interest_percent = 10
        self.standard.step_ids.fee_amount = 5
        self.bill()
        for day in ("2026-01-08", "2026-01-26", "2026-01-31"):
            self.job(day)
        self.assertEqual(len(self.steps()), 3)
        self.assertFalse(self.notes())

    def test_another_currency_is_charged_in_it(self):
        self.standard.interest_percent = 10
        euro = self.make_euro(1.25)
        self.bill(1000, currency_id=euro.id)
        self.send("2026-02-05")
        self.assertEqual((self.notes().currency_id, self.notes().amount_total), (euro, 1.37))
