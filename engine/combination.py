"""How a sum is made of several amounts: a bounded search that says when it has given up."""

from dataclasses import dataclass, field

MOST_ITEMS = 6
MOST_STEPS = 20_000


@dataclass
class Found:
    """What a search for combinations has found: at most two; ``complete`` unless it has given up."""

    combinations: list = field(default_factory=list)
    complete: bool = True


def combinations(amounts, target, most=MOST_ITEMS, steps=MOST_STEPS):
    """Return how a sum is made of two amounts or more: the first two ways there are.

    Ways with fewer amounts come first, then those with earlier ones. The search is bounded: where it gives up,
    ``complete`` is False.

    :param list amounts: units, negative ones included
    :param int target: the sum
    :param int most: how many amounts at most
    :param int steps: how many partial sums are looked at, at most
    :rtype: Found
    """
    search = _Search(amounts, steps)
    for size in range(2, min(most, len(amounts)) + 1):
        search.extend((), 0, target, size)
    return search.found


class _Search:
    """Goes through the combinations of one size after the other, the earliest amounts first."""

    def __init__(self, amounts, steps):
        self.amounts, self.steps, self.found = amounts, steps, Found()
        self.positions = {}
        for position, amount in enumerate(amounts):
            self.positions.setdefault(amount, []).append(position)

    def extend(self, chosen, start, missing, size):
        """Find what completes the positions chosen with ``size`` more, from ``start`` on."""
        if len(self.found.combinations) >= 2 or not self.found.complete:
            return
        if size == 1:  # the last one is looked up, not tried
            for position in self.positions.get(missing, ()):
                if position >= start and len(self.found.combinations) < 2:
                    self.found.combinations.append((*chosen, position))
            return
        for position in range(start, len(self.amounts) - size + 1):
            self.steps -= 1
            if self.steps < 0:
                self.found.complete = False
                return
            self.extend((*chosen, position), position + 1, missing - self.amounts[position], size - 1)
