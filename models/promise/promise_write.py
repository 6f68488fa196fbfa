"""Writing promises: the ledger, the lines and their orders change together, in one statement."""

from odoo import api, models
from odoo.tools import SQL

from ...engine import promise as engine

# What of an order follows from its lines; `line` has their promises as they are going to be.
OF_ORDERS = """
    SELECT line.order_id,
           CASE WHEN c.promise_order_date = 'first' THEN MIN(line.first_date)
                ELSE MAX(line.first_date) END AS first_date,
           CASE WHEN c.promise_order_date = 'first' THEN MIN(line.date) ELSE MAX(line.date) END AS date,
           (ARRAY_AGG(line.state ORDER BY ARRAY_POSITION(%(worst)s::varchar[], line.state)))[1] AS state
      FROM line
      JOIN sale_order o ON o.id = line.order_id
      JOIN res_company c ON c.id = o.company_id
     GROUP BY line.order_id, c.promise_order_date
"""
WRITE = """
    WITH new AS (
        SELECT * FROM unnest(%(ids)s, %(dates)s::timestamp[], %(leaves_by)s::timestamp[], %(reasons)s::varchar[])
                   AS new(id, date, leaves_by, reason)),
    old AS MATERIALIZED (
        SELECT l.id, l.order_id, l.product_id, l.promise_date, new.date, new.leaves_by, new.reason,
               CASE WHEN l.first_promise_date IS NULL THEN 'first' ELSE 'change' END AS kind
          FROM sale_order_line l
          JOIN new ON new.id = l.id
         ORDER BY l.id
           FOR NO KEY UPDATE OF l),
    written AS (
        INSERT INTO sale_order_promise (order_id, order_ref, line_id, product_id, company_id, kind, date,
                                        previous_date, reason, user_id, happened_at, in_force)
        SELECT old.order_id, o.name, old.id, old.product_id, o.company_id, old.kind, old.date,
               old.promise_date, old.reason, %(user)s, %(now)s, TRUE
          FROM old JOIN sale_order o ON o.id = old.order_id
         ORDER BY old.id
        ON CONFLICT (line_id) WHERE kind = 'first' AND in_force DO NOTHING
        RETURNING line_id),
    changed AS (
        UPDATE sale_order_line l
           SET promise_date = old.date, promise_leaves_by = old.leaves_by,
               first_promise_date = COALESCE(l.first_promise_date, old.date),
               first_promise_leaves_by = COALESCE(l.first_promise_leaves_by, old.leaves_by),
               ended_first_promise_date = NULL, ended_first_promise_leaves_by = NULL, ended_promise_date = NULL,
               promise_state = 'on_track', promise_days_late = 0, promise_possible_date = NULL, promise_cause = NULL,
               promise_cause_name = NULL, promise_cause_date = NULL, promise_cause_document = NULL
          FROM old JOIN written ON written.line_id = old.id
         WHERE l.id = old.id
        RETURNING l.id, l.order_id, l.first_promise_date AS first_date, l.promise_date AS date,
                  l.promise_state AS state),
    line AS (
        SELECT order_id, first_date, date, state FROM changed
         UNION ALL
        SELECT l.order_id, l.first_promise_date, l.promise_date, l.promise_state
          FROM sale_order_line l
         WHERE l.order_id IN (SELECT order_id FROM changed)
           AND l.promise_state IS NOT NULL AND l.id NOT IN (SELECT id FROM changed)),
    whole AS (%(of_orders)s)
    UPDATE sale_order o
       SET first_promise_date = CASE WHEN %(confirming)s THEN whole.first_date
                                     ELSE COALESCE(o.first_promise_date, whole.first_date) END,
           promise_date = whole.date, promise_state = whole.state,
           requested_date = CASE WHEN %(confirming)s THEN COALESCE(o.requested_date, o.commitment_date)
                                 ELSE o.requested_date END
      FROM whole
     WHERE o.id = whole.order_id
    RETURNING o.id, o.promise_date, (SELECT COUNT(*) FROM changed)
"""
REFRESH = """
    WITH line AS (
        SELECT l.order_id, l.first_promise_date AS first_date, l.promise_date AS date, l.promise_state AS state
          FROM sale_order_line l
          JOIN sale_order o ON o.id = l.order_id
         WHERE o.company_id = ANY(%(companies)s) AND o.promise_state IN %(open)s AND l.promise_state IS NOT NULL),
    whole AS (%(of_orders)s)
    UPDATE sale_order o SET promise_date = whole.date
      FROM whole
     WHERE o.id = whole.order_id AND o.promise_date IS DISTINCT FROM whole.date
"""
END = """
    WITH ended AS (
        UPDATE sale_order_promise SET in_force = FALSE WHERE order_id = ANY(%(orders)s) AND in_force),
    line AS (
        UPDATE sale_order_line
           SET ended_first_promise_date = first_promise_date,
               ended_first_promise_leaves_by = first_promise_leaves_by,
               ended_promise_date = promise_date, %(line_fields)s
         WHERE order_id = ANY(%(orders)s) AND promise_state IS NOT NULL)
    UPDATE sale_order SET %(order_fields)s WHERE id = ANY(%(orders)s)
"""
ORDER_FIELDS = ("first_promise_date", "promise_date", "promise_state", "promise_checked_at")
LINE_FIELDS = (
    "first_promise_date",
    "first_promise_leaves_by",
    "promise_date",
    "promise_leaves_by",
    "promise_state",
    "promise_possible_date",
    "promise_days_late",
    "promise_cause",
    "promise_cause_name",
    "promise_cause_date",
    "promise_cause_document",
)
# What stood when the promise ended
ENDED_FIELDS = ("ended_first_promise_date", "ended_first_promise_leaves_by", "ended_promise_date")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _promises_of_orders_sql(self):
        """Return the statement that says what of orders follows from their lines."""
        return SQL(OF_ORDERS, worst=list(engine.WORST_FIRST))

    def _end_promises(self):
        """End the promises of cancelled orders: confirmed again, they are promised anew."""
        orders = self.sudo().filtered("promise_state")
        if orders:
            orders._flush_promises()
            nothing = {
                name: SQL(", ").join(SQL("%s = NULL", SQL.identifier(field)) for field in fields)
                for name, fields in (("line_fields", LINE_FIELDS), ("order_fields", ORDER_FIELDS))
            }
            self.env.cr.execute(SQL(END, orders=orders.ids, **nothing))
            orders._forget_promises()
            orders.order_line.invalidate_recordset(ENDED_FIELDS, flush=False)
            orders._close_promise_activities()

    def _flush_promises(self):
        """Write what is pending of the orders and lines that a statement is going to write."""
        self.env["sale.order.line"].flush_model(["order_id", "product_id", *LINE_FIELDS])
        self.flush_model(["name", "company_id", "commitment_date", "requested_date", *ORDER_FIELDS])

    def _forget_promises(self, lines=None):
        """Have the promises of these orders, and of their lines, read again by who asks."""
        names = [*ORDER_FIELDS, "requested_date", "promise_ids", "promise_cause_text"]
        self.invalidate_recordset(names, flush=False)
        lines = self.order_line if lines is None else lines
        lines.invalidate_recordset([*LINE_FIELDS, "promise_cause_text"], flush=False)

    @api.model
    def _refresh_promise_dates(self, companies):
        """Say again which of their lines' dates is that of open orders, after the company has changed its mind."""
        self._flush_promises()
        values = {"companies": companies.ids, "open": engine.OPEN, "of_orders": self._promises_of_orders_sql()}
        self.env.cr.execute(SQL(REFRESH, **values))
        self.invalidate_model(["promise_date"], flush=False)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _write_promises(self, dates, reasons=None, confirming=False):
        """Promise lines for a date; what was promised before stays in the ledger.

        Of two that promise a line for the first time at once, one does.

        :param dict dates: ``{line: moment in UTC at which the goods are to be with the customer}``
        :param dict reasons: ``{line: why it is not the first promise}``
        :param bool confirming: whether these orders are just being confirmed
        :return: ``{order: what it is promised for now}``
        """
        lines, reasons = self.sudo().browse([line.id for line in dates]), reasons or {}
        orders = lines.order_id
        if not lines:
            return {}
        orders._flush_promises()
        moments = list(dates.values())
        leaves_by = [line.order_id._leaves_by(at) for line, at in zip(lines, moments, strict=True)]
        rows = self.env.execute_query(
            SQL(
                WRITE,
                ids=lines.ids,
                dates=moments,
                leaves_by=leaves_by,
                reasons=[reasons.get(line) or None for line in dates],
                user=self.env.uid,
                now=self.env["sale.order.event"]._default_happened_at(),
                confirming=confirming,
                of_orders=orders._promises_of_orders_sql(),
            )
        )
        orders._forget_promises(lines)
        if rows and rows[0][2] == len(lines):  # the transfers' dates follow from it: nobody has to read it again
            for line, at in zip(lines, leaves_by, strict=True):
                self._fields["promise_leaves_by"]._update_cache(line, at)
        return {orders.browse(order_id): date for order_id, date, _changed in rows}
