"""What is short: who may decide what, what a customer may answer and until when, and who is served first.

All moments are local time of the company that ships, unless it says otherwise.
"""

from dataclasses import dataclass
from datetime import datetime, time

from .shipping import earliest_day

# What happens to the rest of a line
BACKORDER, CLOSE, SUBSTITUTE = "backorder", "close", "substitute"

# What a customer accepts
COMPLETE, PARTIAL, LIMITED = "complete", "partial", "limited"

# What a customer answers
WAIT, SEND_NOW, CANCEL = "wait", "send_now", "cancel"
ANSWERS = (WAIT, SEND_NOW, SUBSTITUTE, CANCEL)

# Where a question stands
TO_SEND, SENT, ANSWERED, EXPIRED, VOID = "to_send", "sent", "answered", "expired", "void"
OPEN = (TO_SEND, SENT)

# Why an answer is not taken
ALREADY, TOO_LATE, OUTDATED, NOTHING_OPEN, CHANGED, NOT_OFFERED = (
    "already",
    "too_late",
    "outdated",
    "nothing_open",
    "changed",
    "not_offered",
)

# Why a delivery may not leave
SHORT, NOT_CLOSED, LAST, TOO_MANY = "short", "not_closed", "last", "too_many"


# === Until when, and what may be answered === #


def deadline(asked, days, working):
    """Return until when a question may be answered: the end of the n-th working day after it was asked.

    :param datetime asked: when it was asked
    :param int days: working days; what is asked on a day off counts from the next working day
    :param list working: working days in ascending order, from ``asked`` on or earlier
    :return: None when ``working`` does not reach that far
    """
    day = earliest_day(asked.date(), days, working)
    return day and datetime.combine(day, time(23, 59, 59))


@dataclass(frozen=True)
class Question:
    """What is known of a question when somebody answers it, or when its deadline has passed.

    :ivar state: where it stands
    :ivar overdue: whether its deadline has passed
    :ivar going_on: whether its order is confirmed, and something of what was asked about is still to be shipped
    :ivar held_back: whether the customer's own wish to get everything at once keeps goods from leaving
    :ivar offers: whether there is something to offer instead
    :ivar changed: whether who answers has seen something else than what is true now
    """

    state: str
    overdue: bool = False
    going_on: bool = True
    held_back: bool = False
    offers: bool = False
    changed: bool = False


def possible_answers(question):
    """Return what a customer may answer now, in the order in which it is shown."""
    if question.state not in OPEN or question.overdue or not question.going_on:
        return ()
    allowed = {WAIT: True, SEND_NOW: question.held_back, SUBSTITUTE: question.offers, CANCEL: True}
    return tuple(answer for answer in ANSWERS if allowed[answer])


def refusal(question, answer):
    """Return why an answer is not taken; None if it is."""
    if question.state in (ANSWERED, EXPIRED):
        return ALREADY
    if question.state == VOID:
        return OUTDATED
    if question.overdue:
        return TOO_LATE
    if not question.going_on:
        return NOTHING_OPEN
    if question.changed:
        return CHANGED
    return None if answer in possible_answers(question) else NOT_OFFERED


def is_gone(question):
    """Whether nobody can answer a question any more because its time is over, or there is a newer one."""
    return question.state in (EXPIRED, VOID) or (question.state in OPEN and question.overdue)


def meaning_of_silence(setting, question):
    """Return what silence means for a question; None if there is nothing to answer any more.

    :param str setting: what the company has chosen
    """
    if not question.going_on:
        return None
    return setting if setting != SEND_NOW or question.held_back else WAIT


# === What a customer accepts === #


@dataclass(frozen=True)
class Leaving:
    """What of one order is about to leave.

    :ivar policy: what the customer accepts; None: as Odoo does
    :ivar most: how many shipments, for the policy of n shipments
    :ivar shipped: how many have left
    :ivar rest: whether something of the order stays open in this place
    :ivar closed: whether that rest is closed herewith: nothing more comes
    :ivar may_close: whether who ships may decide that
    """

    policy: str | None
    most: int = 0
    shipped: int = 0
    rest: bool = False
    closed: bool = False
    may_close: bool = False


def obstacle(leaving):
    """Return why these goods may not leave now; None if they may."""
    if leaving.policy == COMPLETE and leaving.rest:
        if not leaving.closed:
            return SHORT
        return None if leaving.may_close else NOT_CLOSED
    if leaving.policy == LIMITED and leaving.most:
        if leaving.shipped >= leaving.most:
            return TOO_MANY
        if leaving.shipped + 1 == leaving.most and leaving.rest and not leaving.closed:
            return LAST
    return None


def policy_of(order, customer):
    """Return what holds: the order's own policy, else its customer's.

    :param tuple order: policy or None, number of shipments
    :param tuple customer: as for the order
    """
    return order if order[0] else customer


# === Substitutes === #


@dataclass(frozen=True)
class Price:
    """What one unit costs.

    :ivar unit: price of the line
    :ivar discount: percent
    :ivar paid: what the customer pays of it: less the discount, and with taxes where they differ
    """

    unit: float
    discount: float
    paid: float


def substitute_price(ordered, own, same_taxes=True):
    """Return price and discount of a substitute, which is never dearer than what was ordered.

    :param Price ordered: what was ordered
    :param Price own: the substitute by the price list
    :param bool same_taxes: whether both prices mean the same
    """
    if own.paid <= ordered.paid:
        return own.unit, own.discount
    if same_taxes:
        return ordered.unit, ordered.discount
    return own.unit * ordered.paid / own.paid, own.discount


# === Who gets what arrives === #


def turn(starred, promised, planned, ordered, key):
    """Return the key by which those who wait are sorted: the first one gets what arrives.

    :param bool starred: whether somebody has marked the transfer as urgent
    :param datetime promised: when it had to leave by its first promise; None without one
    :param datetime planned: when Odoo has planned it
    :param datetime ordered: when it was ordered; None if it is for no order
    :param int key: tells apart what is otherwise the same
    """
    return (not starred, promised or planned, ordered or planned, key)


def reordered(items, movable, key):
    """Return items with those that may move sorted among the places that they have.

    :param list items: in their present order
    :param movable: says of an item whether it may move
    :param key: sort key of those that may
    """
    ranked = iter(sorted(filter(movable, items), key=key))
    return [next(ranked) if movable(item) else item for item in items]
