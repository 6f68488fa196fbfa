"""What was paid on orders and has not been matched with an invoice."""

from odoo import api, models
from odoo.tools import SQL

from .sale_order_credit_orders import SOURCES


class SaleOrderCredit(models.AbstractModel):
    _inherit = "sale.order.credit"

    def _paid_sql(self, company):
        """What was paid online on each order: not in the company's ledger yet, and in it but not matched.

        :param res.company company: whose orders
        """
        return SQL(
            """
            SELECT p.order_id, SUM(p.prepaid) AS prepaid, SUM(p.on_account) AS on_account
              FROM (%s) p
             GROUP BY p.order_id
            """,
            self._transactions_sql(company),
        )

    def _transactions_sql(self, company):
        """What each transaction has paid on each order.

        A transaction is followed into the captures and refunds that were made of it. One that pays several
        orders is split by their totals. A payment that is booked is what the ledger says of it; one that has
        bounced is nothing. What a parent company has booked for a branch is not in the branch's ledger.
        """
        return SQL(
            """
            SELECT o.id AS order_id, t.id AS transaction_id,
                   share.part * (CASE WHEN t.currency_id = o.currency_id THEN waiting.amount / o.rate
                                      ELSE waiting.amount END
                                 + CASE WHEN ap.company_id <> %(company)s THEN booked.amount ELSE 0 END) AS prepaid,
                   share.part * CASE WHEN ap.company_id = %(company)s THEN booked.amount ELSE 0 END AS on_account
              FROM orders o
              JOIN sale_order_transaction_rel rel ON rel.sale_order_id = o.id
              JOIN LATERAL (%(share)s) share ON TRUE
              JOIN payment_transaction root ON root.id = rel.transaction_id
               AND root.operation IS DISTINCT FROM 'validation'
              JOIN LATERAL (
                   SELECT root.id
                    UNION ALL
                   SELECT child.id FROM payment_transaction child WHERE child.source_transaction_id = root.id
                   ) family ON TRUE
              JOIN payment_transaction t ON t.id = family.id
              LEFT JOIN account_payment ap ON ap.id = t.payment_id
              JOIN LATERAL (%(waiting)s) waiting ON TRUE
              JOIN LATERAL (%(booked)s) booked ON TRUE
            """,
            company=company.id,
            share=self._share_sql(),
            waiting=self._waiting_money_sql(),
            booked=self._booked_money_sql(company),
        )

    @api.model
    def _prepaid_transactions(self, customers, company):
        """Return the ids of the transactions that are summed up as prepaid.

        :param res.partner customers: commercial entities
        :param res.company company: whose orders
        """
        rows = self.env["order.validation.rule"]._query(
            """
            WITH customer AS (%(customers)s),
                 orders AS (%(orders)s)
            SELECT DISTINCT p.transaction_id
              FROM (%(transactions)s) p
              JOIN orders o ON o.id = p.order_id AND o.confirmed
             WHERE p.prepaid <> 0
            """,
            SOURCES,
            customers=self._customers_sql(customers),
            orders=self._orders_sql(company, ()),
            transactions=self._transactions_sql(company),
        )
        return [row["transaction_id"] for row in rows]

    def _share_sql(self):
        """Which part of a transaction pays an order."""
        return SQL(
            """
            SELECT CASE WHEN SUM(other.amount_total) > 0 THEN o.amount_total / SUM(other.amount_total)
                        ELSE 1.0 / COUNT(*) END AS part
              FROM sale_order_transaction_rel shared
              JOIN sale_order other ON other.id = shared.sale_order_id
             WHERE shared.transaction_id = rel.transaction_id AND (other.state <> 'cancel' OR other.id = o.id)
            """
        )

    def _waiting_money_sql(self):
        """What the provider has of a transaction and no ledger knows of, in the transaction's currency.

        What was captured or given up of an authorization is the matter of the transactions made of it. A
        payment without an entry waits for the bank's statement as long as it is in process.
        """
        return SQL(
            """
            SELECT CASE WHEN t.state = 'authorized' THEN GREATEST(0, t.amount - COALESCE(SUM(part.amount), 0))
                        WHEN t.state = 'done'
                         AND (t.payment_id IS NULL AND COUNT(part.id) = 0
                              OR ap.state = 'in_process' AND ap.move_id IS NULL) THEN t.amount
                        ELSE 0 END AS amount
              FROM payment_transaction part
             WHERE part.source_transaction_id = t.id AND part.state IN ('done', 'cancel')
               AND part.operation IS NOT DISTINCT FROM t.operation
            """
        )

    def _booked_money_sql(self, company):
        """What is booked of a transaction, by the company or its parents, and matched with nothing."""
        return SQL(
            """
            SELECT COALESCE(-SUM(CASE WHEN a.currency_id = o.currency_id THEN a.amount_residual_currency / o.rate
                                      ELSE a.amount_residual END), 0) AS amount
              FROM account_move_line a
              JOIN account_account acc ON acc.id = a.account_id AND acc.account_type = 'asset_receivable'
             WHERE a.move_id = ap.move_id AND a.parent_state = 'posted' AND a.reconciled IS NOT TRUE
               AND a.company_id = ANY(%s)
            """,
            company.sudo().parent_ids.ids,
        )

    def _orders_with_waiting_money_sql(self, company):
        """Ids of orders for which money is authorized, or waits in the ledger of a parent company."""
        authorized = SQL(
            """
            SELECT rel.sale_order_id
              FROM payment_transaction t
              JOIN sale_order_transaction_rel rel ON rel.transaction_id = t.id
             WHERE t.state = 'authorized'
            """
        )
        parents = company.sudo().parent_ids - company
        if not parents:
            return authorized
        return SQL(
            """
            %(authorized)s
             UNION ALL
            SELECT rel.sale_order_id
              FROM customer c
              JOIN account_move_line a ON a.partner_id = c.id
              JOIN account_account acc ON acc.id = a.account_id AND acc.account_type = 'asset_receivable'
              JOIN account_payment ap ON ap.move_id = a.move_id
              JOIN payment_transaction t ON t.payment_id = ap.id
              JOIN sale_order_transaction_rel rel ON rel.transaction_id IN (t.id, t.source_transaction_id)
             WHERE a.company_id = ANY(%(parents)s) AND a.parent_state = 'posted' AND a.reconciled IS NOT TRUE
            """,
            authorized=authorized,
            parents=parents.ids,
        )
