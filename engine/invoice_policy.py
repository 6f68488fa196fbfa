"""When what was shipped is invoiced, how much of it, and what of a deposit goes with it."""

from dataclasses import dataclass
from datetime import timedelta

CONSOLIDATED = ("daily", "weekly", "monthly")


def period_start(policy, today):
    """Return the first day that is not invoiced yet, or None if everything until now is.

    :param str policy: when is invoiced; only those in :data:`CONSOLIDATED` have periods
    :param date today: in the company's time zone
    """
    if policy == "daily":
        return today
    if policy == "weekly":
        return today - timedelta(days=today.weekday())
    if policy == "monthly":
        return today.replace(day=1)
    return None


def invoice_day(policy, today):
    """Return the date of an invoice: today's, or the last day of the period that is over."""
    first_open = period_start(policy, today)
    return first_open - timedelta(days=1) if first_open else today


@dataclass(frozen=True)
class LineFacts:
    """What happened to one order line, in its own unit.

    :ivar float ordered: what will be delivered at all, declined quantities taken off
    :ivar float delivered: what is with the customer now
    :ivar float invoiced: on invoices, drafts included, whatever was credited since
    :ivar float refunded: on credit notes
    :ivar float returned: what came back to be refunded, or was settled by a return
    :ivar float taken_back: on credit notes of returns that somebody has cancelled: for him to decide
    :ivar float again: what somebody wants billed again although it was refunded
    :ivar float fresh: shipped within the period and not on an invoice of ours
    :ivar float replacing: what is still to be sent in exchange
    :ivar float odoo: what Odoo says is to be invoiced
    """

    ordered: float = 0.0
    delivered: float = 0.0
    invoiced: float = 0.0
    refunded: float = 0.0
    returned: float = 0.0
    taken_back: float = 0.0
    again: float = 0.0
    fresh: float = 0.0
    replacing: float = 0.0
    odoo: float = 0.0

    @property
    def settled(self):
        """What needs no invoice any more: goods that were refunded, but did not come back, included."""
        return self.invoiced - min(self.refunded, self.returned) - self.again

    @property
    def open(self):
        """Delivered and not settled; negative if more is settled."""
        return self.delivered - self.settled

    def to_invoice(self):
        """Return the quantity to invoice now, never negative."""
        return max(0.0, min(self.open, self.odoo, self.fresh + self.again))

    def to_credit(self):
        """Return the returned quantity to credit now, never negative."""
        excess = -self.open - self.replacing - self.taken_back
        return max(0.0, min(excess, self.returned - self.refunded, self.invoiced - self.refunded))

    def later(self, now):
        """Return what will still be invoiced after this invoice."""
        return max(0.0, self.ordered - self.returned - self.settled - now)


def share(now, later):
    """Return which part of what is left this invoice takes: 1 for the last one.

    :param float now: value of this invoice
    :param float later: value of what will follow
    """
    return 1.0 if later <= 0 else max(0.0, now) / (now + later)


def deduction(left, quantity_left, part, digits=2):
    """Return how much of a deposit is deducted, as quantity and amount (both positive).

    Odoo counts a deposit as one piece; so each part needs a quantity, and only the last takes the rest.

    :param Decimal left: what of the deposit is not deducted yet
    :param float quantity_left: of the one piece
    :param float part: see :func:`share`
    :param int digits: of quantities
    """
    if part >= 1:
        return quantity_left, left
    step = 10**-digits
    quantity = max(step, round(quantity_left * part, digits))
    if quantity_left - quantity < step / 2:  # too many small parts: the last one takes it
        return 0.0, 0
    return quantity, left * part


def tax_data(original, deducted, part, values, rounds):
    """Return Odoo's manual tax amounts of a partial deduction, so that all parts sum up to the deposit's.

    :param dict original: `extra_tax_data` of the deposit
    :param list deducted: `extra_tax_data` of the deductions so far (negative amounts)
    :param float part: which part of the rest is deducted
    :param dict values: `quantity` (negative) and `price_unit` of the new line
    :param rounds: `(round in the document's currency, round in the company's currency)`
    :return: None if the deposit has no such amounts, or an earlier deduction lost them
    """
    if not (original or {}).get("manual_tax_amounts") or not all((d or {}).get("manual_tax_amounts") for d in deducted):
        return None

    def portion(amount, earlier, key):
        rest = amount + sum(earlier)
        rounded = rounds[0] if key.endswith("_currency") else rounds[1]
        return -(rest if part >= 1 else rounded(rest * part))

    result = {**original, **values, "manual_tax_amounts": {}}
    for key in ("manual_total_excluded_currency", "manual_total_excluded"):
        if original.get(key) is not None:
            result[key] = portion(original[key], [data.get(key) or 0 for data in deducted], key)
    for tax, amounts in original["manual_tax_amounts"].items():
        result["manual_tax_amounts"][tax] = {
            key: portion(amount, [data["manual_tax_amounts"].get(tax, {}).get(key, 0) for data in deducted], key)
            for key, amount in amounts.items()
        }
    return result
