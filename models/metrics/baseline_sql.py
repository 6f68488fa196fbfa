"""What is read of the years before the addon came."""

# When an order was confirmed: when its state was seen to become so, else its own date, which confirming sets.
# The tracked words are those of any language; of several confirmations the last one counts.
CONFIRMED_AT = """
    LEFT JOIN LATERAL (
        SELECT MAX(message.date) AS moment
          FROM mail_message message
          JOIN mail_tracking_value tracked ON tracked.mail_message_id = message.id
         WHERE message.model = 'sale.order' AND message.res_id = so.id AND tracked.field_id = %(state_field)s
           AND tracked.new_value_char = ANY(%(confirmed_words)s)
    ) seen ON TRUE
"""

# What was ordered, as it stands now: nobody had kept it. An order that has such lines, or was confirmed since, has
# what it needs.
FREEZE_OLD = f"""
    INSERT INTO sale_order_confirmed_line
           (order_id, line_id, company_id, product_id, quantity, amount, confirmed_at, is_assumed)
    SELECT so.id, line.id, so.company_id, line.product_id,
           line.product_uom_qty * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1),
           line.price_subtotal / COALESCE(NULLIF(so.currency_rate, 0), 1),
           COALESCE(seen.moment, so.date_order), TRUE
      FROM sale_order so
      {CONFIRMED_AT}
      JOIN sale_order_line line ON line.order_id = so.id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
      LEFT JOIN uom_uom base ON base.id = template.uom_id
     WHERE so.id = ANY(%(orders)s)
       AND (so.state = 'sale' OR so.state = 'cancel' AND seen.moment IS NOT NULL)
       AND line.display_type IS NULL
       AND line.is_downpayment IS NOT TRUE
       AND NOT EXISTS (SELECT 1 FROM sale_order_confirmed_line frozen WHERE frozen.order_id = so.id)
"""

# Newest first, so that the last months stand soon. Of older orders those that are not over yet.
NEXT_ORDERS = """
    SELECT so.id FROM sale_order so
     WHERE so.company_id = %(company)s AND so.id < %(reached)s
       AND (so.date_order >= %(since)s OR so.create_date >= %(since)s
            OR so.order_status IN ('entered', 'in_progress', 'ready', 'on_hold'))
     ORDER BY so.id DESC LIMIT %(most)s
"""
NEXT_INVOICES = """
    SELECT move.id FROM account_move move
     WHERE move.company_id = %(company)s AND move.id < %(reached)s
       AND move.move_type IN ('out_invoice', 'out_refund')
       AND (move.invoice_date >= %(since)s::date OR move.create_date >= %(since)s)
     ORDER BY move.id DESC LIMIT %(most)s
"""
NEXT_RETURNS = """
    SELECT id FROM sale_rma
     WHERE company_id = %(company)s AND id < %(reached)s AND create_date >= %(since)s
     ORDER BY id DESC LIMIT %(most)s
"""
NEXT_CLAIMS = """
    SELECT id FROM shipment_claim
     WHERE company_id = %(company)s AND id < %(reached)s AND create_date >= %(since)s
     ORDER BY id DESC LIMIT %(most)s
"""

# Shipped orders and people at work, day by day. Who had finished the transfer is told by its tracked state, the same
# way before and now; days of which nobody is known are left out.
CAPACITY = """
    WITH shipped AS (
        SELECT picking.id, picking.user_id,
               (COALESCE(picking.shipped_at, picking.date_done) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
               move.order_id
          FROM stock_picking picking
          JOIN LATERAL (SELECT DISTINCT line.order_id
                          FROM stock_move m
                          JOIN sale_order_line line ON line.id = m.sale_line_id
                          JOIN stock_location src ON src.id = m.location_id
                          JOIN stock_location dst ON dst.id = m.location_dest_id
                         WHERE m.picking_id = picking.id AND m.state = 'done' AND m.quantity > 0
                           AND %(ours)s AND %(outgoing)s) move ON TRUE
         WHERE picking.company_id = %(company)s AND picking.state = 'done'
           AND picking.date_done >= %(begin)s AND picking.date_done < %(end)s
    ), worked AS (
        SELECT (picking.date_done AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
               COALESCE(tracked.create_uid, picking.user_id) AS user_id
          FROM stock_picking picking
          LEFT JOIN LATERAL (
                SELECT value.create_uid
                  FROM mail_message message
                  JOIN mail_tracking_value value ON value.mail_message_id = message.id
                 WHERE message.model = 'stock.picking' AND message.res_id = picking.id
                   AND value.field_id = %(state_field)s
                 ORDER BY value.id DESC LIMIT 1
               ) tracked ON TRUE
         WHERE picking.company_id = %(company)s AND picking.state = 'done'
           AND picking.date_done >= %(begin)s AND picking.date_done < %(end)s
    ), days AS (
        SELECT shipped.day, COUNT(DISTINCT shipped.order_id)::numeric / people.n AS orders
          FROM shipped
          JOIN (SELECT day, COUNT(DISTINCT user_id) AS n FROM worked WHERE user_id IS NOT NULL GROUP BY day) people
            ON people.day = shipped.day
         GROUP BY shipped.day, people.n
    )
    SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY orders) AS value, COUNT(*) AS n FROM days
"""

# What facts say to a figure in a period: typical values of times, sums of what is divided
MEASURED = """
    SELECT COUNT(*) AS n, SUM(numerator) AS numerator, SUM(denominator) AS denominator,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY numerator) AS median,
           percentile_disc(0.9) WITHIN GROUP (ORDER BY numerator) AS p90
      FROM (SELECT COALESCE(fact.entries->%(code)s->>1, '0')::numeric AS numerator,
                   COALESCE(fact.entries->%(code)s->>2, '0')::numeric AS denominator
              FROM %(table)s fact
             WHERE fact.company_id = %(company)s AND fact.last_day >= %(first)s AND fact.first_day <= %(last)s
               AND fact.entries ? %(code)s AND fact.entries->%(code)s->>3 IS NULL
               AND (fact.entries->%(code)s->>0)::date BETWEEN %(first)s AND %(last)s) entry
"""
# The same of several figures at once
MEASURED_ALL = """
    SELECT %(code)s AS code, %(place)s AS place, measured.* FROM (%(measured)s) measured
"""
