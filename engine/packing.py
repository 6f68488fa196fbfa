"""How goods are divided among cartons, and whether what the scale says can be true.

Goods that need different care lie apart. Within one kind the heaviest come first, and each goes into the first carton
that has room (first fit, decreasing): close to the fewest cartons, and easy to follow for who packs.
"""

import math
from dataclasses import dataclass, field

from .shipping import FRAGILE, HAZARDOUS, TEMPERATURE

UPRIGHT = "upright"
MARKS = (HAZARDOUS, FRAGILE, UPRIGHT, TEMPERATURE)  # in the order in which a label shows them
APART = frozenset({FRAGILE, HAZARDOUS, TEMPERATURE})
INSTRUCTED = frozenset({HAZARDOUS, TEMPERATURE})

GRAIN = 1e-6  # weights that differ by less are the same
ABSURD = 10  # times what is expected: a slip of the hand, or grams for kilograms


@dataclass(frozen=True)
class Goods:
    """A quantity of one product that waits to be packed."""

    key: object
    quantity: float
    weight: float  # of one; 0: not known
    group: object = None  # goods of one group may share a carton


@dataclass
class Carton:
    """One carton and what lies in it."""

    group: object
    limit: float  # of what lies in it; 0: none
    contents: list = field(default_factory=list)  # (key, quantity)
    weight: float = 0.0

    def room_for(self, quantity, weight):
        """Return how much of a quantity still fits; only whole units, unless all of it fits."""
        if not self.limit:
            return quantity
        room = self.limit - self.weight + GRAIN
        if room < 0:
            return 0
        if quantity * weight <= room:
            return quantity
        return min(quantity, math.floor(room / weight))

    def put(self, key, quantity, weight):
        """Lay goods into the carton."""
        self.contents.append((key, quantity))
        self.weight += quantity * weight


def apart(marks, instruction=""):
    """Return a key: goods with the same key may share a carton.

    What is dangerous, or has to be kept at a temperature, shares only with goods under the same instruction.
    """
    kinds = APART & frozenset(marks)
    told = " ".join((instruction or "").split()).casefold() if kinds & INSTRUCTED else ""
    return tuple(sorted(kinds)), told


def pack(goods, limits):
    """Divide goods among cartons.

    :param goods: :class:`Goods`
    :param dict limits: for each group, what the goods in one carton may weigh (0: no limit)
    :return: list of :class:`Carton`; none is heavier than its limit, unless it holds a single unit that is
    """
    cartons = []
    for item in sorted(goods, key=lambda item: -item.weight):
        _place(item, cartons, limits.get(item.group, 0.0))
    return cartons


def _place(item, cartons, limit):
    left = item.quantity
    for carton in cartons:
        if left <= 0:
            return
        if carton.group == item.group:
            count = carton.room_for(left, item.weight)
            if count > 0:
                carton.put(item.key, count, item.weight)
                left -= count
    while left > 0:
        carton = Carton(item.group, limit)
        count = carton.room_for(left, item.weight) or min(left, 1)
        carton.put(item.key, count, item.weight)
        cartons.append(carton)
        left -= count


def weight_problem(weight, expected=0.0, limit=0.0):
    """Return what is wrong with a weight from a scale: ``number``, ``negative``, ``zero``, ``limit``, ``absurd``, None.

    :param float expected: what it should weigh; 0: not known
    :param float limit: what it may weigh at most; 0: anything
    """
    if not math.isfinite(weight):
        return "number"
    if weight < 0:
        return "negative"
    if weight == 0:
        return "zero"
    if expected and weight > ABSURD * expected:
        return "absurd"
    if limit and weight > limit + GRAIN:
        return "limit"
    return None


def off_tolerance(weight, expected, percent):
    """Whether a weight differs from the expected one by more than some percent of it (0: nothing is compared)."""
    if not percent or not expected:
        return False
    return abs(weight - expected) > expected * percent / 100 + GRAIN
