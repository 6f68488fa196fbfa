"""Messages in the demo company: all on, a tracking page, customers with wishes, and orders that went quiet."""

from .records import exists, find

WISHES = {"partner_bluestem": "daily", "partner_sundial": "each"}
TOLD = ("ready", "on_hold")  # whoever sells is told when an order stays there


def load(env):
    """Switch everything on, unless that was done."""
    if not exists(env, "company"):
        return
    company = find(env, "company")
    policies = env["order.message.policy"].search([("company_id", "=", company.id)])
    if not policies or any(policies.mapped("enabled")):
        return
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    # What happened in the past weeks is not told: messages begin now.
    policies.with_env(env).enabled = True
    company.with_env(env).tracking_page = True
    for name, wish in WISHES.items():
        if exists(env, name):
            find(env, name).commercial_partner_id.order_messages = wish
    rules = env["order.quiet.rule"].search([("company_id", "=", company.id), ("status", "in", TOLD)])
    rules.notify = True
    rules.notify_since = False  # for long
    env["order.quiet"]._note()
    env["order.quiet"]._tell(limit=50)
