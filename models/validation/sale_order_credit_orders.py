"""What customers have ordered and not been invoiced for."""

from odoo import api, models
from odoo.tools import SQL

from .sale_order_validation_hold import ORIGINS

SOURCES = {
    "res.partner": "commercial_partner_id",
    "sale.order": "partner_invoice_id company_id state invoice_status currency_id currency_rate amount_total",
    "sale.order.hold": "order_id released_at origin",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty qty_delivered qty_delivered_method"
    " qty_short_closed qty_return_settled display_type is_downpayment price_total price_unit"
    " discount invoice_lines tax_ids",
    "product.template": "invoice_policy",
    "stock.move": "state sale_line_id product_id product_uom product_uom_qty quantity to_refund"
    " location_id location_dest_id location_final_id",
    "account.move": "state move_type date amount_total reversed_entry_id invoice_currency_rate currency_id partner_id"
    " rma_id",
    "account.move.line": "move_id account_id quantity product_uom_id price_total currency_id company_id parent_state"
    " reconciled amount_residual amount_residual_currency",
    "payment.transaction": "state operation amount currency_id payment_id source_transaction_id sale_order_ids",
    "account.payment": "state move_id company_id",
}
OPEN_ORDERS = """
    WITH customer AS (%(customers)s),
         orders AS MATERIALIZED (%(orders)s),
         line AS MATERIALIZED (%(lines)s),
         moves AS MATERIALIZED (%(moves)s),
         bill AS (%(bills)s),
         billed AS (%(billed)s),
         paid AS (%(paid)s)
    SELECT o.id, o.customer_id, o.confirmed, o.held,
           GREATEST(0, COALESCE(SUM(%(remaining)s), 0) - COALESCE(SUM(billed.deposit), 0)) / o.rate
               AS to_invoice,
           COALESCE(paid.prepaid, 0) AS prepaid,
           COALESCE(paid.on_account, 0) AS on_account
      FROM orders o
      LEFT JOIN line l ON l.order_id = o.id
      LEFT JOIN moves ON moves.line_id = l.id
      LEFT JOIN billed ON billed.line_id = l.id
      LEFT JOIN paid ON paid.order_id = o.id
     GROUP BY o.id, o.customer_id, o.confirmed, o.held, o.rate, paid.prepaid, paid.on_account
    """
AMOUNTS = ("to_invoice", "prepaid", "on_account")


