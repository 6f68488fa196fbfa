"""What is read of orders for their facts: a fixed number of statements for a portion of them."""

# What the statements read: pending writes to it are flushed before.
SOURCES = {
    "sale.order": "state partner_id user_id team_id warehouse_id carrier_id cancel_reason_id cancel_initiator signed_on"
    " is_replacement amount_untaxed currency_rate requested_date quote_sent_at date_order company_id validation_state",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty price_unit price_subtotal display_type"
    " is_downpayment is_delivery qty_delivered_method qty_short_closed first_promise_date"
    " first_promise_leaves_by promise_date warehouse_id",
    "sale.order.hold": "order_id reason_id origin placed_at released_at",
    "order.validation.finding": "order_id severity found_at waived_at door category rule_id waive_reason_id",
    "sale.backorder.notice": "order_id answer",
    "sale.backorder.notice.line": "notice_id sale_line_id in_box",
    "sale.rma.line": "order_id state reason_id inspection_reason_id sale_line_id",
    "shipment.claim": "order_id picking_id kind decided",
    "order.tracking.day": "order_id asks",
    "stock.move": "state sale_line_id picking_id quantity product_uom_qty product_uom product_id location_id date"
    " location_dest_id origin_returned_move_id return_replacement rma_line_id",
    "account.move": "state move_type",
    "account.move.line": "move_id account_id date_maturity reconciled",
    "account.partial.reconcile": "max_date debit_move_id",
    "stock.picking": "shipped_at delivered_at delivery_confirmation carrier_id backorder_id picking_type_id date_done",
}

