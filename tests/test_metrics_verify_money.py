"""Figures of money, of what is open and of days, worked out once more straight from the documents."""

from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.kpi_period import Period
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY

from ..models.metrics import live_items, live_receivable
from .common_dunning import DunningCommon
from .common_metrics_proof import ProofCommon
from .common_service_facts import ServiceFacts

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


@tagged("post_install", "-at_install")
class TestLedger(ServiceFacts, DunningCommon):
    """A company of its own: 500 of December and 1,000 of January, due on the 15th, of which 400 were paid late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Ledger Inc.", "currency_id": cls.company.currency_id.id})
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.company.partner_id.tz = "UTC"
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.partner = cls.env["res.partner"].create({"name": "Anna's Bakery"})
        cls.verifier = cls.env["sale.kpi.verifier"]
        cls.bill(500, invoiced="2025-12-10", due="2025-12-31")
        cls.late = cls.bill(1000, due="2026-01-15")
        with cls.on("2026-01-21"):
            cls.pay(cls.late, payment_date="2026-01-21", amount=400)
        with cls.on("2026-02-10"):
            cls.receive(70, date="2026-02-10")

    def said(self, code, period=JANUARY):
        """Return the numerators of the rows of a figure, in currency, and their denominators."""
        rows = self.verifier._documents([code], self.company, period.first, period.last)[code].values()
        return [(float(up) / 100, float(down)) for _root, up, down in rows]

    def check(self, code, period=JANUARY):
        kpi = self.env["sale.kpi"].search([("code", "=", code)])
        return self.env["sale.kpi.verification"]._verify(kpi, self.company, period.first, period.last)

    def test_what_was_open_is_what_is_open_and_was_matched_since(self):
        with self.on("2026-03-05"):
            self.pay(self.late, payment_date="2026-03-05")
            self.assertEqual(self.said("aging_30"), [(600, 1)])
            self.assertEqual(self.said("aging_60"), [(500, 1)])
            self.assertEqual(self.said("aging_credits", FEBRUARY), [(-70, 1)])

    def test_dso_is_what_is_owed_and_what_was_sold(self):
        with self.on("2026-02-01"):
            self.assertEqual(self.said("dso"), [(1100, 100_000)])
            self.assertEqual(self.said("days_delinquent"), [(1100, 100_000)])

    def test_days_are_counted_back_by_months(self):
        # All of January's 1,000 are owed (31 days), and 100 of December's 500.
        with self.on("2026-02-01"):
            check = self.check("dso_countback")
        self.assertEqual(check.result, "agrees")
        self.assertAlmostEqual(check.documents_numerator, 31 + 31 / 5)

    def test_days_to_pay_are_weighted(self):
        with self.on("2026-02-01"):
            self.assertEqual(self.said("days_to_pay"), [(400 * 20, 40_000)])
            self.assertEqual(self.said("days_late"), [(400 * 6 + 600 * 16, 100_000), (500 * 31, 50_000)])

    def test_what_was_paid_at_once_was_not_sold_on_credit(self):
        cash = self.bill(300, invoiced="2026-01-20", due="2026-02-20")
        with self.on("2026-01-20"):
            self.pay(cash, payment_date="2026-01-20")
        with self.on("2026-02-01"):
            self.assertEqual(self.said("dso"), [(1100, 100_000)])

    def test_what_was_given_up_is_bad_debt(self):
        account = self.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "in", self.company.ids)], limit=1
        )
        line = self.due_line(self.late)
        with self.on("2026-01-25"):
            entry = self.env["account.move"].create(
                {
                    "line_ids": [
                        Command.create(
                            {"account_id": line.account_id.id, "credit": 200, "partner_id": self.partner.id}
                        ),
                        Command.create({"account_id": account.id, "debit": 200}),
                    ]
                }
            )
            entry.action_post()
            (line | entry.line_ids.filtered("credit")).reconcile()
        with self.on("2026-02-01"):
            self.assertEqual(self.said("bad_debt"), [(200, 100_000)])

    def test_all_of_them_agree_with_the_dashboard(self):
        kpis = self.env["sale.kpi"].search([]).filtered(lambda kpi: REGISTRY[kpi.code].group == "receivables")
        with self.on("2026-03-20"):
            self.refresh()
            for period in (JANUARY, FEBRUARY, Period(date(2026, 1, 10), date(2026, 2, 20))):
                checks = self.env["sale.kpi.verification"]._verify(kpis, self.company, period.first, period.last)
                told = {check.kpi_id.code: check.result for check in checks}
                self.assertEqual(told, dict.fromkeys(told, "agrees"))
                figures = self.env["sale.kpi"]._figures(told, period, self.company)
                self.assertEqual([code for code, figure in figures.items() if figure["problem"]], [])

    def test_all_days_of_the_first_month_count(self):
        # Nothing was sold in the first days of February: they are days of February all the same.
        self.bill(100, invoiced="2026-02-20", due="2026-03-20")
        kpi = self.env["sale.kpi"].search([("code", "=", "dso_countback")])
        period = Period(date(2026, 2, 10), date(2026, 2, 28))
        with self.on("2026-03-20"):
            check = self.check("dso_countback", period)
            figure = kpi._figures(["dso_countback"], period, self.company)["dso_countback"]
        # 1,130 owed: 100 of February, 1,000 of January, 30 of December's 500
        self.assertEqual(check.result, "agrees")
        self.assertAlmostEqual(figure["value"], 28 + 31 + 31 * 30 / 500)

    def test_a_ledger_that_is_read_wrong_is_told(self):
        yesterday = live_items.open_items

        def too_early(_day):
            return yesterday(date(2026, 1, 20))

        wrong = [patch.object(module, "open_items", too_early) for module in (live_items, live_receivable)]
        with self.on("2026-02-01"), wrong[0], wrong[1]:
            aging, dso = self.check("aging_30"), self.check("dso")
        self.assertEqual((aging.result, aging.line_ids.difference), ("differs", "value"))
        self.assertEqual((dso.result, dso.line_ids.name), ("differs", self.partner.display_name))
        self.assertEqual(aging.line_ids.action_open_document()["res_id"], self.late.id)

    def test_a_figure_that_is_not_its_rows_is_told(self):
        with self.on("2026-02-01"), patch.object(
            type(self.verifier), "_balance", lambda self, scope, day: 1_000_000
        ):  # fmt: skip
            check = self.check("dso")
        self.assertEqual((check.result, check.documents_numerator), ("figure", 1_000_000))


@tagged("post_install", "-at_install")
class TestMoneyOfOrders(ServiceFacts, ProofCommon):
    """Ten ovens, ordered on the first of June 2040, and what becomes of their invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        with cls.then(datetime(2040, 6, 1, 9)):
            cls.order = cls.make_order()
        with cls.then(datetime(2040, 6, 2, 9)):
            cls.ship(cls.order, {cls.goods: 6})
        with cls.then(datetime(2040, 6, 4, 9)):
            cls.bill = cls.invoice(cls.order)

    def said(self, code, document):
        with self.then(datetime(2040, 6, 20, 9)):
            rows = self.verifier._documents([code], self.company, date(2040, 6, 1), date(2040, 6, 30))[code]
        return document.id in rows and tuple(map(float, rows[document.id][1:]))

    def check(self, code):
        with self.then(datetime(2040, 6, 20, 9)):
            return self.env["sale.kpi.verification"]._verify(
                self.kpi(code), self.company, date(2040, 6, 1), date(2040, 6, 30)
            )

    def test_an_invoice_took_two_days(self):
        self.assertEqual(self.said("invoice_time", self.bill), (2 * 86_400, 1))
        self.assertEqual(self.said("invoice_accuracy", self.bill), (1, 1))

    def test_the_next_invoice_is_for_the_next_shipment(self):
        with self.then(datetime(2040, 6, 7, 9)):
            self.ship(self.order)
            rest = self.invoice(self.order)
        self.assertEqual(self.said("invoice_time", rest), (0, 1))

    def test_what_is_credited_without_goods_was_wrong(self):
        with self.then(datetime(2040, 6, 6, 9)):
            self.credit(self.bill)
        self.assertEqual(self.said("invoice_accuracy", self.bill), (0, 1))

    def test_what_was_paid_in_advance_took_no_time(self):
        with self.then(datetime(2040, 6, 4, 10)):
            self.pay(self.bill, payment_date="2040-06-04")
        self.assertFalse(self.said("invoice_time", self.bill))

    def test_what_waits_for_stock_is_known_of_today(self):
        line = self.order.order_line
        self.assertEqual(self.said("backorder_value", line), (40_000, 1))
        self.assertEqual(self.said("backorder_age", line), (18 * 86_400, 1))
        with self.then(datetime(2040, 7, 1, 9)):
            check = self.env["sale.kpi.verification"]._verify(
                self.kpi("backorder_value"), self.company, date(2040, 6, 1), date(2040, 6, 30)
            )
        self.assertEqual(check.result, "no_way")
        self.assertIn("today", check.problem)

    def test_a_changed_fact_is_told(self):
        self.refresh()
        for code in ("invoice_time", "backorder_value", "backorder_age"):
            self.assertEqual(self.check(code).result, "agrees", code)
        self.env.cr.execute(
            "UPDATE account_move_fact SET entries = jsonb_set(entries, '{invoice_time,1}', '5') WHERE res_id = %s",
            [self.bill.id],
        )
        check = self.check("invoice_time")
        self.assertEqual((check.result, check.line_ids.difference), ("sums", "value"))
        self.assertEqual((check.line_ids.kept_numerator, check.line_ids.documents_numerator), (5, 2 * 86_400))
        self.assertEqual(check.line_ids.action_open_document()["res_id"], self.bill.id)

    def test_a_line_that_waits_no_more_is_told(self):
        self.refresh()
        self.env.cr.execute(
            "UPDATE sale_order_line_fact SET entries = entries - 'backorder_value' WHERE res_id = %s",
            self.order.order_line.ids,
        )
        check = self.check("backorder_value")
        self.assertEqual(check.line_ids.difference, "only_documents")
        self.assertEqual(check.line_ids.action_open_document()["res_id"], self.order.id)

    def test_what_was_waived_and_came_late_was_waived_badly(self):
        with self.then(datetime(2040, 6, 3, 9)):
            found = self.env["order.validation.finding"].search([("order_id", "=", self.order.id)]).rule_id
            domain = [("company_id", "=", self.company.id), ("id", "not in", found.ids)]
            rule = self.env["order.validation.rule"].search(domain, limit=1)
            finding = self.env["order.validation.finding"].create(
                {
                    "order_id": self.order.id,
                    "company_id": self.company.id,
                    "rule_id": rule.id,
                    "code": rule.code,
                    "category": "customer",
                    "severity": "block",
                    "message": "Something is wrong",
                    "state": "waived",
                    "waived_at": datetime(2040, 6, 3, 9),
                }
            )
        self.assertFalse(self.said("bad_waivers", finding))
        with self.then(datetime(2040, 6, 9, 9)):
            self.deliver(self.order)
        self.move_to(self.order.order_line, first_promise_date=datetime(2040, 6, 5, 12))
        self.assertEqual(self.said("bad_waivers", finding), (1, 1))

    def somebody_was_at_work(self):
        picker, done = self.make_user("warehouse"), datetime(2040, 6, 2, 9)
        self.move_to(self.order.picking_ids.filtered("shipped_at"), user_id=picker.id, date_done=done)

    def test_a_day_has_the_orders_of_each_one_at_work(self):
        self.somebody_was_at_work()
        with self.then(datetime(2040, 6, 20, 9)):
            rows = self.verifier._documents(["capacity"], self.company, date(2040, 6, 1), date(2040, 6, 30))["capacity"]
        self.assertIn(date(2040, 6, 2).toordinal(), rows)

    def test_a_day_that_differs_opens_its_shipments(self):
        self.somebody_was_at_work()
        with patch.object(type(self.verifier), "_check_days", lambda self, codes, scope: ()):
            line = self.check("capacity").line_ids.filtered(lambda line: line.day == date(2040, 6, 2))
        self.assertEqual(line.difference, "only_kept")
        action = line.action_open_document()
        self.assertIn(self.order.picking_ids.filtered("shipped_at"), self.env["stock.picking"].search(action["domain"]))


