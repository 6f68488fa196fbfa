"""What the processes do that meet each other. Runs inside Odoo processes with the addon.

Functions that change something run as a web request does: committed, and run again after a conflict. They return
how often they ran.
"""

import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from odoo import fields

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import QuoteToCashCommon


class World(QuoteToCashCommon):
    """The builders of the other tests."""

    @classmethod
    def begin(cls, env):
        """Create goods and a warehouse."""
        cls.env, cls.company = env, env.company
        cls.partner = env["res.partner"].create({"name": "Anna's Bakery"})
        if not cls.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.warehouse = cls.make_warehouse(1)
        cls.goods = cls.make_product()
        return cls


def make(worker, shipped=False, invoiced=False, count=1, days_ago=0):
    """Make orders with one transfer each; return `[[order id, picking id, invoice id]]`.

    :param bool shipped: whether it is done
    :param bool invoiced: whether there is a draft invoice
    :param int days_ago: when it was shipped
    """
    with worker.transaction() as env:
        world = World.begin(env)
        made = []
        for _number in range(count):
            order = world.make_order()
            picking = order.picking_ids
            picking.action_assign()
            if shipped:
                world.ship(order)
            if days_ago:
                picking.date_done = fields.Datetime.now() - timedelta(days=days_ago)
            invoice = world.invoice(order, post=False) if invoiced else env["account.move"]
            made.append([order.id, picking.id, invoice.id])
        return made


def act(worker, action, order_id, pause=None, guarded=True):
    """Do something to an order; return how many times it was tried.

    :param str action: name of a function below
    :param str pause: "snapshot": wait after the first look at the database; "written": wait with everything
        written, but not committed
    :param bool guarded: False takes away the guard that both sides of a race write
    """
    if not guarded:
        worker.registry["sale.order"]._touch_order_status = lambda self, order_ids: None
    tries = []

    def run(env):
        tries.append(action)
        order = env["sale.order"].browse(order_id)
        order.name  # noqa: B018 (the transaction's picture of the database is taken here)
        if pause == "snapshot" and len(tries) == 1:
            worker.pause(pause)
        globals()[action](order)
        env.cr.flush()  # the log is written here
        if pause == "written" and len(tries) == 1:
            worker.pause(pause)

    worker.request(run)
    return len(tries)


def validate(order):
    """Validate the transfer with the button."""
    picking = order.picking_ids
    picking.move_ids.write({"quantity": 10, "picked": True})
    picking.button_validate()


def confirm_delivery(order):
    """Record that the goods arrived."""
    order.picking_ids.action_confirm_delivery(fields.Datetime.now(), "carrier")


def post_invoice(order):
    """Post the draft invoice."""
    order.invoice_ids.action_post()


def draft_down_payment(order):
    """Make a down payment invoice, not posted yet."""
    wizard = order.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
    wizard.create({"advance_payment_method": "fixed", "fixed_amount": 50})._create_invoices(order)


def hold(order):
    """Put the order on hold."""
    order.action_hold(order.env.ref("quote_to_cash.reason_hold_address"))


def assume_deliveries(worker, portion, pause=False):
    """Run the job in small portions; wait before each commit if wanted."""
    with worker.transaction() as env, watched_commits(worker, env, pause):
        env["stock.picking"]._cron_assume_delivery(limit=portion)


@contextmanager
def watched_commits(worker, env, pause=False):
    """While a job runs, wait before each of its commits if wanted; gives a list that grows with each."""
    job = type(env["ir.cron"])
    commit, commits = job._commit_progress, []

    def waiting(self, *args, **options):
        self.env.cr.flush()
        if pause:
            worker.pause("portion")
        commits.append(args)
        return commit(self, *args, **options)

    job._commit_progress = waiting
    try:
        yield commits
    finally:
        job._commit_progress = commit


def locked(worker, order_ids):
    """How many of the orders' transfers another transaction still holds."""
    with worker.transaction() as env:
        pickings = env["sale.order"].browse(order_ids).picking_ids
        return len(pickings) - len(pickings.try_lock_for_update())


def look(worker, order_ids):
    """What the database says: `{order id: {...}}`."""
    with worker.transaction() as env:
        orders = env["sale.order"].browse(order_ids)
        return {
            order.id: {
                "status": order.order_status,
                "shipped": order.picking_ids.state == "done",
                "holds": len(order.hold_ids),
                "events": [event.kind for event in order.event_ids.sorted("id")],
                "delivered": bool(order.picking_ids.delivered_at),
            }
            for order in orders
        }
