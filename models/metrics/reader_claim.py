"""Claims for damage and loss as facts."""

from odoo import models

from ...engine import claim as engine
from ...engine.kpi_facts_service import ClaimFact
from ...engine.money import to_units
from ..query import fetch_rows
from .reader_books import INTERCOMPANY

SOURCES = {
    "shipment.claim": "state amount_claimed amount_paid ended_on carrier_id order_id partner_id company_id currency_id",
    "sale.order": "user_id team_id warehouse_id currency_rate is_replacement",
}
# Amounts in the company's currency, at the rate of the order's day
CLAIMS = f"""
    SELECT claim.id, claim.company_id, claim.order_id, partner.commercial_partner_id AS partner_id,
           COALESCE(so.user_id, claim.user_id) AS user_id, so.team_id, so.warehouse_id, claim.carrier_id,
           claim.state, claim.create_date, claim.ended_on, so.is_replacement IS TRUE AS is_replacement,
           {INTERCOMPANY} AS is_intercompany,
           claim.amount_claimed / rate.value AS claimed, claim.amount_paid / rate.value AS paid
      FROM shipment_claim claim
      JOIN res_company company ON company.id = claim.company_id
      LEFT JOIN res_partner partner ON partner.id = claim.partner_id
      LEFT JOIN sale_order so ON so.id = claim.order_id
     CROSS JOIN LATERAL (
           SELECT CASE WHEN claim.currency_id = company.currency_id THEN 1
                       ELSE COALESCE(NULLIF(so.currency_rate, 0), 1) END AS value) rate
     WHERE claim.id = ANY(%(claims)s)
     ORDER BY claim.id
"""
OWNERS = ("company_id", "order_id", "partner_id", "user_id", "team_id", "warehouse_id", "carrier_id")


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _read_claim(self, claims):
        rows = fetch_rows(self.env, CLAIMS, SOURCES, claims=claims)
        books = self._books_of(rows)
        found = []
        for row in rows:
            book = books[row["company_id"]]
            columns = {name: row[name] for name in OWNERS} | {"res_id": row["id"], "root_id": row["id"]}
            found.append((columns, self._claim_fact(row, book), book.options))
        return {"shipment.claim.fact": found}

    def _claim_fact(self, row, book):
        return ClaimFact(
            id=row["id"],
            company=row["company_id"],
            currency=book.currency,
            is_replacement=row["is_replacement"],
            is_intercompany=row["is_intercompany"],
            carrier=row["carrier_id"],
            opened_at=row["create_date"],
            closed_day=row["ended_on"],
            withdrawn=row["state"] == engine.WITHDRAWN,
            claimed=to_units(row["claimed"] or 0, book.rounding),
            paid=to_units(row["paid"] or 0, book.rounding),
        )
