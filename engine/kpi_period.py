"""Periods of figures: whole days of a company, and the moments in UTC at which they begin and end.

A day is what the company's clock calls so: 23 or 25 hours long when the clocks are changed. Moments are in UTC
without saying so, as Odoo has them. Periods are compared by days, so that a figure never depends on an hour.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, WEEK, MONTH, QUARTER, YEAR = "day", "week", "month", "quarter", "year"
KINDS = (DAY, WEEK, MONTH, QUARTER, YEAR)
_MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """Days from the first to the last, both included.

    :raises ValueError: if it ends before it begins
    """

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError(f"a period cannot end on {self.last} and begin on {self.first}")

    def __contains__(self, day):
        return day is not None and self.first <= day <= self.last

    @property
    def days(self):
        """How many days it has."""
        return (self.last - self.first).days + 1

    def until(self, today):
        """Return what of it is over or under way, or None if it has not begun.

        :param date today: the company's day
        """
        return None if today < self.first else Period(self.first, min(self.last, today))


def period(kind, day):
    """Return the period of a kind in which a day lies. Weeks begin on Monday.

    :param str kind: one of :data:`KINDS`
    :param date day: any of its days
    :raises ValueError: for any other kind
    """
    if kind == DAY:
        return Period(day, day)
    if kind == WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=6))
    if kind not in _MONTHS:
        raise ValueError(f"{kind} is no kind of period")
    first = date(day.year, day.month - (day.month - 1) % _MONTHS[kind], 1)
    return Period(first, _add_months(first, _MONTHS[kind]) - ONE_DAY)


def previous(of):
    """Return the period before: as many months if it consists of whole months, else as many days.

    :param Period of: any period, also one that somebody has typed
    """
    last = of.first - ONE_DAY
    months = _whole_months(of)
    return Period(_add_months(of.first, -months) if months else of.first - timedelta(days=of.days), last)


def months(of):
    """Return the calendar months that a period touches, each cut to it, the first one first."""
    found, first = [], of.first
    while first <= of.last:
        found.append(Period(first, min(month_end(first), of.last)))
        first = month_end(first) + ONE_DAY
    return found


def month_end(day):
    """Return the last day of the month in which a day lies."""
    return period(MONTH, day).last


def bounds(of, zone):
    """Return the moments at which a period begins and at which it is over, in UTC; the second one excluded.

    :param Period of: days of the company
    :param str zone: its time zone, such as "Europe/Berlin"
    """
    return (
        to_utc(datetime.combine(of.first, time.min), zone),
        to_utc(datetime.combine(of.last + ONE_DAY, time.min), zone),
    )


def to_utc(local, zone):
    """Return a local moment in UTC. What the clocks show twice is the first; what they skip comes as much later.

    :param datetime local: what the company's clock shows
    :param str zone: as for :func:`bounds`
    """
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def to_local(moment, zone):
    """Return what the company's clock shows at a moment, or None for None.

    :param moment: in UTC, or None
    :param str zone: as for :func:`bounds`
    """
    return moment and moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def local_day(moment, zone):
    """Return the company's day at a moment, or None for None. See :func:`to_local`."""
    return moment and to_local(moment, zone).date()


def working_days(of, working):
    """Return how many working days a period has.

    :param Period of: the period
    :param working: working days in ascending order, as for :mod:`engine.calendar`, over the whole period
    """
    return bisect_right(working, of.last) - bisect_left(working, of.first)


def _add_months(first, number):
    count = first.year * 12 + first.month - 1 + number
    return date(count // 12, count % 12 + 1, 1)


def _whole_months(of):
    """Return of how many whole months a period consists, or 0."""
    after = of.last + ONE_DAY
    if of.first.day != 1 or after.day != 1:
        return 0
    return (after.year - of.first.year) * 12 + after.month - of.first.month
