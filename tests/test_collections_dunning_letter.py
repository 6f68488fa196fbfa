"""The letter as the customer reads it."""

from odoo.tests import tagged

from .common_dunning import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningLetter(DunningCommon):
    def letter(self, notices):
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "quote_to_cash.report_dunning_letter", notices.ids
        )
        return content.decode()

    def test_the_letter_lists_what_is_asked_for_and_the_total(self):
        euro = self.make_euro(1.25)
        invoice, foreign = self.bill(100), self.bill(1000, currency_id=euro.id)
        quiet = self.bill(5, sent=False)
        self.send("2026-02-05")
        letter = self.letter(self.notices())
        for text in (invoice.name, foreign.name, "1,000.00", "800.00", "900.00", "01/31/2026"):
            self.assertIn(text, letter)
        self.assertNotIn(quiet.name, letter)
        self.assertNotIn("<tfoot", letter)  # it would be printed on each page

    def test_the_letter_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        step = self.standard.step_ids.filtered(lambda step: step.name == "Payment past due")
        step.with_context(lang="fr_FR").message = "merci de payer."
        self.partner.lang = "fr_FR"
        self.bill()
        self.send("2026-02-05")
        letter = self.letter(self.notices())
        self.assertIn("merci de payer.", letter)
        self.assertIn("31/01/2026", letter)
