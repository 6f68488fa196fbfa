"""Whether a carrier can take an order's goods, and by which day they can arrive."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import timedelta

FRAGILE, HAZARDOUS, TEMPERATURE = "fragile", "hazardous", "temperature_controlled"
HANDLING = (FRAGILE, HAZARDOUS, TEMPERATURE)

# Sums of weights such as 0.1 + 0.2 do not make a carrier refuse 0.3.
_NOISE = 1e-6


@dataclass(frozen=True)
class Piece:
    """Goods of one order line: quantity in the unit for which weight and volume are given."""

    product: object
    quantity: float
    weight: float = 0.0
    volume: float = 0.0


@dataclass
class Load:
    """What a carrier would have to take. ``unweighed`` are products whose weight nobody knows."""

    weight: float = 0.0
    volume: float = 0.0
    unweighed: list = field(default_factory=list)


def load_of(pieces):
    """Return the load that pieces make together.

    :param pieces: iterable of :class:`Piece`
    :rtype: Load
    """
    load = Load()
    for piece in pieces:
        if piece.quantity <= 0:
            continue
        load.weight += piece.quantity * piece.weight
        load.volume += piece.quantity * piece.volume
        if piece.weight <= 0 and piece.product not in load.unweighed:
            load.unweighed.append(piece.product)
    return load


def exceeds(value, maximum):
    """Whether a value is over a maximum; 0 is no maximum, exactly the maximum is allowed."""
    return bool(maximum) and value > maximum + _NOISE


def not_taken(needs, takes):
    """Return the kinds of handling that goods need and a carrier does not offer, in a fixed order."""
    return [kind for kind in HANDLING if kind in needs and kind not in takes]


def first_day(ordered, cut_off):
    """Return the day with which work on an order begins, be it a working day or not.

    :param datetime ordered: when it was ordered, in local time
    :param float cut_off: hour; what is ordered after it belongs to the next day
    """
    hour = ordered.hour + ordered.minute / 60 + ordered.second / 3600
    return ordered.date() + timedelta(days=hour > cut_off)


def earliest_day(start, days, working):
    """Return the day that lies a number of working days after the first working day from ``start`` on.

    :param date start: the first day, working day or not
    :param int days: working days that are needed
    :param list working: working days in ascending order, from ``start`` on or earlier
    :return: None when ``working`` does not reach that far
    """
    position = bisect_left(working, start) + days
    return working[position] if position < len(working) else None


def weekdays(first, last):
    """Return the days from Monday to Friday of a period, its last day included."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]
