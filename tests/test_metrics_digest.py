"""Chosen figures in the digest mail."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models.metrics.digest import COUNTED, RATES
from .common_metrics_report import MetricsReportCommon


@tagged("post_install", "-at_install")
class TestDigest(MetricsReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env["digest.digest"].create(
            {"name": "Ours", "company_id": cls.company.id, **dict.fromkeys((*RATES, *COUNTED), True)}
        )
        cls.yesterday = cls.today - timedelta(days=1)

    def value(self, name, days=7):
        now = fields.Datetime.now()
        digest = self.digest.with_context(start_datetime=now - timedelta(days=days), end_datetime=now)
        digest.invalidate_recordset()
        return digest[f"{name}_value"]

    def kpis(self, user):
        found = self.digest._compute_kpis(self.company, user)
        return [kpi["kpi_name"] for kpi in found if kpi["kpi_name"] in {*RATES, *COUNTED}]

    def test_off_until_chosen(self):
        others = self.env["digest.digest"].search([("id", "!=", self.digest.id)])
        self.assertFalse(any(digest[name] for digest in others for name in (*RATES, *COUNTED)))

    def test_rates_are_ratios_of_sums(self):
        self.add_sums("hold_rate", self.yesterday, 1, 1)
        self.add_sums("hold_rate", self.yesterday - timedelta(days=1), 0, 3)
        self.assertEqual(self.value("kpi_hold_rate"), 25.0)

    def test_days_before_the_period_are_not_in_it(self):
        self.add_sums("hold_rate", self.today - timedelta(days=8), 1, 1)
        self.assertEqual(self.value("kpi_hold_rate"), 0)

    def test_confirmed_orders_are_counted(self):
        self.add_sums("cancellation_rate", self.yesterday, 1, 12)
        self.assertEqual(self.value("kpi_orders_confirmed"), 12)

    def test_rows_that_are_left_out_do_not_count(self):
        self.add_sums("cancellation_rate", self.yesterday, 0, 5, reason="replacement")
        self.assertEqual(self.value("kpi_orders_confirmed"), 0)

    def test_who_sees_the_whole_company_gets_all_of_them(self):
        self.assertEqual(len(self.kpis(self.make_user("sales_all"))), len(RATES) + len(COUNTED))

    def test_salespeople_get_none_of_them(self):
        self.assertEqual(self.kpis(self.make_user("salesman")), [])
