"""Statements on what facts say: sums by period, spreads of values, one row for each fact.

All of them read through a query of the ORM, so that whoever asks sees the same documents everywhere.
"""

from odoo.tools import SQL

from ...engine import kpi_definition as definitions
from ...engine.kpi_entries import REFERENCE
from .fact import OWNERS

# What a fact says to one figure, as columns. It is looked for once: a fact says much, and is unpacked each time.
SAID = """
    SELECT fact.id, fact.res_id, %(owners)s, asked.code,
           (its.entry ->> 0)::date AS day,
           its.entry ->> 3 AS reason,
           its.entry ->> 4 AS unit,
           (its.entry ->> 5)::timestamp AS since,
           COALESCE((its.entry ->> 1)::numeric, 0) AS numerator,
           COALESCE((its.entry ->> 2)::numeric, 0) AS denominator,
           COALESCE((its.entry ->> 6)::bool, FALSE) AS estimated
      FROM (%(facts)s) AS fact
     CROSS JOIN unnest(%(codes)s) AS asked (code)
     CROSS JOIN LATERAL (SELECT fact.entries -> asked.code AS entry OFFSET 0) AS its
     WHERE its.entry IS NOT NULL
"""

# The same, cut to periods: what is due today or later is not due yet; what has no day belongs to today.
CUT = """
    SELECT said.*, slot.number,
           CASE WHEN said.reason IS NULL AND said.code = ANY(%(due)s) AND said.day >= company.today
                THEN 'not_yet_due' ELSE said.reason END AS why
      FROM (%(said)s) AS said
      JOIN (VALUES %(companies)s) AS company (id, today) ON company.id = said.company_id
      JOIN (VALUES %(slots)s) AS slot (number, first, last)
        ON COALESCE(said.day, company.today) BETWEEN slot.first AND slot.last
     WHERE (said.day IS NOT NULL OR said.reason IS NOT NULL OR said.code = ANY(%(point)s))
       AND said.reason IS DISTINCT FROM 'nothing_open'
"""

SUMMED = """
    SELECT cut.code, cut.company_id, cut.number, %(by)s AS member, cut.why, cut.unit,
           SUM(cut.numerator) AS numerator, SUM(cut.denominator) AS denominator,
           SUM(%(rows)s)::int AS rows, SUM(%(estimated)s)::int AS estimated
      FROM (%(cut)s) AS cut
     GROUP BY 1, 2, 3, 4, 5, 6
"""

SPREAD = """
    SELECT cut.code, cut.company_id, cut.number, %(by)s AS member, COUNT(*)::int AS n,
           AVG(cut.numerator)::float AS mean,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY cut.numerator::float) AS median,
           percentile_disc(0.9) WITHIN GROUP (ORDER BY cut.numerator)::float AS p90
      FROM (%(cut)s) AS cut
     WHERE cut.why IS NULL
     GROUP BY GROUPING SETS ((1, 2, 3, 4), (1, 3, 4))
"""


def facts_said(facts, kpis, domain):
    """Return the statement of what facts say to some figures.

    :param facts: model of the facts, as whoever asks sees it
    :param kpis: definitions that are made of them
    :param domain: of the facts
    """
    query = facts._search(domain)
    columns = [SQL.identifier(facts._table, name) for name in ("id", "res_id", "entries", *OWNERS)]
    return SQL(
        SAID,
        owners=SQL(", ").join(SQL.identifier("fact", name) for name in OWNERS),
        facts=query.select(*columns),
        codes=[kpi.code for kpi in kpis],
    )


def days_said(days, domain, by=None):
    """Return the same statement of the sums by day: first added up by day, as there are few days.

    :param days: ``sale.kpi.day``, as whoever asks sees it
    :param domain: of the sums
    :param by: column by which members are told apart
    """
    query = days._search(domain)
    names = ("company_id", "code", "day", "reason", "unit", *([by] if by else []))
    numbers = ("numerator", "denominator", "rows", "estimated")
    return SQL(
        "SELECT %(names)s, %(sums)s FROM (%(days)s) AS kept GROUP BY %(names)s",
        names=SQL(", ").join(SQL.identifier("kept", name) for name in names),
        sums=SQL(", ").join(SQL("SUM(%s) AS %s", SQL.identifier(name), SQL.identifier(name)) for name in numbers),
        days=query.select(*(SQL.identifier(days._table, name) for name in (*names, *numbers))),
    )


def cut(said, kpis, todays, periods):
    """Return a statement cut to periods, with ``number`` (of the period) and ``why`` it is left out.

    :param SQL said: of :func:`facts_said` or :func:`days_said`
    :param kpis: the definitions
    :param dict todays: ``{company id: its day}``
    :param periods: a row says to which of them it belongs; they may overlap
    """

    def codes(cohort):
        return [kpi.code for kpi in kpis if kpi.cohort == cohort]

    return SQL(
        CUT,
        said=said,
        due=codes(definitions.DUE),
        point=codes(definitions.POINT),
        companies=SQL(", ").join(SQL("(%s, %s::date)", company, day) for company, day in todays.items()),
        slots=SQL(", ").join(
            SQL("(%s, %s::date, %s::date)", number, one.first, one.last) for number, one in enumerate(periods)
        ),
    )


def summed(statement, stored, by=None):
    """Return sums of a cut statement: by figure, company, period, member, why it is left out, and unit.

    :param bool stored: whether its rows are sums already
    :param by: column by which members are told apart
    """
    return SQL(
        SUMMED,
        cut=statement,
        by=_member(by),
        rows=SQL("cut.rows") if stored else SQL("1"),
        estimated=SQL("cut.estimated") if stored else SQL("cut.estimated::int"),
    )


def spread(statement, by=None):
    """Return number, mean, median and P90 of the values of a cut statement: by company, and together (no company)."""
    return SQL(SPREAD, cut=statement, by=_member(by))


def lasting(statement, kpi, now):
    """Return the statement of rows, in which what goes on has lasted until now.

    :param SQL statement: of :func:`cut`
    :param Kpi kpi: the definition
    :param datetime now: the moment at which somebody asks, in UTC
    """
    goes_on = kpi.cohort == definitions.POINT and kpi.kind == definitions.SPREAD
    return SQL(
        "SELECT cut.*, cut.numerator - CASE WHEN cut.why IS NULL THEN %s ELSE 0 END AS lasted FROM (%s) AS cut",
        int((REFERENCE - now).total_seconds()) if goes_on else 0,
        statement,
    )


def _member(by):
    return SQL.identifier("cut", by) if by else SQL("NULL::int")
