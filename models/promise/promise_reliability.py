"""How well promises were kept: what has left, compared with what was promised first and last."""

from odoo import api, fields, models
from odoo.tools import SQL

# A day as the company sees it
DAY = "(({moment}) AT TIME ZONE 'UTC' AT TIME ZONE {zone})::date"
ZONE = "COALESCE(place.tz, calendar.tz, 'UTC')"

RELIABILITY = """
    SELECT l.id, l.id AS line_id, l.order_id, o.company_id, o.partner_id, l.product_id, t.categ_id,
           COALESCE(l.warehouse_id, o.warehouse_id) AS warehouse_id, o.user_id, o.team_id,
           o.requested_date, l.first_promise_date, l.promise_date, s.shipped_at, s.delivered_at,
           s.first_off AS first_days_off, s.off AS days_off,
           s.first_off <= 0 AS first_kept, s.off <= 0 AS kept,
           CASE WHEN s.first_off <= 0 THEN 100.0 ELSE 0.0 END AS first_kept_rate,
           CASE WHEN s.off <= 0 THEN 100.0 ELSE 0.0 END AS kept_rate, 1 AS line_count
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id AND o.state = 'sale'
      JOIN res_company c ON c.id = o.company_id
      JOIN res_partner place ON place.id = c.partner_id
      LEFT JOIN resource_calendar calendar ON calendar.id = c.resource_calendar_id
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
     CROSS JOIN LATERAL (
        SELECT MAX(m.date) FILTER (WHERE m.done) AS shipped_at,
               MAX(picking.delivered_at) FILTER (WHERE %(proven)s) AS delivered_at,
               MAX(%(first_off)s) FILTER (WHERE m.done) AS first_off,
               MAX(%(off)s) FILTER (WHERE m.done) AS off,
               BOOL_OR(m.open) AS open
          FROM (
            SELECT m.picking_id, COALESCE(sent.shipped_at, m.date) AS date,
                   m.state = 'done' AND m.quantity > 0 AND (dst.usage = 'customer'
                       OR dst.usage = 'transit' AND dst.company_id IS NULL) AS done,
                   m.state NOT IN ('done', 'cancel') AS open
              FROM stock_move m
              JOIN stock_location dst ON dst.id = m.location_dest_id
              JOIN stock_location src ON src.id = m.location_id
              LEFT JOIN stock_picking sent ON sent.id = m.picking_id
             WHERE m.sale_line_id = l.id AND src.usage <> 'customer' AND m.origin_returned_move_id IS NULL
               AND m.return_replacement IS NOT TRUE AND m.state <> 'cancel') m
          LEFT JOIN stock_picking picking ON picking.id = m.picking_id) s
     WHERE l.promise_date IS NOT NULL AND s.shipped_at IS NOT NULL AND s.open IS NOT TRUE
"""


class SalePromiseReliability(models.Model):
    """One row for each order line that was promised, and of which nothing is left to ship.

    Where somebody has confirmed when the goods arrived, this day counts; else the day on which they left,
    compared with that on which they had to leave. An arrival that is only assumed proves nothing.
    """

    _name = "sale.promise.reliability"
    _description = "Promise Reliability"
    _auto = False
    _order = "shipped_at desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("sale.order", readonly=True)
    line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    requested_date = fields.Datetime("Requested For", readonly=True)
    first_promise_date = fields.Datetime("First Promise", readonly=True)
    promise_date = fields.Datetime("Latest Promise", readonly=True)
    shipped_at = fields.Datetime("Shipped On", readonly=True)
    delivered_at = fields.Datetime("Delivered On", readonly=True, help="As far as somebody has confirmed it.")
    first_kept = fields.Boolean("First Promise Kept", readonly=True)
    kept = fields.Boolean("Latest Promise Kept", readonly=True)
    first_kept_rate = fields.Float("First Promise Kept (%)", readonly=True, aggregator="avg", digits=(5, 1))
    kept_rate = fields.Float("Latest Promise Kept (%)", readonly=True, aggregator="avg", digits=(5, 1))
    first_days_off = fields.Integer(
        "Days Off First Promise", readonly=True, aggregator="avg", help="Negative: so many days early."
    )
    days_off = fields.Integer("Days Off Latest Promise", readonly=True, aggregator="avg")
    line_count = fields.Integer("Lines", readonly=True)

    @property
    def _table_query(self):
        """Read it from the orders, so that it is never out of date."""
        proven = "picking.delivery_confirmation IN ('carrier', 'signed', 'customer')"
        values = {
            "first_off": self._days_sql(proven, "l.first_promise_date", "l.first_promise_leaves_by"),
            "off": self._days_sql(proven, "l.promise_date", "l.promise_leaves_by"),
            "proven": SQL(proven),
        }
        return SQL(RELIABILITY, **values)

    @api.model
    def _days_sql(self, proven, promise, leaves_by):
        """Return how many days after a promise goods have arrived, or have left too late for it."""
        days = {
            name: DAY.format(moment=moment, zone=ZONE)
            for name, moment in (
                ("arrived", "picking.delivered_at"),
                ("promised", promise),
                ("left", "m.date"),
                ("leaves_by", leaves_by),
            )
        }
        return SQL(
            f"CASE WHEN {proven} AND picking.delivered_at IS NOT NULL THEN {days['arrived']} - {days['promised']}"
            f" ELSE {days['left']} - {days['leaves_by']} END"
        )

    def action_open_order(self):
        """Open the order behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
