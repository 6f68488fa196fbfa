"""What a customer owed on a day in the past, from dated entries. Amounts in company currency.

Everything is summed once, in the order of time; each question about a day then is a look into the sums.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate


@dataclass
class Receivable:
    """An invoice, or one instalment of it.

    :ivar settled: ``(day, amount, whether it is a payment)``; the others are credit notes
    """

    booked: date
    due: date
    amount: float
    settled: list = field(default_factory=list)

    def changes(self, first=date.min):
        """Return ``(day, amount)`` by which what is open changes, seen from a day on.

        :param date first: before this day, nothing is said to be open
        """
        begin = max(self.booked, first)
        return [(begin, self.amount), *((max(on, begin), -amount) for on, amount, _payment in self.settled)]


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
        :param ordered: ``(order, local day, moment, amount)`` of orders, at their confirmation
        :param billed: ``(order, day, amount)`` of what invoices took over from orders
        :param receivables: iterable of :class:`Receivable`
        """
        self._ledger = Running(ledger)
        self._to_invoice = Running(_to_invoice(ordered, billed))
        self._receivables = list(receivables)
        self._open = self._open_from(lambda _receivable: date.min)
        self._late = {}
        # What came late, and how late, weighted; what is open and due, and since when, weighted
        paid = [
            (on, amount, amount * max(0, (on - receivable.due).days))
            for receivable in self._receivables
            for on, amount, payment in receivable.settled
            if payment
        ]
        self._paid = Running((on, amount) for on, amount, _weighted in paid)
        self._paid_late = Running((on, weighted) for on, _amount, weighted in paid)
        self._due_since = Running(
            (day, amount * receivable.due.toordinal())
            for receivable in self._receivables
            for day, amount in receivable.changes(receivable.due + timedelta(days=1))
        )

    def _open_from(self, first):
        """Return the running sum of what is open of receivables, of each from its own day on."""
        return Running(change for receivable in self._receivables for change in receivable.changes(first(receivable)))

    def _overdue_by(self, days):
        """Return the running sum of what is overdue by more than some days."""
        if days not in self._late:
            grace = timedelta(days=days + 1)
            self._late[days] = self._open_from(lambda receivable: receivable.due + grace)
        return self._late[days]

    def exposure(self, moment: datetime, day: date):
        """Return what was owed and ordered at a moment, that moment's own order included.

        :param date day: the same moment's local day
        """
        return self._ledger.at(day) + self._to_invoice.at((day, moment))

    def overdue(self, day, days):
        """Return what was overdue by more than some days, less what was paid and not allocated."""
        not_allocated = self._open.at(day) - self._ledger.at(day)
        return max(0.0, self._overdue_by(days).at(day) - max(0.0, not_allocated))

    def days_late(self, day):
        """Return how late payments of the year before came, what was open counted as paid on that day.

        See :func:`engine.credit.days_late`.
        """
        before = day - timedelta(days=366)
        still_open = self._overdue_by(0).at(day)
        paid = self._paid.at(day) - self._paid.at(before)
        late = self._paid_late.at(day) - self._paid_late.at(before)
        late += still_open * day.toordinal() - self._due_since.at(day)
        return late / (paid + still_open) if paid + still_open > 0.005 else 0.0


def _to_invoice(ordered, billed):
    """Yield ``((day, moment), amount)`` by which what is to be invoiced changes.

    An order that is invoiced beyond its amount takes nothing from the others.
    """
    by_order = defaultdict(list)
    for order, day, moment, amount in ordered:
        by_order[order].append(((day, moment), amount))
    for order, day, amount in billed:
        by_order[order].append(((day, datetime.min), -amount))
    for changes in by_order.values():
        left = shown = 0.0
        for when, amount in sorted(changes):
            left += amount
            yield when, max(0.0, left) - shown
            shown = max(0.0, left)
