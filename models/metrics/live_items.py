"""Payments and open items as figures see them, read when somebody asks: one by one, or those that are alike as one."""

from odoo import api, models
from odoo.tools import SQL

from ...engine import kpi_definition as kinds
from ...engine.kpi_facts_service import OpenItemFact, SettlementFact
from ...engine.money import to_units
from ..collections.receivable_items import open_items, paid_items

GROUPED = {kinds.SETTLEMENT: "_settlement_groups", kinds.OPEN_ITEM: "_open_item_groups"}
# Payments and open items that differ in their amounts only
PAID = """
    SELECT date, invoice_date, due_date, money_date < invoice_date AS prepaid, COUNT(*) AS number,
           SUM(amount) AS amount
      FROM (%(items)s) item WHERE company_id = %(company)s GROUP BY 1, 2, 3, 4
"""
OPEN = """
    SELECT date, due_date, SIGN(balance)::int AS sign, COUNT(*) AS number, SUM(balance) AS amount
      FROM (%(items)s) item WHERE company_id = %(company)s GROUP BY 1, 2, 3
"""


class SaleKpiLive(models.AbstractModel):
    _inherit = "sale.kpi.live"

    @api.model
    def _groups(self, source, company, period):
        """Return the facts of a period, those that differ in amounts only as one: ``[(fact, how many)]``.

        As :meth:`_facts`, for figures that are shown; there may be tens of thousands of items in a month.
        """
        return self._read_groups(source, company, period)

    @api.model
    def _read_groups(self, source, company, period):
        """Return the same, read from the documents."""
        so_far = period.until(company._local_day())
        if source not in GROUPED or not so_far:
            return [(fact, 1) for fact in self._facts(source, company, period)]
        return getattr(self, GROUPED[source])(company, so_far)

    # === Payments, and what is open === #

    @api.model
    def _live_settlements(self, company, so_far):
        """Return what money has paid in the period, and what is open at its end.

        What was paid before it was invoiced was paid in advance. The receivable figures count it with no days.
        """
        common, rounding = self._common(company), company.currency_id.rounding
        found = [
            (row, self._paid(common, row | {"prepaid": row["money_date"] < row["invoice_date"]}, rounding))
            for row in self._items_of(company, paid_items(so_far.first, so_far.last))
        ] + [
            (row, self._unpaid(common, row | {"amount": row["balance"]}, so_far.last, rounding))
            for row in self._items_of(company, open_items(so_far.last))
            if row["balance"] > 0
        ]
        return [
            (
                self._item_columns(row)
                | {"model": "account.move", "domain": [("id", "=", row["move_id"])], "context": {}},
                fact,
            )
            for row, fact in found
        ]

    @api.model
    def _settlement_groups(self, company, so_far):
        common, rounding = self._common(company), company.currency_id.rounding
        paid = self._ledger_rows(SQL(PAID, items=paid_items(so_far.first, so_far.last), company=company.id))
        found = [(self._paid(common, row, rounding), row["number"]) for row in paid]
        return found + [
            (self._unpaid(common, row, so_far.last, rounding), row["number"])
            for row in self._open_groups(company, so_far.last)
            if row["sign"] > 0
        ]

    @api.model
    def _open_groups(self, company, day):
        return self._ledger_rows(SQL(OPEN, items=open_items(day), company=company.id))

    @api.model
    def _common(self, company):
        return {"company": company.id, "currency": company.currency_id.id}

    @api.model
    def _paid(self, common, row, rounding):
        return SettlementFact(
            **common,
            id=row.get("move_line_id", 0),
            amount=to_units(row["amount"], rounding),
            invoice_day=row["invoice_date"],
            due_day=row["due_date"],
            paid_day=row["date"],
            prepaid=row["prepaid"],
        )

    @api.model
    def _unpaid(self, common, row, day, rounding):
        return SettlementFact(
            **common,
            id=row.get("move_line_id", 0),
            amount=to_units(row["amount"], rounding),
            invoice_day=row["date"],
            due_day=row["due_date"],
            as_of=day,
        )

    @api.model
    def _live_open_items(self, company, so_far):
        """Return what is open at the end of the period, credits that nobody has allocated included."""
        common, rounding = self._common(company), company.currency_id.rounding
        return [
            (
                self._item_columns(row) | self._aging_of(so_far.last, [("id", "=", row["id"])]),
                self._open_item(common, row, row["balance"], so_far.last, rounding),
            )
            for row in self._items_of(company, open_items(so_far.last))
        ]

    @api.model
    def _open_item_groups(self, company, so_far):
        common, rounding = self._common(company), company.currency_id.rounding
        return [
            (self._open_item(common, row, row["amount"], so_far.last, rounding), row["number"])
            for row in self._open_groups(company, so_far.last)
        ]

    @api.model
    def _open_item(self, common, row, amount, day, rounding):
        return OpenItemFact(
            **common,
            id=row.get("id", 0),
            as_of=day,
            due_day=row["due_date"],
            residual=to_units(amount, rounding),
            is_credit=amount < 0,
        )

    def _item_columns(self, row):
        return {name: row[name] for name in ("company_id", "partner_id", "user_id")}
