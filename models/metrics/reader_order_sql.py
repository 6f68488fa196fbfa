"""What is read of orders for their facts: a fixed number of statements for a portion of them."""

# What the statements read: pending writes to it are flushed before.
SOURCES = {
    "sale.order": "state partner_id user_id team_id warehouse_id carrier_id cancel_reason_id cancel_initiator"
    " is_replacement amount_untaxed currency_rate requested_date quote_sent_at date_order company_id is_on_hold",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty price_unit price_subtotal display_type"
    " is_downpayment is_delivery qty_delivered qty_delivered_method qty_short_closed first_promise_date"
    " first_promise_leaves_by promise_date promise_leaves_by warehouse_id",
    "sale.order.hold": "order_id reason_id origin placed_at released_at",
    "order.validation.finding": "order_id severity found_at waived_at",
    "stock.move": "state sale_line_id picking_id quantity product_uom_qty product_uom product_id location_id date"
    " location_dest_id origin_returned_move_id return_replacement",
    "stock.picking": "shipped_at delivered_at delivery_confirmation carrier_id",
}

ORDERS = """
    SELECT so.id, so.company_id, so.state, so.user_id, so.team_id, so.warehouse_id, so.carrier_id,
           partner.commercial_partner_id AS partner_id, so.cancel_reason_id AS reason_id, so.cancel_initiator,
           reason.code AS reason_code, so.is_replacement IS TRUE AS is_replacement, so.is_on_hold IS TRUE AS on_hold,
           EXISTS (SELECT 1 FROM res_company c WHERE c.partner_id = partner.commercial_partner_id) AS is_intercompany,
           so.amount_untaxed / COALESCE(NULLIF(so.currency_rate, 0), 1) AS current_value, so.create_date,
           so.date_order, so.requested_date, so.quote_sent_at, carrier.cut_off_hour, carrier.transit_days,
           frozen.confirmed_at,
           EXISTS (SELECT 1 FROM sale_order_confirmed_line earlier
                     JOIN sale_order other ON other.id = earlier.order_id
                     JOIN res_partner their ON their.id = other.partner_id
                    WHERE their.commercial_partner_id = partner.commercial_partner_id
                      AND other.company_id = so.company_id AND other.id <> so.id
                      AND earlier.confirmed_at < frozen.confirmed_at) AS is_repeat
      FROM sale_order so
      JOIN res_partner partner ON partner.id = so.partner_id
      LEFT JOIN sale_order_reason reason ON reason.id = so.cancel_reason_id
      LEFT JOIN delivery_carrier carrier ON carrier.id = so.carrier_id
      LEFT JOIN LATERAL (SELECT MAX(confirmed_at) AS confirmed_at FROM sale_order_confirmed_line
                          WHERE order_id = so.id) frozen ON TRUE
     WHERE so.id = ANY(%(orders)s)
     ORDER BY so.id
"""
# Quantities in the product's own unit, amounts in the company's currency
LINES = """
    SELECT line.id, line.order_id, line.product_id, template.categ_id, base.id AS unit_id, base.rounding,
           line.display_type, line.is_downpayment IS TRUE AS is_downpayment,
           line.is_delivery IS TRUE OR line.price_unit < 0 AS is_charge,
           line.qty_delivered_method = 'stock_move' AS is_goods,
           line.product_uom_qty * factor.value AS quantity,
           COALESCE(line.qty_short_closed, 0) * factor.value AS declined,
           line.price_subtotal / COALESCE(NULLIF(so.currency_rate, 0), 1) AS value,
           line.first_promise_date, line.first_promise_leaves_by, line.promise_date, line.promise_leaves_by,
           frozen.quantity AS ordered, frozen.amount AS ordered_value
      FROM sale_order_line line
      JOIN sale_order so ON so.id = line.order_id
      LEFT JOIN product_product product ON product.id = line.product_id
      LEFT JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
      LEFT JOIN uom_uom base ON base.id = template.uom_id
     CROSS JOIN LATERAL (SELECT COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS value) factor
      LEFT JOIN LATERAL (SELECT quantity, amount FROM sale_order_confirmed_line
                          WHERE line_id = line.id ORDER BY confirmed_at DESC LIMIT 1) frozen ON TRUE
     WHERE line.order_id = ANY(%(orders)s)
     ORDER BY line.id
"""
# Moves of what was ordered, on their way to the customer or there; quantities in the base unit of the move's product
MOVES = """
    SELECT m.id, m.sale_line_id, m.product_id, m.picking_id, m.state = 'done' AS done, line.order_id,
           CASE WHEN m.state = 'done' THEN m.quantity ELSE m.product_uom_qty END
               * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS quantity,
           COALESCE(p.shipped_at, m.date) AS left_at, p.delivered_at, p.delivery_confirmation,
           carrier.id AS carrier_id, carrier.transit_days
      FROM stock_move m
      JOIN sale_order_line line ON line.id = m.sale_line_id
      JOIN sale_order so ON so.id = line.order_id
      JOIN stock_location src ON src.id = m.location_id
      JOIN stock_location dst ON dst.id = m.location_dest_id
      JOIN product_product product ON product.id = m.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = m.product_uom
      LEFT JOIN uom_uom base ON base.id = template.uom_id
      LEFT JOIN stock_picking p ON p.id = m.picking_id
      LEFT JOIN delivery_carrier carrier ON carrier.id = COALESCE(p.carrier_id, so.carrier_id)
     WHERE line.order_id = ANY(%(orders)s)
       AND m.state <> 'cancel' AND (m.state <> 'done' OR m.quantity > 0)
       AND %(ours)s AND %(outgoing)s
     ORDER BY m.id
"""
# Goods that came back for an order line, by the shipment that they had left with
RETURNS = """
    SELECT back.id, back.origin_returned_move_id AS origin_id, back.sale_line_id, line.order_id, back.date,
           back.quantity * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS quantity,
           reason.code AS reason_code, reason.return_fault, inspection.code AS inspection_code
      FROM stock_move back
      JOIN sale_order_line line ON line.id = back.sale_line_id
      JOIN stock_location src ON src.id = back.location_id
      JOIN stock_location dst ON dst.id = back.location_dest_id
      JOIN product_product product ON product.id = back.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = back.product_uom
      LEFT JOIN uom_uom base ON base.id = template.uom_id
      LEFT JOIN sale_rma_line returned ON returned.id = back.rma_line_id
      LEFT JOIN sale_order_reason reason ON reason.id = returned.reason_id
      LEFT JOIN sale_order_reason inspection ON inspection.id = returned.inspection_reason_id
     WHERE line.order_id = ANY(%(orders)s) AND back.state = 'done' AND back.quantity > 0
       AND %(with_customer)s AND NOT %(outgoing_dst)s
     ORDER BY back.id
"""
STATUSES = """
    SELECT order_id, from_status, to_status, happened_at
      FROM sale_order_event
     WHERE order_id = ANY(%(orders)s) AND kind = 'status'
     ORDER BY happened_at, id
"""
HOLDS = """
    SELECT hold.id, hold.order_id, hold.reason_id, hold.origin, hold.placed_at, hold.released_at
      FROM sale_order_hold hold
     WHERE hold.order_id = ANY(%(orders)s)
     ORDER BY hold.id
"""
FINDINGS = """
    SELECT order_id, MIN(found_at) AS checked_at, COUNT(*) FILTER (WHERE waived_at IS NOT NULL) AS waivers,
           MIN(found_at) FILTER (WHERE severity = 'block') AS blocked_at
      FROM order_validation_finding
     WHERE order_id = ANY(%(orders)s)
     GROUP BY order_id
"""
QUESTIONS = """
    SELECT order_id, SUM(asks) AS asks FROM order_tracking_day WHERE order_id = ANY(%(orders)s) GROUP BY order_id
"""
CLAIMS = """
    SELECT order_id, picking_id, kind FROM shipment_claim
     WHERE order_id = ANY(%(orders)s) AND decided <> 'withdrawn'
"""
# Parts that customers would not wait for, with the moment of their answer
DECLINED_BY_CUSTOMER = """
    SELECT answered.sale_line_id, notice.answered_at,
           answered.quantity * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS quantity
      FROM sale_backorder_notice notice
      JOIN sale_backorder_notice_line answered ON answered.notice_id = notice.id AND NOT answered.in_box
      JOIN sale_order_line line ON line.id = answered.sale_line_id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = answered.uom_id
      LEFT JOIN uom_uom base ON base.id = template.uom_id
     WHERE notice.order_id = ANY(%(orders)s) AND notice.answer = 'cancel' AND notice.answered_at IS NOT NULL
"""
