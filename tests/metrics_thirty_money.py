"""What else happens to the thirty orders of March 2040: invoices, money, returns, claims, overrides; worked by hand.

Columns as in :mod:`.metrics_thirty_orders`. Times are Berlin's; days are those of March, 33 is April 2nd.

Steps:

* bill, with the day on which it is due; paper: it is sent; pay, all of it or an amount; wrong: an amount is credited
  because it was billed wrong; vow: it is promised to be paid, until a day, all of it or an amount.
* ask_back, approve, arrive, look, resolve, refund: a return, step by step; reject.
* file, answer, refuse, recover, withdraw: a claim for damage.
* stop, with a rule that blocks the quotation, and is waived.
"""

from fractions import Fraction

from .metrics_thirty_orders import EURO, HOUR

STEPS = """
A  | 5 8:50 stop credit_limit, 9 10:00 bill 19, 9 16:00 paper, 16 12:00 pay, 20 9:00 ask_back 1 mind, 21 9:00 reject
B  | 5 8:50 stop credit_limit, 12 10:00 bill 22, 13 10:00 paper, 23 12:00 vow 26, 29 12:00 pay
C  | 5 8:50 stop address_incomplete
D  | 13 10:00 bill 23, 13 11:00 paper, 24 12:00 vow 28 400, 28 12:00 pay 400
E  | 9 10:00 bill 19, 15 10:00 wrong 200, 19 12:00 pay
F  | 8 9:00 bill 30, 14 12:00 vow 20, 18 12:00 vow 27, 30 12:00 vow 50
H  | 5 8:50 stop address_incomplete
J  | 8 10:00 bill 18, 8 12:00 pay
L  | 9 10:00 bill 19, 14 9:00 ask_back 4 wrong, 14 15:00 approve, 16 9:00 arrive, 18 12:00 pay, 19 9:00 look, 20 9:00 resolve, 23 9:00 refund
M  | 5 8:50 stop address_incomplete
R  | 10 9:00 damage 1, 12 9:00 file, 15 9:00 refuse
S  | 10 9:00 damage 2, 12 9:00 file, 14 9:00 answer 150, 20 9:00 recover 150
V  | 7 10:00 bill 17, 17 12:00 pay
Y  | 5 8:50 stop address_incomplete, 30 9:00 ask_back 1 mind, 30 9:00 approve
AB | 27 9:00 ask_back 2 mind none, 27 9:00 approve, 28 9:00 arrive, 28 12:00 look, 29 9:00 resolve
AE | 30 10:00 bill 50
AF | 33 10:00 bill 43
AH | 10 9:00 damage 1, 12 9:00 withdraw
Z1 | 20 12:00 pay
Z3 | 22 12:00 lose 100
Z5 | 27 12:00 receive 70
"""  # noqa: E501

# Invoices from before, of no order: amount, day, due
OLD = {
    "Z1": (500, "2040-02-10", "2040-02-20"),
    "Z2": (3000, "2040-02-05", "2040-02-19"),
    "Z3": (900, "2040-01-10", "2040-01-24"),
    "Z4": (1200, "2039-11-15", "2039-12-15"),
}
# Whose shipments the second of two people packs. Both are there on the 8th only.
SECOND = ("M", "Q", "R", "S", "Y", "AG")

# Open, because nothing is invoiced of it: K Q R S X Y AB AC AD AG AH; and of E one of eight, which was credited.
# M came back, N costs nothing.
OPEN_SHIPMENTS = 12
# Numerator and denominator, as in the other tables
EXPECTED_OF_MONEY = {
    # From shipment to invoice: A D E L AE 26, B AF 74, F 1. J is paid in advance, V was never shipped.
    "invoice_time": (279 * HOUR, 8),
    "invoice_sending_time": (31 * HOUR, 3),  # A 6, B 24, D 1
    "invoice_accuracy": (8, 9),  # A B D F J L V AE; E was wrong; AF is April's
    "payment_promises_kept": (1, 3),  # D; B and F (the 27th) were not; F's first one was replaced, its third is April's
}
EXPECTED_OF_RETURNS = {
    # L, AB. A was rejected; of Y nothing has come.
    "return_time": ((144 + 48) * HOUR, 2),
    "return_approval_time": (6 * HOUR, 2),
    "return_transit_time": ((42 + 24) * HOUR, 2),
    "return_disposal_time": ((72 + 3) * HOUR, 2),
    "return_settling_time": ((24 + 21) * HOUR, 2),
    "dock_to_stock": ((72 + 3) * HOUR, 2),
    # L only: from the 16th, 9:00, to the 20th, 9:00; the money's hour is not known, it is noon then
    "refund_time": (96 * HOUR, 1),
    "refund_paid_time": (171 * HOUR, 1),
    "claim_recovery": (150 * EURO, 300 * EURO),  # S 150 of 200, R nothing of 100; AH was withdrawn
}
EXPECTED_OF_OVERRIDES = {
    # A and Y ended well, B was late, M came back, H was lost; C goes on
    "bad_waivers": (3, 5),
    "bad_credit_waivers": (1, 2),  # A B
}

