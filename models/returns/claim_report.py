"""What carriers break and lose, and how much of it they pay."""

from odoo import fields, models
from odoo.tools import SQL

from .claim import KINDS, STATES

# In the companies' currencies, by the rate of the order (claims without one are in the company's). Withdrawn claims
# were none.
CLAIMS = """
    SELECT claim.id, claim.id AS claim_id, claim.company_id, claim.carrier_id, claim.partner_id, claim.user_id,
           claim.kind, claim.state, claim.reported_on AS date, claim.ended_on,
           claim.amount_claimed / rate.rate AS claimed, claim.amount_accepted / rate.rate AS accepted,
           claim.amount_paid / rate.rate AS paid,
           CASE WHEN claim.amount_claimed > 0 THEN claim.amount_paid / claim.amount_claimed END AS recovery_rate,
           COALESCE(claim.ended_on, (NOW() AT TIME ZONE 'UTC')::date) - claim.reported_on AS days_open,
           1 AS claim_count
      FROM shipment_claim claim
      JOIN res_company company ON company.id = claim.company_id
      LEFT JOIN sale_order so ON so.id = claim.order_id
     CROSS JOIN LATERAL (
        SELECT CASE WHEN claim.currency_id = company.currency_id THEN 1
                    ELSE COALESCE(NULLIF(so.currency_rate, 0), 1) END AS rate) rate
     WHERE claim.state <> 'withdrawn'
"""


class ShipmentClaimReport(models.Model):
    """One row for each claim that was not withdrawn."""

    _name = "shipment.claim.report"
    _description = "Recovery by Carrier"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "claim_id"
    _depends = {
        "shipment.claim": [
            "amount_accepted",
            "amount_claimed",
            "amount_paid",
            "carrier_id",
            "company_id",
            "currency_id",
            "ended_on",
            "kind",
            "order_id",
            "partner_id",
            "reported_on",
            "state",
            "user_id",
        ],
        "sale.order": ["currency_rate"],
        "res.company": ["currency_id"],
    }

    claim_id = fields.Many2one("shipment.claim", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    carrier_id = fields.Many2one("delivery.carrier", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    state = fields.Selection(STATES, "Status", readonly=True)
    date = fields.Date("Reported On", readonly=True)
    ended_on = fields.Date(readonly=True)
    claimed = fields.Monetary(readonly=True)
    accepted = fields.Monetary(readonly=True)
    paid = fields.Monetary(readonly=True)
    recovery_rate = fields.Float(
        readonly=True, aggregator="avg", help="What was paid of what was claimed; of several claims of their sums."
    )
    days_open = fields.Integer(readonly=True, aggregator="avg", help="From the report to the end, or until today.")
    claim_count = fields.Integer("Number of Claims", readonly=True)

    @property
    def _table_query(self):
        return SQL(CLAIMS)

    def _read_group_select(self, aggregate_spec, query):
        """Extend: a rate of several claims is that of their sums."""
        if aggregate_spec != "recovery_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "paid", query),
            self._field_to_sql(self._table, "claimed", query),
        )
