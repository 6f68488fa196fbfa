"""Figures checked by another way: straight on Odoo's documents, with no code of facts, readers and rules."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from odoo import api, fields, models
from odoo.tools import SQL

from . import verify_checks as checks
from . import verify_service_sql as service
from .refresh import READ_WITH
from .verify_order_sql import LINES, PARCELS, TARGETS, WANTED
from .verify_orders_sql import ORDERS, QUOTES

# So far around the period may lie what its days are made of: days in transit, windows, days off
AROUND = timedelta(days=60)
ORDER_ROWS = f"{WANTED} {PARCELS} {TARGETS} {ORDERS}"
LINE_ROWS = f"{WANTED} {PARCELS} {TARGETS} {LINES}"
QUOTE_ROWS = f"{WANTED.rstrip().rstrip(',')} {QUOTES}"
# (statement, figures that are made of its rows)
PATHS = (
    (ORDER_ROWS, checks.ORDERS),
    (LINE_ROWS, checks.LINES),
    (QUOTE_ROWS, checks.QUOTES),
    (service.HOLD_ROWS, service.HOLDS),
    (service.SHIPMENT_ROWS, service.SHIPMENTS),
    (service.RETURN_ROWS, service.RETURNS),
    (service.CLAIM_ROWS, service.CLAIMS),
)
# Worked out step by step, not by statements
CLOCK = ("ship_window", "ship_time")
MOVEMENTS = ("return_rate_units", "return_rate_value", "return_rate_period")
CHOSEN = """
    SELECT v.code, found.id, found.root, v.day, v.numerator, v.denominator
      FROM found
     CROSS JOIN LATERAL (VALUES {values}) AS v (code, day, counts, numerator, denominator)
     WHERE v.counts AND v.day BETWEEN %(first)s AND %(last)s
