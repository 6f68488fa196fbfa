"""Months that are closed: what is kept of them, and what is shown of later changes."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..engine.kpi_period import MONTH, period
from ..engine.kpi_registry import REGISTRY
from ..models.metrics.access import COST_GROUP
from .common_metrics_proof import ProofCommon


@tagged("post_install", "-at_install")
class TestSnapshots(ProofCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM sale_order_fact")
        cls.env.cr.execute("DELETE FROM sale_kpi_day")
        cls.month = cls.today.replace(day=1) - relativedelta(months=4)
        cls.keep(2**30, otd=(cls.month, 1, 1), ship_time=(cls.month, 7200, 1))
        cls.keep(2**30 + 1, otd=(cls.month, 0, 1), ship_time=(cls.month, 10800, 1))
        cls.keep(2**30 + 2, otd=(cls.month, 1, 1), ship_time=(cls.month, 36000, 1))

    def close(self, code="otd"):
        return self.env["sale.kpi.snapshot"]._close(self.company, self.month).filtered(lambda one: one.code == code)

    def test_numerator_denominator_and_value_are_kept(self):
        found = self.close()
        self.assertEqual((found.numerator, found.denominator, found.n), (2, 3, 3))
        self.assertAlmostEqual(found.value, 200 / 3)
        self.assertEqual((found.month, found.version), (self.month, REGISTRY["otd"].version))

    def test_of_times_the_typical_one_is_kept(self):
        found = self.close("ship_time")
        self.assertEqual((found.value, found.n), (3, 3))

    def test_nothing_to_divide_by_has_no_value(self):
        found = self.close("otif")
        self.assertFalse(found.has_value)
        self.assertEqual(found.n, 0)

    def test_a_month_is_closed_once(self):
        self.assertTrue(self.close())
        self.assertFalse(self.close())

    def test_what_has_not_changed_is_not_restated(self):
        found = self.close()
        self.assertEqual((found.is_restated, found.current_value, found.current_n), (False, found.value, 3))

    def test_what_changes_later_is_restated(self):
        found = self.close()
        self.keep(2**30 + 1, otd=(self.month, 1, 1))
        found.invalidate_recordset()
        self.assertTrue(found.is_restated)
        self.assertEqual((found.numerator, found.current_numerator, found.current_value), (2, 3, 100))

    def test_an_order_that_moves_to_another_month_is_restated(self):
        found = self.close()
        self.keep(2**30 + 1, otd=(self.today, 0, 1))
        found.invalidate_recordset()
        self.assertTrue(found.is_restated)
        self.assertEqual(found.current_n, 2)

    def test_restated_months_are_found(self):
        found = self.close()
        self.assertNotIn(found, found.search([("is_restated", "=", True)]))
        self.keep(2**30 + 1, otd=(self.month, 1, 1))
        found.invalidate_recordset()
        self.assertIn(found, found.search([("is_restated", "=", True)]))
        self.assertNotIn(found, found.search([("is_restated", "=", False)]))

    def test_both_values_are_told_in_their_unit(self):
        found = self.close()
        self.keep(2**30 + 1, otd=(self.month, 1, 1))
        found.invalidate_recordset()
        self.assertEqual((found.told, found.told_now), ("66.7 %", "100.0 %"))

    def test_what_has_no_value_is_not_told_as_0(self):
        self.assertEqual(self.close("otif").told, "n/a")

    def test_money_is_kept_in_whole_currency(self):
        self.env["sale.order.fact"]._store([2**30 + 3], [self.money_fact(2**30 + 3)])
        found = self.close("average_order_value")
        self.assertEqual((found.value, found.currency_id), (123.45, self.company.currency_id))
        self.assertIn("123.45", found.told)
        self.assertFalse(found.is_restated)

    def money_fact(self, document):
        facts = self.env["sale.order.fact"]
        entries = {"average_order_value": [self.month.isoformat(), 12345, 1, None, str(self.company.currency_id.id)]}
        blank = dict.fromkeys(facts._columns())
        days = {"first_day": self.month, "last_day": self.month}
        return (
            blank
            | days
            | {
                "res_id": document,
                "root_id": document,
                "company_id": self.company.id,
                "entries": entries,
            }
        )

    def test_the_rows_behind_it_are_those_of_the_month(self):
        context = self.close().action_open_rows()["context"]
        self.assertEqual((context["kpi_code"], context["kpi_first"]), ("otd", self.month.isoformat()))

    # === On the dashboard === #

    def closed(self, user=None, code="otd"):
        kpis = self.env["sale.kpi"].with_user(user or self.env.user)
        return kpis._figures([code], period(MONTH, self.month), self.company)[code].get("closed")

    def test_the_dashboard_says_what_a_closed_month_was(self):
        self.close()
        self.assertFalse(self.closed()["is_restated"])
        self.keep(2**30 + 1, otd=(self.month, 1, 1))
        closed = self.closed()
        self.assertTrue(closed["is_restated"])
        self.assertAlmostEqual(closed["value"], 200 / 3)

    def test_times_and_money_are_not_restated_by_how_they_are_read(self):
        self.env["sale.order.fact"]._store([2**30 + 3], [self.money_fact(2**30 + 3)])
        self.close()
        self.assertEqual(self.closed(code="ship_time")["value"], 3)
        self.assertFalse(self.closed(code="ship_time")["is_restated"])
        self.assertEqual(self.closed(code="average_order_value")["value"], 123.45)
        self.assertFalse(self.closed(code="average_order_value")["is_restated"])

    def test_salespeople_see_other_documents_than_what_was_closed(self):
        self.close()
        self.assertFalse(self.closed(self.make_user("salesman")))

    # === Before the addon came === #

    def installed(self, day):
        self.env.cr.execute(SQL("UPDATE sale_kpi_baseline SET installed_at = %s", f"{day} 12:00:00"))
        self.env["sale.kpi.baseline"].invalidate_model()

    def test_what_could_not_be_measured_is_not_kept_as_0(self):
        self.keep(2**30 + 3, cancellation_rate=(self.month, 0, 1))
        self.installed(self.month + relativedelta(months=1))
        self.assertFalse(self.close("otd"))
        self.assertTrue(self.env["sale.kpi.snapshot"].search([("code", "=", "cancellation_rate")]))

    def test_nor_of_the_month_in_which_the_addon_came(self):
        self.installed(self.month + timedelta(days=10))
        self.assertFalse(self.close("otd"))

    def test_from_the_first_day_on_it_is_kept(self):
        self.installed(self.month)
        self.assertTrue(self.close("otd"))

    def test_a_month_of_an_older_definition_says_so(self):
        found = self.close()
        self.assertFalse(found.is_older_version)
        found.invalidate_recordset()
        newer = replace(REGISTRY["otd"], version=found.version + 1)
        with patch.dict(REGISTRY, {"otd": newer}):
            self.assertTrue(found.is_older_version)

    def test_nobody_changes_it(self):
        with self.assertRaises(UserError):
            self.close().sudo().value = 100

    def test_nobody_deletes_it(self):
        with self.assertRaises(UserError):
            self.close().sudo().unlink()

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_changes(self):
        found = self.close()
        self.env.flush_all()
        for statement in (
            "UPDATE sale_kpi_snapshot SET value = 1 WHERE id = %s",
            "DELETE FROM sale_kpi_snapshot WHERE id = %s",
        ):
            with self.subTest(statement), self.assertRaises(psycopg2.errors.RaiseException), self.env.cr.savepoint():
                self.env.cr.execute(statement, [found.id])

    # === When === #

    def months(self):
        return [month for company, month in self.env["sale.kpi.month"]._to_close() if company == self.company]

    def test_a_month_closes_some_days_after_its_end(self):
        last = self.today.replace(day=1) - timedelta(days=1)
        self.company.kpi_close_days = (self.today - last).days
        self.assertIn(last.replace(day=1), self.months())

    def test_not_a_day_earlier(self):
        last = self.today.replace(day=1) - timedelta(days=1)
        self.company.kpi_close_days = (self.today - last).days + 1
        self.assertNotIn(last.replace(day=1), self.months())

    def test_closed_months_are_not_closed_again(self):
        self.company.kpi_close_days = 0
        self.assertIn(self.month, self.months())
        self.close()
        self.assertNotIn(self.month, self.months())

    def test_the_job_closes_what_is_over(self):
        self.company.kpi_close_days = 0
        with self.enter_registry_test_mode():
            self.env.ref("quote_to_cash.ir_cron_close_months").method_direct_trigger()
        closed = self.env["sale.kpi.snapshot"].search([("company_id", "=", self.company.id)])
        self.assertIn(self.month, closed.mapped("month"))
        self.assertFalse(self.months())

    # === Who === #

    def seen_by(self, role):
        """Return which figures a user sees of a month of which all are kept."""
        self.assertEqual(self.close("dso").audience, "receivables")
        return set(self.env["sale.kpi.snapshot"].with_user(self.make_user(role)).search([]).mapped("code"))

    def test_managers_see_no_receivables(self):
        found = self.seen_by("sales_manager")
        self.assertIn("otd", found)
        self.assertNotIn("dso", found)

    def test_accountants_see_receivables_but_no_costs(self):
        found = self.seen_by("accountant")
        self.assertIn("dso", found)
        self.assertNotIn("claim_recovery", found)

    def test_who_may_see_costs_sees_them(self):
        self.close("dso")
        user = self.make_user("sales_manager")
        user.group_ids += self.env.ref(COST_GROUP)
        self.assertIn("claim_recovery", self.env["sale.kpi.snapshot"].with_user(user).search([]).mapped("code"))
