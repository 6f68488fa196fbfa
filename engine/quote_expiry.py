"""Until when a quotation can be accepted, and when who hears that it ends.

A quotation is valid until the end of its last day, which is midnight in the time zone of the company that made it,
wherever its reader or the server is.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What is done about a quotation, each once for each last day
REMINDER, ACTIVITY, EXPIRED = "reminder", "activity", "expired"


@dataclass(frozen=True)
class Terms:
    """What a company has switched on.

    :ivar int reminder_days: so many days before the last day the customer is reminded; 0: never
    :ivar int activity_days: so many days before it the salesperson is told; 0: never
    :ivar bool auto_expire: whether quotations expire by themselves
    :ivar date expire_since: what ended before this day stays as it is; None: nothing expires
    """

    reminder_days: int = 0
    activity_days: int = 0
    auto_expire: bool = False
    expire_since: date | None = None


def local_day(moment: datetime, zone: str) -> date:
    """Return the day of a moment in UTC in a time zone.

    >>> local_day(datetime(2026, 6, 30, 12, 0), "Pacific/Auckland")
    datetime.date(2026, 7, 1)
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def ends_at(last_day: date, zone: str) -> datetime:
    """Return the first moment, in UTC, at which a quotation cannot be accepted any more.

    Where the clocks are put forward at midnight, the day ends when they are.

    >>> ends_at(date(2026, 6, 30), "America/Los_Angeles")
    datetime.datetime(2026, 7, 1, 7, 0)
    """
    midnight = datetime.combine(last_day + timedelta(days=1), time.min, ZoneInfo(zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def is_over(last_day: date | None, today: date) -> bool:
    """Whether the last day has passed; a quotation without one is valid for ever.

    >>> [is_over(last_day, date(2026, 6, 30)) for last_day in (date(2026, 6, 30), date(2026, 6, 29), None)]
    [False, True, False]
    """
    return bool(last_day) and last_day < today


def last_days(kind: str, today: date, terms: Terms) -> tuple[date, date] | None:
    """Return the first and the last of the last days of those quotations for which something is to be done today.

    :param kind: what: :data:`REMINDER`, :data:`ACTIVITY` or :data:`EXPIRED`
    :param today: in the company's time zone
    :return: None if there are none
    """
    if kind == EXPIRED:
        if not terms.auto_expire or not terms.expire_since or not is_over(terms.expire_since, today):
            return None
        return terms.expire_since, today - timedelta(days=1)
    days = terms.reminder_days if kind == REMINDER else terms.activity_days
    return (today, today + timedelta(days=days)) if days > 0 else None
