"""Receivables of any period, by the statements of the receivable figures: the same rows give the same figures."""

from collections import defaultdict
from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.kpi_facts_service import MonthFact
from ...engine.kpi_period import ONE_DAY, Period, months
from ...engine.money import to_units
from ..collections.receivable_aging import DAY
from ..collections.receivable_facts import GROUPS, Question
from ..collections.receivable_items import (
    RECEIVABLES,
    SOURCES,
    WHO,
    open_items,
    sales_items,
    written_off_items,
)

SALES = """
    SELECT month.first AS "first", %(group)s AS member, SUM(item.amount) AS amount
      FROM (%(items)s) item
      JOIN UNNEST(%(firsts)s::date[], %(lasts)s::date[]) AS month ("first", "last")
        ON item.date BETWEEN month.first AND month.last
     WHERE item.company_id = %(company)s
     GROUP BY 1, 2
"""
# What was owed at the ends of some days: what is open now, less what has come and gone since. Of each amount is said
# after how many of the days it came (slot), and after how many it was overdue; what is older than all is in "open".
OWED = """
    SELECT entry.member, entry.slot, entry.late_slot, SUM(entry.amount) AS amount, SUM(entry.late) AS late
      FROM (SELECT %(group)s AS member, its.amount, CASE WHEN its.owing THEN its.amount ELSE 0 END AS late,
                   width_bucket(its.at - 1, %(days)s::date[]) AS slot,
                   width_bucket(GREATEST(its.at, its.due + 1) - 1, %(days)s::date[]) AS late_slot
              FROM (%(entries)s) its) entry
     GROUP BY 1, 2, 3
"""
# Receivable lines, and what was matched with them, as far as they came, or were overdue, after the first of the days.
# What was matched afterwards and what was matched before but is due afterwards are asked for apart: each has an index.
ENTRIES = f"""
    SELECT {WHO}, line.date AS at, COALESCE(line.date_maturity, line.date) AS due, line.balance AS amount,
           line.balance > 0 AS owing
    {RECEIVABLES}
     WHERE line.parent_state = 'posted' AND line.company_id = %(company)s
       AND (line.date > %(first)s OR line.date_maturity >= %(first)s
            OR line.date_maturity IS NULL AND line.date = %(first)s)
     UNION ALL
    SELECT {WHO}, match.max_date, COALESCE(line.date_maturity, line.date), -match.amount, TRUE
    {RECEIVABLES}
      JOIN account_partial_reconcile match ON match.debit_move_id = line.id
     WHERE line.parent_state = 'posted' AND line.company_id = %(company)s AND match.max_date > %(first)s
     UNION ALL
    SELECT {WHO}, match.max_date, COALESCE(line.date_maturity, line.date), -match.amount, TRUE
    {RECEIVABLES}
      JOIN account_partial_reconcile match ON match.debit_move_id = line.id
     WHERE line.parent_state = 'posted' AND line.company_id = %(company)s AND match.max_date <= %(first)s
       AND (line.date_maturity >= %(first)s OR line.date_maturity IS NULL AND line.date = %(first)s)
     UNION ALL
    SELECT {WHO}, match.max_date, match.max_date, match.amount, FALSE
    {RECEIVABLES}
      JOIN account_partial_reconcile match ON match.credit_move_id = line.id
     WHERE line.parent_state = 'posted' AND line.company_id = %(company)s AND match.max_date > %(first)s
"""
OPEN_NOW = """
    SELECT %(group)s AS member, SUM(balance) AS amount, SUM(GREATEST(balance, 0)) AS late
      FROM (%(items)s) its WHERE company_id = %(company)s GROUP BY 1
"""


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # What was matched in a month, or after a day
    _max_date_idx = models.Index("(max_date)")


