"""Money in the demo company: shipments are invoiced by themselves from today on, and customers were reminded by hand.

What the accountant did in the past weeks is played as the orders are, see :mod:`.collections_steps`.
"""

from datetime import datetime, time, timedelta

from odoo import fields

from .collections_steps import CollectionsPlayer
from .lifecycle_replay import working_days_before
from .records import exists, find

MONTHS = timedelta(days=120)

# (working days before today, verb, *arguments); a verb is a method do_<verb> of CollectionsPlayer. Services are
# invoiced without an order: nothing is taken from the shelves that other rooms count on.
EVENTS = (
    (52, "bill", "prairie_training", "prairie", {"training": 2}, "Two days in Des Moines"),
    (44, "bill", "maple_row_care", "maple_row", {"maintenance": 2}, "MRB-540"),
    (43, "bill", "juniper_care", "juniper", {"maintenance": 3}, "JR-20290"),
    (31, "bill", "cascade_training", "cascade", {"training": 3}, "CBC 7688"),
    (27, "bill", "bluestem_care", "bluestem", {"maintenance": 1}, "PO 1192"),
    (24, "bill", "bluestem_training", "bluestem", {"training": 1}, "PO 1198"),
    (20, "bill", "bluestem_installation", "bluestem", {"installation": 2}, "PO 1204"),
    (16, "dispute", "prairie_training", 650, "Walt says that only one of the two days took place."),
    (15, "promise", "maple_row_care", 8),
    (14, "promise", "juniper_care", 9),
    (12, "remind"),
    (10, "receive", "maple_row_care", 1.0, "MRB-540", True),
    (6, "judge"),
    (5, "remind"),
    (4, "promise", "cascade_training", -4),
    (4, "dispute", "order:mar_azul_rooms", 1180, "Five kettles arrived with a dent; photos are in the mail."),
    (3, "receive", "order:lakeview_breakfast", 1.0, "{number}"),
    (2, "receive", "order:northshore_partial", 0.985, "NSP-3390, less freight"),
    (2, "receive", "bluestem_care bluestem_installation", 1.0, "Thank you, Hannah"),
    (1, "note", "franklin", "Rob is at the counter until eleven. He pays by cheque when he is asked in person."),
    (0, "bill", "sundial_care", "sundial", {"maintenance": 1}, "", False),
)


def load(env):
    """Set it up, unless that was done.

    Reminders are off again: nobody outside hears of the demo, and their simulation shows all that a run would do.
    """
    if not exists(env, "company") or find(env, "company").dunning_start_date:
        return
    company = find(env, "company")
    # Who has no mail server has printed them; what never was sent is never reminded.
    invoices = [("company_id", "=", company.id), ("move_type", "=", "out_invoice"), ("state", "=", "posted")]
    env["account.move"].search(invoices).is_move_sent = True
    company.write(
        {
            "invoicing_policy": "shipment",
            "dunning_start_date": company._local_day() - MONTHS,
            "dunning_user_id": find(env, "user_accountant").id,
        }
    )
    # Its shipment stands among the exceptions: somebody has to invoice it.
    find(env, "partner_lumiere").with_company(company).invoicing_policy = "manual"
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    play(company.with_env(env), fields.Datetime.now())


def play(company, now, events=EVENTS):
    """Let the past weeks happen; what needs an order that is not there is left out.

    :param datetime now: nothing happens later
    """
    player = CollectionsPlayer(company, now)
    for place, (days, verb, *arguments) in enumerate(events):
        day = working_days_before(now.date(), days) if days else now.date()
        moment = datetime.combine(day, time(14)) + timedelta(minutes=place)
        player.play(min(now, moment), None, verb, arguments)
