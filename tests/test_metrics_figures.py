"""Figures of a period: what sums and facts in the database say is what the engine says of the same facts."""

import csv
import io
import random
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine.kpi_definition import SPREAD
from odoo.addons.quote_to_cash.engine.kpi_facts import Due, OrderFact, QuotationFact
from odoo.addons.quote_to_cash.engine.kpi_period import Period
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY, of_source
from odoo.addons.quote_to_cash.engine.kpi_verdict import NOTHING_OPEN, OTHER_PERIOD

from .common import QuoteToCashCommon
from .common_metrics_any import NOW, AnyFact, store

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFigures(QuoteToCashCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls.env["res.company"].create({"name": "Counted", "currency_id": cls.env.company.currency_id.id})
        cls.other_firm = cls.env["res.company"].create({"name": "Counted Too"})
        cls.kpis = cls.env["sale.kpi"].with_context(allowed_company_ids=(cls.firm + cls.other_firm).ids)

    def options(self, period=JUNE, company=None):
        company = company or self.firm
        return self.kpis._ask(period, company).options[company.id]

    def store(self, source, facts, company=None, **owners):
        """Store facts, and return them as rows."""
        company = company or self.firm
        owners = {"company_id": company.id, **owners}
        return store(self.env, source, facts, self.options(company=company), owners, 900_000_000 + company.id * 1000)

    def orders(self, *ways, day=8):
        """Store orders that were due in June; ``True``: delivered on time, ``False``: late."""
        return self.store("order", [self.order(on_time, day) for on_time in ways])

    def order(self, on_time, day=8, confirmed=2):
        return OrderFact(
            confirmed_day=date(2026, 6, confirmed), first=Due(day=date(2026, 6, day), lines=1, late=int(not on_time))
        )

    def figure(self, code, period=JUNE, companies=None, **filters):
        return self.kpis._figures([code], period, companies or self.firm, filters)[code]

    # === The same as the engine === #

    def assert_as_engine(self, kpi, facts, period):
        options = self.options(period)
        meant = kpi.figure(facts, period, options)
        said = self.figure(kpi.code, period)
        rounding = self.firm.currency_id.rounding if kpi.unit == "money" else 1
        value = None if meant.value is None or (not meant.n and kpi.kind != "sum" and not meant.sealed) else meant.value
        with self.subTest(code=kpi.code, period=period):
            self.assertEqual(said["n"], meant.n)
            if value is None:
                self.assertIsNone(said["value"])
            else:
                self.assertAlmostEqual(said["value"], float(value) * rounding, 4)
            left_out = {one["reason"]: one["rows"] for one in said["excluded"]}
            expected = {why: n for why, n in meant.excluded.items() if why not in (OTHER_PERIOD, NOTHING_OPEN)}
            if options.today in period:
                self.assertEqual(left_out, expected)

    def test_sums_say_what_facts_say(self):
        chance = random.Random(10)
        for source in self.kpis._fact_models():
            builder = AnyFact(chance, self.firm.currency_id.id)
            facts = [builder.build(source) for _number in range(25)]
            self.store(source, facts)
            for kpi in of_source(source):
                for period in (JUNE, MAY):
                    if period is JUNE or kpi.cohort != "P":
                        self.assert_as_engine(kpi, facts, period)

    def test_facts_say_what_sums_say(self):
        # Chosen by a customer, the figure is read from the facts: it must be the same for all of them.
        chance = random.Random(11)
        builder = AnyFact(chance, self.firm.currency_id.id)
        self.store("order", [builder.build("order") for _number in range(25)], partner_id=self.partner.id)
        for kpi in of_source("order"):
            with self.subTest(code=kpi.code):
                summed, read = self.figure(kpi.code), self.figure(kpi.code, partner_id=self.partner.id)
                for name in ("n", "numerator", "denominator", "excluded"):
                    self.assertEqual(summed[name], read[name], name)
                if kpi.kind != SPREAD:
                    self.assertEqual(summed["value"], read["value"])

    def test_rows_add_up_to_the_figure(self):
        chance = random.Random(12)
        builder = AnyFact(chance, self.firm.currency_id.id)
        for source in ("order", "line", "return"):
            self.store(source, [builder.build(source) for _number in range(25)])
            for kpi in of_source(source):
                with self.subTest(code=kpi.code):
                    figure, rows = self.figure(kpi.code), self.rows(kpi.code)
                    counted = rows.filtered(lambda row: row.part != "left_out")
                    self.assertEqual(len(counted), figure["n"])
                    self.assertAlmostEqual(sum(counted.mapped("numerator")), figure["numerator"], 2)
                    left_out = sum(one["rows"] for one in figure["excluded"])
                    self.assertEqual(len(rows - counted), left_out)

    def test_what_stands_at_a_moment_has_rows_of_today_only(self):
        self.store("line", [AnyFact(random.Random(3), self.firm.currency_id.id).build("line") for _number in range(9)])
        with freeze_time("2042-06-08 12:00:00"):
            self.assertIsNone(self.figure("backorder_value")["value"])
            self.assertFalse(self.rows("backorder_value"))

    def rows(self, code, period=JUNE, companies=None, **filters):
        rows = self.kpis.env["sale.kpi.row"].with_context(
            kpi_code=code,
            kpi_first=period.first,
            kpi_last=period.last,
            kpi_companies=(companies or self.firm).ids,
            kpi_filters=filters,
        )
        self.env.invalidate_all()
        return rows.search([])

    # === What does not exist === #

    def test_nothing_is_no_figure(self):
        for code in REGISTRY:
            with self.subTest(code=code):
                found = self.figure(code)
                self.assertIn(found["value"], (None, 0))
                if found["unit"] == "percent":
                    self.assertIsNone(found["value"])

    def test_what_is_late_and_not_delivered_counts(self):
        self.orders(True, False, False)
        found = self.figure("otd")
        self.assertEqual((found["n"], found["numerator"], round(found["value"], 2)), (3, 1, 33.33))

    def test_what_is_due_today_is_left_out(self):
        self.orders(True, day=15)
        found = self.figure("otd")
        self.assertIsNone(found["value"])
        self.assertEqual([(one["reason"], one["rows"]) for one in found["excluded"]], [("not_yet_due", 1)])

    def test_a_broken_figure_says_so_and_the_others_work(self):
        self.orders(True)
        self.kpis.search([("code", "=", "otif")]).problem = "ValueError: no"
        found = self.kpis._figures(["otif", "otd"], JUNE, self.firm)
        self.assertIn("ValueError: no", found["otif"]["problem"])
        self.assertEqual((found["otd"]["problem"], found["otd"]["value"]), (False, 100))

    def test_a_figure_without_definition_says_so(self):
        self.kpis.create({"code": "of_yore", "name": "Of Yore"})
        self.assertTrue(self.figure("of_yore")["problem"])

    # === Several companies === #

    def test_shares_of_companies_are_added(self):
        self.orders(True)
        self.store("order", [self.order(False)] * 3, self.other_firm)
        found = self.figure("otd", companies=self.firm + self.other_firm)
        self.assertEqual(found["value"], 25)
        self.assertEqual([one["value"] for one in found["companies"]], [100, 0])

    def test_orders_per_day_of_companies_are_not_added(self):
        self.orders(True)
        found = self.figure("orders_per_day", companies=self.firm + self.other_firm)
        self.assertIsNone(found["value"])
        self.assertTrue(found["companies"][0]["value"])

    # === Targets, trends === #

    def test_a_value_is_compared_with_its_target_and_the_period_before(self):
        self.orders(True, False)
        found = self.figure("otd")
        self.assertEqual((found["target"], found["on_target"], found["trend"]), (95, False, None))
        may = OrderFact(confirmed_day=date(2026, 5, 2), first=Due(day=date(2026, 5, 8), lines=1, late=1))
        self.store("order", [self.order(True), self.order(False), may])
        found = self.figure("otd")
        self.assertEqual((found["before"], found["value"], found["trend"]), (0, 50, "better"))
        self.assertEqual(found["spark"][-2:], [0, 50])

    # === Rights === #

    def test_salespeople_see_their_own_orders(self):
        me = self.make_user("salesman", login="q2c_figures_own", company_id=self.firm.id)
        self.store("order", [self.order(True)], user_id=self.make_user("sales_manager").id)
        mine = self.kpis.with_user(me).with_context(allowed_company_ids=self.firm.ids)
        self.assertEqual(mine._figures(["otd"], JUNE, self.firm)["otd"]["n"], 0)
        self.store("order", [self.order(True)], user_id=me.id)
        self.assertEqual(mine._figures(["otd"], JUNE, self.firm)["otd"]["n"], 1)

    def test_receivables_are_for_accountants(self):
        me = self.make_user("salesman", login="q2c_figures_sales")
        self.assertFalse(self.env["sale.kpi"].with_user(me)._figures(["dso"], JUNE, self.env.company))
        with self.assertRaises(UserError):
            self.env["sale.kpi"].with_user(me).get_figure("dso", "2026-06-01", "2026-06-30")
        with self.assertRaises(AccessError):
            rows = (
                self.env["sale.kpi.row"]
                .with_user(me)
                .with_context(kpi_code="dso", kpi_first="2026-06-01", kpi_last="2026-06-30")
            )
            rows.search([])

    # === Questions of a client === #

    def test_what_is_no_question_is_refused(self):
        for first, last, filters in (
            ("2026-06-30", "2026-06-01", {}),
            ("yesterday", "2026-06-01", {}),
            (False, "2026-06-01", {}),
            ("2026-06-01", "2026-06-30", {"password": 1}),
            ("2026-06-01", "2026-06-30", {"partner_id": "1) OR (1=1"}),
        ):
            with self.subTest(first=first, filters=filters), self.assertRaises(UserError):
                self.kpis.get_figures(["otd"], first, last, [], filters)

    def test_a_breakdown_adds_up(self):
        self.store("order", [self.order(True), self.order(False)], partner_id=self.partner.id)
        found = self.kpis.get_breakdown("otd", "partner_id", "2026-06-01", "2026-06-30", self.firm.ids)
        self.assertEqual([(row["id"], row["value"], row["n"]) for row in found["members"]], [(self.partner.id, 50, 2)])
        by_user = self.kpis.get_breakdown("otd", "user_id", "2026-06-01", "2026-06-30", self.firm.ids)
        self.assertEqual([(row["id"], row["n"]) for row in by_user["members"]], [(False, 2)])

    def test_the_course_has_gaps_where_nothing_was(self):
        self.orders(True)
        course = self.kpis.get_figure("otd", "2026-06-01", "2026-06-30", self.firm.ids)["course"]
        self.assertEqual(course["kind"], "day")
        self.assertEqual([point["value"] for point in course["points"]], [None] * 7 + [100] + [None] * 7)

    # === Files === #

    def written(self, header, rows):
        """Return what is written of a table as CSV."""
        file = io.BytesIO()
        self.kpis._write_csv(file, header, rows)
        return file.getvalue().decode("utf-8-sig")

    def test_a_file_has_all_rows(self):
        self.store("order", [self.order(True), self.order(False, day=20)], partner_id=self.partner.id)
        header, rows = self.kpis._rows_table("otd", "2026-06-01", "2026-06-30", self.firm.ids, {})
        read = list(csv.DictReader(io.StringIO(self.written(header, rows))))
        self.assertEqual(
            [(row["Customer"], row["Left Out Because"]) for row in read],
            [(self.partner.display_name, ""), (self.partner.display_name, "Not yet due")],
        )

    def test_a_cell_is_no_formula(self):
        self.assertEqual(self.written(["A"], [["=1+1"], [-1.5]]).split(), ["A", "'=1+1", "-1.5"])

    def test_open_quotations_are_left_out_with_their_reason(self):
        self.store("quotation", [QuotationFact(issued_day=date(2026, 1, 5))])
        found = self.figure("conversion")
        self.assertEqual([(one["reason"], one["rows"]) for one in found["excluded"]], [("open", 1)])
        self.assertEqual(self.rows("conversion").mapped("reason"), ["open"])
