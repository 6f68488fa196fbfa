"""Beside a figure of a closed month: what it was when the month was closed."""

from operator import mul

from odoo import api, models

from ...engine import kpi_board
from ...engine.kpi_registry import REGISTRY
from .snapshot import differ

_NOW = 0


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    def _closed(self, codes, question):
        """Return what was kept of a month: ``{(code, company id): sale.kpi.snapshot}``.

        Nothing for other periods, for what is chosen by filters, and for whoever may not see closed months.

        :param codes: of figures
        :param Question question: what was asked
        """
        snapshots, period = self.env["sale.kpi.snapshot"], question.period
        if question.filters or not kpi_board.is_one_month(period) or not snapshots.has_access("read"):
            return {}
        found = snapshots.search(
            [
                ("code", "in", list(codes)),
                ("company_id", "in", question.companies.ids),
                ("month", "=", period.first),
            ]
        )
        return {(one.code, one.company_id.id): one for one in found}

    def _add_closed(self, values, figures, closed):
        """Add to a figure's values what it was when the month was closed: at each company, if there are several.

        :param dict values: see :meth:`_as_values`
        :param figures: ``{(company id, place of the period): Figure}``
        :param closed: see :meth:`_closed`
        :return: the values
        """
        self.ensure_one()
        if values["problem"] or not closed:
            return values
        companies = {company for _code, company in closed}
        kept = {
            company: self._closed_values(figures.get((company, _NOW)), closed[self.code, company])
            for company in companies
            if (self.code, company) in closed
        }
        for one in values["companies"]:
            one["closed"] = kept.get(one["id"])
        if not values["companies"]:
            values["closed"] = next(iter(kept.values()), None)
        return values

    def _closed_values(self, figure, snapshot):
        """Return what was kept, and whether something has changed since.

        Compared are the sums: these say it for any figure, also where the value is a median.

        :param engine.kpi_figure.Figure figure: as it is now, or None
        :param sale.kpi.snapshot snapshot: as it was
        """
        kpi = REGISTRY[self.code]
        scales = self._scales(kpi, figure) if figure is not None else ()
        now = (*map(mul, (figure.numerator, figure.denominator), scales), figure.n) if figure is not None else (0, 0, 0)
        then = (snapshot.numerator, snapshot.denominator, snapshot.n)
        return {
            "value": snapshot.value if snapshot.has_value else None,
            "n": snapshot.n,
            "closed_on": snapshot.company_id._local_day(snapshot.closed_at).isoformat(),
            "is_restated": any(differ(float(a), float(b)) for a, b in zip(then, now, strict=True)),
            "is_older": kpi.version != snapshot.version,
        }
