"""What a transaction remembers about checks until its outermost piece of work is done.

Kept beside the cursor, so nothing of it can come in over RPC. Not in its ``precommit.data`` or its
``cache``: savepoints empty them, and a reordering rule that is triggered in the middle of a confirmation
sets one. What is remembered ends with the ``with`` block that made it, also when the block raises.
"""

from contextlib import contextmanager
from weakref import WeakKeyDictionary

_of_cursor = WeakKeyDictionary()

# What scheduled work has in its context: Odoo's own jobs, and those of the module queue_job
JOB_KEYS = {"cron_id", "job_uuid"}


class GateTransaction:
    """State of the gate in one transaction.

    :ivar set passed: ids of orders that are being confirmed and have been through the gate
    :ivar dict judged: ``{order id: what it was when it passed}``, while it is being confirmed
    :ivar customer_doors: how many customer's doors are open (they may be nested)
    """

    def __init__(self):
        self.passed = set()
        self.judged = {}
        self.customer_doors = 0
        self.edited = set()
        self.paid = set()
        self._depth = 0

    @classmethod
    def of(cls, env):
        """Return the state of the current transaction."""
        return _of_cursor.setdefault(env.cr, cls())

    @contextmanager
    def customer_door(self):
        """Within this, orders are accepted and put on hold instead of being refused."""
        self.customer_doors += 1
        try:
            yield
        finally:
            self.customer_doors -= 1

    @contextmanager
    def passing(self, orders, judged=None):
        """Within this, these orders have passed the gate.

        :param dict judged: ``{order id: what it was when it passed}``
        """
        mine = set(orders.ids) - self.passed
        self.passed |= mine
        outside, self.judged = self.judged, self.judged | (judged or {})
        try:
            yield
        finally:
            self.passed -= mine
            self.judged = outside

    @contextmanager
    def collecting(self, env):
        """Gather what has to be checked, and check it once, when the outermost piece of work is done.

        Inside, note the ids of ``edited`` orders, and ``(customer id, company id)`` who have ``paid``.
        After an exception nothing is checked: what was noted is going to be rolled back.

        :param env: environment of the caller
        """
        self._depth += 1
        try:
            yield self
            while self._depth == 1 and (self.edited or self.paid):
                edited, self.edited = self.edited, set()
                paid, self.paid = self.paid, set()
                env["sale.order"].browse(sorted(edited))._check_after_edit()
                env["sale.order"]._check_after_payment(paid)
        finally:
            self._depth -= 1
            if not self._depth:
                self.edited, self.paid = set(), set()
