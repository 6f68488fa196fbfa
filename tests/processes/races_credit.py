"""What the processes do that meet each other at the gate. Runs inside Odoo processes with the addon."""

from races import World

from odoo.fields import Command


def prepare(worker, limit=1500, owed=0):
    """Make a customer with a limit who may owe something, where checks are enforced; return ids."""
    with worker.transaction() as env:
        world = World.begin(env)
        env.company.validation_mode = "enforce"
        rules = env["order.validation.rule"].search([("company_id", "=", env.company.id)])
        rules.severity = "off"
        rules.filtered(lambda rule: rule.code == "credit_limit").severity = "block"
        customer = env["res.partner"].create({"name": "Anna's Bakery", "credit_limit": limit})
        return {"customer": customer.id, "goods": world.goods.id, "invoice": _invoice(env, customer, owed)}


def _invoice(env, customer, amount):
    if not amount:
        return False
    line = Command.create({"name": "Oven", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]})
    invoice = env["account.move"].create(
        {"move_type": "out_invoice", "partner_id": customer.id, "invoice_line_ids": [line]}
    )
    invoice.action_post()
    return invoice.id


def order(worker, customer, goods, quantity=10, held=False):
    """Make a quotation, or an order that came from the customer; return its id."""
    with worker.transaction() as env:
        line = Command.create({"product_id": goods, "product_uom_qty": quantity})
        made = env["sale.order"].create({"partner_id": customer, "order_line": [line]})
        if held:
            made._validate_order()
        return made.id


def act(worker, action, record_id, pause=None, guarded=True):
    """Do something; return how often it was tried, and "refused" if it was.

    Parameters as in :func:`races.act`.
    """
    if not guarded:
        worker.registry["sale.order.credit.guard"]._take = lambda self, customers, company: None
        # Both want the same goods, too.
        worker.registry["stock.promise.guard"]._take = lambda self, *args, **kwargs: None
    tries = []

    def run(env):
        tries.append(action)
        env["res.partner"].search_count([])  # the transaction's picture of the database is taken here
        if pause == "snapshot" and len(tries) == 1:
            worker.pause(pause)
        globals()[action](env, record_id)
        env.cr.flush()
        if pause == "written" and len(tries) == 1:
            worker.pause(pause)

    worker.request(run)
    return len(tries)


def confirm(env, order_id):
    """Confirm as a salesperson does."""
    env["sale.order"].browse(order_id).action_confirm()


def sign(env, order_id):
    """Confirm as a customer does."""
    env["sale.order"].browse(order_id)._validate_order()


def check(env, order_id):
    """Check."""
    env["sale.order"].browse(order_id).action_validate_order()


def pay(env, invoice_id):
    """Register the payment of an invoice."""
    register = env["account.payment.register"].with_context(active_model="account.move", active_ids=[invoice_id])
    register.create({})._create_payments()


def raise_limit(worker, customer, limit):
    """Give a customer more credit without anybody noticing."""
    with worker.transaction() as env:
        company = str(env.company.id)
        env.cr.execute(
            "UPDATE res_partner SET credit_limit = credit_limit || jsonb_build_object(%s, %s) WHERE id = %s",
            [company, limit, customer],
        )


def look(worker, order_ids):
    """What the database says: `{order id: {...}}`."""
    with worker.transaction() as env:
        return {
            order.id: {
                "state": order.state,
                "held": order.is_on_hold,
                "holds": len(order.hold_ids),
                "checked": order.validation_state,
                "findings": order.finding_ids.mapped("state"),
            }
            for order in env["sale.order"].browse(order_ids)
        }


def open_amount(worker, invoice_id):
    """What of an invoice is not paid."""
    with worker.transaction() as env:
        return env["account.move"].browse(invoice_id).amount_residual
