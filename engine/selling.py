"""Whether a product may be sold: its season, and where it stands in its life."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .supply import QUANTITY

ACTIVE = "active"
PHASE_OUT = "phase_out"
DISCONTINUED = "discontinued"

REPLACED = "replaced"
SOLD_OUT = "sold_out"

LEAP_YEAR = 2000


@dataclass(frozen=True)
class Season:
    """The part of every year in which a product is sold, both days included.

    It may cross the new year. Without both months it lasts all year; day 0 is the first, or the last,
    of its month.
    """

    start_month: int = 0
    start_day: int = 0
    end_month: int = 0
    end_day: int = 0

    def __bool__(self):
        return bool(self.start_month and self.end_month)

    def __contains__(self, day: date):
        if not self:
            return True
        first = (self.start_month, self.start_day or 1)
        last = (self.end_month, self.end_day or 31)
        asked = (day.month, day.day)
        if first <= last:
            return first <= asked <= last
        return asked >= first or asked <= last


def last_day(month):
    """Return the last day that a month has in any year: 29 for February."""
    return monthrange(LEAP_YEAR, month)[1]


def day_of_year(month, day, first):
    """Return a day of a season as a date in a leap year.

    :param int day: 0 for the first or last of the month; one that the month does not have is its last
    :param bool first: whether the season begins with it
    """
    if not day:
        day = 1 if first else last_day(month)
    return date(LEAP_YEAR, month, min(day, last_day(month)))


def why_not_sold(lifecycle, has_successor, wanted, left):
    """Return why a product is not sold any more, or an empty text.

    A product that is phased out is sold as long as stock lasts; one that has a successor, only while it
    is still active.

    :param str lifecycle: active, phase_out or discontinued
    :param bool has_successor: whether another product replaces it
    :param float wanted: quantity ordered that is not reserved yet
    :param float left: free stock; None where no stock is kept
    """
    if lifecycle == ACTIVE:
        return ""
    if has_successor:
        return REPLACED
    if lifecycle == DISCONTINUED:
        return DISCONTINUED
    if left is not None and wanted > left + QUANTITY:
        return SOLD_OUT
    return ""
