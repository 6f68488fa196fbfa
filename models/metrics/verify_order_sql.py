"""What Odoo's documents say of orders and lines, for whoever wants to check the figures.

Written from the definitions, once more and with nothing in common with readers, facts and rules: where both agree,
two different ways have led to the same numbers. Statements, because the documents are many.
"""


def local(moment):
    """Return the company's day of a moment in UTC."""
    return f"(({moment}) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date"


def seconds(start, end):
    """Return whole seconds between two moments, never less than none."""
    return f"GREATEST(ROUND(EXTRACT(EPOCH FROM ({end}) - ({start}))), 0)"


# Orders to which anything has happened, or had to happen, around the period. More than needed does no harm.
TOUCHED = """
    SELECT order_id FROM sale_order_confirmed_line WHERE confirmed_at BETWEEN %(since)s AND %(until)s
    UNION SELECT id FROM sale_order WHERE date_order BETWEEN %(since)s AND %(until)s
                                       OR requested_date BETWEEN %(since)s AND %(until)s
                                       OR quote_sent_at BETWEEN %(since)s AND %(until)s
    UNION SELECT order_id FROM sale_order_event WHERE happened_at BETWEEN %(since)s AND %(until)s
    UNION SELECT order_id FROM order_validation_finding WHERE found_at BETWEEN %(since)s AND %(until)s
    UNION SELECT order_id FROM sale_order_line WHERE first_promise_date BETWEEN %(since)s AND %(until)s
                                                 OR promise_date BETWEEN %(since)s AND %(until)s
                                                 OR first_promise_leaves_by BETWEEN %(since)s AND %(until)s
                                                 OR ended_first_promise_date BETWEEN %(since)s AND %(until)s
                                                 OR ended_promise_date BETWEEN %(since)s AND %(until)s
    UNION SELECT l.order_id FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id
           WHERE m.state = 'done' AND m.date BETWEEN %(since)s AND %(until)s
    UNION SELECT l.order_id FROM stock_picking p JOIN stock_move m ON m.picking_id = p.id
            JOIN sale_order_line l ON l.id = m.sale_line_id
           WHERE p.shipped_at BETWEEN %(since)s AND %(until)s OR p.delivered_at BETWEEN %(since)s AND %(until)s
"""
# Orders of which something may wait, whenever they came
STILL_OPEN = """
    SELECT so.id FROM sale_order so JOIN sale_order_line l ON l.order_id = so.id
     WHERE so.company_id = %(company)s AND so.state = 'sale' AND l.qty_delivered_method = 'stock_move'
       AND l.qty_delivered < l.product_uom_qty
    UNION SELECT l.order_id FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id
           WHERE m.company_id = %(company)s AND m.state NOT IN ('done', 'cancel')
"""
WANTED = f"""
    WITH working AS (
        SELECT day, row_number() OVER (ORDER BY day) AS n FROM unnest(%(working)s::date[]) AS day
    ),
    touched (order_id) AS ({TOUCHED}    ),
    wanted AS MATERIALIZED (
        SELECT so.id, so.state, so.cancel_initiator, so.amount_untaxed, so.requested_date, so.signed_on, so.carrier_id,
               so.company_id, COALESCE(frozen.is_checked, so.validation_state <> 'unchecked') AS was_checked,
               so.quote_sent_at, so.date_order, so.create_date,
               partner.commercial_partner_id AS customer, reason.kind AS reason_kind, reason.code AS reason_code,
               COALESCE(NULLIF(so.currency_rate, 0), 1) AS rate, moment.confirmed_at, frozen.first_at,
               frozen.amount AS frozen_value,
               so.is_replacement IS TRUE OR %(without_intercompany)s AND EXISTS (
                   SELECT 1 FROM res_company WHERE partner_id = partner.commercial_partner_id) AS strange,
               CASE WHEN so.state <> 'sale' AND moment.confirmed_at IS NOT NULL THEN COALESCE(
                   (SELECT MAX(happened_at) FROM sale_order_event
                     WHERE order_id = so.id AND kind = 'status' AND to_status = 'cancelled'
                       AND happened_at >= moment.confirmed_at),
                   moment.confirmed_at) END AS cancelled_at
          FROM sale_order so
          JOIN res_partner partner ON partner.id = so.partner_id
          LEFT JOIN sale_order_reason reason ON reason.id = so.cancel_reason_id
          LEFT JOIN LATERAL (
               SELECT MIN(confirmed_at) AS first_at, MAX(confirmed_at) AS last_at,
                      (SELECT SUM(amount) FROM sale_order_confirmed_line last
                        WHERE last.order_id = so.id AND last.confirmed_at = MAX(every.confirmed_at)) AS amount,
                      (SELECT bool_or(is_checked) FROM sale_order_confirmed_line last
                        WHERE last.order_id = so.id AND last.confirmed_at = MAX(every.confirmed_at)) AS is_checked
                 FROM sale_order_confirmed_line every WHERE every.order_id = so.id) frozen ON TRUE
         CROSS JOIN LATERAL (SELECT COALESCE(frozen.last_at, CASE WHEN so.state = 'sale' THEN so.date_order END)
                                    AS confirmed_at) moment
         WHERE so.company_id = %(company)s AND so.id IN (SELECT order_id FROM touched)
    ),
    line AS MATERIALIZED (
        SELECT l.id, l.order_id, l.product_id, w.carrier_id, w.state, w.reason_code, w.confirmed_at,
               w.cancelled_at, w.strange,
               frozen.quantity IS NOT NULL AS was_confirmed, l.substitute_for_id IS NOT NULL AS is_substitute,
               l.display_type IS NULL AND l.is_downpayment IS NOT TRUE AND l.is_delivery IS NOT TRUE
                   AND l.price_unit >= 0 AND l.qty_delivered_method = 'stock_move' AS is_goods,
               ROUND((l.product_uom_qty * per.base)::numeric, %(digits)s) AS standing,
               ROUND(COALESCE(frozen.quantity, l.product_uom_qty * per.base)::numeric, %(digits)s) AS ordered,
               ROUND((COALESCE(l.qty_short_closed, 0) * per.base)::numeric, %(digits)s) AS declined,
               ROUND(COALESCE(frozen.amount, l.price_subtotal / w.rate)::numeric / %(rounding)s::numeric) AS value,
               {local("w.requested_date")} AS requested, {local("kept.first_date")} AS first,
               {local("kept.last_date")} AS latest, {local("kept.leaves_by")} AS leaving, kept.leaves_by
          FROM wanted w
          JOIN sale_order_line l ON l.order_id = w.id
          LEFT JOIN product_product product ON product.id = l.product_id
          LEFT JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN uom_uom unit ON unit.id = l.product_uom_id
          LEFT JOIN uom_uom base ON base.id = template.uom_id
         CROSS JOIN LATERAL (SELECT COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS base) per
         CROSS JOIN LATERAL (SELECT w.state <> 'sale' AND l.first_promise_date IS NULL AS it_is) over_now
         CROSS JOIN LATERAL (
               SELECT CASE WHEN it_is THEN l.ended_first_promise_date ELSE l.first_promise_date END AS first_date,
                      CASE WHEN it_is THEN l.ended_first_promise_leaves_by
                           ELSE l.first_promise_leaves_by END AS leaves_by,
                      CASE WHEN it_is THEN l.ended_promise_date ELSE l.promise_date END AS last_date) kept
          LEFT JOIN LATERAL (SELECT quantity, amount FROM sale_order_confirmed_line
                              WHERE line_id = l.id ORDER BY confirmed_at DESC LIMIT 1) frozen ON TRUE
    ),
"""

