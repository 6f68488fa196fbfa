"""Figures of many orders: facts made from documents, dashboards read, one order changed; beside Odoo's own report.

Runs inside an Odoo process. The orders are those of :mod:`metrics_orders`.
"""

import gc
import resource
import time
from datetime import date

from busy import sample

from odoo import SUPERUSER_ID
from odoo.tools import SQL

ORDER, INVOICE, SHIPMENT = "order", "invoice", "shipment"
FACTS = ("sale.order.fact", "sale.order.line.fact", "stock.picking.fact", "stock.move.fact", "sale.quotation.fact")
# Documents of orders that have no fact yet; shipments first, as they are found by what is missing, too
MISSING = {
    SHIPMENT: "SELECT document.id FROM stock_picking document JOIN sale_order so ON so.id = document.sale_id"
    " WHERE document.shipped_at IS NOT NULL AND NOT EXISTS (SELECT FROM sale_order_fact f WHERE f.res_id = so.id)",
    ORDER: "SELECT id FROM sale_order so WHERE NOT EXISTS (SELECT FROM sale_order_fact f WHERE f.res_id = so.id)",
    INVOICE: "SELECT id FROM account_move so WHERE move_type = 'out_invoice'"
    " AND NOT EXISTS (SELECT FROM account_move_fact f WHERE f.res_id = so.id)",
}

DETAILS = ("otif", "ship_time", "fill_lines", "orders_per_day")
BREAKDOWNS = (
    ("otif", "user_id"),
    ("otif", "partner_id"),
    ("ship_time", "partner_id"),
    ("fill_lines", "product_id"),
    ("orders_per_day", "team_id"),
)
ROWS = (
    ("otif", "denominator"),
    ("fill_lines", "denominator"),
    ("conversion", "left_out"),
    ("days_to_pay", "denominator"),
)


def begin(worker):
    """Note that everything has to be read from the beginning, as after the installation on a living database."""
    with worker.transaction(SUPERUSER_ID) as env:
        env.cr.execute("DELETE FROM sale_fact_queue")
        env["sale.fact.rebuild"]._begin(env.company)


def queue(worker):
    """Have the job read what it has not read yet; return how many documents that are."""
    with worker.transaction(SUPERUSER_ID) as env:
        for kind, statement in MISSING.items():
            env.cr.execute(
                SQL("INSERT INTO sale_fact_queue (kind, res_id) SELECT %s, its.* FROM (%s) its", kind, SQL(statement))
            )
        env.cr.execute("ANALYZE sale_fact_queue")
        env.cr.execute("SELECT COUNT(*) FROM sale_fact_queue")
        return env.cr.fetchone()[0]


def build(worker):
    """Make all facts as the job does, portion by portion; return times of the portions, queries and memory.

    A portion is ``[documents, peak memory, seconds, seconds at work, queries]``.
    """
    gc.collect()
    before, portions = _peak(), []
    while True:
        found = []
        with worker.transaction(SUPERUSER_ID) as env, sample(env, found):
            refresh = env["sale.fact.refresh"]
            done = refresh._lock() and (refresh._refresh_changed() or refresh._refresh_begun())
            env.cr.commit()
        if not done:
            break
        portions.append([done, _peak(), *found[0]])
    return {"portions": portions, "before": before, "peak": _peak(), "facts": _counted(worker)}


def _counted(worker):
    with worker.transaction() as env:
        tables = [env[model]._table for model in FACTS] + ["account_move_fact", "sale_kpi_day"]
        found = {}
        for table in tables:
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
            env.cr.execute(SQL("SELECT COUNT(*) FROM %s", SQL.identifier(table)))
            found[table] = env.cr.fetchone()[0]
        return found


# === What is asked === #


def dashboard(worker, rounds):
    """Ask what the dashboard asks; return ``{whose: {question: [samples]}}``.

    Each question has a transaction of its own that may only read, with cold caches of records.
    """
    with worker.transaction() as env:
        salesperson = env["res.users"].search([("login", "=", "bench-sales-1")])
        whose = {"manager": env.ref("base.user_admin").id, "salesperson": salesperson.id}
    found = {}
    for name, user in whose.items():
        asked = found[name] = {}
        for _round in range(rounds + 1):  # the first one warms up
            for question, ask in _questions(worker, user).items():
                with worker.transaction(user) as env:
                    env.cr.execute("SET TRANSACTION READ ONLY")
                    with sample(env, asked.setdefault(question, [])):
                        ask(env)
    return {name: {question: samples[1:] for question, samples in asked.items()} for name, asked in found.items()}


