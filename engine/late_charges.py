"""What paying late costs: simple interest and fees. Amounts are whole units of the currency (:mod:`.money`)."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .money import half_up

DAYS_IN_YEAR = 365


@dataclass(frozen=True)
class Balance:
    """What was open from a day on, until the next balance; ``units`` may be 0."""

    since: date
    units: int


@dataclass(frozen=True)
class Charge:
    """What is to be charged for a line now.

    :ivar int interest: units; ``since`` and ``until`` are the first and last day that it adds
    :ivar int fee: units
    """

    interest: int = 0
    fee: int = 0
    since: date | None = None
    until: date | None = None


def interest(balances, percent, due, until):
    """Return simple interest on what was open after the due date: units, rounded once, half up.

    The day of the due date costs nothing, the last day counts, and a year has 365 days. A payment stops the
    interest on its amount from its own day on. Never less than zero.

    :param balances: balances in ascending order of their days
    :param percent: interest of a year; a float is taken as it is written
    :param date due: the due date
    :param date until: the last day
    """
    balances = list(balances)
    ends = [balance.since for balance in balances[1:]] + [until + timedelta(days=1)]
    total = 0
    for balance, end in zip(balances, ends, strict=True):
        since = max(balance.since, due + timedelta(days=1))
        days = (min(end, until + timedelta(days=1)) - since).days
        total += max(balance.units, 0) * max(days, 0)
    return max(0, half_up(Fraction(total) * Fraction(str(percent)) / 100 / DAYS_IN_YEAR))


def charge(balances, percent, due, until, *, charged=0, charged_until=None, fee=0):
    """Return what is to be charged for a line, beyond what was charged before.

    Interest is all that has accrued less what was charged, so charging often costs as much as charging once,
    and charging twice on one day costs no more interest. Who asks sees to it that a fee comes once.

    :param charged: interest charged so far, in units; ``charged_until`` the last day that it included
    :param int fee: the step's fee, 0 if this line does not bear it
    :param balances: as for :func:`interest`
    :param percent: as for :func:`interest`
    :param date due: the due date
    :param date until: the last day
    :rtype: Charge
    """
    since = max(charged_until or due, due) + timedelta(days=1)
    accrued = interest(balances, percent, due, until) - charged if until >= since else 0
    new_fee = fee if fee > 0 and until > due else 0
    if accrued <= 0:
        return Charge(fee=new_fee)
    return Charge(accrued, new_fee, since, until)
