"""Figures of many orders: facts made from documents, dashboards read, one order changed; beside Odoo's own report.

A few orders are made by Odoo and multiplied by SQL, over two years. Runs inside an Odoo process.
"""

import gc
import resource
import time
from datetime import date

import history
import scenarios

from odoo import Command
from odoo.tools import SQL

KIND = "order"
TABLES = (
    "sale_order",
    "sale_order_line",
    "stock_reference",
    "stock_picking",
    "stock_move",
    "sale_order_confirmed_line",
    "sale_order_event",
    "stock_reference_sale_rel",
    "stock_reference_move_rel",
    "stock_move_move_rel",
)
# Moments that go back with the copy: an hour for each, over two years
MOMENTS = {
    "sale_order": ("date_order", "create_date"),
    "sale_order_line": ("first_promise_date", "first_promise_leaves_by", "promise_date", "promise_leaves_by"),
    "stock_picking": ("date_done", "scheduled_date", "shipped_at", "delivered_at"),
    "stock_move": ("date",),
    "sale_order_confirmed_line": ("confirmed_at",),
    "sale_order_event": ("happened_at",),
}
HOURS = 2 * 365 * 24
CHANGED = {
    **{
        (table, column): f"t.{column} - mod(k, {HOURS}) * interval '1 hour'"
        for table, columns in MOMENTS.items()
        for column in columns
    },
    ("sale_order", "name"): "t.name || '-' || k",
    ("stock_picking", "name"): "t.name || '-' || k",
}
ONCE = 500  # as many documents as the job reads at once


def prepare(worker, orders):
    """Fill the database; return how many orders there are."""
    scenarios.prepare(worker)
    with worker.transaction() as env:
        env.company.validation_mode = "off"
        prototypes = _prototypes(env)
        env.flush_all()
        originals = _originals(env, prototypes)
        history.multiply(env, originals, TABLES, max(1, orders // len(prototypes) - 1), CHANGED)
        # As after the installation on a living database: nothing was read.
        env.cr.execute("DELETE FROM sale_fact_queue")
        env["sale.fact.rebuild"]._begin(env.company)
        env.cr.execute("SELECT COUNT(*) FROM sale_order")
        return env.cr.fetchone()[0]


def build(worker):
    """Make all facts as the job does, portion by portion; return times of the portions, queries and memory."""
    gc.collect()
    before, portions = _peak(), []
    while True:
        with worker.transaction() as env:
            start, queries = time.perf_counter(), env.cr.sql_log_count
            done = env["sale.fact.refresh"]._lock() and env["sale.fact.refresh"]._refresh_begun()
            if not done:
                break
            env.cr.commit()
            portions.append([done, time.perf_counter() - start, env.cr.sql_log_count - queries, _peak()])
    with worker.transaction() as env:
        for table in ("sale_order_fact", "sale_order_line_fact", "sale_kpi_day"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        env.cr.execute("SELECT COUNT(*) FROM sale_order_fact")
        (facts,) = env.cr.fetchone()
    return {"portions": portions, "before": before, "peak": _peak(), "facts": facts}


def dashboard(worker, rounds):
    """Read all figures of the last month, with the periods before; return seconds and queries of each round."""
    from odoo.addons.quote_to_cash.engine.kpi_period import period, previous

    found = []
    for _round in range(rounds + 1):  # the first one warms up
        with worker.transaction() as env:
            codes = env["sale.kpi"].search([]).mapped("code")
            month = previous(period("month", env.company._local_day()))
            start, queries = time.perf_counter(), env.cr.sql_log_count
            figures = env["sale.kpi"]._figures(codes, month, env.company)
            found.append([time.perf_counter() - start, env.cr.sql_log_count - queries])
            assert figures["orders_per_day"]["n"], "There are no orders in the month"
    return found[1:]


def report(worker, rounds):
    """Read Odoo's own report of the same orders by month; return seconds and queries of each round."""
    found = []
    for _round in range(rounds + 1):
        with worker.transaction() as env:
            start, queries = time.perf_counter(), env.cr.sql_log_count
            rows = env["sale.report"]._read_group([], ["date:month"], ["price_subtotal:sum", "nbr:sum"])
            found.append([time.perf_counter() - start, env.cr.sql_log_count - queries])
            assert rows, "There are no orders"
    return found[1:]


def change(worker, orders):
    """Change some orders and bring their facts up to date; return seconds and queries of the latter."""
    with worker.transaction() as env:
        some = env["sale.order"].search([("state", "=", "sale")], limit=orders, order="id desc")
        some.client_order_ref = "changed"
        env.flush_all()
    with worker.transaction() as env:
        start, queries = time.perf_counter(), env.cr.sql_log_count
        documents = env["sale.fact.queue"]._take(KIND, ONCE)
        env["sale.fact.refresh"]._refresh(KIND, documents)
        env.cr.commit()
        assert len(documents) == orders, f"{len(documents)} documents were read again"
        return [time.perf_counter() - start, env.cr.sql_log_count - queries]


def verify(worker):
    """Check the figures of the last month against the documents; return seconds, and what differs."""
    with worker.transaction() as env:
        day = env.company._local_day().replace(day=1)
        verifier = env["sale.kpi.verifier"]
        first, last = verifier._month(env.company, date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1))
        kpis = env["sale.kpi"].search([("code", "in", sorted(verifier._verifiable()))])
        start = time.perf_counter()
        checks = env["sale.kpi.verification"].sudo()._verify(kpis, env.company, first, last)
        seconds = time.perf_counter() - start
        return [seconds, {check.kpi_id.code: check.result for check in checks if check.result != "agrees"}]


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


# === What there is === #


def _prototypes(env):
    """Ten orders of three lines: most are shipped, one in part, one is open, one is cancelled, one a quotation."""
    products = env["product.product"].search([("default_code", "=like", "BENCH-%")], limit=3)
    customers = env["res.partner"].search([("name", "=like", "Bench customer%")], limit=10)
    lines = [Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in products]
    orders = env["sale.order"].create([{"partner_id": customer.id, "order_line": lines} for customer in customers])
    confirmed = orders[1:]
    confirmed.action_confirm()
    confirmed[0]._action_cancel()
    shipped = confirmed[3:].picking_ids
    shipped.action_assign()
    shipped.move_ids.picked = True
    shipped.button_validate()
    for move in confirmed[1].picking_ids.move_ids:
        move.write({"quantity": 6, "picked": True})
    confirmed[1].picking_ids.with_context(skip_backorder=True).button_validate()
    return orders


def _originals(env, orders):
    pickings = orders.picking_ids
    records = [orders, orders.order_line, orders.stock_reference_ids, pickings, pickings.move_ids]
    logs = [
        env[model].search([("order_id", "in", orders.ids)])
        for model in ("sale.order.confirmed.line", "sale.order.event")
    ]
    return {record._table: record.ids for record in (*records, *logs)}
