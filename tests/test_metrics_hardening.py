"""What strangers, broken documents and broken figures do to the figures of others: nothing."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.quote_to_cash.engine.kpi_facts import Due, OrderFact
from odoo.addons.quote_to_cash.engine.kpi_facts_service import MonthFact
from odoo.addons.quote_to_cash.engine.kpi_period import Period
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY

from .common import QuoteToCashCommon
from .common_metrics import MetricsCommon
from .common_metrics_any import NOW, store

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
ASKED = ("2026-06-01", "2026-06-30")
FIGURES = "odoo.addons.quote_to_cash.models.metrics.figures"
REFRESH = "odoo.addons.quote_to_cash.models.metrics.refresh"


class HardeningCommon(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = cls.env["sale.kpi"]

    def store_order(self, **owners):
        """Store an order that was late in June."""
        options = self.kpis._ask(JUNE, self.company).options[self.company.id]
        fact = OrderFact(confirmed_day=date(2026, 6, 2), first=Due(day=date(2026, 6, 8), lines=1, late=1))
        return store(self.env, "order", [fact], options, {"company_id": self.company.id, **owners})

    def rows_of(self, user, **context):
        rows = self.env["sale.kpi.row"].with_user(user)
        return rows.with_context(**{"kpi_code": "otd", "kpi_first": ASKED[0], "kpi_last": ASKED[1], **context})


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhatAnybodyMaySend(HardeningCommon):
    def refused(self, name, *args, **kwargs):
        with self.subTest(method=name, args=args), self.assertRaises(UserError):
            getattr(self.kpis, name)(*args, **kwargs)

    def test_no_question_breaks_the_server(self):
        wrong = [
            ("2026-06-30", "2026-06-01"),
            ("0001-01-01", "0001-01-31"),
            ("9999-12-01", "9999-12-31"),
            ("1990-01-01", "2026-06-30"),
            (5, {}),
            (True, None),
            (*ASKED, 7),
            (*ASKED, "7"),
            (*ASKED, [], ["partner_id"]),
            (*ASKED, [], "partner_id"),
            (*ASKED, [], {"partner_id": True}),
            (*ASKED, [], {"partner_id": 2**40}),
            (*ASKED, [], {"partner_id": [1]}),
            (*ASKED, [], {5: 5}),
        ]
        for question in wrong:
            self.refused("get_figures", ["otd"], *question)
            self.refused("get_figure", "otd", *question)
            self.refused("get_breakdown", "otd", "partner_id", *question)
            self.refused("get_rows_action", "otd", "numerator", *question)

    def test_no_name_breaks_the_server(self):
        for code in ("of_nothing", ["otd"], {"otd": 1}, 5, None, "otd' OR '1'='1"):
            self.refused("get_figure", code, *ASKED)
            self.refused("get_breakdown", code, "partner_id", *ASKED)
            self.refused("get_rows_action", code, "numerator", *ASKED)
        for codes in ("otd", {"otd": 1}, 5, [["otd"]], [5]):
            self.refused("get_figures", codes, *ASKED)
        for by in ("password", ["partner_id"], None, "partner_id; DROP TABLE"):
            self.refused("get_breakdown", "otd", by, *ASKED)
        for part in ("all", ["numerator"], None):
            self.refused("get_rows_action", "otd", part, *ASKED)
        self.refused("get_rows_action", "otd", "left_out", *ASKED, reason=["open"])
        self.assertEqual(self.kpis.get_figures(["of_nothing"], *ASKED), [])

    def test_no_context_breaks_the_rows(self):
        self.assertFalse(self.rows_of(self.env.user, kpi_code=["otd"]).search([]))
        for context in ({"kpi_filters": ["partner_id"]}, {"kpi_companies": 5}, {"kpi_first": 7}, {"kpi_last": "soon"}):
            with self.subTest(context=context), self.assertRaises(UserError):
                self.rows_of(self.env.user, **context).search([])

    def test_other_companies_are_not_asked(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        self.store_order()
        self.kpis.with_context(allowed_company_ids=foreign.ids)
        user = self.make_user("sales_manager", login="q2c_hard_manager")
        found = self.kpis.with_user(user).get_figures(["otd"], *ASKED, foreign.ids)
        self.assertEqual(found[0]["n"], 1)  # his own company's
        rows = self.rows_of(user, kpi_companies=foreign.ids).search([])
        self.assertEqual(rows.company_id, self.company)
        with self.assertRaises(AccessError):
            self.rows_of(user, allowed_company_ids=foreign.ids).search([])

    def test_a_check_is_asked_for_with_a_period(self):
        for period in ("2026", [1], ["a", "b"], ["2026-06-30", "2026-06-01"], {"first": 1, "last": 2}):
            with self.subTest(period=period), self.assertRaises(UserError):
                self.kpis.search([("code", "=", "otd")]).action_verify(period)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhoSeesWhat(HardeningCommon):
    def test_what_others_have_sold_is_not_told(self):
        me, other = self.make_user("salesman", login="q2c_hard_me"), self.make_user("salesman", login="q2c_hard_other")
        fact = self.store_order(user_id=other.id, partner_id=self.partner.id)
        self.assertFalse(self.rows_of(me).search([]))
        self.assertFalse(self.rows_of(me)._read_group([], ["user_id"]))
        self.assertFalse(self.rows_of(me, kpi_filters={"user_id": other.id}).search([]))
        mine = self.kpis.with_user(me)
        self.assertEqual(mine.get_breakdown("otd", "partner_id", *ASKED), {"members": [], "more": 0})
        self.assertEqual(mine.get_figures(["otd"], *ASKED, [], {"user_id": other.id})[0]["n"], 0)
        self.assertFalse(self.env["sale.kpi.day"].with_user(me)._read_group([("user_id", "=", other.id)], ["code"]))
        with self.assertRaises(AccessError):
            fact.with_user(me).read(["value"])
        for model in ("sale.order.confirmed.line", "sale.order.withdrawn.line"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(me).search([])

    def test_what_a_fact_says_to_secret_figures_is_not_read(self):
        me = self.make_user("sales_manager", login="q2c_hard_entries")
        fact = self.store_order().with_user(me)
        self.assertTrue(fact.read(["company_id"]))
        with self.assertRaises(AccessError):
            fact.read(["entries"])

    def test_what_the_whole_warehouse_does_is_not_told_to_a_salesperson(self):
        codes = ["capacity"]
        seen = {
            role: bool(self.kpis.with_user(self.make_user(role, login=f"q2c_hard_{role}")).get_figures(codes, *ASKED))
            for role in ("salesman", "sales_all", "warehouse", "accountant")
        }
        self.assertEqual(seen, {"salesman": False, "sales_all": True, "warehouse": True, "accountant": True})

    def test_the_warehouse_sees_its_capacity(self):
        user = self.make_user("warehouse", login="q2c_hard_hands")
        self.assertFalse(self.kpis.with_user(user).get_figure("capacity", *ASKED)["problem"])

    def test_strangers_see_nothing(self):
        for role in ("portal", "internal"):
            user = self.make_user(role, login=f"q2c_hard_{role}")
            calls = {
                "get_board": (),
                "get_figures": (["otd", "dso"], *ASKED),
                "get_figure": ("otd", *ASKED),
                "get_breakdown": ("otd", "partner_id", *ASKED),
                "action_verify": (),
            }
            for name, args in calls.items():
                with self.subTest(role=role, method=name), self.assertRaises(AccessError):
                    getattr(self.kpis.with_user(user), name)(*args)
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.rows_of(user).search([])

    def snapshot(self, audience):
        return self.env["sale.kpi.snapshot"].create(
            {
                "code": audience,
                "company_id": self.company.id,
                "month": "2020-01-01",
                "audience": audience,
                "closed_at": NOW,
                "version": 1,
            }
        )

    def test_closed_months_tell_costs_to_whom_they_are_for(self):
        all_of = self.env["sale.kpi.snapshot"].union(*map(self.snapshot, ("all", "receivables", "cost")))
        manager = self.make_user("sales_manager", login="q2c_hard_closed")
        accountant = self.make_user("accountant", login="q2c_hard_books")

        def seen(user):
            return all_of.with_user(user).search([("id", "in", all_of.ids)]).mapped("code")

        self.assertCountEqual(seen(manager), ["all"])
        self.assertCountEqual(seen(accountant), ["all", "receivables"])
        manager.group_ids += self.env.ref("quote_to_cash.group_figure_costs")
        self.assertCountEqual(seen(manager), ["all", "cost"])

    def test_checks_of_secret_figures_are_secret(self):
        manager = self.make_user("sales_manager", login="q2c_hard_checks")
        cost = next(code for code, kpi in REGISTRY.items() if kpi.group == "cost")
        kpi = self.kpis.search([("code", "=", cost)])
        checks = self.env["sale.kpi.verification"]._verify(kpi, self.company, JUNE.first, JUNE.last)
        self.assertFalse(checks.with_user(manager).search([("id", "in", checks.ids)]))
        with self.assertRaises(AccessError):
            kpi.with_user(manager).action_verify(list(ASKED))

    def test_targets_of_other_companies_are_theirs(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        kpi = self.kpis.search([("code", "=", "otd")])
        target = self.env["sale.kpi.target"].create({"kpi_id": kpi.id, "company_id": foreign.id, "value": 50})
        manager = self.make_user("sales_manager", login="q2c_hard_target")
        self.assertFalse(target.with_user(manager).search([("id", "=", target.id)]))
        self.assertTrue(kpi.with_user(manager).target_ids)
        with self.assertRaises(AccessError):
            target.with_user(manager).value = 1


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
        waiting = self.env["sale.kpi.verifier"]._waiting(self.company)
        self.assertFalse(waiting["order"](order.id))
        self.assertTrue(self.queue.create({"kind": "order", "res_id": order.id}))
        self.assertTrue(self.env["sale.kpi.verifier"]._waiting(self.company)["order"](order.id))
