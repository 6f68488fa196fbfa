"""Orders that somebody has to do something for: quotes, entered, in progress, ready, on hold.

How to read a story: see :class:`lifecycle_replay.Story`.
"""

from .lifecycle_replay import Story

QUOTES = [
    Story(
        "magnolia_bar",
        "magnolia",
        placed=1,
        lines={"espresso_one": 1, "grinder_64": 1, "kit_barista": 1, "installation": 1},
        carrier="freight",
    ),
    Story(
        "mar_azul_tulum_bar",
        "mar_azul",
        placed=5,
        lines={"espresso_two": 3, "grinder_83": 3, "training": 2},
        deliver_to="mar_azul_tulum",
        carrier="freight",
        promised=25,
        steps=((1, "send"), (3, "note", "sales.daniel", "Ernesto asks for the installation manual in Spanish.")),
    ),
    Story(
        "jacaranda_expired",
        "jacaranda",
        placed=24,
        lines={"brewer_12": 2, "kettle": 4},
        steps=((0, "send"),),
    ),
    Story(
        "juniper_ice",
        "juniper",
        placed=2,
        lines={"ice_machine": 2},
        deliver_to="juniper_tacoma",
        carrier="",
        promised=20,
        reference="JR-20440",
        steps=((0, "send"),),
    ),
    Story("prairie_cups", "prairie", placed=3, lines={"cups": 10, "lids": 10}, steps=((0, "send"),)),
]

ENTERED = [
    Story(
        "bluestem_restock",
        "bluestem",
        placed=1,
        lines={"cups": 20, "lids": 20, "cleaner": 6, "descaler": 6},
        carrier="van",
        promised=4,
        steps=((0, "confirm"),),
    ),
    Story(
        "cascade_two_groups",
        "cascade",
        placed=15,
        lines={"espresso_two": 4, "installation": 1},
        warehouse="portland",
        carrier="freight",
        promised=10,
        reference="CBC 7760",
        steps=(
            (0, "send"),
            (2, "confirm"),
            (9, "note", "orderdesk", "Two are here, two come with the next container from Bologna."),
        ),
    ),
    Story(
        "el_molino_deposit",
        "el_molino",
        placed=4,
        lines={"espresso_one": 1, "grinder_83": 1},
        carrier="freight",
        promised=15,
        steps=((0, "send"), (1, "confirm"), (1, "deposit", 50), (2, "pay")),
    ),
    Story(
        "lakeview_ice",
        "lakeview",
        placed=2,
        lines={"ice_machine": 1, "display_case": 1},
        deliver_to="lakeview_airport",
        carrier="",
        promised=18,
        reference="LHG 40105",
        steps=((0, "confirm"),),
    ),
    Story(
        "sundial_trays",
        "sundial",
        placed=2,
        lines={"tray": 30, "pitcher_large": 12},
        warehouse="portland",
        steps=((0, "confirm"),),
    ),
]

IN_PROGRESS = [
    Story(
        "magnolia_brewers",
        "magnolia",
        placed=3,
        lines={"brewer_12": 2, "filter_head": 2, "cups": 12},
        steps=((0, "send"), (1, "confirm"), (2, "print")),
    ),
    Story(
        "northshore_grinders",
        "northshore",
        placed=4,
        lines={"grinder_83": 3, "tamper": 6, "scale": 6},
        promised=9,
        reference="NSP-3417",
        steps=((0, "confirm"), (2, "assign"), (3, "begin", "tamper")),
    ),
    Story(
        "lumiere_cups",
        "lumiere",
        placed=3,
        lines={"cups": 25, "lids": 25},
        steps=((0, "confirm"), (3, "batch")),
    ),
    Story(
        "juniper_backorder",
        "juniper",
        placed=16,
        lines={"brewer_twin": 3, "brewer_12": 2, "filter_cartridge": 12},
        warehouse="portland",
        deliver_to="juniper_ballard",
        carrier="freight",
        promised=8,
        reference="JR-20377",
        steps=(
            (0, "confirm"),
            (2, "ship", {"brewer_twin": 1, "brewer_12": 2, "filter_cartridge": 12}),
            (4, "deliver", "carrier", "Receiving dock"),
            (4, "invoice"),
            (12, "note", "sales.daniel", "Ingrid asks twice a week where her brewers are."),
        ),
    ),
    Story(
        "lakeview_late",
        "lakeview",
        placed=9,
        lines={"grinder_64": 6, "pitcher_small": 40, "pitcher_large": 40},
        deliver_to="lakeview_harbor",
        promised=5,
        reference="LHG 40098",
        steps=((0, "confirm"), (3, "assign"), (4, "pick", {"pitcher_small": 40, "pitcher_large": 40})),
    ),
]

