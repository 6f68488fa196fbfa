"""The words and numbers of the exception report, in the reader's language."""

from odoo import models
from odoo.tools import format_date

from ...engine import kpi_definition, kpi_report
from ...engine.kpi_registry import REGISTRY

# Changes as they are told beside a figure
MARKS = {kpi_report.BETTER: "▲", kpi_report.WORSE: "▼", kpi_report.SAME: "="}
COLOURS = {kpi_report.BETTER: "text-success", kpi_report.WORSE: "text-danger"}


class SaleExceptionReport(models.Model):
    _inherit = "sale.exception.report"

    def _exception_month(self):
        """Return the month in words."""
        self.ensure_one()
        return format_date(self.env, self.month, date_format="MMMM yyyy") if self.month else ""

    def _exception_sections(self):
        """Return ``[{title, rows, reasons}]`` for the paper; figures without a case at any time are left out."""
        self.ensure_one()
        figures = {figure["code"]: figure for figure in (self.told or {}).get("figures", ())}
        names = self._exception_names()
        titles, found = self._exception_titles(), []
        for section, codes in kpi_report.SECTIONS.items():
            told = [code for code in kpi_report.told_to(codes, self._tells_cost()) if code in figures]
            rows = [self._exception_row(figures[code], names) for code in told if _has_cases(figures[code])]
            if rows:
                found.append({"title": titles[section], "rows": rows, "reasons": self._exception_reason_rows(told)})
        return found

    def _exception_row(self, figure, names):
        unit = REGISTRY[figure["code"]].unit
        return {
            "name": names.get(figure["code"], figure["code"]),
            **{name: self._exception_number(figure[name], unit) for name in ("value", "before", "usual")},
            "cases": figure["cases"],
            "n": figure["n"],
            "few": figure["few"],
            "against_before": figure["against_before"],
            "mark_before": MARKS.get(figure["against_before"], ""),
            "against_usual": figure["against_usual"],
            "mark_usual": MARKS.get(figure["against_usual"], ""),
            "class_before": COLOURS.get(figure["against_before"]),
            "class_usual": COLOURS.get(figure["against_usual"]),
        }

    def _exception_reason_rows(self, codes):
        """Return ``[(name of the figure, [(reason, cases, share of all of the figure)])]``."""
        figures = {figure["code"]: figure for figure in self.told["figures"]}
        names, reasons = self._exception_names(), self.told["reasons"]
        return [
            (
                names.get(code, code),
                [
                    (name, cases, self._exception_number(100 * cases / n if n else None, kpi_definition.PERCENT))
                    for n in [figures[code]["n"]]
                    for name, cases in reasons[code]
                ],
            )
            for code in codes
            if reasons.get(code)
        ]

    def _exception_causes(self):
        """Return ``[{title, figures: [(name, [(member, cases, of how many)])]}]`` of who or what had most cases."""
        names, titles = self._exception_names(), self._exception_cause_titles()
        return [
            {"title": titles[by], "figures": [(names.get(code, code), top) for code, top in causes.items()]}
            for by, causes in self.told["causes"].items()
            if causes
        ]

    def _exception_judged(self, judgment):
        """Return the rows of figures that are better (or worse) than in the month before, for the summary.

        :param str judgment: BETTER or WORSE of the engine
        """
        rows = [row for section in self._exception_sections() for row in section["rows"]]
        return [row for row in rows if row["against_before"] == judgment]

    def _exception_cost_rows(self):
        """Return ``[(name, now, before, usual, papers)]``, or nothing for whoever may not see costs."""
        if not self._tells_cost():
            return []
        titles = self._exception_cost_titles()
        # sudo: it was just asked whether costs may be told, also to whom a mail is for.
        costs = self.sudo().costs or {}
        if not any(cost[name] for cost in costs.values() for name in ("now", "before", "usual")):
            return []  # nothing was credited, scrapped or sent again
        return [
            (
                titles[what],
                *(self._exception_number(cost[name], kpi_definition.MONEY) for name in ("now", "before", "usual")),
                cost["n"],
            )
            for what, cost in costs.items()
        ]

    def _exception_number(self, value, unit):
        """Return a value of a figure as it is told."""
        return self.env["sale.kpi"]._told_value(value, unit, self.currency_id)

    def _exception_since(self):
        """Return since which day the addon measures if it came within what is told, in words; else nothing."""
        since = (self.told or {}).get("since")
        return format_date(self.env, since) if since else ""

    def _exception_names(self):
        """Return the names of the figures: ``{code: name}``."""
        # sudo: names and definitions are no secret, and the report is told to people without access to settings.
        known = self.env["sale.kpi"].sudo().with_context(active_test=False)
        return dict(known.search_fetch([], ["code", "name"]).mapped(lambda kpi: (kpi.code, kpi.name)))

    def _exception_titles(self):
        return {
            "holds": self.env._("Holds and checks"),
            "cancellations": self.env._("Cancellations"),
            "deliveries": self.env._("Late and short deliveries"),
            "returns": self.env._("Returns"),
            "claims": self.env._("Errors, damage and claims"),
            "invoices": self.env._("Invoices"),
        }

    def _exception_cause_titles(self):
        return {
            kpi_report.CUSTOMER: self.env._("Customers"),
            kpi_report.PRODUCT: self.env._("Products"),
            kpi_report.CARRIER: self.env._("Carriers"),
        }

    def _exception_cost_titles(self):
        return {
            "refunds": self.env._("Credit notes"),
            "scrapped": self.env._("Scrapped returns, at cost"),
            "replacements": self.env._("Replacements, at cost"),
            "recovered": self.env._("Paid by carriers"),
            "net": self.env._("In all"),
        }


def _has_cases(figure):
    return bool(figure["n"] or figure["n_before"] or figure["n_usual"])
