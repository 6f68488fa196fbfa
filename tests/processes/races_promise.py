"""What the processes do that check promises at the same time. Runs inside Odoo processes with the addon."""

from datetime import timedelta

from races import World, watched_commits

from odoo import fields


def prepare(worker, count=1):
    """Make orders whose purchase order slips after they were promised; return their ids."""
    with worker.transaction() as env:
        world = World.begin(env)
        # The job looks at these orders only.
        env["sale.order"].search([("promise_state", "!=", False)]).action_cancel()
        now = fields.Datetime.now()
        purchase = env["purchase.order"].create(
            {
                "partner_id": env["res.partner"].create({"name": "Mill"}).id,
                "picking_type_id": world.warehouse.in_type_id.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": world.goods.id,
                            "product_qty": 10 * count,
                            "price_unit": 1,
                            "date_planned": now + timedelta(days=10),
                        }
                    )
                ],
            }
        )
        purchase.button_confirm()
        orders = [world.make_order(stock=False).id for _number in range(count)]
        purchase.order_line.date_planned = now + timedelta(days=40)
        return orders


def confirm_quotation(worker):
    """Make a quotation of goods that are there; return its id."""
    with worker.transaction() as env:
        return World.begin(env).make_order(confirm=False).id


def night(worker, portion=500, pause=False):
    """Run the job in portions; wait before each commit if wanted. Return how often it committed."""
    with worker.transaction() as env:
        with watched_commits(worker, env, pause) as commits:
            env["sale.order"]._cron_check_promises(limit=portion)
        return len(commits)


def check(worker, order_ids, pause=False):
    """Check orders as with the list's action; return how often it was tried."""
    tries = []

    def run(env):
        tries.append(1)
        orders = env["sale.order"].browse(order_ids)
        orders.mapped("name")  # the transaction's picture of the database is taken here
        orders.action_check_promises()
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return len(tries)


def confirm(worker, order_id, pause=False):
    """Confirm as a salesperson does; return how often it was tried."""
    tries = []

    def run(env):
        tries.append(1)
        env["sale.order"].browse(order_id).action_confirm()
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return len(tries)


def look(worker, order_ids):
    """What the database says: `{order id: {...}}`."""
    with worker.transaction() as env:
        kind = env.ref("quote_to_cash.mail_activity_promise_at_risk")
        return {
            order.id: {
                "state": order.promise_state,
                "first": len(order.promise_ids.filtered(lambda promise: promise.kind == "first")),
                "events": len(order.event_ids.filtered(lambda event: event.kind == "promise")),
                "activities": len(order.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)),
            }
            for order in env["sale.order"].browse(order_ids)
        }
