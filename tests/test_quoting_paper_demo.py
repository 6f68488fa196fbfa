"""The demo company prints its quotations in the complete layout, and whoever switches it off is left alone."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import lifecycle, quoting_paper, records


@tagged("post_install", "-at_install")
class TestQuotingPaperDemo(TransactionCase):
    def test_the_demo_company_prints_its_terms(self):
        lifecycle.load(self.env)
        company = records.find(self.env, "company")
        quoting_paper.load(self.env)
        quotation = self.env["sale.order"].search(
            [("company_id", "=", company.id), ("state", "=", "sent"), ("order_line", "!=", False)], limit=1
        )
        self.assertTrue(quotation)
        self.env.flush_all()
        page = self.env["ir.actions.report"]._render_qweb_html("sale.report_saleorder", quotation.ids)[0].decode()
        self.assertIn("Wear parts: six months.", page)
        company.quote_layout = False
        quoting_paper.load(self.env)
        self.assertFalse(company.quote_layout)