# What left for the customer and when it came there; without proof, so many working days later
PARCELS = f"""
    sent AS (
        SELECT m.id, l.id AS line_id, l.order_id, m.product_id, m.product_id = l.product_id AS own,
               m.state = 'done' AS done,
               CASE WHEN m.state = 'done' THEN m.quantity ELSE m.product_uom_qty END
                   * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS quantity,
               COALESCE(p.shipped_at, m.date) AS left_at, {local("COALESCE(p.shipped_at, m.date)")} AS left_day,
               CASE WHEN p.delivery_confirmation IN ('carrier', 'signed', 'customer') THEN p.delivered_at END AS proof,
               COALESCE(carrier.transit_days, 0) AS transit
          FROM line l
          JOIN stock_move m ON m.sale_line_id = l.id
          JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
          JOIN product_product product ON product.id = m.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN uom_uom unit ON unit.id = m.product_uom
          LEFT JOIN uom_uom base ON base.id = template.uom_id
          LEFT JOIN stock_picking p ON p.id = m.picking_id
          LEFT JOIN delivery_carrier carrier ON carrier.id = COALESCE(p.carrier_id, l.carrier_id)
         WHERE m.state <> 'cancel' AND (m.state <> 'done' OR m.quantity > 0)
           AND m.origin_returned_move_id IS NULL AND m.return_replacement IS NOT TRUE
           AND src.usage <> 'customer'
           AND (dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL)
    ),
    parcel AS MATERIALIZED (
        SELECT sent.*, COALESCE({local("proof")}, reached.day) AS came_day,
               COALESCE(proof, left_at + make_interval(days => reached.day - left_day)) AS came_at,
               MIN(left_at) FILTER (WHERE done) OVER (PARTITION BY order_id) AS began_at
          FROM sent
         CROSS JOIN LATERAL (
               SELECT CASE WHEN transit = 0 THEN left_day ELSE COALESCE(
                   (SELECT day FROM working WHERE n = transit + (SELECT MIN(n) FROM working WHERE day >= left_day)),
                   left_day) END AS day) reached
    ),
    part AS (
        SELECT line.id, bool_and(own) AS own, SUM(quantity) AS needed,
               COALESCE(SUM(quantity) FILTER (WHERE done), 0) AS come,
               COALESCE(SUM(quantity) FILTER (WHERE done AND left_at = began_at), 0) AS at_once,
               COALESCE(SUM(quantity) FILTER (WHERE done AND came_day <= requested), 0) AS by_requested,
               COALESCE(SUM(quantity) FILTER (WHERE done AND came_day <= first), 0) AS by_first,
               COALESCE(SUM(quantity) FILTER (WHERE done AND came_day <= latest), 0) AS by_latest,
               COALESCE(SUM(quantity) FILTER (WHERE done AND left_day <= leaving), 0) AS by_leaving
          FROM line JOIN parcel ON parcel.line_id = line.id
         GROUP BY line.id, parcel.product_id
    ),
    come AS (
        SELECT part.id, {{quantities}}
          FROM part JOIN line ON line.id = part.id
         GROUP BY part.id, line.standing, line.declined
    ),
    way AS (
        SELECT line_id, bool_or(NOT done) AS is_open, bool_or(done) AS has_left, MIN(began_at) AS began_at,
               bool_or(done AND proof IS NULL) AS guessed, MIN(came_day) FILTER (WHERE done) AS first_day,
               MAX(left_at) FILTER (WHERE done) AS left_at, MAX(left_day) FILTER (WHERE done) AS left_day,
               MAX(came_at) FILTER (WHERE done) AS came_at, MAX(came_day) FILTER (WHERE done) AS came_day
          FROM parcel GROUP BY line_id
    ),
"""
# Of a kit there are as many as the smallest part allows; of everything else, as much as has come.
_OF_KITS = (
    "ROUND((CASE WHEN bool_and(own) THEN SUM({name}) ELSE MIN({name} / NULLIF(needed, 0))"
    " * (line.standing - line.declined) END)::numeric, %(digits)s) AS {name}"
)
PARCELS = PARCELS.format(
    quantities=", ".join(
        _OF_KITS.format(name=name)
        for name in ("come", "at_once", "by_requested", "by_first", "by_latest", "by_leaving")
    )
)

