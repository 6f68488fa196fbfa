"""When the clocks of figures start, stop and stand still."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .calendar import arrives
from .kpi_period import to_local, to_utc
from .shipping import earliest_day, first_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ShipClock:
    """The window within which an order has to leave.

    :ivar datetime start: when it begins
    :ivar end: the moment at which it is over, in UTC; None where nobody knows yet
    :ivar day: the company's day on which it is over
    :ivar stands: the order was put on hold within it, and still is
    """

    start: datetime
    end: datetime | None = None
    day: date | None = None
    stands: bool = False


def ship_clock(confirmed, zone, working, holds=(), earliest=None, shipped=None, cut_off=None, hours=24):
    """Return within which window an order has to leave: it begins with whatever comes last.

    That is the confirmation, the first moment at which the customer wants the goods to leave, and the release of a
    hold that was placed before the window was over. A hold that comes after a miss does not undo it, and one that
    comes after all has left stops nothing.

    :param datetime confirmed: when the order was confirmed
    :param holds: ``(placed, released)``; ``released`` None where it stands
    :param earliest: moment, or None
    :param shipped: when all of it had left, or None
    :param str zone: as for :func:`ship_window`, as ``working``, ``cut_off`` and ``hours``
    """
    start = max(confirmed, earliest or confirmed)
    end, day = ship_window(start, zone, working, cut_off, hours)
    for placed, released in sorted(holds, key=lambda hold: hold[0]):
        if end is None or placed > end or (shipped and placed >= shipped):
            break
        if released is None:
            return ShipClock(start, stands=True)
        if released > start:
            start = released
            end, day = ship_window(start, zone, working, cut_off, hours)
    return ShipClock(start, end, day)


def ship_window(start, zone, working, cut_off=None, hours=24):
    """Return until when an order has to leave, so many hours of working days after the start, and on which day.

    Clocks run through the whole working day. What comes after the cut-off hour, or on a day off, begins with the
    next working day. So Friday at ten ends on Monday at ten; Friday after the cut-off, when Monday is over.
    Hours are the clock's: a window of 24 hours over a change of clocks ends at the same hour.

    :param datetime start: in UTC; see :func:`ship_clock`
    :param str zone: time zone of the company
    :param list working: working days in ascending order, from the start's day or earlier
    :param cut_off: hour such as 14.5, or None
    :param hours: how long it is
    :return: the moment in UTC, and the company's last day of the window (midnight ends the day before it); two
        times None when ``working`` does not reach that far
    """
    local = to_local(start, zone)
    first = local.date() if cut_off is None else first_day(local, cut_off)
    day = earliest_day(first, 0, working)
    if day is None:
        return None, None
    begin = local - datetime.combine(day, time.min) if day == local.date() else timedelta()
    whole, rest = divmod(begin + timedelta(hours=float(hours)), ONE_DAY)
    if not rest and whole:
        # To the end of a day, rather than to the beginning of the next working one.
        whole, rest = whole - 1, ONE_DAY
    last = earliest_day(day, whole, working)
    return (last and to_utc(datetime.combine(last, time.min) + rest, zone)), last


def arrival_day(left, transit, working):
    """Return the day on which goods arrive by the carrier's days in transit, where nothing proves it.

    :param datetime left: when they left, local time
    :param int transit: working days
    :param list working: as for :func:`engine.calendar.arrives`
    :return: None when ``working`` does not reach that far
    """
    arrived = arrives(left, transit, working)
    return arrived and arrived.date()


def standing_seconds(stretches, start, end):
    """Return for how many seconds between two moments a clock stood still, each of them counted once.

    Holds may overlap, and an order may be on hold while it waits for the date that its customer asked for.

    :param stretches: ``(from, to)``; ``to`` None where it still stands
    :param datetime start: what was before does not count
    :param datetime end: nor does what comes after
    """
    total, reached = timedelta(), start
    for begin, stop in sorted((begin, stop or end) for begin, stop in stretches):
        begin, stop = max(begin, reached), min(stop, end)
        if stop > begin:
            total += stop - begin
            reached = stop
    return round(total.total_seconds())


def seconds(start, end):
    """Return whole seconds from one moment to another, or None if one of them is not known."""
    return None if start is None or end is None else round((end - start).total_seconds())
