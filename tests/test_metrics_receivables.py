"""Receivables as figures see them: the same as those of the room of collections."""

from datetime import date, datetime
from fractions import Fraction

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.kpi_period import MONTH, QUARTER, period
from odoo.addons.quote_to_cash.engine.money import to_units

from .common import QuoteToCashCommon
from .common_dunning import DunningCommon
from .common_service_facts import ServiceFacts

JANUARY, FEBRUARY = date(2026, 1, 15), date(2026, 2, 15)
FIGURES = {
    "dso": "dso",
    "best_possible_dso": "best_dso",
    "days_delinquent": "delinquent_days",
    "dso_countback": "countback",
    "cei": "cei",
    "days_to_pay": "days_to_pay",
    "days_late": "days_late",
}
AGES = {
    "aging_not_due": "not_due",
    "aging_30": "late_30",
    "aging_60": "late_60",
    "aging_90": "late_90",
    "aging_older": "late_more",
    "aging_credits": "credits",
}


@tagged("post_install", "-at_install")
class TestReceivableFacts(ServiceFacts, DunningCommon):
    """A company of its own, so that only these invoices count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Figures Inc.", "currency_id": cls.company.currency_id.id})
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.company.partner_id.tz = "UTC"
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.partner = cls.env["res.partner"].create({"name": "Anna's Bakery"})
        cls.other = cls.env["res.partner"].create({"name": "Other"})

    def winter(self):
        """Sell in three months, with payments in time, late, in part, and money that belongs to no invoice."""
        self.bill(500, invoiced="2025-12-10", due="2025-12-31")
        late = self.bill(1000, due="2026-01-15")
        self.bill(550, invoiced="2026-01-20", due="2026-02-19", partner=self.other)
        self.bill(300, invoiced="2026-02-03", due="2026-03-05")
        with self.on("2026-01-21"):
            self.pay(late, payment_date="2026-01-21", amount=400)
        with self.on("2026-02-10"):
            self.pay(late, payment_date="2026-02-10", amount=100)
            self.receive(70, date="2026-02-10")

    def ask(self, first, last):
        """Return the company's row of the room of collections."""
        wizard = self.env["receivable.figure.wizard"].create(
            {"date_from": first, "date_to": last, "by": "company", "company_ids": [Command.set(self.company.ids)]}
        )
        return self.env["receivable.figure"].search(wizard.action_open()["domain"])

    def assertSameFigures(self, day, last=None):
        of = period(MONTH, day)
        row = self.ask(of.first, last or of.last)
        for code, name in FIGURES.items():
            with self.subTest(code):
                self.assertAlmostEqual(float(self.live(code, day).value), row[name], 2)

    def test_they_are_those_of_the_collections(self):
        self.winter()
        with self.on("2026-03-10"):
            self.assertSameFigures(JANUARY)
            self.assertSameFigures(FEBRUARY)

    def test_they_are_the_same_in_the_month_in_progress(self):
        self.winter()
        with self.on("2026-02-20"):
            self.assertSameFigures(FEBRUARY, last=date(2026, 2, 20))

    def test_what_happens_later_changes_no_past_month(self):
        self.winter()
        with self.on("2026-03-10"):
            before = {code: self.live(code, JANUARY).value for code in (*FIGURES, *AGES)}
        with self.on("2026-03-12"):
            self.pay(self.env["account.move"].search([("company_id", "=", self.company.id)]).filtered("amount_residual")
                     .filtered(lambda move: move.move_type == "out_invoice"), payment_date="2026-03-12",
                     group_payment=False)  # fmt: skip
            self.assertEqual({code: self.live(code, JANUARY).value for code in (*FIGURES, *AGES)}, before)

    def test_ages_are_those_of_the_collections(self):
        self.winter()
        with self.on("2026-03-10"):
            rows = self.env["receivable.aging"]._on(date(2026, 2, 28)).search([("company_id", "=", self.company.id)])
            for code, name in AGES.items():
                with self.subTest(code):
                    expected = to_units(sum(rows.mapped(name)), self.company.currency_id.rounding)
                    self.assertEqual(self.live(code, FEBRUARY).value, expected)

    def test_customers_add_up_to_the_company(self):
        self.winter()
        with self.on("2026-03-10"):
            for code in ("dso", "dso_countback", "cei", "best_possible_dso"):
                with self.subTest(code):
                    whole = self.live(code, FEBRUARY).value
                    self.assertEqual(self.live(code, FEBRUARY, by="customer").value, whole)

    def test_months_of_a_quarter_are_one_after_the_other(self):
        self.winter()
        with self.on("2026-04-10"):
            facts = self.env["sale.kpi.live"]._facts("month", self.company, period(QUARTER, JANUARY))
        inside = [fact for fact in facts if fact.first >= date(2026, 1, 1)]
        self.assertEqual([fact.first.month for fact in inside], [1, 2, 3])
        self.assertEqual([fact.begin for fact in inside[1:]], [fact.end for fact in inside[:-1]])
        self.assertEqual([fact.sales for fact in inside], [155_000, 30_000, 0])

    def test_money_that_came_before_the_invoice_is_left_out_of_days_to_pay(self):
        with self.on("2026-01-02"):
            payment = self.receive(300, date="2026-01-02")
        invoice = self.bill(300, invoiced="2026-01-10")
        (payment.move_id.line_ids + invoice.line_ids).filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        with self.on("2026-02-01"):
            found = self.live("days_to_pay", JANUARY)
        self.assertEqual((found.value, found.excluded.get("prepaid")), (None, 1))

    def test_what_was_written_off_is_bad_debt(self):
        invoice = self.bill(1000)
        expense = self.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", self.company.ids)], limit=1
        )
        line = self.due_line(invoice)
        with self.on("2026-01-20"):
            entry = self.env["account.move"].create(
                {
                    "date": "2026-01-20",
                    "line_ids": [
                        Command.create(
                            {"account_id": line.account_id.id, "credit": 200, "partner_id": self.partner.id}
                        ),
                        Command.create({"account_id": expense.id, "debit": 200}),
                    ],
                }
            )
            entry.action_post()
            (line | entry.line_ids.filtered("credit")).reconcile()
        with self.on("2026-02-01"):
            self.assertEqual(self.live("bad_debt", JANUARY).ratio, Fraction(1, 5))

    def test_a_month_without_sales_has_no_dso(self):
        self.bill(500, invoiced="2025-06-10")
        with self.on("2026-02-01"):
            self.assertIsNone(self.live("dso", JANUARY).value)

    def test_a_period_that_has_not_begun_has_no_facts(self):
        self.winter()
        with self.on("2025-12-20"):
            self.assertEqual(self.env["sale.kpi.live"]._facts("month", self.company, period(MONTH, JANUARY)), [])

    def test_rows_open_what_is_behind_them(self):
        self.winter()
        with self.on("2026-03-10"):
            rows = self.env["sale.kpi.live"]._rows("open_item", self.company, period(MONTH, JANUARY))
            for columns, fact in rows:
                found = self.env[columns["model"]].with_context(**columns["context"]).search(columns["domain"])
                self.assertEqual(to_units(sum(found.mapped("balance")), 0.01), fact.residual)
        self.assertEqual(len(rows), 3)

    def test_a_year_costs_as_many_statements_as_a_month(self):
        self.winter()
        self.env.flush_all()
        costs = []
        with self.on("2026-12-31"):
            for kind in ("month", "year", "month"):
                before = self.cr.sql_log_count
                self.env["sale.kpi.live"]._facts("month", self.company, period(kind, JANUARY))
                costs.append(self.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])


