"""Which day is promised, and whether a promise still holds. Days are those of the company that ships."""

from dataclasses import dataclass
from datetime import date

ON_TRACK, LATE, OVERDUE, KEPT, MISSED = "on_track", "late", "overdue", "kept", "missed"
OPEN = (ON_TRACK, LATE, OVERDUE)
AT_RISK = (LATE, OVERDUE)
# The first of these that a line has is what its order has.
WORST_FIRST = (OVERDUE, LATE, ON_TRACK, MISSED, KEPT)


def promised(asked, possible, day):
    """Return what is promised: what was asked for, unless it cannot be held on its day.

    :param datetime asked: the moment asked for, or None
    :param datetime possible: the first moment at which the goods can be there
    :param day: function that returns the day of a moment
    """
    return asked if asked and day(asked) >= day(possible) else possible


@dataclass(frozen=True)
class Outlook:
    """What is known of an open promise.

    :ivar promised: day for which the goods are promised
    :ivar possible: day on which they can be there, by supply; None if nothing is coming for some of them
    :ivar waits: whether they wait for supply at all
    :ivar if_left_now: day on which they are there if they leave now
    """

    promised: date
    possible: date | None
    waits: bool
    if_left_now: date


def verdict(outlook):
    """Say whether a promise still holds, and by how many days it does not.

    :return: state, days late (0 where they are not known)
    """
    if outlook.waits and outlook.possible is None:
        return LATE, max(0, (outlook.if_left_now - outlook.promised).days)
    if outlook.waits and outlook.possible > outlook.promised:
        # Supply may come before the goods could be there that are in stock.
        return LATE, (max(outlook.possible, outlook.if_left_now) - outlook.promised).days
    if outlook.if_left_now > outlook.promised:
        return OVERDUE, (outlook.if_left_now - outlook.promised).days
    return ON_TRACK, 0
