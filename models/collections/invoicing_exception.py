"""What was shipped and is not invoiced, and what was invoiced and not sent: with the cause."""

from odoo import fields, models
from odoo.tools import SQL

from .const import CAUSES
from .local_days import local_days

SHIPPED = """
    SELECT o.id * 2 AS id, 'shipped' AS kind, o.id AS order_id, NULL::int AS invoice_id, o.partner_id, o.company_id,
           o.user_id, o.currency_id, sent.last AS since, open.amount,
           COALESCE(f.cause,
               CASE WHEN policy.name = 'manual' THEN 'manual'
                    WHEN c.invoicing_start_date IS NULL OR sent.local < c.invoicing_start_date THEN 'old'
                    WHEN sent.cancelled THEN 'cancelled'
                    WHEN policy.name = 'delivery' AND sent.travelling THEN 'delivery'
                    WHEN sent.local >= DATE_TRUNC(CASE policy.name WHEN 'daily' THEN 'day' WHEN 'weekly' THEN 'week'
                                                                   WHEN 'monthly' THEN 'month' END,
                                                  local.today::timestamp) THEN 'period'
                    ELSE 'next' END) AS cause,
           f.message
      FROM sale_order o
      JOIN res_company c ON c.id = o.company_id
      JOIN %(local)s ON local.company_id = c.id
      JOIN res_partner p ON p.id = o.partner_id
      JOIN res_partner customer ON customer.id = COALESCE(p.commercial_partner_id, p.id)
      LEFT JOIN sale_invoicing_failure f ON f.order_id = o.id
     CROSS JOIN LATERAL (
        SELECT COALESCE(NULLIF(customer.invoicing_policy ->> c.id::text, ''), c.invoicing_policy) AS name) policy
     CROSS JOIN LATERAL (
        SELECT MAX(COALESCE(t.shipped_at, m.date)) AS last,
               MAX(COALESCE(t.shipped_at, m.date)) AT TIME ZONE 'UTC' AT TIME ZONE local.zone AS local,
               BOOL_OR(t.delivered_at IS NULL) AS travelling, BOOL_OR(i.state = 'cancel') AS cancelled
          FROM sale_order_line l
          JOIN stock_move m ON m.sale_line_id = l.id AND m.state = 'done' AND m.origin_returned_move_id IS NULL
          JOIN stock_location dst ON dst.id = m.location_dest_id AND dst.usage = 'customer'
          LEFT JOIN stock_picking t ON t.id = m.picking_id
          LEFT JOIN sale_invoicing_shipment s ON s.move_id = m.id
          LEFT JOIN account_move i ON i.id = s.invoice_id
         WHERE l.order_id = o.id) sent
     CROSS JOIN LATERAL (
        SELECT SUM(x.quantity * l.price_reduce_taxinc) AS amount
          FROM sale_order_line l
         CROSS JOIN LATERAL (
            SELECT LEAST(l.qty_to_invoice, l.qty_delivered) + COALESCE(l.qty_bill_again, 0) - GREATEST(0,
                   COALESCE((SELECT SUM(a.quantity)
                               FROM sale_order_line_invoice_rel r
                               JOIN account_move_line a ON a.id = r.invoice_line_id
                               JOIN account_move n ON n.id = a.move_id AND n.move_type = 'out_refund'
                                AND n.state <> 'cancel'
                              WHERE r.order_line_id = l.id), 0)
                   - COALESCE(l.qty_return_settled, 0)
                   - COALESCE((SELECT SUM(m.quantity)
                                 FROM stock_move m
                                WHERE m.sale_line_id = l.id AND m.state = 'done' AND m.to_refund
                                  AND m.origin_returned_move_id IS NOT NULL), 0)) AS quantity) x
         WHERE l.order_id = o.id AND l.qty_delivered_method = 'stock_move' AND l.qty_to_invoice > 0
           AND l.qty_delivered > 0 AND x.quantity > 0.00001) open
     WHERE o.state = 'sale' AND o.invoice_status IN ('to invoice', 'upselling')
       AND sent.last IS NOT NULL AND open.amount IS NOT NULL
"""
POSTED = """
    SELECT i.id * 2 + 1 AS id, 'posted' AS kind, NULL::int AS order_id, i.id AS invoice_id, i.partner_id, i.company_id,
           i.invoice_user_id AS user_id, i.currency_id, i.invoice_date::timestamp AS since, i.amount_total AS amount,
           CASE WHEN COALESCE(p.email, '') = '' THEN 'email' ELSE 'unsent' END AS cause, NULL AS message
      FROM account_move i
      JOIN res_company c ON c.id = i.company_id AND i.invoice_date >= c.invoicing_start_date
      JOIN res_partner p ON p.id = i.partner_id
     WHERE i.move_type IN ('out_invoice', 'out_refund') AND i.state = 'posted'
       AND NOT COALESCE(i.is_move_sent, FALSE) AND i.sending_data IS NULL
"""


class SaleInvoicingException(models.Model):
    """One row for each order with goods that were shipped and not invoiced, and each posted invoice not sent."""

    _name = "sale.invoicing.exception"
    _description = "Invoicing Exception"
    _auto = False
    _order = "since, id"
    _depends = {
        "sale.order": ["state", "invoice_status", "partner_id", "company_id", "user_id", "currency_id"],
        "sale.order.line": [
            "order_id",
            "qty_delivered",
            "qty_delivered_method",
            "qty_to_invoice",
            "qty_bill_again",
            "qty_return_settled",
            "price_reduce_taxinc",
        ],
        "res.company": ["invoicing_policy", "invoicing_start_date"],
        "res.partner": ["invoicing_policy", "email", "commercial_partner_id"],
        "stock.move": [
            "sale_line_id",
            "state",
            "quantity",
            "picking_id",
            "to_refund",
            "origin_returned_move_id",
            "date",
        ],
        "stock.picking": ["shipped_at", "delivered_at"],
        "account.move": ["state", "move_type", "is_move_sent", "sending_data", "amount_total", "invoice_date"],
        "account.move.line": ["quantity", "move_id"],
        "sale.invoicing.failure": ["order_id", "cause", "message"],
        "sale.invoicing.shipment": ["move_id", "invoice_id"],
    }

    kind = fields.Selection(
        [("shipped", "Shipped, not invoiced"), ("posted", "Posted, not sent")], "What", readonly=True
    )
    order_id = fields.Many2one("sale.order", readonly=True)
    invoice_id = fields.Many2one("account.move", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    since = fields.Datetime(readonly=True, help="When the goods left, or the date of the invoice.")
    amount = fields.Monetary(readonly=True, aggregator=None, help="Taxes included.")
    cause = fields.Selection(CAUSES, readonly=True)
    message = fields.Char(readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", SQL(SHIPPED, local=local_days(self.env)), SQL(POSTED))

    def action_open(self):
        """Open the order or the invoice of this row."""
        self.ensure_one()
        return (self.order_id or self.invoice_id)._get_records_action()

    def action_invoice(self):
        """Invoice the orders of these rows now.

        :raises UserError: nothing was invoiced; says why
        """
        return self.order_id.action_invoice_shipments()
