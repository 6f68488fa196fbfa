"""The figures of thirty-five orders, worked by hand. The orders stand in kpi_month.py."""

from fractions import Fraction

import pytest
from kpi_month import LINES, ORDERS, orders
from kpi_values import MAY, OPTIONS, figure, may, options

from engine import kpi_verdict as verdicts
from engine.kpi_figure import product
from engine.kpi_registry import PERFECT_COMPONENTS, REGISTRY

BY_NAME = {order.id: order for order in ORDERS}

# Due in May by their first promise: 26 orders.
#   on time, 16: A E J L M Q R S T Y AB AD AE AF AI AJ      late, 10: B C D F H K O X AC AG
#   left out, 9: G I cancelled before, N replacement, V services, W no promise, AH not confirmed, U Z AA June
# 28 lines: F and AG have two. 271 units: 26 × 10, less 4 of J, and 5 of F and 10 of AG.
BY_ORDER = {
    "otd": (16, 26),
    "otd_requested": (15, 26),  # less Y
    "otd_latest": (17, 26),  # and X
    "otif": (14, 26),  # on time less E (two declined) and R (two too many)
    "fill_orders": (19, 26),  # all but C D E F H K O
    "perfect_on_time": (16, 26),
    "perfect_in_full": (17, 26),  # all but C E F H K O R (quantities) and L AI (wrong goods)
    "perfect_documents": (25, 26),  # all but T
    "perfect_undamaged": (25, 26),  # all but S
    "perfect_order": (10, 26),  # on time less E R, L AI, S, T
    # Windows ended: 35 less N, V, AH, O on hold, U Z AA later. Left in time: A, Q, AJ.
    "ship_window": (3, 28),
    # Confirmed: 35 less N, AH, and Z (in June). 21 working days.
    "orders_per_day": (32, 21),
    "orders_per_day_net": (29, 21),  # less G H I
    # 26 × 1000, F 1500, AG 2000, V 300
    "average_order_value": (29_800, 29),
    "cancellation_rate": (3, 32),  # G H I
    "cancellation_rate_customer": (1, 32),  # G
    "cancellation_rate_seller": (2, 32),  # H I
    "cancelled_value": (4_300, 32_800),  # 3 × 1000, E 200, F 500, J 400, K 200
    "partly_cancelled_value": (1_300, 32_800),
    "backorder_rate": (2, 30),  # D K; without V and H
    # Shipped: 35 less C G H I O U V Z AA AH, and N
    "accuracy": (21, 24),  # all but L T AI; S was the carrier's fault
    "complaint_rate": (4, 24),
    "return_rate_orders": (3, 24),  # L M AI
    "refused_rate": (1, 24),
    "wismo_rate": (3, 24),
    "question_share": (2, 24),
    "credit_hold_rate": (2, 33),  # Q AH; of all but N, and Z in June
    "hold_rate": (3, 33),
}
BY_LINE = {
    "otd_lines": (18, 28),  # 16, and one each of F and AG
    "otd_lines_requested": (17, 28),
    "promise_reliability": (19, 28),
    "promises_moved": (1, 28),
    "otif_lines": (16, 28),  # 18 less E and R
    # By the 8th: D 8, E 8, F 10, J 6, K 8, R 10, AG 10, thirteen others 10 each; nothing of B C H O X AC
    "otif_units": (190, 271),
    # First shipments: D 8, E 8, F 10, J 6, K 8, R 10, AG 20, sixteen others 10 each; nothing of C H O
    "fill_units": (230, 271),
    "fill_lines": (21, 28),
    "fill_value": (23_000, 27_100),  # 100 for a unit
    "otif_value": (19_000, 27_100),
    "backorder_rate_lines": (2, 32),  # D K of 30 orders, one more of F and AG each; V is no goods
}


@pytest.mark.parametrize("code", BY_ORDER)
def test_by_order(code):
    found = figure(code, ORDERS)
    assert (found.numerator, found.denominator) == BY_ORDER[code]


