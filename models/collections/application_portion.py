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


class Limits(dict):
    """How much of each line is reconciled, ``{line id: amount}``; a class of its own that no RPC call can make."""


@dataclass(frozen=True)
class Portion:
    """What one item gets from one piece of money.

    :ivar int money: id of the line that holds it
    :ivar int item: id of the line that is paid, or of a credit note that is deducted
    :ivar int units: in the smallest unit of their currency; negative for a credit note
    :ivar str reason: why less is paid than is open
    """

    money: int
    item: int
    units: int
    reason: str | None = None
    note: str = ""
