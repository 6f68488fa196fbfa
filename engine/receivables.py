"""Receivables as of any day, rebuilt from what was matched until then: open amounts, ages, days to pay.

Today's residuals say nothing about a day in the past: what was paid since then was open on that day. Amounts are
whole units of one currency (:mod:`.money`), the company's as a rule; what customers owe is positive.
"""

from dataclasses import dataclass, field
from datetime import date

from .receivable_figures import Figure

BOUNDS = (30, 60, 90)


@dataclass(frozen=True)
class Item:
    """A receivable entry: an instalment of an invoice, a credit note, a payment.

    :ivar date day: its accounting date
    :ivar date due: its due date
    :ivar int amount: as it was booked; positive for what is owed
    :ivar group: what figures are grouped by: customer, salesperson, company
    :ivar bool payment: whether it is money received, in contrast to a credit note
    """

    key: object
    day: date
    due: date
    amount: int
    group: object = None
    payment: bool = False


@dataclass(frozen=True)
class Match:
    """An amount by which a debit and a credit were matched; it counts from ``day`` on, the later of both."""

    debit: object
    credit: object
    units: int
    day: date


@dataclass
class Ages:
    """What one group owes on a day, by age.

    :ivar int not_due: not due yet, or due on this very day
    :ivar list overdue: a sum for each range of days, the last one without end
    :ivar int credits: payments and credit notes that are not allocated, negative
    """

    not_due: int = 0
    overdue: list = field(default_factory=list)
    credits: int = 0

    @property
    def total(self):
        """The balance of the receivable account."""
        return self.not_due + sum(self.overdue) + self.credits

    @property
    def current(self):
        """What is not overdue. Credits that are not allocated belong to it, as nobody waits for them."""
        return self.total - sum(self.overdue)


@dataclass(frozen=True)
class Settlement:
    """Money that paid a part of an invoice, or all of it."""

    item: Item
    units: int
    day: date

    @property
    def days(self):
        """Days since the invoice's date."""
        return (self.day - self.item.day).days

    @property
    def days_late(self):
        """Days since the due date; negative if it came early."""
        return (self.day - self.item.due).days


@dataclass(frozen=True)
class Lateness:
    """Average days late: of what was paid, of what is still open and overdue, and of both.

    Whoever looks at payments only believes that those who never pay are not late.
    """

    paid: Figure
    open: Figure

    @property
    def together(self):
        """Of both."""
        return Figure(self.paid.numerator + self.open.numerator, self.paid.denominator + self.open.denominator)


def residuals(items, matches, as_of):
    """Return what was open at the end of a day: ``{key: units}``, for all items booked until then.

    :param items: items
    :param matches: matches; those with an item that is not given count for the other one
    :param date as_of: the day
    """
    booked = {item.key: item.day for item in items}
    left = {item.key: item.amount for item in items if item.day <= as_of}
    for match in matches:
        # An entry that is not booked yet cannot have been matched, whatever the match says.
        days = (match.day, booked.get(match.debit, match.day), booked.get(match.credit, match.day))
        if max(days) > as_of:
            continue
        if match.debit in left:
            left[match.debit] -= match.units
        if match.credit in left:
            left[match.credit] += match.units
    return left


def bucket(due, as_of, bounds=BOUNDS):
    """Return the range of days into which an amount falls: 0 for the first one; None if it is not overdue.

    :param date due: its due date; on that day nothing is overdue
    :param date as_of: the day
    :param bounds: last days of all ranges but the last, ascending
    """
    days = (as_of - due).days
    return None if days <= 0 else sum(days > bound for bound in bounds)


def aging(items, matches, as_of, bounds=BOUNDS):
    """Return the ages of what each group owes on a day: ``{group: Ages}``, without groups that owe nothing.

    :param items: as for :func:`residuals`
    :param matches: as for :func:`residuals`
    :param date as_of: the day
    :param bounds: as for :func:`bucket`
    """
    items = list(items)
    groups, left = {}, residuals(items, matches, as_of)
    for item in items:
        units = left.get(item.key, 0)
        if not units:
            continue
        ages = groups.setdefault(item.group, Ages(overdue=[0] * (len(bounds) + 1)))
        position = bucket(item.due, as_of, bounds)
        if units < 0:
            ages.credits += units
        elif position is None:
            ages.not_due += units
        else:
            ages.overdue[position] += units
    return groups


def settlements(items, matches, first, last):
    """Return the money that paid invoices in a period, its last day included. Credit notes are no money.

    :param items: as for :func:`residuals`
    :param matches: as for :func:`residuals`
    :param date first: first day
    :param date last: last day
    """
    known = {item.key: item for item in items}
    return [
        Settlement(known[match.debit], match.units, match.day)
        for match in matches
        if first <= match.day <= last and match.debit in known and match.credit in known and known[match.credit].payment
    ]


def days_to_pay(paid):
    """Return the average days from invoice to payment, weighted by amount; n/a if nothing was paid.

    :param paid: settlements
    """
    return Figure(sum(one.units * one.days for one in paid), sum(one.units for one in paid))


def days_late(paid, items, matches, as_of):
    """Return the average days late, weighted by amount; each part is n/a where there is nothing.

    What is paid early counts with negative days.

    :param paid: settlements of a period
    :param items: as for :func:`residuals`
    :param matches: as for :func:`residuals`
    :param date as_of: the day on which open amounts are looked at
    :rtype: Lateness
    """
    items = list(items)
    left = residuals(items, matches, as_of)
    overdue = [
        (left[item.key], (as_of - item.due).days) for item in items if left.get(item.key, 0) > 0 and item.due < as_of
    ]
    return Lateness(
        Figure(sum(one.units * one.days_late for one in paid), sum(one.units for one in paid)),
        Figure(sum(units * days for units, days in overdue), sum(units for units, _days in overdue)),
    )
