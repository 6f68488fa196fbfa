"""What of an order line can still come back: the ledger of returns.

All quantities of a ledger are in one unit. Kits are counted whole, by their scarcest component.
"""

from dataclasses import dataclass, field

TINY = 0.00001


@dataclass(frozen=True)
class Ledger:
    """What happened to one thing that was ordered.

    ``announced`` is what open returns still expect, of the thing itself. ``parts`` are the ledgers of a kit's
    components with how many of each are in one kit: ``((ledger, per kit), …)``.
    """

    delivered: float = 0.0
    returned: float = 0.0
    announced: float = 0.0
    parts: tuple = field(default=())

    @property
    def returnable(self):
        """How much can be announced: never negative; of kits those that are complete with the customer."""
        if self.parts:
            whole = min(max(0.0, ledger.left) / per_kit for ledger, per_kit in self.parts)
            # Parts of a kit cannot be announced, but their whole: half an oven is none.
            return max(0.0, float(int(whole - self.announced + TINY)))
        return max(0.0, self.left)

    @property
    def left(self):
        """Delivered less returned less announced; negative when more came back than had left."""
        return self.delivered - self.returned - self.announced

    def part_left(self, index):
        """How much of one component is left once the announced kits have theirs; negative when it does not suffice."""
        ledger, per_kit = self.parts[index]
        return ledger.left - self.announced * per_kit

    def overdrawn(self, index=None):
        """How much more was announced than there is; 0.0 when the ledger holds.

        :param int index: of the component that was asked for by itself; None: of the whole
        """
        if not self.parts:
            over = -self.left
        elif index is not None:
            over = -self.part_left(index)
        else:
            over = max(-self.part_left(number) / per_kit for number, (_, per_kit) in enumerate(self.parts))
        return over if over > TINY else 0.0


def allot(quantity, sources):
    """Divide a quantity among deliveries, in their order.

    :param float quantity: what comes back
    :param sources: ``[(key, what can come back of it)]``, the first to be used first
    :return: ``[(key, quantity)]`` and what no delivery can take
    """
    shares = []
    for key, left in sources:
        share = min(quantity, left)
        if share > TINY:
            shares.append((key, share))
            quantity -= share
    return shares, max(0.0, quantity)
