"""What is sold and will never be there: demand that neither stock nor dated supply covers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from .supply import QUANTITY


@dataclass(frozen=True)
class Claim:
    """Somebody who waits for a product in a warehouse. Quantities in the product's unit.

    :ivar key: whatever names who waits
    :ivar at: when it is to leave
    :ivar quantity: what has not left yet
    :ivar reserved: how much of that lies ready
    """

    key: object
    at: datetime
    quantity: float
    reserved: float = 0.0


def uncovered(supply, claims):
    """Say for which claims on one product in one warehouse there will never be enough.

    What is reserved is covered. The rest is served by date, of two at the same moment the first one; when the
    supply comes does not matter, only that it does.

    :param float supply: what lies there, and all that is known to come
    :param claims: iterable of :class:`Claim`, several of which may have the same key
    :return: ``{key: quantity}`` of what is not covered
    """
    claims = list(claims)
    left = supply - sum(claim.reserved for claim in claims)
    missing = defaultdict(float)
    for claim in sorted(claims, key=lambda claim: claim.at):
        wanted = claim.quantity - claim.reserved
        lacking = wanted - min(wanted, max(0.0, left))
        left -= wanted
        if lacking > QUANTITY:
            missing[claim.key] += lacking
    return dict(missing)


def uncovered_share(missing, needed):
    """Return which part of a line is not covered, between 0 and 1: of a kit that of its scarcest component.

    :param dict missing: ``{product: quantity}`` that is not covered
    :param dict needed: ``{product: quantity}`` of which the whole line consists
    """
    # What was exchanged in the transfer is no part of the line: nobody knows how much of it that is.
    shares = [quantity / (needed.get(product) or quantity) for product, quantity in missing.items() if quantity > 0]
    return min(1.0, max(shares, default=0.0))
