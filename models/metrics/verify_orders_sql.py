"""What the documents say of whole orders. See :mod:`.verify_order_sql`, of which this is the last part."""

from .verify_order_sql import local

# Orders are due with the last of their lines that are due.
DUE = """
    , due AS (
        SELECT order_id, basis, COALESCE(MAX(day) FILTER (WHERE asked > 0), MAX(day)) AS day,
               COUNT(*) FILTER (WHERE asked > 0) AS lines,
               COALESCE(bool_or(late) FILTER (WHERE asked > 0), FALSE) AS late,
               COALESCE(bool_or(short) FILTER (WHERE asked > 0), FALSE) AS short, bool_or(unfilled) AS unfilled
          FROM target GROUP BY order_id, basis
    ),
    goods AS (
        SELECT order_id, bool_or(asked_for) AS has_goods,
               MIN(began_at) AS began_at,
               CASE WHEN bool_or(has_left AND is_goods) AND NOT bool_or(is_open AND is_goods)
                    THEN MAX(left_at) FILTER (WHERE is_goods) END AS shipped_at,
               CASE WHEN bool_or(has_left AND is_goods) AND NOT bool_or(is_open AND is_goods)
                    THEN MAX(came_at) FILTER (WHERE is_goods) END AS delivered_at,
               COALESCE(SUM(value) FILTER (WHERE was_confirmed), 0) AS value,
               COALESCE(SUM(TRUNC(value * declined / NULLIF(ordered, 0))) FILTER (WHERE was_confirmed), 0) AS declined
          FROM seen GROUP BY order_id
    ),
    trouble AS (
        SELECT l.order_id, TRUE AS came_back,
               bool_or(said.code IN ('wrong_item', 'wrong_shipment', 'missing_parts')) AS wrong,
               bool_or(said.code IN ('damaged', 'transport_damage')) AS damaged
          FROM line l
          JOIN stock_move m ON m.sale_line_id = l.id AND m.state = 'done' AND m.quantity > 0
          JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
          LEFT JOIN sale_rma_line returned ON returned.id = m.rma_line_id
          LEFT JOIN sale_order_reason reason ON reason.id = returned.reason_id
          LEFT JOIN sale_order_reason seen ON seen.id = returned.inspection_reason_id
         CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(seen.code, 'confirmed'), reason.code) AS code) said
         WHERE (src.usage = 'customer' OR src.usage = 'transit' AND src.company_id IS NULL)
           AND NOT (src.usage <> 'customer'
                    AND (dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL))
         GROUP BY l.order_id
    ),
    checks AS (
        SELECT order_id, MIN(found_at) AS checked_at, bool_or(waived_at IS NOT NULL) AS waived,
               MIN(found_at) FILTER (WHERE severity = 'block') AS blocked_at
          FROM order_validation_finding WHERE order_id IN (SELECT id FROM wanted) GROUP BY order_id
    ),
    held AS (
        SELECT order_id, bool_or(origin IN ('credit', 'dunning', 'payment')) AS credit, MAX(released_at) AS released_at
          FROM sale_order_hold WHERE order_id IN (SELECT id FROM wanted) GROUP BY order_id
    ),
    whole AS MATERIALIZED (
        SELECT w.*, goods.has_goods, goods.began_at, goods.shipped_at, goods.delivered_at, goods.value, goods.declined,
               COALESCE(goods.shipped_at, w.cancelled_at) AS ended_at,
               COALESCE(goods.shipped_at, w.cancelled_at, held.released_at, w.confirmed_at) AS until_at,
               held.order_id IS NOT NULL AS was_held, COALESCE(held.credit, FALSE) AS credit_held,
               checks.checked_at, checks.blocked_at <= checks.checked_at AS blocked, COALESCE(waived, FALSE) AS waived,
               COALESCE(trouble.came_back, FALSE) AS came_back, COALESCE(trouble.wrong, FALSE) AS wrong,
               COALESCE(trouble.damaged, FALSE) OR EXISTS (
                   SELECT 1 FROM shipment_claim WHERE order_id = w.id AND decided <> 'withdrawn') AS damaged,
               COALESCE((SELECT SUM(asks) FROM order_tracking_day WHERE order_id = w.id), 0) AS asks
          FROM wanted w
          LEFT JOIN goods ON goods.order_id = w.id
          LEFT JOIN trouble ON trouble.order_id = w.id
          LEFT JOIN checks ON checks.order_id = w.id
          LEFT JOIN held ON held.order_id = w.id
    ),
"""
# How long an order stood still: its holds, and the wait that the customer has asked for; overlaps once
_STOOD = """
        SELECT COALESCE(ROUND(SUM(EXTRACT(EPOCH FROM upper(stretch) - lower(stretch)))), 0) AS seconds
          FROM unnest((SELECT range_agg(tsrange(begins, ends)) FROM ({stretches}) AS stands WHERE begins < ends)) stretch
"""
_HOLDS = """
            SELECT GREATEST(placed_at, whole.confirmed_at) AS begins,
                   LEAST(COALESCE(released_at, whole.until_at), whole.until_at) AS ends
              FROM sale_order_hold
             WHERE order_id = whole.id AND (whole.ended_at IS NOT NULL OR released_at IS NOT NULL)
"""
_WAIT = """
            UNION ALL SELECT whole.confirmed_at, LEAST(whole.requested_date, whole.until_at)
                       WHERE whole.requested_date > whole.confirmed_at
"""
ORDERS = f"""
    {DUE}
    found AS (
        SELECT whole.*, id AS root, {local("confirmed_at")} AS confirmed_day, {local("began_at")} AS began_day,
               {local("cancelled_at")} AS cancelled_day,
               {local("COALESCE(confirmed_at, checked_at)")} AS submitted_day, {local("checked_at")} AS checked_day,
               {local("shipped_at")} AS shipped_day, {local("delivered_at")} AS delivered_day,
               confirmed_at IS NOT NULL AND NOT is_replacement AS counts,
               confirmed_at IS NOT NULL AND NOT is_replacement AND has_goods AS delivers,
               COALESCE((SELECT MIN(happened_at) FROM sale_order_event
                          WHERE order_id = whole.id AND kind = 'status' AND happened_at >= whole.confirmed_at
                            AND to_status IN ('in_progress', 'ready', 'shipped', 'delivered', 'invoiced', 'paid')),
                        shipped_at) AS released_at,
               EXISTS (SELECT 1 FROM sale_order_confirmed_line earlier
                         JOIN sale_order other ON other.id = earlier.order_id AND other.company_id = whole.company_id
                         JOIN res_partner theirs ON theirs.id = other.partner_id
                         JOIN res_partner own ON own.id = whole.partner_id
                        WHERE theirs.commercial_partner_id = own.commercial_partner_id AND other.id <> whole.id
                          AND earlier.confirmed_at < whole.confirmed_at) AS returned_customer,
               stood.seconds AS stood, idle.seconds AS idle,
               requested.day AS requested_day, requested.lines AS requested_lines, requested.late AS requested_late,
               first.day AS first_day, first.lines AS first_lines, first.late AS first_late,
               latest.day AS latest_day, latest.lines AS latest_lines, latest.late AS latest_late,
               leaving.day AS leaving_day, leaving.lines AS leaving_lines, leaving.late AS leaving_late,
               chosen.day AS due, chosen.lines, chosen.late, chosen.short, chosen.unfilled
          FROM whole
          LEFT JOIN due requested ON requested.order_id = whole.id AND requested.basis = 'requested'
          LEFT JOIN due first ON first.order_id = whole.id AND first.basis = 'first'
          LEFT JOIN due latest ON latest.order_id = whole.id AND latest.basis = 'latest'
          LEFT JOIN due leaving ON leaving.order_id = whole.id AND leaving.basis = 'leaving'
          LEFT JOIN due chosen ON chosen.order_id = whole.id AND chosen.basis = %(basis)s
         CROSS JOIN LATERAL ({_STOOD.format(stretches=_HOLDS)}) stood
         CROSS JOIN LATERAL ({_STOOD.format(stretches=_HOLDS + _WAIT)}) idle
    )
"""
