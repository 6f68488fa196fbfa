"""Before and now, on one screen: what the guide expects, what was, what is, and what nobody can tell."""

from datetime import timedelta
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, formatLang

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


class SaleKpiImprovement(models.TransientModel):
    """One of the improvements that the guide expects, as somebody has asked for it."""

    _name = "sale.kpi.improvement"
    _description = "Before and Now"
    _order = "id"

    code = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
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
    note = fields.Char(readonly=True)

    @api.model
    def action_open(self):
        """Work out before and now of the current company, and open them.

        :raise AccessError: for whoever may not see figures of the whole company
        """
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise AccessError(self.env._("Only sales managers see figures of the whole company."))
        company = self.env.company
        rows = self.create([self._prepare_improvement(company, one) for one in self._improvements(company)])
        return {
            "type": "ir.actions.act_window",
            "name": self._improvement_title(company),
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("id", "in", rows.ids)],
        }

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

    def _improvement_title(self, company):
        since = self._measured_since(company)
        before, now = engine.periods(since, company._local_day())
        today = company._local_day() - timedelta(days=1)
        return self.env._(
            "Before (%(first)s to %(last)s) and Now (%(begin)s to %(end)s)",
            first=fields.Date.to_string(before.first),
            last=fields.Date.to_string(before.last),
            begin=fields.Date.to_string(now.first if now else since),
            end=fields.Date.to_string(now.last if now else today),
        )

    def _prepare_improvement(self, company, one):
        kpi = REGISTRY[one.code]
        # sudo: the names of figures are no secret.
        known = self.env["sale.kpi"].sudo().with_context(active_test=False).search([("code", "=", one.code)], limit=1)
        in_days = kpi.unit == definitions.DAYS and not one.stands_for
        return {
            "code": one.code,
            "company_id": company.id,
            "name": self.env._("Orders with Errors") if one.code in engine.OPPOSITE else known.name or kpi.name,
            "stands_for": one.stands_for,
            "promised": "" if one.stands_for else self._told_change(one.promised, in_days),
            "before": self._told_value(one.before, kpi.unit, one.gap == engine.NOT_BEFORE),
            "before_count": one.before.n,
            "now": self._told_value(one.now, kpi.unit, False),
            "now_count": one.now.n,
            "change": "" if one.change is None else self._told_change(float(one.change), in_days),
            "result": {True: "reached", False: "not_reached", None: "unknown"}[one.reached],
            "note": self._told_note(one),
        }

    def _told_value(self, measured, unit, unknown):
        if unknown:
            return self.env._("not measurable before")
        if measured.value is None:
            return self.env._("n/a")
        number = formatLang(self.env, float(measured.value), digits=2 if unit == definitions.RATIO else 1)
        words = {
            definitions.PERCENT: self.env._("%(number)s %%", number=number),
            definitions.HOURS: self.env._("%(number)s hours", number=number),
            definitions.DAYS: self.env._("%(number)s days", number=number),
        }
        told = words.get(unit, number)
        return self.env._("at least %(value)s", value=told) if measured.at_least else told

    def _told_change(self, change, in_days):
        number = ("+" if change > 0 else "") + formatLang(self.env, change, digits=1)
        return self.env._("%(number)s days", number=number) if in_days else f"{number} %"

    def _told_note(self, one):
        notes = {
            engine.NOT_BEFORE: self.env._("Nobody had written down what it is made of."),
            engine.NO_CASES_BEFORE: self.env._("There is nothing of the time before."),
            engine.NO_CASES_NOW: self.env._("There is nothing yet since then."),
            engine.ZERO_BEFORE: self.env._("It was 0 before: there is no percentage of that."),
        }
        parts = [notes[one.gap]] if one.gap else []
        if one.stands_for:
            stood_for = REGISTRY[one.stands_for].name
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
