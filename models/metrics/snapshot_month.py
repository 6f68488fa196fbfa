"""Figures of one month of a company, for keeping them when it closes and for comparing them later."""

from datetime import timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import kpi_definition as definitions
from ...engine.kpi_figure import MEDIAN, Figure, Spread
from ...engine.kpi_period import MONTH, period
from ...engine.kpi_registry import REGISTRY
from ...engine.kpi_verdict import Options

MOST_MONTHS = 13  # that are closed at once, where a company has used Odoo for longer


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_close_days = fields.Integer(
        "Months Close After",
        default=30,
        help="Days after the end of a month, because returns arrive late. What changes later is shown beside.",
    )

    _kpi_close_days_positive = models.Constraint(
        "CHECK (kpi_close_days >= 0)", "The number of days cannot be negative."
    )


class SaleKpiMonth(models.AbstractModel):
    """Only reads: facts and their sums; of receivables, the ledger."""

    _name = "sale.kpi.month"
    _description = "Key Figures of a Month"

    @api.model
    def _figures(self, codes, company, month):
        """Return figures of a month: ``{code: engine.kpi_figure.Figure}``, without those that no month has.

        Nor those of which nobody had written down what they are made of, before the addon came within the month.

        :param codes: of figures
        :param res.company company: one company
        :param date month: any day of the month
        """
        of = period(MONTH, month)
        known = [REGISTRY[code] for code in codes if code in REGISTRY]
        options = self._options(company, of)
        found = self._live(known, company, of, options)
        measured = self.env["sale.kpi.baseline"]._measured(codes, company, of)
        kept = [kpi for kpi in known if kpi.code not in found and self._facts_of(kpi) and measured.get(kpi.code) == of]
        sums = self._sums(kept, company, of)
        for kpi in kept:
            found[kpi.code] = self._of_facts(kpi, sums.get(kpi.code, ()), company, of, options)
        return found

    @api.model
    def _options(self, company, of):
        working = company._working_days_between(of.first, of.last + timedelta(days=1))
        return Options(today=company._local_day(), now=fields.Datetime.now(), working=working)

    @api.model
    def _facts_of(self, kpi):
        """Return the model of the facts of which a figure of a month is made, or nothing."""
        if kpi.cohort == definitions.POINT or kpi.needs_period:
            return None
        children = self.env["sale.fact"]._inherit_children
        return next((name for name in children if getattr(self.env[name], "_source", None) == kpi.source), None)

    def _live(self, known, company, of, options):
        """Return the figures that are read from the ledger and the log, as they are now for the end of the month."""
        live = self.env["sale.kpi.live"]
        sources = {kpi.source for kpi in known if live._is_live(kpi.source)}
        facts = {source: live._facts(source, company, of) for source in sources}
        return {kpi.code: kpi.figure(facts[kpi.source], of, options) for kpi in known if kpi.source in facts}

    def _sums(self, kpis, company, of):
        """Return what the sums by day say: ``{code: [(unit, numerator, denominator, rows, estimated)]}``."""
        found = {}
        for code, *values in self.env.execute_query(
            SQL(
                """
                SELECT code, unit, SUM(numerator), SUM(denominator), SUM(rows)::int, SUM(estimated)::int
                  FROM sale_kpi_day
                 WHERE company_id = %s AND day BETWEEN %s AND %s AND reason IS NULL AND code = ANY(%s)
                 GROUP BY code, unit
                """,
                company.id,
                of.first,
                of.last,
                [kpi.code for kpi in kpis],
            )
        ):
            found.setdefault(code, []).append(values)
        return found

    def _of_facts(self, kpi, sums, company, of, options):
        """Return a figure that is made of facts."""
        spread = kpi.kind == definitions.SPREAD
        figure = Figure(
            sum((Fraction(numerator) for _unit, numerator, *_rest in sums), Fraction(0)),
            sum((Fraction(denominator) for _unit, _numerator, denominator, *_rest in sums), Fraction(0)),
            sum(rows for *_rest, rows, _estimated in sums),
            factor=kpi.factor,
            headline=(kpi.headline or MEDIAN) if spread else None,
            is_sum=kpi.kind == definitions.SUM,
            units=frozenset(unit for unit, *_rest in sums if unit),
            estimated=sum(estimated for *_rest, estimated in sums),
            measured=Spread(self._measured(kpi, company, of)) if spread and sums else Spread(),
        )
        return kpi.finish(figure, (), of, options) if kpi.finish else figure

    def _measured(self, kpi, company, of):
        """Return the values of which the typical one is the figure, in ascending order."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(entry ->> 1, '0')
                  FROM %(table)s fact, LATERAL (SELECT fact.entries -> %(code)s AS entry) said
                 WHERE company_id = %(company)s AND first_day <= %(last)s AND last_day >= %(first)s
                   AND (entry ->> 0)::date BETWEEN %(first)s AND %(last)s AND entry ->> 3 IS NULL
                """,
                table=SQL.identifier(self.env[self._facts_of(kpi)]._table),
                code=kpi.code,
                company=company.id,
                first=of.first,
                last=of.last,
            )
        )
        return tuple(sorted(Fraction(number) for (number,) in rows))

    # === What is to be closed === #

    @api.model
    def _to_close(self):
        """Return ``[(company, first day of the month)]`` of what ended long enough ago and is not closed.

        No month of a company whose documents are read from the beginning: half of its facts are missing.
        """
        # Days and closed months of all companies, for a job.
        days = dict(self.env["sale.kpi.day"].sudo()._read_group([("day", "!=", False)], ["company_id"], ["day:min"]))
        closed = set(self.env["sale.kpi.snapshot"].sudo()._read_group([], ["company_id", "month:month"]))
        unread = self.env["sale.fact.rebuild"].sudo().search([]).company_id
        found = []
        for company, first in sorted(days.items(), key=lambda item: item[0].id):
            if company in unread:
                continue
            over = company._local_day() - timedelta(days=company.kpi_close_days)
            end = (over + timedelta(days=1)).replace(day=1)  # of the months before, the last has ended by then
            month = max(first.replace(day=1), end - relativedelta(months=MOST_MONTHS))
            while month < end:
                if (company, month) not in closed:
                    found.append((company, month))
                month += relativedelta(months=1)
        return found
