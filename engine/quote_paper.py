"""What a quotation says on paper: which of its lines stand apart as options, and when it is delivered."""

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
