"""What stands beside a figure: what is typical of its times, how old is what goes on, what its parts multiply to."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import kpi_definition as definitions
from ...engine.kpi_registry import PERFECT_COMPONENTS, PERFECT_ORDER, REGISTRY

OPEN = """
    SELECT COUNT(*)::int AS n,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY age.seconds) AS median,
           percentile_disc(0.9) WITHIN GROUP (ORDER BY age.seconds) AS p90
      FROM (%(cut)s) AS cut
     CROSS JOIN LATERAL (SELECT GREATEST(EXTRACT(EPOCH FROM %(now)s - cut.since), 0)::float AS seconds) age
     WHERE cut.why = 'open' AND cut.since IS NOT NULL
"""


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    @api.readonly
    def get_figure(self, code, first, last, company_ids=(), filters=None):
        """Extend: ``spread`` of every time, ``open`` of what goes on, ``product`` of the parts of perfect orders."""
        found = super().get_figure(code, first, last, company_ids, filters)
        question = self._question(first, last, company_ids, filters)
        kpi = REGISTRY.get(code)
        stored = bool(kpi) and not found["problem"] and self._by_origin([kpi], question)[0]
        is_time = bool(stored) and kpi.kind == definitions.SPREAD
        return found | {
            "spread": found["spread"] or (self._typical(kpi, question) if is_time else None),
            "open": self._open_ages(kpi, question) if is_time else None,
            "product": self._product(question) if stored and code == PERFECT_ORDER else None,
        }

    @api.model
    def _typical(self, kpi, question):
        """Return number, mean, median and P90 of a figure that is told as a mean, or None."""
        spreads = self._read_spreads([kpi], question, [question.period], means=True).get(kpi.code, {})
        return spreads.get((self._one(question), 0, None))

    @api.model
    def _open_ages(self, kpi, question):
        """Return how many have begun and go on, and for how long: ``{"n", "median", "p90"}`` in the figure's unit."""
        cut = self._cut_facts(self._fact_models()[kpi.source], [kpi], question, [question.period])
        ((number, *values),) = self.env.execute_query(SQL(OPEN, cut=cut, now=fields.Datetime.now()))
        if not number:
            return None
        median, p90 = (value * float(kpi.factor) for value in values)
        return {"n": number, "median": median, "p90": p90}

    @api.model
    def _product(self, question):
        """Return what the parts of perfect orders make, multiplied, in percent; None if one of them does not exist.

        It is not the figure: it differs from it where failures come together.
        """
        parts = self._figures(PERFECT_COMPONENTS, question.period, question.companies, question.filters)
        found = 100.0
        for code in PERFECT_COMPONENTS:
            value = parts[code]["value"]
            if value is None:
                return None
            found *= value / 100
        return found
