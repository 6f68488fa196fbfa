"""Two jobs that tell of the same quiet orders at once. Runs inside Odoo processes with the addon."""

from datetime import timedelta
from unittest.mock import patch

from races import World, watched_commits

from odoo import fields


def prepare(worker, count=1):
    """Make orders that are quiet for a week, and have their salesperson told; return their ids."""
    with worker.transaction() as env:
        rules = env["order.quiet.rule"].search([])
        rules.notify = False
        world = World.begin(env)
        then = fields.Datetime.now() - timedelta(days=9)
        with patch.object(fields.Datetime, "now", return_value=then):
            rules.filtered(lambda rule: rule.company_id == env.company and rule.status == "entered").notify = True
            orders = env["sale.order"].union(*(world.make_order(user_id=env.uid) for _number in range(count)))
            env.flush_all()
            env.cr.flush()
        orders.picking_ids.scheduled_date = then
        return orders.ids


def tell(worker, portion=100, pause=False):
    """Run the job; return after how many portions it was through."""
    with worker.transaction() as env, watched_commits(worker, env, pause) as commits:
        env["sale.order"].search_count([])  # the picture of the database is taken here
        env["order.quiet"]._cron_quiet(limit=portion)
        return len(commits) - 1


def look(worker, order_ids):
    """Return how many activities and notices there are for each order."""
    with worker.transaction() as env:
        kind = env.ref("quote_to_cash.mail_activity_order_quiet")
        activities = env["mail.activity"].search([("activity_type_id", "=", kind.id)]).mapped("res_id")
        notices = env["order.quiet.notice"].search([]).order_id.ids
        return [[activities.count(order_id), notices.count(order_id)] for order_id in order_ids]