READY = [
    Story(
        "maple_row_machine",
        "maple_row",
        placed=5,
        lines={"espresso_one": 1, "grinder_64": 1, "knock_box": 2},
        carrier="freight",
        promised=7,
        reference="MRB-580",
        steps=((0, "send"), (1, "confirm"), (2, "print"), (4, "pick")),
    ),
    Story(
        "cascade_weekly",
        "cascade",
        placed=2,
        lines={"cups": 20, "lids": 20, "napkins": 8},
        warehouse="portland",
        promised=4,
        reference="CBC 7802",
        steps=((0, "confirm"), (1, "print"), (2, "pack")),
    ),
    Story(
        "bluestem_kits",
        "bluestem",
        placed=3,
        lines={"kit_barista": 4, "training": 1},
        carrier="van",
        promised=5,
        steps=((0, "confirm"), (1, "assign"), (2, "pick")),
    ),
    Story(
        "sundial_late",
        "sundial",
        placed=8,
        lines={"blender": 2, "tray": 10},
        warehouse="portland",
        promised=5,
        steps=((0, "confirm"), (6, "pack"), (7, "note", "warehouse.checker", "The carrier missed the pick-up twice.")),
    ),
]

ON_HOLD = [
    Story(
        "franklin_credit",
        "franklin",
        placed=4,
        lines={"espresso_one": 1, "installation": 1},
        carrier="van",
        steps=(
            (0, "confirm"),
            (0, "hold", "credit", "An invoice is overdue and this one goes beyond the limit.", "creditmanager"),
            (2, "note", "creditmanager", "Rob promised to pay this week. Released when the money is here."),
        ),
    ),
    Story(
        "mar_azul_wait",
        "mar_azul",
        placed=10,
        lines={"espresso_one": 2, "grinder_64": 2, "kettle": 6},
        carrier="freight",
        promised=20,
        steps=(
            (0, "send"),
            (2, "confirm"),
            (5, "hold", "customer_request", "The kitchen is not ready before the end of next month.", "sales.daniel"),
        ),
    ),
    Story(
        "juniper_address",
        "juniper",
        placed=3,
        lines={"scale": 10, "kettle": 10},
        warehouse="portland",
        steps=(
            (0, "confirm"),
            (1, "hold", "address", "Ballard or Tacoma? The order says both.", "orderdesk"),
            (2, "hold", "order_check", "Twice the usual quantity.", "sales.daniel"),
        ),
    ),
    Story(
        "jacaranda_payment",
        "jacaranda",
        placed=6,
        lines={"grinder_64": 1, "kettle": 2},
        steps=(
            (0, "send"),
            (1, "confirm"),
            (1, "deposit", 100),
            (1, "hold", "payment", "Ships when the deposit has been paid.", "orderdesk"),
        ),
    ),
    Story(
        "lakeview_quality",
        "lakeview",
        placed=17,
        lines={"grinder_83": 6, "filter_head": 6},
        deliver_to="lakeview_airport",
        carrier="freight",
        promised=10,
        reference="LHG 40081",
        steps=(
            (0, "confirm"),
            (1, "hold", "order_check", "Price of the grinders to be confirmed.", "orderdesk"),
            (2, "release", "Denise confirmed the price.", "orderdesk"),
            (3, "pick", {"grinder_83": 4, "filter_head": 6}),
            (4, "ship"),
            (6, "deliver", "signed", "Night manager"),
            (7, "hold", "quality", "Two grinders of this lot rattle; the rest is opened and tested.", "orderdesk"),
        ),
    ),
]

STORIES = [*QUOTES, *ENTERED, *IN_PROGRESS, *READY, *ON_HOLD]
