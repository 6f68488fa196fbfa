"""Fills the lifecycle of orders that were there before the addon, in portions of flat memory."""

import logging

from odoo import fields
from odoo.tools import SQL

from ...engine import order_status as rules

_logger = logging.getLogger(__name__)

ORDERS, LINES = 10_000, 1_000  # in one portion
# Transfers that brought goods to a customer, as ``stock.picking._is_delivery`` says
SHIPPED = SQL(
    """
    SELECT p.id, p.company_id, p.date_done
      FROM stock_picking p
      JOIN stock_location src ON src.id = p.location_id
      JOIN stock_location dst ON dst.id = p.location_dest_id
      JOIN stock_picking_type t ON t.id = p.picking_type_id AND t.code <> 'incoming'
     WHERE p.state = 'done'
       AND src.usage <> 'customer' AND (src.usage <> 'transit' OR src.company_id IS NOT NULL)
       AND (dst.usage = 'customer' OR (dst.usage = 'transit' AND dst.company_id IS NULL))
    """
)


def fill(env):
    """Fill what is stored of old orders, transfers and moves. Nothing else is written."""
    _mark_replacements(env)
    _fill_shipped_and_delivered(env)
    _fill_short_closed(env)
    _fill_status(env)
    env.invalidate_all()


def _mark_replacements(env):
    """Recognize what was sent in exchange for returned goods: Odoo does not say it.

    The dialog makes the return, then the exchange, in one transaction; so both have the same time of
    creation. Later steps of a warehouse continue an exchange.
    """
    env.cr.execute(
        """
        WITH RECURSIVE exchange AS (
            SELECT m.id
              FROM stock_move r
              JOIN stock_reference_move_rel rr ON rr.move_id = r.id
              JOIN stock_reference_move_rel mr ON mr.reference_id = rr.reference_id
              JOIN stock_move m ON m.id = mr.move_id AND m.create_date = r.create_date AND m.id > r.id
               AND m.product_id = r.product_id AND m.origin_returned_move_id IS NULL
              JOIN stock_location src ON src.id = m.location_id AND src.usage <> 'customer'
             WHERE r.origin_returned_move_id IS NOT NULL
             UNION
            SELECT d.id
              FROM exchange e
              JOIN stock_move_move_rel l ON l.move_orig_id = e.id
              JOIN stock_move d ON d.id = l.move_dest_id AND d.origin_returned_move_id IS NULL)
        UPDATE stock_move m SET return_replacement = TRUE FROM exchange e WHERE m.id = e.id
        """
    )


def _fill_shipped_and_delivered(env):
    """A done transfer to a customer left when it was validated, and is assumed to have arrived since.

    Deliveries are assumed as the job for it would have done, all of one day at once.
    """
    companies = env["res.company"].search([("assume_delivered_days", ">", 0)])
    assumed = [day for company in companies for day in _assumed_days(env, company)]
    company_ids, days, moments = zip(*assumed, strict=True) if assumed else ((), (), ())
    untils = {company.id: _assumed_until(company) for company in companies}
    env.cr.execute(
        SQL(
            """
            UPDATE stock_picking p
               SET shipped_at = s.date_done, delivered_at = v.moment,
                   delivery_confirmation = CASE WHEN v.moment IS NOT NULL THEN 'assumed' END
              FROM (%(shipped)s) s
              LEFT JOIN unnest(%(companies)s::int[], %(days)s::date[], %(moments)s::timestamp[],
                               %(untils)s::timestamp[]) AS v(company_id, day, moment, until)
                ON v.company_id = s.company_id AND v.day = s.date_done::date AND s.date_done <= v.until
             WHERE p.id = s.id
            """,
            shipped=SHIPPED,
            companies=list(company_ids),
            days=list(days),
            moments=list(moments),
            untils=[untils[company_id] for company_id in company_ids],
        )
    )


def _assumed_until(company):
    """Return the moment before which what was shipped is assumed to have arrived by now."""
    return company._working_days_from(-company.assume_delivered_days, fields.Datetime.now())


def _assumed_days(env, company):
    """Yield ``(company id, day of shipping, assumed arrival)`` for each day of the company's past."""
    env.cr.execute(
        SQL(
            "SELECT date_done::date, MAX(date_done) FROM (%s) s WHERE company_id = %s AND date_done <= %s GROUP BY 1",
            SHIPPED,
            company.id,
            _assumed_until(company),
        )
    )
    for day, shipped_at in env.cr.fetchall():
        yield company.id, day, company._assumed_delivery(shipped_at)


def _fill_short_closed(env):
    """Ask only the few lines of which something was declined: all others have nothing short-closed."""
    Line = env["sale.order.line"]
    env.cr.execute(_declined_sql(env))
    line_ids = [line_id for (line_id,) in env.cr.fetchall()]
    for start in range(0, len(line_ids), LINES):
        lines = Line.browse(line_ids[start : start + LINES])
        closed = [(line.id, quantity) for line in lines if (quantity := line._get_short_closed())]
        _update(env, "sale_order_line", "qty_short_closed", "numeric", closed)
        env.invalidate_all()  # memory stays flat


def _declined_sql(env):
    """Lines with goods of a confirmed order that have a cancelled or short transfer or purchase."""
    cancelled_purchase = SQL("FALSE")
    if env["sale.order.facts"]._has("sale.order.line", "purchase_line_ids"):
        cancelled_purchase = SQL(
            """EXISTS (SELECT 1 FROM purchase_order_line pl JOIN purchase_order po ON po.id = pl.order_id
                        WHERE pl.sale_line_id = l.id AND po.state = 'cancel')"""
        )
    return SQL(
        """
        SELECT l.id FROM sale_order_line l
         WHERE l.state = 'sale' AND l.qty_delivered_method = 'stock_move'
           AND (%s OR EXISTS (
               SELECT 1 FROM stock_move m WHERE m.sale_line_id = l.id
                  AND (m.state = 'cancel' OR (m.state = 'done' AND m.quantity < m.product_uom_qty))))
         ORDER BY l.id
        """,
        cancelled_purchase,
    )


def _fill_status(env):
    """Decide the status of all old orders with the same facts and rules as later changes."""
    env.cr.execute(
        """
        UPDATE sale_order SET order_status = CASE state WHEN 'cancel' THEN 'cancelled' ELSE 'quote' END
         WHERE order_status IS NULL AND state <> 'sale'
        """
    )
    facts = env["sale.order.facts"]
    last = 0
    while order_ids := _next_orders(env, last):
        last = order_ids[-1]
        decided = [(oid, rules.decide(f)) for oid, f in facts._collect(order_ids).items()]
        _update(env, "sale_order", "order_status", "varchar", decided)
        _logger.info("Status of orders up to id %s filled", last)


def _next_orders(env, last):
    """Return the ids of the next portion of orders without a status."""
    env.cr.execute(
        "SELECT id FROM sale_order WHERE order_status IS NULL AND id > %s ORDER BY id LIMIT %s", [last, ORDERS]
    )
    return [order_id for (order_id,) in env.cr.fetchall()]


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
