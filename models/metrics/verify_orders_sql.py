"""What the documents say of whole orders. See :mod:`.verify_order_sql`, of which this is the last part."""

from .verify_billing_sql import BILLED
from .verify_order_sql import local

# What customers say was wrong, and what whoever looked at the goods says: the latter has the last word.
SAID = """
    CASE WHEN looked.code IS NULL THEN asked.code
         WHEN looked.code = 'confirmed' THEN CASE asked.code WHEN 'damaged' THEN 'badly_packed' ELSE asked.code END
         WHEN looked.code = 'wrong_shipment' THEN 'wrong_item'
         WHEN looked.code = 'transport_damage' THEN 'damaged' END
"""
# Orders are due with the last of their lines that are due.
DUE = f"""
    , due AS (
        SELECT order_id, basis, COALESCE(MAX(day) FILTER (WHERE asked > 0), MAX(day)) AS day,
               COUNT(*) FILTER (WHERE asked > 0) AS lines,
               COALESCE(bool_or(late) FILTER (WHERE asked > 0), FALSE) AS late,
               COALESCE(bool_or(short) FILTER (WHERE asked > 0), FALSE) AS short,
               COALESCE(bool_or(early) FILTER (WHERE asked > 0), FALSE) AS early, bool_or(unfilled) AS unfilled
          FROM target GROUP BY order_id, basis
    ),
    goods AS (
        SELECT order_id, bool_or(asked_for) AS has_goods, bool_or(asked_for AND guessed) AS guessed,
               bool_or(asked_for AND was_short) AS was_short, bool_or(was_refused) AS was_refused,
               MIN(began_at) AS began_at, MIN(leaves_by) FILTER (WHERE is_goods) AS leaves_by,
               SUM(value) AS value,
               CASE WHEN bool_or(has_left AND is_goods) AND NOT bool_or(is_open AND is_goods)
                    THEN GREATEST(MAX(left_at) FILTER (WHERE is_goods), MAX(gone_at) FILTER (WHERE is_goods))
               END AS shipped_at,
               CASE WHEN bool_or(has_left AND is_goods) AND NOT bool_or(is_open AND is_goods)
                    THEN MAX(came_at) FILTER (WHERE is_goods) END AS delivered_at
          FROM seen GROUP BY order_id
    ),
    cut AS (
        SELECT order_id, SUM(ROUND(value * (ordered - remaining) / ordered)) AS value
          FROM (SELECT order_id, SUM(value) FILTER (WHERE was_confirmed) AS value,
                       SUM(ordered) FILTER (WHERE was_confirmed) AS ordered, SUM(standing - declined) AS remaining
                  FROM seen WHERE state = 'sale' GROUP BY order_id, product_id) product
         WHERE ordered > GREATEST(remaining, 0) GROUP BY order_id
    ),
    trouble AS (
        SELECT returned.order_id, bool_or(asked.code IN ('refused', 'undeliverable')) AS refused,
               array_agg({SAID}) AS errors
          FROM sale_rma_line returned
          LEFT JOIN sale_order_reason asked ON asked.id = returned.reason_id
          LEFT JOIN sale_order_reason looked ON looked.id = returned.inspection_reason_id
         WHERE returned.order_id IN (SELECT id FROM wanted)
           AND returned.state NOT IN ('draft', 'requested', 'rejected', 'cancelled')
         GROUP BY returned.order_id
    ),
    back AS (
        SELECT DISTINCT l.order_id
          FROM line l
          JOIN stock_move m ON m.sale_line_id = l.id AND m.state = 'done' AND m.quantity > 0
           AND NOT EXISTS (SELECT 1 FROM sale_rma_line r JOIN sale_order_reason why ON why.id = r.reason_id
                            WHERE r.id = m.rma_line_id AND why.code IN ('refused', 'undeliverable'))
          JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
         WHERE (src.usage = 'customer' OR src.usage = 'transit' AND src.company_id IS NULL)
           AND NOT (src.usage <> 'customer'
                    AND (dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL))
    ),
    checks AS (
        SELECT order_id, MIN(found_at) AS found_at, bool_or(waived_at IS NOT NULL) AS waived,
               MIN(found_at) FILTER (WHERE severity = 'block') AS blocked_at
          FROM order_validation_finding
         WHERE order_id IN (SELECT id FROM wanted) AND door = 'confirm'
         GROUP BY order_id
    ),
    held AS (
        SELECT hold.order_id, bool_or(hold.origin IN ('credit', 'dunning') OR reason.code = 'credit') AS credit,
               MAX(hold.released_at) AS released_at
          FROM sale_order_hold hold JOIN sale_order_reason reason ON reason.id = hold.reason_id
         WHERE hold.order_id IN (SELECT id FROM wanted) GROUP BY hold.order_id
    ),
    {BILLED}
    whole AS MATERIALIZED (
        SELECT w.*, goods.has_goods, goods.began_at, goods.shipped_at, goods.delivered_at,
               COALESCE(goods.guessed, FALSE) AS guessed, COALESCE(goods.was_short, FALSE) AS was_short,
               COALESCE(w.cancelled_at IS NOT NULL
                   AND (goods.was_refused OR w.reason_code = 'unavailable'), FALSE) AS given_up,
               total.value,
               CASE WHEN w.state = 'sale' THEN LEAST(COALESCE(cut.value, 0), total.value) ELSE 0 END AS cut,
               COALESCE(goods.shipped_at, w.cancelled_at) AS ended_at,
               COALESCE(goods.shipped_at, w.cancelled_at, held.released_at, w.confirmed_at) AS until_at,
               held.order_id IS NOT NULL AS was_held, COALESCE(held.credit, FALSE) AS credit_held,
               checked.at AS checked_at, COALESCE(w.confirmed_at, checks.found_at) AS submitted_at,
               COALESCE(checks.blocked_at <= checked.at, FALSE) AS blocked, COALESCE(checks.waived, FALSE) AS waived,
               back.order_id IS NOT NULL AS came_back, COALESCE(trouble.refused, FALSE) AS refused,
               array_remove(COALESCE(trouble.errors, '{{}}')
                   || ARRAY(SELECT 'billed'::varchar FROM billed_wrong WHERE order_id = w.id)
                   || ARRAY(SELECT 'lost'::varchar FROM shipment_claim
                             WHERE order_id = w.id AND decided <> 'withdrawn'), NULL) AS errors,
               COALESCE((SELECT SUM(asks) FROM order_tracking_day WHERE order_id = w.id), 0) AS asks,
               CASE WHEN w.requested_date - w.confirmed_at <= interval '1825 days' AND wish.at > w.confirmed_at
                    THEN wish.at END AS wished_at
          FROM wanted w
          LEFT JOIN goods ON goods.order_id = w.id
          LEFT JOIN cut ON cut.order_id = w.id
          LEFT JOIN trouble ON trouble.order_id = w.id
          LEFT JOIN back ON back.order_id = w.id
          LEFT JOIN checks ON checks.order_id = w.id
          LEFT JOIN held ON held.order_id = w.id
         CROSS JOIN LATERAL (SELECT COALESCE(
               ROUND(w.frozen_value::numeric / %(rounding)s::numeric), goods.value, 0) AS value) total
         CROSS JOIN LATERAL (SELECT LEAST(checks.found_at, CASE
               WHEN w.was_checked THEN w.confirmed_at END) AS at) checked
         CROSS JOIN LATERAL (SELECT CASE WHEN w.requested_date IS NOT NULL THEN
               {local("LEAST(goods.leaves_by, w.requested_date)")}::timestamp
                   AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' END AS at) wish
    ),
"""
# How long an order stood still: its holds, and the wait that the customer has asked for; overlaps once
_STOOD = """
        SELECT COALESCE(ROUND(SUM(EXTRACT(EPOCH FROM upper(stretch) - lower(stretch)))), 0) AS seconds
          FROM unnest((SELECT range_agg(tsrange(begins, ends))
                         FROM ({stretches}) AS stands WHERE begins < ends)) stretch
"""
_HOLDS = """
            SELECT GREATEST(placed_at, whole.confirmed_at) AS begins,
                   LEAST(COALESCE(released_at, whole.until_at), whole.until_at) AS ends
              FROM sale_order_hold
             WHERE order_id = whole.id AND (whole.ended_at IS NOT NULL OR released_at IS NOT NULL)
"""
_WAIT = """
            UNION ALL SELECT whole.confirmed_at, LEAST(whole.wished_at, whole.until_at)
                       WHERE whole.wished_at IS NOT NULL
"""
ORDERS = f"""
    {DUE}
    found AS (
        SELECT whole.*, id AS root, {local("confirmed_at")} AS confirmed_day, {local("began_at")} AS began_day,
               {local("submitted_at")} AS submitted_day, {local("checked_at")} AS checked_day,
               {local("shipped_at")} AS shipped_day, {local("delivered_at")} AS delivered_day,
               LEAST(signed_on, confirmed_at) AS started_at,
               confirmed_at IS NOT NULL AND NOT strange AS counts,
               confirmed_at IS NOT NULL AND NOT strange AND has_goods AS delivers,
               NOT (guessed AND %(proven_only)s) AS proven,
               errors && ARRAY['wrong_item', 'wrong_quantity', 'missing_parts']::varchar[] AS wrong,
               errors && ARRAY['damaged', 'badly_packed', 'lost']::varchar[] AS damaged,
               'wrong_address' = ANY(errors) AS astray,
               errors && ARRAY['wrong_document', 'billed']::varchar[] AS misdocumented,
               errors && ARRAY['badly_packed', 'wrong_document', 'wrong_address', 'late_check']::varchar[] AS our_fault,
               errors && ARRAY['wrong_item', 'wrong_quantity', 'missing_parts', 'wrong_address', 'wrong_document',
                               'damaged', 'badly_packed', 'lost', 'late_check', 'billed']::varchar[] AS complained,
               LEAST((SELECT MIN(happened_at) FROM sale_order_event
                       WHERE order_id = whole.id AND kind = 'status' AND happened_at >= whole.confirmed_at
                         AND to_status IN ('in_progress', 'ready', 'shipped', 'delivered', 'invoiced', 'paid')),
                     began_at) AS released_at,
               EXISTS (SELECT 1 FROM sale_order_confirmed_line earlier
                         JOIN sale_order other ON other.id = earlier.order_id AND other.company_id = whole.company_id
                         JOIN res_partner theirs ON theirs.id = other.partner_id
                        WHERE theirs.commercial_partner_id = whole.customer AND other.id <> whole.id
                          AND earlier.confirmed_at < whole.confirmed_at) AS returned_customer,
               stood.seconds AS stood, idle.seconds AS idle,
               requested.day AS requested_day, requested.lines AS requested_lines, requested.late AS requested_late,
               first.day AS first_day, first.lines AS first_lines, first.late AS first_late,
               latest.day AS latest_day, latest.lines AS latest_lines, latest.late AS latest_late,
               leaving.day AS leaving_day, leaving.lines AS leaving_lines, leaving.late AS leaving_late,
               chosen.day AS due, chosen.lines, chosen.late, chosen.short, chosen.early, chosen.unfilled
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
# Quotations are what was sent, or lost for a reason of their own; whatever becomes of the order, its offer was won.
QUOTES = f"""
    , offer AS (
        SELECT w.*, COALESCE(w.quote_sent_at, w.date_order, w.create_date) AS issued_at,
               first_at IS NOT NULL OR confirmed_at IS NOT NULL AS won
          FROM wanted w
         WHERE w.quote_sent_at IS NOT NULL OR w.state = 'sent' OR w.state = 'cancel' AND w.reason_kind = 'lost'
    ),
    found AS (
        SELECT decided.*, id AS root, {local("issued_at")} AS issued_day, {local("decided_at")} AS decided_day
          FROM (SELECT offer.*,
                       CASE WHEN won THEN COALESCE(
                                ROUND(frozen_value::numeric / %(rounding)s::numeric),
                                (SELECT SUM(value) FROM line WHERE order_id = offer.id), 0)
                            ELSE ROUND((amount_untaxed / rate)::numeric / %(rounding)s::numeric) END AS value,
                       CASE WHEN won THEN LEAST(COALESCE(first_at, confirmed_at), signed_on)
                            WHEN state = 'cancel' THEN COALESCE(
                                (SELECT MAX(happened_at) FROM sale_order_event WHERE order_id = offer.id
                                    AND kind = 'status' AND to_status = 'cancelled'), date_order, create_date)
                       END AS decided_at
                  FROM offer) decided
    )
"""
