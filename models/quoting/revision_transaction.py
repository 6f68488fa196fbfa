"""What a transaction remembers about quotations until its outermost piece of work is done.

Kept beside the cursor, so nothing of it can come in over RPC (see ``models/validation/transaction.py``).
"""

from contextlib import contextmanager
from weakref import WeakKeyDictionary

_of_cursor = WeakKeyDictionary()


class RevisionTransaction:
    """Quotations that one piece of work touches.

    :ivar set changed: ids of those that may say something else now
    :ivar set sent: ids of those that are being sent
    :ivar dict files: ``{id: attachment that goes out with the mail}``
    :ivar set chosen: ids of those in which the customer has made a choice
    :ivar creating: how many calls create quotations just now (they may be nested)
    """

    def __init__(self):
        self._depth = self.creating = 0
        self._clear()

    def _clear(self):
        self.changed, self.sent, self.chosen, self.files = set(), set(), set(), {}

    @classmethod
    def of(cls, env):
        """Return the state of the current transaction."""
        return _of_cursor.setdefault(env.cr, cls())

    @contextmanager
    def collecting(self, env):
        """Gather what happens to quotations, and draw the conclusion once, when the outermost work is done.

        After an exception none is drawn: what was noted is going to be rolled back.
        """
        self._depth += 1
        try:
            yield self
            if self._depth == 1 and (self.changed or self.sent):
                env["sale.order"].browse(sorted(self.changed | self.sent))._revise(self)
        finally:
            self._depth -= 1
            if not self._depth:
                self._clear()
