"""What the processes do that look at the same returned goods at once. Runs inside Odoo processes with the addon."""

from races import World

from odoo.fields import Command


def prepare(worker, quantity=1, received=True):
    """Have so many ovens come back; return the return's id.

    :param bool received: whether they have arrived
    """
    with worker.transaction() as env:
        world = World.begin(env)
        order = world.make_order((world.goods, quantity))
        world.ship(order)
        line = {
            "sale_line_id": order.order_line.id,
            "quantity": quantity,
            "reason_id": env.ref("quote_to_cash.reason_return_mind").id,
        }
        rma = env["sale.rma"].create({"partner_id": order.partner_id.id, "line_ids": [Command.create(line)]})
        rma.action_request()
        if rma.state == "requested":
            rma.action_approve()
        if received:
            rma.action_receive([{"line_id": rma.line_ids.id, "quantity": quantity}])
        return rma.id


def inspect(worker, rma_id, quantity=1, disposition="restock"):
    """Inspect as a web request does, after a first look; return how often it was tried."""
    return _act(
        worker,
        rma_id,
        lambda rma: rma.action_inspect(
            [{"line_id": rma.line_ids.id, "quantity": quantity, "disposition": disposition}]
        ),
    )


def receive(worker, rma_id, quantity=1, token=None):
    """Receive what was scanned, after a first look; return as :func:`inspect`."""
    return _act(
        worker, rma_id, lambda rma: rma.action_receive([{"line_id": rma.line_ids.id, "quantity": quantity}], token)
    )


def _act(worker, rma_id, action):
    tries = []

    def run(env):
        tries.append(rma_id)
        rma = env["sale.rma"].browse(rma_id)
        rma.line_ids.mapped("quantity_inspected")  # the transaction's picture of the database is taken here
        if len(tries) == 1:
            worker.pause("snapshot")
        action(rma)

    worker.request(run)
    return len(tries)


def look(worker, rma_id):
    """Return ``[received, inspected, inspections, on the shelf]`` of a return."""
    with worker.transaction() as env:
        rma = env["sale.rma"].browse(rma_id)
        line = rma.line_ids
        shelf = env["stock.quant"].search(
            [("product_id", "=", line.product_id.id), ("location_id", "child_of", rma.warehouse_id.lot_stock_id.id)]
        )
        inspected = sum(line.inspection_ids.mapped("quantity"))
        return [line.quantity_received, line.quantity_inspected, inspected, sum(shelf.mapped("quantity"))]
