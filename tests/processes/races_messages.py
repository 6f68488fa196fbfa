"""What the processes do that tell the same customers at once. Runs inside Odoo processes with the addon."""

from races import World, watched_commits

from odoo import SUPERUSER_ID


def prepare(worker, count=3, daily=False):
    """Make orders of one customer of which nobody was told yet, and nothing else is to tell; return their ids.

    :param bool daily: whether the customer wants one mail a day
    """
    with worker.transaction(SUPERUSER_ID) as env:
        world = World.begin(env)
        world.partner.write({"email": "anna@example.com", "order_messages": "daily" if daily else "each"})
        policies = env["order.message.policy"].search([("company_id", "=", env.company.id)])
        policies.enabled = False
        policies.filtered(lambda policy: policy.kind == "received").write({"enabled": True, "delay": 0})
        return [world.make_order().id for _number in range(count)]


def be_due(worker, orders):
    """Have the hour of the summary come."""
    with worker.transaction(SUPERUSER_ID) as env:
        messages = env["order.message"].search([("order_id", "in", orders)])
        env.cr.execute("UPDATE order_message SET due_at = now() - interval '1 day' WHERE id = ANY(%s)", [messages.ids])


def collect(worker, pause=False):
    """Queue what there is to tell; wait before it is committed if wanted. Return how many there were."""
    with worker.transaction(SUPERUSER_ID) as env:
        env["order.message.policy"].search_count([])  # the transaction's picture of the database is taken here
        count = env["order.message"]._collect()
        if pause:
            worker.pause("collected")
        return count


def tell(worker, limit=1, pause=False):
    """Run the job in small portions; wait before each commit if wanted."""
    with worker.transaction(SUPERUSER_ID) as env, watched_commits(worker, env, pause):
        env["order.message"]._cron_order_messages(limit=limit)


def roll_back(worker):
    """Confirm an order in a transaction that fails; return whether its name is known."""
    try:
        with worker.transaction(SUPERUSER_ID) as env:
            order = World.begin(env).make_order()
            env.cr.flush()
            name = order.name
            raise ZeroDivisionError  # as when the server ends
    except ZeroDivisionError:
        pass
    with worker.transaction(SUPERUSER_ID) as env:
        return bool(env["sale.order"].search_count([("name", "=", name)]))


def recompute(worker, orders):
    """Have the status of orders derived again, and their rows written."""
    with worker.transaction(SUPERUSER_ID) as env:
        env["sale.order"].browse(orders)._refresh_order_status()


def queued(worker):
    """Return how many messages wait."""
    with worker.transaction(SUPERUSER_ID) as env:
        return env["order.message"].search_count([("state", "=", "queued")])


def look(worker, orders):
    """What the database says of each order: its messages, those that were sent, and its mails."""
    with worker.transaction(SUPERUSER_ID) as env:
        seen = []
        for order in orders:
            messages = env["order.message"].search([("order_id", "=", order)])
            mails = env["mail.mail"].search_count([("model", "=", "sale.order"), ("res_id", "=", order)])
            seen.append([len(messages), len(messages.filtered(lambda message: message.state == "sent")), mails])
        return seen
