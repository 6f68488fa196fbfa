"""Jobs about quotations that end, and customers who accept at the same time. Runs inside Odoo processes."""

from datetime import timedelta

from races import World, watched_commits

from odoo import fields

DAY = timedelta(days=1)


def prepare(worker, count=1, ended=False):
    """Make sent quotations that ended yesterday, or end tomorrow, and switch everything on; return their ids."""
    with worker.transaction() as env:
        world = World.begin(env)
        world.partner.email = "anna@example.com"
        today = env.company._local_day()
        env.company.write(
            {
                "quote_reminder_days": 3,
                "quote_activity_days": 3,
                "quote_auto_expire": True,
                "quote_expire_since": today - 10 * DAY,
            }
        )
        values = {
            "confirm": False,
            "user_id": env.uid,
            "validity_date": today - DAY if ended else today + DAY,
            "date_order": fields.Datetime.now() - 5 * DAY,
        }
        orders = env["sale.order"].union(*(world.make_order(**values) for _number in range(count)))
        orders.action_quotation_sent()
        return orders.ids


def follow_up(worker, portion=100, pause=False):
    """Run the job; return how often it committed."""
    with worker.transaction() as env, watched_commits(worker, env, pause) as commits:
        env["sale.order"].search_count([])  # the picture of the database is taken here
        env["sale.order"]._cron_follow_up_quotes(limit=portion)
        return len(commits)


def accept(worker, order_id, pause=None):
    """Accept a quotation as a request that began before midnight; return what became of each try."""
    outcome = []

    def run(env):
        order = env["sale.order"].browse(order_id)
        if order.state != "sent":
            outcome.append("refused")
            return
        outcome.append("accepted")
        order.write({"signed_by": "Anna", "signed_on": fields.Datetime.now()})
        order._validate_order()
        env.cr.flush()
        if pause == "written" and len(outcome) == 1:
            worker.pause(pause)

    worker.request(run)
    return outcome


def remind_by_hand(worker, order_id):
    """Remind the customer with the button; return whether that was done."""
    done = []

    def run(env):
        done.clear()
        order = env["sale.order"].browse(order_id)
        done.append(not order._why_not_to_remind() and bool(order._follow_up("reminder")))

    worker.request(run)
    return done[-1]


def look(worker, order_ids):
    """Return `[state, mails, activities, what was done]` of each quotation."""
    with worker.transaction() as env:
        kind = env.ref("quote_to_cash.mail_activity_quote_followup")
        found = []
        for order in env["sale.order"].browse(order_ids):
            mails = env["mail.mail"].search_count(
                [("model", "=", "sale.order"), ("res_id", "=", order.id), ("subject", "like", "Our offer")]
            )
            activities = env["mail.activity"].search_count(
                [("activity_type_id", "=", kind.id), ("res_id", "=", order.id)]
            )
            done = env["sale.quote.followup"].search([("order_id", "=", order.id)]).mapped("kind")
            found.append([order.state, mails, activities, sorted(done)])
        return found
