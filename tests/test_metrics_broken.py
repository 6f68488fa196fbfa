"""What broken documents and broken figures do to the others: nothing."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.quote_to_cash.engine.kpi_facts import Due, OrderFact
from odoo.addons.quote_to_cash.engine.kpi_facts_service import MonthFact
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY

from .common_metrics import MetricsCommon
from .common_metrics_any import NOW, store
from .common_metrics_hardening import ASKED, JUNE, HardeningCommon

FIGURES = "odoo.addons.quote_to_cash.models.metrics.figures"
REFRESH = "odoo.addons.quote_to_cash.models.metrics.refresh"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestBrokenFigures(HardeningCommon):
    def test_what_is_read_live_is_a_figure_and_has_rows(self):
        month = MonthFact(
            id=1,
            company=self.company.id,
            currency=self.company.currency_id.id,
            first=JUNE.first,
            last=date(2026, 6, 15),
            end=50_000,
            current=40_000,
            sales=100_000,
        )
        columns = {"company_id": self.company.id, "partner_id": self.partner.id, "user_id": None}
        columns |= {"model": "receivable.aging", "domain": [], "context": {}}
        live = type(self.env["sale.kpi.live"])
        with patch.object(live, "_rows", lambda *_args, **_how: [(columns, month)]):
            found = self.kpis.get_figure("dso", *ASKED)
            rows = self.rows_of(self.env.user, kpi_code="dso").search([])
            self.assertEqual((rows.partner_id, rows.numerator, rows.denominator), (self.partner, 500, 1000))
        self.assertEqual((found["problem"], found["value"]), (False, 7.5))  # half of the sales of 15 days

    def test_a_statement_that_fails_takes_no_other_figure_with_it(self):
        self.store_order()

        def failing(model, *_args, **_how):
            model.env.cr.execute("SELECT 1 / 0")

        live = type(self.env["sale.kpi.live"])
        with patch.object(live, "_rows", failing), mute_logger(FIGURES, "odoo.sql_db"):
            dso, otd = self.kpis.get_figures(["dso", "otd"], *ASKED)
        self.assertIn("DivisionByZero", dso["problem"])
        self.assertEqual((otd["problem"], otd["n"]), (False, 1))

    def test_what_the_database_will_do_later_is_tried_again(self):
        def refused(*_args, **_how):
            raise SerializationFailure

        with patch.object(type(self.env["sale.kpi.live"]), "_rows", refused), self.assertRaises(SerializationFailure):
            self.kpis.get_figures(["dso"], *ASKED)

    def test_a_rule_that_fails_when_it_is_asked_takes_no_other_figure_with_it(self):
        self.store_order()

        def failing(*_args):
            raise ArithmeticError("no")

        kpi = REGISTRY["otif"]
        broken = {**REGISTRY, "otif": type(kpi)(**{**vars_of(kpi), "finish": failing})}
        with patch.dict(REGISTRY, broken), mute_logger(FIGURES):
            otif, otd = self.kpis.get_figures(["otif", "otd"], *ASKED)
            detail = self.kpis.get_figure("otif", *ASKED)
        self.assertIn("ArithmeticError", otif["problem"])
        self.assertEqual((otd["problem"], otd["n"]), (False, 1))
        self.assertEqual((detail["problem"], detail["course"]["points"]), (otif["problem"], []))

    def judge(self, number, late):
        options = self.kpis._ask(JUNE, self.company).options[self.company.id]
        fact = OrderFact(confirmed_day=date(2026, 6, 2), first=Due(day=date(2026, 6, 8), lines=1, late=late))
        store(self.env, "order", [fact], options, {"company_id": self.company.id}, number)
        self.env["sale.fact.refresh"]._forget_problems("sale.order.fact")

    def test_a_figure_stays_broken_until_no_document_breaks_it(self):
        kpi, rule = self.kpis.search([("code", "=", "otd")]), REGISTRY["otd"].rule

        def failing(fact, options):
            if fact.first.late:
                raise ArithmeticError("late")
            return rule(fact, options)

        broken = [type(one)(**{**vars_of(one), "rule": failing}) if one.code == "otd" else one
                  for one in REGISTRY.values() if one.source == "order"]  # fmt: skip
        with patch(f"{REFRESH}.of_source", lambda _source: broken), mute_logger(REFRESH):
            self.judge(900_000_001, late=1)
            self.judge(900_000_002, late=0)
        self.assertEqual(kpi.problem, "ArithmeticError: late")
        self.judge(900_000_001, late=1)
        self.assertFalse(kpi.problem)
        self.assertEqual(self.kpis.get_figures(["otd"], *ASKED)[0]["n"], 2)


def vars_of(definition):
    return {name: getattr(definition, name) for name in definition.__dataclass_fields__}


@tagged("post_install", "-at_install")
class TestBrokenDocuments(MetricsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["sale.order"].union(*(cls.make_order() for _number in range(5)))
        cls.job = cls.env["sale.fact.refresh"]
        cls.queue = cls.env["sale.fact.queue"]
        cls.settle()

    def reading(self, broken):
        """Return a context in which some orders cannot be read."""
        read = type(self.env["sale.fact.reader"])._read

        def failing(reader, kind, documents):
            if kind == "order" and broken & set(documents):
                reader.env.cr.execute("SELECT 1 / 0")
            return read(reader, kind, documents)

        return patch.object(type(self.env["sale.fact.reader"]), "_read", failing)

    def run_job(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_kwargs: 1000.0):
            self.job._cron_refresh_facts()

    def run_broken(self):
        """Run the job while one order cannot be read; return that order, and what was logged."""
        order = self.orders[2]
        with self.reading({order.id}), mute_logger("odoo.sql_db"), self.assertLogs(REFRESH, "ERROR") as logged:
            self.run_job()
        return order, logged.output

    def test_one_order_stops_no_other_and_is_told_once(self):
        order, logged = self.run_broken()
        self.assertEqual(len(logged), 1)
        self.assertIn(f"{order.id}: DivisionByZero", logged[0])
        self.assertTrue(all(self.fact(other) for other in self.orders - order))
        self.assertFalse(self.fact(order))
        aside = self.queue.search([("problem", "!=", False)])
        self.assertEqual((aside.kind, aside.res_id), ("order", order.id))
        self.assertEqual(self.job._waiting(), 0)
        with self.reading({order.id}), self.assertNoLogs(REFRESH, "ERROR"):
            self.run_job()

    def test_it_is_read_when_it_changes(self):
        order, _logged = self.run_broken()
        order.client_order_ref = "PO 1"
        self.settle()
        self.run_job()
        self.assertTrue(self.fact(order))
        self.assertFalse(self.queue.search([("problem", "!=", False)]))

    def test_administrators_have_it_tried_again(self):
        order, _logged = self.run_broken()
        with self.assertRaises(AccessError):
            self.queue.with_user(self.make_user("sales_manager", login="q2c_hard_again")).action_read_again()
        self.queue.search([]).action_read_again()
        self.run_job()
        self.assertTrue(self.fact(order))

    def test_a_rebuild_goes_on_after_it(self):
        self.refresh()
        order = self.orders[2]
        self.env["sale.fact.rebuild"]._forget(self.company)
        with self.reading({order.id}), mute_logger("odoo.sql_db", REFRESH):
            self.run_job()
        self.assertTrue(all(self.fact(other) for other in self.orders - order))
        self.assertEqual(self.queue.search([("problem", "!=", False)]).res_id, order.id)

    def test_what_cannot_be_read_hides_no_difference(self):
        order, _logged = self.run_broken()
        self.assertEqual(self.checked("orders_per_day"), "differs")
        self.queue.create({"kind": "order", "res_id": order.id})
        self.assertEqual(self.checked("orders_per_day"), "waiting")

    def checked(self, code):
        """Return what a check of the month in progress finds."""
        kpi = self.env["sale.kpi"].search([("code", "=", code)])
        days = self.env["sale.kpi.verifier"]._month(self.company)
        return self.env["sale.kpi.verification"]._verify(kpi, self.company, *days).result

    def test_a_connection_that_looks_elsewhere_notes_its_changes(self):
        self.refresh()
        order = self.orders[0]
        self.env.cr.execute("SET LOCAL search_path = pg_catalog")
        self.env.cr.execute("UPDATE public.sale_order SET client_order_ref = 'PO 2' WHERE id = %s", [order.id])
        self.env.cr.execute("SET LOCAL search_path = public")
        self.assertIn(order.id, self.queue._take("order", 100))
