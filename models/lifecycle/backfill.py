"""Fills the lifecycle of orders that were there before the addon, in portions of flat memory."""

import logging

from odoo import fields
from odoo.tools import SQL

from ...engine import order_status as rules
from ...engine.short_close import kits_served, short_closed

_logger = logging.getLogger(__name__)

PORTION = 5000


def fill(env):
    """Fill shipped and delivered dates, short-closed quantities and status of all old orders."""
    _fill_shipped(env)
    _fill_delivered(env)
    _fill_short_closed(env)
    _fill_status(env)
    env.invalidate_all()


def _fill_shipped(env):
    """A done transfer to a customer left when it was validated."""
    env.cr.execute(
        """
        UPDATE stock_picking p SET shipped_at = p.date_done
          FROM stock_location src, stock_location dst, stock_picking_type t
         WHERE src.id = p.location_id AND dst.id = p.location_dest_id
           AND t.id = p.picking_type_id AND t.code <> 'incoming'
           AND p.state = 'done' AND src.usage <> 'customer'
           AND (dst.usage = 'customer' OR (dst.usage = 'transit' AND dst.company_id IS NULL))
        """
    )


def _fill_delivered(env):
    """What the job that assumes deliveries would have done, one working day after the other."""
    for company in env["res.company"].search([("assume_delivered_days", ">", 0)]):
        now = fields.Datetime.now()
        until = company._working_days_from(-company.assume_delivered_days, now)
        env.cr.execute(
            SQL(
                """
                UPDATE stock_picking p
                   SET delivery_confirmation = 'assumed',
                       delivered_at = LEAST(%(now)s, p.shipped_at + make_interval(days =>
                           %(days)s + 2 * ((%(days)s
                               + LEAST(EXTRACT(ISODOW FROM p.shipped_at)::int, 5) - 1) / 5)))
                 WHERE p.company_id = %(company)s AND p.delivered_at IS NULL
                   AND p.shipped_at <= %(until)s
                """,
                now=now,
                days=company.assume_delivered_days,
                company=company.id,
                until=until,
            )
        )


def _fill_short_closed(env):
    """Only lines with a cancelled transfer or demand left undone can be short-closed."""
    env.cr.execute(
        """
        SELECT DISTINCT l.id FROM sale_order_line l
          JOIN stock_move m ON m.sale_line_id = l.id
         WHERE l.state = 'sale' AND l.qty_delivered_method = 'stock_move'
           AND (m.state = 'cancel' OR (m.state = 'done' AND m.quantity < m.product_uom_qty))
        """
    )
    line_ids = [line_id for (line_id,) in env.cr.fetchall()]
    env.cr.execute("UPDATE sale_order_line SET qty_short_closed = 0 WHERE qty_short_closed IS NULL")
    for start in range(0, len(line_ids), PORTION):
        rows = env.execute_query_dict(_quantities_sql(line_ids[start : start + PORTION]))
        by_line = {}
        for row in rows:
            by_line.setdefault(row["id"], []).append(row)
        closed = [(line_id, quantity) for line_id, quantity in map(_line_closed, by_line.items()) if quantity]
        _update(env, "sale_order_line", "qty_short_closed", "numeric", closed)


