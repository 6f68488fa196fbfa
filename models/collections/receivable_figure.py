"""The receivable figures of a period, for each customer, salesperson or company. The formulas are the engine's."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import receivable_figures as formulas
from ...engine.money import to_amount
from .receivable_facts import read_facts

# Figure: numerator, denominator, factor. Of several rows it is the ratio of sums, never an average of ratios.
RATIOS = {
    "dso": ("receivable", "credit_sales", "days"),
    "best_dso": ("current", "credit_sales", "days"),
    "delinquent_days": ("overdue", "credit_sales", "days"),
    "cei": ("collected", "collectable", 100),
    "days_to_pay": ("paid_days", "paid_amount", 1),
    "days_late": ("late_days", "late_amount", 1),
}


class ReceivableFigure(models.TransientModel):
    """One row for each member of a group in a company; numerators and denominators are kept beside the ratios."""

    _name = "receivable.figure"
    _description = "Receivable Figures"
    _order = "receivable desc, id"
    _rec_name = "member"

    wizard_id = fields.Many2one("receivable.figure.wizard", "Question", required=True, index=True, ondelete="cascade")
    member = fields.Char("For", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="cascade")
    days = fields.Integer("Days of the Period", aggregator="max", readonly=True)
    receivable_begin = fields.Monetary("Open at the Beginning", readonly=True)
    receivable = fields.Monetary("Open at the End", readonly=True)
    current = fields.Monetary("Not Overdue", readonly=True, help="Open at the end and not overdue, less credits.")
    overdue = fields.Monetary(readonly=True)
    credit_sales = fields.Monetary(
        readonly=True, help="Invoices less credit notes with taxes, without what was paid at once or in advance."
    )
    collected = fields.Monetary(readonly=True, help="Open at the beginning + credit sales − open at the end.")
    collectable = fields.Monetary(readonly=True, help="Open at the beginning + credit sales − not overdue.")
    paid_amount = fields.Monetary("Paid", readonly=True, help="Money that paid invoices in the period.")
    paid_days = fields.Float("Paid × Days", digits=0, readonly=True)
    late_amount = fields.Monetary("Paid or Overdue", readonly=True)
    late_days = fields.Float("Paid or Overdue × Days Late", digits=0, readonly=True)
    dso = fields.Float(
        "DSO", digits=(16, 2), aggregator="avg", readonly=True, help="Open at the end / credit sales × days."
    )
    best_dso = fields.Float(
        "Best Possible DSO", digits=(16, 2), aggregator="avg", readonly=True, help="Not overdue / credit sales × days."
    )
    delinquent_days = fields.Float(
        "Average Days Delinquent", digits=(16, 2), aggregator="avg", readonly=True, help="DSO − best possible DSO."
    )
    countback = fields.Float(
        "DSO Countback",
        digits=(16, 2),
        aggregator=None,
        readonly=True,
        help="Days of sales that are not paid, counted back from the last month.",
    )
    countback_at_least = fields.Boolean("Countback: at Least", readonly=True, help="Sales do not reach back further.")
    cei = fields.Float(
        "CEI %", digits=(16, 2), aggregator="avg", readonly=True, help="Collected / collectable; 100: nothing overdue."
    )
    days_to_pay = fields.Float(
        "Average Days to Pay", digits=(16, 2), aggregator="avg", readonly=True, help="Weighted by amount."
    )
    days_late = fields.Float(
        "Average Days Late",
        digits=(16, 2),
        aggregator="avg",
        readonly=True,
        help="Of what was paid in the period and what is overdue at its end, weighted by amount.",
    )
    missing = fields.Char("n/a", readonly=True, help="Figures that do not exist, as there is nothing to divide by.")

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Override: a figure of several rows is the ratio of their sums; none across currencies."""
        name, _separator, function = aggregate_spec.partition(":")
        if name not in RATIOS or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        numerator, denominator, factor = RATIOS[name]
        return SQL(
            "CASE WHEN SUM(%(denominator)s) > 0 AND COUNT(DISTINCT %(currency)s) = 1"
            " THEN ROUND(SUM(%(numerator)s) * %(factor)s / SUM(%(denominator)s), 2) END",
            numerator=self._field_to_sql(self._table, numerator, query),
            denominator=self._field_to_sql(self._table, denominator, query),
            currency=self._field_to_sql(self._table, "currency_id", query),
            factor=SQL("MAX(%s)", self._field_to_sql(self._table, factor, query)) if factor == "days" else factor,
        )

    @api.model
    def _make(self, wizard, question):
        """Create the rows that answer a question.

        :param wizard: what they are deleted with
        :param Question question: what is asked for
        """
        groups = read_facts(self.env, question)
        companies = self.env["res.company"].browse(question.companies)
        currencies = {company.id: company.currency_id for company in companies}
        field_name = {"customer": "partner_id", "salesperson": "user_id"}.get(question.by)
        names = self._member_names(field_name, groups)
        return self.create(
            [
                {
                    "wizard_id": wizard.id,
                    "company_id": company,
                    "currency_id": currencies[company].id,
                    "member": names[member] if field_name else self.env["res.company"].browse(company).name,
                    **({field_name: member} if field_name else {}),
                    **self._prepare_figures(facts, question, currencies[company].rounding),
                }
                for (company, member), facts in groups.items()
            ]
        )

    def _member_names(self, field_name, groups):
        if not field_name:
            return {}
        members = self[field_name].browse({member for _company, member in groups if member})
        # sudo: who owes this company may be known to another one only; the name is all that is shown.
        return {None: self.env._("None"), **{member.id: member.display_name for member in members.sudo()}}

    def _prepare_figures(self, facts, question, rounding):
        """Return amounts and figures of one group as field values.

        :param Facts facts: in units
        :param Question question: what was asked for
        :param float rounding: of the company's currency
        """
        figures = self._figures(facts, question)
        months = facts.months_back(question.last)
        countback = formulas.countback(facts.end, months)
        missing = [name for name, figure in figures.items() if figure.value is None]
        missing += [] if months or facts.end <= 0 else ["countback"]
        units = {
            "receivable_begin": facts.begin,
            "receivable": facts.end,
            "current": facts.current,
            "overdue": facts.overdue,
            "credit_sales": facts.sales,
            "collected": figures["cei"].numerator,
            "collectable": figures["cei"].denominator,
            "paid_amount": facts.paid,
            "paid_days": facts.paid_days,
            "late_amount": figures["days_late"].denominator,
            "late_days": figures["days_late"].numerator,
        }
        return {
            **{name: to_amount(value, rounding) for name, value in units.items()},
            **{name: float(figure.value or 0) for name, figure in figures.items()},
            "days": question.days,
            "countback": float(countback.days),
            "countback_at_least": countback.at_least,
            "missing": ", ".join(self._fields[name]._description_string(self.env) for name in missing),
        }

    def _figures(self, facts, question):
        """Return the figures of one group: ``{field: engine.Figure}``."""
        end, current, sales, days = facts.end, facts.current, facts.sales, question.days
        paid = formulas.Figure(facts.paid_late, facts.paid)
        return {
            "dso": formulas.dso(end, sales, days),
            "best_dso": formulas.best_possible_dso(current, sales, days),
            "delinquent_days": formulas.average_days_delinquent(end, current, sales, days),
            "cei": formulas.collection_effectiveness(facts.begin, sales, end, current),
            "days_to_pay": formulas.Figure(facts.paid_days, facts.paid),
            "days_late": formulas.Lateness(paid, formulas.Figure(facts.open_late, facts.overdue)).together,
        }

    def _belonging(self):
        """Return the domain of what belongs to this row, for anything with customer, salesperson and company."""
        self.ensure_one()
        wizard = self.wizard_id
        domain = [("company_id", "=", self.company_id.id)]
        if wizard.by == "customer":
            domain.append(("partner_id", "=", self.partner_id.id))
        elif wizard.by == "salesperson":
            domain.append(("user_id", "=", self.user_id.id))
        return [*domain, *wizard._chosen_domain()]

    def action_open_items(self):
        """Open what was open at the end of the period."""
        day = self.wizard_id.date_to
        return self.env["receivable.aging"]._open_action(day, self._belonging())

    def action_open_sales(self):
        """Open the invoices and credit notes of the period."""
        return self.wizard_id._invoices_action(self.company_id, self.partner_id, self.user_id)
