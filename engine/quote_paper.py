"""What a quotation says on paper: which lines are options, when it is delivered, and how long texts are divided."""

from dataclasses import dataclass
from datetime import date
from math import ceil

SECTION, NOTE, PRODUCT = "section", "note", "product"  # a subsection is a section with a parent


@dataclass(frozen=True)
class Row:
    """One line of a quotation.

    :ivar key: hashable, whatever the caller knows it by
    :ivar kind: one of :data:`SECTION`, :data:`NOTE`, :data:`PRODUCT`
    :ivar parent: the key of the section to which it belongs; None for none
    :ivar offered: whether the customer may choose it
    :ivar quantity: of a product; an offered one without is not chosen
    """

    key: object
    kind: str = PRODUCT
    parent: object = None
    offered: bool = False
    quantity: float = 0.0


def divide(rows):
    """Part the lines that make the total from those that the customer may still choose.

    A section of options stands where its products do, and in both parts where some are chosen; its notes stay with
    what can still be chosen.

    :param list rows: :class:`Row`, in their order
    :return: (keys of the lines that count, keys of the options), each in their order
    """
    sections = {row.key: row for row in rows if row.kind == SECTION}
    chosen, open_ = set(), set()
    for row in rows:
        if row.kind == PRODUCT and row.offered:
            (chosen if row.quantity else open_).update(_above(row, sections))
    counted, options = [], []
    for row in rows:
        if not row.offered:
            apart = here = False
        elif row.kind == PRODUCT:
            apart, here = not row.quantity, bool(row.quantity)
        else:
            key = row.key if row.kind == SECTION else row.parent
            here = key in chosen
            apart = key in open_ or not here
            here = here and (row.kind == SECTION or not apart)
        if here or not row.offered:
            counted.append(row.key)
        if apart:
            options.append(row.key)
    return counted, options


def _above(row, sections):
    """Return the keys of the sections in which a line stands."""
    keys, parent = [], row.parent
    while parent in sections and parent not in keys:
        keys.append(parent)
        parent = sections[parent].parent
    return keys


@dataclass(frozen=True)
class Delivery:
    """When a line is delivered: on a day, or that many days after the order."""

    day: date | None = None
    days: int | None = None


def delivery_of(day, lead):
    """Return the :class:`Delivery` of a line, or None where nothing is known.

    :param date day: what is promised or asked for
    :param float lead: the days that it takes after the order; none are no promise
    """
    if day:
        return Delivery(day=day)
    return Delivery(days=ceil(lead)) if lead and lead > 0 else None


def shared(goods, services):
    """Return the one :class:`Delivery` of all lines; None if they differ or nothing is known.

    A service without a date says nothing about the goods.

    :param list goods: of each line with goods, None where it is not known
    :param list services: of each other line, likewise
    """
    found = {*goods, *(one for one in services if one)}
    return found.pop() if len(found) == 1 else None


def pieces(text, longest=600, most=12):
    """Divide a long description, for a row that is longer than a page is cut in two.

    At the ends of its lines, else between words, else in the midst of a word. Nothing is lost but white space at the
    cuts.

    :param int longest: characters of a piece
    :param int most: lines of a piece
    :return: at least one piece
    """
    found, room = [], 0
    for line in text.splitlines() or [""]:
        parts = _parts(line, longest)
        for number, part in enumerate(parts):
            if number or not found or room < len(part) or found[-1].count("\n") + 1 >= most:
                found.append(part)
                room = longest - len(part)
            else:
                found[-1] += f"\n{part}"
                room -= len(part)
    return found


def _parts(line, longest):
    """Return one line in parts that are not too long."""
    parts = []
    while len(line) > longest:
        cut = line.rfind(" ", 1, longest + 1)
        cut = cut if cut > 0 else longest
        parts.append(line[:cut])
        line = line[cut:].lstrip()
    return [*parts, line]
