"""Figures of a period: what sums by day and facts say, for tiles, lists, mails and files."""

import logging
from collections import defaultdict
from dataclasses import replace

from psycopg2.errors import ReadOnlySqlTransaction
from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import kpi_board, kpi_figure
from ...engine import kpi_definition as definitions
from ...engine.kpi_period import Period
from ...engine.kpi_registry import REGISTRY
from . import figure_sql
from .access import groups_of
from .question import ONLY
from .refresh import READ_WITH

_logger = logging.getLogger(__name__)

FACT_MODELS = tuple(model for models_read in READ_WITH.values() for model in models_read)
_NOW, _BEFORE = 0, 1  # places of the period and the one before


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    def _figures(self, codes, period, companies, filters=None):
        """Return the figures of a period as plain values, by code; those that the user may not see are left out.

        :param codes: of the figures
        :param Period period: days
        :param companies: ``res.company``
        :param dict filters: ``{field of facts: id}``, see :data:`.question.FILTERS`
        :return: ``{code: {"value", "before", "n", "numerator", "denominator", "excluded", "spark", …}}``; a value is
            None if it does not exist, never 0
        """
        periods = [period, *kpi_board.periods_before(period)]
        question = self._ask(period, companies, filters, since=periods[-1].first)
        kpis = self.search([("code", "in", list(codes))]).filtered(lambda kpi: kpi._may_see())
        known = {kpi.code: REGISTRY[kpi.code] for kpi in kpis if kpi.code in REGISTRY and not kpi.problem}
        figures = self._read_figures(known, question, periods)
        spreads = self._read_spreads(known.values(), question, periods)
        targets, closed = self._targets(question), self._closed(known, question)
        found = {}
        for kpi in kpis:
            of_kpi = figures.get(kpi.code)
            values = kpi._as_values(of_kpi, spreads.get(kpi.code, {}), question, targets)
            found[kpi.code] = kpi._add_closed(values, of_kpi, closed)
        return found

    def _may_see(self):
        """Whether the user may see this figure."""
        self.ensure_one()
        known = REGISTRY.get(self.code)
        groups = known and groups_of(known)
        return self.env.su or not groups or self.env.user.has_groups(groups)

    @api.model
    def _fact_models(self):
        """Return ``{source: model of the facts}`` of what is stored."""
        return {self.env[model]._source: model for model in FACT_MODELS}

    @api.model
    def _is_known_by(self, kpi, filters):
        """Whether a figure can be chosen by all of some filters."""
        return all(kpi.source in ONLY.get(name, (kpi.source,)) for name in filters)

    # === Sums === #

    @api.model
    def _read_figures(self, kpis, question, periods):
        """Return ``{code: {(company id, place of the period): Figure}}``; of what fails, the error's text."""
        stored, live = self._by_origin(kpis.values(), question)
        found = self._read_live(live, question, periods)
        # Facts are not read for thirteen periods: that line is drawn only of what stands in sums.
        periods = periods if question.is_summed else periods[: _BEFORE + 1]
        sums = self._read_sums(stored, question, periods)
        for kpi in stored:
            found[kpi.code] = self._unless_broken(kpi, self._figures_of_sums, sums, question, periods)
        return found

    @api.model
    def _figures_of_sums(self, kpi, sums, question, periods):
        return {
            (company, place): kpi_board.from_sums(kpi, sums[kpi.code, company, place, None], one, options)
            for company, options in question.options.items()
            for place, one in enumerate(periods)
            if kpi_board.is_known(kpi, one, options.today)
        }

    @api.model
    def _unless_broken(self, kpi, work, *args):
        """Return what some work on a figure returns; if it fails, a text that says why.

        A figure that fails must not take the others with it: neither by an error, nor by a transaction in which no
        statement works any more.
        """
        try:
            with self.env.cr.savepoint(flush=False):
                return work(kpi, *args)
        except UserError as error:
            return str(error)
        except (ReadOnlySqlTransaction, TransactionRollbackError):
            raise  # whoever asks is answered by another attempt
        except Exception as error:
            _logger.exception("The figure %s fails", kpi.code)
            return f"{type(error).__name__}: {error}"

    @api.model
    def _by_origin(self, kpis, question):
        """Return which figures are made of stored facts, and which of the books as they stand."""
        kpis = [kpi for kpi in kpis if self._is_known_by(kpi, question.filters)]
        stored = [kpi for kpi in kpis if kpi.source in self._fact_models()]
        return stored, [kpi for kpi in kpis if kpi not in stored]

    @api.model
    def _read_sums(self, kpis, question, periods, by=None):
        """Return ``{(code, company id, place of the period, member): sums}`` as :func:`from_sums` takes them.

        Read from the sums by day, or, if these do not know what is asked for, from the facts.

        :param by: field by which members are told apart
        """
        found = defaultdict(list)
        for statement, stored in self._statements(kpis, question, periods, by):
            for row in self.env.execute_query(figure_sql.summed(statement, stored, by)):
                code, company, place, member, *sums = row
                found[code, company, place, member].append(sums)
        return found

    @api.model
    def _statements(self, kpis, question, periods, by=None):
        if not kpis:
            return
        if question.is_summed and by in (None, "user_id", "warehouse_id"):
            days = self.env["sale.kpi.day"]
            domain = [("code", "in", [kpi.code for kpi in kpis]), *question.days_between(periods)]
            yield figure_sql.cut(figure_sql.days_said(days, domain, by), kpis, question.todays, periods), True
            return
        for model, of_model in self._by_model(kpis).items():
            yield self._cut_facts(model, of_model, question, periods), False

    @api.model
    def _by_model(self, kpis):
        models_of, found = self._fact_models(), defaultdict(list)
        for kpi in kpis:
            found[models_of[kpi.source]].append(kpi)
        return found

    @api.model
    def _cut_facts(self, model, kpis, question, periods):
        """Return the statement of what facts of a model say to figures in some periods."""
        said = figure_sql.facts_said(self.env[model], kpis, question.facts_between(periods))
        return figure_sql.cut(said, kpis, question.todays, periods)

    # === Spreads === #

    @api.model
    def _read_spreads(self, kpis, question, periods, by=None, means=False):
        """Return what is typical of times and the like, where that is the figure: values in its unit.

        :param bool means: also where the mean is the figure, which sums know

        :return: ``{code: {(company id, or None for all of them, place, member): {"n", "mean", "median", "p90"}}}``
        """
        wanted = [
            kpi
            for kpi in self._by_origin(kpis, question)[0]
            if kpi.kind == definitions.SPREAD and (by or means or kpi.headline != kpi_figure.MEAN)
        ]
        found = defaultdict(dict)
        now = fields.Datetime.now()
        for model, of_model in self._by_model(wanted).items():
            statement = self._cut_facts(model, of_model, question, periods[: _BEFORE + 1])
            for code, company, place, member, n, *values in self.env.execute_query(figure_sql.spread(statement, by)):
                kpi = REGISTRY[code]
                less = kpi_board.to_take_off(kpi, now)
                names = (kpi_figure.MEAN, kpi_figure.MEDIAN, kpi_figure.P90)
                scaled = {name: (value - less) * float(kpi.factor) for name, value in zip(names, values, strict=True)}
                found[code][company, place, member] = {"n": n, **scaled}
        return found

    # === Live === #

    @api.model
    def _read_live(self, kpis, question, periods):
        """Return ``{code: …}`` as :meth:`_read_figures` of what is not stored but read when somebody asks.

        A text says what is wrong with a figure; it must not take the others with it.
        """
        facts = {}
        return {
            kpi.code: self._unless_broken(kpi, self._live_figures, question, periods, facts)
            for kpi in ([] if question.filters else kpis)
        }

    @api.model
    def _live_figures(self, kpi, question, periods, facts):
        """Return ``{(company id, place of the period): Figure}`` of one figure.

        :param dict facts: what was read so far: once for all figures that are made of it
        """
        # The months of all periods are read at once, if they are months.
        at_once = kpi.source == definitions.MONTH and kpi_board.is_months(question.period)
        told = periods if at_once else periods[: _BEFORE + 1]
        found = {}
        for company in question.companies:
            options = question.options[company.id]
            for place, one in enumerate(told):
                if one.first <= options.today:
                    read = self._live_facts(kpi.source, company, told if at_once else [one], facts)
                    if any(number > 1 for _fact, number in read):
                        found[company.id, place] = kpi.figure_of_groups(read, one, options)
                    else:
                        found[company.id, place] = kpi.figure([fact for fact, _number in read], one, options)
        return found

    @api.model
    def _live_facts(self, source, company, periods, facts):
        """Return the facts of some periods that are read at once. See :meth:`_live_figures`."""
        span = Period(min(one.first for one in periods), max(one.last for one in periods))
        key = source, company.id, span
        if key not in facts:
            facts[key] = self.env["sale.kpi.live"]._groups(source, company, span)
        return facts[key]

    @api.model
    def _targets(self, question):
        """Return ``{code: target}``: what all companies aim at on the period's last day."""
        found = [self.env["sale.kpi.target"]._of(company, question.period.last) for company in question.companies]
        first, *others = found or [{}]
        return {code: value for code, value in first.items() if all(other.get(code) == value for other in others)}

    @api.model
    def _together(self, figures):
        """Return the figure of several companies, or None if figures of theirs cannot be added."""
        figures = [figure for figure in figures if figure is not None]
        if not figures:
            return None
        first, *others = figures
        for other in others:
            if first.sealed or other.sealed:
                return None
            first = replace(first, at_least=False) + replace(other, at_least=False)
        return first
