"""What the documents say of holds, shipments, returns and claims. See :mod:`.verify_order_sql`."""

from .verify_checks import Check
from .verify_order_sql import WANTED, local, seconds
from .verify_orders_sql import SAID

# A hold is over with its order, too. What ended it is what happened meanwhile; the log has events a moment later.
HOLD_ROWS = f"""
    {WANTED.rstrip().rstrip(",")}
    , stood AS (
        SELECT hold.id, hold.order_id AS root, hold.placed_at, hold.released_at, w.customer, w.company_id, w.strange,
               COALESCE(w.cancelled_at <= COALESCE(hold.released_at, w.cancelled_at), FALSE) AS with_order,
               w.cancelled_at, hold.origin IN ('credit', 'dunning') OR reason.code = 'credit' AS credit
          FROM wanted w
          JOIN sale_order_hold hold ON hold.order_id = w.id
          JOIN sale_order_reason reason ON reason.id = hold.reason_id
    ),
    found AS (
        SELECT stood.*, ended.at AS ended_at, {local("ended.at")} AS ended_day,
               EXISTS (SELECT 1 FROM order_validation_finding f WHERE f.order_id = stood.root
                          AND f.category = 'credit' AND f.waived_at BETWEEN placed_at AND released_at) AS waived,
               EXISTS (SELECT 1 FROM sale_order_event e
                         JOIN sale_order paid ON paid.id = e.order_id AND paid.company_id = stood.company_id
                         JOIN res_partner payer ON payer.id = paid.partner_id
                        WHERE e.kind = 'payment' AND payer.commercial_partner_id = stood.customer
                          AND e.happened_at BETWEEN placed_at AND released_at + interval '1 minute') AS paid,
               EXISTS (SELECT 1 FROM mail_message m
                         JOIN mail_tracking_value v ON v.mail_message_id = m.id
                         JOIN ir_model_fields f ON f.id = v.field_id AND f.name = 'credit_limit'
                        WHERE m.model = 'res.partner' AND m.res_id = stood.customer
                          AND m.date BETWEEN placed_at AND released_at + interval '1 minute') AS raised
          FROM stood
         CROSS JOIN LATERAL (SELECT CASE WHEN with_order THEN cancelled_at ELSE released_at END AS at) ended
    )
"""
_HELD = seconds("placed_at", "ended_at")


def _released(hit):
    return Check("ended_day", "credit AND NOT with_order AND NOT strange", f"CASE WHEN {hit} THEN 1 ELSE 0 END")


HOLDS = {
    "hold_time": Check("ended_day", "NOT strange", _HELD),
    "credit_hold_time": Check("ended_day", "credit AND NOT strange", _HELD),
    "credit_released_waiver": _released("waived"),
    "credit_released_payment": _released("paid AND NOT waived"),
    "credit_released_limit": _released("raised AND NOT paid AND NOT waived"),
}

# One that brings goods of several orders belongs to the first of them.
SHIPMENT_ROWS = f"""
    WITH left_then AS (
        SELECT p.id, MIN(l.order_id) AS root, bool_and(m.return_replacement IS TRUE) AS is_replacement,
               {local("MIN(p.shipped_at)")} AS shipped_day
          FROM stock_picking p
          JOIN stock_move m ON m.picking_id = p.id AND m.state = 'done' AND m.quantity > 0
          JOIN sale_order_line l ON l.id = m.sale_line_id
         WHERE p.shipped_at BETWEEN %(since)s AND %(until)s
         GROUP BY p.id
    ),
    found AS (
        SELECT s.id, s.root, s.shipped_day, s.is_replacement OR so.is_replacement IS TRUE OR %(without_intercompany)s
                   AND EXISTS (SELECT 1 FROM res_company WHERE partner_id = partner.commercial_partner_id) AS strange,
               EXISTS (SELECT 1 FROM shipment_claim
                        WHERE picking_id = s.id AND order_id = s.root AND decided <> 'withdrawn')
               OR EXISTS (SELECT 1 FROM sale_rma_line returned
                            LEFT JOIN sale_order_reason asked ON asked.id = returned.reason_id
                            LEFT JOIN sale_order_reason looked ON looked.id = returned.inspection_reason_id
                           WHERE returned.order_id = s.root
                             AND returned.state NOT IN ('draft', 'requested', 'rejected', 'cancelled')
                             AND {SAID} IN ('damaged', 'badly_packed')
                             AND s.id = COALESCE(
                                 (SELECT origin.picking_id FROM stock_move back
                                    JOIN stock_move origin ON origin.id = back.origin_returned_move_id
                                   WHERE back.rma_line_id = returned.id ORDER BY back.id LIMIT 1),
                                 (SELECT p.id FROM stock_picking p JOIN stock_move m ON m.picking_id = p.id
                                   WHERE m.sale_line_id = returned.sale_line_id AND p.shipped_at IS NOT NULL
                                     AND m.state = 'done' AND m.quantity > 0 AND m.origin_returned_move_id IS NULL
                                   ORDER BY p.shipped_at, m.id LIMIT 1))) AS damaged
          FROM left_then s
          JOIN sale_order so ON so.id = s.root AND so.company_id = %(company)s
          JOIN res_partner partner ON partner.id = so.partner_id
    )
"""
SHIPMENTS = {"damage_rate": Check("shipped_day", "NOT strange", "CASE WHEN damaged THEN 1 ELSE 0 END")}

