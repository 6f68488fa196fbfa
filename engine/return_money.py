"""What a return does to money: what is not due any more, what is credited on which invoice, the fee.

Money is in a currency's smallest unit (``engine.money``); quantities are in the order line's unit.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from .money import half_up
from .return_policy import fee
from .returnable import TINY, allot


@dataclass(frozen=True)
class Billing:
    """What was done about one order line's money before.

    ``delivered`` is without what returns have settled; ``posted`` and ``drafts`` are on invoices, ``credited`` on
    credit notes. ``lines`` are what posted invoices can still be credited, the newest first: ``((key, quantity), …)``.
    """

    delivered: float = 0.0
    posted: float = 0.0
    drafts: float = 0.0
    credited: float = 0.0
    lines: tuple = ()

    @property
    def not_invoiced(self):
        """What is with the customer and on no invoice, or was credited before."""
        return max(0.0, self.delivered - (self.posted + self.drafts - self.credited))


@dataclass(frozen=True)
class Part:
    """What becomes of one returned quantity."""

    not_due: float = 0.0
    credits: tuple = field(default=())
    stuck: float = 0.0  # only a draft invoice has it


def divide(wanted, billing):
    """Divide returned quantities of one order line into what is not due any more and what is credited.

    What no invoice has is taken first: it needs no document.

    :param wanted: ``[(key, quantity)]``
    :param Billing billing: of the order line
    :return: ``{key: Part}``
    """
    free = billing.not_invoiced
    sources = _capped(billing.lines, max(0.0, billing.posted - billing.credited))
    parts = {}
    for key, quantity in wanted:
        not_due = min(quantity, free)
        free -= not_due
        shares, stuck = allot(quantity - not_due, sources)
        taken = dict(shares)
        sources = [(source, left - taken.get(source, 0.0)) for source, left in sources]
        parts[key] = Part(not_due, tuple(shares), stuck if stuck > TINY else 0.0)
    return parts


def _capped(sources, most):
    """Return sources that give no more than ``most`` together."""
    return allot(most, sources)[0]


def portion(total, whole, before, now, given):
    """Return which part of an amount goes with ``now``, so that all parts sum up to the amount.

    Serves discounts of a whole invoice, and a kit whose components come back one by one.

    :param int total: the amount, in units
    :param whole: of which ``before`` and ``now`` are parts, in the same measure; not zero
    :param before: what has been dealt with
    :param int given: what was given for it
    """
    done = Fraction(str(round(before + now, 9))) / Fraction(str(round(whole, 9)))
    return half_up(total * min(Fraction(1), done)) - given


def shares(amount, weights):
    """Return what each part of a kit is worth: the kit's price by the parts' weights, equally if they have none.

    :param weights: ``{part: weight}``, e.g. cost or list price, times quantity
    """
    total = sum(weights.values())
    if total > 0:
        return {part: amount * weight / total for part, weight in weights.items()}
    return {part: amount / len(weights) for part in weights}


def fees(values, percent=0.0, fixed=0):
    """Return the restocking fee of each amount, and what of the fixed part is left.

    The fixed part is charged once, as far as the amounts suffice.

    :param values: of what is refunded, in units
    :param float percent: of each
    :param int fixed: besides
    :raise ValueError: for a negative percentage or amount, or more than 100 %
    """
    charged = []
    for value in values:
        alone = fee(value, percent)
        with_fixed = fee(value, percent, fixed)
        fixed -= with_fixed - alone
        charged.append(with_fixed)
    return charged, fixed


def to_replace(accepted, sent):
    """Return what is still to be sent for goods that were accepted to be replaced.

    :param float accepted: to be replaced, ever
    :param float sent: replacements ordered so far, also before anything came back
    """
    rest = accepted - sent
    return rest if rest > TINY else 0.0


def overdue(sent, received, charged):
    """Return for how many replacements that were sent ahead nothing came back, and nothing was charged yet."""
    rest = sent - received - charged
    return rest if rest > TINY else 0.0