# What was due by each date that counts, less what the customer did not want any more by then
TARGETS = f"""
    withdrawal AS (
        SELECT line_id, id, day, happened_at, withdrawn,
               withdrawn <> LAG(withdrawn, 1, 0::numeric) OVER (PARTITION BY line_id ORDER BY happened_at, id) AS counts
          FROM (SELECT w.line_id, w.id, w.happened_at, {local("w.happened_at")} AS day,
                       LEAST(GREATEST(SUM(ROUND(w.quantity::numeric, %(digits)s))
                             OVER (PARTITION BY w.line_id ORDER BY w.happened_at, w.id), 0), line.ordered) AS withdrawn
                  FROM sale_order_withdrawn_line w
                  JOIN line ON line.id = w.line_id
                 WHERE w.happened_at < line.confirmed_at IS NOT TRUE) noted
    ),
    withdrawn_line AS (
        SELECT line_id, (array_agg(withdrawn ORDER BY happened_at DESC, id DESC))[1] AS withdrawn,
               MAX(day) FILTER (WHERE counts) AS day, MAX(happened_at) FILTER (WHERE counts) AS at
          FROM withdrawal GROUP BY line_id
    ),
    told AS (
        SELECT n.sale_line_id AS line_id, bool_or(notice.answer = 'cancel') AS cancelled
          FROM line
          JOIN sale_backorder_notice_line n ON n.sale_line_id = line.id AND n.in_box IS NOT TRUE
          JOIN sale_backorder_notice notice ON notice.id = n.notice_id
         GROUP BY n.sale_line_id
    ),
    known AS (
        SELECT line.*, line.is_goods AND line.ordered > 0 AND NOT line.is_substitute AS asked_for,
               COALESCE(come.come, 0) AS come, COALESCE(come.at_once, 0) AS at_once,
               COALESCE(come.by_requested, 0) AS by_requested, COALESCE(come.by_first, 0) AS by_first,
               COALESCE(come.by_latest, 0) AS by_latest, COALESCE(come.by_leaving, 0) AS by_leaving,
               COALESCE(way.has_left, FALSE) AS has_left, COALESCE(way.guessed, FALSE) AS guessed,
               way.began_at, way.left_at, way.left_day, way.came_at, way.came_day, way.first_day,
               line.state = 'sale' AND (COALESCE(way.is_open, FALSE)
                   OR line.is_goods AND line.standing - COALESCE(come.come, 0) - line.declined > 0) AS is_open,
               {local("line.cancelled_at")} AS cancelled_day,
               COALESCE(withdrawn_line.withdrawn, 0) AS withdrawn, withdrawn_line.day AS withdrawn_day,
               withdrawn_line.at AS withdrawn_at,
               told.line_id IS NOT NULL OR EXISTS (
                   SELECT 1 FROM stock_move m
                     JOIN stock_picking p ON p.id = m.picking_id AND p.backorder_id IS NOT NULL
                     JOIN stock_location src ON src.id = m.location_id
                     JOIN stock_location dst ON dst.id = m.location_dest_id
                    WHERE m.sale_line_id = line.id AND (m.state <> 'done' OR m.quantity > 0)
                      AND m.origin_returned_move_id IS NULL AND m.return_replacement IS NOT TRUE
                      AND src.usage <> 'customer'
                      AND (dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL)) AS was_short,
               COALESCE(told.cancelled, FALSE) AS was_refused
          FROM line
          LEFT JOIN come ON come.id = line.id
          LEFT JOIN way ON way.line_id = line.id
          LEFT JOIN told ON told.line_id = line.id
          LEFT JOIN withdrawn_line ON withdrawn_line.line_id = line.id
    ),
    seen AS MATERIALIZED (
        SELECT known.*, gone.rest, gone.at AS gone_at,
               bool_or(was_refused) OVER (PARTITION BY order_id) AS order_refused,
               CASE WHEN has_left AND NOT is_open THEN GREATEST(left_day, gone.day) END AS all_left,
               CASE WHEN has_left AND NOT is_open THEN GREATEST(came_day, gone.day) END AS all_come
          FROM known
         CROSS JOIN LATERAL (SELECT GREATEST(ordered - come - withdrawn, 0) AS rest) given
         CROSS JOIN LATERAL (SELECT given.rest, GREATEST(
               withdrawn_day, CASE WHEN given.rest > 0 THEN cancelled_day END) AS day, GREATEST(
               withdrawn_at, CASE WHEN given.rest > 0 THEN cancelled_at END) AS at) gone
    ),
    target AS MATERIALIZED (
        SELECT seen.id, seen.order_id, v.basis, v.day, asked.quantity AS asked, v.by_then,
               v.by_then < asked.quantity AND (v.finished IS NULL OR v.finished > v.day) AS late,
               NOT (asked.quantity * (100 - %(under)s::numeric) <= seen.come * 100
                    AND seen.come * 100
                        <= GREATEST(asked.quantity, seen.standing) * (100 + %(over)s::numeric)) AS short,
               %(early_days)s > 0 AND seen.first_day < v.day - %(early_days)s AS early,
               seen.at_once < asked.quantity AS unfilled
          FROM seen
         CROSS JOIN LATERAL (VALUES ('requested', requested, all_come, by_requested),
                                    ('first', first, all_come, by_first),
                                    ('latest', latest, all_come, by_latest),
                                    ('leaving', leaving, all_left, by_leaving)) AS v (basis, day, finished, by_then)
         CROSS JOIN LATERAL (SELECT GREATEST(seen.ordered
               - CASE WHEN seen.withdrawn_at IS NULL THEN 0 ELSE COALESCE(
                   (SELECT withdrawn FROM withdrawal WHERE line_id = seen.id AND day <= v.day
                     ORDER BY happened_at DESC, id DESC LIMIT 1), 0) END
               - CASE WHEN seen.cancelled_day <= v.day THEN seen.rest ELSE 0 END, 0) AS quantity) asked
         WHERE seen.asked_for AND v.day IS NOT NULL
    )
"""

