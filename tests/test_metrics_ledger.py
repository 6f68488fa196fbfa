"""Receivables of months that are over are kept, and count until something of these months changes."""

from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.quote_to_cash.engine.kpi_period import MONTH, QUARTER, Period, period
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY

from .common_dunning import DunningCommon
from .common_service_facts import ServiceFacts

JANUARY, FEBRUARY = date(2026, 1, 15), date(2026, 2, 15)
SOURCES = ("month", "settlement", "open_item")
CODES = [code for code, kpi in REGISTRY.items() if kpi.source in SOURCES]


@tagged("post_install", "-at_install")
class TestLedgerKept(ServiceFacts, DunningCommon):
    """A company of its own, with sales in three months and payments in time, late and in part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Ledger Inc.", "currency_id": cls.company.currency_id.id})
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.company.partner_id.tz = "UTC"
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.partner = cls.env["res.partner"].create({"name": "Anna's Bakery"})
        cls.kept = cls.env["sale.ledger.kept"].sudo()

    def winter(self):
        self.bill(500, invoiced="2025-12-10", due="2025-12-31")
        self.bill(200, invoiced="2026-01-20", due="2026-02-19")
        self.bill(200, invoiced="2026-01-20", due="2026-02-19")
        self.late = self.bill(1000, due="2026-01-15")
        with self.on("2026-01-21"):
            self.pay(self.late, payment_date="2026-01-21", amount=400)
        with self.on("2026-02-10"):
            self.receive(70, date="2026-02-10")
        self.env.flush_all()

    def keep(self):
        self.env.flush_all()
        self.kept._forget_changed()
        self.kept._keep(self.company)

    def shown(self, of):
        """Return what tiles show of a period."""
        found = self.env["sale.kpi"]._figures(CODES, of, self.company)
        return {code: {**values, "spark": None} for code, values in found.items()}

    def read_figures(self, of):
        """Return the figures of a period, made of facts that are read one by one."""
        live, found = self.env["sale.kpi.live"], {}
        options = self.env["sale.kpi"]._ask(of, self.company).options[self.company.id]
        for code in CODES:
            kpi = REGISTRY[code]
            figure = kpi.figure(live._facts(kpi.source, self.company, of), of, options)
            excluded = {reason: rows for reason, rows in figure.excluded.items() if reason != "other_period"}
            found[code] = figure.value, figure.n, excluded
        return found

    def grouped(self, of):
        """Return the same of what tiles are made of."""
        kpis, found = self.env["sale.kpi"], {}
        question = kpis._ask(of, self.company)
        for code in CODES:
            figure = kpis._live_figures(REGISTRY[code], question, [of], {})[self.company.id, 0]
            excluded = {reason: rows for reason, rows in figure.excluded.items() if reason != "other_period"}
            found[code] = figure.value, figure.n, excluded
        return found

    def test_no_figure_fails(self):
        self.winter()
        with self.on("2026-03-10"):
            found = self.shown(period(MONTH, JANUARY))
        self.assertEqual({code for code, values in found.items() if values["problem"]}, set())
        self.assertEqual(found["days_to_pay"]["n"], 1)
        self.assertEqual(found["aging_not_due"]["n"], 2, "alike, and two all the same")

    def test_those_that_are_alike_are_told_as_one_with_the_same_result(self):
        self.winter()
        with self.on("2026-03-10"):
            for of in (period(MONTH, JANUARY), period(MONTH, FEBRUARY), period(QUARTER, JANUARY)):
                with self.subTest(of):
                    self.assertEqual(self.grouped(of), self.read_figures(of))

    def test_what_is_kept_is_what_is_read(self):
        self.winter()
        with self.on("2026-03-10"):
            self.keep()
            self.assertTrue(self.kept._known("month", self.company))
            for of in (
                period(MONTH, JANUARY),
                period(MONTH, FEBRUARY),
                period(MONTH, date(2026, 3, 10)),
                period(QUARTER, JANUARY),
                Period(date(2026, 1, 5), date(2026, 2, 20)),
            ):
                with self.subTest(of):
                    self.assertEqual(self.grouped(of), self.read_figures(of))

    def test_a_kept_month_is_not_read_from_the_ledger(self):
        self.winter()
        with self.on("2026-03-10"):
            self.keep()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            for source in SOURCES:
                self.env["sale.kpi.live"]._groups(source, self.company, period(MONTH, JANUARY))
            self.assertEqual(self.env.cr.sql_log_count - before, len(SOURCES))

    def test_what_changes_afterwards_counts_at_once(self):
        self.winter()
        with self.on("2026-03-10"):
            self.keep()
            before = self.grouped(period(MONTH, FEBRUARY))
            january = self.grouped(period(MONTH, JANUARY))
            self.pay(self.late, payment_date="2026-02-20", amount=100)
            self.env.flush_all()
            after = self.grouped(period(MONTH, FEBRUARY))
            self.assertNotEqual(after, before)
            self.assertEqual(after, self.read_figures(period(MONTH, FEBRUARY)))
            self.assertIn(date(2026, 1, 31), self.kept._known("month", self.company), "January is what it was")
            self.assertEqual(self.grouped(period(MONTH, JANUARY)), january)
            self.keep()
            self.assertIn(date(2026, 2, 28), self.kept._known("month", self.company))
            self.assertEqual(self.grouped(period(MONTH, FEBRUARY)), after)

    def test_a_due_day_that_is_moved_and_a_payment_that_is_taken_back_count_at_once(self):
        self.winter()
        with self.on("2026-03-10"):
            self.keep()
            line = self.late.line_ids.filtered(lambda one: one.account_type == "asset_receivable")
            line.date_maturity = date(2026, 3, 31)
            self.env.flush_all()
            self.assertEqual(self.grouped(period(MONTH, FEBRUARY)), self.read_figures(period(MONTH, FEBRUARY)))
            self.keep()
            line.remove_move_reconcile()
            self.env.flush_all()
            self.assertEqual(self.grouped(period(MONTH, FEBRUARY)), self.read_figures(period(MONTH, FEBRUARY)))

    def test_what_happens_today_concerns_no_month_that_is_over(self):
        self.winter()
        self.keep()
        today = date.today()
        invoice = self.bill(300, invoiced=today.isoformat(), due=(today + timedelta(days=30)).isoformat())
        self.pay(self.late, payment_date=today.isoformat(), amount=100)
        self.pay(invoice, payment_date=today.isoformat())
        self.env.flush_all()
        self.assertFalse(self.env["sale.ledger.change"].sudo().search([]))

    def test_another_kind_of_account_reads_everything_again(self):
        self.winter()
        with self.on("2026-03-10"):
            self.keep()
            self.env["account.account"].search(
                [("account_type", "=", "expense")], limit=1
            ).account_type = "expense_other"
            self.assertFalse(self.kept._known("month", self.company))

    @mute_logger("odoo.sql_db")
    def test_whoever_may_only_read_sees_figures(self):
        self.winter()
        with self.on("2026-03-10"):
            self.env.flush_all()
            days = {"first": "2026-01-01", "last": "2026-01-31"}
            kpis = self.env["sale.kpi"].with_context(lang="en_US")
            codes = [code for code in REGISTRY if kpis.search_count([("code", "=", code)])]
            with self.env.cr.savepoint():
                self.env.cr.execute("SET TRANSACTION READ ONLY")
                kpis.get_board()
                found = kpis.get_figures(codes, **days)
                kpis.get_figure("otif", **days)
                kpis.get_figure("days_to_pay", **days)
                kpis.get_breakdown("otif", "user_id", **days)
                for code in ("otif", "days_to_pay"):
                    action = kpis.get_rows_action(code, "denominator", **days)
                    rows = self.env["sale.kpi.row"].with_context(**action["context"])
                    rows.web_search_read(action["domain"], {"document": {}, "day": {}}, limit=80)
            self.assertEqual([values["code"] for values in found if values["problem"]], [])
