"""Credit rules in hindsight: what customers owed when their orders were confirmed."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.hindsight import History, Receivable
from .rule_preview import DAYS
from .sale_order_credit import LEDGER
from .sale_order_credit_orders import SOURCES

YEAR = 365


class SaleOrderCredit(models.AbstractModel):
    _inherit = "sale.order.credit"

    @api.model
    def _histories(self, customers, company, since):
        """Return the past of customers, complete for every day from ``since`` on.

        :param res.partner customers: commercial entities
        :param res.company company: whose ledger and orders
        :param datetime since: the first moment that somebody is going to ask for
        :return: ``{customer id: History}``
        """
        parts = {name: defaultdict(list) for name in ("ledger", "ordered", "billed", "receivables")}
        for row in self._ledger_entries(customers, company):
            parts["ledger"][row["customer_id"]].append((row["date"], float(row["amount"])))
        for row in self._order_history(customers, company, since):
            if row["billed_on"]:
                entry, kind = (row["order_id"], row["billed_on"], float(row["amount"])), "billed"
            else:
                moment = row["ordered_at"]
                entry, kind = (row["order_id"], company._local_day(moment), moment, float(row["amount"])), "ordered"
            parts[kind][row["customer_id"]].append(entry)
        for customer, receivables in self._receivables_since(customers, company, since).items():
            parts["receivables"][customer] = receivables
        return {
            customer.id: History(**{name: values[customer.id] for name, values in parts.items()})
            for customer in customers
        }

    def _ledger_entries(self, customers, company):
        return self.env["order.validation.rule"]._query(
            """
            SELECT c.customer_id, a.date, SUM(a.balance) AS amount
              FROM (%(customers)s) c
              JOIN account_move_line a ON a.partner_id = c.id
              JOIN account_account t ON t.id = a.account_id AND t.account_type = 'asset_receivable'
             WHERE a.parent_state = 'posted' AND a.company_id = %(company)s
             GROUP BY c.customer_id, a.date
            """,
            LEDGER,
            customers=self._customers_sql(customers),
            company=company.id,
        )

    def _order_history(self, customers, company, since):
        """Return what orders have added, and what invoices have taken over, at the orders' prices.

        Orders that were invoiced completely before the time in question add nothing and are left out.
        """
        return self.env["order.validation.rule"]._query(
            """
            WITH customer AS (%(customers)s),
                 orders AS MATERIALIZED (
                    SELECT so.id, c.customer_id, so.date_order, so.currency_id, FALSE AS is_new,
                           COALESCE(NULLIF(so.currency_rate, 0), 1)::numeric AS rate
                      FROM customer c
                      JOIN sale_order so ON so.partner_invoice_id = c.id
                     WHERE so.company_id = %(company)s AND so.state = 'sale'
                       AND (so.invoice_status <> 'invoiced' OR so.date_order >= %(first)s)),
                 line AS MATERIALIZED (%(lines)s),
                 moves AS MATERIALIZED (%(moves)s),
                 bill AS MATERIALIZED (%(bills)s)
            SELECT o.customer_id, o.id AS order_id, o.date_order AS ordered_at, NULL::date AS billed_on,
                   COALESCE(SUM(%(expected)s), 0) / o.rate AS amount
              FROM orders o
              JOIN line l ON l.order_id = o.id
              LEFT JOIN moves ON moves.line_id = l.id
             GROUP BY o.id, o.customer_id, o.date_order, o.rate
             UNION ALL
            %(billed)s
            """,
            {**SOURCES, "sale.order": f"{SOURCES['sale.order']} date_order"},
            customers=self._customers_sql(customers),
            company=company.id,
            first=fields.Datetime.subtract(since, days=YEAR),
            lines=self._order_lines_sql(),
            moves=self._moves_sql(),
            bills=self._bills_sql(),
            expected=self._remaining_sql(SQL("0")),
            billed=self._billed_history_sql(),
        )

    def _receivables_since(self, customers, company, since):
        """Return invoices and instalments that were open, or settled, in the year before ``since`` or later."""
        rows = self.env["order.validation.rule"]._query(
            """
            SELECT c.customer_id, a.id, a.date, COALESCE(a.date_maturity, a.date) AS due, a.balance,
                   p.amount AS settled, GREATEST(k.date, a.date) AS settled_on,
                   m.move_type IS DISTINCT FROM 'out_refund' AS is_payment
              FROM (%(customers)s) c
              JOIN account_move_line a ON a.partner_id = c.id
              JOIN account_account t ON t.id = a.account_id AND t.account_type = 'asset_receivable'
              LEFT JOIN account_partial_reconcile p ON p.debit_move_id = a.id
              LEFT JOIN account_move_line k ON k.id = p.credit_move_id
              LEFT JOIN account_move m ON m.id = k.move_id
             WHERE a.parent_state = 'posted' AND a.company_id = %(company)s AND a.balance > 0
               AND (a.reconciled IS NOT TRUE OR EXISTS (
                    SELECT 1 FROM account_partial_reconcile q
                     WHERE q.debit_move_id = a.id AND q.max_date >= %(first)s))
            """,
            {**LEDGER, "account.partial.reconcile": "amount debit_move_id credit_move_id max_date"},
            customers=self._customers_sql(customers),
            company=company.id,
            first=fields.Date.subtract(fields.Date.to_date(since), days=YEAR),
        )
        found, by_line = defaultdict(list), {}
        for row in rows:
            if row["id"] not in by_line:
                by_line[row["id"]] = Receivable(row["date"], row["due"], float(row["balance"]))
                found[row["customer_id"]].append(by_line[row["id"]])
            if row["settled"] is not None:
                by_line[row["id"]].settled.append((row["settled_on"], float(row["settled"]), row["is_payment"]))
        return found


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    def _preview_credit_limit(self, orders):
        """Find orders that exceeded the limit when they were confirmed; the limit is today's."""
        limited = orders.filtered(lambda order: order.partner_invoice_id.commercial_partner_id.credit_limit > 0)
        return self._preview_credit(
            limited,
            lambda history, order, day: (
                history.exposure(order.date_order, day) - order.partner_invoice_id.commercial_partner_id.credit_limit
                > self.company_id.currency_id.rounding / 2
            ),
        )

    def _preview_overdue(self, orders):
        """Find orders of customers who owed for too long on that day."""
        return self._preview_credit(
            orders, lambda history, _order, day: history.overdue(day, self.days) > self.amount + 0.005
        )

    def _preview_payment_history(self, orders):
        """Find orders of customers who had paid late in the year before."""
        return self._preview_credit(orders, lambda history, _order, day: history.days_late(day) > self.days)

    def _preview_credit(self, orders, is_violation):
        """Return the orders of which a function of (history, order, local day) is true."""
        if not orders:
            return orders
        memo = self.env.context.get("validation_memo", {})
        missing = orders.partner_invoice_id.commercial_partner_id.filtered(lambda c: c.id not in memo)
        if missing:
            since = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS + 1)
            memo.update(self.env["sale.order.credit"]._histories(missing, self.company_id, since))
        return orders.filtered(
            lambda order: is_violation(
                memo[order.partner_invoice_id.commercial_partner_id.id],
                order,
                self.company_id._local_day(order.date_order),
            )
        )
