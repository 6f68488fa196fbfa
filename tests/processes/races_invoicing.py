"""What the processes do that invoice shipments at the same time. Runs inside Odoo processes with the addon."""

from races import World, watched_commits


def prepare(worker, count=1):
    """Ship orders of a company that invoices shipments; return their ids."""
    with worker.transaction() as env:
        world = World.begin(env)
        world.partner.write({"city": "Ghent", "email": "anna@example.com"})
        env.company.write({"invoicing_policy": "shipment", "invoicing_send_mail": True})
        orders = [world.make_order() for _number in range(count)]
        for order in orders:
            order.partner_invoice_id = world.partner.copy({"city": "Ghent"})  # portions end between addresses
            world.ship(order)
        return [order.id for order in orders]


def job(worker, portion=50, pause=False):
    """Run the job in portions; wait before each commit if wanted. Return how often it committed."""
    with worker.transaction() as env:
        with watched_commits(worker, env, pause) as commits:
            env["sale.order"]._cron_invoice_shipments(limit=portion)
        return len(commits)


def by_hand(worker, order_ids, pause=False):
    """Invoice now, as an accountant does; return how often it was tried."""
    tries = []

    def run(env):
        tries.append(1)
        orders = env["sale.order"].browse(order_ids)
        orders.mapped("name")  # the transaction's picture of the database is taken here
        if pause and len(tries) == 1:
            worker.pause("snapshot")
        orders._invoice_shipments(older=True)
        env.cr.flush()

    worker.request(run)
    return len(tries)


def look(worker, order_ids):
    """What the database says: posted invoices of each order, and how many shipments are settled."""
    with worker.transaction() as env:
        shipments = env["sale.invoicing.shipment"]
        return [
            [
                [move.amount_total for move in order.invoice_ids if move.state == "posted"],
                shipments.search_count([("order_id", "=", order.id)]),
            ]
            for order in env["sale.order"].browse(order_ids)
        ]
