"""Figures of how complete and how well goods came.

What is divided by what; the rules are those of :mod:`engine.kpi_delivery`.
"""

from decimal import Decimal

from . import kpi_delivery as rules
from .kpi_definition import DUE, HIGHER, LINE, LOWER, ORDER, PERCENT, SHIPMENT, SHIPPED, Kpi

KPIS = (
    Kpi(
        code="otif_units",
        name="On Time and in Full, Units",
        definition="Units that came in time / units due in the period; of one unit of measure.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.otif_units,
    ),
    Kpi(
        code="otif_value",
        name="On Time and in Full, Value",
        definition="Value of what came in time / value of what was due in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.otif_value,
    ),
    Kpi(
        code="fill_units",
        name="Fill Rate, Units",
        definition=("Units that the order's first shipment brought / units due in the period; of one unit of measure."),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.unit_fill,
    ),
    Kpi(
        code="fill_value",
        name="Fill Rate, Value",
        definition="Value that the order's first shipment brought / value due in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.value_fill,
    ),
    Kpi(
        code="fill_lines",
        name="Fill Rate, Lines",
        definition=(
            "Lines that the order's first shipment brought completely / lines due in the period. "
            "Something else instead is not filled."
        ),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=LINE,
        rule=rules.line_fill,
    ),
    Kpi(
        code="fill_orders",
        name="Fill Rate, Orders",
        definition="Orders that their first shipment brought completely / orders due in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.order_fill,
    ),
    Kpi(
        code="perfect_order",
        name="Perfect Orders",
        definition=(
            "Orders that came in full, on time, with the right documents and without damage / orders due in the period."
        ),
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.perfect,
    ),
    Kpi(
        code="perfect_on_time",
        name="Perfect Orders: on Time",
        definition="Orders that came on time, at the right address / orders due in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.perfect_on_time,
    ),
    Kpi(
        code="perfect_in_full",
        name="Perfect Orders: in Full",
        definition="Orders that came in full, nothing wrong or missing / orders due in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.perfect_in_full,
    ),
    Kpi(
        code="perfect_documents",
        name="Perfect Orders: Documents",
        definition="Orders with the right documents and invoices / orders due in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.perfect_documents,
    ),
    Kpi(
        code="perfect_undamaged",
        name="Perfect Orders: no Damage",
        definition="Orders that came without damage or loss / orders due in the period.",
        cohort=DUE,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.perfect_undamaged,
    ),
    Kpi(
        code="accuracy",
        name="Order Accuracy",
        definition=(
            "1 − orders with an error that is our fault / orders shipped, by the day of the first "
            "shipment. Errors: wrong item, wrong quantity, missing, damaged by packing, wrong "
            "address, wrong document, found by a check after shipping."
        ),
        cohort=SHIPPED,
        unit=PERCENT,
        better=HIGHER,
        source=ORDER,
        rule=rules.accurate,
        target=Decimal(99),
    ),
    Kpi(
        code="damage_rate",
        name="Damage Rate",
        definition="Shipments damaged or lost / shipments.",
        cohort=SHIPPED,
        unit=PERCENT,
        better=LOWER,
        source=SHIPMENT,
        rule=rules.damaged,
    ),
)
