"""Quotations as facts: when they were sent, and how they ended."""

from odoo import api, models

from ...engine import kpi_facts
from ...engine.kpi_period import local_day
from ...engine.money import to_units
from ..quoting.expiry import EXPIRED
from ..quoting.lost import LOST


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _facts_of_order(self, order, lines, line_facts, fact, read, book):
        """Extend: the quotation, if it was one."""
        found = super()._facts_of_order(order, lines, line_facts, fact, read, book)
        found["sale.quotation.fact"] = self._quotations(order, fact, read, book)
        return found

    @api.model
    def _quotations(self, order, fact, read, book):
        """Return the quotation that an order was; none if nobody was ever sent one, or told why it is lost.

        Whatever becomes of an order later, its quotation was won.
        """
        lost = order["state"] == "cancel" and order["reason_kind"] == LOST
        if not (order["quote_sent_at"] or order["state"] == "sent" or lost):
            return []
        outcome, decided = self._outcome(order, read)
        won = outcome == kpi_facts.WON
        issued = order["quote_sent_at"] or order["date_order"] or order["create_date"]
        return [
            (
                {"res_id": order["id"]},
                kpi_facts.QuotationFact(
                    id=order["id"],
                    company=order["company_id"],
                    currency=book.currency,
                    is_replacement=order["is_replacement"],
                    is_intercompany=order["is_intercompany"],
                    issued_day=local_day(issued, book.zone),
                    sent_at=order["quote_sent_at"],
                    outcome=outcome,
                    decided_at=decided,
                    decided_day=local_day(decided, book.zone),
                    value=fact.confirmed_value if won else to_units(order["current_value"] or 0, book.rounding),
                ),
            )
        ]

    @api.model
    def _outcome(self, order, read):
        """Return how a quotation ended and when, or twice None while it is open.

        The customer's signature is the yes; where there is none, the confirmation is.
        """
        confirmed = order["first_at"] or order["confirmed_at"]
        if confirmed:
            return kpi_facts.WON, min(filter(None, (confirmed, order["signed_on"])))
        if order["state"] != "cancel":
            return None, None
        ends = [row["happened_at"] for row in read.statuses[order["id"]] if row["to_status"] == "cancelled"]
        ended = max(ends, default=order["date_order"] or order["create_date"])
        expired = (order["reason_kind"], order["reason_code"]) == (LOST, EXPIRED)
        return kpi_facts.EXPIRED if expired else kpi_facts.NOT_WON, ended
