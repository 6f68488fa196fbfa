"""What invoices and credit notes have taken over from orders."""

from odoo import models
from odoo.tools import SQL


class SaleOrderCredit(models.AbstractModel):
    _inherit = "sale.order.credit"

    def _bills_sql(self):
        """What each posted invoice and credit note says of an order line.

        ``undone_on`` is the day on which an invoice was reversed in full: as if it had never been. A credit
        note with a negative quantity is an invoice that a larger deposit has turned round: it bills. Any
        other credits. Deposits are in the order's currency, so one that is paid in it is deducted in it.
        """
        return SQL(
            """
            SELECT b.line_id, b.date, b.undone_on,
                   CASE WHEN b.deposit THEN 0
                        WHEN b.move_type = 'out_invoice' THEN b.quantity
                        WHEN b.bills AND b.undone_on IS NULL THEN -b.quantity
                        ELSE 0 END AS quantity,
                   CASE WHEN b.deposit OR b.move_type = 'out_invoice' OR b.bills OR b.undone_on IS NOT NULL THEN 0
                        ELSE b.quantity END AS credited,
                   CASE WHEN NOT b.deposit THEN 0
                        WHEN b.move_type = 'out_invoice' THEN b.amount
                        ELSE -b.amount END AS deposit
              FROM (SELECT l.id AS line_id, l.deposit, i.move_type, i.date, undone.day AS undone_on,
                           a.quantity < 0 OR l.ordered < 0 AS bills,
                           a.quantity * COALESCE(au.factor, 1) / COALESCE(NULLIF(lu.factor, 0), 1) AS quantity,
                           CASE WHEN i.currency_id = o.currency_id THEN a.price_total
                                ELSE a.price_total * o.rate
                                     / COALESCE(NULLIF(i.invoice_currency_rate, 0), 1)::numeric END AS amount
                      FROM orders o
                      JOIN line l ON l.order_id = o.id
                      JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
                      JOIN account_move_line a ON a.id = rel.invoice_line_id
                      JOIN account_move i ON i.id = a.move_id
                       AND i.state = 'posted' AND i.move_type IN ('out_invoice', 'out_refund')
                      LEFT JOIN LATERAL (%(undone)s) undone ON TRUE
                      LEFT JOIN uom_uom au ON au.id = a.product_uom_id
                      LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id) b
            """,
            undone=self._undone_sql(),
        )

    def _undone_sql(self):
        """When an invoice was reversed in full, or the one that a credit note takes back.

        Returns reverse nothing: what they credit is no longer delivered.
        """
        return SQL(
            """
            SELECT MAX(r.date) AS day
              FROM account_move v
              JOIN account_move r ON r.reversed_entry_id = v.id
               AND r.state = 'posted' AND r.move_type = 'out_refund'
             WHERE v.id = COALESCE(i.reversed_entry_id, i.id) AND v.amount_total > 0
            HAVING SUM(r.amount_total) >= MAX(v.amount_total) AND BOOL_OR(r.rma_id IS NULL)
            """
        )

    def _billed_sql(self):
        """What is billed of each line, and the balance of each deposit.

        What was credited is open again only as far as goods have come back: a lower price bills nothing again.
        """
        return SQL(
            """
            SELECT b.line_id,
                   COALESCE(SUM(b.quantity) FILTER (WHERE b.undone_on IS NULL), 0)
                       - LEAST(SUM(b.credited), COALESCE(MAX(moves.returned), 0)) AS quantity,
                   SUM(b.deposit) AS deposit
              FROM bill b
              LEFT JOIN moves ON moves.line_id = b.line_id
             GROUP BY b.line_id
            """
        )

    def _billed_history_sql(self):
        """What invoices took over from each order, by day, at the order's prices; deposits at their own amount."""
        return SQL(
            """
            SELECT o.customer_id, o.id AS order_id, NULL::timestamp AS ordered_at, b.day AS billed_on,
                   SUM(l.price * b.quantity + b.deposit) / o.rate AS amount
              FROM orders o
              JOIN line l ON l.order_id = o.id
              JOIN (SELECT b.line_id, b.date AS day, b.deposit,
                           b.quantity - b.credited * LEAST(1, moves.returned / NULLIF(
                               SUM(b.credited) OVER (PARTITION BY b.line_id), 0)) AS quantity
                      FROM (SELECT line_id, date, quantity, credited, deposit FROM bill) b
                      LEFT JOIN moves ON moves.line_id = b.line_id
                     UNION ALL
                    SELECT line_id, GREATEST(undone_on, date), 0, -quantity
                      FROM bill
                     WHERE undone_on IS NOT NULL) b ON b.line_id = l.id
             GROUP BY o.id, o.customer_id, o.rate, b.day
            """
        )
