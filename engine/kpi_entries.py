"""What facts say to figures, in a form that is stored and summed up.

A stored entry must not depend on the day on which it was made. So facts are judged as if all time had passed: what
was promised for the future and has not come is a miss by then. Whoever reads sums for a day looks only at entries
that are due by then: what lies ahead is not yet due.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from .kpi_definition import DUE
from .kpi_verdict import FAILED, NOT_YET_DUE, OPEN, REASONS
from .money import half_up

END_OF_TIME = date.max
# Ages are counted from here, and kept as the moment since when something is open.
REFERENCE = datetime(2100, 1, 1)
# Decimals of a part that has no end, such as a third of a value: sums of them are exact, in whatever order.
DIGITS = 9


def timeless(options):
    """Return options with which a verdict is the same on every day."""
    return replace(options, today=END_OF_TIME, now=REFERENCE)


def entry(verdict):
    """Return a verdict as plain values: ``[day, numerator, denominator, reason, unit, open since, estimated]``.

    Trailing empty values are left out. Days and moments are ISO texts; the day of what is open as long as nothing
    happens is None. Numbers are texts that :func:`number` reads.

    :param verdict: made with :func:`timeless` options
    """
    day = None if verdict.day in (None, END_OF_TIME) else verdict.day.isoformat()
    since = None if verdict.age is None else (REFERENCE - timedelta(seconds=verdict.age)).isoformat(" ")
    values = [
        day,
        _text(verdict.numerator),
        _text(verdict.denominator),
        verdict.reason,
        None if verdict.unit is None else str(verdict.unit),
        since,
        verdict.estimated or None,
    ]
    while values and values[-1] is None:
        values.pop()
    return values


def judge(kpis, fact, options):
    """Return what a fact says to several figures, and which of them failed.

    :param kpis: definitions of figures (:class:`engine.kpi_definition.Kpi`) that are made of such facts
    :param fact: one fact
    :param Options options: as :func:`timeless` returns them
    :return: ``{code: entry}``, and ``{code: what went wrong}``; a fact that fails is left out for that reason, until
        it is read again
    """
    entries, broken = {}, {}
    for kpi in kpis:
        try:
            entries[kpi.code] = entry(kpi.assess(fact, options))
        except Exception as error:
            entries[kpi.code] = [None, None, None, FAILED]
            broken[kpi.code] = f"{type(error).__name__}: {error}"
    return entries, broken


def sums(entries):
    """Return what entries add to the days they belong to.

    :param entries: ``{code: entry}``
    :return: ``{(code, day, reason, unit): (numerator, denominator, rows, estimated)}``; days as ISO texts or None,
        numbers exact
    """
    found = {}
    for code, values in entries.items():
        day, numerator, denominator, reason, unit, _since, estimated = [*values, *[None] * (7 - len(values))]
        counts = reason is None
        found[code, day, reason, unit] = (
            number(numerator) if counts else 0,
            number(denominator) if counts else 0,
            1,
            int(counts and bool(estimated)),
        )
    return found


def change(before, after):
    """Return what has to be added to the sums when entries change; nothing where nothing has.

    :param before: entries that were counted, ``{code: entry}``
    :param after: entries that count from now on
    :return: as :func:`sums`, with differences
    """
    old, new = sums(before), sums(after)
    found = {}
    for key in old.keys() | new.keys():
        parts = zip(new.get(key, (0,) * 4), old.get(key, (0,) * 4), strict=True)
        difference = tuple(now - then for now, then in parts)
        if any(difference):
            found[key] = difference
    return found


def number(text):
    """Return the exact number of an entry: an int or a Decimal."""
    return Decimal(text) if isinstance(text, str) else text or 0


def reason_on(cohort, day, reason, today):
    """Return why an entry does not count on a day, or None if it does.

    :param str cohort: of the figure
    :param day: the entry's day, or None
    :param reason: the entry's own reason, or None
    :param date today: the company's day on which somebody asks
    """
    if reason is None and cohort == DUE and day is not None and day >= today:
        return NOT_YET_DUE
    if reason is None and day is None:
        return OPEN
    return reason if reason is None or reason in REASONS else OPEN


def _text(value):
    if isinstance(value, int):
        return value or None
    if isinstance(value, Fraction):
        value = Decimal(half_up(value * 10**DIGITS)).scaleb(-DIGITS)
    if value == value.to_integral_value():
        return int(value) or None
    return f"{value.normalize():f}"
