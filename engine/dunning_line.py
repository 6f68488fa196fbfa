"""An open receivable line: whether anybody is asked for it at all, and how much of it money on account covers.

Amounts are whole units of their currency (:mod:`.money`), days are local days of the company.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from .exchange import bought, worth

# Why nobody is asked for a line, whatever the day. Money that is not allocated is not for such lines either.
PAID, CUSTOMER_EXCLUDED, NO_FOLLOWUP, BEFORE_START, NEVER_SENT, DISPUTED, PROMISED = EXCLUDED = (
    "paid",
    "customer_excluded",
    "no_followup",
    "before_start",
    "never_sent",
    "disputed",
    "promised",
)


@dataclass(frozen=True)
class Line:
    """An open receivable line.

    :ivar key: sorts lines that are otherwise the same
    :ivar customer: who gets the message
    :ivar date invoiced: the invoice's date
    :ivar date due: the line's own due date
    :ivar int residual: what is open, in units of ``currency``
    :ivar int value: the same in units of the company's currency; None if that is the currency
    :ivar schedule: key of its schedule; None without one
    :ivar sent: whether the customer was ever sent the invoice
    :ivar promised: the day until which payment is promised
    :ivar noted: keys of steps taken or skipped; ``last_noted`` the day of the last one
    """

    key: object
    customer: object
    invoiced: date
    due: date
    residual: int
    currency: object = None
    value: int | None = None
    schedule: object = None
    sent: bool = True
    disputed: bool = False
    no_followup: bool = False
    customer_excluded: bool = False
    promised: date | None = None
    noted: frozenset = frozenset()
    last_noted: date | None = None


@dataclass(frozen=True)
class Day:
    """What holds for all lines of a run.

    :ivar date today: the company's day
    :ivar date start: lines that were due before it are never chased
    :ivar int grace: days that pass after a promise before it counts as broken
    """

    today: date
    start: date | None = None
    grace: int = 0


def age(line):
    """Return the key that sorts lines by age, the oldest first."""
    return (line.due, line.invoiced, line.key)


def exclusion(line, day):
    """Return why nobody is asked for this line at all, or None.

    :param Line line: the line
    :param Day day: the run
    """
    facts = (
        (PAID, line.residual <= 0),
        (CUSTOMER_EXCLUDED, line.customer_excluded),
        (NO_FOLLOWUP, line.no_followup),
        (BEFORE_START, day.start is not None and line.due < day.start),
        (NEVER_SENT, not line.sent),
        (DISPUTED, line.disputed),
        (PROMISED, line.promised is not None and day.today <= line.promised + timedelta(days=day.grace)),
    )
    return next((reason for reason, holds in facts if holds), None)


def cover(lines, credits, values=None):
    """Return how much of each line is covered by money that is not allocated: ``{line key: units}``.

    The money of a customer goes to that customer's lines, the oldest first: in a currency to lines in that
    currency, then what is left to lines in others that there is a value for.

    :param lines: lines that may be asked for
    :param dict credits: ``{(customer, currency): units}``, positive
    :param dict values: what one unit of a currency is worth, ``{currency: Fraction}``, all in the same measure
    """
    left, covered = {account: units for account, units in credits.items() if units > 0}, {}
    lines = sorted(lines, key=age)
    for line in lines:
        account = (line.customer, line.currency)
        part = min(left.get(account, 0), line.residual)
        if part:
            left[account] -= part
            covered[line.key] = part
    if values:
        _cover_converted(lines, left, covered, values)
    return covered


def _cover_converted(lines, left, covered, values):
    """Have what is left cover lines in other currencies; ``left`` and ``covered`` are changed."""
    accounts = defaultdict(list)
    for customer, currency in sorted(left, key=str):
        if left[customer, currency] and values.get(currency):
            accounts[customer].append(currency)
    for line in lines:
        for currency in accounts.get(line.customer, ()) if values.get(line.currency) else ():
            rate = values[line.currency] / values[currency]
            missing, money = line.residual - covered.get(line.key, 0), left[line.customer, currency]
            whole = worth(missing, rate)
            part = missing if whole <= money else bought(money, rate)
            if part:
                covered[line.key] = covered.get(line.key, 0) + part
                left[line.customer, currency] = money - min(whole, money)
