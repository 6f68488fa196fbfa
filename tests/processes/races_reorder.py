"""What the processes do that meet each other at reorder points. Runs inside Odoo processes with the addon."""

from datetime import timedelta

from races import World

from odoo.fields import Command, Datetime


def prepare(worker):
    """Make a product that is sold without a rule, and its reorder point; return the ids of both."""
    with worker.transaction() as env:
        world = World.begin(env)
        world.goods.seller_ids = [Command.create({"partner_id": world.partner.id, "delay": 5})]
        for days in (4, 1):
            order = world.make_order()
            world.ship(order).move_ids.date = Datetime.now() - timedelta(days=days)
        points = env["product.reorder.point"]
        points._update_company(env.company)
        return {"point": points.search([("product_id", "=", world.goods.id)]).id, "goods": world.goods.id}


def act(worker, action, record_id, pause=None):
    """Press a button; return how often it was tried. Parameters as in :func:`races.act`."""
    tries = []

    def run(env):
        tries.append(action)
        points = env["product.reorder.point"].browse(record_id)
        points.state  # noqa: B018 (the transaction's picture of the database is taken here)
        if pause == "snapshot" and len(tries) == 1:
            worker.pause(pause)
        getattr(points, action)()
        env.cr.flush()
        if pause == "written" and len(tries) == 1:
            worker.pause(pause)

    worker.request(run)
    return len(tries)


def look(worker, point, goods):
    """What the database says of a product."""
    with worker.transaction() as env:
        rules = env["stock.warehouse.orderpoint"].search([("product_id", "=", goods)])
        row = env["product.reorder.point"].browse(point)
        rows = row.search_count([("product_id", "=", goods)])
        return {"rules": len(rules), "state": row.state, "linked": row.orderpoint_id == rules, "rows": rows}
