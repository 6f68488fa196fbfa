"""What of a product is available at a moment, and from when on a quantity is.

A quantity counts as available when it can be taken without taking it from somebody to whom it was
promised for later: the lowest stock from that moment on. This is what APICS calls cumulative available
to promise with look-ahead.
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
    :param expiring: pairs of moment and quantity: what of the stock cannot be shipped any more from then
        on. What expires first is shipped first, so demand before that moment saves some of it.
    """

    def __init__(self, now, flows, expiring=()):
        changes, taken = defaultdict(float), defaultdict(float)
        changes[now] = 0.0
        for at, quantity in flows:
            moment = now if at is None or at < now else at
            changes[moment] += quantity
            if at is not None and quantity < 0:
                taken[moment] -= quantity
        self._times = sorted(changes)
        stock, balances = 0.0, []
        for at in self._times:
            stock += changes[at]
            balances.append(stock)
        for index in reversed(range(len(balances) - 1)):
            balances[index] = min(balances[index], balances[index + 1])
        self._lowest = balances  # never falls
        self._expiry, self._lost = _losses(now, expiring, taken) if expiring else ([], [])

    def available(self, at):
        """Return what can be promised for a moment; negative where too much is promised already."""
        lowest = self._lowest[max(0, bisect_right(self._times, at) - 1)]
        return lowest - self._lost_until(at)

    def first(self, quantity, at):
        """Return the first moment, not before another one, when a quantity can be promised; None if never."""
        start = max(0, bisect_right(self._times, at) - 1)
        index = bisect_left(self._lowest, quantity - QUANTITY, lo=start)
        if not self._expiry:
            return max(at, self._times[index]) if index < len(self._times) else None
        moments = (max(at, moment) for moment in self._times[index:])
        return next((moment for moment in moments if self.available(moment) >= quantity - QUANTITY), None)

    def _lost_until(self, at):
        index = bisect_right(self._expiry, at) - 1
        return self._lost[index] if index >= 0 else 0.0


def _losses(now, expiring, taken):
    """Return moments in ascending order, and what has expired by each of them without being taken."""
    expires = defaultdict(float)
    for at, quantity in expiring:
        expires[max(now, at)] += quantity
    moments, lost = [], []
    gone = used = worst = 0.0
    leaving = sorted(taken.items())
    position = 0
    for at in sorted(expires):
        while position < len(leaving) and leaving[position][0] < at:
            used += leaving[position][1]
            position += 1
        gone += expires[at]
        worst = max(worst, gone - used)
        moments.append(at)
        lost.append(worst)
    return moments, lost


@dataclass(frozen=True)
class Stock:
    """What there is of one product in one warehouse, in the product's unit.

    :ivar on_hand: on the shelf; what has expired is not
    :ivar reserved: of that, for transfers
    :ivar buffer: what is kept back
    :ivar incoming: pairs of moment and quantity of dated supply, the soonest first
    """

    on_hand: float = 0.0
    reserved: float = 0.0
    buffer: float = 0.0
    incoming: tuple = ()


@dataclass(frozen=True)
class Availability:
    """What somebody who asks for a quantity can get from one warehouse.

    :ivar on_hand, reserved: on the shelf, and of that reserved for others
    :ivar free: on the shelf, not reserved and not kept back; never negative
    :ivar incoming: pairs of moment and quantity of dated supply, the soonest first; of kits none
    :ivar available: what can leave at the moment asked for; never negative
    :ivar possible_at: first moment when all of it can leave; None if that is not known
    :ivar ordered: bought or made for the order, never taken from stock
    :ivar stocked: whether stock is kept at all; if not, there is always enough
    """

    on_hand: float = 0.0
    reserved: float = 0.0
    free: float = 0.0
    incoming: tuple = ()
    available: float = 0.0
    possible_at: datetime | None = None
    ordered: bool = False
    stocked: bool = True


@dataclass(frozen=True)
class Part:
    """One product of which what is asked for consists.

    :ivar quantity: needed for all that is asked for
    :ivar stock: what there is of it
    :ivar projection: how that goes on
    :ivar taken: what those who are served before take of it
    """

    quantity: float
    stock: Stock
    projection: Projection
    taken: float = 0.0


def offer(wanted, parts, at, ordered=()):
    """Say what somebody can get who asks for a quantity.

    :param wanted: how much, in the unit of the answer
    :param parts: list of :class:`Part`, what comes from stock; several for a kit
    :param datetime at: when it has to leave
    :param ordered: moments when what is bought or made for it can leave; None for one that nobody knows
    :rtype: Availability
    """
    parts = [part for part in parts if part.quantity > QUANTITY]
    if wanted <= 0:
        return Availability(possible_at=at, stocked=bool(parts), ordered=bool(ordered))
    moments = list(ordered)
    sets = defaultdict(list)
    for part in parts:
        each = part.quantity / wanted
        stock = part.stock
        sets["on_hand"].append(stock.on_hand / each)
        sets["free"].append((stock.on_hand - stock.reserved - stock.buffer - part.taken) / each)
        sets["available"].append((part.projection.available(at) - part.taken) / each)
        moments.append(part.projection.first(part.quantity + part.taken, at))
    figures = {name: max(0.0, min(values)) for name, values in sets.items()}
    if not parts:
        figures["available"] = wanted
    if any(moment is None or moment > at for moment in ordered):
        figures["available"] = 0.0
    only = parts[0] if len(parts) == 1 else None
    per_unit = only.quantity / wanted if only else 1.0
    return Availability(
        reserved=only.stock.reserved / per_unit if only else 0.0,
        incoming=tuple((moment, quantity / per_unit) for moment, quantity in only.stock.incoming) if only else (),
        possible_at=None if None in moments else max([at, *moments]),
        ordered=bool(ordered),
        stocked=bool(parts or ordered),
        **figures,
    )


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
