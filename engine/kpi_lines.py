"""What a line was to keep, and whether it did; what an order was to keep is made of its lines."""

from dataclasses import replace
from datetime import timedelta

from .kpi_facts import Due, Target
from .kpi_verdict import BASES, CANCELLED_BEFORE_DUE, NO_PROMISE, is_goods, not_yet, out


def target(day, arrivals, withdrawals):
    """Return what was kept by a day, and what was not due any more.

    :param day: what was asked for or promised; None: nothing
    :param arrivals: ``(day, quantity)`` of what has come, or has left
    :param withdrawals: ``(day, quantity)`` of what was cancelled; not of what we declined to send
    """
    if day is None:
        return Target()
    return Target(
        day=day,
        on_time=sum((quantity for on, quantity in arrivals if on <= day), Target().on_time),
        withdrawn=sum((quantity for on, quantity in withdrawals if on <= day), Target().withdrawn),
    )


def asked(line, of):
    """Return the quantity of a line that was due: what was ordered, less what was cancelled until then.

    :param LineFact line: the line
    :param Target of: one of its targets
    """
    return max(line.ordered - of.withdrawn, line.ordered * 0)


def line_due(line, of, options):
    """Return why a line does not count on a basis, or None if it is due and counts."""
    if of.day is None:
        return out(NO_PROMISE, line.confirmed_day)
    if asked(line, of) <= 0:
        return out(CANCELLED_BEFORE_DUE, of.day)
    return not_yet(of.day, options)


def on_time(line, of):
    """Whether all that was due had come at the end of the day, or nothing was to come any more.

    What was ordered on top later is not what was confirmed. What was given up later than that day was late.
    """
    return of.on_time >= asked(line, of) or (line.done_day is not None and line.done_day <= of.day)


def too_early(line, of, options):
    """Whether something came before the window that the company has set, if it has."""
    if options.early_days is None or line.first_arrived_day is None:
        return False
    return line.first_arrived_day < of.day - timedelta(days=options.early_days)


def left_on_time(line, of):
    """The same for leaving, by the day by which it had to."""
    return of.on_time >= asked(line, of) or (line.left_day is not None and line.left_day <= of.day)


def in_full(line, of, options):
    """Whether what came in all is what was due, within the tolerances. More than was ever ordered is not in full."""
    wanted = asked(line, of)
    most = max(wanted, line.agreed)
    return wanted * (100 - options.under) <= line.arrived * 100 <= most * (100 + options.over)


def filled(line, of):
    """Whether the order's first shipment brought all of it."""
    return line.first_shipped >= asked(line, of)


def roll_up(header, lines, options):
    """Return an order's fact with what it was to keep, made of its lines.

    An order is due with the last of its lines that are due, and on time if each line was, on its own day.

    :param OrderFact header: all that is not made of lines
    :param lines: its :class:`engine.kpi_facts.LineFact`
    :param Options options: tolerances
    """
    goods = [line for line in lines if is_goods(line) and not line.is_substitute]
    sums = {basis: _due([(line, getattr(line, basis)) for line in goods], on_time, options) for basis in BASES}
    judged = [(line, getattr(line, options.basis)) for line in goods]
    return replace(
        header,
        has_goods=bool(goods),
        leaving=_due([(line, line.leaving) for line in goods], left_on_time, options),
        unfilled=sum(not filled(line, of) for line, of in judged if of.day),
        was_backordered=any(line.was_backordered for line in goods),
        delivery_estimated=any(line.delivery_estimated for line in goods),
        **sums,
    )


def _due(targets, kept, options):
    """Return what an order was to keep on one basis."""
    known = [(line, of) for line, of in targets if of.day]
    if not known:
        return Due()
    counting = [(line, of) for line, of in known if asked(line, of) > 0]
    return Due(
        day=max(of.day for _line, of in counting or known),
        lines=len(counting),
        late=sum(not kept(line, of) for line, of in counting),
        early=sum(too_early(line, of, options) for line, of in counting),
        short=sum(not in_full(line, of, options) for line, of in counting),
    )
