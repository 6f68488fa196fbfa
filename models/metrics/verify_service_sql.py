"""What the documents say of holds, movements, returns and claims. See :mod:`.verify_order_sql`."""

from .verify_checks import Check
from .verify_order_sql import local, seconds

HOLD_ROWS = f"""
    WITH found AS (
        SELECT id, order_id AS root, placed_at, released_at, {local("released_at")} AS released_day,
               origin IN ('credit', 'dunning', 'payment') AS credit
          FROM sale_order_hold
         WHERE company_id = %(company)s AND released_at BETWEEN %(since)s AND %(until)s
    )
"""
_HELD = seconds("placed_at", "released_at")
HOLDS = {
    "hold_time": Check("released_day", "TRUE", _HELD),
    "credit_hold_time": Check("released_day", "credit", _HELD),
}

# What left, with what came back of it at any time; and what came back, whatever it had left with
MOVEMENT_ROWS = f"""
    WITH moved AS (
        SELECT m.id, l.order_id AS root, m.sale_line_id, so.is_replacement IS TRUE AS is_replacement,
               {local("COALESCE(p.shipped_at, m.date)")} AS left_day, {local("m.date")} AS done_day,
               ROUND((m.quantity * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1))::numeric,
                     %(digits)s) AS quantity,
               m.origin_returned_move_id IS NULL AND m.return_replacement IS NOT TRUE AND src.usage <> 'customer'
                   AND (dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL) AS outward,
               (src.usage = 'customer' OR src.usage = 'transit' AND src.company_id IS NULL)
                   AND NOT (src.usage <> 'customer'
                       AND (dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL)) AS inward
          FROM stock_move m
          JOIN sale_order_line l ON l.id = m.sale_line_id
          JOIN sale_order so ON so.id = l.order_id
          JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
          JOIN product_product product ON product.id = m.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN uom_uom unit ON unit.id = m.product_uom
          LEFT JOIN uom_uom base ON base.id = template.uom_id
          LEFT JOIN stock_picking p ON p.id = m.picking_id
         WHERE so.company_id = %(company)s AND m.state = 'done' AND m.quantity > 0
           AND COALESCE(p.shipped_at, m.date) BETWEEN %(since)s AND %(until)s
    ),
    found AS (
        SELECT moved.*, COALESCE(back.quantity, 0) AS came_back
          FROM moved
          LEFT JOIN LATERAL (
               SELECT SUM(ROUND((r.quantity * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1))::numeric,
                                %(digits)s)) AS quantity
                 FROM stock_move r
                 JOIN product_product product ON product.id = r.product_id
                 JOIN product_template template ON template.id = product.product_tmpl_id
                 LEFT JOIN uom_uom unit ON unit.id = r.product_uom
                 LEFT JOIN uom_uom base ON base.id = template.uom_id
                WHERE r.origin_returned_move_id = moved.id AND r.state = 'done') back ON TRUE
         WHERE outward OR inward
    )
"""
MOVEMENTS = {
    "return_rate_units": Check("left_day", "outward AND NOT is_replacement", "came_back", "quantity"),
    "return_rate_period": Check(
        "CASE WHEN inward THEN done_day ELSE left_day END",
        "NOT is_replacement",
        "CASE WHEN inward THEN quantity ELSE 0 END",
        "CASE WHEN inward THEN 0 ELSE quantity END",
    ),
}

RETURN_ROWS = f"""
    WITH found AS (
        SELECT id, id AS root, requested_at, approved_at, received_at, done_at, {local("done_at")} AS closed_day
          FROM sale_rma
         WHERE company_id = %(company)s AND state = 'done' AND done_at BETWEEN %(since)s AND %(until)s
    )
"""
RETURNS = {
    code: Check("closed_day", f"{start} IS NOT NULL AND {end} IS NOT NULL", seconds(start, end))
    for code, start, end in (
        ("return_time", "requested_at", "done_at"),
        ("return_approval_time", "requested_at", "approved_at"),
        ("return_transit_time", "approved_at", "received_at"),
    )
}

CLAIM_ROWS = """
    WITH found AS (
        SELECT claim.id, claim.id AS root, claim.ended_on, claim.decided, claim.amount_claimed,
               COALESCE((SELECT SUM(amount) FROM shipment_claim_recovery
                          WHERE claim_id = claim.id AND counts), 0) AS paid
          FROM shipment_claim claim
         WHERE claim.company_id = %(company)s
    )
"""
CLAIMS = {
    "claim_recovery": Check(
        "ended_on",
        "ended_on IS NOT NULL AND decided <> 'withdrawn'",
        "ROUND(paid / %(rounding)s::numeric)",
        "ROUND(amount_claimed / %(rounding)s::numeric)",
    ),
}
