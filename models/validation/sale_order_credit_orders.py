"""What customers have ordered and not been invoiced for."""

from odoo import api, models
from odoo.tools import SQL

from .sale_order_validation_hold import ORIGINS

SOURCES = {
    "res.partner": "commercial_partner_id",
    "sale.order": "partner_invoice_id company_id state invoice_status currency_rate",
    "sale.order.hold": "order_id released_at origin",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty qty_delivered qty_delivered_method"
    " qty_short_closed display_type is_downpayment price_total price_unit discount invoice_lines",
    "stock.move": "state sale_line_id product_id product_uom product_uom_qty origin_returned_move_id",
    "account.move": "state move_type amount_total reversed_entry_id invoice_currency_rate partner_id",
    "account.move.line": "move_id quantity product_uom_id price_total",
    "payment.transaction": "state amount payment_id sale_order_ids",
    "account.payment": "move_id",
}


class SaleOrderCredit(models.AbstractModel):
    _inherit = "sale.order.credit"

    @api.model
    def _open_orders(self, customers, company, order_ids=()):
        """Return the orders of customers that are not invoiced completely.

        Of each line counts what was delivered and is still on its way (what was ordered, where nothing is
        planned), less what posted invoices bill, less deposits that no invoice has deducted yet.

        :param res.partner customers: commercial entities
        :param res.company company: whose orders
        :param order_ids: ids of quotations to be judged as if they were confirmed
        :return: rows with ``id``, ``customer_id``, ``confirmed``, ``held`` (confirmed, and waiting for the
            check or for credit), ``to_invoice`` and ``prepaid`` (paid online, not in the ledger yet), in
            company currency
        """
        rows = self.env["order.validation.rule"]._query(
            """
            WITH customer AS (%(customers)s),
                 orders AS MATERIALIZED (%(orders)s),
                 line AS MATERIALIZED (%(lines)s),
                 moves AS (%(moves)s),
                 billed AS (%(billed)s)
            SELECT o.id, o.customer_id, o.confirmed, o.held,
                   GREATEST(0, COALESCE(SUM(%(remaining)s), 0) / o.rate
                               - COALESCE(SUM(billed.deposit), 0)) AS to_invoice,
                   (%(prepaid)s) / o.rate AS prepaid
              FROM orders o
              LEFT JOIN line l ON l.order_id = o.id
              LEFT JOIN moves ON moves.line_id = l.id
              LEFT JOIN billed ON billed.line_id = l.id
             GROUP BY o.id, o.customer_id, o.confirmed, o.held, o.rate
            """,
            SOURCES,
            customers=self._customers_sql(customers),
            orders=self._orders_sql(company, order_ids),
            lines=self._order_lines_sql(),
            moves=self._open_moves_sql(),
            billed=self._billed_sql(),
            remaining=self._remaining_sql(SQL("COALESCE(billed.quantity, 0)")),
            prepaid=self._prepaid_sql(),
        )
        return [{**row, "to_invoice": float(row["to_invoice"]), "prepaid": float(row["prepaid"])} for row in rows]

    def _orders_sql(self, company, order_ids):
        """Orders that may have something left: an order counts as invoiced by drafts, too, so these are asked."""
        return SQL(
            """
            SELECT so.id, c.customer_id, so.state = 'sale' AS confirmed,
                   so.state = 'sale' AND EXISTS (
                       SELECT 1 FROM sale_order_hold h
                        WHERE h.order_id = so.id AND h.released_at IS NULL AND h.origin = ANY(%(origins)s)) AS held,
                   COALESCE(NULLIF(so.currency_rate, 0), 1)::numeric AS rate
              FROM customer c
              JOIN sale_order so ON so.partner_invoice_id = c.id
             WHERE so.company_id = %(company)s
               AND (so.id = ANY(%(order_ids)s)
                    OR so.state = 'sale'
                   AND (so.invoice_status <> 'invoiced'
                        OR so.id IN (SELECT dl.order_id
                                       FROM account_move d
                                       JOIN account_move_line da ON da.move_id = d.id
                                       JOIN sale_order_line_invoice_rel dr ON dr.invoice_line_id = da.id
                                       JOIN sale_order_line dl ON dl.id = dr.order_line_id
                                      WHERE d.state = 'draft' AND d.move_type = 'out_invoice'
                                        AND d.company_id = %(company)s
                                        AND d.partner_id IN (SELECT id FROM customer))))
            """,
            company=company.id,
            order_ids=list(order_ids),
            origins=list(ORIGINS),
        )

    def _order_lines_sql(self):
        return SQL(
            """
            SELECT l.id, l.order_id, l.product_id, l.product_uom_id, l.is_downpayment IS TRUE AS deposit,
                   l.product_uom_qty AS ordered,
                   GREATEST(l.product_uom_qty - COALESCE(l.qty_short_closed, 0),
                            COALESCE(l.qty_delivered, 0)) AS expected,
                   COALESCE(l.qty_delivered, 0) AS delivered,
                   CASE WHEN l.product_uom_qty <> 0 THEN l.price_total / l.product_uom_qty
                        ELSE l.price_unit * (1 - COALESCE(l.discount, 0) / 100) END AS price
              FROM sale_order_line l
             WHERE l.order_id IN (SELECT id FROM orders) AND l.display_type IS NULL
            """
        )

    def _open_moves_sql(self):
        """What is planned for a line: kits have moves of other products, their quantities say nothing here."""
        return SQL(
            """
            SELECT l.id AS line_id,
                   SUM(m.product_uom_qty * COALESCE(mu.factor, 1) / COALESCE(NULLIF(lu.factor, 0), 1))
                       FILTER (WHERE m.state NOT IN ('done', 'cancel') AND m.product_id = l.product_id) AS open,
                   BOOL_OR(m.state NOT IN ('done', 'cancel') AND m.product_id <> l.product_id) AS open_parts
              FROM line l
              JOIN stock_move m ON m.sale_line_id = l.id AND m.origin_returned_move_id IS NULL
              LEFT JOIN uom_uom mu ON mu.id = m.product_uom
              LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
             GROUP BY l.id
            """
        )

    def _billed_sql(self):
        """What posted invoices bill of each line, and the balance of each deposit."""
        return SQL(
            """
            SELECT l.id AS line_id,
                   SUM(a.quantity * COALESCE(au.factor, 1) / COALESCE(NULLIF(lu.factor, 0), 1))
                       FILTER (WHERE NOT l.deposit AND i.move_type = 'out_invoice'
                                 AND NOT (i.amount_total > 0 AND i.amount_total <= (
                                     SELECT COALESCE(SUM(r.amount_total), 0) FROM account_move r
                                      WHERE r.reversed_entry_id = i.id AND r.state = 'posted'
                                        AND r.move_type = 'out_refund'))) AS quantity,
                   SUM(CASE i.move_type WHEN 'out_invoice' THEN a.price_total ELSE -a.price_total END
                       / COALESCE(NULLIF(i.invoice_currency_rate, 0), 1)::numeric) FILTER (WHERE l.deposit) AS deposit
              FROM line l
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
              JOIN account_move_line a ON a.id = rel.invoice_line_id
              JOIN account_move i ON i.id = a.move_id
               AND i.state = 'posted' AND i.move_type IN ('out_invoice', 'out_refund')
              LEFT JOIN uom_uom au ON au.id = a.product_uom_id
              LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
             GROUP BY l.id
            """
        )

    def _remaining_sql(self, billed):
        """Price of what is left of a line; discounts have negative prices, give-backs negative quantities.

        :param SQL billed: the quantity that invoices bill
        """
        return SQL(
            """
            CASE WHEN l.deposit THEN 0
                 WHEN l.ordered < 0 THEN l.price * LEAST(l.ordered - %(billed)s, 0)
                 ELSE l.price * GREATEST(0, CASE
                     WHEN moves.line_id IS NULL OR moves.open_parts THEN l.expected
                     ELSE LEAST(l.expected, l.delivered + COALESCE(moves.open, 0))
                     END - %(billed)s)
            END
            """,
            billed=billed,
        )

    def _prepaid_sql(self):
        return SQL(
            """
            SELECT COALESCE(SUM(pt.amount), 0)
              FROM sale_order_transaction_rel rel
              JOIN payment_transaction pt ON pt.id = rel.transaction_id AND pt.state IN ('authorized', 'done')
              LEFT JOIN account_payment ap ON ap.id = pt.payment_id
              LEFT JOIN account_move am ON am.id = ap.move_id AND am.state = 'posted'
             WHERE rel.sale_order_id = o.id AND am.id IS NULL
            """
        )
