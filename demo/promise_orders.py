"""Orders that show what can be promised, each in another way."""

from .lifecycle_replay import Story

STORIES = [
    # The last two roasters: whoever confirms first has them.
    Story(
        "northshore_roasters",
        "northshore",
        placed=2,
        lines={"roaster": 2},
        promised=10,
        steps=((0, "confirm"),),
    ),
    Story("lakeview_roasters", "lakeview", placed=1, lines={"roaster": 2}, promised=10),
    # Sold out, and taken all the same: promised for when the vendor delivers, who then is late.
    Story(
        "cascade_cold_brew",
        "cascade",
        placed=2,
        lines={"cold_tower": 4},
        promised=14,
        steps=((0, "expect", "cold_tower", 6, 5), (0, "confirm"), (1, "slip", "cold_tower", 25)),
    ),
    # Columbus has four, of which two are kept back, Portland ten: all from there, or in two parcels.
    Story(
        "juniper_opening",
        "juniper",
        placed=1,
        lines={"boiler": 6, "kettle": 10},
        deliver_to="juniper_ballard",
        promised=12,
        steps=((0, "send"),),
    ),
]
