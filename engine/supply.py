"""What of a product is available at a moment, and from when on a quantity is.

A quantity counts as available when it can be taken without taking it from somebody to whom it was
promised for later: the lowest stock from that moment on.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

QUANTITY = 1e-5  # smaller differences of quantities are rounding


class Projection:
    """The stock of one product in one warehouse, from now on.

    :param datetime now: what should have happened before, happens now
    :param flows: pairs of moment (None: has happened) and quantity, positive for what comes in
    """

    def __init__(self, now, flows):
        changes = defaultdict(float)
        changes[now] = 0.0
        for at, quantity in flows:
            changes[now if at is None or at < now else at] += quantity
        self._times = sorted(changes)
        stock, balances = 0.0, []
        for at in self._times:
            stock += changes[at]
            balances.append(stock)
        for index in reversed(range(len(balances) - 1)):
            balances[index] = min(balances[index], balances[index + 1])
        self._lowest = balances  # never falls

    def available(self, at):
        """Return what can be promised for a moment; negative where too much is promised already."""
        return self._lowest[max(0, bisect_right(self._times, at) - 1)]

    def first(self, quantity, at):
        """Return the first moment, not before another one, when a quantity can be promised; None if never."""
        start = max(0, bisect_right(self._times, at) - 1)
        index = bisect_left(self._lowest, quantity - QUANTITY, lo=start)
        return max(at, self._times[index]) if index < len(self._times) else None


@dataclass(frozen=True)
class Demand:
    """What a line of an order asks for.

    :ivar key: whatever names the line
    :ivar at: when it is promised
    :ivar quantity: in the line's own unit
    :ivar parts: ``{product: quantity}`` that this takes; several products for a kit
    """

    key: object
    at: datetime
    quantity: float
    parts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Shortage:
    """What a line cannot get in time.

    :ivar wanted, available: what it asks for and what it can get, in the line's own unit
    :ivar possible_at: first moment when all of it is there; None if that is not known
    :ivar missing: the products of which there is too little
    """

    wanted: float
    available: float
    possible_at: datetime | None
    missing: tuple


def find_shortages(demands, projections):
    """Say which lines of one order cannot get what they ask for. They compete for the same stock.

    What is promised earlier is served first; of two lines for the same moment, the first one.

    :param demands: list of :class:`Demand`
    :param dict projections: ``{product: Projection}``
    :return: ``{key: Shortage}`` of the lines that are short
    """
    taken = defaultdict(float)
    shortages = {}
    for demand in sorted(demands, key=lambda demand: demand.at):
        share, possible_at, missing = 1.0, demand.at, []
        for product, quantity in demand.parts.items():
            projection = projections[product]
            left = projection.available(demand.at) - taken[product]
            taken[product] += quantity
            if left < quantity - QUANTITY:
                missing.append(product)
                share = min(share, max(0.0, left) / quantity)
                first = projection.first(taken[product], demand.at)
                possible_at = possible_at and first and max(possible_at, first)
        if missing:
            shortages[demand.key] = Shortage(demand.quantity, share * demand.quantity, possible_at, tuple(missing))
    return shortages


def possible_for_all(shortages):
    """Return when everything is there of which that is known; None if it is known of nothing."""
    return max((short.possible_at for short in shortages if short.possible_at), default=None)
