"""A figure as plain values: what a client, a mail or a file shows of it."""

from odoo import api, models

from ...engine import kpi_board, kpi_figure
from ...engine import kpi_definition as definitions
from ...engine.kpi_registry import REGISTRY
from ...engine.kpi_verdict import REASONS

_NOW, _BEFORE = 0, 1


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    def _as_values(self, figures, spreads, question, targets):
        """Return one figure as plain values.

        :param figures: ``{(company id, place of the period): Figure}``, a text that says what is wrong, or None
        :param spreads: ``{(company id or None, place, None): {"n", "mean", "median", "p90"}}``
        :param Question question: what was asked
        :param targets: ``{code: target}``
        """
        self.ensure_one()
        values = self._heading() | {"target": targets.get(self.code)}
        problem = self._problem_of(figures)
        if problem:
            return values | {"problem": problem}
        kpi = REGISTRY[self.code]
        figure = self._together(figures.get((company, _NOW)) for company in question.options)
        value = self._value(kpi, figure, spreads.get((self._one(question), _NOW, None)))
        before = self._together(figures.get((company, _BEFORE)) for company in question.options)
        before = self._value(kpi, before, spreads.get((self._one(question), _BEFORE, None)))
        return (
            values
            | self._counted(kpi, figure, question)
            | {
                "value": value,
                "before": before,
                "trend": kpi_board.trend(kpi.better, value, before),
                "on_target": kpi_board.verdict(kpi.better, value, values["target"]),
                "spread": spreads.get((self._one(question), _NOW, None)),
                "companies": self._by_company(kpi, figures, spreads, question),
                "spark": self._spark(kpi, figures, question),
            }
        )

    def _heading(self):
        """Return what stands on every tile, whatever the figure is."""
        return {
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "better": self.better,
            "cohort": self.cohort,
            "value": None,
            "before": None,
            "trend": None,
            "target": None,
            "on_target": None,
            "n": 0,
            "numerator": None,
            "denominator": None,
            "excluded": [],
            "estimated": 0,
            "spread": None,
            "companies": [],
            "spark": [],
            "currency_id": False,
            "at_least": False,
            "problem": False,
            "note": False,
            "closed": None,
        }

    def _problem_of(self, figures):
        """Return why a figure cannot be shown, or None."""
        if self.code not in REGISTRY:
            return self.env._("It has no definition any more.")
        if self.problem or isinstance(figures, str):
            return self.env._("It cannot be worked out: %(problem)s", problem=self.problem or figures)
        if figures is None:
            return self.env._("It is not known by what you have chosen.")
        if not figures and REGISTRY[self.code].source not in self._fact_models():
            return self.env._("Nothing is known about this period.")
        return None

    @api.model
    def _one(self, question):
        """Return the only company that is asked for, or None for several."""
        return next(iter(question.options)) if len(question.options) == 1 else None

    @api.model
    def _value(self, kpi, figure, spread):
        """Return the value in the figure's unit, money in whole currency; None if it does not exist."""
        if figure is None:
            return None
        if kpi.kind == definitions.SPREAD:
            headline = kpi.headline or kpi_figure.MEDIAN
            if figure.headline:
                # Live: all values are at hand.
                return None if figure.value is None else float(figure.value)
            if headline != kpi_figure.MEAN:
                return spread[headline] if spread and figure.n else None
        if figure.value is None or (kpi.kind != definitions.SUM and not figure.n and not figure.sealed):
            return None
        scale = self._scales(kpi, figure)[0] if kpi.unit == definitions.MONEY else 1
        return float(figure.value) * scale

    @api.model
    def _currency(self, kpi, figure):
        """Return the currency in which a figure adds up, or none."""
        unit = next(iter(figure.units)) if len(figure.units) == 1 and kpi.code not in kpi_board.QUANTITIES else None
        return self.env["res.currency"].browse(int(unit) if unit else [])

    @api.model
    def _shown_currency(self, kpi, figure, question):
        """Return the currency that stands beside a figure's numbers; that of nothing is the companies' own."""
        if figure.sealed:
            return self.env["res.currency"]
        nothing = kpi.unit == definitions.MONEY and not figure.units
        found = question.companies.currency_id if nothing else self._currency(kpi, figure)
        return found if len(found) == 1 else found.browse()

    @api.model
    def _scales(self, kpi, figure):
        """Return what numerator and denominator are multiplied with to be in units that people know."""
        if kpi.kind == definitions.SPREAD:
            return float(kpi.factor), 1
        # What is sealed is no amount any more, whatever it was made of.
        currency = self._currency(kpi, figure) if not figure.sealed else None
        rounding = currency.rounding if currency else 1
        return rounding, 1 if kpi.unit == definitions.MONEY else rounding

    def _counted(self, kpi, figure, question):
        """Return what was counted and left out, as far as it can be added."""
        if figure is None:
            several = len(question.options) > 1
            note = self.env._("See each company: these figures cannot be added.") if several else False
            return {"note": note or self._why_not(kpi)}
        labels = self._reason_labels()
        numerator, denominator = self._scales(kpi, figure)
        return {
            "n": figure.n,
            "numerator": None if figure.mixed else float(figure.numerator) * numerator,
            "denominator": None if figure.mixed else float(figure.denominator) * denominator,
            "excluded": [
                {"reason": reason, "label": labels.get(reason, reason), "rows": rows}
                for reason, rows in sorted(figure.excluded.items(), key=lambda item: (-item[1], item[0]))
                if rows
            ],
            "estimated": figure.estimated,
            "currency_id": self._shown_currency(kpi, figure, question).id,
            "at_least": figure.at_least,
            "note": self.env._("Of several currencies or units: they cannot be added.") if figure.mixed else False,
        }

    def _why_not(self, kpi):
        if kpi.cohort == definitions.POINT:
            return self.env._("It is known of today only: choose a period with today in it.")
        return False

    @api.model
    def _reason_labels(self):
        """Return why something does not count, as it is told in the user's language."""
        shown = self.env["sale.kpi.row"]._fields["reason"]._description_selection(self.env)
        return dict(REASONS) | dict(shown)

    def _by_company(self, kpi, figures, spreads, question):
        """Return the figure of each company, if there are several."""
        if len(question.options) == 1:
            return []
        found = []
        for company in question.companies:
            figure = figures.get((company.id, _NOW))
            value = self._value(kpi, figure, spreads.get((company.id, _NOW, None)))
            currency = figure is not None and self._currency(kpi, figure).id
            found.append({"id": company.id, "name": company.name, "value": value, "currency_id": currency})
        return found

    def _spark(self, kpi, figures, question):
        """Return the values of the twelve periods before and of this one, the first one first.

        Of spreads the means: these are added up, medians are not.
        """
        found = []
        for place in range(kpi_board.BEFORE, -1, -1):
            figure = self._together(figures.get((company, place)) for company in question.options)
            found.append(self._mean(kpi, figure))
        return found if any(value is not None for value in found[:-1]) else []

    @api.model
    def _mean(self, kpi, figure):
        if figure is None or figure.value is None or (not figure.n and not figure.sealed):
            return None
        scale = self._scales(kpi, figure)[0] if kpi.unit == definitions.MONEY else 1
        return float(figure.value) * scale
