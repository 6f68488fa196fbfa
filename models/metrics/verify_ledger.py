"""What the ledger says of receivables, read backwards: for checking the figures, not for making them.

What was open on a day is what is open now, and what was matched since. What customers owe together is the balance of
the accounts. Neither is how the receivable figures come by it.
"""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from odoo import api, models

from .verify_ledger_sql import AGES, BALANCE, LOST, OPEN, PAID, SOLD

MONTHS_BACK = 35


class SaleKpiVerifier(models.AbstractModel):
    _inherit = "sale.kpi.verifier"

    @api.model
    def _check_open(self, codes, scope):
        """Return the rows of the figures of what is open, by receivable line. See :meth:`_documents`."""
        day = scope.so_far
        for row in self._ledger(OPEN, scope, day=day):
            units, late = int(row["units"]), row["late"]
            for code in codes:
                said = _aged(code, units, late)
                if said is not None:
                    yield code, row["id"], row["id"], day, *said

    @api.model
    def _check_settled(self, codes, scope):
        """Return the rows of the figures of days to pay, by receivable line."""
        found = defaultdict(lambda: [0, 0])
        for row in self._ledger(PAID, scope):
            for code, name in (("days_to_pay", "since_bill"), ("days_late", "since_due")):
                found[code, row["id"]][0] += int(row[name])
                found[code, row["id"]][1] += int(row["units"])
        if "days_late" in codes:
            for row in self._ledger(OPEN, scope, day=scope.so_far):
                if row["units"] > 0 and row["late"] > 0:
                    found["days_late", row["id"]][0] += int(row["units"]) * row["late"]
                    found["days_late", row["id"]][1] += int(row["units"])
        for (code, line), (days, units) in found.items():
            if code in codes:
                yield code, line, line, scope.so_far, days, units

    @api.model
    def _check_months(self, codes, scope):
        """Return the rows of DSO and its kin, by customer."""
        customers = self._customers(scope)
        for customer, told in customers.items():
            for code in codes:
                numerator, denominator = _divided(code, told)
                if numerator or denominator:
                    yield code, customer or 0, customer or 0, scope.so_far, numerator, denominator

    @api.model
    def _said_by_ledger(self, codes, scope):
        """Return ``{code: (numerator, denominator)}`` of DSO and its kin, as the company's accounts say them."""
        told = defaultdict(int)
        for one in self._customers(scope).values():
            for name, units in one.items():
                if isinstance(name, str):
                    told[name] += units
        told["begin"] = self._balance(scope, scope.first - timedelta(days=1))
        told["end"] = self._balance(scope, scope.so_far)
        found = {code: _divided(code, told) for code in codes}
        if "dso_countback" in found:
            found["dso_countback"] = (self._counted_back(told["end"], scope), 1)
        return found

    def _balance(self, scope, day):
        return int(next(iter(self._ledger(BALANCE, scope, day=day)))["units"])

    def _customers(self, scope):
        """Return what each customer owed, was sold, and had forgiven: ``{customer: {name: units}}``."""
        found = defaultdict(lambda: defaultdict(int))
        for name, day in (("begin", scope.first - timedelta(days=1)), ("end", scope.so_far)):
            for row in self._ledger(OPEN, scope, day=day):
                units = int(row["units"])
                found[row["customer"]][name] += units
                if name == "end" and units > 0 and row["late"] > 0:
                    found[row["customer"]]["overdue"] += units
        for row in self._ledger(SOLD, scope):
            found[row["customer"]]["history"] += int(row["units"])
            if row["is_inside"]:
                found[row["customer"]]["sales"] += int(row["units"])
        for row in self._ledger(LOST, scope):
            found[row["customer"]]["lost"] += int(row["units"])
        return found

    def _counted_back(self, owed, scope):
        """Return the days of DSO counted back: months are paid off from the last one; the last one of them in part."""
        sales = defaultdict(int)
        for row in self._ledger(SOLD, scope):
            sales[row["month"]] += int(row["units"])
        if not sales:
            sales[scope.so_far.replace(day=1)] = 0
        month, last, days, debt = scope.so_far.replace(day=1), scope.so_far, Fraction(0), 0
        stretch = 0  # of months whose credit notes are more than their sales, with the one before
        while owed > 0 and month >= min(sales):
            stretch += (last - month).days + 1
            debt += sales[month]
            last = month - timedelta(days=1)
            month = last.replace(day=1)
            if debt < 0:
                continue
            if debt > owed:
                return days + Fraction(owed * stretch, debt)
            owed, days, stretch, debt = owed - debt, days + stretch, 0, 0
        return days + stretch

    def _ledger(self, statement, scope, **more):
        """Return the rows of a statement on the ledger, in units of the company's currency."""
        month = scope.so_far.replace(day=1)
        index = month.year * 12 + month.month - 1 - MONTHS_BACK
        horizon = month.replace(year=index // 12, month=index % 12 + 1)
        return self._fetch_rows(
            statement, scope, **{"last": scope.so_far, "horizon": min(horizon, scope.first), **more}
        )


def _aged(code, units, late):
    """Return numerator and denominator of an open item, or None if it does not belong there."""
    if code == "aging_credits":
        return (units, 1) if units < 0 else None
    if units < 0:
        return None
    if code == "current_share":
        return (units if late <= 0 else 0), units
    if code == "aging_not_due":
        return (units, 1) if late <= 0 else None
    least, most = AGES[code]
    return (units, 1) if least <= late <= most else None


def _divided(code, told):
    """Return numerator and denominator of DSO or one of its kin, before days and percents."""
    end, overdue, sales = told["end"], told["overdue"], told["sales"]
    collected = told["begin"] + sales - end
    return {
        "dso": (end, sales),
        "dso_countback": (end, told["history"]),
        "best_possible_dso": (end - overdue, sales),
        "days_delinquent": (overdue, sales),
        "cei": (collected, collected + overdue),
        "bad_debt": (told["lost"], sales),
    }[code]
