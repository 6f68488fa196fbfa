"""What the processes do that meet each other at the dock. Runs inside Odoo processes with the addon."""

import base64

from races import World

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def prepare(worker, count=2, boxes=0, shipped=False):
    """Make ready transfers of a carrier of their own, with so many packages each; return their names."""
    with worker.transaction() as env:
        world = World.begin(env)
        fee = world.make_product("Freight", type="service")
        carrier = env["delivery.carrier"].create({"name": "Van", "product_id": fee.id})
        names = []
        for _number in range(count):
            picking = world.make_order(carrier_id=carrier.id).picking_ids
            picking.action_assign()
            _pack(picking, boxes)
            picking.carrier_tracking_ref = f"TR-{picking.name}"
            if shipped:
                picking.button_validate()
            names.append(picking.name)
        return names


def _pack(picking, boxes):
    line = picking.move_ids.move_line_ids
    for number in range(boxes):
        package = picking.env["stock.package"].create({"name": f"{picking.name}-{number}"})
        values = {"quantity": 10 / boxes, "result_package_id": package.id}
        line.write(values) if not number else line.copy(values)


def scan(worker, code, pause=None):
    """Scan at the dock; return how often it was tried, and what the last answer was."""
    return _act(worker, lambda env: env["fulfilment.manifest"].action_scan(code)["kind"], code, pause)


def close(worker, name, pause=None):
    """Have the driver sign the list of a transfer; return as :func:`scan`."""
    signature = base64.b64encode(base64.b64decode(PIXEL))

    def sign(env):
        picking = env["stock.picking"].search([("name", "=", name)])
        picking.manifest_id.action_close("Dora", signature)
        return "closed"

    return _act(worker, sign, name, pause)


def arrived(worker, name, receiver, pause=None):
    """Have the carrier say that a transfer has arrived; return as :func:`scan`."""

    def tell(env):
        env["stock.picking"].action_carrier_delivered(
            f"TR-{name}", env.cr.now().strftime("%Y-%m-%d %H:%M:%S"), receiver
        )
        return receiver

    return _act(worker, tell, name, pause)


def _act(worker, action, name, pause):
    tries, answers = [], []

    def run(env):
        tries.append(action)
        env["stock.picking"].search_count([("name", "=", name)])  # the picture of the database is taken here
        answers.append(action(env))
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return [len(tries), answers[-1]]


def look(worker, names):
    """What the database says of transfers and their lists."""
    with worker.transaction() as env:
        pickings = env["stock.picking"].search([("name", "in", names)], order="id")
        events = env["sale.order.event"].search(
            [("order_id", "in", pickings.sale_id.ids), ("kind", "in", ("handover", "shipment", "delivery"))]
        )
        return {
            "arrived": [picking.delivered_to for picking in pickings],
            "left": [bool(picking.handed_over_at) for picking in pickings],
            "events": sorted(events.mapped("kind")),
            "lists": sorted((one.state, one.picking_count, one.carton_count) for one in pickings.manifest_id),
        }
