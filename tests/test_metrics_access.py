"""Who sees which figures, also by ways around the screens."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.metrics.refresh import READ_WITH
from .common_metrics_report import MetricsReportCommon

SECRET = {"claim_recovery", "bad_credit_waivers", "dso"}


@tagged("post_install", "-at_install")
class TestMetricsAccess(MetricsReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = cls.make_user("salesman")
        cls.other = cls.make_user("salesman", login="q2c_other")
        cls.yesterday = cls.today - timedelta(days=1)
        for user in (cls.me, cls.other):
            cls.add_sums("hold_rate", cls.yesterday, 1, 2, user_id=user.id)
        for code in ("claim_recovery", "bad_credit_waivers"):
            cls.add_sums(code, cls.yesterday, 1, 2, user_id=cls.me.id)

    def days(self, user):
        return self.env["sale.kpi.day"].with_user(user).search([("day", "=", self.yesterday)])

    def verification(self, code):
        kpi = self.env["sale.kpi"].search([("code", "=", code)])
        values = {"kpi_id": kpi.id, "company_id": self.company.id, "result": "differs"}
        days = {"date_from": self.today, "date_to": self.today}
        line = {"res_model": "sale.order", "res_id": 1, "difference": "value", "kept_numerator": 5}
        return self.env["sale.kpi.verification"].create({**values, **days, "line_ids": [(0, 0, line)]})

    # === Sums === #

    def test_salespeople_read_sums_of_their_own_orders(self):
        self.assertEqual(self.days(self.me).user_id, self.me)

    def test_groups_are_made_of_what_may_be_read(self):
        found = self.days(self.me)._read_group([("day", "=", self.yesterday)], ["code"], ["denominator:sum"])
        self.assertEqual(found, [("hold_rate", 2)])

    def test_files_hold_what_may_be_read(self):
        days = self.env["sale.kpi.day"].search([("day", "=", self.yesterday)])
        with self.assertRaises(UserError):  # who may not export at all
            days.with_user(self.me).export_data(["code", "numerator"])
        self.me.group_ids += self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            days.with_user(self.me).export_data(["code", "numerator"])

    def test_sums_of_what_is_owed_are_for_accounting(self):
        self.assertNotIn("bad_credit_waivers", self.days(self.make_user("sales_manager")).mapped("code"))
        self.assertIn("bad_credit_waivers", self.days(self.make_user("accountant")).mapped("code"))

    # === Facts === #

    def test_what_facts_say_to_secret_figures_is_read_by_nobody(self):
        manager = self.make_user("sales_manager")
        for name in {model for models in READ_WITH.values() for model in models}:
            with self.subTest(name), self.assertRaises(AccessError):
                self.env[name].with_user(manager).search_fetch([], ["entries"])

    def test_salespeople_do_not_read_what_others_have_sold(self):
        mine, others = (self.make_order(user_id=user.id) for user in (self.me, self.other))
        self.read_facts(mine + others)
        with self.assertRaises(AccessError):
            self.env["sale.order.confirmed.line"].with_user(self.me).search([])
        for name in ("sale.order.fact", "sale.order.line.fact"):
            with self.subTest(name):
                found = self.env[name].with_user(self.me).search([("order_id", "in", (mine + others).ids)])
                self.assertEqual(found.order_id, mine)

    # === Figures === #

    def figures(self, role):
        kpis = self.env["sale.kpi"].with_user(self.make_user(role, login=f"q2c_figures_{role}"))
        day = self.yesterday.isoformat()
        codes = ["hold_rate", "capacity", *sorted(SECRET)]
        return {figure["code"] for figure in kpis.get_figures(codes, day, day, self.company.ids)}

    def test_each_role_gets_its_figures(self):
        for role, codes in {
            "salesman": {"hold_rate"},
            "sales_all": {"hold_rate", "capacity"},
            "warehouse": {"hold_rate", "capacity"},
            "accountant": {"hold_rate", "capacity", "bad_credit_waivers", "dso"},
        }.items():
            with self.subTest(role):
                self.assertEqual(self.figures(role), codes)

    def rows(self, user, code):
        day = self.yesterday.isoformat()
        context = {"kpi_code": code, "kpi_first": day, "kpi_last": day, "kpi_companies": self.company.ids}
        return self.env["sale.kpi.row"].with_user(user).with_context(**context).search([])

    def test_rows_of_secret_figures_are_not_read(self):
        for code in ("claim_recovery", "dso", "capacity"):
            with self.subTest(code), self.assertRaises(AccessError):
                self.rows(self.me, code)

    def test_the_warehouse_sees_what_left_on_a_day(self):
        self.rows(self.make_user("warehouse"), "capacity")

    # === Checks === #

    def test_checks_of_secret_figures_are_for_who_may_see_them(self):
        checks = self.verification("claim_recovery") + self.verification("hold_rate")
        manager = self.make_user("sales_manager")
        seen = checks.with_user(manager).search([("id", "in", checks.ids)])
        self.assertEqual(seen.kpi_id.code, "hold_rate")
        lines = checks.line_ids.with_user(manager).search([("id", "in", checks.line_ids.ids)])
        self.assertEqual(lines.verification_id, seen)

    def test_nobody_checks_a_figure_that_he_may_not_see(self):
        kpi = self.env["sale.kpi"].search([("code", "=", "claim_recovery")])
        with self.assertRaises(AccessError):
            kpi.with_user(self.make_user("sales_manager")).action_verify()
