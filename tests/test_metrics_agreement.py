"""Whatever has happened: what the dashboard shows is what the documents say, and what its rows add up to."""

import os
from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from importlib.util import find_spec
from random import Random
from unittest import skipUnless

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine import kpi_definition as kinds
from odoo.addons.quote_to_cash.engine.kpi_period import Period
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY

from .common_metrics import FIRST, LAST
from .common_metrics_history import History

MARCH = Period(FIRST, LAST)
EXAMPLES = int(os.environ.get("Q2C_EXAMPLES", "0"))
FEW = 3  # the same ones each time; more and others with Q2C_EXAMPLES=100
HAPPENINGS = sorted(name for name in dir(History) if name.startswith("happens_"))
APRIL = Period(date(2040, 3, 6), date(2040, 4, 3))  # and a part of March


def events_of(seed):
    """Return what happens: ``[(what, to which order, how many hours after the last thing)]``."""
    chance = Random(seed)
    return [
        (chance.choice(HAPPENINGS), chance.randrange(4), chance.randint(1, 20))
        for _step in range(chance.randint(20, 70))
    ]


@tagged("post_install", "-at_install")
@skipUnless(find_spec("hypothesis"), "hypothesis is not installed")
class TestAgreement(History):
    def test_dashboard_rows_and_documents_agree(self):
        from hypothesis import HealthCheck, Phase, given, settings
        from hypothesis import strategies as st

        search = settings(
            max_examples=EXAMPLES or FEW,
            derandomize=not EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # all that is wrong is told at once: a smaller example would take an hour
            suppress_health_check=list(HealthCheck),
        )
        search(given(seed=st.integers(0, 10**6), later=st.integers(6, 40))(self.assert_agreement))()

    def assert_agreement(self, seed, later):
        """Live through what a seed says, then look at two moments."""
        self.wrong = []
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            now = self.live_through(events_of(seed))
            with freeze_time(now):
                self.assert_all_agree(MARCH)
                self.assert_parts_are_the_whole(MARCH)
            with freeze_time(now + timedelta(days=later)):
                self.assert_all_agree(MARCH)
                self.assert_all_agree(APRIL)
            self.assertFalse(self.wrong, "\n".join(self.wrong))
        finally:
            self.env.cr.precommit.clear()
            self.env.transaction.clear()
            savepoint.close(rollback=True)

    @contextmanager
    def noted(self, **where):
        """Return a context in which what is wrong is noted; hypothesis knows no subtests."""
        try:
            yield
        except AssertionError as error:
            self.wrong.append(f"{where}: {error}")

    def live_through(self, events):
        """Let events happen, one after the other; return the moment after the last of them."""
        now = self.at(1, "08:00")
        with freeze_time(now):
            orders = [self.order_of(number) for number in range(4)]
            for order in orders[:3]:
                self.happen("happens_confirm", order)
        for name, number, hours in events:
            now += timedelta(hours=hours)
            with freeze_time(now):
                self.happen(name, orders[number])
        with freeze_time(now + timedelta(hours=1)):
            self.refresh()
        return now + timedelta(hours=1)

    # === Dashboard = documents = rows === #

    def assert_all_agree(self, period):
        kpis = self.env["sale.kpi"].search([])
        checks = self.env["sale.kpi.verification"].sudo()._verify(kpis, self.company, period.first, period.last)
        said = self.env["sale.kpi.verifier"]._documents(list(REGISTRY), self.company, period.first, period.last)
        figures = self.env["sale.kpi"]._figures(list(REGISTRY), period, self.company)
        self.assertEqual(figures.keys(), REGISTRY.keys())
        for check in checks:
            code = check.kpi_id.code
            with self.noted(code=code, period=period, today=self.company._local_day()):
                self.assert_told(check)
                self.assert_shown(REGISTRY[code], figures[code], said.get(code), check, period)
                self.assert_rows(REGISTRY[code], figures[code], period)

    def assert_told(self, check):
        """Check that the documents agree, or that it is said why nobody can tell."""
        rows = [
            (
                row.name,
                row.difference,
                (row.kept_numerator, row.documents_numerator),
                (row.kept_denominator, row.documents_denominator),
            )
            for row in check.line_ids
        ]
        self.assertIn(check.result, ("agrees", "no_way"), f"{check.problem} {rows}")
        if check.result == "no_way":
            self.assertTrue(check.problem)
            self.assertTrue(check.kpi_id.code == "satisfaction" or check.kpi_id.cohort == kinds.POINT)

    def assert_shown(self, kpi, figure, said, check, period):
        """Check that the dashboard shows what the documents say."""
        self.assertFalse(figure["problem"])
        if check.result == "no_way":
            self.assertIsNone(figure["value"])
            return
        up, down, scale = check.documents_numerator, check.documents_denominator, self.scale(kpi, figure)
        self.assertAlmostEqual(figure["numerator"], up * scale, 4)
        value = self.worked_out(kpi, [row[1] for row in said.values()], up, down, period)
        if value is None or figure["value"] is None:
            self.assertEqual((value, figure["value"]), (None, None), (up, down))
        else:
            self.assertAlmostEqual(figure["value"], float(value) * (scale if kpi.unit == kinds.MONEY else 1), 4)

    def scale(self, kpi, figure):
        if kpi.kind == kinds.SPREAD:
            return float(kpi.factor)
        return self.company.currency_id.rounding if figure["currency_id"] else 1

    def worked_out(self, kpi, numbers, up, down, period):
        """Return the value, from what the documents say; None if it does not exist."""
        so_far = period.until(self.company._local_day())
        if kpi.kind == kinds.SPREAD:
            return _typical(sorted(numbers), kpi.headline) * kpi.factor if numbers else None
        if kpi.kind == kinds.SUM or kpi.code == "dso_countback":
            return up
        if kpi.code in ("orders_per_day", "orders_per_day_net"):
            working = self.company._working_days_between(so_far.first, so_far.last + timedelta(days=1))
            down = len([day for day in working if day in so_far])
        days = so_far.days if kpi.source == kinds.MONTH and kpi.unit == kinds.DAYS else 1
        return Fraction(up) * kpi.factor * days / Fraction(down) if down > 0 else None

    def rows(self, code, period):
        self.env["sale.kpi.row"].invalidate_model(flush=False)  # the same numbers are other rows of each figure
        return (
            self.env["sale.kpi.row"]
            .with_context(
                kpi_code=code,
                kpi_first=period.first.isoformat(),
                kpi_last=period.last.isoformat(),
                kpi_companies=self.company.ids,
            )
            .search([])
        )

    def assert_rows(self, kpi, figure, period):
        """Check that the rows behind a figure add up to it, and those that are left out, too."""
        if figure["numerator"] is None:
            return
        rows = self.rows(kpi.code, period)
        counting = rows.filtered(lambda row: row.part != "left_out")
        if kpi.source != kinds.MONTH:  # of a month there is a row for each customer
            self.assertEqual(len(counting), figure["n"])
            left_out = {one["reason"]: one["rows"] for one in figure["excluded"]}
            self.assertEqual(Counter((rows - counting).mapped("reason")), left_out)
        if kpi.code != "dso_countback":
            self.assertAlmostEqual(sum(counting.mapped("numerator")), figure["numerator"], 4)
        if not kpi.finish or (kpi.source == kinds.MONTH and kpi.code != "dso_countback"):
            self.assertAlmostEqual(sum(counting.mapped("denominator")), figure["denominator"], 4)

    # === The parts are the whole === #

    def assert_parts_are_the_whole(self, period):
        ask = (period.first.isoformat(), period.last.isoformat(), self.company.ids)
        kpis, codes = self.env["sale.kpi"], [kpi.code for kpi in REGISTRY.values() if kpi.source in self.stored]
        wholes = kpis._figures(codes, period, self.company)
        for by in ("partner_id", "user_id", "product_id", "warehouse_id"):
            members = defaultdict(dict)
            for code in codes:
                if kpis._is_known_by(REGISTRY[code], {by: True}):
                    parts = kpis.get_breakdown(code, by, *ask)["members"]
                    with self.noted(by=by, code=code):
                        self.assert_whole(wholes[code], parts)
                    for part in parts:
                        members[part["id"]][code] = part
            for member in members.keys() - {False}:
                chosen = kpis._figures(list(members[member]), period, self.company, {by: member})
                for code, part in members[member].items():
                    with self.noted(by=by, code=code, member=member):
                        for name in ("value", "n", "numerator", "denominator"):
                            self.assertEqual(chosen[code][name], part[name], name)

    @property
    def stored(self):
        return self.env["sale.kpi"]._fact_models()

    def assert_whole(self, whole, parts):
        self.assertEqual(sum(part["n"] for part in parts), whole["n"])
        self.assertEqual(sum(part["left_out"] for part in parts), sum(one["rows"] for one in whole["excluded"]))
        if whole["numerator"] is not None:
            self.assertAlmostEqual(sum(part["numerator"] or 0 for part in parts), whole["numerator"], 4)


def _typical(numbers, headline):
    """Return the mean, the median or the P90 of numbers in ascending order."""
    if headline == "mean":
        return sum(numbers) / len(numbers)
    if headline == "p90":
        return numbers[-(-9 * len(numbers) // 10) - 1]
    return (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2
