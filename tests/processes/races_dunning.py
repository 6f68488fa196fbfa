"""What the processes do that remind the same customers at once. Runs inside Odoo processes with the addon."""

from datetime import timedelta

from races import World, watched_commits

from odoo.fields import Command

DAYS_LATE = 10  # the fourth step of the standard schedule was reached


def prepare(worker, count=3):
    """Make customers who are late with one invoice each; nobody else is reminded. Return their ids."""
    with worker.transaction() as env:
        world = World.begin(env)
        env["dunning.run"].sudo().search([])._clear()  # nobody plans by hand
        env.cr.execute("DELETE FROM dunning_run")
        env.ref("quote_to_cash.dunning_schedule_standard").business_days = False
        env["account.move"].search([("move_type", "=", "out_invoice")]).partner_id.dunning_excluded = True
        today = env.company._local_day()
        env.company.write({"dunning_enabled": True, "dunning_start_date": today - timedelta(days=100)})
        customers = env["res.partner"].create(
            [{"name": f"Customer {number}", "email": f"c{number}@example.com"} for number in range(count)]
        )
        invoices = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "invoice_date": today - timedelta(days=40),
                    "invoice_date_due": today - timedelta(days=DAYS_LATE),
                    "invoice_line_ids": [
                        Command.create({"product_id": world.goods.id, "price_unit": 100, "tax_ids": [Command.clear()]})
                    ],
                }
                for customer in customers
            ]
        )
        invoices.action_post()
        invoices.is_move_sent = True
        return customers.ids


def night(worker, pause=False):
    """Run the daily job; wait before each commit if wanted."""
    with worker.transaction() as env, watched_commits(worker, env, pause):
        env["dunning.run"]._cron_dunning()


def night_inside_a_set(worker, customer):
    """Run the daily job; wait where all is written for this customer's set, and his own steps are yet to be taken."""
    with worker.transaction() as env:
        notices = type(env["dunning.notice"])
        take, taken = notices._take_steps, []

        def waiting(notice, steps, account):
            taken.append(notice)
            if len(taken) == customer:
                env.cr.flush()
                worker.pause("inside")
            return take(notice, steps, account)

        notices._take_steps = waiting
        try:
            env["dunning.run"]._cron_dunning()
        finally:
            notices._take_steps = take


def simulate(worker):
    """Simulate today; return the run's id."""
    with worker.transaction() as env:
        run = env["dunning.run"].create({"company_id": env.company.id})
        run.action_simulate()
        return run.id


def approve(worker, run_id, pause=False):
    """Send a simulated run as a person does; return how often it was tried."""
    tries = []

    def run(env):
        tries.append(1)
        env["dunning.run"].browse(run_id).action_send()
        env.cr.flush()
        if pause and len(tries) == 1:
            worker.pause("written")

    worker.request(run)
    return len(tries)


def look(worker, customers):
    """What the database says of each customer: how often reminded, mails, steps noted and different ones."""
    with worker.transaction() as env:
        seen = []
        for customer in customers:
            notices = env["dunning.notice"].search([("partner_id", "=", customer), ("state", "=", "sent")])
            lines = notices.line_ids.filtered(lambda line: line.state in ("sent", "skipped"))
            mails = env["mail.mail"].search_count([("model", "=", "dunning.notice"), ("res_id", "in", notices.ids)])
            seen.append([len(notices), mails, len(lines), len(lines.step_id)])
        return seen
