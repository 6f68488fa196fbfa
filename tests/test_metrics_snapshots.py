"""Months that are closed: what is kept of them, and what is shown of later changes."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.kpi_registry import REGISTRY
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

    def test_accountants_see_receivables(self):
        self.assertIn("dso", self.seen_by("accountant"))
