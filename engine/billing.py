"""What of one order line is still to be billed and what is to be credited, unit by unit.

What was shipped, returned, billed and credited is replayed in the order in which it happened. Sums alone cannot
tell a return that was credited from an invoice that the accountant reversed, and a job that nets them bills
refunded goods again. Quantities are exact numbers (int, Decimal, Fraction), or floats, which are compared to six
decimals.
"""

from dataclasses import dataclass

SHIP, RETURN, BILL, CREDIT, BILL_AGAIN = "ship", "return", "bill", "credit", "bill_again"
KINDS = (SHIP, RETURN, BILL, CREDIT, BILL_AGAIN)

_NOISE = 1e-6


@dataclass
class State:
    """Where the units of one order line are.

    :ivar to_bill: with the customer, never billed
    :ivar billed: with the customer, billed, not credited
    :ivar forgiven: with the customer, billed and credited: never billed again, unless somebody says so
    :ivar to_credit: returned after they were billed, not credited yet
    :ivar ahead: billed before they were shipped
    :ivar closed: returned, with nothing left to do
    """

    to_bill: float = 0
    billed: float = 0
    forgiven: float = 0
    to_credit: float = 0
    ahead: float = 0
    closed: float = 0

    def _move(self, quantity, *sources, to):
        """Move units from the first source that has some, then the next; return what none of them had."""
        for source in sources:
            part = min(quantity, getattr(self, source))
            if part > 0:
                rest = getattr(self, source) - part
                setattr(self, source, rest if rest > _NOISE else 0)
                setattr(self, to, getattr(self, to) + part)
                quantity -= part
        return quantity if quantity > _NOISE else 0

    def ship(self, quantity):
        """Goods leave: first those that were billed ahead."""
        self.to_bill += self._move(quantity, "ahead", to="billed")

    def come_back(self, quantity):
        """Goods come back: first what was refunded, then what nobody has billed, then what is to be credited."""
        quantity = self._move(quantity, "forgiven", "to_bill", to="closed")
        self._move(quantity, "billed", to="to_credit")

    def bill(self, quantity):
        """An invoice is made; what was not shipped is billed ahead."""
        self.ahead += self._move(quantity, "to_bill", to="billed")

    def credit(self, quantity):
        """A credit note is made: for returns first, then for what is billed ahead, then for goods that stay there."""
        quantity = self._move(quantity, "to_credit", to="closed")
        cancelled = min(quantity, self.ahead)
        self.ahead = self.ahead - cancelled if self.ahead - cancelled > _NOISE else 0
        self._move(quantity - cancelled, "billed", to="forgiven")

    def bill_again(self, quantity):
        """Somebody has decided that what was refunded is billed once more."""
        self._move(quantity, "forgiven", to="to_bill")


def replay(events):
    """Return where the units of an order line are after all that has happened.

    A return or a credit note of more than there is changes no more than there is.

    :param events: ``(kind, quantity)`` in the order in which they happened, quantities positive; of what happens
        at one moment, shipments come first, then invoices, returns, credit notes
    :raises ValueError: for an unknown kind or a negative quantity
    :rtype: State
    """
    state = State()
    steps = {
        SHIP: state.ship,
        RETURN: state.come_back,
        BILL: state.bill,
        CREDIT: state.credit,
        BILL_AGAIN: state.bill_again,
    }
    for kind, quantity in events:
        if kind not in steps or quantity < 0:
            raise ValueError(f"what is {kind} of {quantity}?")
        steps[kind](quantity)
    return state