class SaleKpiLive(models.AbstractModel):
    _inherit = "sale.kpi.live"

    # === Months === #

    @api.model
    def _horizon(self, so_far):
        """Return the first day of sales that the countback looks at."""
        return Question(so_far.first, so_far.last, "company", ()).horizon()

    @api.model
    def _live_months(self, company, so_far, by="company", look_back=True):
        """Return a fact for each month of the period, cut to it, and for those before it that the countback needs.

        Of these only the sales are read, and without ``look_back`` nothing. With ``by``, there is one for each customer
        or salesperson; months without any have one that says so, because the countback counts their days.
        """
        inside = months(so_far)
        horizon = self._horizon(so_far) if look_back else so_far.first
        before = months(Period(horizon, so_far.first - ONE_DAY)) if horizon < so_far.first else []
        sold = self._month_amounts(company, by, sales_items(horizon, so_far.last), [*before, *inside])
        lost = self._month_amounts(company, by, written_off_items(so_far.first, so_far.last), inside)
        owed = self._month_balances(company, by, [so_far.first - ONE_DAY, *(month.last for month in inside)])
        # Of the month in which the period begins all days count, whether something was sold before it or not.
        oldest = min((first for first, _member in sold), default=so_far.first).replace(day=1)
        found = []
        for month in [*(month for month in before if month.first >= oldest), *inside]:
            begin, end = (owed, owed) if month.first >= so_far.first else ({}, {})
            keys = {member for first, member in (*sold, *lost) if first == month.first}
            keys |= {member for day, member in begin if day in (month.first - ONE_DAY, month.last)}
            for member in sorted(keys, key=lambda key: key or 0) or [None]:
                opening, _overdue = begin.get((month.first - ONE_DAY, member), (0, 0))
                closing, overdue = end.get((month.last, member), (0, 0))
                fact = MonthFact(
                    id=(month.first, member),
                    company=company.id,
                    currency=company.currency_id.id,
                    first=month.first,
                    last=month.last,
                    begin=opening,
                    end=closing,
                    current=closing - overdue,
                    sales=sold.get((month.first, member), 0),
                    written_off=lost.get((month.first, member), 0),
                )
                found.append((self._month_columns(company, by, month, member), fact))
        return found

    def _month_columns(self, company, by, month, member):
        name = {"customer": "partner_id", "salesperson": "user_id"}.get(by)
        columns = {"company_id": company.id, "partner_id": None, "user_id": None}
        domain = [("company_id", "=", company.id)]
        if name:
            columns[name] = member
            domain.append((name, "=", member or False))
        return columns | self._aging_of(month.last, domain)

    def _aging_of(self, day, domain):
        """Return what to open for what was owed on a day."""
        return {"model": "receivable.aging", "domain": domain, "context": {DAY: fields.Date.to_string(day)}}

    def _month_amounts(self, company, by, items, parts):
        """Return ``{(first day of the month, member): units}`` of items with a date and an amount.

        :param SQL items: statement
        :param parts: months, cut or whole
        """
        rows = self._ledger_rows(
            SQL(
                SALES,
                group=GROUPS[by],
                items=items,
                firsts=[part.first for part in parts],
                lasts=[part.last for part in parts],
                company=company.id,
            )
        )
        rounding = company.currency_id.rounding
        return {(row["first"], row["member"]): to_units(row["amount"] or 0, rounding) for row in rows}

    def _month_balances(self, company, by, days):
        """Return ``{(day, member): (owed at its end, overdue)}``, in units.

        :param days: in ascending order
        """
        entries = SQL(ENTRIES, company=company.id, first=days[0])
        now = SQL(OPEN_NOW, group=GROUPS[by], items=open_items(SQL("%s::date", date.max)), company=company.id)
        standing = {row["member"]: [row["amount"], row["late"]] for row in self._ledger_rows(now)}
        rounding, changes = company.currency_id.rounding, defaultdict(lambda: [0, 0])
        for row in self._ledger_rows(SQL(OWED, group=GROUPS[by], days=list(days), entries=entries)):
            changes[row["member"], row["slot"]][0] += row["amount"]
            changes[row["member"], row["late_slot"]][1] += row["late"]
        found = {}
        for member in sorted(standing.keys() | {member for member, _slot in changes}, key=lambda key: key or 0):
            owed, late = standing.get(member, (0, 0))
            for number in range(len(days) - 1, -1, -1):
                came, came_late = changes.get((member, number + 1), (0, 0))
                owed, late = owed - came, late - came_late
                if owed or late:
                    found[days[number], member] = to_units(owed, rounding), to_units(late, rounding)
        return found

    def _items_of(self, company, items):
        return self._ledger_rows(SQL("SELECT * FROM (%s) item WHERE company_id = %s ORDER BY id", items, company.id))

    def _ledger_rows(self, statement):
        """Return the rows of a statement, after what it reads was written."""
        for model, names in SOURCES.items():
            self.env[model].flush_model(names.split())
        self.env["account.move.line"].flush_model(["short_pay_reason"])
        return self.env.execute_query_dict(statement)
