"""Orders that run into a check, each into another one."""

from .lifecycle_replay import Story

STORIES = [
    # Over the credit limit: accepted from the portal, on hold, one activity for the salesperson.
    Story(
        "magnolia_signed",
        "magnolia",
        placed=1,
        lines={"espresso_two": 1, "grinder_83": 1},
        deliver_to="magnolia",
        carrier="freight",
        promised=12,
        steps=((0, "send"), (0, "sign", "Keisha Brown")),
    ),
    Story(
        "magnolia_po_box",
        "magnolia",
        placed=1,
        lines={"brewer_12": 2},
        deliver_to="magnolia_po_box",
        carrier="freight",
        promised=12,
    ),
    Story(
        "sundial_discount",
        "sundial",
        placed=1,
        lines={"espresso_one": 1, "grinder_64": 1},
        prices={"espresso_one": 1790},
        carrier="freight",
        promised=15,
        steps=((0, "ask_approval", "discount_authority"),),
    ),
    Story(
        "cascade_discount",
        "cascade",
        placed=2,
        lines={"kettle": 12, "scale": 12},
        prices={"kettle": 72},
        warehouse="portland",
        promised=12,
        steps=((1, "waive", "discount_authority", "strategic", "admin"), (1, "confirm")),
    ),
    Story(
        "lumiere_blender",
        "lumiere",
        placed=1,
        lines={"blender": 30},
        carrier="freight",
        promised=15,
    ),
    Story("prairie_again", "prairie", placed=2, lines={"cups": 10, "lids": 10}),
    Story(
        "northshore_parcel",
        "northshore",
        placed=1,
        lines={"descaler": 12, "cleaner": 12},
        carrier="parcel",
        promised=10,
    ),
    Story("el_molino_advance", "el_molino", placed=1, lines={"grinder_64": 1, "tamper": 2}, promised=12),
    Story(
        "juniper_tomorrow",
        "juniper",
        placed=0,
        lines={"brewer_twin": 1},
        deliver_to="juniper_ballard",
        carrier="freight",
        warehouse="portland",
        promised=1,
    ),
]
