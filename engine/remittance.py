"""A customer's list of what a payment is for: read from a file or pasted text, and matched with open items.

Every row is answered. Whatever is wrong with one row or with the sum, nothing of the list can be applied.
Amounts are whole units of the currency (:mod:`.money`).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from .application import Open, names
from .money import half_up
from .remittance_file import RemittanceError, Row, read

__all__ = ["Answer", "Remittance", "RemittanceError", "Row", "match", "read"]

# Answers to a row. With the first three it can be applied.
FULL, SHORT, TOTAL = "full", "short", "total"
NO_REFERENCE, NO_AMOUNT, TOO_PRECISE, ZERO, UNKNOWN, AMBIGUOUS, TWICE, TOO_MUCH, CURRENCY, SUM = (
    "no_reference",
    "no_amount",
    "too_precise",
    "zero",
    "unknown",
    "ambiguous",
    "twice",
    "too_much",
    "currency",
    "sum",
)
GOOD = (FULL, SHORT, TOTAL)


@dataclass
class Answer:
    """What became of one row.

    :ivar str code: one of the answers
    :ivar Open item: what it pays, where that is known
    :ivar int units: how much; ``short`` what stays open of the item, ``deduction`` what the customer says of it
    """

    row: Row
    code: str
    item: Open | None = None
    units: int = 0
    short: int = 0
    deduction: int = 0

    @property
    def explained(self):
        """Whether what stays open is just what the customer says to have deducted."""
        return bool(self.short) and self.short == self.deduction


@dataclass
class Remittance:
    """All answers, in the order of the rows.

    :ivar int total: what the rows add up to
    :ivar int difference: what was paid less that; 0 where nobody knows what was paid
    """

    answers: list = field(default_factory=list)
    total: int = 0
    difference: int = 0

    @property
    def problems(self):
        """The answers that say what is wrong."""
        return [answer for answer in self.answers if answer.code not in GOOD]

    @property
    def ready(self):
        """Whether all of it can be applied. Otherwise nothing can."""
        return not self.problems and not self.difference and any(answer.item for answer in self.answers)


def match(rows, items, rounding, paid=None, currency=None):
    """Match the rows of a list with a customer's open items.

    A row names one item by its number, the customer's own number or a payment reference, and says what is paid
    of it; less than is open is a short payment, a credit note is deducted. A row without a reference that says
    "total" is compared with the sum of all rows before it, or of those since the last total.

    :param rows: rows as :func:`read` returns them
    :param items: open items of the customer in the payment's currency
    :param rounding: the smallest unit of the currency, such as 0.01
    :param int paid: what the payment has left to be applied, None if that is not known
    :param str currency: name of the payment's currency; rows that name another one are refused
    :rtype: Remittance
    """
    finder, result, since_total = _Finder(items), Remittance(), 0
    for row in rows:
        answer = _answer(row, finder, rounding, currency)
        if row.total and answer.code not in (NO_AMOUNT, TOO_PRECISE, CURRENCY):
            answer.code = TOTAL if answer.units in (since_total, result.total) else SUM
            since_total = 0
        else:
            result.total += answer.units
            since_total += answer.units
        result.answers.append(answer)
    _refuse_twice(result.answers)
    if paid is not None:
        result.difference = paid - result.total
    return result


class _Finder:
    """Finds items by what somebody calls them."""

    def __init__(self, items):
        self.items = list(items)
        self.exact = defaultdict(list)
        for item in self.items:
            for key in {_plain(reference) for reference in item.references} - {""}:
                self.exact[key].append(item)

    def find(self, reference):
        """Return the items of this very reference, else those that the text names."""
        if found := self.exact.get(_plain(reference)):
            return found
        return [item for item in self.items if any(names(reference, own) for own in item.references)]


def _plain(reference):
    return "".join(letter for letter in reference.casefold() if letter.isalnum())


def _units(amount, rounding):
    """Return an amount in units; None if it is finer than the smallest one."""
    exact = amount / Decimal(str(rounding))
    units = half_up(exact)
    return units if units == exact else None


def _answer(row, finder, rounding, currency):
    if row.amount is None:
        return Answer(row, NO_AMOUNT)
    units, deduction = _units(row.amount, rounding), _units(row.deduction, rounding)
    if units is None or deduction is None:
        return Answer(row, TOO_PRECISE)
    if row.currency and currency and row.currency.casefold() != currency.casefold():
        return Answer(row, CURRENCY)
    answer = Answer(row, FULL, units=units, deduction=deduction)
    if row.total:
        return answer
    found = finder.find(row.reference) if row.reference else []
    if len(found) == 1:
        answer.item = found[0]
        answer.short = found[0].residual - units
    answer.code = _judge(row, found, units)
    return answer


def _judge(row, found, units):
    if not row.reference:
        return NO_REFERENCE
    if len(found) != 1:
        return AMBIGUOUS if found else UNKNOWN
    if not units:
        return ZERO
    residual = found[0].residual
    if units == residual:
        return FULL
    # More than is open, or a credit note that is paid.
    return SHORT if abs(units) < abs(residual) and (units > 0) == (residual > 0) else TOO_MUCH


def _refuse_twice(answers):
    """Refuse all rows that name an item that another row names as well: nobody knows which one is meant."""
    named = Counter(answer.item.key for answer in answers if answer.item)
    for answer in answers:
        if answer.item and named[answer.item.key] > 1:
            answer.code = TWICE
