"""March 2040 of a company in Berlin, worked by hand: what happens to each order, and what that says.

Times are Berlin's; its clocks are put forward on Sunday the 25th. The 1st is a Thursday, the 5th a Monday. Working
days are Monday to Friday, the carrier comes at 14:00, and nothing has to travel.

Columns:

* wanted: day in March for which the goods are ordered (noon); 51 is April 20th. Without one they are promised for
  the next time that the carrier comes.
* steps: day, time, what happens.
* otd, asked, last: delivered on time by the first promise, by what was asked for, by the latest promise.
* otif, fill: on time and in full; all of it with the first shipment.
* window: left within the window of time to ship. leave: left by the day on which it had to.
* right: a perfect order.

What happens to their money, what comes back and what is damaged stands in :mod:`.metrics_thirty_money`: four of L were
the wrong goods, the carrier has damaged S and R.

1 hit, 0 miss; left out because: c cancelled before it was due, r replacement, s services only, p nothing was promised,
h on hold, n never confirmed. "a" belongs to April.
"""

USUAL = "5 9:00 confirm, 8 8:00 ship, 9 12:00 deliver"

TABLE = f"""
name| lines  |wanted| otd asked last otif fill window leave right | steps
A   | 10     | 9    |  1    1    1    1    1     1      1     1   | 1 10:00 send, {USUAL}
B   | 10     | 9    |  0    0    0    0    1     1      1     0   | 5 9:00 confirm, 9 8:00 ship, 12 12:00 deliver, 10 9:00 ask 2
C   | 10     | 9    |  0    0    0    0    0     0      0     0   | 5 9:00 confirm
D   | 10     | 9    |  0    0    0    0    0     0      0     0   | 5 9:00 confirm, 8 8:00 ship 8, 9 12:00 deliver, 12 8:00 ship, 13 12:00 deliver, 10 9:00 ask 1
E   | 10     | 9    |  1    1    1    0    0     1      1     0   | 5 9:00 confirm, 8 8:00 ship 8 no, 9 12:00 deliver
F   | 10, 5  | 9    |  0    0    0    0    0     1      0     0   | 5 9:00 confirm, 8 8:00 ship 10 no, 9 12:00 deliver
G   | 10     | 20   |  c    c    c    c    c     c      c     c   | 5 9:00 confirm, 12 12:00 cancel customer
H   | 10     | 9    |  0    0    0    0    0     0      0     0   | 5 9:00 confirm, 12 12:00 cancel company unavailable
I   | 10     | 9    |  c    c    c    c    c     c      c     c   | 5 9:00 confirm, 9 12:00 cancel company
J   | 10     | 9    |  1    1    1    1    1     1      1     1   | 5 9:00 confirm, 6 9:00 reduce 6, 8 8:00 ship, 9 12:00 deliver
K   | 10     | 9    |  0    0    0    0    0     0      0     0   | 5 9:00 confirm, 8 8:00 ship 8, 9 12:00 deliver, 15 10:00 cancel_open
L   | 10     | 9    |  1    1    1    1    1     1      1     0   | {USUAL}
M   | 10     | 9    |  1    1    1    1    1     1      1     1   | {USUAL}, 14 9:00 back 10
N   | A 2    |      |  r    r    r    r    r     r      r     r   | 12 9:00 replace, 13 8:00 ship, 14 12:00 deliver
O   | 10     | 9    |  0    0    0    0    0     h      0     0   | 5 9:00 confirm, 5 9:30 hold payment
Q   | 10     | 9    |  1    1    1    1    1     1      1     1   | 5 9:00 confirm, 5 9:30 hold credit, 7 9:30 release, 8 8:00 ship, 9 12:00 deliver
R   | 10     | 9    |  1    1    1    0    1     1      1     0   | 5 9:00 confirm, 8 8:00 ship 12, 9 12:00 deliver
S   | 10     | 9    |  1    1    1    1    1     1      1     0   | {USUAL}
U   | 10     | 51   |  a    a    a    a    a     a      a     a   | 5 9:00 confirm
V   | 3 work |      |  s    s    s    s    s     s      s     s   | 5 9:00 confirm
X   | 10     | 9    |  0    0    1    0    1     0      0     0   | 5 9:00 confirm, 7 9:00 move 12, 12 8:00 ship, 12 12:00 deliver
Y   | 10     | 9<6  |  1    0    1    1    1     0      1     1   | {USUAL}
AA  | 10     |      |  a    p    a    a    a     a      a     a   | 32 0:30 confirm
AB  | 10     |      |  1    p    1    1    1     1      1     1   | 23 15:00 confirm, 26 20:00 ship, 26 21:00 deliver
AC  | 10     |      |  0    p    0    0    1     0      0     0   | 23 10:00 confirm, 26 10:30 ship, 26 12:00 deliver
AD  | 10     |      |  0    p    0    0    1     1      0     0   | 23 10:00 confirm, 26 9:30 ship, 26 12:00 deliver
AE  | 10     | 30   |  1    1    1    1    1     1      1     1   | 5 9:00 confirm, 29 8:00 ship, 30 23:30 deliver
AF  | 10     | 30   |  0    0    0    0    1     1      1     0   | 5 9:00 confirm, 30 8:00 ship, 31 0:30 deliver
AG  | 10     | 9    |  1    1    1    1    1     1      1     1   | {USUAL}
AH  | 10     | 9    |  1    1    1    1    1     1      1     1   | 5 9:00 confirm, 9 8:00 ship
QL  | 10     |      |  n    n    n    n    n     n      n     n   | 1 10:00 send, 12 10:00 lose
QE  | 10     |      |  n    n    n    n    n     n      n     n   | 1 10:00 send, 15 10:00 expire
QO  | 10     |      |  n    n    n    n    n     n      n     n   | 1 10:00 send
"""  # noqa: E501

