"""When a customer is told what, and whether it is still news when the time has come."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .order_status import CANCELLED as ORDER_CANCELLED
from .order_status import ENTERED, QUOTE

RECEIVED, IN_PROGRESS, READY, SHIPPED, PARTLY_SHIPPED, DELIVERED, INVOICED, ON_HOLD, PROMISE, CANCELLED = (
    "received",
    "in_progress",
    "ready",
    "shipped",
    "partly_shipped",
    "delivered",
    "invoiced",
    "on_hold",
    "promise",
    "cancelled",
)
# What a customer can wish
EACH, DAILY, NONE = "each", "daily", "none"
# What becomes of a message whose time has come
SEND, LATER, OVERTAKEN, DECLINED = "send", "later", "overtaken", "declined"

# Of these several may be waiting for one order; the last one says it all.
LAST_COUNTS = (ON_HOLD, PROMISE)


@dataclass(frozen=True)
class Situation:
    """What is true of an order when the time of a message about it has come.

    ``kinds`` are those that its company sends. ``told`` are those that the customer was told of this order, or will be.
    ``document`` says whether what the message is about is still so: the transfer has left, or arrived; the invoice is
    posted; all reasons of the hold wait for the customer; the promise is for another day than the customer knows.
    """

    kind: str
    status: str
    kinds: frozenset = field(default_factory=frozenset)
    told: frozenset = field(default_factory=frozenset)
    document: bool = True
    arrived: bool = False  # the transfer that the message is about
    some_left: bool = False  # a transfer of the order
    newest: bool = True  # among those of its kind and order


def is_news(now: Situation) -> bool:
    """Whether a message is still to be sent: the order has not left the status, and nothing says more.

    >>> is_news(Situation(READY, "ready")), is_news(Situation(READY, "shipped"))
    (True, False)
    """
    if now.kind in LAST_COUNTS:
        return now.document and now.newest and now.status not in (QUOTE, ORDER_CANCELLED)
    if now.kind == RECEIVED:
        return _receipt_is_news(now)
    if now.kind == IN_PROGRESS:  # parcels that have left say so, too
        return now.status == IN_PROGRESS and not now.some_left
    if now.kind in (READY, CANCELLED):
        return now.status == now.kind
    if now.kind in (SHIPPED, PARTLY_SHIPPED):
        return now.document and not (now.arrived and DELIVERED in now.kinds)
    return now.document


def _receipt_is_news(now):
    """Who is told of a later status need not be told that the order was received; everybody else does."""
    if now.status in (QUOTE, ORDER_CANCELLED):
        return False
    # Once a part has left, that is what is told.
    later = PARTLY_SHIPPED if now.status == IN_PROGRESS and now.some_left else now.status
    return now.status == ENTERED or later not in now.told


def fate(news: bool, wish: str | None, summarized: bool) -> str:
    """Return what becomes of a message whose time has come.

    :param news: see :func:`is_news`
    :param wish: what the customer wishes; nothing means each
    :param summarized: whether it has waited for the daily summary
    """
    if not news:
        return OVERTAKEN
    if wish == NONE:
        return DECLINED
    return LATER if wish == DAILY and not summarized else SEND


def summary_moment(now: datetime, hour: int, zone: str) -> datetime:
    """Return when the next daily summary is due, in UTC: the first time that clocks show this hour.

    Where clocks are put forward over it, that is an hour later.

    :param now: in UTC, as Odoo has it without saying so
    """
    place = ZoneInfo(zone)
    day = now.replace(tzinfo=UTC).astimezone(place).date()
    for ahead in range(3):
        local = datetime.combine(day + timedelta(days=ahead), time(hour), place)
        moment = local.astimezone(UTC).replace(tzinfo=None)
        if moment > now:
            return moment
    raise ValueError(now)  # no day is that long


def in_one_mail(messages: Iterable[tuple[int, Hashable]]) -> Sequence[list[int]]:
    """Return which messages go into one mail: those of a reader together, the others each by itself.

    :param messages: ``(message, reader)``; no reader for what is not summarized
    """
    mails: dict = defaultdict(list)
    for message, reader in messages:
        mails[("reader", reader) if reader is not None else ("message", message)].append(message)
    return list(mails.values())
