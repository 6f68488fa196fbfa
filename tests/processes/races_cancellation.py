"""What the processes do that cancel the same order. Runs inside Odoo processes with the addon."""

from races import World


def prepare(worker):
    """Make an order on which work has begun, with a paid deposit; cancelling costs a tenth. Return its id."""
    with worker.transaction() as env:
        world = World.begin(env)
        env.company.cancellation_fee_mode = "posted"
        env.company.cancellation_fee_product_id.taxes_id = False
        env.ref("quote_to_cash.reason_cancel_mind").write({"cancel_fee_percent": 10, "cancel_fee_stage": "in_progress"})
        order = world.make_order()
        order.picking_ids.printed = True
        world.pay(world.down_payment(order, 300))
        return order.id


def cancel(worker, order_id):
    """Cancel the order as the dialog does, after a first look at the database."""
    tries = []

    def run(env):
        tries.append(1)
        order = env["sale.order"].browse(order_id)
        order.name  # noqa: B018 (the transaction's picture of the database is taken here)
        if len(tries) == 1:
            worker.pause("snapshot")
        order.action_cancel_and_settle(env.ref("quote_to_cash.reason_cancel_mind").id, "customer")
        env.cr.flush()

    worker.request(run)
    return len(tries)


def program(worker, order_id):
    """Cancel without settling, as a program does."""
    with worker.transaction() as env:
        env["sale.order"].browse(order_id).action_cancel()


def refund(worker, order_id):
    """Press the button that refunds the deposit, after a first look at the database."""
    tries = []

    def run(env):
        tries.append(1)
        order = env["sale.order"].browse(order_id)
        order.name  # noqa: B018 (the transaction's picture of the database is taken here)
        if len(tries) == 1:
            worker.pause("snapshot")
        order.action_refund_deposits()
        env.cr.flush()

    worker.request(run)
    return len(tries)


def look(worker, order_id):
    """What the database says: status, totals of posted credit notes, settlements, fee documents."""
    with worker.transaction() as env:
        order = env["sale.order"].browse(order_id)
        deposit = order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        notes = deposit.reversal_move_ids
        return [order.order_status, notes.mapped("amount_total"), len(order.cancellation_ids), len(deposit)]
