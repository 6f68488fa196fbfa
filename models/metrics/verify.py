"""Figures checked by another way: straight on Odoo's documents, with no code of facts, readers and rules."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.kpi_definition import DUE, SPREAD
from ...engine.kpi_registry import REGISTRY
from . import verify_books_sql as books
from . import verify_checks as checks
from . import verify_ledger_sql as ledger
from . import verify_open_sql as waiting
from . import verify_service_sql as service
from .verify_order_sql import LINES, PARCELS, TARGETS, WANTED
from .verify_orders_sql import ORDERS, QUOTES

# So far around the period may lie what its days are made of: days in transit, windows, days off
AROUND = timedelta(days=60)
ORDER_ROWS = f"{WANTED} {PARCELS} {TARGETS} {ORDERS}"
LINE_ROWS = f"{WANTED} {PARCELS} {TARGETS} {LINES}"
QUOTE_ROWS = f"{WANTED.rstrip().rstrip(',')} {QUOTES}"
# (statement, the part of it whose rows they are, figures that are made of these)
PATHS = (
    (ORDER_ROWS, "found", checks.ORDERS),
    (LINE_ROWS, "found", checks.LINES),
    (QUOTE_ROWS, "found", checks.QUOTES),
    (service.HOLD_ROWS, "found", service.HOLDS),
    (service.SHIPMENT_ROWS, "found", service.SHIPMENTS),
    (service.RETURN_ROWS, "found", service.RETURNS),
    (service.CLAIM_ROWS, "found", service.CLAIMS),
    (waiting.BACKORDER_ROWS, "found", waiting.BACKORDERS),
    (waiting.WAIVER_ROWS, "waiver", waiting.WAIVERS),
    (books.PROMISE_ROWS, "found", books.PROMISES),
    (books.REFUND_ROWS, "found", books.REFUNDS),
)
# Worked out step by step, not by statements alone: (method, figures)
STEPS = (
    ("_check_clock", ("ship_window", "ship_time")),
    ("_check_movements", ("return_rate_units", "return_rate_value", "return_rate_period")),
    ("_check_billing", ("invoice_time", "invoice_sending_time", "invoice_accuracy")),
    ("_check_months", ledger.MONTHLY),
    ("_check_settled", ledger.SETTLED),
    ("_check_open", ledger.OPEN_ITEMS),
    ("_check_days", ("capacity",)),
)
CHOSEN = """
    SELECT v.code, found.id, found.root, COALESCE(v.numerator, 0), COALESCE(v.denominator, 0)
      FROM {rows} AS found
     CROSS JOIN LATERAL (VALUES {values}) AS v (code, day, counts, numerator, denominator)
     WHERE v.counts AND v.day BETWEEN %(first)s AND %(last)s AND (v.day < %(today)s OR v.code <> ALL(%(due)s))
"""
FETCHED = 2000  # rows that are worked out at once


@dataclass(frozen=True)
class Scope:
    """What is checked, and how the company counts days and money.

    :ivar date first: first day of the period
    :ivar date last: last day
    :ivar list due: figures of which what is due today or later is not due yet
    :ivar working: working days around the period, in ascending order
    """

    company: int
    first: date
    last: date
    today: date
    now: datetime
    due: list
    zone: str
    basis: str
    rounding: float
    digits: int
    cut_off: float
    working: list
    under: float
    over: float
    early_days: int
    without_intercompany: bool
    proven_only: bool
    since: datetime
    until: datetime

    def __contains__(self, day):
        return day is not None and self.first <= day <= self.last

    @property
    def so_far(self):
        """The last day of the period that is over or under way."""
        return min(self.last, self.today)

    def day_of(self, moment):
        """Return the company's day of a moment in UTC."""
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).date()


