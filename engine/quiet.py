"""When an order should have gone on: counted in the hours in which somebody works."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

Interval = tuple[datetime, datetime]
DAY = (time(9), time(17))  # of a company without a calendar, from Monday to Friday

# In how many working hours an order leaves a status, where nobody has said it otherwise
USUAL_HOURS = {
    "entered": 16.0,
    "in_progress": 40.0,
    "ready": 16.0,
    "shipped": 40.0,
    "delivered": 16.0,
    "on_hold": 24.0,
}


def overdue_before(work: Sequence[Interval], now: datetime, hours: float) -> datetime | None:
    """Return the moment before which everything began that goes on for more than a number of working hours.

    >>> monday = (datetime(2026, 6, 1, 8), datetime(2026, 6, 1, 16))
    >>> tuesday = (datetime(2026, 6, 2, 8), datetime(2026, 6, 2, 16))
    >>> overdue_before([monday, tuesday], datetime(2026, 6, 2, 10), 3)
    datetime.datetime(2026, 6, 1, 15, 0)

    :param work: when somebody works, ascending, apart from each other
    :return: None when ``work`` does not reach back that far
    """
    rest = timedelta(hours=hours)
    for start, stop in reversed(work):
        stop = min(stop, now)
        if stop <= start:
            continue
        if rest < stop - start:
            return stop - rest
        rest -= stop - start
    return None


def over_after(work: Sequence[Interval], since: datetime, hours: float) -> datetime | None:
    """Return the moment at which a number of working hours is over that began at another one.

    >>> monday = (datetime(2026, 6, 1, 8), datetime(2026, 6, 1, 16))
    >>> tuesday = (datetime(2026, 6, 2, 8), datetime(2026, 6, 2, 16))
    >>> over_after([monday, tuesday], datetime(2026, 6, 1, 15), 3)
    datetime.datetime(2026, 6, 2, 10, 0)

    :param work: when somebody works, ascending, apart from each other
    :return: None when ``work`` does not reach that far
    """
    rest = timedelta(hours=hours)
    for start, stop in work:
        start = max(start, since)
        if stop <= start:
            continue
        if rest <= stop - start:
            return start + rest
        rest -= stop - start
    return None


def weekday_work(first: datetime, last: datetime) -> list[Interval]:
    """Return the hours of Monday to Friday in local time, from the day of one moment to that of another."""
    days = (first.date() + timedelta(days=ahead) for ahead in range((last.date() - first.date()).days + 1))
    return [tuple(datetime.combine(day, clock) for clock in DAY) for day in days if day.weekday() < 5]
