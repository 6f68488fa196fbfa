"""A form that is sent twice at the same moment. Runs inside Odoo processes with the addon."""

from odoo.addons.quote_to_cash.models.returns.sale_order_portal import TypedLine, TypedReturn


def ask(worker, order_id, key, quantity="1"):
    """Send a customer's form as a web request does, after a first look; return the return's id and what is wrong."""
    tries, answer = [], []

    def run(env):
        tries.append(order_id)
        order = env["sale.order"].browse(order_id).sudo()  # as the page does, after its checks
        order.order_line.mapped("qty_returnable")  # the transaction's picture of the database is taken here
        if len(tries) == 1:
            worker.pause("snapshot")
        reason = env.ref("quote_to_cash.reason_return_mind")
        lines = {order.order_line.id: TypedLine(quantity=quantity, reason=str(reason.id))}
        rma, problems = order._ask_return(TypedReturn(key=key, lines=lines), order.partner_id)
        answer[:] = [rma.id, [text for texts in problems.values() for text in texts]]

    worker.request(run)
    return answer
