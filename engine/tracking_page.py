"""What a customer is shown of an order: how far it has come; and how often somebody may look."""

import re
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from .order_status import CANCELLED, DELIVERED, ENTERED, IN_PROGRESS, INVOICED, ON_HOLD, PAID, QUOTE, READY, SHIPPED

WAY = (ENTERED, IN_PROGRESS, READY, SHIPPED, DELIVERED, INVOICED, PAID)
FINISHED = (DELIVERED, INVOICED, PAID, CANCELLED)  # nothing is on its way any more
WITH_GOODS = (IN_PROGRESS, READY, SHIPPED)
PAST, NOW, TODO = "past", "now", "todo"

# In a minute, from addresses that stand close together: an office full of people, and no more.
MOST_REQUESTS = 200
MOST_WRONG = 20
MOST_QUESTIONS = 10  # about one order on one day

COLOR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
FALLBACK = "#304be0"


class Step(NamedTuple):
    """One status on the way of an order: since when (None: nobody knows), and whether it is past, now or to come."""

    status: str
    at: object
    state: str


def way(status, history, goods=True):
    """Return the steps of an order.

    A step that is past has the moment at which it was first reached, the present one that at which it was reached
    last: what fell back begins anew. A hold stands where the order was stopped; after a cancellation comes nothing.

    :param str status: where the order is
    :param history: ``[(status, moment)]`` of what it has reached, the oldest first
    :param bool goods: whether something is shipped
    :rtype: list[Step]
    """
    first, last = {}, {}
    for reached, at in history:
        first.setdefault(reached, at)
        last[reached] = at
    steps = [step for step in WAY if goods or step not in WITH_GOODS]
    if status == CANCELLED:
        before = [step for step in steps if step in first]
        return [Step(step, first[step], PAST) for step in before] + [Step(CANCELLED, last.get(CANCELLED), NOW)]
    before = [reached for reached, _at in history if reached in steps]
    if status in steps:
        position, present = steps.index(status), [Step(status, last.get(status), NOW)]
        following = steps[position + 1 :]
    else:
        position = steps.index(before[-1]) + 1 if status == ON_HOLD and before else 0
        present = [Step(status, last.get(status), NOW)] if status in (ON_HOLD, QUOTE) else []
        following = steps[position:]
    past = [Step(step, first.get(step), PAST) for step in steps[:position]]
    return past + present + [Step(step, None, TODO) for step in following]


def neighbourhood(address):
    """Return what an address shares with those beside it: of IPv4 a /24, of IPv6 a /48; a text without meaning else.

    :param str address: as the web server says it
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def is_hidden(address, forwarded):
    """Whether an address is that of our own proxy, which says for whom it asks but is not believed.

    Then all visitors of the world have this address.

    :param str address: as the web server says it: where the proxy is believed, the last of those forwarded
    :param str forwarded: the header ``X-Forwarded-For``
    """
    last = (forwarded or "").rpartition(",")[2].strip()
    try:
        return bool(last) and last != address and not ip_address((address or "").partition("%")[0]).is_global
    except ValueError:
        return False


def too_many(requests, wrong):
    """Whether somebody has to wait for the next minute."""
    return requests >= MOST_REQUESTS or wrong >= MOST_WRONG


def colors(color):
    """Return a company's colour as it may stand in a page, and black or white: what can be read on it."""
    color = color if color and COLOR.fullmatch(color) else FALLBACK
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    bright = (299 * red + 587 * green + 114 * blue) / 1000 > 150
    return color.lower(), "#000000" if bright else "#ffffff"
