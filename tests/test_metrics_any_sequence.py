"""Whatever happens to orders: kept current is read from zero, and dashboard, documents and rows say the same."""

import os
from contextlib import closing
from datetime import date, timedelta
from importlib.util import find_spec
from unittest import skipUnless

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.quote_to_cash.engine import kpi_definition as definitions
from odoo.addons.quote_to_cash.engine.kpi_period import Period
from odoo.addons.quote_to_cash.engine.kpi_registry import REGISTRY

from .common_metrics import FIRST
from .common_metrics_happenings import HappeningsCommon

LATER = "2040-06-15 12:00:00"
SPRING = Period(FIRST, date(2040, 4, 30))
# An example takes seconds: by default a few, always the same. Whoever looks for faults asks for more, always others,
# and has time to have them made small.
EXAMPLES = int(os.environ.get("Q2C_EXAMPLES", "0"))
FEW = 2
STEPS = 20


@tagged("post_install", "-at_install")
@skipUnless(find_spec("hypothesis"), "hypothesis is not installed")
class TestAnySequence(HappeningsCommon):
    def test_all_say_the_same(self):
        from hypothesis import HealthCheck, Phase, given, settings
        from hypothesis import strategies as st

        # What usually happens, often enough that something is there to which the rest may happen
        often = ("confirm", "confirm", "confirm", "ship", "ship_part", "deliver", "bill", "ask_back", "arrive", "look")
        step = st.tuples(
            st.sampled_from([*often, *self.happenings()]),
            st.integers(0, 3),
            st.sampled_from((1, 7, 30)),  # hours until then
            st.sampled_from((False, False, True)),  # whether the job reads it then
        )

        @settings(
            max_examples=EXAMPLES or FEW,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not EXAMPLES,
            # Not "explain": it traces every line of Odoo.
            phases=[Phase.reuse, Phase.generate, Phase.shrink] if EXAMPLES else [Phase.generate],
        )
        @given(st.lists(step, min_size=STEPS, max_size=2 * STEPS))
        def all_say_the_same(steps):
            with closing(self.env.cr.savepoint()):
                self.happen(steps)
                with freeze_time(LATER):
                    self.check()

        all_say_the_same()

    def happen(self, steps):
        """Have things happen to orders, one after the other."""
        orders, now = self.any_orders(), self.at(5)
        for name, number, hours, reads in steps:
            now += timedelta(hours=hours)
            order = orders[number].exists()
            if order:
                with freeze_time(now):
                    self.try_to(name, order)
                    self.settle()
            if reads:
                self.refresh()

    def try_to(self, name, order):
        """Have something happen, unless Odoo refuses it."""
        try:
            with self.env.cr.savepoint():
                getattr(self, f"happens_{name}")(order)
        except UserError:
            return

    # === What has to be the same === #

    def check(self):
        self.refresh()
        for company in (self.company, self.abroad):
            kept = self.stored(company)
            self.rebuild(company)
            for model, rows in self.stored(company).items():
                self.assertEqual(kept[model], rows, model)
            if kept["sale.order.fact"]:
                self.check_figures(company)

    def check_figures(self, company):
        verifier = self.env["sale.kpi.verifier"]
        kpis = self.env["sale.kpi"].search([("code", "in", list(REGISTRY))])
        figures = kpis._figures(REGISTRY, SPRING, company)
        verifiable = kpis.filtered(lambda kpi: kpi.code in verifier._verifiable())
        checks = self.env["sale.kpi.verification"].sudo()._verify(verifiable, company, SPRING.first, SPRING.last)
        for check in checks:
            code = check.kpi_id.code
            rows = check.line_ids.mapped(lambda line: (line.name, line.kept_numerator, line.documents_numerator))
            self.assertIn(check.result, ("agrees", "no_way"), f"{code}: {check.problem} {rows}")
            if check.result == "agrees":
                self.assert_as_documents(figures[code], check)
        for code, figure in figures.items():
            self.assertFalse(figure["problem"], code)
            self.assert_as_rows(figure, company)

    def assert_as_documents(self, figure, check):
        """Check the dashboard against the second way."""
        kpi = REGISTRY[figure["code"]]
        if kpi.source == definitions.MONTH:
            return  # the check itself holds it against the ledger; what it counts are customers
        self.assertEqual(figure["n"], check.documents_rows, kpi.code)
        up, down = self.scales(kpi, figure)
        self.assertAlmostEqual(figure["numerator"], check.documents_numerator * up, 4, kpi.code)
        if not kpi.finish:  # that it is divided by something else is not in the documents
            self.assertAlmostEqual(figure["denominator"], check.documents_denominator * down, 4, kpi.code)

    def scales(self, kpi, figure):
        """Return what makes cents and seconds what the dashboard shows."""
        if kpi.kind == definitions.SPREAD:
            return float(kpi.factor), 1
        cent = 0.01 if figure["currency_id"] else 1
        return cent, 1 if kpi.unit == definitions.MONEY else cent

    def assert_as_rows(self, figure, company):
        """Check the dashboard against the rows that it opens."""
        kpi = REGISTRY[figure["code"]]
        rows = self.env["sale.kpi.row"].with_context(
            kpi_code=kpi.code,
            kpi_first=SPRING.first,
            kpi_last=SPRING.last,
            kpi_companies=company.ids,
            allowed_company_ids=(self.company + self.abroad).ids,
        )
        rows.invalidate_model(flush=False)
        rows = rows.search([])
        counted = rows.filtered(lambda row: row.part != "left_out")
        if kpi.source != definitions.MONTH:  # its rows are customers'
            self.assertEqual(len(counted), figure["n"], kpi.code)
            self.assertEqual(len(rows - counted), sum(one["rows"] for one in figure["excluded"]), kpi.code)
        if figure["numerator"] is not None and kpi.code != "dso_countback":
            self.assertAlmostEqual(sum(counted.mapped("numerator")), figure["numerator"], 2, kpi.code)
        if figure["denominator"] is not None and not kpi.finish:
            self.assertAlmostEqual(sum(counted.mapped("denominator")), figure["denominator"], 2, kpi.code)
