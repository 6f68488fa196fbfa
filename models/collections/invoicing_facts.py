"""Reads what was shipped, returned, invoiced and refunded of every line, for any number of orders at once."""

from dataclasses import dataclass

from odoo import api, models

from ...engine.invoice_policy import LineFacts
from ..query import fetch_rows

SOURCES = {
    "sale.order": "company_id",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty qty_delivered qty_delivered_method"
    " qty_to_invoice qty_short_closed qty_bill_again qty_return_settled display_type is_downpayment price_unit"
    " price_reduce_taxinc invoice_lines",
    "stock.move": "state sale_line_id picking_id quantity product_uom_qty product_uom product_id location_id date"
    " location_dest_id return_replacement to_refund rma_line_id origin_returned_move_id",
    "stock.picking": "shipped_at delivered_at date_done",
    "account.move": "state move_type payment_state",
    "account.move.line": "move_id quantity product_uom_id rma_line_id",
    "sale.invoicing.shipment": "move_id",
}
# Quantities are in the line's unit. Parts of a kit are counted as whole kits, by what was planned of each part.
FACTS = """
WITH asked AS (
        SELECT * FROM UNNEST(%(orders)s::int[], %(begins)s::timestamp[], %(ends)s::timestamp[], %(arrived)s::bool[])
               AS t (order_id, begin_at, end_at, delivery)
     ), line AS (
        SELECT l.*, a.begin_at, a.end_at, a.delivery, COALESCE(NULLIF(u.factor, 0), 1) AS factor,
               l.qty_delivered_method = 'stock_move' AS goods
          FROM asked a
          JOIN sale_order_line l ON l.order_id = a.order_id
          JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id AND t.type <> 'combo'
          LEFT JOIN uom_uom u ON u.id = l.product_uom_id
         WHERE l.display_type IS NULL AND NOT COALESCE(l.is_downpayment, FALSE)
     ), billed AS (
        SELECT l.id,
               SUM(b.quantity) FILTER (WHERE i.move_type = 'out_invoice') AS invoiced,
               SUM(b.quantity) FILTER (WHERE i.move_type = 'out_refund' AND b.counts) AS refunded,
               SUM(b.quantity) FILTER (WHERE NOT b.counts) AS taken_back
          FROM line l
          JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
          JOIN account_move_line a ON a.id = r.invoice_line_id
          JOIN account_move i ON i.id = a.move_id
           AND (i.state <> 'cancel' OR i.payment_state = 'invoicing_legacy'
                OR i.move_type = 'out_refund' AND a.rma_line_id IS NOT NULL)
          LEFT JOIN uom_uom u ON u.id = a.product_uom_id
         CROSS JOIN LATERAL (SELECT a.quantity * COALESCE(u.factor, l.factor) / l.factor AS quantity,
                                    i.state <> 'cancel' OR i.payment_state = 'invoicing_legacy' AS counts) b
         GROUP BY l.id
     ), move AS (
        SELECT l.id AS line_id, m.id, m.product_id, m.state, COALESCE(m.return_replacement, FALSE) AS replacing,
               q.quantity, q.demand, m.product_id = l.product_id AS own, l.product_uom_qty AS ordered,
               src.usage <> 'customer' AND dst.usage = 'customer' AS outgoing,
               src.usage = 'customer' AND dst.usage <> 'customer' AND m.to_refund
               AND m.rma_line_id IS NULL AS returned,
               s.id IS NULL AND (l.begin_at IS NULL OR shipped.at >= l.begin_at) AS fresh,
               CASE WHEN l.delivery THEN p.delivered_at < COALESCE(l.end_at, 'infinity')
                    ELSE shipped.at < COALESCE(l.end_at, 'infinity') END AS in_time
          FROM line l
          JOIN stock_move m ON m.sale_line_id = l.id AND m.state <> 'cancel' AND l.goods
          JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
          LEFT JOIN uom_uom u ON u.id = m.product_uom
          LEFT JOIN stock_picking p ON p.id = m.picking_id
          LEFT JOIN sale_invoicing_shipment s ON s.move_id = m.id
         CROSS JOIN LATERAL (SELECT COALESCE(p.shipped_at, p.date_done, m.date) AS at) shipped
         CROSS JOIN LATERAL (SELECT m.quantity * COALESCE(u.factor, l.factor) / l.factor AS quantity,
                                    m.product_uom_qty * COALESCE(u.factor, l.factor) / l.factor AS demand) q
     ), part AS (
        SELECT line_id, product_id,
               CASE WHEN BOOL_OR(own) THEN 1
                    ELSE MAX(ordered) / NULLIF(SUM(demand) FILTER (WHERE outgoing AND NOT replacing), 0) END AS kits,
               SUM(quantity) FILTER (WHERE returned AND state = 'done') AS returned,
               SUM(quantity) FILTER (WHERE due) AS fresh,
               SUM(demand) FILTER (WHERE outgoing AND state <> 'done' AND replacing) AS replacing,
               ARRAY_AGG(id) FILTER (WHERE due) AS moves,
               ARRAY_AGG(id) FILTER (WHERE returned AND state = 'done' AND fresh) AS returns
          FROM (SELECT *, outgoing AND state = 'done' AND fresh AND in_time AND NOT replacing AS due FROM move) move
         GROUP BY line_id, product_id
     ), shipped AS (
        SELECT line_id, MAX(returned * kits) AS returned, MAX(fresh * kits) AS fresh, MAX(replacing * kits) AS replacing
          FROM part GROUP BY line_id
     )
SELECT l.id, l.order_id, l.goods, COALESCE(l.price_reduce_taxinc, 0) AS price,
       l.product_uom_qty - COALESCE(l.qty_short_closed, 0) AS ordered,
       COALESCE(l.qty_delivered, 0) AS delivered, COALESCE(b.invoiced, 0) AS invoiced,
       COALESCE(b.refunded, 0) AS refunded, COALESCE(s.returned, 0) + COALESCE(l.qty_return_settled, 0) AS returned,
       COALESCE(b.taken_back, 0) AS taken_back,
       COALESCE(l.qty_bill_again, 0) AS again, COALESCE(s.fresh, 0) AS fresh,
       COALESCE(s.replacing, 0) AS replacing, COALESCE(l.qty_to_invoice, 0) AS odoo,
       (SELECT ARRAY_AGG(m.id) FROM part p, UNNEST(p.moves) m (id) WHERE p.line_id = l.id) AS moves,
       (SELECT ARRAY_AGG(m.id) FROM part p, UNNEST(p.returns) m (id) WHERE p.line_id = l.id) AS returns
  FROM line l
  LEFT JOIN billed b ON b.id = l.id
  LEFT JOIN shipped s ON s.line_id = l.id
"""
DEPOSITS = """
SELECT l.id, l.order_id,
       SUM(x.sign * a.quantity) AS quantity,
       SUM(x.sign * a.quantity * a.price_unit * (1 - COALESCE(a.discount, 0) / 100)) AS amount,
       SUM(x.sign * a.price_total) AS total,
       (ARRAY_AGG(a.extra_tax_data ORDER BY a.id) FILTER (WHERE a.quantity > 0))[1] AS original,
       COALESCE(JSONB_AGG(a.extra_tax_data ORDER BY a.id) FILTER (WHERE a.quantity < 0), '[]') AS deducted
  FROM sale_order_line l
  JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
  JOIN account_move_line a ON a.id = r.invoice_line_id
  JOIN account_move i ON i.id = a.move_id
   AND (i.state = 'posted' OR i.state = 'draft' AND a.quantity < 0)
 CROSS JOIN LATERAL (SELECT CASE WHEN i.move_type = 'out_refund' THEN -1 ELSE 1 END AS sign) x
 WHERE l.order_id = ANY(%(orders)s) AND l.is_downpayment AND l.display_type IS NULL
   AND i.move_type IN ('out_invoice', 'out_refund')
 GROUP BY l.id
HAVING SUM(x.sign * a.quantity) > 0.00001 AND SUM(x.sign * a.quantity * a.price_unit) > 0
 ORDER BY l.id
"""


