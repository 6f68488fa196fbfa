"""Before and now, on one screen: what the guide expects, what was, what is, and what nobody can tell."""

from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date, formatLang

from ...engine import kpi_baseline as engine
from ...engine import kpi_definition as definitions
from ...engine import kpi_period
from ...engine import receivable_figures as formulas
from ...engine.kpi_figure import MEDIAN, P90
from ...engine.kpi_registry import REGISTRY
from ..collections.receivable_facts import Question, read_facts
from ..lifecycle.sale_order_facts_moves import OURS, OUTGOING
from . import baseline_sql as sql
from .access import GROUPS
from .exception_sql import TABLES

BEFORE, NOW = "before", "now"


class SaleKpiMeasured(models.AbstractModel):
    """Reads the figures that are compared. Whoever calls it has decided who may see them."""

    _name = "sale.kpi.measured"
    _description = "Figures of Before and Now"

    @api.model
    def _measure(self, company, periods, receivables):
        """Return ``{place: {code: Measured}}``.

        :param res.company company: whose figures
        :param dict periods: ``{place: Period or None}``
        :param bool receivables: whether figures of what is owed are read
        """
        found = {place: {} for place in periods}
        periods = {place: period for place, period in periods.items() if period}
        for code, place, measured in self._measure_facts(company, periods):
            found[place][code] = measured
        for place, period in periods.items():  # two of them
            found[place]["capacity"] = self._measure_capacity(company, period)
            if receivables:
                found[place]["dso_countback"] = self._measure_countback(company, period)
        return found

    def _measure_facts(self, company, periods):
        """Return ``[(code, place, Measured)]`` of figures made of facts, all with one statement."""
        codes = [code for code, _stands_for in engine.wanted() if REGISTRY[code].source in TABLES]
        parts = [
            SQL(
                sql.MEASURED_ALL,
                code=code,
                place=place,
                measured=SQL(
                    sql.MEASURED,
                    code=code,
                    table=SQL.identifier(TABLES[REGISTRY[code].source]),
                    company=company.id,
                    first=period.first,
                    last=period.last,
                ),
            )
            for code in codes
            for place, period in periods.items()
        ]
        rows = self.env.execute_query_dict(SQL(" UNION ALL ").join(parts)) if parts else []
        return [(row["code"], row["place"], _measured(REGISTRY[row["code"]], row)) for row in rows]

    def _measure_capacity(self, company, period):
        zone = company._local_zone()
        begin, end = kpi_period.bounds(period, zone)
        for model in ("stock.picking", "stock.move", "sale.order.line", "mail.message", "mail.tracking.value"):
            self.env[model].flush_model()
        row = self.env.execute_query_dict(
            SQL(
                sql.CAPACITY,
                zone=zone,
                company=company.id,
                begin=begin,
                end=end,
                ours=OURS,
                outgoing=OUTGOING,
                state_field=self.env["ir.model.fields"]._get("stock.picking", "state").id,
            )
        )[0]
        return engine.Measured(_fraction(row["value"]), row["n"])

    def _measure_countback(self, company, period):
        """Return the days of sales that are not paid at the end of a period; counted are the months with sales."""
        question = Question(period.first, period.last, "company", (company.id,))
        facts = next(iter(read_facts(self.env, question).values()), None)
        months = facts.months_back(period.last) if facts else []
        if not months:
            return engine.Measured()
        counted = formulas.countback(facts.end, months)
        return engine.Measured(counted.days, sum(1 for sales, _days in months if sales), counted.at_least)


class SaleKpiComparison(models.TransientModel):
    """Before and now of a company, as somebody has asked for it."""

    _name = "sale.kpi.comparison"
    _description = "Before and Now"

    company_id = fields.Many2one("res.company", readonly=True)
    before = fields.Char(readonly=True)
    now = fields.Char(readonly=True)
    line_ids = fields.One2many("sale.kpi.improvement", "comparison_id", "Figures", readonly=True)

    @api.depends("company_id")
    def _compute_display_name(self):
        for comparison in self:
            comparison.display_name = self.env._("Before and Now")

    @api.model
    def action_open(self):
        """Work out before and now of the current company, and open them.

        :raise AccessError: for whoever may not see figures of the whole company
        """
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(self.env._("Only sales managers see figures of the whole company."))
        company, figures = self.env.company, self.env["sale.kpi.improvement"]
        # sudo: the names of figures are no secret.
        known = self.env["sale.kpi"].sudo().with_context(active_test=False).search_fetch([], ["code", "name"])
        names = {kpi.code: kpi.name for kpi in known}
        lines = [figures._prepare_improvement(one, names) for one in figures._improvements(company)]
        before, now = figures._told_periods(company)
        values = {"company_id": company.id, "before": before, "now": now}
        comparison = self.create({**values, "line_ids": list(map(fields.Command.create, lines))})
        return comparison._get_records_action(name=self.env._("Before and Now"))


