"""Two people who want the same goods back. Runs inside Odoo processes with the addon."""

from races import World

from odoo.fields import Command


def prepare(worker, quantity=1):
    """Deliver an order of so many ovens; return its id."""
    with worker.transaction() as env:
        world = World.begin(env)
        order = world.make_order((world.goods, quantity))
        world.ship(order)
        return order.id


def announce(worker, order_id, quantity=1, guarded=True):
    """Announce a return as a web request does, after a first look; return how often it was tried, and its state.

    :param bool guarded: False takes away the guard that both sides write
    """
    if not guarded:
        worker.registry["sale.order.line"]._touch_return_ledger = lambda self: None
    tries = []

    def run(env):
        tries.append(order_id)
        order = env["sale.order"].browse(order_id)
        order.order_line.mapped("qty_returnable")  # the transaction's picture of the database is taken here
        if len(tries) == 1:
            worker.pause("snapshot")
        reason = env.ref("quote_to_cash.reason_return_mind")
        line = {"sale_line_id": order.order_line.id, "quantity": quantity, "reason_id": reason.id}
        rma = env["sale.rma"].create({"partner_id": order.partner_id.id, "line_ids": [Command.create(line)]})
        rma.action_request()

    worker.request(run)
    return len(tries)


def receive_by_odoo(worker, order_id, quantity=1):
    """Return goods with Odoo's own dialog, after a first look; return how often it was tried."""
    tries = []

    def run(env):
        tries.append(order_id)
        picking = env["sale.order"].browse(order_id).picking_ids[:1]
        picking.move_ids.sale_line_id.mapped("qty_returnable")
        if len(tries) == 1:
            worker.pause("snapshot")
        context = {"active_id": picking.id, "active_model": "stock.picking"}
        wizard = env["stock.return.picking"].with_context(**context).create({})
        wizard.product_return_moves.quantity = quantity
        receipt = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        receipt.move_ids.picked = True
        receipt.button_validate()

    worker.request(run)
    return len(tries)


def look(worker, order_id):
    """Return ``[announced, received, left]`` of an order."""
    with worker.transaction() as env:
        line = env["sale.order"].browse(order_id).order_line
        rmas = line.rma_line_ids.filtered(lambda rma: rma.state != "draft")
        back = line.move_ids.filtered(lambda move: move.state == "done" and move._is_return())
        return [sum(rmas.mapped("quantity")), sum(back.mapped("quantity")), line.qty_returnable]
