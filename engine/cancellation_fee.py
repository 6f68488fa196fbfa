"""What a cancelled order still costs the customer. Amounts are whole units of the currency (:mod:`.money`)."""

from dataclasses import dataclass
from fractions import Fraction

from . import order_status as status
from .money import half_up

STAGES = (
    status.QUOTE,
    status.ENTERED,
    status.IN_PROGRESS,
    status.READY,
    status.SHIPPED,
    status.DELIVERED,
    status.INVOICED,
    status.PAID,
)


@dataclass(frozen=True)
class FeePolicy:
    """What cancelling for a reason costs.

    :ivar percent: of the untaxed value that is cancelled; a float is taken as it is written
    :ivar int fixed: units, beside the percentage
    :ivar str since: the first stage from which on it costs something
    """

    percent: float = 0
    fixed: int = 0
    since: str = status.IN_PROGRESS

    def __post_init__(self):
        if not 0 <= self.percent <= 100:
            raise ValueError(f"{self.percent} % is no part of a value")
        if self.fixed < 0:
            raise ValueError(f"a fee of {self.fixed} would be a gift")
        if self.since not in STAGES:
            raise ValueError(f"{self.since} is no stage")


def fee(policy, value, stage, initiator):
    """Return the fee in units: never negative, never more than what is cancelled.

    Nothing is due when our company cancels, and before the policy's stage.

    :param FeePolicy policy: of the reason
    :param int value: untaxed value that is cancelled, in units
    :param str stage: status of the order before, holds left aside
    :param str initiator: "customer" or "company"
    """
    if initiator != "customer" or stage not in STAGES or STAGES.index(stage) < STAGES.index(policy.since):
        return 0
    share = half_up(Fraction(max(0, value)) * Fraction(str(policy.percent)) / 100)
    return max(0, min(value, share + policy.fixed))


def cancelled_value(lines):
    """Return the value of what is cancelled, in units, each line rounded once.

    :param lines: ``(units of the whole line, ordered quantity, cancelled quantity)``
    """
    total = 0
    for units, ordered, cancelled in lines:
        part = min(1, max(0, Fraction(str(cancelled)) / Fraction(str(ordered)))) if ordered else 1
        total += half_up(units * part)
    return total


def bearer(total, credits):
    """Return which credit note can have the fee taken off it: its position, or None.

    A fee is on one document only. Where no credit note is high enough, it is invoiced.

    :param int total: the fee with its taxes, in units
    :param credits: totals of the credit notes, in units, the preferred one first
    """
    return next((position for position, credit in enumerate(credits) if total <= credit), None)
