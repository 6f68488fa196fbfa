"""Returns in the demo company: what came back in the past weeks, and what is on its way.

What customers, the desk and the warehouse did is played as the orders are, see :mod:`.returns_steps`.
"""

from datetime import datetime, time, timedelta

from odoo import fields

from .lifecycle_replay import working_days_before
from .records import exists, find, make
from .returns_steps import ReturnsPlayer

INSTRUCTIONS = "<p>Pack the goods in their own carton, put the slip on top, and send them to our dock in Columbus.</p>"

# (working days before today, verb, *arguments); a verb is a method do_<verb> of ReturnsPlayer. A return is named
# when it is asked for.
EVENTS = (
    (18, "ask", "grinder", "bluestem_opening", "grinder_64", 1, "defective", "replace"),
    (17, "approve", "grinder"),
    (15, "sent", "grinder", "1Z 4471 90"),
    (12, "receive", "grinder", 1),
    (11, "inspect", "grinder", "vendor", "damaged", "defect"),
    (11, "resolve", "grinder"),
    (12, "ask", "cups", "juniper_paper", "cups", 6, "mind", "refund"),
    (11, "approve", "cups"),
    (8, "receive", "cups", 4),
    (7, "inspect", "cups", "restock", "new", "confirmed"),
    (6, "resolve", "cups"),
    (6, "ask", "kettles", "maple_row_kettles", None, 2, "damaged", "refund"),
    (5, "approve", "kettles"),
    (2, "receive", "kettles", 2),
    (5, "ask", "breakfast", "lakeview_breakfast", None, 1, "wrong", "replace"),
    (4, "approve", "breakfast"),
    (3, "sent", "breakfast", "FedEx 7731 2200"),
    (4, "ask", "partial", "northshore_partial", None, 1, "fit", "credit"),
    (3, "reject", "partial", "It was used for a week; our terms take back unopened goods."),
    (1, "ask", "rooms", "mar_azul_rooms", None, 2, "late", "refund"),
)


def load(env):
    """Set returns up and let the past weeks happen, unless that was done."""
    if not exists(env, "company") or exists(env, "returns_team"):
        return
    company = find(env, "company")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    company = company.with_env(env)
    manager, warehouse = find(env, "user_orderdesk"), find(env, "user_warehouse")
    manager.group_ids += env.ref("quote_to_cash.group_returns_manager")
    team = {
        "name": "Returns",
        "company_id": company.id,
        "member_ids": (manager + warehouse).ids,
        "approve_user_id": manager.id,
        "inspect_user_id": warehouse.id,
        "resolve_user_id": manager.id,
    }
    make(env, "sale.rma.team", {"returns_team": team})
    company.write({"rma_portal": True, "rma_window_days": 60, "rma_instructions": INSTRUCTIONS})
    play(company, fields.Datetime.now())


def play(company, now, events=EVENTS):
    """Let returns happen; what needs an order that is not there is left out.

    :param datetime now: nothing happens later
    """
    player = ReturnsPlayer(company, now)
    agenda = []
    for place, (days, verb, *arguments) in enumerate(events):
        moment = datetime.combine(working_days_before(now.date(), days), time(15)) + timedelta(minutes=place)
        agenda.append((min(now, moment), place, verb, arguments))
    for moment, _place, verb, arguments in sorted(agenda, key=lambda step: step[:2]):
        player.play(moment, None, verb, arguments)
