"""What the processes do that meet each other over a damaged parcel. Runs inside Odoo processes with the addon."""

from races import World


def prepare(worker, claimed=False):
    """Ship an order with a carrier of its own; return the ids of the transfer and of an accepted claim."""
    with worker.transaction() as env:
        world = World.begin(env)
        fee = world.make_product("Freight", type="service")
        contact = env["res.partner"].create({"name": "Van Claims Inc."})
        carrier = env["delivery.carrier"].create({"name": "Van", "product_id": fee.id, "claim_partner_id": contact.id})
        if not env.company.claim_recovery_account_id:
            env.company.claim_recovery_account_id = env["account.account"].create(
                {"name": "Recovered", "code": "Q2CRACE", "account_type": "income_other"}
            )
        picking = world.ship(world.make_order(carrier_id=carrier.id))
        if not claimed:
            return [picking.id, 0]
        claim = picking._report_damage("loss")
        claim.action_file("C-1")
        claim.action_answer(claim.amount_claimed)
        return [picking.id, claim.id]


def report(worker, picking_id, pause=None):
    """Report the loss of a parcel; return how often it was tried, and the claim or why not."""
    return _act(worker, lambda env: env["stock.picking"].browse(picking_id)._report_damage("loss").name, pause)


def recover(worker, claim_id, amount, reference=None, pause=None):
    """Register what a carrier has paid; return as :func:`report`."""

    def register(env):
        claim = env["shipment.claim"].browse(claim_id)
        journal = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", claim.company_id.id)], limit=1
        )
        claim.action_register_recovery(amount, claim.company_id._local_day(), journal, reference)
        return "booked"

    return _act(worker, register, pause)


def replace(worker, claim_id, pause=None):
    """Send the goods again; return as :func:`report`."""

    def send(env):
        env["shipment.claim"].browse(claim_id).action_send_replacement()
        return "sent"

    return _act(worker, send, pause)


def remind(worker, pause=None):
    """Run the job of reminders for claims; return as :func:`report`."""

    def run(env):
        companies = env["res.company"].search([])
        return sum(env["shipment.claim"]._remind(company, 1000) for company in companies)

    return _act(worker, run, pause)


def _act(worker, action, pause):
    from odoo.exceptions import UserError, ValidationError

    tries, answers = [], []

    def run(env):
        tries.append(action)
        env["shipment.claim"].search_count([])  # the picture of the database is taken here
        answers.append(action(env))
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    try:
        worker.request(run)
    except (UserError, ValidationError) as error:
        return [len(tries), f"refused: {error}"]
    return [len(tries), answers[-1]]


def look(worker, picking_id):
    """What the database says of the claims of a parcel."""
    with worker.transaction() as env:
        claims = env["shipment.claim"].search([("picking_id", "=", picking_id)])
        return {
            "claims": len(claims),
            "states": sorted(claims.mapped("state")),
            "paid": sum(claims.mapped("amount_paid")),
            "entries": len(claims.recovery_ids.move_id),
            "replacements": len(claims.replacement_order_ids),
            "activities": len(claims.activity_ids),
        }


def make_due(worker, claim_id):
    """Have the carrier be late with its payment."""
    from datetime import timedelta

    with worker.transaction() as env:
        claim = env["shipment.claim"].browse(claim_id).sudo()  # nobody types it
        claim.answered_on -= timedelta(days=90)
