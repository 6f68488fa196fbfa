"""Closed months on the dashboard, in mails and in files: what has changed since is said, never silently."""

from odoo import api, models
from odoo.tools import format_date

from ...engine.kpi_period import MONTH
from ...engine.kpi_period import period as period_of
from .snapshot import differ


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    def _figures(self, codes, period, companies, filters=None):
        """Extend: a figure of a closed month says what it was when the month was closed, if it is another one now."""
        found = super()._figures(codes, period, companies, filters)
        snapshots = self.env["sale.kpi.snapshot"]
        is_month = period == period_of(MONTH, period.first)
        # Who may not read closed months sees some documents only: these are not what was closed.
        if not is_month or len(companies) != 1 or any((filters or {}).values()) or not snapshots.has_access("read"):
            return found
        closed = snapshots.search(
            [("company_id", "=", companies.id), ("month", "=", period.first), ("code", "in", list(found))]
        )
        for snapshot in closed:
            figure = found[snapshot.code]
            if not figure["problem"] and snapshot._is_restated_by(figure):
                note = self.env._(
                    "Closed on %(day)s with %(value)s (%(cases)s cases); restated since.",
                    day=format_date(self.env, companies._local_day(snapshot.closed_at)),
                    value=self._told_value(
                        snapshot.value if snapshot.has_value else None, snapshot.unit, snapshot.currency_id
                    ),
                    cases=snapshot.n,
                )
                figure["note"] = " ".join(filter(None, [figure["note"], note]))
        return found


class SaleKpiSnapshot(models.Model):
    _inherit = "sale.kpi.snapshot"

    def _is_restated_by(self, figure):
        """Whether a figure as it is now is another one than what was closed.

        :param dict figure: plain values of :meth:`sale.kpi._figures`
        """
        value = figure["value"]
        if self.n != figure["n"] or self.has_value != (value is not None):
            return True
        return value is not None and differ(self.value, value)
