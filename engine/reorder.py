"""When to buy or make more of a product, and how much: reorder points from what was shipped.

The formulas are those of the textbooks on inventory (APICS CPIM; Silver, Pyke, Thomas: *Inventory and
Production Management in Supply Chains*, demand and lead time both varying and independent):

    safety stock  = z × √(L × σd² + d² × σL²)
    reorder point = d × L + safety stock
    maximum       = reorder point + d × cover days

*d* is the demand of a day and *σd* its standard deviation, *L* the lead time in days and *σL* its own; *z*
belongs to the service level, the share of replenishments during which nothing runs out. Quantities are in
the product's unit.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

MISSING, LOW, HIGH, FITS, UNKNOWN = "missing", "low", "high", "fits", "unknown"
CLASS_A, CLASS_B, CLASS_C = "a", "b", "c"
# A rule that is so close to the reorder point fits: figures move a little every week.
TOLERANCE = 0.10
NOISE = 1e-9


@dataclass(frozen=True)
class Demand:
    """What leaves on a day.

    :ivar float mean: units a day, :ivar float deviation: their standard deviation
    :ivar int days: how many days were looked at, those on which nothing left included
    """

    mean: float
    deviation: float
    days: int


@dataclass(frozen=True)
class LeadTime:
    """How long it takes from the need until the goods are there, in days.

    :ivar float mean: on average, :ivar float deviation: its standard deviation, 0 where nobody has measured
    :ivar int observations: how many receipts were measured
    """

    mean: float
    deviation: float = 0.0
    observations: int = 0


@dataclass(frozen=True)
class Proposal:
    """What a replenishment rule should say; ``minimum`` and ``maximum`` are rounded up to the step."""

    safety_stock: float
    reorder_point: float
    minimum: float
    maximum: float


def measure_demand(quantities, days):
    """Return the demand of a day.

    :param quantities: what left on each day on which something did
    :param int days: the whole period; days without a quantity count as zero
    :rtype: Demand
    """
    quantities = [max(0.0, quantity) for quantity in quantities]
    days = max(days, len(quantities), 1)
    mean, deviation = _mean_and_deviation(quantities, days)
    return Demand(mean, deviation, days)


def measure_lead_time(observed, extra=0.0):
    """Return the lead time that receipts show.

    :param observed: days from order to receipt, one for each receipt
    :param float extra: days that always come on top (somebody has to place the order)
    :rtype: LeadTime
    """
    observed = [max(0.0, days) for days in observed]
    mean, deviation = _mean_and_deviation(observed, len(observed))
    return LeadTime(mean + extra, deviation, len(observed))


def _mean_and_deviation(values, count):
    """Return mean and sample standard deviation of values and as many zeros as are missing to ``count``."""
    mean = math.fsum(values) / count
    if count < 2:
        return mean, 0.0
    squares = math.fsum((value - mean) ** 2 for value in values) + (count - len(values)) * mean**2
    return mean, math.sqrt(squares / (count - 1))


def z_value(service_level):
    """Return how many standard deviations cover a service level.

    :param float service_level: percent, from 50 to below 100; less than 50 counts as 50: without safety stock
    """
    share = min(max(service_level / 100, 0.5), 1 - 1e-9)
    return NormalDist().inv_cdf(share)


def safety_stock(demand, lead_time, service_level):
    """Return what is kept for the case that more is asked for, or supply comes later, than on average."""
    variance = lead_time.mean * demand.deviation**2 + demand.mean**2 * lead_time.deviation**2
    return z_value(service_level) * math.sqrt(variance)


def propose(demand, lead_time, service_level, cover_days, step):
    """Return what a rule should say; None where nothing was shipped, or nobody knows the lead time.

    :param lead_time: :class:`LeadTime` or None
    :param float service_level: percent
    :param float cover_days: for how many days one replenishment shall last
    :param float step: to which multiple quantities are rounded up
    :rtype: Proposal
    """
    if lead_time is None or demand.mean <= 0:
        return None
    safety = safety_stock(demand, lead_time, service_level)
    point = demand.mean * lead_time.mean + safety
    minimum = round_up(point, step)
    maximum = max(minimum, round_up(point + demand.mean * max(0.0, cover_days), step))
    return Proposal(safety, point, minimum, maximum)


def round_up(quantity, step):
    """Return the next multiple of a step, forgiving binary noise."""
    steps = quantity / step
    return round(math.ceil(steps - NOISE - abs(steps) * 1e-14) * step, 9)


def judge(minimum, proposed, sells):
    """Return how a rule stands beside its proposal.

    :param minimum: of the rule, None without a rule
    :param proposed: the proposed minimum, None without a proposal
    :param bool sells: whether anything was shipped
    :return: ``missing`` (sells without a rule), ``low``, ``high``, ``fits``, or ``unknown``
    """
    if minimum is None:
        return MISSING if sells else UNKNOWN
    if proposed is None:
        return UNKNOWN
    # The next unit above and below fits, too: "three instead of two" is no reason to change a rule.
    margin = max(TOLERANCE * proposed, min(1.0, proposed / 2)) + NOISE
    if abs(minimum - proposed) <= margin:
        return FITS
    return LOW if minimum < proposed else HIGH


def class_limits(values):
    """Return from which value on a product is of class A, and from which on of class B.

    Products are lined up by what their demand was worth. Those that make up the first 80 % are A, up to
    95 % B, the rest C; the one that crosses a line belongs above it. What is worth the same has the same
    class, and what is worth nothing is always C.

    :param values: one for each product, in money
    :return: two limits; None where no product has that class
    """
    ranked = sorted((value for value in values if value > 0), reverse=True)
    total = math.fsum(ranked)
    first, second, before = None, None, 0.0
    for value in ranked:
        if before < 0.80 * total * (1 - NOISE):
            first = value
        elif before < 0.95 * total * (1 - NOISE):
            second = value
        before += value
    return first, second


def figure(value):
    """Return a number as people write it: three digits that count, whole numbers whole."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}" if value >= 0.001 else "0"


def safety_stock_formula(demand, lead_time, service_level):
    """Return the formula of the safety stock with its figures, e.g. ``1.64 × √(7 × 2.1² + 3.2² × 1.5²) = 12``."""
    result = figure(safety_stock(demand, lead_time, service_level))
    lead, spread, mean, swing = (
        figure(number) for number in (lead_time.mean, lead_time.deviation, demand.mean, demand.deviation)
    )
    return f"{z_value(service_level):.2f} × √({lead} × {swing}² + {mean}² × {spread}²) = {result}"


def reorder_point_formula(demand, lead_time, service_level):
    """Return the formula of the reorder point with its figures, e.g. ``3.2 × 7 + 12 = 34.4``."""
    safety = safety_stock(demand, lead_time, service_level)
    point = demand.mean * lead_time.mean + safety
    return f"{figure(demand.mean)} × {figure(lead_time.mean)} + {figure(safety)} = {figure(point)}"