LINES = f"""
    , found AS (
        SELECT seen.*, seen.order_id AS root, {local("seen.confirmed_at")} AS confirmed_day,
               asked_for AND confirmed_at IS NOT NULL AND NOT strange AS counts,
               NOT (guessed AND %(proven_only)s) AS proven,
               seen.first < seen.latest AS moved,
               requested.asked AS requested_asked, requested.late AS requested_late,
               first.asked AS first_asked, first.late AS first_late,
               latest.asked AS latest_asked, latest.late AS latest_late,
               leaving.asked AS leaving_asked, leaving.late AS leaving_late,
               chosen.day AS due, chosen.asked, chosen.late, chosen.short, chosen.early, chosen.by_then,
               come = 0 AND (was_refused OR cancelled_at IS NOT NULL
                   AND (order_refused OR COALESCE(reason_code = 'unavailable', FALSE))) AS refused
          FROM seen
          LEFT JOIN target requested ON requested.id = seen.id AND requested.basis = 'requested'
          LEFT JOIN target first ON first.id = seen.id AND first.basis = 'first'
          LEFT JOIN target latest ON latest.id = seen.id AND latest.basis = 'latest'
          LEFT JOIN target leaving ON leaving.id = seen.id AND leaving.basis = 'leaving'
          LEFT JOIN target chosen ON chosen.id = seen.id AND chosen.basis = %(basis)s
    )
"""
