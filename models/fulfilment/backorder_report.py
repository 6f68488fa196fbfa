"""What is open although part of its order has left, or its first promise has passed: by age and value."""

from odoo import fields, models
from odoo.tools import SQL

from .backorder_notice import STATES

BACKORDERS = """
    SELECT l.id, l.id AS line_id, l.order_id, o.partner_id, o.company_id, o.user_id,
           COALESCE(l.warehouse_id, o.warehouse_id) AS warehouse_id, l.product_id, l.product_uom_id AS uom_id,
           open.quantity,
           open.quantity * l.price_reduce_taxexcl / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value,
           l.first_promise_date, l.promise_date, l.promise_state, o.is_on_hold, since.at AS since,
           (NOW() AT TIME ZONE 'UTC')::date - since.at::date AS age,
           CASE WHEN (NOW() AT TIME ZONE 'UTC')::date - since.at::date <= 7 THEN 'week'
                WHEN (NOW() AT TIME ZONE 'UTC')::date - since.at::date <= 30 THEN 'month'
                ELSE 'older' END AS age_class,
           notice.id AS notice_id, notice.state AS notice_state
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
     CROSS JOIN LATERAL (
        SELECT l.product_uom_qty - COALESCE(l.qty_delivered, 0) - COALESCE(l.qty_short_closed, 0) AS quantity) open
     CROSS JOIN LATERAL (
        SELECT LEAST(MIN(p.shipped_at),
                     CASE WHEN l.first_promise_date < NOW() AT TIME ZONE 'UTC' THEN l.first_promise_date END) AS at
          FROM sale_order_line sent
          JOIN stock_move m ON m.sale_line_id = sent.id AND m.state = 'done' AND m.quantity > 0
          JOIN stock_picking p ON p.id = m.picking_id AND p.shipped_at IS NOT NULL
         WHERE sent.order_id = o.id) since
      LEFT JOIN LATERAL (
        SELECT n.id, n.state FROM sale_backorder_notice n
         WHERE n.order_id = o.id AND n.state <> 'void' ORDER BY n.id DESC LIMIT 1) notice ON TRUE
     WHERE o.state = 'sale' AND o.order_status IN ('entered', 'in_progress', 'ready', 'on_hold')
       AND l.qty_delivered_method = 'stock_move' AND l.display_type IS NULL
       AND open.quantity > 0.00001 AND since.at IS NOT NULL
"""


class SaleBackorderReport(models.Model):
    """One row for each order line that is a backorder."""

    _name = "sale.backorder.report"
    _description = "Backorders"
    _auto = False
    _order = "since, id"
    _rec_name = "line_id"
    _depends = {
        "sale.order": [
            "state",
            "order_status",
            "is_on_hold",
            "currency_rate",
            "partner_id",
            "user_id",
            "company_id",
            "warehouse_id",
        ],
        "sale.order.line": [
            "order_id",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "qty_delivered",
            "qty_delivered_method",
            "qty_short_closed",
            "price_reduce_taxexcl",
            "warehouse_id",
            "first_promise_date",
            "promise_date",
            "display_type",
        ],
        "stock.move": ["sale_line_id", "state", "quantity", "picking_id"],
        "stock.picking": ["shipped_at"],
        "sale.backorder.notice": ["order_id", "state"],
    }

    line_id = fields.Many2one("sale.order.line", "Order Line", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    quantity = fields.Float("Open", digits="Product Unit", readonly=True)
    value = fields.Monetary(readonly=True, help="Of what is open, without taxes, in the company's currency.")
    first_promise_date = fields.Datetime("First Promise", readonly=True)
    promise_date = fields.Datetime("Promised For", readonly=True)
    promise_state = fields.Selection(related="line_id.promise_state", string="Promise")
    is_on_hold = fields.Boolean("On Hold", readonly=True)
    since = fields.Datetime(
        "Open Since", readonly=True, help="When the first part of the order left, or it should have arrived."
    )
    age = fields.Integer("Age (Days)", readonly=True, aggregator="max")
    age_class = fields.Selection(
        [("week", "0 to 7 days"), ("month", "8 to 30 days"), ("older", "More than 30 days")], "Age", readonly=True
    )
    notice_id = fields.Many2one("sale.backorder.notice", "Question", readonly=True)
    notice_state = fields.Selection(STATES, "Question State", readonly=True)

    @property
    def _table_query(self):
        return SQL(BACKORDERS)

    def action_open_order(self):
        """Open the order of this line."""
        return self.line_id.action_open_order()