class SaleKpiVerifier(models.AbstractModel):
    """Reads documents; writes nothing but tables that are gone with the transaction."""

    _name = "sale.kpi.verifier"
    _description = "Figures Straight from the Documents"

    @api.model
    def _batches(self):
        """Return the figures that have a second way: those that are worked out at once, side by side."""
        return [list(figures) for _statement, _rows, figures in PATHS] + [list(figures) for _method, figures in STEPS]

    @api.model
    def _verifiable(self):
        """Return the codes of the figures that have a second way."""
        return {code for batch in self._batches() for code in batch}

    @api.model
    def _documents(self, codes, company, first, last):
        """Return what the documents say of some figures, of a company and a period.

        :param codes: of figures; those without a second way are left out
        :param res.company company: one company
        :param date first: first day
        :param date last: last day
        :return: ``{code: {document: (root, numerator, denominator)}}``; root is what a document is read with
        """
        self._prepare_sides()
        self._say(codes, self._scope(company, first, last))
        found = {code: {} for code in codes if code in self._verifiable()}
        for code, document, root, numerator, denominator in self.env.execute_query(SQL("SELECT * FROM sale_kpi_said")):
            found[code][document] = (root, Fraction(numerator), Fraction(denominator))
        return found

    @api.model
    def _say(self, codes, scope):
        """Write what the documents say of some figures to the table ``sale_kpi_said``."""
        self.env.flush_all()  # the statements read many tables, some of them by triggers
        for statement, rows, figures in PATHS:
            if wanted := {code: figures[code] for code in figures if code in codes}:
                self._say_path(statement, rows, wanted, scope)
        for method, figures in STEPS:
            if (wanted := set(figures).intersection(codes)) and scope.first <= scope.so_far:
                self._put("sale_kpi_said", getattr(self, method)(wanted, scope), scope)

    def _say_path(self, statement, rows, figures, scope):
        """Write the rows of figures that one statement makes."""
        values = ", ".join(
            f"('{code}', {check.day}, {check.counts}, ({check.numerator})::numeric, ({check.denominator})::numeric)"
            for code, check in sorted(figures.items())
        )
        chosen = CHOSEN.replace("{values}", values).replace("{rows}", rows)
        self.env.cr.execute(self._statement(f"INSERT INTO sale_kpi_said {statement} {chosen}", scope))

    @api.model
    def _scope(self, company, first, last):
        company.ensure_one()
        return Scope(
            company=company.id,
            first=first,
            last=last,
            today=company._local_day(),
            now=fields.Datetime.now(),
            due=[code for code, kpi in REGISTRY.items() if kpi.cohort == DUE],
            zone=company._local_zone(),
            basis=company.kpi_basis or "first",
            rounding=company.currency_id.rounding,
            digits=self.env["decimal.precision"].precision_get("Product Unit"),
            cut_off=company._picking_terms()[1],
            working=company._working_days_between(first - 2 * AROUND, last + 2 * AROUND),
            under=company.kpi_under,
            over=company.kpi_over,
            early_days=company.kpi_early_days,
            without_intercompany=bool(company.kpi_without_intercompany),
            proven_only=bool(company.kpi_proven_only),
            since=datetime.combine(first, datetime.min.time()) - AROUND,
            until=datetime.combine(last, datetime.min.time()) + timedelta(days=2),
        )

    def _statement(self, statement, scope, **more):
        values = {name: getattr(scope, name) for name in scope.__dataclass_fields__} | more
        return SQL(statement, **{name: value for name, value in values.items() if f"%({name})s" in statement})

    def _fetch_rows(self, statement, scope, **more):
        """Return the rows of a statement as dicts.

        :param more: values besides those of the scope
        """
        return self.env.execute_query_dict(self._statement(statement, scope, **more))

    def _stream_rows(self, statement, scope):
        """Return the rows of a statement one by one, so that many of them take no more memory than few."""
        self.env.cr.execute(SQL("DECLARE sale_kpi_rows NO SCROLL CURSOR FOR %s", self._statement(statement, scope)))
        while rows := self.env.execute_query_dict(SQL("FETCH %s FROM sale_kpi_rows", SQL(str(FETCHED)))):
            yield from rows
        self.env.cr.execute("CLOSE sale_kpi_rows")

    @api.model
    def _month(self, company, day=None):
        """Return the first and the last day of a month, by default of the company's month in progress."""
        day = fields.Date.to_date(day) or company._local_day()
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @api.model
    def _is_spread(self, code):
        return REGISTRY[code].kind == SPREAD
