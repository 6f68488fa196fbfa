"""What is applied, as plain values."""

from dataclasses import dataclass

SHORT_REASONS = [
    ("discount", "Discount for early payment"),
    ("small", "Small difference or bank charges"),
    ("price", "Price disputed"),
    ("goods", "Goods missing or damaged"),
    ("stated", "Deducted by the customer"),
    ("part", "Paid in part"),
    ("unexplained", "Unexplained"),
]
OPEN, WRITE_OFF, DISPUTE = "open", "write_off", "dispute"
OUTCOMES = [(OPEN, "Stays open"), (WRITE_OFF, "Is written off"), (DISPUTE, "Is in dispute")]


class Limits(dict):
    """How much of each line is reconciled, ``{line id: amount}``; a class of its own that no RPC call can make."""


@dataclass(frozen=True)
class Pair:
    """Money and an item in two currencies that are matched as one, whatever their booked values say.

    :ivar int money: id of the line that holds it; ``paid`` what is taken of it, in its currency
    :ivar int item: id of the line that is paid; ``amount`` how much of it, in its currency
    """

    money: int
    item: int
    paid: float
    amount: float


@dataclass(frozen=True)
class Portion:
    """What one item gets from one piece of money.

    :ivar int money: id of the line that holds it
    :ivar int item: id of the line that is paid, or of a credit note that is deducted
    :ivar int units: in the smallest unit of the item's currency; negative for a credit note
    :ivar int paid: what that takes of the money, in its currency; the same as ``units`` if that is the item's
    :ivar str reason: why less is paid than is open
    :ivar str outcome: what becomes of what stays open
    """

    money: int
    item: int
    units: int
    paid: int
    reason: str | None = None
    note: str = ""
    outcome: str = OPEN
