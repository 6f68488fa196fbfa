"""Who may return what until when, what it costs, and how far a return has come."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .money import half_up

DRAFT, REQUESTED, APPROVED, IN_TRANSIT = "draft", "requested", "approved", "in_transit"
RECEIVED, INSPECTED, DONE, REJECTED, CANCELLED = "received", "inspected", "done", "rejected", "cancelled"
OPEN = (REQUESTED, APPROVED, IN_TRANSIT, RECEIVED, INSPECTED)
ON_THE_WAY = (APPROVED, IN_TRANSIT, RECEIVED, INSPECTED)
TINY = 0.00001

# Why a return is not approved without a look
TOO_LATE, NOT_RETURNABLE, TOO_MUCH, NO_LIMIT, ASKS_FIRST, NOT_DELIVERED = (
    "too_late",
    "not_returnable",
    "too_much",
    "no_limit",
    "asks_first",
    "not_delivered",
)


@dataclass(frozen=True)
class Window:
    """How long something can be returned: days after its delivery; None: without end; never: not at all."""

    days: int | None = None
    never: bool = False

    def last_day(self, delivered_on):
        """Return the last day on which it can be asked for; None if there is none.

        :param date delivered_on: the company's day of the delivery
        """
        if self.never or self.days is None:
            return None
        return delivered_on + timedelta(days=self.days)

    def trouble(self, delivered_on, today):
        """Return why it cannot be returned any more, or None."""
        if self.never:
            return NOT_RETURNABLE
        if delivered_on is None:
            return NOT_DELIVERED
        last = self.last_day(delivered_on)
        return TOO_LATE if last is not None and today > last else None


def narrowest(windows):
    """Return the first window that says something: the product's, its categories' from near to far, the company's.

    :param windows: ``Window`` or None, the nearest first
    """
    return next((window for window in windows if window is not None), Window())


@dataclass(frozen=True)
class Asked:
    """One line of a request: what it is worth, the trouble with its window, and whether its reason asks first."""

    value: int
    trouble: str | None = None
    asks_first: bool = False


def why_to_look(lines, limit):
    """Return why somebody has to decide on a request; empty when it is approved by itself.

    :param lines: :class:`Asked`, values in the currency's smallest unit
    :param limit: up to this value of all lines nobody has to look; None: somebody always looks
    :return: causes, each once, in a stable order
    """
    causes = [line.trouble for line in lines if line.trouble]
    if any(line.asks_first for line in lines):
        causes.append(ASKS_FIRST)
    if limit is None:
        causes.append(NO_LIMIT)
    elif sum(line.value for line in lines) > limit:
        causes.append(TOO_MUCH)
    return list(dict.fromkeys(causes))


def fee(value, percent=0.0, amount=0):
    """Return the restocking fee of a refund; never more than the refund itself.

    :param int value: of what is refunded, in the smallest unit
    :param float percent: of the value
    :param int amount: besides, in the smallest unit
    :raise ValueError: for a negative percentage or amount, or more than 100 %
    """
    if percent < 0 or amount < 0 or percent > 100:
        raise ValueError("A fee is between nothing and everything.")
    part = half_up(Fraction(value) * Fraction(str(percent)) / 100)
    return max(0, min(value, part + amount))


@dataclass(frozen=True)
class Progress:
    """What has happened to one line of an approved return, in its unit."""

    announced: float
    received: float = 0.0
    inspected: float = 0.0
    settled: float = 0.0
    closed: bool = False  # the rest is not expected any more

    @property
    def outstanding(self):
        """What is still expected."""
        return 0.0 if self.closed else max(0.0, self.announced - self.received)


def state(lines, sent=False, ahead=False):
    """Return how far an approved return has come.

    What has to be done with what is here decides; then what is still on its way.

    :param lines: :class:`Progress` of each line
    :param bool sent: whether the customer has handed the parcel over
    :param bool ahead: whether something was settled before anything came back (a replacement sent at once)
    """
    if any(line.received - line.inspected > TINY for line in lines):
        return RECEIVED
    if any(line.inspected - line.settled > TINY for line in lines):
        return INSPECTED
    if any(line.outstanding > TINY for line in lines):
        begun = sent or any(line.received > TINY for line in lines)
        return IN_TRANSIT if begun else APPROVED
    came = any(line.received > TINY for line in lines)
    return DONE if came or ahead else CANCELLED


def deadline(began: date, days: int):
    """Return the last day of a stage; None when its days are not limited.

    :param began: the company's day on which the stage began
    :param days: 0 for no limit
    """
    return began + timedelta(days=days) if days else None
