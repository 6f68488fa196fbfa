"""Orders that have left and wait for money, and orders that will never leave: delivered, shipped, cancelled.

How to read a story: see :class:`lifecycle_replay.Story`.
"""

from .lifecycle_replay import Story

DELIVERED = [
    Story(
        "magnolia_filters",
        "magnolia",
        placed=12,
        lines={"filter_head": 4, "filter_cartridge": 16, "descaler": 12},
        steps=((0, "send"), (1, "confirm"), (2, "pick"), (2, "ship"), (5, "deliver", "carrier", "Keisha Brown")),
    ),
    Story(
        "juniper_tacoma_grinders",
        "juniper",
        placed=10,
        lines={"grinder_83": 2, "tamper": 4, "knock_box": 4},
        deliver_to="juniper_tacoma",
        warehouse="portland",
        reference="JR-20398",
        steps=(
            (0, "confirm"),
            (1, "print"),
            (1, "pack"),
            (2, "ship"),
            (3, "deliver", "signed", "Ingrid Dahl"),
            (5, "return", {"tamper": 1}),
        ),
    ),
    Story(
        "lumiere_assumed",
        "lumiere",
        placed=14,
        lines={"pitcher_small": 24, "pitcher_large": 24, "cleaner": 24},
        steps=((0, "confirm"), (2, "assign"), (2, "pick"), (3, "ship"), (8, "assume")),
    ),
    Story(
        "bluestem_water",
        "bluestem",
        placed=7,
        lines={"kit_water": 3, "descaler": 10},
        carrier="van",
        steps=(
            (0, "confirm"),
            (1, "pick"),
            (2, "ship"),
            (2, "deliver", "customer", "Hannah Schulz"),
            (4, "draft_invoice"),
        ),
    ),
]

SHIPPED = [
    Story(
        "maple_row_twin",
        "maple_row",
        placed=6,
        lines={"brewer_twin": 1, "filter_cartridge": 8},
        carrier="freight",
        reference="MRB-571",
        steps=((0, "confirm"), (1, "print"), (2, "pick"), (4, "ship")),
    ),
    Story(
        "sundial_supplies",
        "sundial",
        placed=4,
        lines={"cups": 15, "lids": 15, "napkins": 6, "cleaner": 6},
        warehouse="portland",
        steps=((0, "confirm"), (1, "pack"), (2, "ship"), (2, "invoice")),
    ),
    Story(
        "cascade_display",
        "cascade",
        placed=11,
        lines={"display_case": 1},
        carrier="",
        promised=12,
        reference="CBC 7790",
        steps=((0, "send"), (1, "confirm"), (1, "buy"), (9, "ship")),
    ),
    Story(
        "prairie_short_knockbox",
        "prairie",
        placed=5,
        lines={"knock_box": 6, "tamper": 6, "scale": 3},
        steps=(
            (0, "confirm"),
            (1, "pick"),
            (3, "ship", {"tamper": 6, "scale": 3, "knock_box": 4}, True),
            (3, "note", "orderdesk", "Two knock boxes were dented. Walt buys them elsewhere."),
        ),
    ),
]

CANCELLED = [
    Story(
        "jacaranda_changed",
        "jacaranda",
        placed=27,
        lines={"espresso_one": 1, "grinder_64": 1},
        carrier="freight",
        steps=(
            (0, "send"),
            (3, "confirm"),
            (6, "cancel", "changed_mind", "customer", "Lucía opens in spring only and orders again then."),
        ),
    ),
    Story(
        "lumiere_twice",
        "lumiere",
        placed=14,
        lines={"pitcher_small": 24, "pitcher_large": 24},
        steps=((0, "confirm"), (1, "cancel", "duplicate", "company", "Same order came by mail and by phone.")),
    ),
    Story(
        "franklin_price",
        "franklin",
        placed=19,
        lines={"brewer_twin": 1},
        steps=((0, "send"), (4, "cancel", "price", "customer")),
    ),
    Story(
        "northshore_late",
        "northshore",
        placed=13,
        lines={"espresso_two": 4},
        carrier="freight",
        promised=5,
        steps=(
            (0, "confirm"),
            (7, "note", "sales.daniel", "Colin cannot wait for the next container."),
            (8, "cancel", "too_late", "customer"),
        ),
    ),
]

STORIES = [*DELIVERED, *SHIPPED, *CANCELLED]
