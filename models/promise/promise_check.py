"""Whether promises still hold: checked every night, for any number of orders at once."""

import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...engine import promise as engine
from .stock import OPEN_MOVES

_logger = logging.getLogger(__name__)

CHUNK = 500
MOST_CONFLICTS = 5
OUTLOOK = (
    ("promise_state", "varchar"),
    ("promise_days_late", "int4"),
    ("promise_possible_date", "timestamp"),
    ("promise_cause", "varchar"),
    ("promise_cause_name", "varchar"),
    ("promise_cause_date", "timestamp"),
    ("promise_cause_document", "varchar"),
)
STORE = """
    UPDATE sale_order_line l SET %(assignments)s
      FROM unnest(%(arrays)s) AS new(id, %(names)s)
     WHERE l.id = new.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
    RETURNING l.order_id
"""
# Whoever turns the state of an order tells of it.
TURN = """
    WITH line AS (
        SELECT order_id, first_promise_date AS first_date, promise_date AS date, promise_state AS state
          FROM sale_order_line WHERE order_id = ANY(%(orders)s) AND promise_state IS NOT NULL),
    whole AS (%(of_orders)s),
    old AS MATERIALIZED (
        SELECT id, promise_state FROM sale_order WHERE id = ANY(%(orders)s) ORDER BY id FOR NO KEY UPDATE)
    UPDATE sale_order o
       SET promise_state = whole.state, promise_date = COALESCE(whole.date, o.promise_date),
           promise_checked_at = %(now)s
      FROM old
      LEFT JOIN whole ON whole.order_id = old.id
     WHERE o.id = old.id
    RETURNING o.id, old.promise_state, o.promise_state
"""
# Orders that somebody is working on just now are left for later.
NEXT = """
    SELECT id FROM sale_order
     WHERE promise_state IN %(open)s AND state = 'sale' AND is_on_hold IS NOT TRUE
       AND (promise_checked_at IS NULL OR promise_checked_at < %(started)s)
     ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
"""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === The job === #

    @api.model
    def _cron_check_promises(self, limit=CHUNK):
        """Check all open promises in portions. A run that was stopped goes on with what is left.

        Held orders wait for somebody anyway, and are left out.

        :param int limit: orders in one portion
        """
        started = self._promise_round_began()
        remaining = self.search_count(
            [
                ("promise_state", "in", engine.OPEN),
                ("is_on_hold", "=", False),
                "|",
                ("promise_checked_at", "=", False),
                ("promise_checked_at", "<", started),
            ]
        )
        job, conflicts, left = self.env["ir.cron"], 0, True
        job._commit_progress(remaining=remaining)
        while left and conflicts < MOST_CONFLICTS:
            try:
                orders = self._next_promises(started, limit)
                orders._check_promises_apart()
                remaining = max(0, remaining - len(orders)) if orders else 0
                left = job._commit_progress(len(orders), remaining=remaining) and orders
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody has changed one of them since: look again.
                self.env.cr.rollback()
                conflicts += 1
            self.env.invalidate_all()  # what is done needs no memory
        if conflicts >= MOST_CONFLICTS:
            _logger.info("Promises are changed by others all the time; the rest is checked with the next run")

    @api.model
    def _promise_round_began(self):
        """Return when this round began: the moment for which the job was scheduled; by hand, now."""
        now = fields.Datetime.now()
        job = self.env.ref("quote_to_cash.ir_cron_check_promises", raise_if_not_found=False)
        return min(now, job.sudo().nextcall) if job and self.env.context.get("cron_id") == job.id else now

    @api.model
    def _next_promises(self, started, limit):
        """Return the next portion, locked."""
        self._flush_promises()
        self.flush_model(["state", "is_on_hold"])
        rows = self.env.execute_query(SQL(NEXT, open=engine.OPEN, started=started, limit=limit))
        return self.browse([order_id for (order_id,) in rows])

    def _check_promises_apart(self):
        """Check orders; if that fails, each half by itself, to find out which order it is."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._check_promises()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            if len(self) == 1:
                _logger.exception("The promises of order %s could not be checked", self.id)
                self.env.cr.execute(
                    SQL("UPDATE sale_order SET promise_checked_at = %s WHERE id = %s", fields.Datetime.now(), self.id)
                )
                return
            middle = len(self) // 2
            self[:middle]._check_promises_apart()
            self[middle:]._check_promises_apart()

    def action_check_promises(self):
        """Check the promises of these orders now.

        :raise AccessError: for users who are not internal, or may not read them
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Ask your contact when this will be delivered."))
        self.check_access("read")
        # The check writes what nobody else may.
        self.sudo().filtered(lambda order: order.state == "sale" and not order.is_on_hold)._check_promises()
        return True

    # === The check === #

    def _check_promises(self):
        """Say of the open promises of these orders whether they hold, and tell of each order that turns.

        The number of queries does not depend on the number of orders.
        """
        orders = self.sudo()
        lines = orders._open_promises()
        if not lines:
            return
        waits = lines._promise_waits()
        open_lines = lines.filtered(lambda line: line.id in waits)
        outlooks = {line: line._outlook(waits[line.id]) for line in open_lines}
        outlooks.update((lines - open_lines)._finished_promises())
        changed = orders._store_outlooks(outlooks)
        turned = orders._turn_promises()
        orders._forget_promises()
        orders._tell_promises(turned, changed)

    def _store_outlooks(self, outlooks):
        """Write what is known of promises with one statement.

        :param dict outlooks: ``{line: {field: value}}``
        :return: the orders of lines of which something else is known now
        """
        self._flush_promises()
        names = [name for name, _type in OUTLOOK]
        columns = [SQL.identifier(name) for name in names]
        arrays = [SQL("%s::int[]", [line.id for line in outlooks])]
        arrays += [
            SQL("%s::%s[]", [values.get(name) for values in outlooks.values()], SQL(kind)) for name, kind in OUTLOOK
        ]
        rows = self.env.execute_query(
            SQL(
                STORE,
                assignments=SQL(", ").join(SQL("%s = new.%s", column, column) for column in columns),
                arrays=SQL(", ").join(arrays),
                names=SQL(", ").join(columns),
                old=SQL(", ").join(SQL("l.%s", column) for column in columns),
                new=SQL(", ").join(SQL("new.%s", column) for column in columns),
            )
        )
        return self.browse({order_id for (order_id,) in rows})

    def _turn_promises(self):
        """Derive the orders' states from their lines.

        :return: ``{order: (state before, state now)}``
        """
        values = {"orders": self.ids, "now": fields.Datetime.now(), "of_orders": self._promises_of_orders_sql()}
        rows = self.env.execute_query(SQL(TURN, **values))
        return {self.browse(order_id): (before, after) for order_id, before, after in rows}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _outlook(self, waits):
        """Return what is known of this open promise, as values of its fields.

        :param waits: list of :class:`.promise_supply.Wait`
        """
        order, now = self.order_id, fields.Datetime.now()
        arrivals = [
            wait.at if wait.direct else wait.at and order._arrives_at(order._earliest_leaving(wait.at))
            for wait in waits
        ]
        possible = None if None in arrivals else max(arrivals, default=None)
        only_direct = bool(waits) and all(wait.direct for wait in waits)
        state, days = engine.verdict(
            engine.Outlook(
                promised=order._promise_day(self.promise_date),
                possible=possible and order._promise_day(possible),
                waits=bool(waits),
                if_left_now=order._promise_day(now if only_direct else order._arrives_at(now)),
            )
        )
        values = {"promise_state": state, "promise_days_late": days, "promise_possible_date": possible}
        if state == engine.LATE:
            wait = max(waits, key=lambda wait: wait.order)
            values.update(
                promise_cause=wait.cause,
                promise_cause_name=wait.name,
                promise_cause_date=wait.at,
                promise_cause_document=wait.document,
            )
        elif state == engine.OVERDUE:
            picking = self.move_ids.filtered(lambda move: move.state in OPEN_MOVES).picking_id[:1]
            values.update(
                promise_cause="shipment",
                promise_cause_name=picking.name or None,
                promise_cause_date=self.promise_leaves_by,
                promise_cause_document=f"stock.picking,{picking.id}" if picking else None,
            )
        return values

    def _finished_promises(self):
        """Return what became of the promises of lines of which nothing is left to ship.

        What was cancelled or declined is promised no more.
        """
        rows = self.env["sale.promise.reliability"].sudo().search_fetch([("line_id", "in", self.ids)], ["days_off"])
        off = {row.line_id.id: row.days_off for row in rows}
        return {
            line: {
                "promise_state": (engine.KEPT if off[line.id] <= 0 else engine.MISSED) if line.id in off else None,
                "promise_days_late": max(0, off.get(line.id, 0)),
            }
            for line in self
        }
