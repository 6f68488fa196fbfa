"""What the month's exceptions are read from: sums of days, facts, and the papers that cost money.

Each is one statement for any number of facts; whatever belongs to the month is found by the facts' index on days.
"""

from odoo.tools import SQL

from ...engine import kpi_report
from ...engine.kpi_baseline import measurable_before
from ...engine.kpi_definition import HIGHER
from ...engine.kpi_registry import REGISTRY

# Member of each kind of cause: (column of the facts, model)
MEMBERS = {
    kpi_report.CUSTOMER: ("partner_id", "res.partner"),
    kpi_report.PRODUCT: ("product_id", "product.product"),
    kpi_report.CARRIER: ("carrier_id", "delivery.carrier"),
}
# Tables of facts by the source of figures
TABLES = {
    "order": "sale_order_fact",
    "line": "sale_order_line_fact",
    "shipment": "stock_picking_fact",
    "movement": "stock_move_fact",
    "invoice": "account_move_fact",
}
# An entry is [day, numerator, denominator, reason, unit, open since, estimated]; see engine.kpi_entries
OF_MONTH = """
    fact.company_id = %(company)s AND fact.last_day >= %(first)s AND fact.first_day <= %(last)s
    AND entry.value IS NOT NULL AND entry.value->>3 IS NULL
    AND (entry.value->>0)::date BETWEEN %(first)s AND %(last)s
"""

SUMS = """
    SELECT code, date_trunc('month', day)::date AS month, unit, SUM(numerator) AS numerator,
           SUM(denominator) AS denominator, SUM(rows) AS n
      FROM sale_kpi_day
     WHERE company_id = %(company)s AND code = ANY(%(codes)s) AND reason IS NULL
       AND day >= %(first)s AND day <= %(last)s AND (day >= %(since)s OR NOT code = ANY(%(unknown)s))
     GROUP BY code, month, unit
"""

# Reasons of what went wrong; cases of several reasons count for each of them
REASONS = {
    "hold_rate": """
        SELECT 'hold_rate' AS code, hold.reason_id, NULL AS kind, COUNT(DISTINCT fact.res_id) AS cases
          FROM (%(missed)s) fact
          JOIN sale_order_hold hold ON hold.order_id = fact.res_id
         GROUP BY hold.reason_id
    """,
    "cancellation_rate": """
        SELECT 'cancellation_rate', fact.reason_id, NULL, COUNT(*)
          FROM (%(missed)s) fact
         GROUP BY fact.reason_id
    """,
    "return_rate_orders": """
        SELECT 'return_rate_orders', found.reason_id, NULL, COUNT(DISTINCT fact.res_id)
          FROM (%(missed)s) fact
          LEFT JOIN LATERAL (
                SELECT COALESCE(line.inspection_reason_id, line.reason_id) AS reason_id
                  FROM sale_rma_line line
                 WHERE line.order_id = fact.res_id AND line.state NOT IN ('draft', 'rejected', 'cancelled')
               ) found ON TRUE
         GROUP BY found.reason_id
    """,
    "damage_rate": """
        SELECT 'damage_rate', NULL, claim.kind, COUNT(DISTINCT fact.res_id)
          FROM (%(missed)s) fact
          LEFT JOIN shipment_claim claim ON claim.picking_id = fact.res_id AND claim.decided <> 'withdrawn'
         GROUP BY claim.kind
    """,
    "fill_lines": """
        SELECT 'fill_lines', move.short_reason_id, NULL, COUNT(DISTINCT fact.res_id)
          FROM (%(missed)s) fact
          JOIN stock_move move ON move.sale_line_id = fact.res_id AND move.short_reason_id IS NOT NULL
         GROUP BY move.short_reason_id
    """,
    "invoice_accuracy": """
        SELECT 'invoice_accuracy', fact.reason_id, NULL, COUNT(*)
          FROM (%(missed)s) fact
         GROUP BY fact.reason_id
    """,
}

