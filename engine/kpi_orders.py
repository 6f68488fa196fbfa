"""Rules of taking orders: quotations, orders per day, their value, how long they take.

Each rule takes a fact and the options, and says how much it counts, or why not (:mod:`engine.kpi_verdict`).
"""

from dataclasses import replace
from fractions import Fraction

from .kpi_clock import seconds
from .kpi_facts import WON
from .kpi_period import working_days
from .kpi_verdict import (
    CANCELLED,
    NOBODY_AT_WORK,
    NOT_RATED,
    NOT_SHIPPED,
    OPEN,
    OTHER_KIND,
    Verdict,
    counted,
    not_yet,
    of_deliveries,
    of_orders,
    of_ours,
    out,
    part,
    took,
)


@of_orders
def confirmed(order, _options):
    """Each confirmed order; what is cancelled later stays."""
    return counted(order.confirmed_day, True)


@of_orders
def standing(order, _options):
    """Each confirmed order that was not cancelled."""
    return out(CANCELLED, order.confirmed_day) if order.cancelled_day else counted(order.confirmed_day, True)


def per_working_day(figure, _rows, period, options):
    """Divide by the working days of the period that are over or under way."""
    so_far = period.until(options.today)
    return replace(figure, denominator=working_days(so_far, options.working) if so_far else 0, sealed=True)


@of_orders
def value(order, _options):
    """Value at confirmation, of orders that were not cancelled."""
    if order.cancelled_day:
        return out(CANCELLED, order.confirmed_day)
    return part(order.confirmed_day, order.confirmed_value, 1, order.currency)


@of_orders
def current_value(order, _options):
    """Value now, of orders that were not cancelled."""
    if order.cancelled_day:
        return out(CANCELLED, order.confirmed_day)
    return part(order.confirmed_day, order.current_value, 1, order.currency)


@of_orders
def repeated(order, _options):
    """Whether its customer had ordered before."""
    return counted(order.confirmed_day, order.is_repeat)


@of_ours("issued_day")
def conversion(quotation, options):
    """Whether a decided quotation was won."""
    if quotation.outcome is None:
        return out(OPEN, options.today, age=_age(quotation, options))
    return counted(quotation.decided_day, quotation.outcome == WON)


@of_ours("issued_day")
def conversion_value(quotation, options):
    """How much of the decided value was won."""
    if quotation.outcome is None:
        return out(OPEN, options.today, age=_age(quotation, options))
    won = quotation.value if quotation.outcome == WON else 0
    return part(quotation.decided_day, won, quotation.value, quotation.currency)


@of_ours("issued_day")
def conversion_cohort(quotation, options):
    """Whether a quotation was won, by the day on which it was issued."""
    if quotation.outcome is None:
        return out(OPEN, quotation.issued_day, age=_age(quotation, options))
    return counted(quotation.issued_day, quotation.outcome == WON)


def _age(quotation, options):
    return max(0, seconds(quotation.sent_at, options.now)) if quotation.sent_at else None


@of_ours("issued_day")
def quote_time(quotation, options):
    """From the first time that it was sent to the customer's yes."""
    if quotation.outcome and quotation.outcome != WON:
        return out(OTHER_KIND, quotation.decided_day)
    return took(quotation.decided_day, quotation.sent_at, quotation.decided_at, options)


def _start(order):
    """When the customer's order came; when it was confirmed, at the latest. None if nobody knows."""
    return min((moment for moment in (order.received_at, order.confirmed_at) if moment), default=None)


@of_deliveries
def processing(order, options):
    """From the customer's order to the warehouse."""
    if order.cancelled_at and not order.released_at:
        return out(CANCELLED, order.confirmed_day)
    return took(order.confirmed_day, _start(order), order.released_at, options)


@of_orders
def held(order, _options):
    """How long orders were on hold; those that never were count with nothing."""
    return Verdict(order.confirmed_day, order.hold_seconds, 1)


def cycle(order, options):
    """From the customer's order to the last delivery."""
    return _cycle(order, options)


def net_cycle(order, options):
    """The same, without holds and without the time for which the customer wanted it to wait."""
    found = _cycle(order, options)
    return replace(found, numerator=max(0, found.numerator - order.idle_seconds)) if found.counts else found


@of_deliveries
def _cycle(order, options):
    if order.cancelled_at and not order.delivered_at:
        return out(CANCELLED, order.cancelled_day)
    found = took(order.delivered_day, _start(order), order.delivered_at, options)
    return replace(found, estimated=order.delivery_estimated) if found.counts else found


@of_deliveries
def internal_cycle(order, options):
    """From the customer's order to when all of it had left."""
    if order.cancelled_at and not order.shipped_at:
        return out(CANCELLED, order.cancelled_day)
    return took(order.shipped_day, _start(order), order.shipped_at, options)


def capacity(day, options):
    """Shipped orders per person at work, of each day that is over."""
    early = not_yet(day.day, options)
    if early or not day.person_days:
        return early or out(NOBODY_AT_WORK, day.day)
    return Verdict(day.day, Fraction(day.shipped_orders) / Fraction(day.person_days), 1)


def of_shipped(rule):
    """Judge orders of which something has left, by the day on which the first of it did."""

    @of_deliveries
    def judged(order, options):
        if not order.first_shipped_day:
            return out(NOT_SHIPPED, order.confirmed_day)
        return rule(order, options)

    judged.__doc__ = rule.__doc__
    return judged


@of_shipped
def questions(order, _options):
    """How often somebody asked about it."""
    return Verdict(order.first_shipped_day, order.questions, 1)


@of_shipped
def asked(order, _options):
    """Whether anybody asked about it."""
    return counted(order.first_shipped_day, order.questions)


@of_shipped
def satisfied(order, options):
    """Whether the customer was satisfied, of those who have said so."""
    if order.rating is None:
        return out(NOT_RATED, order.first_shipped_day)
    return counted(order.first_shipped_day, order.rating >= options.satisfied_from)


@of_shipped
def complained(order, _options):
    """Whether something went wrong with it, whoever's fault it was."""
    return counted(order.first_shipped_day, order.errors)
