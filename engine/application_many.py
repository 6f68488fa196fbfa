"""Several payments of one customer at once: what one of them takes is not proposed to the next."""

from dataclasses import replace

from .application import BY_REFERENCE, proposals


def allot(payments, items, rule=None):
    """Return for each payment the proposal to begin with, and all that there are.

    Payments that name what they pay choose first, then the older ones.

    :param payments: payments, of any number of customers
    :param items: open items
    :param str rule: only proposals by this rule; None: the best one for each payment
    :return: ``{payment key: (Proposal or None, [Proposal])}``
    """
    left = {item.key: item for item in items}

    def turn(payment):
        return not proposals(payment, items, rules=(BY_REFERENCE,)), payment.day, payment.key

    allotted = {}
    for payment in sorted(payments, key=turn):
        found = proposals(payment, left.values())
        chosen = next((one for one in found if rule in (None, one.rule)), None)
        allotted[payment.key] = chosen, found
        for part in chosen.parts if chosen else ():
            left[part.item.key] = replace(part.item, residual=part.item.residual - part.units)
    return allotted


def spread(units, items):
    """Return which instalments of one document an amount pays, the one that is due first before the others.

    :param int units: what is paid of all of them; as they are, negative for credit notes
    :param items: open items of one document
    :return: ``[(item, units)]``; they sum up to ``units`` if that is no more than what is open
    """
    parts = []
    for item in sorted(items, key=lambda item: (item.due, item.key)):
        part = max(units, item.residual) if item.residual < 0 else min(units, item.residual)
        if part:
            parts.append((item, part))
            units -= part
    return parts
