"""Two people who give out the same work at the same time. Runs inside Odoo processes with the addon."""

from types import SimpleNamespace

from races import World

from odoo.service import model as service

# Odoo waits up to two seconds before it runs something again; the races need not.
service.random = SimpleNamespace(uniform=lambda _least, _most: 0.02)


def prepare(worker, count=1):
    """Make so many ready transfers of one carrier, and two people; return the transfers' ids and the people's."""
    with worker.transaction() as env:
        world = World.begin(env)
        # Odoo would put them into batches by itself.
        world.warehouse.out_type_id.auto_batch = False
        world.add_stock(world.goods, 1000)
        fee = world.make_product("Freight", type="service")
        carrier = env["delivery.carrier"].create({"name": "Van", "product_id": fee.id})
        pickings = env["stock.picking"].union(
            *(world.make_order(carrier_id=carrier.id).picking_ids for _number in range(count))
        )
        pickings.action_assign()
        people = [world.make_user("warehouse", login=f"{name}-{carrier.id}", name=name).id for name in ("Ann", "Ben")]
        return [pickings.ids, people]


def act(worker, action, picking_ids, user_id):
    """Do something as a web request does, after a first look; return how often it was tried, and what it said."""
    tries = []

    def run(env):
        tries.append(action)
        pickings = env(user=user_id, su=False)["stock.picking"].browse(picking_ids)
        pickings.mapped("user_id.name")  # the transaction's picture of the database is taken here
        pickings.mapped("batch_id.name")
        if len(tries) == 1:
            worker.pause("snapshot")
        return getattr(pickings, action)()

    said = []
    worker.request(lambda env: said.append(run(env)))
    return [len(tries), said[-1].get("params", {}).get("message", "")]


def look(worker, picking_ids):
    """Return of each transfer who has it, whether its list is printed, and its batch."""
    with worker.transaction() as env:
        pickings = env["stock.picking"].browse(picking_ids)
        batches = env["stock.picking.batch"].search([("picking_ids", "in", picking_ids)])
        return {
            "people": [picking.user_id.name for picking in pickings],
            "printed": pickings.mapped("printed"),
            "batches": [batches.ids.index(picking.batch_id.id) if picking.batch_id else None for picking in pickings],
            "in": sorted(batches.picking_ids.ids),
            "empty": len(batches.filtered(lambda batch: not batch.picking_ids)),
        }
