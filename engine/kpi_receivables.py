"""Rules of money: invoices, DSO and its kin, aging, days to pay. The formulas of receivables are those of
:mod:`engine.receivable_figures`; here they are made of facts."""

from collections import defaultdict
from dataclasses import replace

from .kpi_verdict import (
    CANCELLED_BEFORE_DUE,
    CREDIT,
    INVOICED_FIRST,
    NOT_INVOICED,
    NOT_KNOWN,
    NOT_OVERDUE,
    NOT_SHIPPED,
    OPEN,
    OTHER_KIND,
    OTHER_PERIOD,
    PREPAID,
    counted,
    not_yet,
    of_ours,
    out,
    part,
    took,
)
from .receivable_figures import countback as count_back

# Days overdue until which an age reaches; None: without end
AGES = ((1, 30), (31, 60), (61, 90), (91, None))


# === Invoices === #


@of_ours("shipped_day")
def invoice_time(invoice, options):
    """From the shipment to the invoice; what is shipped and not invoiced is open."""
    if invoice.prepaid:
        return out(PREPAID, invoice.shipped_day or invoice.posted_day)
    if invoice.shipped_at is None:
        return out(NOT_SHIPPED, invoice.posted_day)
    if invoice.posted_at and invoice.posted_at < invoice.shipped_at:
        return out(INVOICED_FIRST, invoice.shipped_day)
    return took(invoice.shipped_day, invoice.shipped_at, invoice.posted_at, options)


@of_ours("shipped_day")
def sending_time(invoice, options):
    """From the invoice to when it was sent."""
    if invoice.posted_at is None:
        return out(NOT_INVOICED, invoice.shipped_day)
    return took(invoice.posted_day, invoice.posted_at, invoice.sent_at, options)


@of_ours("shipped_day")
def invoice_accurate(invoice, _options):
    """Whether an invoice was never credited because it was wrong."""
    if invoice.posted_day is None:
        return out(NOT_INVOICED, invoice.shipped_day)
    return counted(invoice.posted_day, not invoice.billing_error)


# === Receivables of months === #


def of_months(rule):
    """Judge months that lie within the period; a rule is told whether a month is its last."""

    def judged(month, options, period):
        so_far = period.until(options.today)
        if so_far is None or month.first not in so_far or month.last not in so_far:
            return out(OTHER_PERIOD, month.last)
        numerator, denominator = rule(month, month.last == so_far.last)
        return part(month.last, numerator, denominator, month.currency)

    judged.__doc__ = rule.__doc__
    return judged


@of_months
def dso(month, is_last):
    """What is owed at the end, against the sales of all months."""
    return month.end if is_last else 0, month.sales


@of_months
def best_possible_dso(month, is_last):
    """What is owed and not overdue at the end, against the sales of all months."""
    return month.current if is_last else 0, month.sales


@of_months
def days_delinquent(month, is_last):
    """What is overdue at the end, against the sales of all months."""
    return month.end - month.current if is_last else 0, month.sales


@of_months
def collection_effectiveness(month, is_last):
    """What was collected, against what could be: of all months together, as one's end is the next one's beginning."""
    collected = month.begin + month.sales - month.end
    return collected, collected + (month.end - month.current if is_last else 0)


@of_months
def written_off(month, _is_last):
    """What was written off, against sales."""
    return month.written_off, month.sales


def at_end(figure, rows, period, options):
    """Say n/a where nothing is known of the period's last day."""
    so_far = period.until(options.today)
    known = so_far and any(verdict.counts and month.last == so_far.last for month, verdict in rows)
    return figure if known else replace(figure, numerator=0, denominator=0)


def times_days(figure, rows, period, options):
    """Multiply with the real days of the period that are over. See :func:`at_end`."""
    so_far = period.until(options.today)
    return replace(at_end(figure, rows, period, options), factor=so_far.days if so_far else 1)


def counted_back(month, options, period):
    """What is owed at the end of the period, and the sales of its months and of those before it."""
    so_far = period.until(options.today)
    if so_far is None or month.last > so_far.last:
        return out(OTHER_PERIOD, month.last)
    return part(month.last, month.end if month.last == so_far.last else 0, month.sales, month.currency)


def countback(figure, rows, period, options):
    """Count the months back. See :func:`at_end`."""
    if figure.mixed or not at_end(replace(figure, denominator=1), rows, period, options).denominator:
        return replace(figure, numerator=0, denominator=0, sealed=True)
    sales, days = defaultdict(int), defaultdict(set)
    for month, verdict in rows:
        if verdict.counts:
            # Of a month in which the period begins both parts are one.
            key = (month.first.year, month.first.month)
            sales[key] += month.sales
            days[key].add((month.first, month.last))
    lengths = {key: sum((last - first).days + 1 for first, last in parts) for key, parts in days.items()}
    found = count_back(figure.numerator, [(sales[key], lengths[key]) for key in sorted(sales, reverse=True)])
    return replace(figure, numerator=found.days, denominator=1, at_least=found.at_least, sealed=True, units=frozenset())


# === Payments === #


def days_to_pay(settlement, options):
    """Days from invoice to payment, weighted by amount."""
    today = settlement.as_of or options.today
    if settlement.prepaid:
        return out(PREPAID, settlement.paid_day or today)
    if settlement.paid_day is None:
        return out(OPEN, today)
    if settlement.invoice_day is None:
        return out(NOT_KNOWN, settlement.paid_day)
    return _weighted(settlement, settlement.paid_day, settlement.invoice_day)


def days_late(settlement, options):
    """Days from due to paid, weighted by amount; what is open and overdue counts until the day it is open at."""
    today = settlement.as_of or options.today
    if settlement.prepaid:
        return out(PREPAID, settlement.paid_day or today)
    if settlement.due_day is None:
        return out(NOT_KNOWN, settlement.paid_day or today)
    if settlement.paid_day is None and settlement.due_day >= today:
        return out(NOT_OVERDUE, today)
    return _weighted(settlement, settlement.paid_day or today, settlement.due_day)


def _weighted(settlement, day, since):
    return part(day, settlement.amount * (day - since).days, settlement.amount, settlement.currency)


def promise_kept(promise, options):
    """Whether a customer paid in full by the day that he had promised."""
    if promise.withdrawn:
        return out(CANCELLED_BEFORE_DUE, promise.promised_day)
    met = promise.met_day is not None and promise.met_day <= promise.promised_day
    return not_yet(promise.promised_day, options) or counted(promise.promised_day, met)


# === Ages === #


def _overdue(item):
    """Days since it was due; without a due date it is not due."""
    return (item.as_of - item.due_day).days if item.due_day else 0


def age_between(least, most):
    """Return the rule for what is open and so many days overdue.

    :param int least: days, from 1 on; None: what is not due
    :param most: days, or None: without end
    """

    def rule(item, _options):
        if item.is_credit:
            return out(CREDIT, item.as_of)
        late = _overdue(item)
        inside = late <= 0 if least is None else late >= least and (most is None or late <= most)
        return part(item.as_of, item.residual, 1, item.currency) if inside else out(OTHER_KIND, item.as_of)

    return rule


not_due = age_between(None, None)
ages = tuple(age_between(*age) for age in AGES)


def unallocated(item, _options):
    """Credits that nobody has allocated, in their own column."""
    return part(item.as_of, item.residual, 1, item.currency) if item.is_credit else out(OTHER_KIND, item.as_of)


def current_share(item, _options):
    """How much of what is open is not overdue."""
    if item.is_credit:
        return out(CREDIT, item.as_of)
    return part(item.as_of, item.residual if _overdue(item) <= 0 else 0, item.residual, item.currency)