@dataclass
class LineRow:
    """One order line with its facts; a deposit has its own."""

    id: int
    price: float = 0.0
    goods: bool = False
    facts: LineFacts = None
    moves: list = None
    returns: list = None
    deposit: dict = None


class SaleInvoicingFacts(models.AbstractModel):
    """Gathers what is needed to decide what is invoiced; only reads."""

    _name = "sale.invoicing.facts"
    _description = "Facts behind invoices of shipments"

    @api.model
    def _collect(self, orders, policies, older):
        """Return the lines of confirmed orders with what happened to them, in two statements.

        :param dict policies: ``{order id: policy}``
        :param bool older: also what was shipped before the company's start
        :return: ``{order id: [LineRow]}``
        """
        keys = {order.id: (order.company_id, policies[order.id]) for order in orders}
        windows = {key: key[0]._invoicing_window(key[1], older) for key in set(keys.values())}
        found = {}
        rows = fetch_rows(
            self.env,
            FACTS,
            SOURCES,
            orders=list(keys),
            begins=[windows[key][0] for key in keys.values()],
            ends=[windows[key][1] for key in keys.values()],
            arrived=[policy == "delivery" for _company, policy in keys.values()],
        )
        for row in rows:
            line = LineRow(**{name: row.pop(name) for name in ("id", "price", "goods", "moves", "returns")})
            order_id = row.pop("order_id")
            line.price, line.facts = float(line.price), LineFacts(**{key: float(row[key]) for key in row})
            found.setdefault(order_id, []).append(line)
        for row in fetch_rows(self.env, DEPOSITS, {}, orders=list(keys)):
            found.setdefault(row["order_id"], []).append(LineRow(row["id"], deposit=row))
        return found