class SaleOrderCredit(models.AbstractModel):
    _inherit = "sale.order.credit"

    @api.model
    def _open_orders(self, customers, company, order_ids=(), confirming=False):
        """Return the orders of customers that are not invoiced completely.

        Of each line counts what was ordered, less what was declined or has come back and is not sent again,
        less what posted invoices bill, less deposits that no invoice has deducted yet.

        :param res.partner customers: commercial entities
        :param res.company company: whose orders
        :param order_ids: ids of quotations to be judged as if they were confirmed
        :param bool confirming: whether these orders are being confirmed: then all of them are quotations
        :return: rows with ``id``, ``customer_id``, ``confirmed``, ``held`` (confirmed, and waiting for the
            check or for credit), ``to_invoice``, ``prepaid`` (paid online, not in the company's ledger yet)
            and ``on_account`` (paid online, in the ledger, matched with nothing yet), in company currency
        """
        rows = self.env["order.validation.rule"]._query(
            OPEN_ORDERS,
            SOURCES,
            customers=self._customers_sql(customers),
            orders=self._orders_sql(company, order_ids, confirming),
            lines=self._order_lines_sql(),
            moves=self._moves_sql(),
            bills=self._bills_sql(),
            billed=self._billed_sql(),
            paid=self._paid_sql(company),
            remaining=self._remaining_sql(SQL("COALESCE(billed.quantity, 0)")),
        )
        return [{**row, **{name: float(row[name]) for name in AMOUNTS}} for row in rows]

    def _orders_sql(self, company, order_ids, confirming=False):
        """Orders that may have something left.

        An order counts as invoiced by drafts, too; and money that waits for an invoiced order to be
        captured is no part of the ledger: both are asked.
        """
        return SQL(
            """
            SELECT so.id, c.customer_id, so.state = 'sale' AS confirmed,
                   so.state = 'sale' AND EXISTS (
                       SELECT 1 FROM sale_order_hold h
                        WHERE h.order_id = so.id AND h.released_at IS NULL AND h.origin = ANY(%(origins)s)) AS held,
                   so.state <> 'sale' OR so.id = ANY(%(confirming)s) AS is_new,
                   so.currency_id, so.amount_total,
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
                                        AND d.partner_id IN (SELECT id FROM customer))
                        OR so.id IN (%(waiting)s)))
            """,
            company=company.id,
            order_ids=list(order_ids),
            confirming=list(order_ids) if confirming else [],
            origins=list(ORIGINS),
            waiting=self._orders_with_waiting_money_sql(company),
        )

    def _order_lines_sql(self):
        """Lines, with the quantity that was ordered, or delivered beyond it where that is invoiced.

        Whatever has become of a quotation's old transfers, it is going to be shipped and invoiced whole. A
        line of which nothing is ordered (expenses) has no total: its taxes are added to its price.
        """
        return SQL(
            """
            SELECT l.id, l.order_id, l.product_id, l.product_uom_id, l.is_downpayment IS TRUE AS deposit,
                   o.is_new, l.product_uom_qty AS ordered,
                   GREATEST(l.product_uom_qty - CASE WHEN o.is_new THEN 0 ELSE COALESCE(l.qty_short_closed, 0) END,
                            CASE WHEN t.invoice_policy = 'delivery' THEN COALESCE(l.qty_delivered, 0) END) AS expected,
                   COALESCE(l.qty_delivered, 0) AS delivered, COALESCE(l.qty_return_settled, 0) AS settled,
                   CASE WHEN l.product_uom_qty <> 0 THEN l.price_total / l.product_uom_qty
                        ELSE l.price_unit * (1 - COALESCE(l.discount, 0) / 100) * (1 + (%(tax)s) / 100) END AS price
              FROM orders o
              JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL
              LEFT JOIN product_product p ON p.id = l.product_id
              LEFT JOIN product_template t ON t.id = p.product_tmpl_id
            """,
            tax=SQL(
                """
                SELECT COALESCE(SUM(tax.amount), 0)
                  FROM account_tax_sale_order_line_rel rel
                  JOIN account_tax tax ON tax.id = rel.account_tax_id AND tax.amount_type = 'percent'
                  JOIN res_company company ON company.id = tax.company_id
                 WHERE rel.sale_order_line_id = l.id
                   AND COALESCE(tax.price_include_override, company.account_price_include) = 'tax_excluded'
                """
            ),
        )

    def _moves_sql(self):
        """What is on its way for a line, and what has come back.

        Kits have moves of other products: their quantities say nothing here.
        """
        return SQL(
            """
            SELECT l.id AS line_id,
                   COALESCE(SUM(m.product_uom_qty * %(factor)s) FILTER (
                       WHERE m.state <> 'done' AND m.product_id = l.product_id
                         AND final.usage IN ('customer', 'transit')), 0) AS open,
                   COALESCE(SUM(m.quantity * %(factor)s) FILTER (
                       WHERE m.state = 'done' AND m.product_id = l.product_id AND m.to_refund
                         AND source.usage IN ('customer', 'transit')
                         AND final.usage NOT IN ('customer', 'transit')), 0) + MAX(l.settled) AS returned,
                   BOOL_OR(m.product_id <> l.product_id) AS parts,
                   BOOL_OR(m.state <> 'done' AND m.product_id <> l.product_id) AS open_parts
              FROM line l
              JOIN stock_move m ON m.sale_line_id = l.id AND m.state <> 'cancel'
              JOIN stock_location source ON source.id = m.location_id
              JOIN stock_location final ON final.id = COALESCE(m.location_final_id, m.location_dest_id)
              LEFT JOIN uom_uom mu ON mu.id = m.product_uom
              LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
             GROUP BY l.id
            """,
            factor=SQL("COALESCE(mu.factor, 1) / COALESCE(NULLIF(lu.factor, 0), 1)"),
        )

    def _remaining_sql(self, billed):
        """Price of what is left of a line; discounts have negative prices, give-backs negative quantities.

        What came back is not invoiced, unless it is sent again. A line that was raised counts whole, also
        where nobody has planned the rest yet.

        :param SQL billed: the quantity that invoices bill
        """
        return SQL(
            """
            CASE WHEN l.deposit THEN 0
                 WHEN l.ordered < 0 THEN l.price * LEAST(l.ordered - %(billed)s, 0)
                 ELSE l.price * GREATEST(0, CASE
                     WHEN l.is_new OR moves.line_id IS NULL OR moves.open_parts THEN l.expected
                     WHEN moves.parts THEN LEAST(l.expected, l.delivered)
                     ELSE l.expected
                          - LEAST(moves.returned, GREATEST(0, l.expected - l.delivered - moves.open))
                     END - %(billed)s)
            END
            """,
            billed=billed,
        )
