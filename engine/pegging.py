"""Which supply serves which demand for one product in one place, and when.

Supply and demand are served in the order of their dates, the earliest first. What is bought or made for one
demand serves it first; what is left over of that serves others. What is reserved is taken from the shelf first.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from .supply import QUANTITY


@dataclass(frozen=True)
class Supply:
    """Goods that are there, or will be.

    :ivar key: names it; keys can be sorted among each other
    :ivar quantity: in the product's unit
    :ivar at: when they come; None for what is there
    :ivar shared: whether it may serve anybody, or only those who have it as their own
    """

    key: object
    quantity: float
    at: datetime | None = None
    shared: bool = True


@dataclass(frozen=True)
class Need:
    """Goods that somebody waits for.

    :ivar key: names it; keys can be sorted among each other
    :ivar at: when they are needed; who needs them earlier is served first
    :ivar quantity: in the product's unit, what is reserved included
    :ivar reserved: what of it is reserved from what is there
    :ivar own: keys of the supply that is bought or made for it
    :ivar shares: whether it also takes from what serves anybody
    """

    key: object
    at: datetime
    quantity: float
    reserved: float = 0.0
    own: tuple = ()
    shares: bool = True


@dataclass(frozen=True)
class Cover:
    """How a need is served.

    :ivar at: when all of it is there: None if it is there already, or if some of it is not coming
    :ivar last: key of the supply that comes last; None for what is there
    :ivar missing: how much nothing is coming for
    :ivar pegs: pairs of the key of a supply and the quantity taken from it
    """

    at: datetime | None
    last: object
    missing: float
    pegs: tuple


def peg(needs, supplies):
    """Say by which supply each need is served.

    :param needs: iterable of :class:`Need`
    :param supplies: iterable of :class:`Supply`
    :return: ``{key of the need: Cover}``
    """
    ordered = sorted(supplies, key=lambda supply: (supply.at is not None, supply.at or datetime.min, supply.key))
    needs = sorted(needs, key=lambda need: (need.at, need.key))
    left = {supply.key: supply.quantity for supply in ordered}
    open_ = {need.key: need.quantity for need in needs}
    pegs = defaultdict(list)

    def serve(need, supplies, most):
        for supply in supplies:
            taken = min(most, open_[need.key], left[supply.key])
            if taken > QUANTITY:
                left[supply.key] -= taken
                open_[need.key] -= taken
                most -= taken
                pegs[need.key].append((supply, taken))
            if most <= QUANTITY:
                break

    there = [supply for supply in ordered if supply.at is None and supply.shared]
    for need in needs:
        serve(need, there, need.reserved)
    position = {supply.key: number for number, supply in enumerate(ordered)}
    for need in needs:
        own = sorted(position[key] for key in set(need.own) if key in position)
        serve(need, [ordered[number] for number in own], need.quantity)
    _serve_in_turn([need for need in needs if need.shares], [s for s in ordered if s.shared], left, open_, pegs)
    return {need.key: _cover(need, pegs[need.key], open_[need.key]) for need in needs}


def _serve_in_turn(needs, supplies, left, open_, pegs):
    """Serve needs in their order from supplies in theirs: each supply is looked at once."""
    position = 0
    for need in needs:
        while open_[need.key] > QUANTITY and position < len(supplies):
            supply = supplies[position]
            taken = min(open_[need.key], left[supply.key])
            if taken > QUANTITY:
                left[supply.key] -= taken
                open_[need.key] -= taken
                pegs[need.key].append((supply, taken))
            if left[supply.key] <= QUANTITY:
                position += 1


def _cover(need, pegs, missing):
    missing = missing if missing > QUANTITY else 0.0
    last = max(
        (supply for supply, _taken in pegs if supply.at is not None),
        key=lambda supply: (supply.at, supply.key),
        default=None,
    )
    return Cover(
        at=last.at if last and not missing else None,
        last=last and last.key,
        missing=missing,
        pegs=tuple((supply.key, taken) for supply, taken in pegs),
    )
