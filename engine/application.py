"""Which invoices a payment is for: proposals that somebody looks at, each with the rule behind it.

Amounts are whole units of a currency (:mod:`.money`). A payment is proposed for its customer's items in its own
currency only. The same input gives the same proposals, in whatever order it comes.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

BY_REFERENCE, EXACT, COMBINATION, OLDEST = "reference", "exact", "combination", "oldest"
RULES = (BY_REFERENCE, EXACT, COMBINATION, OLDEST)

# Why less is paid than is open. The last one is for somebody to find out.
DISCOUNT, UNEXPLAINED = "discount", "unexplained"

# A reference is looked for in a payment's text if it has as many letters and digits, and a digit among them.
SHORTEST_REFERENCE = 4
MOST_ITEMS = 6
MOST_STEPS = 20_000


@dataclass(frozen=True)
class Open:
    """An open receivable item; a credit note that is not allocated has a negative residual.

    :ivar key: sorts items that are otherwise the same
    :ivar tuple references: its number, the customer's PO number, a payment reference
    :ivar int discount: what may be deducted until ``discount_until``
    """

    key: object
    customer: object
    residual: int
    due: date
    currency: object = None
    references: tuple = ()
    discount: int = 0
    discount_until: date | None = None


@dataclass(frozen=True)
class Payment:
    """Money of which a part is not allocated. ``text`` is whatever the customer wrote."""

    key: object
    customer: object
    units: int
    day: date
    currency: object = None
    text: str = ""


@dataclass(frozen=True)
class Part:
    """What one item gets.

    :ivar int units: what is applied; negative for a credit note that is used up
    :ivar int short: what stays open; ``reason`` why
    """

    item: Open
    units: int
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
    """

    rule: str
    parts: list = field(default_factory=list)
    rest: int = 0
    certain: bool = False


@dataclass
class Found:
    """What a search for combinations has found: at most two; ``complete`` unless it has given up."""

    combinations: list = field(default_factory=list)
    complete: bool = True


def proposals(payment, items, rules=RULES):
    """Return what may be done with a payment, the best proposal first; empty if there is nothing to pay.

    - ``reference``: items that the customer names. Certain if they are exactly what is paid.
    - ``exact``: one item of exactly this amount. Certain if it is the only one.
    - ``combination``: several items that are exactly this amount together, as few and as old as possible.
      Certain if no other combination and no single item is.
    - ``oldest``: the oldest items, as far as the money goes. Never certain.

    A customer who names an item is believed: what leaves it out is not certain.

    :param Payment payment: the payment
    :param items: open items, also of other customers and currencies
    :param rules: which proposals are looked for; exact sums are the ones that take long
    :rtype: list
    """
    mine = _candidates(payment, items)
    if payment.units <= 0 or not mine:
        return []
    named = [item for item in mine if any(names(payment.text, reference) for reference in item.references)]
    ways = {
        BY_REFERENCE: lambda: _by_reference(payment, named),
        EXACT: lambda: _exact(payment, mine),
        COMBINATION: lambda: _combination(payment, mine),
        OLDEST: lambda: _in_order(OLDEST, payment, [item for item in mine if item.residual > 0]),
    }
    found = [proposal for rule, way in ways.items() if rule in rules and (proposal := way())]
    for proposal in found:
        proposal.certain = proposal.certain and _keys(proposal) >= {item.key for item in named}
    return found


def apply_certain(payments, items):
    """Return the proposals that may be applied without a look: ``{payment key: Proposal}``.

    No item is given to two payments: where two could be for the same item, neither gets it. Payments that name
    what they pay come first; the others are judged by what is left.

    :param payments: payments, of any number of customers
    :param items: open items
    """
    accounts = defaultdict(list)
    for item in items:
        accounts[item.customer, item.currency].append(item)
    taken, applied = set(), {}
    for rules in ((BY_REFERENCE,), (EXACT, COMBINATION)):
        claims, claimed = {}, Counter()
        for payment in payments:
            if payment.key in applied:
                continue
            mine = [item for item in accounts[payment.customer, payment.currency] if item.key not in taken]
            fitting = [one for one in proposals(payment, mine, rules=rules) if one.certain]
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