# === Receivables === #
#
# Sales on credit, with what was credited: November 1200, January 900, February 3500; March A B D F AE 1000 each,
# E 800 − 200, L 1000 − 400, V 300: 6500. J paid at once.
# Owed at the end of February: Z1 500, Z2 3000, Z3 900, Z4 1200. At the end of March: Z2 3000, Z3 800, Z4 1200,
# D 600, F 1000 (overdue: 6600), AE 1000 (not due), less 70 that nobody has allocated.
BEGIN, SALES, OVERDUE, END, CURRENT = 5_600 * EURO, 6_500 * EURO, 6_600 * EURO, 7_530 * EURO, 930 * EURO
# Paid, from the invoice: A 7 days × 1000, B 17 × 1000, D 15 × 400, E 10 × 600, J 0 × 600, L 9 × 1000, V 10 × 300,
# Z1 39 × 500
PAID, WAITED = 5_400 * EURO, 67_500 * EURO
# From the day it was due: A −3 × 1000, B 7 × 1000, D 5 × 400, E 0 × 600, J −10 × 600, L −1 × 1000, V 0 × 300,
# Z1 29 × 500: 13,500. Open: D 8 × 600, F 1 × 1000, Z2 41 × 3000, Z3 67 × 800, Z4 107 × 1200: 310,800
LATE = (13_500 + 310_800) * EURO
EXPECTED_LIVE = {
    "dso": Fraction(END, SALES) * 31,
    # March's sales and 31 days, and of what is left the part of February's
    "dso_countback": 31 + Fraction(END - SALES, 3_500 * EURO) * 29,
    "best_possible_dso": Fraction(CURRENT, SALES) * 31,
    "days_delinquent": Fraction(OVERDUE, SALES) * 31,
    "cei": Fraction(BEGIN + SALES - END, BEGIN + SALES - CURRENT) * 100,
    "bad_debt": Fraction(100 * EURO, SALES) * 100,  # of Z3
    "days_to_pay": Fraction(WAITED, PAID),  # 12.5
    "days_late": Fraction(LATE, PAID + OVERDUE),  # 27.025
    "current_share": Fraction(1_000, 1_000 + 6_600) * 100,
    "aging_not_due": 1_000,  # AE
    "aging_30": 1_600,  # D F
    "aging_60": 3_000,  # Z2, 41 days
    "aging_90": 800,  # Z3, 67 days
    "aging_older": 1_200,  # Z4, 107 days
    "aging_credits": -70,
    # Orders that left by people at work: on the 8th 13 by two, the 9th 2, 12th 2, 13th 1, 26th 3, 29th and 30th 1
    "capacity": Fraction(13, 2),
}

# === What is typical === #

DAY = 24
# Number, mean, median and P90 of times, in the figure's unit
SPREADS = {
    # 70.5, 13 × 71, 71.5, 76, 2 × 95, 167, 574, 598
    "processing_time": (21, Fraction(2_670, 21), 71, 167),
    # 11 × 0, 3 × 8, 56, 70.5, 71.5, 76, 2 × 80, 154
    "ship_time": (21, Fraction(612, 21), 0, 80),
    "quote_cycle_time": (1, Fraction(95, DAY), Fraction(95, DAY), Fraction(95, DAY)),
    "hold_time": (1, 48, 48, 48),
    "credit_hold_time": (1, 48, 48, 48),
    "invoice_time": (8, Fraction(279, 8 * DAY), Fraction(26, DAY), Fraction(74, DAY)),
    "invoice_sending_time": (3, Fraction(31, 3), 6, 24),
    "return_time": (2, 4, 4, 6),
    "return_approval_time": (2, Fraction(3, DAY), Fraction(3, DAY), Fraction(6, DAY)),
    "return_transit_time": (2, Fraction(33, DAY), Fraction(33, DAY), Fraction(42, DAY)),
    "return_disposal_time": (2, Fraction(75, 2 * DAY), Fraction(75, 2 * DAY), 3),
    "return_settling_time": (2, Fraction(45, 2 * DAY), Fraction(45, 2 * DAY), 1),
    "dock_to_stock": (2, Fraction(75, 2), Fraction(75, 2), 72),
    "refund_time": (1, 4, 4, 4),
    "refund_paid_time": (1, Fraction(171, DAY), Fraction(171, DAY), Fraction(171, DAY)),
}
WORKING_DAYS = 22  # of March 2040
# At noon of the 10th, D and K wait for two ovens each that did not leave on the 8th, 8:00
BACKORDERS = {"backorder_value": 400, "backorder_age": Fraction(52, DAY)}
# Nobody rates orders in Odoo without further modules: the figure is n/a. Its rule is worked by hand elsewhere.
ELSEWHERE = {"satisfaction": "unit/test_kpi_orders.py"}


def steps():
    """Return ``{name: steps}`` of the table."""
    rows = (line.partition("|") for line in STEPS.strip().splitlines())
    return {name.strip(): text.strip().split(", ") for name, _bar, text in rows}