@tagged("post_install", "-at_install")
class TestAllFigures(ProofCommon):
    """Each figure is verified, or it is told why nobody can."""

    def test_each_figure_is_verified_or_told(self):
        kpis = self.env["sale.kpi"].search([])
        self.assertEqual(REGISTRY.keys() - self.verifier._verifiable(), {"satisfaction"})
        checks = self.env["sale.kpi.verification"]._verify(kpis, self.company, self.day(0), self.day(0))
        self.assertEqual(checks.kpi_id, kpis)
        told = checks.filtered(lambda check: check.result == "no_way")
        self.assertEqual(told.mapped("kpi_id.code"), ["satisfaction"])
        self.assertTrue(told.problem)

    def test_a_figure_that_fails_is_told(self):
        self.kpi("otd").problem = "KeyError: it"
        check = self.env["sale.kpi.verification"]._verify(self.kpi("otd"), self.company, self.day(0), self.day(0))
        self.assertEqual((check.result, check.problem), ("broken", "KeyError: it"))

    def test_each_company_is_checked(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        manager = self.make_user("sales_manager", company_ids=[Command.set((self.company + other).ids)])
        asked = self.kpi("otd").with_user(manager).with_context(allowed_company_ids=(self.company + other).ids)
        action = asked.action_verify((self.day(-1), self.day(-1)))
        checks = self.env["sale.kpi.verification"].search(action["domain"])
        self.assertEqual(checks.company_id, self.company + other)
        action = asked.with_context(allowed_company_ids=other.ids).action_verify((self.day(-1), self.day(-1)))
        self.assertEqual(self.env["sale.kpi.verification"].search(action["domain"]).company_id, other)

    def test_who_may_not_see_a_figure_sees_no_check_of_it(self):
        manager = self.make_user("sales_manager")
        checks = self.env["sale.kpi.verification"]._verify(
            self.kpi("aging_30") + self.kpi("otd"), self.company, self.day(0), self.day(0)
        )
        self.assertEqual(checks.with_user(manager).search([("id", "in", checks.ids)]).kpi_id.code, "otd")
        with self.assertRaises(AccessError):
            self.kpi("aging_30").with_user(manager).action_verify()

    def test_the_night_goes_on_where_it_was_left(self):
        batches = self.company._to_verify()
        self.assertEqual({code for batch in batches for code in batch}, self.verifier._verifiable())
        self.company._verify_month(batches[0])
        self.assertEqual(self.company._to_verify(), batches[1:])
        self.assertEqual(self.company._to_verify()[-1], [])

    def test_memory_does_not_grow_with_the_rows(self):
        rows = ((("otd", number, number, self.day(-1), 1, 1)) for number in range(12_000))
        self.verifier._prepare_sides()
        self.verifier._put("sale_kpi_said", rows, self.verifier._scope(self.company, self.day(-1), self.day(-1)))
        self.env.cr.execute("SELECT COUNT(*) FROM sale_kpi_said")
        self.assertEqual(self.env.cr.fetchone(), (12_000,))
        streamed = self.verifier._stream_rows("SELECT generate_series(1, 5000) AS n", self.verifier._scope(
            self.company, self.day(-1), self.day(-1)))  # fmt: skip
        self.assertEqual(sum(row["n"] for row in streamed), 5000 * 5001 // 2)
