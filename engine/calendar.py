"""When goods leave and when they arrive. All moments are local time of the company that ships.

Goods are picked in whole working days, and the carrier collects at the cut-off hour. They arrive a number
of working days later, at the hour at which they left; without days in transit at the moment they leave.
"""

from bisect import bisect_right
from datetime import datetime, time, timedelta

from .shipping import earliest_day, first_day

END_OF_DAY = time(23, 59, 59)


def leaves(ordered, cut_off, days, working):
    """Return when goods that are in stock can leave at the earliest.

    :param datetime ordered: when work on them can begin
    :param float cut_off: hour; what is ordered after it belongs to the next day
    :param int days: working days for picking, after the first one
    :param list working: working days in ascending order, from ``ordered`` on or earlier
    :return: None when ``working`` does not reach that far
    """
    day = earliest_day(first_day(ordered, cut_off), days, working)
    return day and datetime.combine(day, time.min) + timedelta(seconds=round(cut_off * 3600))


def arrives(left, transit, working):
    """Return when goods arrive.

    What leaves on a day off counts as if it left on the next working day.

    :param datetime left: when they leave
    :param int transit: working days from leaving to arriving
    :param list working: as for :func:`leaves`
    :return: None when ``working`` does not reach that far
    """
    if not transit:
        return left
    day = earliest_day(left.date(), transit, working)
    return day and datetime.combine(day, left.time())


def leaves_by(arriving, transit, working):
    """Return when goods have to leave at the latest to arrive in time.

    Fits to :func:`arrives`: what leaves until this moment arrives in time, and nothing that leaves later.

    :param datetime arriving: when they have to be there
    :param int transit: working days from leaving to arriving
    :param list working: working days in ascending order, up to ``arriving`` or later
    :return: None when ``working`` does not reach back that far
    """
    if not transit:
        return arriving
    day = arriving.date()
    last = bisect_right(working, day) - 1
    if last < transit:
        return None
    on_time = working[last] == day
    return datetime.combine(working[last - transit], arriving.time() if on_time else END_OF_DAY)