CODES = (
    "otd",
    "otd_requested",
    "otd_latest",
    "otif",
    "fill_orders",
    "ship_window",
    "on_time_shipment",
    "perfect_order",
)
REASONS = {
    "c": "cancelled_before_due",
    "r": "replacement",
    "s": "service",
    "p": "no_promise",
    "h": "on_hold",
    "n": "not_confirmed",
}

HOUR = 3600
EURO = 100  # cents

# Numerator and denominator of each figure of orders in March. Sums of times are in seconds, of money in cents.
#
# Due by the first promise: A B C D E F H J K L M O Q R S X Y AB AC AD AE AF AG AH, 24.
# Confirmed: those, G I U V, 28 (N replaces, AA is April's).
# Shipped: A B D E F J K L M Q R S X Y AB AC AD AE AF AG AH, 21.
EXPECTED = {
    "otd": (13, 24),  # A E J L M Q R S Y AB AE AG AH
    "otd_requested": (11, 21),  # without AB AC AD; less Y
    "otd_latest": (14, 24),  # and X
    "otif": (11, 24),  # less E (8 of 10) and R (12)
    "fill_orders": (17, 24),  # all but C D E F H K O
    "ship_window": (16, 23),  # all that were due but O; missed by C D H K X Y AC
    "on_time_shipment": (15, 24),  # missed by C D F H K O X AC AD
    "perfect_on_time": (13, 24),
    "perfect_in_full": (16, 24),  # all but C E F H K O R, and L (wrong goods)
    "perfect_documents": (23, 24),  # all but E, whose invoice was wrong
    "perfect_undamaged": (22, 24),  # all but R S
    "perfect_order": (9, 24),  # A J M Q Y AB AE AG AH
    "orders_per_day": (28, 28),  # the sum; it is divided by working days later
    "orders_per_day_net": (25, 25),  # less G H I
    # 23 orders of 1000, F 1500, V 300
    "average_order_value": (24_800 * EURO, 25),
    "average_order_value_current": (24_400 * EURO, 25),  # J has 600
    "repeat_rate": (3, 28),  # AB AC AD: all others were confirmed first, at the same moment
    "cancellation_rate": (3, 28),
    "cancellation_rate_customer": (1, 28),  # G
    "cancellation_rate_seller": (2, 28),  # H I
    # G H I 1000 each, E 200, F 500, J 400, K 200, of 26 × 1000, F 1500, V 300
    "cancelled_value": (4_300 * EURO, 27_800 * EURO),
    "partly_cancelled_value": (1_300 * EURO, 27_800 * EURO),
    "backorder_rate": (2, 26),  # D K, of 28 less V (services) and H (cancelled for it)
    "accuracy": (20, 21),  # all but L; R S was the carrier
    "complaint_rate": (4, 21),  # E L R S
    "return_rate_orders": (3, 21),  # L M AB
    "refused_rate": (0, 21),
    "wismo_rate": (3, 21),  # B twice, D once
    "question_share": (2, 21),
    "satisfaction": (0, 0),
    "credit_hold_rate": (1, 28),  # Q
    "hold_rate": (2, 28),  # O Q
    "first_pass_rate": (22, 28),  # all but A B C H M Y
    "waiver_rate": (6, 28),
    "hold_hours": (48 * HOUR, 28),  # Q; that of O goes on
    # From the 5th, 9:00, to the 8th, 8:00, 71 hours: A D E F J K L M Q R S Y AG. B AH 95, X 167. Over the night in
    # which the clocks are put forward: AB 76, AC 71.5, AD 70.5, AE 574, AF 598.
    "processing_time": (2_670 * HOUR, 21),
    # To the 9th, 12:00, 99 hours: A E F J K L M Q R S Y AG. B X 171, D 195, AB 77, AC AD 73, AE 613.5, AF 614.5, AH 95
    "order_cycle_time": (3_271 * HOUR, 21),
    # Less what their customers wanted to wait, until the 9th, or less where they left before: 28 of A E F J L M Q R S
    # AG, 12 of K, 84 of B X Y, 108 of D, 8 of AH; 77, 73, 73; AE 39.5, AF 24.5
    "order_cycle_time_net": (947 * HOUR, 21),
    # As processing, but to the last of it: D 167, K 241 (when the rest was cancelled)
    "internal_cycle_time": (2_936 * HOUR, 21),
    # From the 9th, 0:00, on: B AH 8, D X 80, K 154; Y from the 6th 56; AB 76, AC 71.5, AD 70.5, AF 8, others nothing
    "ship_time": (612 * HOUR, 21),
}
# Of lines: as orders, and one more of F. 241 units: 240, and 5 of F less 4 of J
EXPECTED_OF_LINES = {
    "otd_lines": (14, 25),  # and the first line of F
    "otd_lines_requested": (12, 22),
    "promise_reliability": (15, 25),
    "promises_moved": (1, 25),  # X
    "otif_lines": (12, 25),
    "on_time_shipment_lines": (16, 25),
    "fill_lines": (18, 25),
    # By the 9th: D 8, E 8, F 10, J 6, K 8, 11 others 10 each
    "otif_units": (150, 241),
    "otif_value": (15_000 * EURO, 24_100 * EURO),
    # D 8, E 8, J 6, K 8, 17 others 10 each
    "fill_units": (200, 241),
    "fill_value": (20_000 * EURO, 24_100 * EURO),
    "backorder_rate_lines": (2, 27),
    "backorder_value": (0, 0),  # of today, in June; see BACKORDERS
    "backorder_age": (0, 0),
}
EXPECTED_OF_OTHERS = {
    "damage_rate": (2, 22),  # R S, of 21 orders, D twice
    # 10 each of 16, D 10, E 8, J 6, K 8, R 12
    "return_rate_units": (16, 204),  # L 4, M 10, AB 2
    "return_rate_value": (1_600 * EURO, 20_400 * EURO),
    "return_rate_period": (16, 204),
    "conversion": (1, 3),  # A; QL lost, QE expired
    "conversion_value": (1_000 * EURO, 3_000 * EURO),
    "conversion_cohort": (1, 3),
    "quote_cycle_time": (95 * HOUR, 1),  # from the 1st, 10:00, to the 5th, 9:00
    "hold_time": (48 * HOUR, 1),
    "credit_hold_time": (48 * HOUR, 1),
    "credit_released_payment": (0, 1),
    "credit_released_limit": (0, 1),
    "credit_released_waiver": (0, 1),
}


def rows():
    """Return ``{name: (lines, wanted, verdicts by code, steps)}`` of the table."""
    found = {}
    for text in TABLE.strip().splitlines()[1:]:
        name, lines, wanted, verdicts, steps = (part.strip() for part in text.split("|"))
        found[name] = (lines, wanted, dict(zip(CODES, verdicts.split(), strict=True)), steps.split(", "))
    return found
