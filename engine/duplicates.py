"""Which orders are probably the same order, entered twice."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

REFERENCE, LINES = "reference", "lines"


@dataclass(frozen=True)
class Order:
    """A live order.

    :param reference: the customer's reference as it is compared, empty for none
    :param content: products and quantities as it is compared, empty for none
    :param moment: when an order is confirmed that is not confirmed yet
    """

    id: int
    customer: int
    confirmed: bool
    date: datetime
    reference: str = ""
    content: str = ""
    moment: datetime | None = None

    @property
    def dates(self):
        """The days that count: the order's own and, before confirmation, the one it is about to get."""
        return (self.date, self.moment) if self.moment else (self.date,)


def windows(checked, hours):
    """Return in which periods orders with the same lines have to be looked for.

    :param checked: iterable of ``(customer, date)``
    :return: list of ``(customer, from, to)``; the periods of one customer do not overlap
    """
    reach = timedelta(hours=hours)
    dates = defaultdict(list)
    for customer, date in checked:
        dates[customer].append(date)
    periods = []
    for customer, found in dates.items():
        found.sort()
        begin = found[0]
        for date, following in pairwise(found):
            if following - date > 2 * reach:
                periods.append((customer, begin - reach, date + reach))
                begin = following
        periods.append((customer, begin - reach, found[-1] + reach))
    return periods


def find_duplicates(checked, orders, hours):
    """Return for each order the one that it repeats.

    The order that was there first is fine, as long as it is the one that is confirmed.

    :param checked: ids of the orders to judge
    :param orders: iterable of :class:`Order`, the checked ones among them
    :param hours: between the dates of orders with the same lines
    :return: ``{id: (id of the other, REFERENCE or LINES)}``
    """
    reach = timedelta(hours=hours)
    # The confirmed first, then the oldest: what is answered does not change when another order comes in.
    orders = sorted(orders, key=lambda order: (not order.confirmed, order.id))
    by_reference, by_lines = defaultdict(list), defaultdict(list)
    for order in orders:
        if order.reference:
            by_reference[order.customer, order.reference].append(order)
        if order.content:
            by_lines[order.customer, order.content].append(order)
    found = {}
    checked = set(checked)
    for order in orders:
        if order.id not in checked:
            continue
        same = _first(order, by_reference.get((order.customer, order.reference), ()))
        if same:
            found[order.id] = (same.id, REFERENCE)
            continue
        same = _first(order, by_lines.get((order.customer, order.content), ()), reach)
        if same:
            found[order.id] = (same.id, LINES)
    return found


def _first(order, others, reach=None):
    for other in others:
        if _comes_before(other, order) and (reach is None or _near(order, other, reach)):
            return other
    return None


def _comes_before(other, order):
    if order.confirmed:
        return other.confirmed and other.id < order.id
    return other.id != order.id and (other.confirmed or other.id < order.id)


def _near(order, other, reach):
    return any(abs(other.date - date) <= reach for date in order.dates)
