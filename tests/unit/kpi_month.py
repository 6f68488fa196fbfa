"""May 2026 of a company, worked by hand: thirty-five orders, and what each of them is there for.

Unless it says something else, an order has one line of ten units worth 1000, was confirmed on Monday the 4th at nine
with a window until the 5th at nine, was promised for the 8th, and left at eight on the day before it arrived.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from kpi_values import MAY, OPTIONS, line, may, order

from engine.kpi_clock import ship_clock
from engine.kpi_facts import COMPANY, CUSTOMER, Target
from engine.kpi_lines import roll_up
from engine.kpi_period import local_day

JUNE_3, JUNE_20 = may(34), may(51)


def one(name, lines=None, on=(4, 9), earliest=None, holds=(), **header):
    """Return an order and its lines."""
    lines = [line(first=8, arrivals=[(8, 10)])] if lines is None else lines
    fact = order(*on, id=name, **header)
    values = {"confirmed_value": sum(part.value for part in lines), "current_value": sum(part.value for part in lines)}
    days = [part.first_arrived_day for part in lines if part.first_arrived_day]
    if days:
        left = max(part.done_day or part.first_arrived_day for part in lines if part.first_arrived_day)
        values["first_shipped_day"] = min(days) - timedelta(days=1)
        values["shipped_at"] = datetime.combine(left - timedelta(days=1), datetime.min.time()) + timedelta(hours=8)
    if fact.confirmed_at:
        clock = ship_clock(fact.confirmed_at, "UTC", OPTIONS.working, holds, earliest, fact.shipped_at, cut_off=14)
        names = ("clock_at", "window_end", "window_day", "clock_stands")
        values |= zip(names, (clock.start, clock.end, clock.day, clock.stands), strict=True)
    fact = replace(fact, **{**values, **header})
    if fact.shipped_at:
        fact = replace(fact, shipped_day=fact.shipped_at.date())
    lines = [
        replace(part, id=f"{name}{number}", order=name, confirmed_day=fact.confirmed_day,
                is_replacement=fact.is_replacement, is_intercompany=fact.is_intercompany,
                delivery_estimated=fact.delivery_estimated, cancelled_for_backorder=fact.cancelled_for_backorder)
        for number, part in enumerate(lines, 1)
    ]  # fmt: skip
    return fact, lines


def single(first=8, arrivals=((8, 10),), withdrawals=(), closed=None, **values):
    return [line(first=first, arrivals=arrivals, withdrawals=withdrawals, closed=closed, **values)]


def cancelled(day, by, **more):
    return {
        "cancelled_at": may(day, 12),
        "cancelled_day": may(day),
        "cancel_initiator": by,
        "cancelled_value": 1000,
    } | more


def abroad(name, moment, zone):
    """An order of a company in another zone, promised for June 3rd."""
    day = local_day(moment, zone)
    later = Target(day=JUNE_3)
    return one(
        name,
        [replace(line(), first=later, latest=later, requested=later)],
        confirmed_at=moment,
        received_at=moment,
        confirmed_day=day,
        submitted_day=day,
    )


JUNE = Target(day=JUNE_20)
WRITTEN = [
    one("A", shipped_at=may(5, 8)),  # perfect, and within its window
    one("B", single(arrivals=[(11, 10)]), shipped_at=may(5, 10), questions=2),  # late; an hour after its window
    one("C", single(arrivals=[])),  # never shipped
    one("D", single(arrivals=[(7, 8), (12, 2)], was_backordered=True), questions=1),  # in two parts, the second late
    one("E", single(arrivals=[(7, 8)], closed=7), cancelled_value=200),  # two declined
    one("F", [line(first=8, arrivals=[(7, 10)]), line(5, first=8)], cancelled_value=500),  # second line declined
    one("G", single(first=20, arrivals=[], withdrawals=[(12, 10)]), **cancelled(12, CUSTOMER)),  # before it was due
    one("H", single(arrivals=[], withdrawals=[(12, 10)]),
        **cancelled(12, COMPANY, cancelled_for_backorder=True)),  # after it was due
    one("I", single(arrivals=[], withdrawals=[(8, 10)]), **cancelled(8, COMPANY)),  # on its day, which is not over
    one("J", single(arrivals=[(8, 6)], withdrawals=[(6, 4)]), cancelled_value=400),  # in part, before it was due
    one("K", single(arrivals=[(7, 8)], withdrawals=[(15, 2)], was_backordered=True), cancelled_value=200),  # after
    one("L", has_return=True, errors=frozenset({"wrong_item"})),  # returned, our fault
    one("M", single(arrivals=[(7, 10)]), has_return=True),  # returned, nobody's fault
    one("N", is_replacement=True),  # a replacement
    # On hold until today
    one("O", single(arrivals=[]), holds=[(may(4, 9), None)], was_on_hold=True, hold_reasons=frozenset({"payment"})),
    one("Q", holds=[(may(4, 9), may(6, 9))], shipped_at=may(7, 8), was_on_hold=True, credit_held=True,
        hold_reasons=frozenset({"credit"}), hold_seconds=48 * 3600),  # held for two days
    one("R", single(arrivals=[(8, 12)])),  # two too many
    one("S", errors=frozenset({"damaged_carrier"})),
    one("T", errors=frozenset({"wrong_document"})),
    one("U", [replace(line(), first=JUNE, latest=JUNE, requested=JUNE)], earliest=may(48, 9)),  # for June 20th
    one("V", [line(3, kind="service")], has_goods=False),  # services only
    one("W", [line(arrivals=[(8, 10)])]),  # nothing was promised
    one("X", single(arrivals=[(12, 10)], latest=Target(day=may(12), on_time=Decimal(10)), promise_moved=True)),
    one("Y", single(requested=Target(day=may(6)))),  # asked for two days earlier
    abroad("Z", datetime(2026, 5, 31, 22, 30), "Europe/Berlin"),  # June there
    abroad("AA", datetime(2026, 6, 1, 2), "America/New_York"),  # still May there
    one("AB", single(first=31, arrivals=[(31, 10)])),  # the month's last day
    one("AC", single(first=31, arrivals=[(32, 10)])),  # a day later
    one("AD", is_intercompany=True),
    one("AE", delivery_estimated=True),
    one("AF", refused=True),
    one("AG", [line(first=6, arrivals=[(7, 10)]), line(first=12, arrivals=[(12, 10)])]),  # one line late, one on time
    one("AH", confirmed_at=None, confirmed_day=None, credit_held=True, was_on_hold=True,
        hold_reasons=frozenset({"credit"})),  # never confirmed
    one("AI", has_return=True, errors=frozenset({"wrong_quantity"})),  # exchanged
    one("AJ", single(first=13, arrivals=[(13, 10)]), on=(8, 15), shipped_at=may(11, 20)),  # Friday after the cut-off
]  # fmt: skip
LINES = [part for _fact, lines in WRITTEN for part in lines]


def orders(using=OPTIONS):
    """Return the orders' facts, made of their lines."""
    return [roll_up(fact, lines, using) for fact, lines in WRITTEN]


ORDERS = orders()
__all__ = ["LINES", "MAY", "ORDERS", "orders"]
