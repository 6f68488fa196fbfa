"""Whether a customer's credit allows one more order, and what would release it.

Amounts are in company currency; money that the customer owes is positive.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """What a customer owes and is going to owe.

    :ivar float receivable: open receivables, payments and credits that are not allocated subtracted
    :ivar float to_invoice: confirmed orders, as far as they are not invoiced yet
    :ivar float prepaid: paid on those orders, but not in the ledger yet
    """

    receivable: float = 0.0
    to_invoice: float = 0.0
    prepaid: float = 0.0

    @property
    def exposure(self):
        """What would be owed if everything ordered were invoiced today."""
        return self.receivable + self.to_invoice - self.prepaid

    def with_order(self, amount, prepaid=0.0, on_account=0.0):
        """Return the position after one more order.

        :param float amount: its total, taxes included, as far as it is not invoiced
        :param float prepaid: what is paid on it and not in the ledger yet
        :param float on_account: what is paid on it and in the ledger, matched with nothing yet
        """
        return Position(self.receivable - on_account, self.to_invoice + amount, self.prepaid + prepaid)

    def plus(self, other):
        """Return both positions together."""
        return Position(
            self.receivable + other.receivable, self.to_invoice + other.to_invoice, self.prepaid + other.prepaid
        )


@dataclass(frozen=True)
class OpenOrder:
    """An order of which something is not invoiced.

    :ivar float to_invoice: what is not invoiced yet, taxes included
    :ivar float prepaid: what is paid on it and not in the ledger yet
    :ivar bool confirmed: False for a quotation
    :ivar bool held: whether a confirmed order waits for what the check, or the customer's credit, says
    :ivar float on_account: what is paid on it and in the ledger, matched with nothing yet
    """

    to_invoice: float = 0.0
    prepaid: float = 0.0
    confirmed: bool = False
    held: bool = False
    on_account: float = 0.0

    @property
    def paid(self):
        """What is paid on it, and no invoice knows of."""
        return self.prepaid + self.on_account

    def put_on(self, position):
        """Return a position with this order in it."""
        return position.with_order(self.to_invoice, self.prepaid, self.on_account)


@dataclass
class Queue:
    """Who takes a customer's credit, one after the other.

    Confirmed orders that are held have no credit yet: they do not stand in the way of those that go
    on, nor of each other. Quotations come last: they find all of them before them.

    What was paid on an order that waits, or on a quotation, is for that order: no other is judged with it.

    :ivar Position going: the ledger, and the confirmed orders that are not held
    :ivar Position waiting: the confirmed orders that are held
    """

    going: Position = Position()
    waiting: Position = Position()

    def add(self, order):
        """Put an order into the queue; a quotation only keeps its money to itself.

        :param OpenOrder order: the order
        """
        if order.confirmed and not order.held:
            # Its money is in the ledger that is there already.
            self.going = self.going.with_order(order.to_invoice, order.prepaid)
            return
        self.going = self.going.with_order(0.0, on_account=-order.on_account)
        if order.held:
            self.waiting = order.put_on(self.waiting)

    def position(self, order):
        """Return the position in which an order is judged.

        :param OpenOrder order: the order
        """
        if order.held:
            return order.put_on(self.going)
        if order.confirmed:
            return self.going
        return order.put_on(self.going.plus(self.waiting))

    def take(self, order):
        """Remember that an order goes on: what comes after it is judged with it.

        :param OpenOrder order: a held order, or a quotation; other orders have their credit already
        """
        if order.confirmed and not order.held:
            return
        self.going = order.put_on(self.going)
        if order.held:
            self.waiting = self.waiting.with_order(-order.to_invoice, -order.prepaid, -order.on_account)


@dataclass(frozen=True)
class Release:
    """What lets an order pass. Zero: this way does not lead there.

    :ivar float over: by how much the limit is exceeded
    :ivar float pay: what has to be paid, on open invoices or in advance; this always helps
    :ivar float deposit: what has to be paid on the order itself
    :ivar float ship_up_to: the part of the order that fits
    """

    over: float
    pay: float
    deposit: float
    ship_up_to: float


def over_limit(position, limit, precision):
    """Return by how much a position exceeds a limit; exactly at the limit is not over it.

    :param Position position: with the order in question
    :param float limit: 0 means that there is none
    :param float precision: smallest unit of the currency
    """
    if limit <= 0:
        return 0.0
    over = position.exposure - limit
    return over if over > precision / 2 else 0.0


def release(position, limit, order, precision):
    """Return what would let an order pass, or None if it passes.

    Amounts are whole units of the currency, so paying what is said here is enough.

    :param Position position: with the order
    :param float limit: the credit limit
    :param OpenOrder order: the order
    :param float precision: smallest unit of the currency
    """
    over = over_limit(position, limit, precision)
    if not over:
        return None
    missing = _whole(over, precision, math.ceil)
    fits = _whole(order.to_invoice - over, precision, math.floor)
    return Release(
        over=missing,
        pay=missing,
        deposit=missing if order.to_invoice - order.paid >= over - precision / 2 else 0.0,
        ship_up_to=max(0.0, fits),
    )


def _whole(amount, precision, rounding):
    """Return an amount in whole units; what floating point adds or takes away is no part of a unit."""
    return rounding(round(amount / precision, 4)) * precision


def days_late(payments):
    """Return how late a customer pays on average, weighted by amount; who pays early is not late.

    :param payments: pairs of (amount, days after the due date)
    """
    total = sum(amount for amount, _days in payments)
    if total <= 0:
        return 0.0
    return sum(amount * max(0, days) for amount, days in payments) / total


def lateness(days, allowed):
    """Return how bad it is to pay so late: 1 for up to twice what is allowed, 2 for up to four times, and so on.

    The average moves a little every day; who pays much later than before is another customer.

    :param float days: days late on average
    :param int allowed: days that are no matter
    """
    return math.ceil(math.log2(max(1.0, days / max(1, allowed))))
