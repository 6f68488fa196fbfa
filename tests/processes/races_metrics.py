"""What the processes do that meet each other over figures. Runs inside Odoo processes with the addon."""

import json
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import races
from races import World, watched_commits

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.quote_to_cash.models.metrics import refresh

ORDERS_PER_DAY = "orders_per_day"


def prepare(worker, count=3, confirmed=True, read=True):
    """Make orders, and have all be read that waits, so that only what happens now is left; return their ids.

    :param bool read: whether these orders are read, too
    """
    with worker.transaction() as env:
        world = World.begin(env)
        orders = env["sale.order"]
        if not read:
            _read_all(env)
        for _number in range(count):
            orders |= world.make_order(confirm=confirmed)
        env.cr.commit()
        if read:
            _read_all(env)
        return orders.ids


def _read_all(env):
    env = env(user=SUPERUSER_ID)  # as jobs run
    env["sale.kpi.baseline"]._cron_queue_old_documents()
    env["sale.fact.refresh"]._cron_refresh_facts()


def read(worker, portion=500, pause=None):
    """Run the job that reads what has changed.

    :param int portion: how many documents it reads at once
    :param str pause: "portion": wait before each commit; "read": wait between reading documents and writing facts
    """
    with worker.transaction(SUPERUSER_ID) as env, patch.object(refresh, "PORTION", portion):
        commits = watched_commits(worker, env, pause == "portion")
        with commits, _pausing(worker, env["sale.fact.reader"], "_read", pause == "read"):
            env["sale.fact.refresh"]._cron_refresh_facts()


@contextmanager
def _pausing(worker, model, name, pause):
    """Wait after the first call of a method, if wanted."""
    original, paused = getattr(type(model), name), []

    def pausing(self, *arguments):
        found = original(self, *arguments)
        self.env.flush_all()
        if pause and not paused:
            paused.append(name)
            worker.pause("written")
        return found

    with patch.object(type(model), name, pausing):
        yield


def act(worker, action, order_id, pause=None):
    """Do something to an order; return how often it was tried, or why it was refused."""
    tries = []

    def run(env):
        tries.append(action)
        order = env["sale.order"].browse(order_id)
        order.name  # noqa: B018 (the transaction's picture of the database is taken here)
        if pause == "snapshot" and len(tries) == 1:
            worker.pause(pause)
        ACTIONS[action](order)
        env.cr.flush()
        if pause == "written" and len(tries) == 1:
            worker.pause(pause)

    try:
        worker.request(run)
    except UserError as error:
        return str(error)
    return len(tries)


def _ship(order):
    World.env = order.env
    World.ship(order)


def _other_seller(order):
    order.user_id = order.env.ref("base.user_root") if order.user_id != order.env.ref("base.user_root") else False


def _cancel(order):
    order.action_cancel_with_reason(order.env.ref("quote_to_cash.reason_cancel_mind"), "customer")


def _delete(order):
    order.unlink()


def _source(order):
    options = order._sources().options
    order._source_as(options[0].fingerprint())


def _invoice(order):
    order._create_invoices().action_post()


def _many_times(order):
    for number in range(2000):
        order.env.cr.execute("UPDATE sale_order SET client_order_ref = %s WHERE id = %s", [str(number), order.id])


def _many_times_apart(order):
    for number in range(50):
        with order.env.cr.savepoint():
            order.env.cr.execute("UPDATE sale_order SET client_order_ref = %s WHERE id = %s", [str(number), order.id])


ACTIONS = {
    "confirm": lambda order: order.action_confirm(),
    "ship": _ship,
    "invoice": _invoice,
    "hold": races.hold,
    "other_seller": _other_seller,
    "cancel": _cancel,
    "delete": _delete,
    "source": _source,
    "many_times": _many_times,
    "many_times_apart": _many_times_apart,
}


def create(worker, count=1):
    """Make more orders; return their ids."""
    with worker.transaction() as env:
        world = World.begin(env)
        return env["sale.order"].union(*(world.make_order() for _number in range(count))).ids


def forget(worker):
    """Empty all facts and sums; the job reads them from zero."""

    def run(env):
        env["sale.fact.rebuild"]._forget(env["res.company"].search([]))

    worker.request(run, SUPERUSER_ID)


def begin(worker, pause=None):
    """Say that figures are counted another way, as a setting does; return how often that was tried."""
    tries = []

    def run(env):
        tries.append(1)
        company = env.company
        company.kpi_early_days = company.kpi_early_days + 1
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return len(tries)


def queued(worker, order_ids=None):
    """How many rows wait, of these orders or at all."""
    with worker.transaction() as env:
        env.cr.execute(
            "SELECT COUNT(*) FROM sale_fact_queue WHERE %(all)s OR kind = 'order' AND res_id = ANY(%(orders)s)",
            {"all": order_ids is None, "orders": order_ids or []},
        )
        return env.cr.fetchone()[0]