@tagged("post_install", "-at_install")
class TestWarehouseDays(ServiceFacts, QuoteToCashCommon):
    def test_orders_are_divided_by_who_was_at_work(self):
        self.company.partner_id.tz = "UTC"
        picker = self.make_user("warehouse")
        with freeze_time(datetime(2040, 6, 4, 9)):
            pickings = self.open_pickings(self.make_order() | self.make_order() | self.make_order())
            self.settled()  # selling them was another transaction, by somebody else
            self.process(pickings.with_user(picker))
            self.settled()
        with freeze_time(datetime(2040, 7, 1)):
            rows = self.env["sale.kpi.live"]._rows("day", self.company, period(MONTH, date(2040, 6, 4)))
        [(columns, fact)] = rows
        self.assertEqual((fact.day, fact.shipped_orders, fact.person_days), (date(2040, 6, 4), 3, 1))
        self.assertEqual(len(self.env["stock.picking"].search(columns["domain"])), 3)

    def test_a_day_is_the_companys(self):
        self.company.partner_id.tz = "America/New_York"
        with freeze_time(datetime(2040, 6, 5, 2)):  # still the fourth in New York
            self.ship(self.make_order())
        with freeze_time(datetime(2040, 7, 1)):
            facts = self.env["sale.kpi.live"]._facts("day", self.company, period(MONTH, date(2040, 6, 4)))
        self.assertEqual([(fact.day, fact.shipped_orders) for fact in facts], [(date(2040, 6, 4), 1)])