class SaleKpiImprovement(models.TransientModel):
    """One of the improvements that the guide expects."""

    _name = "sale.kpi.improvement"
    _description = "Expected Improvement"
    _order = "id"

    comparison_id = fields.Many2one("sale.kpi.comparison", readonly=True, required=True, ondelete="cascade")
    code = fields.Char(readonly=True)
    name = fields.Char("Figure", readonly=True)
    stands_for = fields.Char(readonly=True)
    promised = fields.Char("Expected", readonly=True)
    before = fields.Char(readonly=True)
    before_count = fields.Integer("Cases Before", readonly=True)
    now = fields.Char(readonly=True)
    now_count = fields.Integer("Cases Now", readonly=True)
    change = fields.Char(readonly=True)
    result = fields.Selection(
        [("reached", "Reached"), ("not_reached", "Not reached"), ("unknown", "Cannot be told")], readonly=True
    )
    note = fields.Text(readonly=True)

    @api.model
    def _improvements(self, company):
        """Return the improvements of a company, without those that the user may not see."""
        installed = self._measured_since(company)
        periods = dict(zip((BEFORE, NOW), engine.periods(installed, company._local_day()), strict=True))
        receivables = self.env.user.has_groups(GROUPS[definitions.RECEIVABLES])
        # sudo: sums of the whole company, shown to sales managers; what is owed only to accounting.
        found = self.env["sale.kpi.measured"].sudo()._measure(company, periods, receivables)
        return [
            one
            for one in engine.improvements(found[BEFORE], found[NOW])
            if receivables or REGISTRY[one.code].group != definitions.RECEIVABLES
        ]

    @api.model
    def _measured_since(self, company):
        """Return the day since which a company's figures are measured."""
        return self.env["sale.kpi.baseline"]._installed_on(company) or company._local_day(company.create_date)

    def _told_periods(self, company):
        """Return what is compared, in words: ``(before, now)``."""
        since, today = self._measured_since(company), company._local_day()
        before, now = engine.periods(since, today)
        first, last, begin, end = (
            format_date(self.env, day)
            for day in (before.first, before.last, now.first if now else since, now.last if now else today)
        )
        told = self.env._("%(first)s to %(last)s, read from the documents as they stand", first=first, last=last)
        # sudo: how far a job has come is no secret.
        if self.env["sale.kpi.baseline"].sudo()._is_reading(company):
            told = self.env._("%(told)s; not all of them have been read yet", told=told)
        return (
            told,
            self.env._("%(first)s to %(last)s, as it was measured", first=begin, last=end)
            if now
            else self.env._("From %(day)s on: there is no whole day yet", day=begin),
        )

    def _prepare_improvement(self, one, names):
        kpi = REGISTRY[one.code]
        in_days = kpi.unit == definitions.DAYS and not one.stands_for
        return {
            "code": one.code,
            "name": self.env._("Orders with Errors") if one.code in engine.OPPOSITE else names.get(one.code, kpi.name),
            "stands_for": one.stands_for,
            "promised": "" if one.stands_for else self._told_change(one.promised, in_days),
            "before": self._told_measured(one.before, kpi.unit, one.gap == engine.NOT_BEFORE),
            "before_count": one.before.n,
            "now": self._told_measured(one.now, kpi.unit, False),
            "now_count": one.now.n,
            "change": "" if one.change is None else self._told_change(float(one.change), in_days),
            "result": {True: "reached", False: "not_reached", None: "unknown"}[one.reached],
            "note": self._told_note(one, names),
        }

    def _told_measured(self, measured, unit, unknown):
        if unknown:
            return self.env._("not measurable before")
        value = None if measured.value is None else float(measured.value)
        told = self.env["sale.kpi"]._told_value(value, unit)
        return self.env._("at least %(value)s", value=told) if measured.at_least else told

    def _told_change(self, change, in_days):
        number = ("+" if change > 0 else "") + formatLang(self.env, change, digits=int(change % 1 != 0))
        return self.env._("%(number)s days", number=number) if in_days else f"{number} %"

    def _told_note(self, one, names):
        notes = {
            engine.NOT_BEFORE: self.env._("Nobody had written down what it is made of."),
            engine.NO_CASES_BEFORE: self.env._("There is nothing of the time before."),
            engine.NO_CASES_NOW: self.env._("There is nothing yet since then."),
            engine.ZERO_BEFORE: self.env._("It was 0 before: there is no percentage of that."),
        }
        parts = [notes[one.gap]] if one.gap else []
        if one.stands_for:
            stood_for = names.get(one.stands_for, REGISTRY[one.stands_for].name)
            parts.insert(0, self.env._("Known of both times; shown in place of “%(name)s”.", name=stood_for))
        return " ".join(parts)


def _measured(kpi, row):
    """Return what a row of sums says to a figure."""
    value = None
    if row["n"]:
        typical = {MEDIAN: row["median"], P90: row["p90"]}.get(kpi.headline or (MEDIAN if kpi.kind == "spread" else ""))
        divided = _fraction(row["numerator"]) / _fraction(row["denominator"]) if row["denominator"] else None
        value = divided if typical is None else _fraction(typical)
    return engine.Measured(None if value is None else value * kpi.factor, row["n"])


def _fraction(number):
    return None if number is None else Fraction(number)
