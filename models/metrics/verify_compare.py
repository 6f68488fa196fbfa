"""What is kept beside what the documents say: both in tables, compared by the database, however many rows there are."""

from fractions import Fraction
from itertools import islice

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import kpi_board
from ...engine import kpi_definition as kinds
from ...engine.kpi_period import Period
from ...engine.kpi_registry import REGISTRY
from .fact_open import goes_on
from .fact_queue import CLAIM, INVOICE, ORDER, RETURN, SHIPMENT

MOST_ROWS = 200  # that are told of a figure
AT_ONCE = 5000
# Whose documents wait in which part of the queue
KINDS = {
    kinds.RETURN: RETURN,
    kinds.CLAIM: CLAIM,
    kinds.INVOICE: INVOICE,
    kinds.PAYMENT_PROMISE: INVOICE,
}
SIDES = """
    CREATE TEMPORARY TABLE IF NOT EXISTS {side} (
        code varchar, document bigint, root bigint, numerator numeric, denominator numeric) ON COMMIT DROP;
    TRUNCATE {side};
"""
KEPT = """
    INSERT INTO sale_kpi_kept
    SELECT asked.code, fact.res_id, fact.root_id, COALESCE((entry ->> 1)::numeric, 0) - asked.less,
           COALESCE((entry ->> 2)::numeric, 0)
      FROM (%(facts)s) AS fact
     CROSS JOIN unnest(%(codes)s::varchar[], %(less)s::numeric[]) AS asked (code, less)
     CROSS JOIN LATERAL (SELECT fact.entries -> asked.code AS entry) said
     WHERE entry IS NOT NULL AND entry ->> 3 IS NULL AND (entry ->> 0 IS NULL) = %(goes_on)s
       AND COALESCE((entry ->> 0)::date, %(today)s) BETWEEN %(first)s AND %(last)s
       AND (asked.code <> ALL(%(due)s) OR (entry ->> 0)::date < %(today)s)
"""
# Numbers are alike but for what a division rounds; times up to one second.
COMPARED = """
    WITH differing AS MATERIALIZED (
        SELECT code, document, COALESCE(kept.root, said.root) AS root, kept.numerator AS kept_up,
               kept.denominator AS kept_down, said.numerator AS said_up, said.denominator AS said_down
          FROM sale_kpi_kept kept FULL JOIN sale_kpi_said said USING (code, document)
         CROSS JOIN LATERAL (SELECT CASE WHEN code = ANY(%(spreads)s) THEN 1 ELSE 0 END AS seconds) slack
         WHERE NOT COALESCE(
               ABS(kept.numerator - said.numerator)
                   <= seconds + 0.000001 * GREATEST(ABS(kept.numerator), ABS(said.numerator), 1)
               AND ABS(kept.denominator - said.denominator)
                   <= 0.000001 * GREATEST(ABS(kept.denominator), ABS(said.denominator), 1), FALSE)
    ),
    placed AS (
        SELECT differing.*, queue.waits, row_number() OVER (PARTITION BY code ORDER BY queue.waits, document) AS place
          FROM differing
         CROSS JOIN LATERAL (
               SELECT COALESCE(ABS(root) > CASE WHEN root < 0 THEN %(reached_shipments)s::bigint ELSE %(reached)s END,
                               FALSE)
                   OR EXISTS (SELECT 1 FROM sale_fact_queue
                               WHERE kind = CASE WHEN root < 0 THEN %(shipments)s ELSE %(kind)s END
                                 AND res_id = ABS(root) AND problem IS NULL) AS waits) queue
    ),
    told AS (
        SELECT code, COUNT(*) FILTER (WHERE NOT waits) AS differing, COUNT(*) FILTER (WHERE waits) AS waiting,
               jsonb_agg(jsonb_build_array(document, kept_up, kept_down, said_up, said_down, waits) ORDER BY place)
                   FILTER (WHERE place <= %(most)s) AS rows
          FROM placed GROUP BY code
    )
    SELECT code, COALESCE(kept.up, 0) AS kept_up, COALESCE(kept.down, 0) AS kept_down,
           COALESCE(kept.rows, 0) AS kept_rows, COALESCE(said.up, 0) AS said_up, COALESCE(said.down, 0) AS said_down,
           COALESCE(said.rows, 0) AS said_rows, COALESCE(told.differing, 0) AS differing,
           COALESCE(told.waiting, 0) AS waiting, COALESCE(told.rows, '[]') AS rows
      FROM unnest(%(codes)s::varchar[]) AS asked (code)
      LEFT JOIN (SELECT code, SUM(numerator) AS up, SUM(denominator) AS down, COUNT(*) AS rows
                   FROM sale_kpi_kept GROUP BY code) kept USING (code)
      LEFT JOIN (SELECT code, SUM(numerator) AS up, SUM(denominator) AS down, COUNT(*) AS rows
                   FROM sale_kpi_said GROUP BY code) said USING (code)
      LEFT JOIN told USING (code)
"""


