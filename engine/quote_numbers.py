"""Numbers and dates of an order list: read where they can be read in one way only, else decided and told."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .amounts import parse_amount

COLUMN, LANGUAGE = "column", "language"
AMBIGUOUS, NO_NUMBER, NO_DATE = "ambiguous", "no_number", "no_date"

_QUANTITY = re.compile(r"(?P<number>[-−+(]?[\d.,\s'’]*\d[\d.,\s'’]*\)?)(?P<unit>[^\d\s.,'’()][^\d]*)?")
_LETTERS = re.compile(r"[^\W\d_]{3}|[$€£¥¢₠-₿]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


@dataclass(frozen=True)
class Read:
    """What a text says.

    :ivar value: a Decimal or a date; None if there is none
    :ivar str problem: why there is none
    :ivar str told: by what it was decided, where the text alone could be read in two ways
    """

    value: object = None
    problem: str = ""
    told: str = ""


@dataclass(frozen=True)
class Habit:
    """How a column is written: a mark of decimals, or whether days come first.

    :ivar choice: None where the column contradicts itself
    :ivar str by: by what that is known
    """

    choice: object
    by: str


def number_habit(texts, language=".", others=()):
    """Return how the numbers of a column are written: as its own say, else those of the list, else the language.

    :param texts: the column's texts
    :param str language: the mark of decimals in the user's language
    :param others: the texts of all columns of numbers
    """
    own, whole = ({marks[0] for text in column if len(marks := _marks(text)) == 1} for column in (texts, others))
    return _habit(own or whole, language)


def date_habit(texts, day_first):
    """Return how the dates of a column are written.

    :param bool day_first: whether days come first in the user's language
    """
    return _habit({ways[0][0] for text in texts if len(ways := _date_ways(text)) == 1}, day_first)


def read_number(text, habit):
    """Return what number a text says; what can be read in one way only is read so in any column.

    :param Habit habit: of its column
    """
    values = {mark: parse_amount(text, mark) for mark in ".,"}
    different = {value for value in values.values() if value is not None}
    if not different:
        return Read(problem=NO_NUMBER)
    if len(different) == 1:
        return Read(different.pop())
    if habit.choice is None:
        return Read(problem=AMBIGUOUS)
    return Read(values[habit.choice], told=habit.by)


def split_quantity(text):
    """Return number and unit of ``5 kg``; the unit is empty where none is written.

    >>> split_quantity("1,5 kg"), split_quantity("5x")
    (('1,5', 'kg'), ('5', ''))
    """
    found = _QUANTITY.fullmatch(text.strip())
    if not found:
        return text.strip(), ""
    unit = (found["unit"] or "").strip()
    return found["number"].strip(), "" if unit in ("x", "X", "×") else unit


def currency_of(text):
    """Return the code or sign of a currency beside an amount, or an empty text."""
    found = _LETTERS.search(text)
    return found[0].upper() if found else ""


def read_date(text, habit):
    """Return what day a text says; ``2026-01-31``, or day, month and year in the order of the column.

    :param Habit habit: of its column
    """
    iso = _ISO.fullmatch(text.strip())
    if iso:
        day = _day(*map(int, iso.groups()))
        return Read(day) if day else Read(problem=NO_DATE)
    ways = dict(_date_ways(text))
    if not ways:
        return Read(problem=NO_DATE)
    if len(set(ways.values())) == 1:
        return Read(next(iter(ways.values())))
    if habit.choice is None:
        return Read(problem=AMBIGUOUS)
    return Read(ways[habit.choice], told=habit.by)


def _habit(votes, language):
    if len(votes) > 1:
        return Habit(None, "")
    return Habit(votes.pop(), COLUMN) if votes else Habit(language, LANGUAGE)


def _marks(text):
    """Return the marks that can separate decimals here; none where there is no mark, or no number."""
    values = {mark: value for mark in ".," if (value := parse_amount(text, mark)) is not None}
    marked = "." in text or "," in text
    # 1.234.567 says by its marks alone which one it is; 0.5 as well.
    return list(values) if marked and values else []


def _date_ways(text):
    """Return ``(whether the day comes first, day)`` for each way to read a date that is one."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return []
    one, separator, two, year = int(found[1]), found[2], int(found[3]), int(found[4])
    # Points stand in dates with the day first everywhere.
    orders = [(True, (year, two, one))] + [(False, (year, one, two))] * (separator != ".")
    return [(first, day) for first, parts in orders if (day := _day(*parts))]


def _day(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_whole(value, digits):
    """Whether a number has no more decimals than this."""
    return value == round(Decimal(value), digits)
