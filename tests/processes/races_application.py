"""What the processes do that apply the same payment at once. Runs inside Odoo processes with the addon."""

from races import World

from odoo.fields import Command


def prepare(worker):
    """Make an invoice, and a payment of just its amount; return their ids."""
    with worker.transaction() as env:
        world = World.begin(env)
        customer = env["res.partner"].create({"name": "Customer"})
        line = {"product_id": world.goods.id, "price_unit": 100, "tax_ids": [Command.clear()]}
        invoice = env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": customer.id, "invoice_line_ids": [Command.create(line)]}
        )
        invoice.action_post()
        payment = env["account.payment"].create(
            {"payment_type": "inbound", "partner_type": "customer", "partner_id": customer.id, "amount": 100}
        )
        payment.action_post()
        return [invoice.id, payment.id]


def open_dialog(worker, payment):
    """Open the dialog of a payment; return its id."""
    with worker.transaction() as env:
        return env["account.payment"].browse(payment).action_apply_payment()["res_id"]


def apply(worker, dialog, pause=False):
    """Apply what the dialog shows, as a web request does; return how often it was tried."""
    tries = []

    def run(env):
        tries.append(1)
        env["payment.application"].browse(dialog).action_apply()
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return len(tries)


def job(worker):
    """Run the job that applies what is certain."""
    with worker.transaction() as env:
        env.company.payment_application_rule = "exact"
    with worker.transaction() as env:
        env["payment.application"]._cron_apply_payments()


def look(worker, invoice):
    """Return how much of an invoice is open, and what was applied to it."""
    with worker.transaction() as env:
        move = env["account.move"].browse(invoice)
        line = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        return [line.amount_residual, line.matched_credit_ids.mapped("amount")]
