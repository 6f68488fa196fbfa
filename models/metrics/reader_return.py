"""Returns as facts: each step counts when the last of its goods has taken it."""

from odoo import models

from ...engine import return_policy as rules
from ...engine.kpi_facts_service import ReturnFact
from ...engine.kpi_period import local_day
from ..query import fetch_rows
from ..returns.const import MONEY
from .reader_books import INTERCOMPANY, POSTED, POSTED_AT, SOURCES_OF_POSTING, moment_of

SOURCES = {
    **SOURCES_OF_POSTING,
    "sale.rma": "state requested_at approved_at done_at stage_since partner_id warehouse_id user_id company_id",
    "sale.rma.line": "rma_id sale_line_id product_id quantity quantity_received quantity_inspected closed_at"
    " reason_id inspection_reason_id resolution order_id",
    "sale.rma.inspection": "rma_id accepted resolution inspected_at settled_at",
    "sale.order": "user_id team_id is_replacement",
    "stock.move": "state date rma_line_id rma_receipt rma_inspection_id",
}
RETURNS = f"""
    SELECT rma.id, rma.company_id, partner.commercial_partner_id AS partner_id, rma.warehouse_id, rma.state,
           rma.requested_at, rma.approved_at, rma.done_at, rma.stage_since, rma.user_id AS owner_id,
           {INTERCOMPANY} AS is_intercompany,
           line.*, so.user_id, so.team_id, so.carrier_id, template.categ_id, goods.*, looked.*
      FROM sale_rma rma
      JOIN res_partner partner ON partner.id = rma.partner_id
      LEFT JOIN LATERAL (
           SELECT MIN(each.order_id) AS order_id,
                  CASE WHEN COUNT(DISTINCT each.product_id) = 1 THEN MIN(each.product_id) END AS product_id,
                  (ARRAY_AGG(COALESCE(each.inspection_reason_id, each.reason_id) ORDER BY each.id))[1] AS reason_id,
                  BOOL_OR(each.closed_at IS NULL AND each.quantity - COALESCE(each.quantity_received, 0) > 0.00001)
                      AS is_expected,
                  BOOL_OR(COALESCE(each.quantity_received, 0) - COALESCE(each.quantity_inspected, 0) > 0.00001)
                      AS is_unseen,
                  BOOL_OR(each.closed_at IS NULL AND each.resolution = ANY(%(money)s)
                          AND COALESCE(each.quantity_inspected, 0) = 0) AS may_refund
             FROM sale_rma_line each WHERE each.rma_id = rma.id) line ON TRUE
      LEFT JOIN sale_order so ON so.id = line.order_id
      LEFT JOIN product_product product ON product.id = line.product_id
      LEFT JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN LATERAL (
           SELECT MIN(m.date) FILTER (WHERE m.rma_receipt AND m.state = 'done') AS arrived_at,
                  MAX(m.date) FILTER (WHERE m.rma_inspection_id IS NOT NULL AND m.state = 'done') AS moved_at,
                  BOOL_OR(m.rma_inspection_id IS NOT NULL AND m.state NOT IN ('done', 'cancel')) AS is_moving
             FROM sale_rma_line its JOIN stock_move m ON m.rma_line_id = its.id
            WHERE its.rma_id = rma.id) goods ON TRUE
      LEFT JOIN LATERAL (
           SELECT MAX(inspection.inspected_at) AS inspected_at, MAX(inspection.settled_at) AS settled_at,
                  BOOL_OR(inspection.accepted AND inspection.resolution = ANY(%(money)s)) AS refunds,
                  BOOL_OR(inspection.accepted AND inspection.resolution = ANY(%(money)s)
                          AND inspection.settled_at IS NULL) AS is_owed
             FROM sale_rma_inspection inspection WHERE inspection.rma_id = rma.id) looked ON TRUE
     WHERE rma.id = ANY(%(returns)s) AND rma.requested_at IS NOT NULL
     ORDER BY rma.id
"""
NOTES = f"""
    SELECT move.rma_id, move.state, {POSTED_AT} AS posted_at, move.create_date,
           COALESCE(move.invoice_date, move.date) AS day, move.payment_state, paid.at AS paid_at, paid.day AS paid_day
      FROM account_move move
      {POSTED}
      LEFT JOIN LATERAL (
           SELECT MAX(match.create_date) AS at, MAX(match.max_date) AS day
             FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
             JOIN account_partial_reconcile match ON match.credit_move_id = line.id
            WHERE line.move_id = move.id) paid ON TRUE
     WHERE move.rma_id = ANY(%(returns)s) AND move.move_type = 'out_refund' AND move.state <> 'cancel'
     ORDER BY move.id
"""
OWNERS = (
    "company_id",
    "order_id",
    "partner_id",
    "team_id",
    "warehouse_id",
    "carrier_id",
    "product_id",
    "categ_id",
    "reason_id",
)
PAID = ("paid", "in_payment", "reversed")