def combinations(amounts, target, most=MOST_ITEMS, steps=MOST_STEPS):
    """Return how a sum is made of two amounts or more: the first two ways there are.

    Ways with fewer amounts come first, then those with earlier ones. The search is bounded: where it gives up,
    ``complete`` is False.

    :param list amounts: units, negative ones included
    :param int target: the sum
    :param int most: how many amounts at most
    :param int steps: how many partial sums are looked at, at most
    :rtype: Found
    """
    search = _Search(amounts, steps)
    for size in range(2, min(most, len(amounts)) + 1):
        search.extend((), 0, target, size)
    return search.found


class _Search:
    """Goes through the combinations of one size after the other, the earliest amounts first."""

    def __init__(self, amounts, steps):
        self.amounts, self.steps, self.found = amounts, steps, Found()
        self.positions = {}
        for position, amount in enumerate(amounts):
            self.positions.setdefault(amount, []).append(position)

    def extend(self, chosen, start, missing, size):
        """Find what completes the positions chosen with ``size`` more, from ``start`` on."""
        if len(self.found.combinations) >= 2 or not self.found.complete:
            return
        if size == 1:  # the last one is looked up, not tried
            for position in self.positions.get(missing, ()):
                if position >= start and len(self.found.combinations) < 2:
                    self.found.combinations.append((*chosen, position))
            return
        for position in range(start, len(self.amounts) - size + 1):
            self.steps -= 1
            if self.steps < 0:
                self.found.complete = False
                return
            self.extend((*chosen, position), position + 1, missing - self.amounts[position], size - 1)


def _words(text):
    return re.findall(r"[^\W_]+", text.upper())


def _keys(proposal):
    return {part.item.key for part in proposal.parts}


def _candidates(payment, items):
    mine = [
        item
        for item in items
        if item.residual and (item.customer, item.currency) == (payment.customer, payment.currency)
    ]
    return sorted(mine, key=lambda item: (item.due, item.key))


def _full(items):
    return [Part(item, item.residual) for item in items]


def _by_reference(payment, named):
    proposal = _in_order(BY_REFERENCE, payment, named)
    if proposal:
        proposal.certain = sum(item.residual for item in named) == payment.units
    return proposal


def _exact(payment, items):
    fitting = [item for item in items if item.residual == payment.units]
    return Proposal(EXACT, _full(fitting[:1]), certain=len(fitting) == 1) if fitting else None


def _combination(payment, items):
    found = combinations([item.residual for item in items], payment.units)
    if not found.combinations:
        return None
    chosen = [items[position] for position in found.combinations[0]]
    only = len(found.combinations) == 1 and found.complete and not _exact(payment, items)
    return Proposal(COMBINATION, _full(chosen), certain=only)


def _in_order(rule, payment, items):
    """Pay the oldest items until nothing is left; credit notes among them are used as far as money is missing."""
    missing = sum(item.residual for item in items if item.residual > 0) - payment.units
    credits = []
    for item in items:
        if item.residual < 0 < missing:
            credits.append(Part(item, -min(-item.residual, missing)))
            missing += credits[-1].units
    left = payment.units - sum(part.units for part in credits)
    parts = []
    for item in items:
        if item.residual > 0 and left > 0:
            units = min(item.residual, left)
            short = item.residual - units
            parts.append(Part(item, units, short, _why_short(payment, item, short)))
            left -= units
    return Proposal(rule, credits + parts, left) if parts else None


def _why_short(payment, item, short):
    if not short:
        return None
    in_time = item.discount_until is not None and payment.day <= item.discount_until
    return DISCOUNT if in_time and short <= item.discount else UNEXPLAINED
