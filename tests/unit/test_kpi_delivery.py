"""Delivering: what kpi_month.py does not show. Builders and days: kpi_values.py."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kpi_values import MAY, OPTIONS, any_fact, figure, line, may, options, order, reasons, value

from engine import kpi_facts as facts
from engine import kpi_verdict as verdicts
from engine.kpi_facts import Due, LineFact, MovementFact, ShipmentFact, Target, quantity
from engine.kpi_figure import Figure, product
from engine.kpi_lines import roll_up, target
from engine.kpi_registry import REGISTRY


def test_what_came_and_what_was_cancelled_by_a_day():
    arrivals, withdrawals = [(may(7), Decimal(8)), (may(9), Decimal(2))], [(may(8), Decimal(1)), (may(10), Decimal(4))]
    assert target(may(8), arrivals, withdrawals) == Target(day=may(8), on_time=Decimal(8), withdrawn=Decimal(1))
    assert target(None, arrivals, withdrawals) == Target()


def test_leaving_on_time():
    def leaving(by, left):
        return line(first=20, leaving=target(may(by), [], []), left_day=left and may(left))

    lines = [leaving(6, 6), leaving(6, 7), leaving(6, None), leaving(50, None), line(first=8)]
    assert value("on_time_shipment_lines", lines) == pytest.approx(100 / 3)
    assert reasons("on_time_shipment_lines", lines)[3:] == [verdicts.OTHER_PERIOD, verdicts.NO_PROMISE]
    one, two = roll_up(order(), lines[:2], OPTIONS), roll_up(order(), lines[:1], OPTIONS)
    assert (one.leaving, two.leaving.late) == (Due(day=may(6), lines=2, late=1, short=2), 0)
    assert value("on_time_shipment", [one, one, one, two]) == 25


def test_services_notes_and_substitutes_are_no_goods():
    lines = [
        line(first=8, kind=facts.SERVICE),
        line(first=8, kind=facts.NOTE),
        line(0, first=8),
        line(first=8, arrivals=[(8, 10)], is_substitute=True),
        line(first=8, confirmed_day=None),
        line(first=8, is_replacement=True),
    ]
    assert reasons("otif_lines", lines) == [
        verdicts.NOT_GOODS,
        verdicts.NOT_GOODS,
        verdicts.NOT_GOODS,
        verdicts.SUBSTITUTE,
        verdicts.NOT_CONFIRMED,
        verdicts.REPLACEMENT,
    ]
    assert roll_up(order(), lines[:4], OPTIONS).has_goods is False


def test_lines_without_a_promise_are_not_due():
    lines = [line(first=8, arrivals=[(8, 10)]), line()]
    found = roll_up(order(), lines, OPTIONS)
    assert (found.first, found.unfilled) == (Due(day=may(8), lines=1), 0)
    assert roll_up(order(), lines[1:], OPTIONS).first == Due()


def test_something_else_instead_is_not_filled():
    # Ten of the first were declined, ten of another one were sent instead.
    lines = [line(first=8, first_shipped=Decimal(0)), line(first=8, arrivals=[(8, 10)], is_substitute=True)]
    found = roll_up(order(), lines, OPTIONS)
    assert (found.unfilled, found.first) == (1, Due(day=may(8), lines=1, late=1, short=1))
    assert value("fill_lines", lines) == 0


def test_pieces_and_kilograms_are_not_added_their_values_are():
    lines = [line(first=8, arrivals=[(8, 10)]), line(first=8, arrivals=[(8, 5)], unit="kg")]
    assert value("fill_units", lines) is None
    assert value("fill_units", lines[1:]) == 50
    assert value("fill_value", lines) == 75  # 1000 + 500 of 2000


def test_a_cart_of_five_units_with_one_missing():
    # The dictionary's example: five lines of one unit, one of them missing: 80 % of units and lines, 0 % of orders
    lines = [line(1, first=8, arrivals=[(8, 1)]) for _n in range(4)] + [line(1, first=8)]
    found = roll_up(order(), lines, OPTIONS)
    assert [value(code, lines) for code in ("fill_units", "fill_lines")] == [80, 80]
    assert value("fill_orders", [found]) == 0
    # One line of five units: 80 % of units, 0 % of lines
    lines = [line(5, first=8, arrivals=[(8, 4)])]
    assert [value(code, lines) for code in ("fill_units", "fill_lines")] == [80, 0]


def test_fill_rates_are_powers_of_each_other_where_failures_are_independent():
    # Each unit is there in nine of ten cases: all combinations of two units in a line, and two lines in an order.
    chances = [(9, True), (1, False)]
    orders, lines = [], []
    for a, first in chances:
        for b, second in chances:
            for c, third in chances:
                for d, fourth in chances:
                    parts = [
                        line(2, first=8, arrivals=[(8, one + two)] if one + two else [])
                        for one, two in ((first, second), (third, fourth))
                    ]
                    weight = a * b * c * d
                    lines += parts * weight
                    orders += [roll_up(order(), parts, OPTIONS)] * weight
    units, by_line, by_order = figure("fill_units", lines), figure("fill_lines", lines), figure("fill_orders", orders)
    assert units.ratio == Fraction(9, 10)
    assert by_line.ratio == units.ratio**2  # two units per line
    assert by_order.ratio == by_line.ratio**2  # two lines per order


def test_apqc_multiplies_four_percentages():
    # .98 × .97 × .99 × .82 = .772
    parts = [Figure(share, 100, 100) for share in (98, 97, 99, 82)]
    assert float(product(parts)) == pytest.approx(0.7717, abs=0.0001)
    assert product([Figure(1, 1, 1), Figure()]) is None


def test_perfect_orders_at_the_wrong_address_are_not_on_time():
    first = Due(day=may(8), lines=1)
    orders = [order(first=first), order(first=first, errors=frozenset({facts.WRONG_ADDRESS}))]
    assert value("perfect_on_time", orders) == 50
    assert value("otd", orders) == 100


def test_ship_window():
    window = {"clock_at": may(4, 9), "window_end": may(5, 9), "window_day": may(5)}
    orders = [
        order(**window, shipped_at=may(5, 9)),  # the moment itself is in time
        order(**window, shipped_at=may(5, 9.01)),
        order(**window),  # never
        order(**window, cancelled_at=may(5, 9), cancelled_day=may(5)),  # the moment at which it is over: before
        order(**window, cancelled_at=may(5, 10), cancelled_day=may(5)),  # after it: a miss
        order(clock_at=may(4, 9), clock_stands=True),
        order(**{**window, "window_end": may(47, 9), "window_day": may(47)}),  # not over yet
        order(),
    ]
    assert value("ship_window", orders) == 25
    assert reasons("ship_window", orders)[3:] == [
        verdicts.CANCELLED_BEFORE_DUE,
        None,
        verdicts.ON_HOLD,
        verdicts.OTHER_PERIOD,
        verdicts.NOT_KNOWN,
    ]
    # As everything that is due, it counts when its day is over; what was cancelled before never does.
    today = options(today=may(5), now=may(5, 20))
    assert reasons("ship_window", [orders[0], orders[3]], using=today) == [
        verdicts.NOT_YET_DUE,
        verdicts.CANCELLED_BEFORE_DUE,
    ]


def test_what_is_ordered_on_top_later_takes_nothing_from_what_was_confirmed():
    # Ten were confirmed and came in time; then two more were ordered, which came late, or never.
    raised = {"agreed": Decimal(12), "first": 8, "done_day": None}
    lines = [
        line(10, arrivals=[(8, 12)], **raised | {"done_day": may(8)}),
        line(10, arrivals=[(8, 10), (12, 2)], **raised | {"done_day": may(12)}),
        line(10, arrivals=[(8, 10)], **raised),
        line(10, arrivals=[(8, 9), (12, 3)], **raised | {"done_day": may(12)}),
        line(10, arrivals=[(8, 13)], **raised | {"done_day": may(8)}),  # nobody has ordered 13
    ]
    assert value("otd_lines", lines) == 80
    assert value("otif_lines", lines) == 60
    left = [line(10, leaving=target(may(8), [(may(8), Decimal(number))], []), agreed=Decimal(12)) for number in (10, 9)]
    assert value("on_time_shipment_lines", left) == 50


def test_time_to_ship():
    orders = [
        order(clock_at=may(4, 9), shipped_at=may(4, 15), shipped_day=may(4)),  # 6 hours
        order(clock_at=may(5, 9), shipped_at=may(6, 9), shipped_day=may(6)),  # 24 hours
        order(clock_at=may(5, 9), shipped_at=may(7, 9), shipped_day=may(7)),  # 48 hours
        order(clock_at=may(5, 9), clock_stands=True),
        order(clock_at=may(5, 9), cancelled_at=may(6, 9), cancelled_day=may(6)),
    ]
    assert value("ship_time", orders) == 24
    assert reasons("ship_time", orders)[3:] == [verdicts.ON_HOLD, verdicts.CANCELLED_BEFORE_DUE]


def test_accuracy_counts_our_errors_only():
    shipped = {"first_shipped_day": may(5)}
    errors = ["wrong_item", "missing", "late_check", "damaged_packing", "damaged_carrier", "lost", "billing_error"]
    orders = [order(errors=frozenset({error}), **shipped) for error in errors]
    assert [verdict.numerator for _order, verdict in REGISTRY["accuracy"].rows(orders, MAY, OPTIONS)] == [
        *[0] * 4,
        *[1] * 3,
    ]


def test_damage():
    shipments = [
        ShipmentFact(shipped_day=may(5), damaged=True),
        ShipmentFact(shipped_day=may(5), lost=True),
        ShipmentFact(shipped_day=may(5)),
        ShipmentFact(shipped_day=may(5)),
        ShipmentFact(shipped_day=may(5), is_replacement=True, damaged=True),
    ]
    assert value("damage_rate", shipments) == 50


def test_return_rates():
    moves = [
        # 100 left in May, 3 of them came back in June; 20 of April came back in May.
        MovementFact(day=may(5), quantity=Decimal(100), value=1000, returned=Decimal(3), returned_value=90, unit="pc"),
        MovementFact(day=may(40), quantity=Decimal(3), inward=True, unit="pc"),
        MovementFact(day=may(-10), quantity=Decimal(50), returned=Decimal(20), unit="pc"),
        MovementFact(day=may(6), quantity=Decimal(20), inward=True, unit="pc"),
    ]
    assert value("return_rate_units", moves) == 3
    assert value("return_rate_value", moves) == 9
    assert value("return_rate_period", moves) == 20
    only_back = [replace(moves[3], currency="EUR")]
    assert value("return_rate_period", only_back) is None


def test_quantities_are_exact():
    assert sum(quantity(0.1, 0.01) for _n in range(10)) == 1
    assert quantity(2.675, 0.01) == Decimal("2.68")
    assert quantity(7, 5) == 5


@given(st.lists(any_fact(LineFact), max_size=4))
def test_orders_are_on_time_only_if_each_line_is(lines):
    found = roll_up(order(), lines, OPTIONS)
    verdict = REGISTRY["otd"].assess(found, OPTIONS)
    parts = [
        REGISTRY["otd_lines"].assess(replace(part, is_replacement=False, confirmed_day=may(4)), OPTIONS)
        for part in lines
    ]
    if verdict.counts:
        assert verdict.numerator == min(part.numerator for part in parts if part.counts)
        assert verdict.day == max(part.day for part in parts if part.counts)