def _quantities_sql(line_ids):
    """Per line and product: shipped, open and declined, in the product's unit.

    The same roles of moves as ``stock.move._delivery_quantities``.
    """
    return SQL(
        """
        SELECT l.id, l.product_uom_qty, l.product_id, m.product_id AS component,
               lu.factor AS line_factor, pu.factor AS product_factor,
               COALESCE(SUM(m.quantity * mu.factor / pu.factor)
                   FILTER (WHERE m.state = 'done' AND m.delivery), 0) AS shipped,
               COALESCE(SUM(m.product_qty)
                   FILTER (WHERE m.state NOT IN ('done', 'cancel')
                           AND (m.delivery OR NOT m.continued)), 0) AS still_open,
               COALESCE(SUM(CASE WHEN m.state = 'cancel' THEN m.product_qty
                            ELSE GREATEST(0, m.product_qty - m.quantity * mu.factor / pu.factor) END)
                   FILTER (WHERE m.state = 'done'
                           OR (m.state = 'cancel' AND (m.delivery OR NOT m.continued))), 0)
                   AS declined
          FROM sale_order_line l
          JOIN uom_uom lu ON lu.id = l.product_uom_id
          JOIN (SELECT m.*, dst.usage NOT IN ('internal') AND (dst.usage = 'customer'
                            OR (dst.usage = 'transit' AND dst.company_id IS NULL)) AS delivery,
                       EXISTS (SELECT 1 FROM stock_move_move_rel r WHERE r.move_orig_id = m.id)
                           AS continued
                  FROM stock_move m
                  JOIN stock_location src ON src.id = m.location_id
                  JOIN stock_location dst ON dst.id = m.location_dest_id
                  LEFT JOIN stock_location fin ON fin.id = m.location_final_id
                 WHERE m.origin_returned_move_id IS NULL AND src.usage <> 'customer'
                   AND (dst.usage = 'customer' OR (dst.usage = 'transit' AND dst.company_id IS NULL)
                        OR (src.usage IN ('internal', 'transit')
                            AND dst.usage IN ('internal', 'transit')
                            AND (fin.usage = 'customer' OR EXISTS (
                                SELECT 1 FROM stock_move_move_rel r
                                  JOIN stock_move d ON d.id = r.move_dest_id
                                 WHERE r.move_orig_id = m.id
                                   AND d.sale_line_id = m.sale_line_id))))) m
            ON m.sale_line_id = l.id
          JOIN uom_uom mu ON mu.id = m.product_uom
          JOIN product_product pp ON pp.id = m.product_id
          JOIN product_template pt ON pt.id = pp.product_tmpl_id
          JOIN uom_uom pu ON pu.id = pt.uom_id
         WHERE l.id = ANY(%s)
         GROUP BY l.id, m.product_id, lu.factor, pu.factor
        """,
        line_ids,
    )


def _line_closed(line):
    """Return ``(line id, short-closed quantity)`` of one line's rows."""
    line_id, rows = line
    ordered = float(rows[0]["product_uom_qty"])
    own = [row for row in rows if row["component"] == row["product_id"]]
    if own:
        ratio = float(own[0]["product_factor"]) / float(own[0]["line_factor"])
        quantities = [float(own[0][key]) * ratio for key in ("shipped", "still_open", "declined")]
    else:
        quantities = kits_served(
            ordered,
            [tuple(float(row[key]) for key in ("shipped", "still_open", "declined")) for row in rows],
        )
    return line_id, round(short_closed(ordered, *quantities), 6)


def _fill_status(env):
    """Decide the status of all old orders with the same facts and rules as later changes."""
    env.cr.execute("UPDATE sale_order SET is_on_hold = FALSE WHERE is_on_hold IS NULL")
    env.cr.execute(
        """
        UPDATE sale_order SET order_status = CASE state WHEN 'cancel' THEN 'cancelled' ELSE 'quote' END
         WHERE order_status IS NULL AND state <> 'sale'
        """
    )
    facts = env["sale.order.facts"]
    done = 0
    while True:
        env.cr.execute(SQL("SELECT id FROM sale_order WHERE order_status IS NULL ORDER BY id LIMIT %s", PORTION))
        order_ids = [order_id for (order_id,) in env.cr.fetchall()]
        if not order_ids:
            return
        decided = [(oid, rules.decide(f)) for oid, f in facts._collect(order_ids).items()]
        _update(env, "sale_order", "order_status", "varchar", decided)
        done += len(order_ids)
        _logger.info("Status of %s orders filled", done)


def _update(env, table, column, kind, pairs):
    """Write a value for each id in one statement."""
    if not pairs:
        return
    ids, values = zip(*pairs, strict=True)
    env.cr.execute(
        SQL(
            "UPDATE %(table)s t SET %(column)s = v.value"
            " FROM unnest(%(ids)s::int[], %(values)s::%(kind)s[]) AS v(id, value)"
            " WHERE t.id = v.id",
            table=SQL.identifier(table),
            column=SQL.identifier(column),
            kind=SQL(kind),
            ids=list(ids),
            values=list(values),
        )
    )
