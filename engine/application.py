"""Which invoices a payment is for: proposals that somebody looks at, each with the rule behind it.

Amounts are whole units of a currency (:mod:`.money`). A payment is proposed for its customer's items in its own
currency, and in others that it has a rate for: they are compared at that rate (:mod:`.exchange`). The same input
gives the same proposals, in whatever order it comes.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from .combination import combinations
from .exchange import bought, worth

BY_REFERENCE, EXACT, COMBINATION, NEAR, OLDEST = "reference", "exact", "combination", "near", "oldest"
RULES = (BY_REFERENCE, EXACT, COMBINATION, NEAR, OLDEST)

# Why less is paid than is open. The last one is for somebody to find out.
DISCOUNT, SMALL, UNEXPLAINED = "discount", "small", "unexplained"

# A reference is looked for in a payment's text if it has as many letters and digits, and a digit among them.
SHORTEST_REFERENCE = 4


@dataclass(frozen=True)
class Open:
    """An open receivable item; a credit note that is not allocated has a negative residual.

    :ivar key: sorts items that are otherwise the same
    :ivar tuple references: its number, the customer's PO number, a payment reference
    :ivar int discount: what may be deducted until ``discount_until``
    :ivar int tolerance: what may stay open of it without a question; 0 where the company has not said so
    """

    key: object
    customer: object
    residual: int
    due: date
    currency: object = None
    references: tuple = ()
    discount: int = 0
    discount_until: date | None = None
    tolerance: int = 0


@dataclass(frozen=True)
class Payment:
    """Money of which a part is not allocated.

    :ivar str text: whatever the customer wrote
    :ivar dict rates: what it pays in other currencies, ``{currency: Fraction}``: what one unit of them is worth
    """

    key: object
    customer: object
    units: int
    day: date
    currency: object = None
    text: str = ""
    rates: dict = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Part:
    """What one item gets.

    :ivar int units: what is applied; negative for a credit note that is used up
    :ivar int paid: what that takes of the money, in its currency
    :ivar int short: what stays open; ``reason`` why
    """

    item: Open
    units: int
    paid: int
    short: int = 0
    reason: str | None = None


@dataclass
class Proposal:
    """One way to apply a payment.

    :ivar str rule: one of ``RULES``
    :ivar list parts: the oldest item first
    :ivar int rest: what stays unallocated
    :ivar bool certain: whether it is exact to the unit, nothing else would be, and the customer names nothing
        else; only such a proposal may be applied without a look, and only where the company says so
    :ivar bool nearly: whether the customer names all of it, and only a small difference stays open

    What has to be converted is neither: a rate is a guess at what the customer's bank has done.
    """

    rule: str
    parts: list = field(default_factory=list)
    rest: int = 0
    certain: bool = False
    nearly: bool = False


def proposals(payment, items, rules=RULES):
    """Return what may be done with a payment, the best proposal first; empty if there is nothing to pay.

    - ``reference``: items that the customer names. Certain if they are exactly what is paid.
    - ``exact``: one item of exactly this amount, in its own currency first. Certain if it is the only one there.
    - ``combination``: several items that are exactly this amount together, as few and as old as possible.
      Certain if no other combination and no single item is.
    - ``near``: one item of which no more than its tolerance stays open. Never certain.
    - ``oldest``: the oldest items, as far as the money goes. Never certain.

    A customer who names an item is believed: what leaves it out is not certain.

    :param Payment payment: the payment
    :param items: open items, also of other customers and currencies
    :param rules: which proposals are looked for; exact sums are the ones that take long
    :rtype: list
    """
    theirs = [item for item in items if item.customer == payment.customer and item.residual]
    mine = _candidates(payment, theirs)
    if payment.units <= 0 or not mine:
        return []
    named = {item.key for item in theirs if any(names(payment.text, reference) for reference in item.references)}
    own = [item for item in mine if item.currency == payment.currency]
    ways = {
        BY_REFERENCE: lambda: _by_reference(payment, [item for item in mine if item.key in named]),
        EXACT: lambda: _exact(payment, own) or _exact(payment, mine),
        COMBINATION: lambda: _combination(payment, own) or (len(own) < len(mine) and _combination(payment, mine)),
        NEAR: lambda: _near(payment, mine),
        OLDEST: lambda: _in_order(OLDEST, payment, [item for item in mine if item.residual > 0]),
    }
    found = [proposal for rule, way in ways.items() if rule in rules and (proposal := way())]
    for proposal in found:
        if not _keys(proposal) >= named or _converted(payment, proposal):
            proposal.certain = proposal.nearly = False
    return found


def apply_certain(payments, items, tolerant=False):
    """Return the proposals that may be applied without a look: ``{payment key: Proposal}``.

    No item is given to two payments: where two could be for the same item, neither gets it. Payments that name
    what they pay come first; the others are judged by what is left.

    :param payments: payments, of any number of customers
    :param items: open items
    :param bool tolerant: whether small differences may stay open of what is named
    """
    accounts = defaultdict(list)
    for item in items:
        accounts[item.customer].append(item)
    taken, applied = set(), {}
    for rules in ((BY_REFERENCE,), (EXACT, COMBINATION)):
        claims, claimed = {}, Counter()
        for payment in payments:
            if payment.key in applied:
                continue
            mine = [item for item in accounts[payment.customer] if item.key not in taken]
            fitting = [one for one in proposals(payment, mine, rules=rules) if one.certain or (tolerant and one.nearly)]
            if fitting:
                claims[payment.key] = fitting[0]
                claimed.update(_keys(fitting[0]))
        for key, proposal in claims.items():
            if all(claimed[item] == 1 for item in _keys(proposal)):
                applied[key] = proposal
                taken |= _keys(proposal)
    return applied


def names(text, reference):
    """Whether a text names a reference: as whole words, whatever stands between its parts.

    ``INV 2026-00012`` and ``inv202600012`` name ``INV/2026/00012``; ``INV/2026/000123`` does not.

    :param str text: what somebody wrote
    :param str reference: what is looked for
    """
    wanted, words = _words(reference), _words(text)
    joined = "".join(wanted)
    if len(joined) < SHORTEST_REFERENCE or not any(letter.isdigit() for letter in joined):
        return False
    length = len(wanted)
    return joined in words or any(words[at : at + length] == wanted for at in range(len(words) - length + 1))


def _words(text):
    return re.findall(r"[^\W_]+", text.upper())


def _keys(proposal):
    return {part.item.key for part in proposal.parts}


def _converted(payment, proposal):
    return any(part.item.currency != payment.currency for part in proposal.parts)


def _rate(payment, item):
    return 1 if item.currency == payment.currency else payment.rates[item.currency]


def _worth(payment, item):
    return worth(item.residual, _rate(payment, item))


def _candidates(payment, items):
    """Return what a payment may be for, the oldest first; a credit note only in its own currency."""
    mine = [
        item
        for item in items
        if item.currency == payment.currency or (item.currency in payment.rates and item.residual > 0)
    ]
    return sorted(mine, key=lambda item: (item.due, item.key))


def _full(payment, items):
    return [Part(item, item.residual, _worth(payment, item)) for item in items]


def _by_reference(payment, named):
    proposal = _in_order(BY_REFERENCE, payment, named)
    if proposal:
        proposal.certain = sum(_worth(payment, item) for item in named) == payment.units
        reasons = {part.reason for part in proposal.parts if part.short}
        proposal.nearly = reasons == {SMALL} and not proposal.rest
    return proposal


def _exact(payment, items):
    fitting = [item for item in items if _worth(payment, item) == payment.units]
    return Proposal(EXACT, _full(payment, fitting[:1]), certain=len(fitting) == 1) if fitting else None


def _combination(payment, items):
    found = combinations([_worth(payment, item) for item in items], payment.units)
    if not found.combinations:
        return None
    chosen = [items[position] for position in found.combinations[0]]
    only = len(found.combinations) == 1 and found.complete and not _exact(payment, items)
    return Proposal(COMBINATION, _full(payment, chosen), certain=only)


def _near(payment, items):
    """Pay the item of which the least stays open."""
    parts = [_paid(payment, item, payment.units) for item in items if item.residual > 0]
    near = [part for part in parts if 0 < part.short <= part.item.tolerance and part.units]
    return Proposal(NEAR, [min(near, key=lambda part: part.short)]) if near else None


def _in_order(rule, payment, items):
    """Pay the oldest items until nothing is left; credit notes among them are used as far as money is missing."""
    missing = sum(_worth(payment, item) for item in items if item.residual > 0) - payment.units
    credits = []
    for item in items:
        if item.residual < 0 < missing:
            used = -min(-item.residual, missing)
            credits.append(Part(item, used, used))
            missing += used
    left = payment.units - sum(part.paid for part in credits)
    parts = []
    for item in items:
        part = _paid(payment, item, left) if item.residual > 0 and left > 0 else None
        if part and part.units:
            parts.append(part)
            left -= part.paid
    return Proposal(rule, credits + parts, left) if parts else None


def _paid(payment, item, left):
    """Return what an item gets of the money that is left: all that is open, or all the money."""
    whole = _worth(payment, item)
    if whole <= left:
        return Part(item, item.residual, whole)
    units = bought(left, _rate(payment, item))
    short = item.residual - units
    return Part(item, units, left, short, _why_short(payment, item, short))


def _why_short(payment, item, short):
    if not short:
        return None
    if item.discount_until is not None and payment.day <= item.discount_until and short <= item.discount:
        return DISCOUNT
    return SMALL if short <= item.tolerance else UNEXPLAINED
