"""What arrived, held against what was announced."""

from dataclasses import dataclass

from .returnable import TINY


@dataclass(frozen=True)
class Expected:
    """What one move of an open receipt still expects; ``lot`` 0: any."""

    key: int
    product: int
    quantity: float
    lot: int = 0
    line: int = 0


@dataclass(frozen=True)
class Arrived:
    """What was found in the parcel; ``lot`` 0: of goods without lots; ``line`` 0: whichever expects it."""

    product: int
    quantity: float
    lot: int = 0
    line: int = 0

    def fits(self, expected):
        """Whether this can be what was expected."""
        return (
            self.product == expected.product
            and self.line in (0, expected.line)
            and expected.lot in (0, self.lot)
            and self.quantity > TINY
        )


def match(arrived, expected):
    """Divide what arrived among what was expected.

    What was announced with its lot takes that lot first, so that nothing else uses it up.

    :param arrived: :class:`Arrived`
    :param expected: :class:`Expected`, the first to be filled first
    :return: ``[(index of what arrived, key, quantity)]`` and ``[(index, rest that nothing expects)]``
    """
    left = {one.key: one.quantity for one in expected}
    shares, rests = [], []
    for index, item in enumerate(arrived):
        rest = item.quantity
        for one in sorted(expected, key=lambda one: not one.lot):
            share = min(rest, left[one.key])
            if item.fits(one) and share > TINY:
                left[one.key] -= share
                rest -= share
                shares.append((index, one.key, share))
        if rest > TINY:
            rests.append((index, rest))
    return shares, rests
