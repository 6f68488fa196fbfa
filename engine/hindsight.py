"""What a customer owed on a day in the past, from dated entries. Amounts in company currency."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate

from .credit import days_late


@dataclass
class Receivable:
    """An invoice, or one instalment of it.

    :ivar settled: ``(day, amount, whether it is a payment)``; the others are credit notes
    """

    booked: date
    due: date
    amount: float
    settled: list = field(default_factory=list)

    def open_on(self, day):
        """Return what was open at the end of a day."""
        if self.booked > day:
            return 0.0
        return self.amount - sum(amount for on, amount, _payment in self.settled if on <= day)


class Running:
    """A sum that changes over time."""

    def __init__(self, changes):
        """Take what changes it.

        :param changes: pairs of (moment, amount) in any order
        """
        by_moment = defaultdict(float)
        for moment, amount in changes:
            by_moment[moment] += amount
        self._moments = sorted(by_moment)
        self._sums = list(accumulate(by_moment[moment] for moment in self._moments))

    def at(self, moment):
        """Return the sum with everything that had happened at a moment."""
        index = bisect_right(self._moments, moment)
        return self._sums[index - 1] if index else 0.0


class History:
    """One customer's past."""

    def __init__(self, ledger=(), ordered=(), billed=(), receivables=()):
        """Take what happened.

        :param ledger: ``(day, amount)`` of all receivable entries, payments negative
        :param ordered: ``(moment, amount)`` of orders, at their confirmation
        :param billed: ``(day, amount)`` of what invoices took over from orders
        :param receivables: iterable of :class:`Receivable`
        """
        self._ledger = Running(ledger)
        self._ordered = Running(ordered)
        self._billed = Running(billed)
        self._receivables = list(receivables)

    def exposure(self, moment: datetime, day: date):
        """Return what was owed and ordered at a moment, that moment's own order included.

        :param date day: the same moment's local day
        """
        to_invoice = self._ordered.at(moment) - self._billed.at(day)
        return self._ledger.at(day) + max(0.0, to_invoice)

    def overdue(self, day, days):
        """Return what was overdue by more than some days, less what was paid and not allocated."""
        opened = [(receivable.due, receivable.open_on(day)) for receivable in self._receivables]
        late = sum(amount for due, amount in opened if due < day - timedelta(days=days))
        not_allocated = sum(amount for _due, amount in opened) - self._ledger.at(day)
        return max(0.0, late - max(0.0, not_allocated))

    def days_late(self, day):
        """Return how late payments of the year before came; see :func:`engine.credit.days_late`."""
        year_ago = day - timedelta(days=365)
        paid = [
            (amount, (on - receivable.due).days)
            for receivable in self._receivables
            for on, amount, payment in receivable.settled
            if payment and year_ago <= on <= day
        ]
        still_open = [
            (receivable.open_on(day), (day - receivable.due).days)
            for receivable in self._receivables
            if receivable.due < day and receivable.open_on(day) > 0
        ]
        return days_late(paid + still_open)
