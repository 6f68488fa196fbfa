"""Facts for the tests of figures: builders with sensible defaults, and any facts for hypothesis."""

from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from engine import kpi_facts as facts
from engine import kpi_facts_service as service
from engine.kpi_facts import Due, LineFact, OrderFact, Target
from engine.kpi_lines import target
from engine.kpi_period import Period
from engine.kpi_registry import REGISTRY
from engine.kpi_verdict import Options
from engine.shipping import weekdays

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
TODAY = date(2026, 6, 15)
OPTIONS = Options(
    today=TODAY,
    now=datetime(2026, 6, 15, 12),
    working=weekdays(date(2026, 1, 1), date(2026, 12, 31)),
)


def may(day, hour=None):
    """Return a day of May 2026, or a moment of it in UTC. May has 21 days from Monday to Friday."""
    on = date(2026, 5, 1) + timedelta(days=day - 1)
    return on if hour is None else datetime.combine(on, time()) + timedelta(hours=hour)


def options(**changes):
    return replace(OPTIONS, **changes)


def order(day=4, hour=9, **values):
    """Return an order confirmed on a day of May at nine, UTC."""
    defaults = {
        "received_at": may(day, hour),
        "confirmed_at": may(day, hour),
        "confirmed_day": may(day),
        "submitted_day": may(day),
        "currency": "EUR",
    }
    return OrderFact(**{**defaults, **values})


def line(ordered=10, first=None, arrivals=(), withdrawals=(), closed=None, **values):
    """Return a line that was promised for a day of May.

    :param arrivals: ``(day, quantity)``; unless something is still to come, the line is done with the last of them
    :param withdrawals: ``(day, quantity)`` cancelled
    :param closed: day on which the rest was given up
    """
    came = [(may(day), Decimal(quantity)) for day, quantity in arrivals]
    gone = [(may(day), Decimal(quantity)) for day, quantity in withdrawals]
    total = sum((quantity for _day, quantity in came), Decimal(0))
    rest = ordered - total - sum(quantity for _day, quantity in gone)
    ends = [day for day, _quantity in came + gone] + [may(day) for day in [closed] if day]
    kept = target(first and may(first), came, gone)
    defaults = {
        "confirmed_day": may(4),
        "ordered": Decimal(ordered),
        "value": ordered * 100,
        "unit": "piece",
        "currency": "EUR",
        "first": kept,
        "latest": kept,
        "requested": kept,
        "arrived": total,
        "first_shipped": came[0][1] if came else Decimal(0),
        "first_arrived_day": min((day for day, _quantity in came), default=None),
        "done_day": max(ends) if came and (rest <= 0 or closed is not None) else None,
    }
    return LineFact(**{**defaults, **values})


def figure(code, found, period=MAY, using=OPTIONS):
    return REGISTRY[code].figure(found, period, using)


def value(code, found, period=MAY, using=OPTIONS):
    """Return the value of a figure as float, or None."""
    exact = figure(code, found, period, using).value
    return None if exact is None else float(exact)


def reasons(code, found, period=MAY, using=OPTIONS):
    return [REGISTRY[code].judge(fact, period, using).reason for fact in found]


# === Anything === #

DAYS = st.integers(-40, 60).map(lambda after: date(2026, 5, 1) + timedelta(days=after))
MOMENTS = st.integers(-40 * 96, 60 * 96).map(lambda quarters: datetime(2026, 5, 1) + timedelta(minutes=15 * quarters))
AMOUNTS = st.integers(0, 10_000)
QUANTITIES = st.integers(0, 200).map(lambda tenths: Decimal(tenths) / 10)
ERRORS = st.frozensets(
    st.sampled_from(["wrong_item", "wrong_quantity", "damaged_packing", "damaged_carrier", "wrong_document", "lost"])
)


def _by_type(kind):
    """Return a strategy for what an annotation names."""
    text = kind if isinstance(kind, str) else getattr(kind, "__name__", str(kind))
    text = str(kind) if "|" in str(kind) else text
    plain = {
        "date": DAYS,
        "datetime": MOMENTS,
        "int": AMOUNTS,
        "bool": st.booleans(),
        "Decimal": QUANTITIES,
        "Hashable": st.integers(0, 2),
        "frozenset": ERRORS,
        "Due": DUES,
        "Target": TARGETS,
    }
    optional = "None" in text
    name = text.replace("| None", "").strip().rpartition(".")[2]
    found = plain[name]
    return st.none() | found if optional else found


TARGETS = st.builds(Target, day=st.none() | DAYS, on_time=QUANTITIES, withdrawn=st.just(Decimal(0)) | QUANTITIES)
DUES = st.builds(
    lambda day, lines, late, early, short: Due(
        day=day, lines=lines, late=min(late, lines), early=min(early, lines), short=min(short, lines)
    ),
    st.none() | DAYS,
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
)
CHOICES = {
    "kind": st.sampled_from([facts.GOODS, facts.GOODS, facts.SERVICE, facts.NOTE]),
    "cancel_initiator": st.sampled_from([None, facts.CUSTOMER, facts.COMPANY]),
    "released_by": st.sampled_from([None, service.BY_PAYMENT, service.BY_LIMIT, service.BY_WAIVER, service.BY_OTHER]),
    "rating": st.none() | st.integers(1, 5),
    "waivers": st.integers(0, 2),
    "questions": st.integers(0, 2),
    "is_replacement": st.sampled_from([False, False, False, True]),
    "currency": st.just("EUR"),
    "unit": st.just("piece"),
}
OUTCOMES = {
    "QuotationFact": st.sampled_from([None, facts.WON, facts.NOT_WON, facts.EXPIRED]),
    "WaiverFact": st.sampled_from([None, service.ENDED_WELL, service.ENDED_LATE, service.ENDED_LOST]),
}


def _straight(fact):
    """Return a fact of which no part exceeds its whole, and whose days are those of its moments."""
    changes = {}
    for at, day in (("confirmed_at", "confirmed_day"), ("shipped_at", "shipped_day"), ("cancelled_at", "cancelled_day"),
                    ("delivered_at", "delivered_day"), ("posted_at", "posted_day"), ("released_at", "released_day"),
                    ("window_end", "window_day"), ("decided_at", "decided_day"), ("closed_at", "closed_day"),
                    ("disposed_at", "disposed_day"), ("credited_at", "credited_day"),
                    ("paid_back_at", "paid_back_day"), ("requested_at", "requested_day")):  # fmt: skip
        if hasattr(fact, at) and hasattr(fact, day):
            changes[day] = getattr(fact, at) and getattr(fact, at).date()
    for part, whole in (("cancelled_value", "confirmed_value"), ("returned", "quantity"), ("returned_value", "value")):
        if hasattr(fact, part):
            changes[part] = min(getattr(fact, part), getattr(fact, whole))
    if hasattr(fact, "outcome"):
        ended = "decided_day" if hasattr(fact, "decided_day") else "ended_day"
        day = changes.get(ended, getattr(fact, ended, None)) or (may(7) if fact.outcome else None)
        changes[ended] = day
    return replace(fact, **changes)


def any_fact(kind):
    """Return a strategy for facts of a kind."""
    values = {}
    for field in fields(kind):
        if field.name == "outcome":
            values[field.name] = OUTCOMES[kind.__name__]
        else:
            values[field.name] = CHOICES[field.name] if field.name in CHOICES else _by_type(field.type)
    return st.builds(kind, **values).map(_straight)
