"""Facts of more orders without reading them: those of the first copies, which are the same but for their numbers.

Copies of orders whose numbers differ by HOURS have the same moments, customer, salesperson and warehouse. Reading a
million of them takes an hour; what is made here is what would be read (see `same`, which reads some of them again).
Runs inside an Odoo process.
"""

from metrics_orders import HOURS, plan_of

from odoo import SUPERUSER_ID
from odoo.tools import SQL

# Model of facts: table of the documents that they are read with
ROOTS = {
    "sale.order.fact": "sale_order",
    "sale.order.line.fact": "sale_order",
    "stock.picking.fact": "sale_order",
    "stock.move.fact": "sale_order",
    "sale.quotation.fact": "sale_order",
    "account.move.fact": "account_move",
}
NUMBERS = ("res_id", "root_id", "order_id")  # what differs
COPIED = """
    INSERT INTO %(table)s (%(columns)s)
    SELECT %(values)s FROM %(table)s fact, generate_series(1, %(times)s) j WHERE %(read)s
"""
SUMS = """
    INSERT INTO sale_kpi_day AS sum (company_id, code, day, user_id, warehouse_id, unit, reason,
                                     numerator, denominator, rows, estimated)
    SELECT fact.company_id, its.key, (its.value ->> 0)::date, fact.user_id, fact.warehouse_id,
           its.value ->> 4, its.value ->> 3,
           %(times)s * COALESCE(SUM((its.value ->> 1)::numeric) FILTER (WHERE its.value ->> 3 IS NULL), 0),
           %(times)s * COALESCE(SUM((its.value ->> 2)::numeric) FILTER (WHERE its.value ->> 3 IS NULL), 0),
           %(times)s * COUNT(*),
           %(times)s * COUNT(*) FILTER (WHERE its.value ->> 3 IS NULL AND (its.value ->> 6)::bool)
      FROM %(table)s fact CROSS JOIN LATERAL jsonb_each(fact.entries) its
     WHERE %(read)s
     GROUP BY 1, 2, 3, 4, 5, 6, 7
     %(added)s
"""


def multiply(worker):
    """Make the facts of all copies after the first HOURS of each kind of order; return how many orders have facts."""
    from odoo.addons.quote_to_cash.models.metrics.kpi_day import ADDED  # only known once Odoo runs

    with worker.transaction(SUPERUSER_ID) as env:
        plan = plan_of(env)
        times, apart = plan["copies"] // HOURS - 1, HOURS * plan["distance"]
        for model, root in ROOTS.items():
            facts = env[model]
            read = SQL(
                "fact.root_id %% %(distance)s = ANY(%(originals)s)"
                " AND fact.root_id / %(distance)s BETWEEN 1 AND %(hours)s",
                distance=plan["distance"],
                originals=plan["done"][root],
                hours=HOURS,
            )
            table, columns = SQL.identifier(facts._table), facts._columns()
            env.cr.execute(SQL(SUMS, table=table, times=times, read=read, added=SQL(ADDED)))
            env.cr.execute(
                SQL(
                    COPIED,
                    table=table,
                    columns=SQL(", ").join(map(SQL.identifier, columns)),
                    values=SQL(", ").join(
                        SQL("%s + j * %s", SQL.identifier("fact", name), apart)
                        if name in NUMBERS
                        else SQL.identifier("fact", name)
                        for name in columns
                    ),
                    times=times,
                    read=read,
                )
            )
            env.cr.execute(SQL("ANALYZE %s", table))
        env.cr.execute("ANALYZE sale_kpi_day")
        env.cr.execute("SELECT COUNT(*) FROM sale_order_fact")
        return env.cr.fetchone()[0]


def same(worker, orders):
    """Read some orders again, evenly chosen; return how many of their facts have changed.

    These are first orders of customers when there were fewer orders, and are none any more.
    """
    with worker.transaction(SUPERUSER_ID) as env:
        env.cr.execute("SELECT id FROM sale_order ORDER BY mod(id::bigint * 7919, 1000003) LIMIT %s", [orders])
        return env["sale.fact.refresh"]._refresh("order", [number for (number,) in env.cr.fetchall()])