class SaleKpiVerifier(models.AbstractModel):
    _inherit = "sale.kpi.verifier"

    @api.model
    def _compare(self, codes, company, first, last):
        """Compare what is kept of figures with what the documents say.

        :param codes: of figures that are made of facts of one kind and have a second way
        :param res.company company: one company
        :param date first: first day
        :param date last: last day
        :return: ``{code: {"kept_up", "kept_down", "kept_rows", "said_up", "said_down", "said_rows", "differing",
            "waiting", "rows", "sums", "told"}}``: numerators, denominators and rows of both sides, how many rows
            differ, and of how many it is known that they are old; up to 200 of them as ``[document, kept numerator,
            kept denominator, said numerator, said denominator, whether it waits]``; what the sums by day say, or (of
            what is never kept) what the dashboard shows and what the ledger says
        """
        codes, scope = list(codes), self._scope(company, first, last)
        source = REGISTRY[codes[0]].source
        self._prepare_sides()
        self._say(codes, scope)
        is_live = self.env["sale.kpi.live"]._is_live(source)
        keep = self._keep_live if is_live else self._keep_facts
        told = keep(codes, company, scope)
        self.env.cr.execute("ANALYZE sale_kpi_said; ANALYZE sale_kpi_kept")
        rows = self.env.execute_query_dict(
            SQL(
                COMPARED,
                codes=codes,
                spreads=[code for code in codes if self._is_spread(code) and not is_live],
                kind=None if is_live else KINDS.get(source, ORDER),
                shipments=SHIPMENT,
                reached=None if is_live else self._reached(company, KINDS.get(source, ORDER)),
                reached_shipments=None if is_live else self._reached(company, SHIPMENT),
                most=MOST_ROWS,
            )
        )
        found = {row.pop("code"): row for row in rows}
        return {code: found[code] | told[code] for code in codes}

    def _prepare_sides(self):
        """Make room for both sides, for this transaction only."""
        for side in ("sale_kpi_kept", "sale_kpi_said"):
            self.env.cr.execute(SQL(SIDES.replace("{side}", side)))

    def _put(self, side, rows, scope):
        """Write rows that were worked out: ``(code, document, root, day, numerator, denominator)``."""
        counting = (row for row in rows if row[0] not in scope.due or row[3] < scope.today)
        while some := list(islice(counting, AT_ONCE)):
            codes, documents, roots, _days, up, down = zip(*some, strict=True)
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s SELECT * FROM unnest(%s::varchar[], %s::bigint[], %s::bigint[], %s::numeric[],"
                    " %s::numeric[])",
                    SQL.identifier(side),
                    list(codes),
                    list(documents),
                    list(roots),
                    [_plain(number) for number in up],
                    [_plain(number) for number in down],
                )
            )

    @api.model
    def _reached(self, company, kind):
        """Return up to which document facts were read from the beginning, or None if they are not.

        While old documents are still being queued, any of them may wait.
        """
        if self.env["sale.kpi.baseline"].sudo()._is_queueing(company):
            return 0
        domain = [("company_id", "=", company.id), ("kind", "=", kind)]
        rebuild = self.env["sale.fact.rebuild"].sudo().search(domain, limit=1)
        return rebuild.reached if rebuild else None

    # === What is kept === #

    @api.model
    def _facts_of(self, kpi):
        """Return the name of the model of the facts of which a figure is made, or None."""
        return self.env["sale.kpi"]._fact_models().get(kpi.source)

    def _keep_facts(self, codes, company, scope):
        """Write what facts say to the table ``sale_kpi_kept``; return what the sums by day say."""
        facts = self.env[self._facts_of(REGISTRY[codes[0]])].sudo()
        domain = [("company_id", "=", company.id), ("last_day", ">=", scope.first), ("first_day", "<=", scope.last)]
        if goes_on_now := REGISTRY[codes[0]].cohort == kinds.POINT:
            domain = Domain("company_id", "=", company.id) & goes_on()
        query = facts._search(domain)
        columns = [SQL.identifier(facts._table, name) for name in ("res_id", "root_id", "entries")]
        self.env.cr.execute(
            SQL(
                KEPT,
                facts=query.select(*columns),
                goes_on=goes_on_now,
                codes=codes,
                less=[self._lasting(code, scope) for code in codes],
                today=scope.today,
                first=scope.first,
                last=scope.last,
                due=scope.due,
            )
        )
        return self._summed(codes, company, scope)

    def _summed(self, codes, company, scope):
        """Return ``{code: {"sums": (numerator, denominator, rows)}}``, as the sums by day have them."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT code, SUM(numerator), SUM(denominator), SUM(rows)
                  FROM sale_kpi_day
                 WHERE code = ANY(%(codes)s) AND company_id = %(company)s AND reason IS NULL
                   AND COALESCE(day, %(today)s) BETWEEN %(first)s AND %(last)s
                   AND (day IS NOT NULL OR code = ANY(%(point)s))
                   AND (day < %(today)s OR code <> ALL(%(due)s))
                 GROUP BY code
                """,
                codes=codes,
                company=company.id,
                point=[code for code in codes if REGISTRY[code].cohort == kinds.POINT],
                today=scope.today,
                first=scope.first,
                last=scope.last,
                due=scope.due,
            )
        )
        found = {code: {"sums": (Fraction(0), Fraction(0), 0)} for code in codes}
        for code, up, down, number in rows:
            found[code] = {"sums": (Fraction(up) - number * self._lasting(code, scope), Fraction(down), number)}
        return found

    def _lasting(self, code, scope):
        """Return how many seconds too long each fact says that something has lasted."""
        return kpi_board.to_take_off(REGISTRY[code], scope.now)

    def _keep_live(self, codes, company, scope):
        """Write what the dashboard reads from the ledger and the log to the table ``sale_kpi_kept``.

        :return: ``{code: {"told": (figure's numerator and denominator, the same as the ledger says them or None)}}``
        """
        period = Period(scope.first, scope.last)
        live = self.env["sale.kpi.live"].sudo()
        source = REGISTRY[codes[0]].source
        is_month = source == kinds.MONTH
        facts = live._facts(source, company, period)
        read = live._rows(source, company, period, **({"by": "customer"} if is_month else {}))
        options, told = self.env["sale.kpi"]._ask(period, company).options[company.id], {}
        ledger = self._said_by_ledger(codes, scope) if is_month and scope.first <= scope.so_far else {}
        for code in codes:
            kpi, kept = REGISTRY[code], {}
            for columns, fact in read:
                found = kpi.judge(fact, period, options)
                if found.counts:
                    up, down = kept.get(key := _document(source, columns, fact), (0, 0))
                    kept[key] = (up + found.numerator, down + found.denominator)
            rows = [(code, key, key, scope.last, *numbers) for key, numbers in kept.items() if any(numbers)]
            self._put("sale_kpi_kept", rows, scope)
            figure = kpi.figure(facts, period, options)
            told[code] = {"told": ((figure.numerator, figure.denominator), ledger.get(code))}
        return told


def _document(source, columns, fact):
    """Return the number by which both sides know a fact that is not kept."""
    if source == kinds.MONTH:
        return columns["partner_id"] or 0
    return fact.day.toordinal() if source == kinds.DAY else fact.id


def _plain(number):
    """Return a number as PostgreSQL takes it; of a part that has no end, twelve decimals."""
    return f"{float(number):.12f}" if isinstance(number, Fraction) and number.denominator > 1 else str(number)