def _questions(worker, user):
    """Return what is asked: groups of tiles, figures in detail, breakdowns, first pages of rows."""
    from odoo.addons.quote_to_cash.engine.kpi_board import ROLES  # only known once Odoo runs
    from odoo.addons.quote_to_cash.engine.kpi_period import period, previous

    with worker.transaction(user) as env:
        board = env["sale.kpi"].get_board()
        month = previous(period("month", env.company._local_day()))
    days = {"first": month.first.isoformat(), "last": month.last.isoformat()}
    seen = {code for role in board["roles"] for group in role["groups"] for code in group["codes"]}
    asked = {
        f"tiles: {role}, {group}": _call("get_figures", days, [code for code in codes if code in seen])
        for role, groups in ROLES.items()
        for group, codes in groups.items()
        if seen.intersection(codes)
    }
    asked |= {f"detail: {code}": _call("get_figure", days, code) for code in DETAILS if code in seen}
    asked |= {
        f"breakdown: {code} by {by}": _call("get_breakdown", days, code, by) for code, by in BREAKDOWNS if code in seen
    }
    asked |= {f"rows: {code}, {part}": _rows(code, part, days) for code, part in ROWS if code in seen}
    asked["tiles: of one customer"] = _of_customer(days)
    return asked


def _call(method, days, *arguments):
    return lambda env: getattr(env["sale.kpi"], method)(*arguments, **days)


def _rows(code, part, days):
    def ask(env):
        action = env["sale.kpi"].get_rows_action(code, part, **days)
        found = env["sale.kpi.row"].with_context(**action["context"])
        names = {key: {} for key in ("document", "day", "partner_id", "part", "reason", "numerator")}
        found.web_search_read(action["domain"], names, limit=80)

    return ask


def _of_customer(days):
    def ask(env):
        customer = env["res.partner"].search([("name", "=", "Bench customer 3")], limit=1)
        env["sale.kpi"].get_figures(DETAILS, **days, filters={"partner_id": customer.id})

    return ask


def report(worker, rounds):
    """Read Odoo's own report of the same orders by month; return samples."""
    found = []
    for _round in range(rounds + 1):
        with worker.transaction() as env, sample(env, found):
            rows = env["sale.report"]._read_group([], ["date:month"], ["price_subtotal:sum", "nbr:sum"])
            assert rows, "There are no orders"
    return found[1:]


def by_month(worker, rounds):
    """Read orders and their value by month from the sums by day; return samples."""
    codes = ("orders_per_day", "average_order_value")
    found = []
    for _round in range(rounds + 1):
        with worker.transaction() as env, sample(env, found):
            rows = env["sale.kpi.day"]._read_group(
                [("code", "in", codes)], ["code", "day:month"], ["numerator:sum", "denominator:sum"]
            )
            assert rows, "There are no orders"
    return found[1:]


def change(worker, orders, rounds):
    """Change some orders and bring their facts up to date; return samples of the latter."""
    found = []
    for number in range(rounds + 1):
        with worker.transaction() as env:
            some = env["sale.order"].search([("state", "=", "sale")], limit=orders, order="id desc")
            some.user_id = env["res.users"].search([("login", "=", f"bench-sales-{number % 10}")])
            env.flush_all()
        with worker.transaction(SUPERUSER_ID) as env, sample(env, found):
            refresh = env["sale.fact.refresh"]
            assert refresh._lock(), "Somebody else is at work"
            while refresh._refresh_changed():
                pass
            env.cr.commit()
    return found[1:]


def keep(worker):
    """Have the receivables of past months kept, as the job does; return a sample."""
    found = []
    with worker.transaction(SUPERUSER_ID) as env, sample(env, found):
        env["sale.ledger.kept"]._forget_changed()
        env["sale.ledger.kept"]._keep(env.company)
        env.cr.commit()
    return found[0]


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
        return [
            seconds,
            {check.kpi_id.code: check.result for check in checks if check.result not in ("agrees", "no_way")},
        ]


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