def counted(worker, order_ids):
    """How many facts these orders have, and how many orders the sums count in all."""
    with worker.transaction() as env:
        facts = env["sale.order.fact"].search_count([("res_id", "in", order_ids)])
        env.cr.execute(
            "SELECT COALESCE(SUM(rows), 0)::int FROM sale_kpi_day WHERE code = %s AND reason IS NULL", [ORDERS_PER_DAY]
        )
        return [facts, env.cr.fetchone()[0]]


def differences(worker):
    """Read what waits, then all from zero; return what differs, and how many rows were compared."""
    with worker.transaction(SUPERUSER_ID) as env:
        _read_all(env)
        kept = _stored(env)
        waiting = env["sale.fact.refresh"]._waiting()
        env["sale.fact.rebuild"]._forget(env["res.company"].search([]))
        env.cr.commit()
        _read_all(env)
        rebuilt = _stored(env)
        return {
            "waiting": waiting,
            "only kept": sorted(map(str, kept - rebuilt)),
            "only rebuilt": sorted(map(str, rebuilt - kept)),
            "compared": len(rebuilt) > 10,
        }


def _stored(env):
    models = {model for read in refresh.READ_WITH.values() for model in read} | {"sale.kpi.day"}
    found = set()
    for model in models:
        columns = [name for name, field in env[model]._fields.items() if field.store and name != "id"]
        for row in env.execute_query_dict(_select(env, model, columns)):
            key = (model, json.dumps(row, sort_keys=True, default=str))
            assert key not in found, f"twice: {key}"
            found.add(key)
    return found


def _select(env, model, columns):
    return SQL("SELECT %s FROM %s", SQL(", ").join(map(SQL.identifier, columns)), SQL.identifier(env[model]._table))


# === Frozen, closed, told === #


def frozen(worker, order_ids):
    """How many lines of each order were kept when it was confirmed, and how many it has."""
    with worker.transaction() as env:
        kept = env["sale.order.confirmed.line"].search([("order_id", "in", order_ids)])
        orders = env["sale.order"].browse(order_ids)
        return [[len(kept.filtered(lambda one, order=order: one.order_id == order)), len(order.order_line)]
                for order in orders]  # fmt: skip


def make_old(worker):
    """Have facts of three months ago; return their first days."""
    with worker.transaction(SUPERUSER_ID) as env:
        _read_all(env)
        env["sale.kpi.snapshot"]._cron_close_months()
        today = env.company._local_day()
        month = (today.replace(day=1) - timedelta(days=70)).replace(day=1)
        env.cr.execute(
            "INSERT INTO sale_kpi_day (company_id, code, day, numerator, denominator, rows, estimated)"
            " VALUES (%s, %s, %s, 1, 1, 1, 0)",
            [env.company.id, ORDERS_PER_DAY, month],
        )


def close(worker, pause=False):
    """Run the job that closes months, and wait with the first one closed, not committed, if wanted."""
    with worker.transaction(SUPERUSER_ID) as env, _pausing(worker, env["sale.kpi.snapshot"], "_close", pause):
        env["sale.kpi.snapshot"]._cron_close_months()


def closed(worker):
    """How many months are closed, and how often a figure stands twice in one."""
    with worker.transaction(SUPERUSER_ID) as env:
        env.cr.execute(
            "SELECT COUNT(DISTINCT (company_id, month)), COUNT(*) - COUNT(DISTINCT (company_id, month, code))"
            "  FROM sale_kpi_snapshot"
        )
        return list(env.cr.fetchone())


def switch_on(worker):
    """Have the exceptions of the last month be told to two people."""
    with worker.transaction(SUPERUSER_ID) as env:
        company = env.company
        users = World.begin(env).make_user("sales_manager", login="told_1", email="one@example.com")
        users |= World.make_user("sales_manager", login="told_2", email="two@example.com")
        company.write({"kpi_report_enabled": True, "kpi_report_when": "day", "kpi_report_day": 1})
        company.kpi_report_user_ids = users
        company.kpi_report_since = fields.Date.subtract(company._local_day(), months=2)


def send(worker, pause=False):
    """Run the job that tells exceptions, and wait with the mails written, not committed, if wanted."""
    with worker.transaction(SUPERUSER_ID) as env:
        reports = env["sale.exception.report"]
        paper = patch.object(type(reports), "_exception_paper", lambda self: ("report.pdf", b"JVBERg=="))
        with paper, _pausing(worker, reports, "_mail_exceptions", pause):
            reports._cron_send_exception_reports()


def told(worker):
    """How many reports there are, and how many mails were written."""
    with worker.transaction(SUPERUSER_ID) as env:
        env.cr.execute("SELECT COUNT(*) FROM sale_exception_report")
        reports = env.cr.fetchone()[0]
        mails = env["mail.mail"].search([("recipient_ids.user_ids.login", "in", ["told_1", "told_2"])])
        return [reports, len(mails)]