@pytest.mark.parametrize("code", BY_LINE)
def test_by_line(code):
    found = figure(code, LINES)
    assert (found.numerator, found.denominator) == BY_LINE[code]


def test_rows_and_reasons_of_on_time_delivery():
    rows = REGISTRY["otd"].rows(ORDERS, MAY, OPTIONS)
    hits = "A E J L M Q R S T Y AB AD AE AF AI AJ"
    assert " ".join(order.id for order, verdict in rows if verdict.numerator) == hits
    assert " ".join(order.id for order, verdict in rows if verdict.counts and not verdict.numerator) == (
        "B C D F H K O X AC AG"
    )
    assert {order.id: verdict.reason for order, verdict in rows if not verdict.counts} == {
        "G": verdicts.CANCELLED_BEFORE_DUE,
        "I": verdicts.CANCELLED_BEFORE_DUE,
        "N": verdicts.REPLACEMENT,
        "V": verdicts.SERVICE,
        "W": verdicts.NO_PROMISE,
        "AH": verdicts.NOT_CONFIRMED,
        "U": verdicts.OTHER_PERIOD,
        "Z": verdicts.OTHER_PERIOD,
        "AA": verdicts.OTHER_PERIOD,
    }


def test_seen_on_the_tenth_what_comes_later_is_not_late():
    # AB AC (31st), AG (12th) and AJ (13th) are not due yet: 14 of 22.
    found = figure("otd", ORDERS, using=options(today=may(10), now=may(10, 12)))
    assert (found.numerator, found.denominator, found.excluded[verdicts.NOT_YET_DUE]) == (14, 22, 4)


def test_a_day_is_over_at_its_end():
    assert REGISTRY["otd"].judge(BY_NAME["C"], MAY, options(today=may(8))).reason == verdicts.NOT_YET_DUE
    assert REGISTRY["otd"].judge(BY_NAME["C"], MAY, options(today=may(9))).counts


def test_own_companies_and_estimates_are_left_out_where_that_is_chosen():
    assert figure("otd", ORDERS, using=options(without_intercompany=True)).n == 25
    assert figure("otd", ORDERS).estimated == 1
    proven = figure("otd", ORDERS, using=options(proven_only=True))
    assert (proven.n, proven.excluded[verdicts.ESTIMATED]) == (25, 1)


def test_tolerances_let_pass_what_is_nearly_in_full():
    # E 8 of 10 and R 12 of 10 are within 20 percent; nobody else was on time and not in full.
    using = options(under=20, over=20)
    assert figure("otif", orders(using), using=using).numerator == 16
    using = options(under=19, over=20)
    assert figure("otif", orders(using), using=using).numerator == 15


def test_too_early_is_a_miss_of_otif_where_a_window_is_set():
    # M and E came on the 7th for the 8th; E was not in full anyway. They are on time, of course.
    using = options(early_days=0)
    codes = ("otif", "perfect_on_time", "perfect_order", "otd")
    assert [figure(code, orders(using), using=using).numerator for code in codes] == [13, 14, 9, 16]
    assert figure("otif_lines", LINES, using=using).numerator == 14  # and the first line of F
    using = options(early_days=1)
    assert figure("otif", orders(using), using=using).numerator == 14


def test_otif_by_the_latest_promise():
    using = options(basis=verdicts.LATEST)
    assert figure("otif", orders(using), using=using).numerator == 15  # and X


def test_counting_perfect_orders_is_not_multiplying_percentages():
    # 16/26 × 17/26 × 25/26 × 25/26 = 37.2 %, and ten of 26 are 38.5 %
    parts = [figure(code, ORDERS) for code in PERFECT_COMPONENTS]
    assert product(parts) == Fraction(16 * 17 * 25 * 25, 26**4)
    assert figure("perfect_order", ORDERS).ratio == Fraction(10, 26)


def test_holds_by_reason():
    assert figure("hold_rate", ORDERS, using=options(hold_reason="credit")).numerator == 2
    assert figure("hold_rate", ORDERS, using=options(hold_reason="payment")).numerator == 1
