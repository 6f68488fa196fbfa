"""Which rows of the documents make each figure of orders and lines: the day, the condition, what is divided."""

from dataclasses import dataclass

from .verify_order_sql import seconds


@dataclass(frozen=True)
class Check:
    """How a figure is read from the rows of a statement.

    :ivar str day: the day to which a row belongs
    :ivar str counts: the condition by which it counts
    """

    day: str
    counts: str
    numerator: str = "1"
    denominator: str = "1"


def _share(hit):
    return f"CASE WHEN {hit} THEN 1 ELSE 0 END"


def _confirmed(hit="TRUE", also="TRUE"):
    return Check("confirmed_day", f"counts AND {also}", _share(hit))


def _delivered(hit="TRUE", basis="", proven="proven"):
    """Orders that are due, by the chosen basis if none is given; those that nothing proves if they count."""
    day, lines = (f"{basis}_day", f"{basis}_lines") if basis else ("due", "lines")
    return Check(day, f"delivers AND {lines} > 0 AND {proven}", _share(hit))


def _left(hit="TRUE"):
    return Check("began_day", "delivers AND began_at IS NOT NULL", _share(hit))


def _spread(day, end, numerator, also="TRUE"):
    return Check(day, f"delivers AND {end} IS NOT NULL AND {also}", numerator)


_CYCLE = seconds("started_at", "delivered_at")

ORDERS = {
    "orders_per_day": _confirmed(),
    "orders_per_day_net": _confirmed(also="cancelled_at IS NULL"),
    "average_order_value": Check("confirmed_day", "counts AND cancelled_at IS NULL", "value"),
    "average_order_value_current": Check(
        "confirmed_day",
        "counts AND cancelled_at IS NULL",
        "ROUND((amount_untaxed / rate)::numeric / %(rounding)s::numeric)",
    ),
    "repeat_rate": _confirmed("returned_customer"),
    "processing_time": _spread("confirmed_day", "released_at", seconds("started_at", "released_at")),
    "hold_hours": Check("confirmed_day", "counts", "stood"),
    "order_cycle_time": _spread("delivered_day", "delivered_at", _CYCLE),
    "order_cycle_time_net": _spread("delivered_day", "delivered_at", f"GREATEST({_CYCLE} - idle, 0)"),
    "internal_cycle_time": _spread("shipped_day", "shipped_at", seconds("started_at", "shipped_at")),
    "wismo_rate": Check("began_day", "delivers AND began_at IS NOT NULL", "asks"),
    "question_share": _left("asks > 0"),
    "complaint_rate": _left("complained"),
    "accuracy": _left("NOT (wrong OR our_fault)"),
    "return_rate_orders": _left("came_back"),
    "refused_rate": _left("refused"),
    "backorder_rate": Check("confirmed_day", "delivers AND NOT given_up", _share("was_short")),
    "on_time_shipment": _delivered("NOT leaving_late", "leaving", "TRUE"),
    "otd": _delivered("NOT first_late", "first"),
    "otd_requested": _delivered("NOT requested_late", "requested"),
    "otd_latest": _delivered("NOT latest_late", "latest"),
    "otif": _delivered("NOT (late OR early OR short)"),
    "fill_orders": _delivered("NOT unfilled", proven="TRUE"),
    "perfect_order": _delivered("NOT (late OR early OR astray OR short OR wrong OR misdocumented OR damaged)"),
    "perfect_on_time": _delivered("NOT (late OR early OR astray)"),
    "perfect_in_full": _delivered("NOT (short OR wrong)"),
    "perfect_documents": _delivered("NOT misdocumented"),
    "perfect_undamaged": _delivered("NOT damaged"),
    "cancellation_rate": _confirmed("cancelled_at IS NOT NULL"),
    "cancellation_rate_customer": _confirmed("cancelled_at IS NOT NULL AND cancel_initiator = 'customer'"),
    "cancellation_rate_seller": _confirmed(
        "cancelled_at IS NOT NULL AND cancel_initiator = 'company' AND began_at IS NULL"
    ),
    "cancelled_value": Check(
        "confirmed_day", "counts", "CASE WHEN cancelled_at IS NULL THEN cut ELSE value END", "value"
    ),
    "partly_cancelled_value": Check(
        "confirmed_day", "counts", "CASE WHEN cancelled_at IS NULL THEN cut ELSE 0 END", "value"
    ),
    "credit_hold_rate": Check("submitted_day", "NOT strange", _share("credit_held")),
    "hold_rate": Check("submitted_day", "NOT strange", _share("was_held")),
    "first_pass_rate": Check("checked_day", "NOT strange", _share("NOT blocked")),
    "waiver_rate": Check("checked_day", "NOT strange", _share("waived")),
}


def _line(hit, basis, proven="proven"):
    return Check(basis, f"counts AND {basis}_asked > 0 AND {proven}", _share(hit))


def _chosen(hit, proven="proven"):
    return Check("due", f"counts AND asked > 0 AND {proven}", _share(hit))


def _amount(good, worth=False, proven="proven"):
    each = " * value / NULLIF(ordered, 0)" if worth else ""
    return Check("due", f"counts AND asked > 0 AND {proven}", f"LEAST({good}, asked){each}", f"asked{each}")


LINES = {
    "on_time_shipment_lines": _line("NOT leaving_late", "leaving", "TRUE"),
    "otd_lines": _line("NOT first_late", "first"),
    "otd_lines_requested": _line("NOT requested_late", "requested"),
    "promise_reliability": _line("NOT latest_late", "latest"),
    "promises_moved": _line("moved", "first", "TRUE"),
    "otif_lines": _chosen("NOT (late OR early OR short)"),
    "otif_units": _amount("by_then"),
    "otif_value": _amount("by_then", worth=True),
    "fill_units": _amount("at_once", proven="TRUE"),
    "fill_value": _amount("at_once", worth=True, proven="TRUE"),
    "fill_lines": _chosen("at_once >= asked", "TRUE"),
    "backorder_rate_lines": Check("confirmed_day", "counts AND NOT refused", _share("was_short")),
}
QUOTES = {
    "conversion": Check("decided_day", "NOT strange AND decided_at IS NOT NULL", _share("won")),
    "conversion_value": Check(
        "decided_day", "NOT strange AND decided_at IS NOT NULL", "CASE WHEN won THEN value ELSE 0 END", "value"
    ),
    "conversion_cohort": Check("issued_day", "NOT strange AND decided_at IS NOT NULL", _share("won")),
    "quote_cycle_time": Check(
        "decided_day",
        "NOT strange AND won AND quote_sent_at IS NOT NULL",
        seconds("quote_sent_at", "decided_at"),
    ),
}
