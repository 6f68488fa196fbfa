"""Which shipment is on which invoice: of one order line, what left first is invoiced first.

Quantities are Decimals in one unit of measure. Nothing in a document of Odoo says which shipment an invoice is for,
so both are lined up in the order in which they were made.
"""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

TINY = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What of a line left with one shipment."""

    shipment: Hashable
    left_at: datetime
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """What of a line stands on one document: more than nothing on an invoice, less on a credit note.

    :ivar for_return: a credit note that says itself that it is for a return, whether the goods came back or not
    """

    document: Hashable
    quantity: Decimal
    for_return: bool = False


@dataclass(slots=True)
class Match:
    """How shipments and invoices of a line fit together.

    :ivar dict last_left: ``{invoice: when the last of it left; None: not all of it has}``
    :ivar set open: shipments of which something is not invoiced
    :ivar set unexplained: credit notes of more than what came back: something had been billed wrong
    """

    last_left: dict = field(default_factory=dict)
    open: set = field(default_factory=set)
    unexplained: set = field(default_factory=set)


def match(parcels, bills, returned=Decimal(0)):
    """Line up what left of an order line with what was invoiced of it.

    Credit notes are for what came back, as far as something did. What is credited beyond was billed wrong, and has to
    be invoiced again. What came back and is not credited has not to be invoiced any more: the last of it.

    :param parcels: :class:`Parcel` in the order in which they left
    :param bills: :class:`Bill` in the order in which they were posted
    :param Decimal returned: what came back, whenever it did
    :rtype: Match
    """
    ends, total = [], Decimal(0)
    for parcel in parcels:
        ends.append((total, total + parcel.quantity, parcel))
        total += parcel.quantity
    found, billed = Match(), Decimal(0)
    for bill in bills:
        if bill.quantity >= 0:
            billed += bill.quantity
            left = (parcel.left_at for _begin, end, parcel in ends if end >= billed - TINY)
            found.last_left[bill.document] = next(left, None)
        else:
            explained = min(returned, -bill.quantity)
            returned -= explained
            wrong = 0 if bill.for_return else -bill.quantity - explained
            if wrong > TINY:
                found.unexplained.add(bill.document)
                billed = max(Decimal(0), billed - wrong)
    found.open = {
        parcel.shipment for begin, end, parcel in ends if min(end, total - returned) - max(begin, billed) > TINY
    }
    return found


def whole_kits(moves, kits):
    """Return what components that left make in whole kits, in the order in which they left.

    Each move brings as much of the kits further as the component that is furthest behind allows.

    :param moves: ``[(key, component, quantity, whether it has left)]``, in the order in which they left
    :param Decimal kits: how many kits all moves together are for
    :return: ``[(key, kits)]`` of moves that have left and made a kit complete
    """
    planned = defaultdict(Decimal)
    for _key, component, quantity, _left in moves:
        planned[component] += quantity
    sent, before, found = dict.fromkeys(planned, Decimal(0)), Decimal(0), []
    for key, component, quantity, left in moves:
        if not left:
            continue
        sent[component] += quantity
        complete = min(sent[each] / planned[each] for each in planned if planned[each]) * kits
        if complete - before > TINY:
            found.append((key, complete - before))
            before = complete
    return found
