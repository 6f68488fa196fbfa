"""What the processes do that settle the same return at once. Runs inside Odoo processes with the addon."""

from races import World

from odoo.fields import Command


def prepare(worker, resolution="refund"):
    """Have ovens come back that were invoiced, received and inspected; return the return's id."""
    with worker.transaction() as env:
        world = World.begin(env)
        order = world.make_order()
        world.ship(order)
        world.invoice(order)
        world.add_stock(world.goods, 10)
        line = {
            "sale_line_id": order.order_line.id,
            "quantity": 3,
            "resolution": resolution,
            "reason_id": env.ref("quote_to_cash.reason_return_mind").id,
        }
        rma = env["sale.rma"].create({"partner_id": order.partner_id.id, "line_ids": [Command.create(line)]})
        rma.action_request()
        if rma.state == "requested":
            rma.action_approve()
        world.process(rma.picking_ids)
        rma.line_ids._record_inspection(3, grade="new", disposition="restock")
        rma._refresh_state()
        return rma.id


def resolve(worker, rma_id, pause=None):
    """Settle the return as a web request does; return how often it was tried, and what was refused.

    :param str pause: "snapshot": wait after the first look; "written": wait with everything written, not committed
    """
    return _act(worker, rma_id, lambda rma: rma.action_resolve(), pause)


def invoice(worker, rma_id):
    """Invoice, as the job does, what the return's order still has; return how often it was tried."""
    return _act(worker, rma_id, lambda rma: rma.order_ids._invoice_shipments(older=True, policy="shipment"), None)


def _act(worker, rma_id, action, pause):
    tries, refused = [], []

    def run(env):
        from odoo.exceptions import UserError

        tries.append(rma_id)
        rma = env["sale.rma"].browse(rma_id)
        rma.line_ids.mapped("quantity_settled")  # the transaction's picture of the database is taken here
        if pause == "snapshot" and len(tries) == 1:
            worker.pause("snapshot")
        try:
            with env.cr.savepoint():
                action(rma)
        except UserError as error:
            refused.append(str(error))
        env.cr.flush()
        if pause == "written" and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return [len(tries), len(refused)]


def look(worker, rma_id):
    """What the database says of the return."""
    with worker.transaction() as env:
        rma = env["sale.rma"].browse(rma_id)
        posted = rma.order_ids.invoice_ids.filtered(lambda move: move.state == "posted")
        return {
            "state": rma.state,
            "settled": rma.line_ids.quantity_settled,
            "refunds": rma.refund_ids.mapped("amount_total"),
            "replacements": len(rma.replacement_order_ids),
            "due": sum(posted.mapped("amount_residual_signed")),
        }