ORDERS = """
    SELECT so.id, so.company_id, so.state, so.user_id, so.team_id, so.warehouse_id, so.carrier_id,
           partner.commercial_partner_id AS partner_id, so.cancel_reason_id AS reason_id, so.cancel_initiator,
           reason.kind AS reason_kind, reason.code AS reason_code, so.is_replacement IS TRUE AS is_replacement,
           EXISTS (SELECT 1 FROM res_company c WHERE c.partner_id = partner.commercial_partner_id) AS is_intercompany,
           so.amount_untaxed / COALESCE(NULLIF(so.currency_rate, 0), 1) AS current_value, so.create_date,
           so.date_order, so.requested_date, so.quote_sent_at, so.signed_on,
           COALESCE(frozen.is_checked, so.validation_state <> 'unchecked', FALSE) AS was_checked,
           carrier.cut_off_hour, confirmation.at AS confirmed_at, frozen.first_at, frozen.amount AS confirmed_value,
           EXISTS (SELECT 1 FROM sale_order_confirmed_line earlier
                     JOIN sale_order other ON other.id = earlier.order_id
                     JOIN res_partner their ON their.id = other.partner_id
                    WHERE their.commercial_partner_id = partner.commercial_partner_id
                      AND other.company_id = so.company_id AND other.id <> so.id
                      AND earlier.confirmed_at < confirmation.at) AS is_repeat
      FROM sale_order so
      JOIN res_partner partner ON partner.id = so.partner_id
      LEFT JOIN sale_order_reason reason ON reason.id = so.cancel_reason_id
      LEFT JOIN delivery_carrier carrier ON carrier.id = so.carrier_id
      LEFT JOIN LATERAL (
           SELECT MIN(line.confirmed_at) AS first_at, MAX(line.confirmed_at) AS last_at,
                  SUM(line.amount) FILTER (WHERE line.is_last) AS amount,
                  BOOL_OR(line.is_checked) FILTER (WHERE line.is_last) AS is_checked
             FROM (SELECT confirmed_at, amount, is_checked, confirmed_at = MAX(confirmed_at) OVER () AS is_last
                     FROM sale_order_confirmed_line WHERE order_id = so.id) line) frozen ON TRUE
     CROSS JOIN LATERAL (
           SELECT COALESCE(frozen.last_at, CASE WHEN so.state = 'sale' THEN so.date_order END) AS at) confirmation
     WHERE so.id = ANY(%(orders)s)
     ORDER BY so.id
"""
# Quantities in the product's own unit, amounts in the company's currency. What was promised ends when an order is
# cancelled; by then it may have been due.
LINES = """
    SELECT line.id, line.order_id, line.product_id, template.categ_id, base.id AS unit_id,
           line.display_type, line.is_downpayment IS TRUE AS is_downpayment, line.warehouse_id,
           line.substitute_for_id IS NOT NULL AS is_substitute,
           line.is_delivery IS TRUE OR line.price_unit < 0 AS is_charge,
           line.qty_delivered_method = 'stock_move' AS is_goods,
           line.product_uom_qty * factor.value AS quantity,
           COALESCE(line.qty_short_closed, 0) * factor.value AS declined,
           line.price_subtotal / COALESCE(NULLIF(so.currency_rate, 0), 1) AS value,
           COALESCE(line.first_promise_date, ended.first_at) AS first_promise_date,
           COALESCE(line.first_promise_leaves_by, ended.first_leaves_by) AS first_promise_leaves_by,
           COALESCE(line.promise_date, ended.last_at) AS promise_date,
           frozen.quantity AS ordered, frozen.amount AS ordered_value
      FROM sale_order_line line
      JOIN sale_order so ON so.id = line.order_id
      LEFT JOIN product_product product ON product.id = line.product_id
      LEFT JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
      LEFT JOIN uom_uom base ON base.id = template.uom_id
     CROSS JOIN LATERAL (SELECT COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS value) factor
      LEFT JOIN LATERAL (
           SELECT line.ended_first_promise_date AS first_at, line.ended_first_promise_leaves_by AS first_leaves_by,
                  line.ended_promise_date AS last_at
            WHERE so.state <> 'sale') ended ON TRUE
      LEFT JOIN LATERAL (SELECT quantity, amount FROM sale_order_confirmed_line
                          WHERE line_id = line.id ORDER BY confirmed_at DESC LIMIT 1) frozen ON TRUE
     WHERE line.order_id = ANY(%(orders)s)
     ORDER BY line.id
"""
# Moves of what was ordered, on their way to the customer or there; quantities in the base unit of the move's product
MOVES = """
    SELECT m.id, m.sale_line_id, m.product_id, m.picking_id, m.state = 'done' AS done, m.state = 'cancel' AS cancelled,
           line.order_id, p.backorder_id IS NOT NULL AS is_backorder,
           CASE WHEN m.state = 'done' THEN m.quantity ELSE m.product_uom_qty END
               * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS quantity,
           COALESCE(p.shipped_at, m.date) AS left_at, p.delivered_at, p.delivery_confirmation,
           carrier.id AS carrier_id, carrier.transit_days, kind.warehouse_id
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
      LEFT JOIN stock_picking_type kind ON kind.id = p.picking_type_id
      LEFT JOIN delivery_carrier carrier ON carrier.id = COALESCE(p.carrier_id, so.carrier_id)
     WHERE line.order_id = ANY(%(orders)s)
       AND (m.state <> 'done' OR m.quantity > 0)
       AND %(ours)s AND %(outgoing)s
     ORDER BY m.id
"""
# Goods that came back for an order line, by the shipment that they had left with
RETURNS = """
    SELECT back.id, back.origin_returned_move_id AS origin_id, back.sale_line_id, line.order_id, back.product_id,
           COALESCE(p.date_done, back.date) AS back_at, asked.code AS reason_code,
           back.quantity * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS quantity
      FROM stock_move back
      JOIN sale_order_line line ON line.id = back.sale_line_id
      JOIN stock_location src ON src.id = back.location_id
      JOIN stock_location dst ON dst.id = back.location_dest_id
      JOIN product_product product ON product.id = back.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      LEFT JOIN uom_uom unit ON unit.id = back.product_uom
      LEFT JOIN uom_uom base ON base.id = template.uom_id
      LEFT JOIN stock_picking p ON p.id = back.picking_id
      LEFT JOIN sale_rma_line returned ON returned.id = back.rma_line_id
      LEFT JOIN sale_order_reason asked ON asked.id = returned.reason_id
     WHERE line.order_id = ANY(%(orders)s) AND back.state = 'done' AND back.quantity > 0
       AND %(with_customer)s AND NOT %(outgoing_dst)s
     ORDER BY back.id
"""
# What customers, and whoever looked at what came back, say was wrong; of returns that were approved. Of what never
# comes back, the shipment is the first one of the order line.
COMPLAINTS = """
    SELECT returned.order_id, asked.code AS reason_code, found.code AS inspection_code,
           COALESCE(sent.picking_id, (
               SELECT m.picking_id FROM stock_move m JOIN stock_picking p ON p.id = m.picking_id
                WHERE m.sale_line_id = returned.sale_line_id AND m.state = 'done' AND m.quantity > 0
                  AND m.origin_returned_move_id IS NULL AND p.shipped_at IS NOT NULL
                ORDER BY p.shipped_at, m.id LIMIT 1)) AS picking_id
      FROM sale_rma_line returned
      LEFT JOIN sale_order_reason asked ON asked.id = returned.reason_id
      LEFT JOIN sale_order_reason found ON found.id = returned.inspection_reason_id
      LEFT JOIN LATERAL (
           SELECT origin.picking_id FROM stock_move back
             JOIN stock_move origin ON origin.id = back.origin_returned_move_id
            WHERE back.rma_line_id = returned.id ORDER BY back.id LIMIT 1) sent ON TRUE
     WHERE returned.order_id = ANY(%(orders)s)
       AND returned.state NOT IN ('draft', 'requested', 'rejected', 'cancelled')
     ORDER BY returned.id
"""
# Shipments; one that brings goods of several orders belongs to the first of them.
SHIPMENTS = """
    SELECT p.id, p.shipped_at, p.carrier_id, kind.warehouse_id, sent.order_id, sent.is_replacement
      FROM stock_picking p
      LEFT JOIN stock_picking_type kind ON kind.id = p.picking_type_id
      JOIN LATERAL (
           SELECT MIN(line.order_id) AS order_id, BOOL_AND(m.return_replacement IS TRUE) AS is_replacement
             FROM stock_move m JOIN sale_order_line line ON line.id = m.sale_line_id
            WHERE m.picking_id = p.id AND m.state = 'done' AND m.quantity > 0) sent ON TRUE
     WHERE p.id IN (SELECT m.picking_id FROM stock_move m JOIN sale_order_line line ON line.id = m.sale_line_id
                     WHERE line.order_id = ANY(%(orders)s))
       AND p.shipped_at IS NOT NULL AND sent.order_id = ANY(%(orders)s)
     ORDER BY p.id
"""
STATUSES = """
    SELECT order_id, from_status, to_status, happened_at
      FROM sale_order_event
     WHERE order_id = ANY(%(orders)s) AND kind = 'status'
     ORDER BY happened_at, id
"""
# Holds, and what happened while they stood that may have ended them. The log has an event a moment after its cause.
HOLDS = """
    SELECT hold.id, hold.order_id, hold.reason_id, reason.code AS reason_code, hold.origin, hold.placed_at,
           hold.released_at,
           EXISTS (SELECT 1 FROM order_validation_finding f
                    WHERE f.order_id = hold.order_id AND f.category = 'credit'
                      AND f.waived_at BETWEEN hold.placed_at AND hold.released_at) AS by_waiver,
           EXISTS (SELECT 1 FROM sale_order_event e
                     JOIN sale_order paid ON paid.id = e.order_id
                     JOIN res_partner payer ON payer.id = paid.partner_id
                    WHERE e.kind = 'payment' AND payer.commercial_partner_id = partner.commercial_partner_id
                      AND paid.company_id = so.company_id
                      AND e.happened_at BETWEEN hold.placed_at AND hold.released_at + INTERVAL '1 minute'
                  ) AS by_payment,
           EXISTS (SELECT 1 FROM mail_message message
                     JOIN mail_tracking_value changed ON changed.mail_message_id = message.id
                     JOIN ir_model_fields field ON field.id = changed.field_id AND field.name = 'credit_limit'
                    WHERE message.model = 'res.partner' AND message.res_id = partner.commercial_partner_id
                      AND message.date BETWEEN hold.placed_at AND hold.released_at + INTERVAL '1 minute') AS by_limit
      FROM sale_order_hold hold
      JOIN sale_order so ON so.id = hold.order_id
      JOIN res_partner partner ON partner.id = so.partner_id
      LEFT JOIN sale_order_reason reason ON reason.id = hold.reason_id
     WHERE hold.order_id = ANY(%(orders)s)
     ORDER BY hold.id
"""
# Of confirming only: what is found before a quotation is sent stops no order.
FINDINGS = """
    SELECT order_id, MIN(found_at) AS checked_at, COUNT(*) FILTER (WHERE waived_at IS NOT NULL) AS waivers,
           MIN(found_at) FILTER (WHERE severity = 'block') AS blocked_at
      FROM order_validation_finding
     WHERE order_id = ANY(%(orders)s) AND door = 'confirm'
     GROUP BY order_id
"""
WAIVERS = """
    SELECT id, order_id, rule_id, waive_reason_id AS reason_id, category = 'credit' AS credit, waived_at
      FROM order_validation_finding
     WHERE order_id = ANY(%(orders)s) AND waived_at IS NOT NULL
     ORDER BY id
"""
# Instalments of invoices of orders of which something was waived, with the day on which the last of each was paid
INSTALMENTS = """
    SELECT DISTINCT line.order_id, item.id, item.date_maturity AS due, item.reconciled IS TRUE AS settled,
           (SELECT MAX(part.max_date) FROM account_partial_reconcile part WHERE part.debit_move_id = item.id) AS paid
      FROM sale_order_line line
      JOIN sale_order_line_invoice_rel billed ON billed.order_line_id = line.id
      JOIN account_move_line part ON part.id = billed.invoice_line_id
      JOIN account_move invoice ON invoice.id = part.move_id
       AND invoice.state = 'posted' AND invoice.move_type = 'out_invoice'
      JOIN account_move_line item ON item.move_id = invoice.id
      JOIN account_account account ON account.id = item.account_id AND account.account_type = 'asset_receivable'
     WHERE line.order_id IN (SELECT order_id FROM order_validation_finding
                              WHERE order_id = ANY(%(orders)s) AND category = 'credit' AND waived_at IS NOT NULL)
"""
QUESTIONS = """
    SELECT order_id, SUM(asks) AS asks FROM order_tracking_day WHERE order_id = ANY(%(orders)s) GROUP BY order_id
"""
CLAIMS = """
    SELECT order_id, picking_id, kind FROM shipment_claim
     WHERE order_id = ANY(%(orders)s) AND decided <> 'withdrawn'
"""
# Lines of which customers were told that they come later, or less of them
TOLD_SHORT = """
    SELECT DISTINCT notice.order_id, told.sale_line_id, notice.answer = 'cancel' AS cancelled
      FROM sale_backorder_notice notice
      JOIN sale_backorder_notice_line told ON told.notice_id = notice.id AND told.in_box IS NOT TRUE
     WHERE notice.order_id = ANY(%(orders)s) AND told.sale_line_id IS NOT NULL
"""
# Parts that were cancelled while the order went on; negative where they were ordered again
WITHDRAWN = """
    SELECT line_id, happened_at, quantity FROM sale_order_withdrawn_line
     WHERE order_id = ANY(%(orders)s) AND line_id IS NOT NULL
     ORDER BY happened_at, id
"""