"""


@dataclass(frozen=True)
class Scope:
    """What is checked, and how the company counts days and money.

    :ivar date first: first day of the period
    :ivar date last: last day, of what is due before today only
    :ivar working: working days around the period, in ascending order
    """

    company: int
    first: date
    last: date
    zone: str
    basis: str
    rounding: float
    digits: int
    cut_off: float
    working: tuple
    under: float
    over: float
    early_days: int
    without_intercompany: bool
    proven_only: bool

    def __contains__(self, day):
        return day is not None and self.first <= day <= self.last


class SaleKpiVerifier(models.AbstractModel):
    """Reads documents; writes nothing."""

    _name = "sale.kpi.verifier"
    _description = "Figures Straight from the Documents"

    @api.model
    def _verifiable(self):
        """Return the codes of the figures that have a second way."""
        return {*CLOCK, *MOVEMENTS, *(code for _statement, figures in PATHS for code in figures)}

    @api.model
    def _documents(self, codes, company, first, last):
        """Return what the documents say of some figures, of a company and a period.

        :param codes: of figures; those without a second way are left out
        :param res.company company: one company
        :param date first: first day
        :param date last: last day
        :return: ``{code: {document: (root, numerator, denominator)}}``; root is what a document is read with
        """
        scope = self._scope(company, first, last)
        self.env.flush_all()  # the statements read many tables, some of them by triggers
        found = {code: {} for code in codes if code in self._verifiable()}
        rows = []
        for statement, figures in PATHS:
            if wanted := {code: figures[code] for code in figures if code in found}:
                rows += self._read_path(statement, wanted, scope)
        if clock := set(CLOCK) & found.keys():
            rows += self._check_clock(clock, scope)
        if movements := set(MOVEMENTS) & found.keys():
            rows += self._check_movements(movements, scope)
        for code, document, root, _day, numerator, denominator in rows:
            found[code][document] = (root, Fraction(numerator or 0), Fraction(denominator or 0))
        return found

    @api.model
    def _scope(self, company, first, last):
        company.ensure_one()
        return Scope(
            company=company.id,
            first=first,
            last=last,
            zone=company._local_zone(),
            basis=company.kpi_basis or "first",
            rounding=company.currency_id.rounding,
            digits=self.env["decimal.precision"].precision_get("Product Unit"),
            cut_off=company._picking_terms()[1],
            working=tuple(company._working_days_between(first - 2 * AROUND, last + 2 * AROUND)),
            under=company.kpi_under,
            over=company.kpi_over,
            early_days=company.kpi_early_days,
            without_intercompany=bool(company.kpi_without_intercompany),
            proven_only=bool(company.kpi_proven_only),
        )

    def _read_path(self, statement, figures, scope):
        """Return the rows of figures that one statement makes."""
        values = ", ".join(
            f"('{code}', {check.day}, {check.counts}, ({check.numerator})::numeric, ({check.denominator})::numeric)"
            for code, check in sorted(figures.items())
        )
        rows = self._fetch_rows(statement + CHOSEN.replace("{values}", values), scope)
        return [tuple(row.values()) for row in rows]

    def _fetch_rows(self, statement, scope):
        values = {name: getattr(scope, name) for name in scope.__dataclass_fields__} | {
            "working": list(scope.working),
            "since": datetime.combine(scope.first, datetime.min.time()) - AROUND,
            "until": datetime.combine(scope.last, datetime.min.time()) + timedelta(days=2),
        }
        wanted = {name: value for name, value in values.items() if f"%({name})s" in statement}
        return self.env.execute_query_dict(SQL(statement, **wanted))

    # === What is kept === #

    @api.model
    def _kept(self, kpi, company, first, last):
        """Return what the facts say of a figure: ``{document: (root, numerator, denominator)}``.

        :param sale.kpi kpi: one figure
        """
        model = self._facts_of(kpi)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT res_id, root_id, entry ->> 1, entry ->> 2
                  FROM %(table)s fact, LATERAL (SELECT fact.entries -> %(code)s AS entry) said
                 WHERE company_id = %(company)s AND first_day <= %(last)s AND last_day >= %(first)s
                   AND (entry ->> 0)::date BETWEEN %(first)s AND %(last)s AND entry ->> 3 IS NULL
                """,
                table=SQL.identifier(self.env[model]._table),
                code=kpi.code,
                company=company.id,
                first=first,
                last=last,
            )
        )
        return {document: (root, Fraction(up or 0), Fraction(down or 0)) for document, root, up, down in rows}

    @api.model
    def _summed(self, kpi, company, first, last):
        """Return numerator, denominator and number of rows, as the sums by day have them."""
        self.env.cr.execute(
            SQL(
                """
                SELECT COALESCE(SUM(numerator), 0), COALESCE(SUM(denominator), 0), COALESCE(SUM(rows), 0)
                  FROM sale_kpi_day
                 WHERE code = %s AND company_id = %s AND day BETWEEN %s AND %s AND reason IS NULL
                """,
                kpi.code,
                company.id,
                first,
                last,
            )
        )
        numerator, denominator, rows = self.env.cr.fetchone()
        return Fraction(numerator), Fraction(denominator), rows

    @api.model
    def _facts_of(self, kpi):
        """Return the name of the model of the facts of which a figure is made, or None."""
        for name in self.env["sale.fact"]._inherit_children:
            if getattr(self.env[name], "_source", None) == kpi.source:
                return name
        return None

    @api.model
    def _waiting(self, company):
        """Return what waits to be read again: ``{kind: function of a root that says whether it does}``.

        What is kept of it is known to be old.
        """
        queued, reached = defaultdict(set), {}
        unread = SQL("SELECT DISTINCT kind, res_id FROM sale_fact_queue WHERE problem IS NULL")
        for kind, document in self.env.execute_query(unread):
            queued[kind].add(document)
        for rebuild in self.env["sale.fact.rebuild"].sudo().search([("company_id", "=", company.id)]):
            reached[rebuild.kind] = rebuild.reached

        def waits(kind):
            return lambda root: root in queued[kind] or (kind in reached and root > reached[kind])

        return {kind: waits(kind) for kind in READ_WITH}

    # === Comparing === #

    @api.model
    def _compare(self, kpi, kept, documents, waits):
        """Return the rows that differ: ``[(document, kept or None, documents or None, waits)]``.

        :param dict kept: as :meth:`_kept` returns it
        :param dict documents: the same for what the documents say
        :param waits: function that says whether what a row is read with waits to be read again
        """
        slack = 1 if kpi._known().kind == "spread" else 0
        found = []
        for document in sorted(kept.keys() | documents.keys()):
            one, other = kept.get(document), documents.get(document)
            if not _same(one, other, slack):
                found.append((document, one, other, waits((one or other)[0])))
        return found

    @api.model
    def _last_due(self, kpi, company, last):
        """Return the last day that is judged: what is due today or later is not due yet."""
        today = company._local_day()
        return min(last, today - timedelta(days=1)) if kpi.cohort == "D" else last

    @api.model
    def _month(self, company, day=None):
        """Return the first and the last day of a month, by default of the company's month in progress."""
        day = fields.Date.to_date(day) or company._local_day()
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _same(one, other, slack):
    """Whether numerators and denominators are alike: exactly, but for what a division rounds, or one second."""
    if one is None or other is None:
        return False
    pairs = zip(one[1:], other[1:], strict=True)
    return all(abs(a - b) <= slack + Fraction(1, 10**6) * max(abs(a), abs(b), 1) for a, b in pairs)
