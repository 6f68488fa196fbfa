"""Receivables of any period, by the statements of the receivable figures: the same rows give the same figures."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.kpi_facts_service import MonthFact, OpenItemFact, SettlementFact
from ...engine.kpi_period import ONE_DAY, Period, months
from ...engine.money import to_units
from ..collections.receivable_aging import DAY
from ..collections.receivable_facts import GROUPS, Question
from ..collections.receivable_items import SOURCES, open_items, paid_items, sales_items, written_off_items

SALES = """
    SELECT month.first AS "first", %(group)s AS member, SUM(item.amount) AS amount
      FROM (%(items)s) item
      JOIN UNNEST(%(firsts)s::date[], %(lasts)s::date[]) AS month ("first", "last")
        ON item.date BETWEEN month.first AND month.last
     WHERE item.company_id = %(company)s
     GROUP BY 1, 2
"""
BALANCES = """
    SELECT boundary.day, item.member, SUM(item.balance) AS balance, SUM(item.overdue) AS overdue
      FROM UNNEST(%(days)s::date[]) AS boundary (day)
     CROSS JOIN LATERAL (SELECT %(group)s AS member, company_id, balance, overdue FROM (%(items)s) its) item
     WHERE item.company_id = %(company)s
     GROUP BY 1, 2
"""


class SaleKpiLive(models.AbstractModel):
    _inherit = "sale.kpi.live"

    # === Months === #

    @api.model
    def _live_months(self, company, so_far, by="company"):
        """Return a fact for each month of the period, cut to it, and for those before it that the countback needs.

        Of these only the sales are read. With ``by``, there is one for each customer or salesperson; months without
        any have one that says so, because the countback counts their days.
        """
        question = Question(so_far.first, so_far.last, by, (company.id,))
        inside = months(so_far)
        horizon = question.horizon()
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
        """Return ``{(day, member): (owed at its end, overdue)}``, in units."""
        rows = self._ledger_rows(
            SQL(BALANCES, group=GROUPS[by], items=open_items(SQL("boundary.day")), days=days, company=company.id)
        )
        rounding = company.currency_id.rounding
        return {
            (row["day"], row["member"]): (
                to_units(row["balance"] or 0, rounding),
                to_units(row["overdue"] or 0, rounding),
            )
            for row in rows
        }

    # === Payments, and what is open === #

    @api.model
    def _live_settlements(self, company, so_far):
        """Return what money has paid in the period, and what is open at its end.

        What was paid before it was invoiced was paid in advance. The receivable figures count it with no days.
        """
        paid = self._items_of(company, paid_items(so_far.first, so_far.last))
        found = [
            self._settlement(
                company,
                row,
                row["amount"],
                invoice_day=row["invoice_date"],
                paid_day=row["date"],
                prepaid=row["money_date"] < row["invoice_date"],
            )
            for row in paid
        ]
        return found + [
            self._settlement(company, row, row["balance"], invoice_day=row["date"], as_of=so_far.last)
            for row in self._items_of(company, open_items(so_far.last))
            if row["balance"] > 0
        ]

    def _settlement(self, company, row, amount, **days):
        fact = SettlementFact(
            id=row["move_line_id"],
            company=company.id,
            currency=company.currency_id.id,
            amount=to_units(amount, company.currency_id.rounding),
            due_day=row["due_date"],
            **days,
        )
        return self._item_columns(row) | {
            "model": "account.move",
            "domain": [("id", "=", row["move_id"])],
            "context": {},
        }, fact

    @api.model
    def _live_open_items(self, company, so_far):
        """Return what is open at the end of the period, credits that nobody has allocated included."""
        return [
            (
                self._item_columns(row) | self._aging_of(so_far.last, [("id", "=", row["id"])]),
                OpenItemFact(
                    id=row["id"],
                    company=company.id,
                    currency=company.currency_id.id,
                    as_of=so_far.last,
                    due_day=row["due_date"],
                    residual=to_units(row["balance"], company.currency_id.rounding),
                    is_credit=row["balance"] < 0,
                ),
            )
            for row in self._items_of(company, open_items(so_far.last))
        ]

    def _item_columns(self, row):
        return {name: row[name] for name in ("company_id", "partner_id", "user_id")}

    def _items_of(self, company, items):
        return self._ledger_rows(SQL("SELECT * FROM (%s) item WHERE company_id = %s ORDER BY id", items, company.id))

    def _ledger_rows(self, statement):
        """Return the rows of a statement, after what it reads was written."""
        for model, names in SOURCES.items():
            self.env[model].flush_model(names.split())
        self.env["account.move.line"].flush_model(["short_pay_reason"])
        return self.env.execute_query_dict(statement)