class SaleFactReader(models.AbstractModel):
    _inherit = "sale.fact.reader"

    def _read_return(self, returns):
        posting = self._posting_terms()
        rows = fetch_rows(self.env, RETURNS, SOURCES, returns=returns, money=list(MONEY))
        notes = {}
        for note in fetch_rows(self.env, NOTES, {}, returns=returns, **posting):
            notes.setdefault(note["rma_id"], []).append(note)
        books = self._books_of(rows)
        found = []
        for row in rows:
            book = books[row["company_id"]]
            columns = {name: row[name] for name in OWNERS}
            columns |= {"user_id": row["user_id"] or row["owner_id"], "res_id": row["id"], "root_id": row["id"]}
            found.append((columns, self._return_fact(row, notes.get(row["id"], []), book), book.options))
        return {"sale.rma.fact": found}

    def _return_fact(self, row, notes, book):
        zone, state = book.zone, row["state"]
        given_up = state in (rules.REJECTED, rules.CANCELLED)
        closed = row["stage_since"] if given_up else row["done_at"] if state == rules.DONE else None
        disposed = self._disposed_at(row)
        money = {} if given_up else self._return_money(row, notes, zone)
        return ReturnFact(
            id=row["id"],
            company=row["company_id"],
            currency=book.currency,
            is_intercompany=row["is_intercompany"],
            requested_at=row["requested_at"],
            requested_day=local_day(row["requested_at"], zone),
            approved_at=row["approved_at"],
            arrived_at=row["arrived_at"],
            disposed_at=disposed,
            disposed_day=local_day(disposed, zone),
            resolved_at=(row["settled_at"] or row["done_at"]) if state == rules.DONE else None,
            closed_at=closed,
            closed_day=local_day(closed, zone),
            given_up=given_up,
            **money,
        )

    def _disposed_at(self, row):
        """Return when the last of the goods was put where it belongs; None while something is here or to come."""
        waits = row["is_expected"] or row["is_unseen"] or row["is_moving"]
        if row["arrived_at"] is None or row["inspected_at"] is None or waits:
            return None
        return max(filter(None, (row["inspected_at"], row["moved_at"])))

    def _return_money(self, row, notes, zone):
        """Return what the fact says about credit notes; the last of them counts."""
        is_open = row["state"] != rules.DONE
        refunds = bool(notes or row["refunds"] or (is_open and row["may_refund"]))
        posted = [note for note in notes if note["state"] == "posted"]
        more = row["is_owed"] or row["is_expected"] or (is_open and row["is_unseen"]) or len(posted) < len(notes)
        if more or not posted:
            return {"refunds": refunds}
        credited = max(moment_of(note["posted_at"], note["create_date"], note["day"], zone) for note in posted)
        paid = [self._paid_back_at(note, zone) for note in posted]
        paid_back = max(paid) if all(paid) else None
        return {
            "refunds": refunds,
            "credited_at": credited,
            "credited_day": local_day(credited, zone),
            "paid_back_at": paid_back,
            "paid_back_day": local_day(paid_back, zone),
        }

    def _paid_back_at(self, note, zone):
        """Return when the customer had the money of a credit note, or an invoice that was smaller by it."""
        if note["payment_state"] not in PAID or note["paid_day"] is None:
            return None
        return moment_of(None, note["paid_at"], note["paid_day"], zone)
