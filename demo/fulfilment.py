"""Shipping in the demo company: a checkpoint for valuable orders, hours of collection, and questions to customers.

It comes last: what the stories of the other rooms have shipped left without being checked.
"""

from odoo import Command

from .records import exists, find, make

# carrier: the hour at which it collects
COLLECTIONS = {"parcel": 16, "freight": 14, "van": 9}
CHECKLIST = (
    ("Every article, and no other", "items", True),
    ("Carton undamaged, fragile goods padded", "condition", True),
    ("Address as on the order", "address", True),
    ("Photo of the open carton", "photo", False),
)
# package type: its own weight and what it may weigh in all, in kg
CARTONS = {"padded": ("Padded Carton", 0.8, 15), "carton": ("Carton", 0.6, 25), "pallet": ("Pallet", 22, 600)}
# first rule that fits: handling, carrier, package type
PACKING = (("fragile", None, "padded"), (None, "freight", "pallet"), (None, None, "carton"))


def load(env):
    """Set up shipping, unless that was done."""
    if not exists(env, "company") or exists(env, "checkpoint_valuable"):
        return
    company = find(env, "company")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    for key, hour in COLLECTIONS.items():
        find(env, f"carrier_{key}").cut_off_hour = hour
    items = [
        Command.create({"name": name, "kind": kind, "required": required, "sequence": place})
        for place, (name, kind, required) in enumerate(CHECKLIST)
    ]
    values = {"name": "Valuable Orders", "company_id": company.id, "minimum_value": 1500, "item_ids": items}
    make(env, "fulfilment.checkpoint", {"checkpoint_valuable": values})
    company.with_env(env).write({"backorder_notices": True, "short_pick_reasons": True})
    make_packing_rules(company.with_env(env))


def make_packing_rules(company):
    """Say which goods go into which carton."""
    env = company.env
    types = {
        f"package_type_{key}": {"name": name, "base_weight": own, "max_weight": most, "company_id": company.id}
        for key, (name, own, most) in CARTONS.items()
    }
    make(env, "stock.package.type", types)
    rules = {
        f"packing_rule_{place}": {
            "sequence": place,
            "company_id": company.id,
            "handling": handling,
            "carrier_id": carrier and find(env, f"carrier_{carrier}").id,
            "package_type_id": find(env, f"package_type_{key}").id,
        }
        for place, (handling, carrier, key) in enumerate(PACKING)
    }
    make(env, "fulfilment.packing.rule", rules)
