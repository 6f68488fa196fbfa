"""The demo data of key figures: read from the documents of the demo company, aimed at, closed and checked."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.quote_to_cash.demo import lifecycle, metrics, records


@tagged("post_install", "-at_install")
class TestMetricsDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lifecycle.load(cls.env)
        metrics.load(cls.env)
        cls.company = records.find(cls.env, "company")
        cls.kpis = cls.env["sale.kpi"].with_context(allowed_company_ids=cls.company.ids)

    def figure(self, code):
        day = self.company._local_day()
        first = day.replace(month=1, day=1)
        [found] = self.kpis.get_figures([code], first.isoformat(), day.isoformat(), self.company.ids)
        return found

    def test_orders_were_counted(self):
        self.assertGreater(self.figure("orders_per_day")["n"], 20)

    def test_some_were_on_time_and_some_were_not(self):
        found = self.figure("otd")
        self.assertGreater(found["value"], 0)
        self.assertLess(found["value"], 100)
        self.assertEqual((found["target"], found["on_target"]), (97, False))

    def test_nothing_waits(self):
        self.assertFalse(self.env["sale.fact.queue"].search_count([("problem", "=", False)]))

    def test_all_checked_figures_agree(self):
        checks = self.env["sale.kpi.verification"].search([("company_id", "=", self.company.id)])
        self.assertTrue(checks)
        self.assertFalse(checks.filtered(lambda check: check.result not in ("agrees", "no_way")).mapped("kpi_id.code"))

    def test_it_loads_once(self):
        targets = self.env["sale.kpi.target"].search_count([])
        checks = self.env["sale.kpi.verification"].search_count([])
        metrics.load(self.env)
        self.assertEqual(self.env["sale.kpi.target"].search_count([]), targets)
        self.assertEqual(self.env["sale.kpi.verification"].search_count([]), checks)
