"""When the clocks of figures start, stop and stand still."""

from datetime import datetime, time, timedelta

from .calendar import arrives
from .kpi_period import to_local, to_utc
from .shipping import earliest_day, first_day

ONE_DAY = timedelta(days=1)


def clock_start(confirmed, released=None, earliest=None):
    """Return when the time to ship begins: with whatever came last.

    :param datetime confirmed: when the order was confirmed
    :param released: when its last hold was released, or None
    :param earliest: the first moment at which the customer wants the goods to leave, or None
    """
    return max(moment for moment in (confirmed, released, earliest) if moment)


def ship_window(start, zone, working, cut_off=None, hours=24):
    """Return until when an order has to leave, so many hours of working days after the start, and on which day.

    Clocks run through the whole working day. What comes after the cut-off hour, or on a day off, begins with the
    next working day. So Friday at ten ends on Monday at ten; Friday after the cut-off, when Monday is over.
    Hours are the clock's: a window of 24 hours over a change of clocks ends at the same hour.

    :param datetime start: see :func:`clock_start`, in UTC
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
