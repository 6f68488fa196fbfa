"""The figures of thirty orders worked by hand: real orders, to which everything happens as to any other."""

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine import kpi_definition as definitions
from odoo.addons.quote_to_cash.engine.kpi_period import Period
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY

from . import metrics_thirty_money as money
from . import metrics_thirty_orders as table
from .common_metrics import FIRST, LAST, NEW_YORK
from .common_metrics_thirty import LATER, ThirtyOrdersCommon

MARCH = Period(FIRST, LAST)
# Sums of what is stored
SUMMED = (
    table.EXPECTED,
    table.EXPECTED_OF_LINES,
    table.EXPECTED_OF_OTHERS,
    money.EXPECTED_OF_MONEY,
    money.EXPECTED_OF_RETURNS,
    money.EXPECTED_OF_OVERRIDES,
)
PARTS = {code: parts for expected in SUMMED for code, parts in expected.items()}


@tagged("post_install", "-at_install")
class TestThirtyOrders(ThirtyOrdersCommon):
    def check_sums(self, *tables):
        for code, parts in (item for expected in tables for item in expected.items()):
            with self.subTest(figure=code):
                self.assertEqual(tuple(map(float, self.figure(code))), tuple(map(float, parts)))

    # === Sums === #

    def test_figures_of_orders(self):
        self.check_sums(table.EXPECTED)

    def test_figures_of_lines(self):
        self.check_sums(table.EXPECTED_OF_LINES)

    def test_figures_of_shipments_holds_and_quotations(self):
        self.check_sums(table.EXPECTED_OF_OTHERS)

    def test_figures_of_invoices_and_promises_to_pay(self):
        self.check_sums(money.EXPECTED_OF_MONEY)

    def test_figures_of_returns_claims_and_overrides(self):
        self.check_sums(money.EXPECTED_OF_RETURNS, money.EXPECTED_OF_OVERRIDES)

    # === What the dashboard says === #

    def shown(self, codes, now=LATER):
        with freeze_time(now):
            return self.env["sale.kpi"]._figures(codes, MARCH, self.company)

    def test_the_dashboard_divides_them(self):
        shown = self.shown(PARTS)
        for code, (numerator, denominator) in PARTS.items():
            kpi = REGISTRY[code]
            if code in money.SPREADS:
                continue
            with self.subTest(figure=code):
                if code.startswith("orders_per_day"):
                    meant = Fraction(numerator, money.WORKING_DAYS)
                elif kpi.kind == definitions.SUM or not denominator:
                    meant = None
                else:
                    unit = Fraction(1, table.EURO) if kpi.unit == definitions.MONEY else 1
                    meant = Fraction(numerator) / denominator * kpi.factor * unit
                self.assert_value(shown[code]["value"], meant)

    def test_the_dashboard_says_what_is_typical(self):
        shown = self.shown(money.SPREADS)
        for code, meant in money.SPREADS.items():
            with self.subTest(figure=code):
                spread = shown[code]["spread"]
                for name, value in zip(("n", "mean", "median", "p90"), meant, strict=True):
                    self.assert_value(spread[name], value)
                self.assert_value(shown[code]["value"], meant[2])

    def test_receivables_and_capacity(self):
        for now in ("2040-03-31 20:00:00", LATER):  # what happens later changes no past month
            shown = self.shown(money.EXPECTED_LIVE, now)
            for code, meant in money.EXPECTED_LIVE.items():
                # The last day of a month in progress is not over.
                if code != "capacity" or now == LATER:
                    with self.subTest(figure=code, now=now):
                        self.assert_value(shown[code]["value"], meant)

    def test_open_backorders_are_those_of_the_moment(self):
        for code, meant in money.BACKORDERS.items():
            with self.subTest(figure=code):
                self.assert_value(self.seen_then[code]["value"], meant)

    def assert_value(self, found, meant):
        if meant is None:
            self.assertIn(found, (None, 0))
        else:
            self.assertAlmostEqual(found, float(meant), 6)

    def test_no_figure_is_missing(self):
        known = [*PARTS, *money.EXPECTED_LIVE]
        self.assertEqual({code for code, n in Counter(known).items() if n > 1}, set())
        self.assertEqual(set(known), set(REGISTRY))
        for code, file in money.ELSEWHERE.items():
            self.assertIn(f'"{code}"', (Path(__file__).parent / file).read_text())

    # === What each order says === #

    def test_each_order(self):
        for name, (_lines, _wanted, verdicts, _steps) in self.rows.items():
            for code in table.CODES:
                with self.subTest(order=name, figure=code):
                    self.assertEqual(self._verdict(name, code), self._meant(verdicts[code]))

    def _verdict(self, name, code):
        day, numerator, denominator, reason = self.said(self.orders[name], code)
        if reason:
            return reason
        return "April" if date.fromisoformat(day).month == 4 else (numerator, denominator)

    def _meant(self, sign):
        return "April" if sign == "a" else table.REASONS.get(sign) or (int(sign), 1)

    def test_every_left_out_order_has_its_reason(self):
        found = Counter(self.said(order, "otd")[3] for order in self.orders.values())
        # 24 of March, U and AA of April; G I; N; V; three quotations
        mine = {None: 26, "cancelled_before_due": 2, "replacement": 1, "service": 1, "not_confirmed": 3}
        self.assertEqual(found, mine)

    def test_only_the_parcel_that_nobody_saw_arrive_is_an_estimate(self):
        self.env.cr.execute(
            "SELECT SUM(estimated) FROM sale_kpi_day WHERE code = 'otd' AND company_id = %s AND day >= '2040-03-01'",
            [self.company.id],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 1)

    def test_shipments_without_invoice_are_open(self):
        left_out = {
            one["reason"]: one["rows"] for one in self.shown(["invoice_time"], LATER)["invoice_time"]["excluded"]
        }
        self.assertEqual(left_out.get("prepaid"), 1)  # J
        self.env.cr.execute(
            "SELECT COALESCE(SUM(rows), 0) FROM sale_kpi_day"
            " WHERE code = 'invoice_time' AND company_id = %s AND reason = 'open' AND day >= '2040-03-01'",
            [self.company.id],
        )
        self.assertEqual(self.env.cr.fetchone()[0], money.OPEN_SHIPMENTS)

    def test_days_are_those_of_the_company(self):
        """The last minutes of March in New York are April in Berlin."""
        moment = self.at(31, "22:30", NEW_YORK)
        with freeze_time(moment):
            order = self.make_order(
                (self.goods, 1), warehouse=self.far, partner_id=self.partner.id, company_id=self.abroad.id
            )
            self.refresh()
        self.assertEqual(self.said(order, "orders_per_day")[0], "2040-03-31")
        self.assertEqual(self.said(self.orders["AA"], "orders_per_day")[0], "2040-04-01")
        self.assertEqual(self.figure("orders_per_day", company=self.abroad), (1, 1))

    # === Other ways to the same === #

    def test_read_from_zero_it_is_the_same(self):
        self.assertRebuiltTheSame()

    @freeze_time(LATER)
    def test_documents_say_the_same(self):
        for first, last in ((FIRST, LAST), (date(2040, 4, 1), date(2040, 4, 30))):
            self.assertDocumentsAgree(first, last)
