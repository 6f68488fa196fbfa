"""Red, amber or green: whether a quantity can be there in time, and from where.

Days or moments, whichever the caller compares: all of one kind.
"""

from dataclasses import dataclass

GREEN = "green"  # all of it, in time, from the warehouse of the line
AMBER = "amber"  # possible, but later than asked for, or only from another warehouse
RED = "red"  # nobody knows when


@dataclass(frozen=True)
class Verdict:
    """What can be said to who asks for a quantity.

    :ivar light: one of :data:`GREEN`, :data:`AMBER`, :data:`RED`
    :ivar at: when all of it can be there at the earliest; None if that is not known
    :ivar place: the warehouse from which it comes then
    :ivar in_time: whether that is in time; of an amber light: from another warehouse it is
    """

    light: str
    at: object = None
    place: object = None
    in_time: bool = False


def is_in_time(at, asked):
    """Whether something that can be there at a time is there in time.

    :param at: None if it is not known when
    :param asked: for when it is asked for
    """
    return at is not None and at <= asked


def light_of(at, asked):
    """Return the light of one warehouse for itself; parameters as of :func:`is_in_time`."""
    if at is None:
        return RED
    return GREEN if is_in_time(at, asked) else AMBER


def judge(possible, own, asked):
    """Return the verdict on a line over all its warehouses.

    :param dict possible: ``{warehouse: when all of it can be there, or None}``; of two warehouses with the
        same time the first one counts
    :param own: the warehouse from which the line would be shipped
    :param asked: for when it is asked for
    :rtype: Verdict
    """
    at = possible.get(own)
    if is_in_time(at, asked):
        return Verdict(GREEN, at, own, True)
    known = {place: time for place, time in possible.items() if time is not None and place != own}
    first = min(known, key=known.get, default=None)
    if first is not None and (at is None or is_in_time(known[first], asked)):
        return Verdict(AMBER, known[first], first, is_in_time(known[first], asked))
    if at is not None:
        return Verdict(AMBER, at, own)
    return Verdict(RED)
