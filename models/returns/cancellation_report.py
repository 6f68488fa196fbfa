"""What was cancelled, why, by whom, at which stage, and what it was worth."""

from odoo import fields, models
from odoo.tools import SQL

from ..lifecycle.const import ORDER_STATUS

# An order's own value less what was delivered and what was cancelled of it before. The stage is that of the
# cancellation where a person cancelled; else the log's: the status before, or before the hold that it ended with.
WHOLE = """
    SELECT l.id * 2::bigint AS id, 'order' AS kind, o.id AS order_id, o.partner_id, o.user_id, o.team_id, o.company_id,
           l.product_id, t.categ_id, o.cancel_reason_id AS reason_id, o.cancel_initiator AS initiator,
           COALESCE(c.stage, CASE WHEN e.from_status <> 'on_hold' THEN e.from_status
                                  ELSE COALESCE(h.from_status, e.from_status) END) AS stage,
           COALESCE(e.happened_at, o.date_order) AS date,
           x.quantity * COALESCE(u.factor / pu.factor, 1) AS quantity,
           l.price_subtotal * x.share / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value
      FROM sale_order o
      JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE
      LEFT JOIN product_product p ON p.id = l.product_id
      LEFT JOIN product_template t ON t.id = p.product_tmpl_id
      LEFT JOIN uom_uom u ON u.id = l.product_uom_id
      LEFT JOIN uom_uom pu ON pu.id = t.uom_id
      LEFT JOIN sale_cancellation c ON c.order_id = o.id AND c.kind = 'order' AND c.revoked IS NOT TRUE
      LEFT JOIN LATERAL (
            SELECT happened_at, from_status FROM sale_order_event
             WHERE order_id = o.id AND kind = 'status' AND to_status = 'cancelled'
             ORDER BY happened_at DESC, id DESC LIMIT 1) e ON TRUE
      LEFT JOIN LATERAL (
            SELECT from_status FROM sale_order_event
             WHERE e.from_status = 'on_hold' AND order_id = o.id AND kind = 'status' AND to_status = 'on_hold'
               AND from_status NOT IN ('on_hold', 'quote')
             ORDER BY happened_at DESC, id DESC LIMIT 1) h ON TRUE
      LEFT JOIN (
            SELECT pl.order_line_id, SUM(pl.quantity) AS quantity FROM sale_cancellation_line pl
              JOIN sale_cancellation pc ON pc.id = pl.cancellation_id AND pc.revoked IS NOT TRUE
             GROUP BY pl.order_line_id) before ON before.order_line_id = l.id
     CROSS JOIN LATERAL (
            SELECT GREATEST(0, l.product_uom_qty - COALESCE(l.qty_delivered, 0) - COALESCE(before.quantity, 0))
                   AS quantity) q
     CROSS JOIN LATERAL (
            SELECT q.quantity, CASE WHEN l.product_uom_qty = 0 THEN 1
                                    ELSE LEAST(1, q.quantity / l.product_uom_qty) END AS share) x
     WHERE o.state = 'cancel'
"""
PARTS = """
    SELECT pl.id * 2::bigint + 1 AS id, 'part' AS kind, o.id AS order_id, o.partner_id, o.user_id, o.team_id,
           o.company_id, l.product_id, t.categ_id, c.reason_id, c.initiator, c.stage, c.create_date AS date,
           pl.quantity * COALESCE(u.factor / pu.factor, 1) AS quantity,
           pl.value / COALESCE(NULLIF(o.currency_rate, 0), 1) AS value
      FROM sale_cancellation_line pl
      JOIN sale_cancellation c ON c.id = pl.cancellation_id AND c.revoked IS NOT TRUE
      JOIN sale_order o ON o.id = c.order_id
      JOIN sale_order_line l ON l.id = pl.order_line_id
      LEFT JOIN product_product p ON p.id = l.product_id
      LEFT JOIN product_template t ON t.id = p.product_tmpl_id
      LEFT JOIN uom_uom u ON u.id = l.product_uom_id
      LEFT JOIN uom_uom pu ON pu.id = t.uom_id
"""


class SaleCancellationReport(models.Model):
    """One row for each line of a cancelled order, and for each part of a line that was cancelled alone."""

    _name = "sale.cancellation.report"
    _description = "Cancellation Report"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "sale.order": [
            "state",
            "partner_id",
            "user_id",
            "team_id",
            "company_id",
            "currency_rate",
            "date_order",
            "order_status",
            "cancel_reason_id",
            "cancel_initiator",
        ],
        "sale.order.line": [
            "order_id",
            "product_id",
            "display_type",
            "is_downpayment",
            "product_uom_id",
            "product_uom_qty",
            "qty_delivered",
            "price_subtotal",
        ],
        "sale.order.event": ["order_id", "kind", "from_status", "to_status", "happened_at"],
        "sale.cancellation": ["order_id", "kind", "reason_id", "initiator", "stage", "revoked"],
        "sale.cancellation.line": ["cancellation_id", "order_line_id", "quantity", "value"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "uom.uom": ["factor"],
    }

    kind = fields.Selection([("order", "Whole Order"), ("part", "What Was Open")], "Cancelled", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True, aggregator="count_distinct")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    reason_id = fields.Many2one("sale.order.reason", readonly=True)
    initiator = fields.Selection([("customer", "Customer"), ("company", "Our Company")], "Cancelled By", readonly=True)
    stage = fields.Selection(
        ORDER_STATUS, readonly=True, help="The status before; empty for orders cancelled long ago."
    )
    date = fields.Datetime("Cancelled On", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True, help="In the product's unit.")
    value = fields.Monetary(readonly=True, help="Untaxed, in the company's currency.")

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", SQL(WHOLE), SQL(PARTS))

    def action_open_order(self):
        """Open the order of this row."""
        self.ensure_one()
        return self.order_id._get_records_action()