RETURN_ROWS = f"""
    WITH stepped AS (
        SELECT rma.id, rma.id AS root, rma.requested_at, rma.approved_at, rma.state,
               CASE WHEN rma.state = 'done' THEN rma.done_at END AS closed_at,
               (SELECT MIN(m.date) FROM sale_rma_line l JOIN stock_move m ON m.rma_line_id = l.id
                 WHERE l.rma_id = rma.id AND m.rma_receipt AND m.state = 'done') AS arrived_at,
               (SELECT MAX(m.date) FROM sale_rma_line l JOIN stock_move m ON m.rma_line_id = l.id
                 WHERE l.rma_id = rma.id AND m.rma_inspection_id IS NOT NULL AND m.state = 'done') AS moved_at,
               (SELECT MAX(inspected_at) FROM sale_rma_inspection WHERE rma_id = rma.id) AS looked_at,
               COALESCE((SELECT MAX(settled_at) FROM sale_rma_inspection WHERE rma_id = rma.id), rma.done_at)
                   AS settled_at,
               EXISTS (SELECT 1 FROM sale_rma_line l WHERE l.rma_id = rma.id AND (
                   l.closed_at IS NULL AND l.quantity - COALESCE(l.quantity_received, 0) > 0.00001
                   OR COALESCE(l.quantity_received, 0) - COALESCE(l.quantity_inspected, 0) > 0.00001
                   OR EXISTS (SELECT 1 FROM stock_move m WHERE m.rma_line_id = l.id
                                 AND m.rma_inspection_id IS NOT NULL AND m.state NOT IN ('done', 'cancel')))) AS waits
          FROM sale_rma rma
         WHERE rma.company_id = %(company)s AND rma.requested_at IS NOT NULL
           AND rma.state NOT IN ('rejected', 'cancelled')
           AND NOT (%(without_intercompany)s AND EXISTS (
                   SELECT 1 FROM res_company own
                     JOIN res_partner partner ON partner.commercial_partner_id = own.partner_id
                    WHERE partner.id = rma.partner_id))
    ),
    found AS (
        SELECT stepped.*, {local("closed_at")} AS closed_day, {local("disposed.at")} AS disposed_day,
               disposed.at AS disposed_at, CASE WHEN state = 'done' THEN settled_at END AS resolved_at
          FROM stepped
         CROSS JOIN LATERAL (SELECT CASE WHEN arrived_at IS NOT NULL AND looked_at IS NOT NULL AND NOT waits
                                         THEN GREATEST(looked_at, moved_at) END AS at) disposed
    )
"""
RETURNS = {
    code: Check(day, f"{start} IS NOT NULL AND {end} IS NOT NULL", seconds(start, end))
    for code, start, end, day in (
        ("return_time", "requested_at", "closed_at", "closed_day"),
        ("return_approval_time", "requested_at", "approved_at", "closed_day"),
        ("return_transit_time", "approved_at", "arrived_at", "closed_day"),
        ("return_disposal_time", "arrived_at", "disposed_at", "closed_day"),
        ("return_settling_time", "disposed_at", "resolved_at", "closed_day"),
        ("dock_to_stock", "arrived_at", "disposed_at", "disposed_day"),
    )
}

# Money at the rate of the order's day
CLAIM_ROWS = """
    WITH found AS (
        SELECT claim.id, claim.id AS root, claim.ended_on, claim.decided, claim.amount_claimed / rate.value AS claimed,
               COALESCE((SELECT SUM(amount) FROM shipment_claim_recovery
                          WHERE claim_id = claim.id AND counts), 0) / rate.value AS paid
          FROM shipment_claim claim
          JOIN res_company company ON company.id = claim.company_id
          LEFT JOIN sale_order so ON so.id = claim.order_id
         CROSS JOIN LATERAL (SELECT CASE WHEN claim.currency_id = company.currency_id THEN 1
                                         ELSE COALESCE(NULLIF(so.currency_rate, 0), 1) END AS value) rate
         WHERE claim.company_id = %(company)s AND so.is_replacement IS NOT TRUE
           AND NOT (%(without_intercompany)s AND EXISTS (
                   SELECT 1 FROM res_company own
                     JOIN res_partner partner ON partner.commercial_partner_id = own.partner_id
                    WHERE partner.id = claim.partner_id))
    )
"""
CLAIMS = {
    "claim_recovery": Check(
        "ended_on",
        "ended_on IS NOT NULL AND decided <> 'withdrawn'",
        "ROUND(paid::numeric / %(rounding)s::numeric)",
        "ROUND(claimed::numeric / %(rounding)s::numeric)",
    ),
}
