"""The figures behind a customer's credit, for any number of customers, in three plain statements."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.credit import OpenOrder, Position, Queue, days_late

# Columns of _open_orders, as engine.OpenOrder takes them
OPEN_ORDER = ("to_invoice", "prepaid", "confirmed", "held", "on_account")
LEDGER = {
    "account.move.line": "account_id amount_residual company_id parent_state partner_id reconciled date_maturity",
    "res.partner": "commercial_partner_id",
}
HISTORY = {
    "account.partial.reconcile": "amount debit_move_id credit_move_id",
    "account.move.line": "date date_maturity account_id company_id partner_id",
    "account.move": "move_type",
    "res.partner": "commercial_partner_id",
}


class SaleOrderCredit(models.AbstractModel):
    """Reads what customers owe. Writes nothing, remembers nothing.

    A customer is the commercial entity that pays: that of the order's invoice address. Amounts are in
    the currency of the company for which they are asked.
    """

    _name = "sale.order.credit"
    _description = "Figures of a customer's credit"

    @api.model
    def _customer_of(self, order):
        """Return who has to pay an order."""
        return order.partner_invoice_id.commercial_partner_id

    @api.model
    def _customers_sql(self, customers):
        """Everybody who belongs to customers: companies and their contacts."""
        return SQL(
            "SELECT id, commercial_partner_id AS customer_id FROM res_partner WHERE commercial_partner_id = ANY(%s)",
            customers.ids,
        )

    @api.model
    def _ledger(self, customers, company, overdue_days=0):
        """Return what is open in the ledger: posted receivables, payments and credits not allocated subtracted.

        :param res.partner customers: commercial entities
        :param res.company company: whose ledger
        :param int overdue_days: days of grace before something counts as overdue
        :return: ``{customer id: {"receivable", "overdue", "oldest"}}``; overdue is what is late, less what
            the customer has paid and nobody has allocated yet; a customer with nothing open is missing
        """
        today = company._local_day()
        statement = """
            SELECT c.customer_id,
                   SUM(a.amount_residual) AS receivable,
                   GREATEST(0, SUM(a.amount_residual) FILTER (
                       WHERE a.amount_residual < 0 OR a.date_maturity < %(late_before)s)) AS overdue,
                   MIN(a.date_maturity) FILTER (
                       WHERE a.amount_residual > 0 AND a.date_maturity < %(today)s) AS oldest
              FROM (%(customers)s) c
              JOIN account_move_line a ON a.partner_id = c.id
              JOIN account_account t ON t.id = a.account_id AND t.account_type = 'asset_receivable'
             WHERE a.reconciled IS NOT TRUE AND a.parent_state = 'posted' AND a.company_id = %(company)s
             GROUP BY c.customer_id
            """
        rows = self.env["order.validation.rule"]._query(
            statement,
            LEDGER,
            customers=self._customers_sql(customers),
            company=company.id,
            today=today,
            late_before=fields.Date.subtract(today, days=overdue_days),
        )
        return {
            row.pop("customer_id"): {
                **row,
                "receivable": float(row["receivable"] or 0),
                "overdue": float(row["overdue"] or 0),
            }
            for row in rows
        }

    @api.model
    def _days_late(self, customers, company):
        """Return how many days late customers paid over the last year, weighted by amount.

        What is overdue today and not paid counts as paid today: else who never pays would look best.

        :return: ``{customer id: days}``
        """
        today = company._local_day()
        statement = """
            WITH customer AS (%(customers)s)
            SELECT c.customer_id, p.amount, k.date - d.date_maturity AS days
              FROM customer c
              JOIN account_move_line d ON d.partner_id = c.id AND d.company_id = %(company)s
              JOIN account_account t ON t.id = d.account_id AND t.account_type = 'asset_receivable'
              JOIN account_partial_reconcile p ON p.debit_move_id = d.id
              JOIN account_move_line k ON k.id = p.credit_move_id AND k.date >= %(since)s
              JOIN account_move m ON m.id = k.move_id AND m.move_type <> 'out_refund'
             WHERE d.date_maturity IS NOT NULL
             UNION ALL
            SELECT c.customer_id, d.amount_residual, %(today)s - d.date_maturity
              FROM customer c
              JOIN account_move_line d ON d.partner_id = c.id AND d.company_id = %(company)s
              JOIN account_account t ON t.id = d.account_id AND t.account_type = 'asset_receivable'
             WHERE d.reconciled IS NOT TRUE AND d.parent_state = 'posted'
               AND d.amount_residual > 0 AND d.date_maturity < %(today)s
            """
        rows = self.env["order.validation.rule"]._query(
            statement,
            {model: f"{LEDGER.get(model, '')} {names}" for model, names in HISTORY.items()},
            customers=self._customers_sql(customers),
            company=company.id,
            today=today,
            since=fields.Date.subtract(today, years=1),
        )
        payments = defaultdict(list)
        for row in rows:
            payments[row["customer_id"]].append((float(row["amount"]), row["days"]))
        return {customer: days_late(paid) for customer, paid in payments.items()}

    @api.model
    def _positions(self, customers, rows, ledger):
        """Return what customers owe and are going to owe; quotations do not count.

        :param rows: result of :meth:`_open_orders`
        :param dict ledger: result of :meth:`_ledger`
        :return: ``{customer id: Position}``
        """
        confirmed = [row for row in rows if row["confirmed"]]
        queues = self._queues(customers, confirmed, ledger)
        return {customer_id: queue.going.plus(queue.waiting) for customer_id, queue in queues.items()}

    @api.model
    def _queues(self, customers, rows, ledger):
        """Return who takes the credit of customers, before any quotation does.

        Parameters as in :meth:`_positions`.

        :return: ``{customer id: Queue}``
        """
        queues = {
            customer.id: Queue(going=Position(ledger.get(customer.id, {}).get("receivable", 0.0)))
            for customer in customers
        }
        for row in rows:
            if row["customer_id"] in queues:
                queues[row["customer_id"]].add(self._open_order(row))
        return queues

    @api.model
    def _open_order(self, row):
        """Return a row of :meth:`_open_orders` as the engine takes it."""
        return OpenOrder(*(row[name] for name in OPEN_ORDER))
