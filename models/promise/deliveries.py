"""When goods of an order can be with the customer, by what a warehouse has: for one order, from now on."""

from odoo import fields


class Deliveries:
    """Remembers what it has worked out: the lines of an order share most moments. All moments are in UTC.

    The rules by which dates are promised, too: what is there leaves after picking, with the carrier's
    collection; what is still to come, so long after it has come; nothing before the product's own lead time.

    :param sale.order order: the order
    :ivar datetime now: when it was made
    :ivar datetime earliest: when what is there can leave
    """

    def __init__(self, order):
        self._order, self.now = order, fields.Datetime.now()
        self._leaving, self._arriving, self._days = {}, {}, {}
        self.earliest = self._leaves(self.now)

    def possible(self, line, available, leave_by):
        """Return when all of a line can be with the customer; None if that is not known.

        :param Availability available: what a warehouse has for a moment
        :param datetime leave_by: this moment
        """
        return None if available.possible_at is None else self.arrival(line, available.possible_at, leave_by)

    def arrival(self, line, there, leave_by):
        """Return when all of a line is with the customer that is in the warehouse at a moment.

        :param datetime there: this moment; None counts as now
        :param datetime leave_by: as for :meth:`possible`
        """
        leaves = self.earliest
        if there and there > max(self.now, leave_by):
            leaves = max(leaves, self._leaves(there))
        if line.customer_lead:
            leaves = max(leaves, line._expected_date())
        return self._arrives(leaves)

    def asked(self, leave_by):
        """Return for when a line is asked for; where the customer names no date, picking makes nothing late.

        :param datetime leave_by: when it has to leave
        """
        return self._order.commitment_date or self._arrives(max(leave_by, self.earliest))

    def day(self, moment):
        """Return the day of a moment for the company that ships; None for none."""
        if moment is None:
            return None
        if moment not in self._days:
            self._days[moment] = self._order._promise_day(moment)
        return self._days[moment]

    def _leaves(self, moment):
        if moment not in self._leaving:
            self._leaving[moment] = self._order._earliest_leaving(moment)
        return self._leaving[moment]

    def _arrives(self, moment):
        if moment not in self._arriving:
            self._arriving[moment] = self._order._arrives_at(moment)
        return self._arriving[moment]
