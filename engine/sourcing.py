"""From which warehouses an order can be sent: what an option is, and which one is preferred.

A parcel is all that one warehouse sends; it leaves when everything in it is there.
"""

import math
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

ONE, LINES, QUANTITIES, TRANSFER, WAIT = "one", "lines", "quantities", "transfer", "wait"
KINDS = (ONE, LINES, QUANTITIES, TRANSFER, WAIT)  # the simplest first
FEWEST, EARLIEST, NEAREST, CHEAPEST = "fewest", "earliest", "nearest", "cheapest"
NEVER = datetime.max
FAR = (1, 1, 99)


@dataclass(frozen=True)
class Line:
    """What has to be sent of one line.

    :ivar key: names the line; keys can be sorted
    :ivar quantity: in the line's own unit
    :ivar at: when it should leave
    :ivar parts: ``{product: quantity in its own unit}`` for all of it; empty: there is always enough
    :ivar step: the smallest quantity that can be sent by itself, in the line's unit; 0: never divided
    """

    key: object
    quantity: float
    at: datetime
    parts: dict = field(default_factory=dict)
    step: float = 0.0

    def rank(self):
        """Return by what lines are served, the first one first."""
        return self.at, len(self.parts), self.key


@dataclass(frozen=True)
class Place:
    """A warehouse.

    :ivar key: its name in projections; keys can be sorted
    :ivar distance: from the customer, see :func:`distance`
    """

    key: object
    distance: tuple = FAR


@dataclass(frozen=True, order=True)
class Allocation:
    """A quantity of a line, in the line's unit, from one warehouse."""

    line: object
    place: object
    quantity: float


@dataclass(frozen=True, order=True)
class Transfer:
    """A quantity of a product, in its own unit, that goes from one warehouse to another.

    :ivar leaves, arrives: when; where it goes to, it is on the shelf then
    """

    source: object
    target: object
    product: object
    quantity: float
    leaves: datetime
    arrives: datetime


@dataclass(frozen=True)
class Option:
    """One way to send everything.

    :ivar kind: one of :data:`KINDS`
    :ivar date: when the last parcel can leave; None: nobody knows
    :ivar parcels: how many there are
    :ivar distance: from the customer to the farthest warehouse
    :ivar cost: of all parcels; None: not known
    """

    kind: str
    allocations: tuple
    transfers: tuple
    date: datetime | None
    parcels: int
    distance: tuple = FAR
    cost: float | None = None

    def places(self):
        """Return the keys of the warehouses that send something to the customer."""
        return sorted({allocation.place for allocation in self.allocations})

    def fingerprint(self):
        """Return a text that is the same for options that do the same, whenever they were found."""
        pieces = [(piece.line, piece.place, piece.quantity) for piece in self.allocations]
        return sha256(repr((pieces, sorted(self.way()[1]))).encode()).hexdigest()

    def way(self):
        """Return which line is sent from where, and what is transferred first: two sets of tuples."""
        transfers = {(move.source, move.target, move.product, move.quantity) for move in self.transfers}
        return {(piece.line, piece.place) for piece in self.allocations}, transfers

    def figures(self):
        """Return by what options are compared, the less the better: parcels, date, distance, cost, transfers."""
        cost = math.inf if self.cost is None else round(self.cost, 6)
        return self.parcels, self.date or NEVER, self.distance, cost, len(self.transfers)


def distance(origin, target):
    """Say how far two addresses lie apart: by country, then by state, then by the ZIP's first characters.

    :param origin, target: triples of country, state and ZIP, in any form that can be compared
    :return: something that can be sorted, the nearest first
    """
    country, state = (not (a and a == b) for a, b in zip(origin[:2], target[:2], strict=True))
    state = state or country
    zips = ["".join((address[2] or "").upper().split()) for address in (origin, target)]
    shared = 0
    for a, b in zip(*zips, strict=False):
        if a != b:
            break
        shared += 1
    # In another country the same figures say nothing.
    apart = 99 if country else max(map(len, zips)) - shared if all(zips) else 98
    return int(country), int(state), apart


def rank(options, preference, deadline=None):
    """Sort options, the best one first, and leave out those that are in nothing better than another one.

    What keeps the customer's date goes before what does not, and what has no date goes last. Waiting is always an
    option, and so is each warehouse that can send all of it as early as any other one.

    :param options: the simplest first
    :param preference: :data:`FEWEST`, :data:`EARLIEST`, :data:`NEAREST` or :data:`CHEAPEST`
    :param datetime deadline: when the customer asked for it, if so
    """

    def key(option):
        parcels, date, far, cost, transfers = option.figures()
        late = bool(deadline and date > deadline)
        own = {
            FEWEST: (parcels, date, transfers, far, cost),
            EARLIEST: (date, parcels, transfers, far, cost),
            NEAREST: (far, date, parcels, transfers, cost),
            CHEAPEST: (cost, parcels, date, transfers, far),
        }[preference]
        return date == NEVER, late, own, KINDS.index(option.kind), option.allocations, option.transfers

    return sorted(_best(options), key=key)


def _best(options):
    """Return the options that are not beaten by another one, or stay all the same; see :func:`rank`."""
    first = min((option.date for option in options if option.kind == ONE and option.date), default=None)
    kept = []
    for number, option in enumerate(options):
        own = option.figures()
        beaten = any(
            all(a <= b for a, b in zip(other.figures(), own, strict=True)) and (other.figures() != own or at < number)
            for at, other in enumerate(options)
            if at != number
        )
        if not beaten or option.kind == WAIT or (option.kind == ONE and option.date == first):
            kept.append(option)
    return kept


def priced(option, costs):
    """Return an option with the sum of its parcels' costs; None where one of them is not known."""
    known = costs and None not in costs
    return replace(option, cost=math.fsum(costs) if known else None)
