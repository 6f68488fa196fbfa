"""Chosen figures in the digest mail."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..engine.kpi_period import Period
from .common_metrics_report import MetricsReportCommon

CHOSEN = ("hold_rate", "return_rate_orders", "claim_recovery", "dso_countback")


@tagged("post_install", "-at_install")
class TestDigest(MetricsReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chosen = cls.env["sale.kpi"].search([("code", "in", CHOSEN)])
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Ours",
                "company_id": cls.company.id,
                "kpi_res_users_connected": True,
                "figure_ids": [fields.Command.set(cls.chosen.ids)],
            }
        )
        cls.yesterday = cls.today - timedelta(days=1)

    def rows(self, role="sales_all", **values):
        user = self.make_user(role, **values)
        found = self.digest._compute_kpis(self.company, user)
        return {row["kpi_name"].removeprefix("figure_"): row for row in found if row["kpi_name"].startswith("figure_")}

    def told(self, code="hold_rate", **how):
        row = self.rows(**how)[code]
        return [row[f"kpi_col{number}"]["value"] for number in (1, 2, 3)]

    def test_none_until_chosen(self):
        others = self.env["digest.digest"].search([("id", "!=", self.digest.id)])
        self.assertFalse(others.figure_ids)

    def test_yesterday_seven_and_thirty_days(self):
        self.add_sums("hold_rate", self.yesterday, 1, 1)
        self.add_sums("hold_rate", self.today - timedelta(days=7), 0, 3)
        self.add_sums("hold_rate", self.today - timedelta(days=30), 0, 4)
        self.assertEqual(self.told(), ["100.0 %", "25.0 %", "12.5 %"])

    def test_today_is_not_over(self):
        self.add_sums("hold_rate", self.today, 1, 1)
        self.assertEqual(self.told(), ["n/a"] * 3)

    def test_values_are_those_of_the_dashboard(self):
        self.add_sums("hold_rate", self.yesterday, 1, 3)
        self.add_sums("hold_rate", self.today - timedelta(days=8), 2, 3)
        week = Period(self.today - timedelta(days=7), self.yesterday)
        figure = self.env["sale.kpi"]._figures(["hold_rate"], week, self.company)["hold_rate"]
        cell = self.rows()["hold_rate"]["kpi_col2"]
        self.assertEqual((cell["value"], round(figure["value"], 1)), ("33.3 %", 33.3))
        self.assertIn("66.7", cell["col_subtitle"])

    def test_without_cases_it_is_not_0(self):
        self.assertEqual(self.told(), ["n/a"] * 3)

    def test_less_of_what_should_not_be_is_not_shown_in_red(self):
        self.add_sums("hold_rate", self.yesterday, 1, 10)
        self.add_sums("hold_rate", self.yesterday - timedelta(days=1), 5, 10)
        self.assertFalse(self.rows()["hold_rate"]["kpi_col1"]["margin"])

    def test_odoos_own_figures_stay(self):
        found = self.digest._compute_kpis(self.company, self.make_user("sales_all"))
        self.assertEqual(found[0]["kpi_name"], "kpi_res_users_connected")

    def test_salespeople_get_those_of_their_own_orders(self):
        me, other = self.make_user("salesman"), self.make_user("salesman", login="q2c_other")
        self.add_sums("hold_rate", self.yesterday, 1, 1, user_id=me.id)
        self.add_sums("hold_rate", self.yesterday, 0, 9, user_id=other.id)
        row = self.digest._compute_kpis(self.company, me)[-1]
        self.assertEqual(row["kpi_name"], "figure_return_rate_orders")
        rows = {row["kpi_name"]: row for row in self.digest._compute_kpis(self.company, me)}
        self.assertEqual(rows["figure_hold_rate"]["kpi_col1"]["value"], "100.0 %")

    def test_what_is_owed_and_what_things_cost_only_to_who_may_see_it(self):
        self.assertEqual(set(self.rows("sales_manager")), {"hold_rate", "return_rate_orders"})
        self.assertEqual(set(self.rows("accountant")), {"hold_rate", "return_rate_orders", "dso_countback"})

    def test_receivables_are_told_for_the_month(self):
        row = self.rows("accountant")["dso_countback"]
        self.assertIn("kpi_col1", row)
        self.assertNotIn("kpi_col2", row)

    def test_who_sees_no_figures_gets_none(self):
        self.assertFalse(self.rows("portal"))

    def test_readers_of_other_companies_get_none(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.rows(company_id=other.id, company_ids=[fields.Command.set(other.ids)]))

    def test_the_mail_shows_them(self):
        self.add_sums("hold_rate", self.yesterday, 1, 3)
        user = self.make_user("sales_all", email="reader@example.com")
        self.digest._action_send_to_user(user)
        mail = self.env["mail.mail"].search([("email_to", "like", "reader@example.com")])
        self.assertEqual(len(mail), 1)
        self.assertIn("33.3", mail.body_html)
        self.assertIn("action-quote_to_cash.metrics_board_action", mail.body_html)