# Untaxed, in the company's currency. Credit notes, goods that were scrapped, what was sent again at no charge,
# what carriers paid. Moments are compared as moments: bounds of days are the company's.
COSTS = """
    SELECT 'refunds' AS what, date_trunc('month', move.invoice_date)::date AS month,
           -SUM(move.amount_untaxed_signed) AS amount, COUNT(*) AS n
      FROM account_move move
     WHERE move.company_id = %(company)s AND move.move_type = 'out_refund' AND move.state = 'posted'
       AND move.invoice_date BETWEEN %(first)s AND %(last)s
     GROUP BY month
     UNION ALL
    SELECT 'scrapped', month, SUM(value), COUNT(*)
      FROM (SELECT ABS(COALESCE(move.value, 0)) AS value,
                   date_trunc('month', move.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS month
              FROM stock_move move
              JOIN stock_location dst ON dst.id = move.location_dest_id AND dst.usage = 'inventory'
             WHERE move.company_id = %(company)s AND move.state = 'done' AND move.rma_line_id IS NOT NULL
               AND move.date >= %(begin)s AND move.date < %(end)s) scrap
     GROUP BY month
     UNION ALL
    SELECT 'replacements', month, SUM(value), COUNT(DISTINCT order_id)
      FROM (SELECT ABS(COALESCE(move.value, 0)) AS value, so.id AS order_id,
                   date_trunc('month', move.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS month
              FROM stock_move move
              JOIN sale_order_line line ON line.id = move.sale_line_id
              JOIN sale_order so ON so.id = line.order_id AND so.is_replacement
              JOIN stock_location dst ON dst.id = move.location_dest_id AND dst.usage = 'customer'
             WHERE move.company_id = %(company)s AND move.state = 'done'
               AND move.date >= %(begin)s AND move.date < %(end)s) sent
     GROUP BY month
     UNION ALL
    SELECT 'recovered', date_trunc('month', recovery.date)::date AS month, SUM(recovery.amount), COUNT(*)
      FROM shipment_claim_recovery recovery
     WHERE recovery.company_id = %(company)s AND recovery.counts
       AND recovery.date BETWEEN %(first)s AND %(last)s
     GROUP BY 2
"""
# What the statement on costs reads: pending writes to it are flushed before.
COST_SOURCES = {
    "account.move": "company_id move_type state invoice_date amount_untaxed_signed",
    "stock.move": "company_id state value date location_dest_id rma_line_id sale_line_id",
    "sale.order": "is_replacement",
    "shipment.claim.recovery": "company_id date amount counts",
}
REASON_SOURCES = {
    "sale.order.hold": "order_id reason_id",
    "sale.rma.line": "order_id state reason_id inspection_reason_id",
    "shipment.claim": "picking_id decided kind",
    "stock.move": "sale_line_id short_reason_id",
}


def _wrong(code, entry="entry"):
    """Return SQL for whether a counted entry is a case of what should not be."""
    value = SQL.identifier(entry, "value")
    if REGISTRY[code].better == HIGHER:
        return SQL("%s->>1 IS DISTINCT FROM %s->>2", value, value)
    return SQL("%s->>1 IS NOT NULL", value)


def missed(code, scope):
    """Return the statement that reads the facts of a month that are cases of what should not be.

    :param str code: of a figure
    :param dict scope: ``company``, ``first`` and ``last`` day, and since when the addon measures, if that matters
    """
    return SQL(
        "SELECT fact.res_id, fact.reason_id FROM %s fact"
        " CROSS JOIN LATERAL (SELECT fact.entries->%s AS value) entry WHERE %s AND %s",
        SQL.identifier(TABLES[REGISTRY[code].source]),
        code,
        _of_month(code, scope),
        _wrong(code),
    )


def reasons(codes, scope):
    """Return the statement for the cases of figures by reason: ``code, reason_id, kind, cases``."""
    return SQL(" UNION ALL ").join(SQL(REASONS[code], missed=missed(code, scope)) for code in codes)


def causes(by, codes, scope):
    """Return the statement for the cases of figures by who or what they belong to: ``code, member, cases, n``.

    :param str by: key of :data:`MEMBERS`
    """
    column = SQL.identifier("fact", MEMBERS[by][0])
    return SQL(" UNION ALL ").join(
        SQL(
            "SELECT %(code)s AS code, %(column)s AS member, COUNT(*) FILTER (WHERE %(wrong)s) AS cases, COUNT(*) AS n"
            " FROM %(table)s fact CROSS JOIN LATERAL (SELECT fact.entries->%(code)s AS value) entry"
            " WHERE %(month)s AND %(column)s IS NOT NULL GROUP BY %(column)s",
            code=code,
            column=column,
            wrong=_wrong(code),
            table=SQL.identifier(TABLES[REGISTRY[code].source]),
            month=_of_month(code, scope),
        )
        for code in codes
    )


def _of_month(code, scope):
    """Return the condition of facts of the month, from the day on from which the figure could be measured."""
    first, since = scope["first"], scope["since"]
    if since and not measurable_before(code):
        first = max(first, since)
    return SQL(OF_MONTH, company=scope["company"], first=first, last=scope["last"])
