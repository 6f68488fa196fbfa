"""What a month's exceptions are made of, read with a fixed number of statements."""

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...engine import kpi_baseline, kpi_period, kpi_report
from ..query import fetch_rows
from . import exception_sql as sql

COSTS = ("refunds", "scrapped", "replacements", "recovered")


class SaleExceptionFacts(models.AbstractModel):
    """Only reads. Whoever calls it has decided who may see what comes out."""

    _name = "sale.exception.facts"
    _description = "What a Month's Exceptions Are Made of"

    @api.model
    def _work_out(self, company, month):
        """Return what a month's report says, as plain values that JSON takes, and what it has cost.

        :param res.company company: whose month
        :param date month: its first day
        :return: ``(figures, reasons and causes; costs)``
        """
        before = kpi_report.months_earlier(month, 1)
        usual = [kpi_report.months_earlier(month, number) for number in range(1, kpi_report.MONTHS + 1)]
        told = kpi_period.Period(min(usual), kpi_period.month_end(month))
        since = self._measured_since(company, told)
        scope = {"company": company.id, "first": month, "last": told.last, "since": since}
        sums = self._exception_sums(company, told, since)
        changes = kpi_report.changes(kpi_report.CODES, sums, month, before, usual)
        told = {
            "figures": [self._plain_change(change) for change in changes],
            "reasons": self._exception_reasons(scope),
            "causes": {by: self._exception_causes(by, codes, scope) for by, codes in kpi_report.CAUSES.items()},
            "since": since and since.isoformat(),
        }
        return told, self._exception_costs(company, month, before, usual)

    @api.model
    def _measured_since(self, company, told):
        """Return the day of the installation if the addon came within what is told, else None."""
        installed = self.env["sale.kpi.baseline"]._installed_on(company)
        return installed if installed and installed > told.first else None

    def _exception_sums(self, company, told, since):
        """Return ``{(code, first day of the month): Sums}``; of what could be measured."""
        self.env["sale.kpi.day"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                sql.SUMS,
                company=company.id,
                codes=list(kpi_report.CODES),
                first=told.first,
                last=told.last,
                unknown=[code for code in kpi_report.CODES if since and not kpi_baseline.measurable_before(code)],
                since=since or told.first,
            )
        )
        found = defaultdict(kpi_report.Sums)
        for row in rows:
            units = frozenset([row["unit"]] if row["unit"] else [])
            found[row["code"], row["month"]] += kpi_report.Sums(row["numerator"], row["denominator"], row["n"], units)
        return found

    def _plain_change(self, change):
        kpi = kpi_report.REGISTRY[change.code]
        values = {
            name: sums.value(kpi.factor)
            for name, sums in (("value", change.now), ("before", change.before), ("usual", change.usual))
        }
        return {
            "code": change.code,
            **{name: None if value is None else float(value) for name, value in values.items()},
            "n": change.now.n,
            "n_before": change.before.n,
            "n_usual": change.usual.n,
            "cases": None if change.cases is None else int(change.cases),
            "against_before": change.against_before,
            "against_usual": change.against_usual,
            "few": change.few,
        }

    def _exception_reasons(self, scope):
        """Return ``{code: [[name, cases]]}``, most cases first."""
        rows = fetch_rows(self.env, "%(union)s", sql.REASON_SOURCES, union=sql.reasons(kpi_report.BY_REASON, scope))
        reasons = self.env["sale.order.reason"].browse({row["reason_id"] for row in rows if row["reason_id"]})
        names = dict(zip(reasons.ids, reasons.mapped("name"), strict=True))
        kinds = dict(self.env["shipment.claim"]._fields["kind"]._description_selection(self.env))
        found = defaultdict(list)
        for row in rows:
            name = names.get(row["reason_id"]) or kinds.get(row["kind"]) or self.env._("Not stated")
            found[row["code"]].append([name, row["cases"]])
        return {code: sorted(cases, key=lambda one: (-one[1], one[0])) for code, cases in found.items()}

    def _exception_causes(self, by, codes, scope):
        """Return ``{code: [[name, cases, of how many]]}`` of who or what has most cases."""
        found = defaultdict(list)
        for row in self.env.execute_query_dict(sql.causes(by, codes, scope)):
            found[row["code"]].append((row["member"], row["cases"], row["n"]))
        tops = {code: kpi_report.top(members) for code, members in found.items()}
        members = self.env[sql.MEMBERS[by][1]].browse({one[0] for causes in tops.values() for one in causes})
        names = dict(zip(members.ids, members.mapped("display_name"), strict=True))
        return {
            code: [[names[member], cases, n] for member, cases, n in causes] for code, causes in tops.items() if causes
        }

    def _exception_costs(self, company, month, before, usual):
        """Return ``{what: {now, before, usual, n}}`` in the company's currency; usual is a month's average."""
        first, last = min(usual), kpi_period.month_end(month)
        begin, end = kpi_period.bounds(kpi_period.Period(first, last), company._local_zone())
        rows = fetch_rows(
            self.env,
            sql.COSTS,
            sql.COST_SOURCES,
            company=company.id,
            zone=company._local_zone(),
            first=first,
            last=last,
            begin=begin,
            end=end,
        )
        found = {(row["what"], row["month"]): row for row in rows}
        amounts = defaultdict(float, {key: float(row["amount"] or 0) for key, row in found.items()})
        # A month without such papers has cost nothing: it counts in the average, from the first one with any on.
        known = [one for one in usual if one >= min((key[1] for key in found), default=month)]
        costs = {
            what: {
                "now": amounts[what, month],
                "before": amounts[what, before],
                "usual": sum(amounts[what, one] for one in known) / len(known) if known else None,
                "n": found[what, month]["n"] if (what, month) in found else 0,
            }
            for what in COSTS
        }
        return costs | {"net": self._net(costs)}

    def _net(self, costs):
        net = {"n": None}
        for name in ("now", "before", "usual"):
            amounts = {what: cost[name] for what, cost in costs.items()}
            net[name] = None if None in amounts.values() else kpi_report.net_cost(amounts)
        return net
