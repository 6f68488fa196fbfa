"""Figures of what came back.

What is divided by what; the rules are those of :mod:`engine.kpi_exceptions`.
"""

from decimal import Decimal

from . import kpi_exceptions as rules
from .kpi_definition import (
    CLAIM,
    CLOSED,
    COST,
    DAYS,
    HIGHER,
    HOURS,
    LOWER,
    MOVEMENT,
    ORDER,
    PERCENT,
    QUOTIENT,
    RETURN,
    SHIPPED,
    SPREAD,
    Kpi,
)

KPIS = (
    Kpi(
        code="return_rate_units",
        name="Return Rate, Units",
        definition=(
            "Units that came back of the shipments of the period, whenever they did / units shipped; "
            "of one unit of measure."
        ),
        cohort=SHIPPED,
        unit=PERCENT,
        better=LOWER,
        source=MOVEMENT,
        rule=rules.returned_units,
        target=Decimal(2),
    ),
    Kpi(
        code="return_rate_value",
        name="Return Rate, Value",
        definition="Value of what came back of the shipments of the period, whenever it did / value shipped.",
        cohort=SHIPPED,
        unit=PERCENT,
        better=LOWER,
        source=MOVEMENT,
        rule=rules.returned_value,
        target=Decimal(2),
    ),
    Kpi(
        code="return_rate_period",
        name="Return Rate, Same Period",
        definition=(
            "Units that came back in the period / units shipped in the period, whatever shipments they came from."
        ),
        cohort=SHIPPED,
        unit=PERCENT,
        better=LOWER,
        source=MOVEMENT,
        rule=rules.returned_in_period,
        kind=QUOTIENT,
    ),
    Kpi(
        code="return_rate_orders",
        name="Return Rate, Orders",
        definition=("Orders of which anything came back / orders shipped. Exchanges count; refused parcels do not."),
        cohort=SHIPPED,
        unit=PERCENT,
        better=LOWER,
        source=ORDER,
        rule=rules.returned,
        target=Decimal(2),
    ),
    Kpi(
        code="refused_rate",
        name="Refused or Undeliverable",
        definition="Orders that were refused or could not be delivered / orders shipped.",
        cohort=SHIPPED,
        unit=PERCENT,
        better=LOWER,
        source=ORDER,
        rule=rules.refused,
    ),
    Kpi(
        code="return_time",
        name="Return Cycle Time",
        definition="From the request to the end of a return; the median.",
        cohort=CLOSED,
        unit=DAYS,
        better=LOWER,
        source=RETURN,
        rule=rules.return_time,
        kind=SPREAD,
    ),
    Kpi(
        code="return_approval_time",
        name="Returns: to Approval",
        definition="From the request to the approval; the median of the returns that ended in the period.",
        cohort=CLOSED,
        unit=DAYS,
        better=LOWER,
        source=RETURN,
        rule=rules.return_approval,
        kind=SPREAD,
    ),
    Kpi(
        code="return_transit_time",
        name="Returns: with the Customer",
        definition=(
            "From the approval to the arrival of the goods; the median of the returns that ended in the period."
        ),
        cohort=CLOSED,
        unit=DAYS,
        better=LOWER,
        source=RETURN,
        rule=rules.return_transit,
        kind=SPREAD,
    ),
    Kpi(
        code="return_disposal_time",
        name="Returns: to Disposition",
        definition=(
            "From the arrival of the goods to their disposition; the median of the returns that ended in the period."
        ),
        cohort=CLOSED,
        unit=DAYS,
        better=LOWER,
        source=RETURN,
        rule=rules.return_disposal,
        kind=SPREAD,
    ),
    Kpi(
        code="return_settling_time",
        name="Returns: to Resolution",
        definition=(
            "From the disposition of the goods to the resolution; the median of the returns that ended in the period."
        ),
        cohort=CLOSED,
        unit=DAYS,
        better=LOWER,
        source=RETURN,
        rule=rules.return_settling,
        kind=SPREAD,
    ),
    Kpi(
        code="dock_to_stock",
        name="Dock to Stock",
        definition=(
            "From the arrival of returned goods at the dock to when they are put away, scrapped or sent on; the median."
        ),
        cohort=CLOSED,
        unit=HOURS,
        better=LOWER,
        source=RETURN,
        rule=rules.dock_to_stock,
        kind=SPREAD,
    ),
    Kpi(
        code="refund_time",
        name="Refund Time",
        definition="From the arrival of returned goods to the credit note; the median.",
        cohort=CLOSED,
        unit=DAYS,
        better=LOWER,
        source=RETURN,
        rule=rules.refund_time,
        kind=SPREAD,
    ),
    Kpi(
        code="refund_paid_time",
        name="Refund Time, Paid",
        definition="From the arrival of returned goods to the customer's money; the median.",
        cohort=CLOSED,
        unit=DAYS,
        better=LOWER,
        source=RETURN,
        rule=rules.refund_paid_time,
        kind=SPREAD,
    ),
    Kpi(
        code="claim_recovery",
        name="Claim Recovery",
        definition="What carriers have paid / what was claimed, of claims that ended in the period.",
        cohort=CLOSED,
        unit=PERCENT,
        better=HIGHER,
        source=CLAIM,
        rule=rules.recovered,
        kind=QUOTIENT,
        group=COST,
    ),
)
