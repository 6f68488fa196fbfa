"""What the dashboard asks: its layout, its figures, one figure in detail, and the rows behind it."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate

from ...engine import kpi_board
from ...engine import kpi_definition as definitions
from ...engine.kpi_registry import REGISTRY
from .kpi_row import COUNTED, HIT, LEFT_OUT
from .question import FILTERS

_lt = LazyTranslate(__name__)
NAMES = {
    "management": _lt("Management"),
    "sales": _lt("Sales"),
    "warehouse": _lt("Warehouse"),
    "receivables": _lt("Receivables"),
    "orders": _lt("Orders"),
    "delivery": _lt("Delivery"),
    "quality": _lt("Quality"),
    "service": _lt("Service"),
    "invoices": _lt("Invoices"),
    "quotations": _lt("Quotations"),
    "checks": _lt("Checks and Holds"),
    "cancellations": _lt("Cancellations"),
    "returns": _lt("Return Rates"),
    "shipping": _lt("Shipping"),
    "times": _lt("Cycle Times"),
    "filling": _lt("Fill Rates"),
    "perfect": _lt("Perfect Orders"),
    "backorders": _lt("Backorders"),
    "returning": _lt("Returns"),
    "payments": _lt("Payments"),
    "aging": _lt("Aging"),
    "credit": _lt("Credit"),
}
# Which rows stand behind which number
PARTS = {"numerator": [HIT], "denominator": [HIT, COUNTED], "missed": [COUNTED], "left_out": [LEFT_OUT]}
PART_NAMES = {
    "numerator": _lt("numerator"),
    "denominator": _lt("denominator"),
    "missed": _lt("not in the numerator"),
    "left_out": _lt("left out"),
}
MOST_MEMBERS = 50


class SaleKpi(models.Model):
    _inherit = "sale.kpi"

    @api.model
    @api.readonly
    def get_board(self):
        """Return what the dashboard shows: views, groups of figures that the user may see, today.

        :raise AccessError: if the user may see no figures
        """
        self.env["sale.kpi.day"].check_access("read")
        seen = {kpi.code: kpi.name for kpi in self.search([]) if kpi._may_see()}
        roles = []
        for role, groups in kpi_board.ROLES.items():
            shown = [
                {"id": group, "name": self.env._(NAMES[group]), "codes": [code for code in codes if code in seen]}
                for group, codes in groups.items()
            ]
            shown = [group for group in shown if group["codes"]]
            if shown:
                roles.append({"id": role, "name": self.env._(NAMES[role]), "groups": shown})
        return {
            "roles": roles,
            "role": self._role(roles),
            "names": seen,
            "today": self.env.company._local_day().isoformat(),
            "home_id": self.env.user.action_id.id,
            "may_verify": self._may_verify(),
            "may_aim": self.env["sale.kpi.target"].has_access("create"),
            **self._completeness(),
        }

    @api.model
    def _role(self, roles):
        """Return the view that is shown first."""
        user, known = self.env.user, [role["id"] for role in roles]
        wanted = [
            ("management", "sales_team.group_sale_manager"),
            ("receivables", "account.group_account_invoice"),
            ("sales", "sales_team.group_sale_salesman"),
            ("warehouse", "stock.group_stock_user"),
        ]
        fitting = [role for role, group in wanted if role in known and user.has_group(group)]
        return next(iter(fitting or known), False)

    @api.model
    @api.readonly
    def get_figures(self, codes, first, last, company_ids=(), filters=None):
        """Return figures of a period, in the order in which they are asked for.

        :param list codes: of the figures
        :param str first: the first day
        :param str last: the last day
        :param list company_ids: companies; none: those of the switcher
        :param dict filters: ``{"partner_id": id, …}``
        """
        codes, question = self._read_codes(codes), self._question(first, last, company_ids, filters)
        found = self._figures(codes, question.period, question.companies, question.filters)
        return [found[code] for code in codes if code in found]

    @api.model
    @api.readonly
    def get_figure(self, code, first, last, company_ids=(), filters=None):
        """Return one figure, what it means, and its course over the period. See :meth:`get_figures`.

        :raise AccessError: if there is no such figure, or not for this user
        """
        kpi, question = self._asked_for(code), self._question(first, last, company_ids, filters)
        found = self._figures([code], question.period, question.companies, question.filters)[code]
        return found | {
            "id": kpi.id,
            "definition": kpi.definition,
            "version": kpi.version,
            "cohort_name": dict(self._fields["cohort"]._description_selection(self.env)).get(kpi.cohort, ""),
            "course": self._course(code, question) if not found["problem"] else {"kind": "", "points": []},
            "members": self._members(code),
            "checks": self._last_checks(kpi, question),
        }

    @api.model
    def _asked_for(self, code):
        """Return the figure that a client asks for.

        :raise AccessError: if there is none, or not for this user
        """
        figure = self.search([("code", "=", code)]) if isinstance(code, str) else self.browse()
        if not figure or not figure._may_see():
            raise AccessError(self.env._("There is no such figure, or you may not see it."))
        return figure

    @api.model
    def _course(self, code, question):
        """Return how a figure went over the period: ``{"kind", "points": [{"first", "last", "value"}]}``."""
        kind, periods = kpi_board.buckets(question.period)
        begun = [one for one in periods if one.first <= max(question.todays.values())]
        kpi = REGISTRY.get(code)
        stored = kpi and self._by_origin([kpi], question)[0]
        if not stored or not begun or kpi.cohort == definitions.POINT:
            return {"kind": kind, "points": []}
        sums = self._read_sums(stored, question, begun)
        points = []
        for place, one in enumerate(begun):
            figure = self._together(
                kpi_board.from_sums(kpi, sums[code, company, place, None], one, options)
                for company, options in question.options.items()
            )
            value = self._mean(kpi, figure)
            points.append({"first": one.first.isoformat(), "last": one.last.isoformat(), "value": value})
        return {"kind": kind, "points": points}

    @api.model
    def _members(self, code):
        """Return by what a figure can be broken down: ``[{"id": field, "name"}]``."""
        kpi = REGISTRY.get(code)
        if not kpi or kpi.source not in self._fact_models():
            return []
        facts = self.env[self._fact_models()[kpi.source]]
        labels = facts.fields_get(FILTERS, ["string"])
        return [
            {"id": name, "name": labels[name]["string"]} for name in FILTERS if self._is_known_by(kpi, {name: True})
        ]

    @api.model
    @api.readonly
    def get_breakdown(self, code, by, first, last, company_ids=(), filters=None):
        """Return a figure for each customer, product, salesperson, warehouse, carrier or reason.

        :param str by: field of :data:`.question.FILTERS`
        :return: ``{"members": [{"id", "name", "value", "n", "numerator", "denominator", "left_out"}], "more": int}``;
            the largest ones, and how many more there are
        """
        record, question = self._asked_for(code), self._question(first, last, company_ids, filters)
        kpi = REGISTRY.get(code)
        stored = kpi and not record.problem and self._by_origin([kpi], question)[0]
        if not isinstance(by, str) or by not in FILTERS or not stored or not self._is_known_by(kpi, {by: True}):
            raise UserError(self.env._("This figure cannot be broken down like this."))
        sums, spreads = self._read_sums(stored, question, [question.period], by), {}
        if kpi.kind == definitions.SPREAD:
            spreads = self._read_spreads(stored, question, [question.period], by).get(code, {})
        members = defaultdict(dict)
        for _code, company, _place, member in sums:
            members[member][company] = kpi_board.from_sums(
                kpi, sums[_code, company, _place, member], question.period, question.options[company]
            )
        rows = [self._member_row(kpi, member, figures, spreads, question) for member, figures in members.items()]
        rows.sort(key=lambda row: (-row["n"], -row["left_out"], row["id"] or 0))
        shown = rows[:MOST_MEMBERS]
        # sudo: the documents that are counted are the user's own ones; of others the name is all that is shown.
        known = self.env[self._fields_of(by)].sudo().browse([row["id"] for row in shown if row["id"]])
        names = {one.id: one.display_name for one in known.exists()}
        for row in shown:
            row["name"] = names.get(row["id"]) or self.env._("None")
        return {"members": shown, "more": len(rows) - len(shown)}

    @api.model
    def _fields_of(self, by):
        return self.env["sale.kpi.row"]._fields[by].comodel_name

    @api.model
    def _member_row(self, kpi, member, figures, spreads, question):
        figure = self._together(figures.values())
        counts = [one.n for one in figures.values()]
        left_out = sum(sum(one.excluded.values()) for one in figures.values())
        row = {"id": member or False, "n": sum(counts), "left_out": left_out, "value": None}
        if figure is None:
            return row | {"numerator": None, "denominator": None, "currency_id": False}
        numerator, denominator = self._scales(kpi, figure)
        return row | {
            "value": self._value(kpi, figure, spreads.get((self._one(question), 0, member))),
            "numerator": None if figure.mixed else float(figure.numerator) * numerator,
            "denominator": None if figure.mixed else float(figure.denominator) * denominator,
            "currency_id": self._currency(kpi, figure).id,
        }

    @api.model
    @api.readonly
    def get_rows_action(self, code, part, first, last, company_ids=(), filters=None, reason=None):
        """Return the action that shows the rows behind a number.

        :param str part: "numerator", "denominator", "missed" or "left_out"
        :param str reason: of what is left out, only these
        """
        if not isinstance(part, str) or part not in PARTS or not isinstance(reason or "", str):
            raise UserError(self.env._("There are no such rows."))
        figure, question = self._asked_for(code), self._question(first, last, company_ids, filters)
        action = self.env["ir.actions.act_window"]._for_xml_id("quote_to_cash.sale_kpi_row_action")
        domain = [("part", "in", PARTS[part])]
        if reason:
            domain.append(("reason", "=", reason))
        name = self.env._("%(figure)s: %(part)s", figure=figure.name, part=self.env._(PART_NAMES[part]))
        return action | {
            "name": name,
            "display_name": name,
            "domain": domain,
            "context": {
                "kpi_code": code,
                "kpi_first": question.period.first.isoformat(),
                "kpi_last": question.period.last.isoformat(),
                "kpi_companies": question.companies.ids,
                "kpi_filters": question.filters,
                "allowed_company_ids": question.companies.ids,
                "search_default_by_reason": int(part == "left_out" and not reason),
            },
        }
