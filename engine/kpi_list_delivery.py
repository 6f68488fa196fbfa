"""Figures of delivering.

What is divided by what; the rules are those of :mod:`engine.kpi_delivery`.
"""

from decimal import Decimal

from . import kpi_delivery as rules
from .kpi_definition import DUE, HIGHER, HOURS, LINE, LOWER, ORDER, PERCENT, SHIPPED, SPREAD, Kpi

KPIS = (
    Kpi(
        code="ship_window",
        name="Shipped within 24 Hours",
        definition=(
            "Orders that left completely within 24 hours of working days after their clock began / "
            "orders whose window ended in the period. It begins with confirmation, release of the "
            "last hold, or the date asked for, whichever is last; after the cut-off hour with the "
            "next working day. Not shipped when it is over: missed."
        ),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.ship_window,
    ),
    Kpi(
        code="ship_time",
        name="Time to Ship",
        definition="From the start of the same clock to when all of it had left; the median.",
        cohort=SHIPPED,
        unit=HOURS,
        better=LOWER,
        source=ORDER,
        rule=rules.ship_time,
        kind=SPREAD,
        target=Decimal(24),
    ),
    Kpi(
        code="on_time_shipment",
        name="On-Time Shipment",
        definition=(
            "Orders of which each line left by the day by which it had to / orders that had to leave in the period."
        ),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.shipped_on_time,
    ),
    Kpi(
        code="on_time_shipment_lines",
        name="On-Time Shipment, Lines",
        definition="Lines that left by the day by which they had to / lines that had to leave in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.line_shipped_on_time,
    ),
    Kpi(
        code="otd",
        name="On-Time Delivery",
        definition=(
            "Orders of which each line arrived by the day first promised / orders promised for the "
            "period. Due and not delivered is late."
        ),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.first_on_time,
        target=Decimal(95),
    ),
    Kpi(
        code="otd_requested",
        name="On-Time Delivery, Date Asked for",
        definition=(
            "Orders of which each line arrived by the day that the customer asked for / orders asked for in the period."
        ),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.requested_on_time,
        target=Decimal(95),
    ),
    Kpi(
        code="otd_latest",
        name="On-Time Delivery, Latest Promise",
        definition=("Orders of which each line arrived by the day promised last / orders promised for the period."),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.latest_on_time,
        target=Decimal(95),
    ),
    Kpi(
        code="otd_lines",
        name="On-Time Delivery, Lines",
        definition="Lines that arrived by the day first promised / lines promised for the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.line_first_on_time,
        target=Decimal(95),
    ),
    Kpi(
        code="otd_lines_requested",
        name="On-Time Delivery, Lines, Date Asked for",
        definition=("Lines that arrived by the day that the customer asked for / lines asked for in the period."),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.line_requested_on_time,
        target=Decimal(95),
    ),
    Kpi(
        code="promise_reliability",
        name="Promise Reliability",
        definition=(
            "Lines that arrived by the day promised last / lines promised for the period. Due and not "
            "delivered is broken."
        ),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.line_latest_on_time,
    ),
    Kpi(
        code="promises_moved",
        name="Promises Moved",
        definition="Lines whose promise was moved to a later day / lines first promised for the period.",
        cohort=DUE,
        unit=PERCENT,
        better=LOWER,
        source=LINE,
        rule=rules.promise_moved,
    ),
    Kpi(
        code="otif",
        name="On Time and in Full",
        definition=(
            "Orders that came on time and in full / orders due in the period. In full is what was "
            "confirmed, less what was cancelled before it was due, within the tolerances; more is not "
            "in full."
        ),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.otif_order,
    ),
    Kpi(
        code="otif_lines",
        name="On Time and in Full, Lines",
        definition="Lines that came on time and in full / lines due in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.otif_line,
    ),
)
