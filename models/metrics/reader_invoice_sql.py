"""What is read of invoices, and of shipments that are not invoiced: a fixed number of statements for any number."""

from ..collections.receivable_items import MONEY
from .reader_books import INTERCOMPANY, POSTED, POSTED_AT, SOURCES_OF_POSTING

SOURCES = {
    **SOURCES_OF_POSTING,
    "sale.order": "state user_id team_id warehouse_id partner_id is_replacement company_id",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty qty_short_closed qty_delivered_method"
    " is_downpayment display_type price_subtotal",
    "stock.move": "state sale_line_id picking_id quantity product_uom_qty product_uom product_id location_id date"
    " location_dest_id origin_returned_move_id return_replacement",
    "stock.picking": "shipped_at sale_id carrier_id company_id",
    "ir.attachment": "res_model res_id res_field",
    "account.account": "account_type",
    "account.journal": "type",
}

# What was paid when it was invoiced, or before: as the receivable figures say. An invoice over nothing was paid with
# its deposits. Of the file that goes out Odoo keeps when it was made; whether it went out, it keeps without a moment.
INVOICES = f"""
    SELECT move.id, move.company_id, move.create_date, move.invoice_user_id AS user_id, move.team_id,
           partner.commercial_partner_id AS partner_id, {INTERCOMPANY} AS is_intercompany,
           COALESCE(move.invoice_date, move.date) AS day, {POSTED_AT} AS posted_at,
           move.amount_total = 0 OR paid.early >= paid.total AS is_prepaid,
           CASE WHEN move.is_move_sent THEN sent.at END AS sent_at
      FROM account_move move
      LEFT JOIN res_partner partner ON partner.id = move.partner_id
      {POSTED}
      LEFT JOIN LATERAL (
           SELECT SUM(line.balance) AS total, SUM(early.amount) AS early
             FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
            CROSS JOIN LATERAL (
                  SELECT SUM(match.amount) AS amount
                    FROM account_partial_reconcile match
                    JOIN account_move_line credit ON credit.id = match.credit_move_id
                    JOIN account_journal journal ON journal.id = credit.journal_id
                   WHERE match.debit_move_id = line.id AND match.max_date = line.date AND {MONEY}) early
            WHERE line.move_id = move.id) paid ON TRUE
      LEFT JOIN LATERAL (
           SELECT MIN(create_date) AS at FROM ir_attachment
            WHERE res_model = 'account.move' AND res_id = move.id
              AND res_field = 'invoice_pdf_report_file') sent ON TRUE
     WHERE move.id = ANY(%(invoices)s) AND move.move_type = 'out_invoice' AND move.state = 'posted'
     ORDER BY move.id
"""
SHIPMENTS = f"""
    SELECT p.id, so.company_id, so.id AS order_id, so.user_id, so.team_id, so.warehouse_id,
           COALESCE(p.carrier_id, so.carrier_id) AS carrier_id, partner.commercial_partner_id AS partner_id,
           {INTERCOMPANY} AS is_intercompany, so.is_replacement IS TRUE AS is_replacement, p.shipped_at
      FROM stock_picking p
      JOIN sale_order so ON so.id = p.sale_id AND so.state = 'sale'
      JOIN res_partner partner ON partner.id = so.partner_id
     WHERE p.id = ANY(%(shipments)s) AND p.shipped_at IS NOT NULL
     ORDER BY p.id
"""
# The order lines that these documents are about, and what each was for
LINES = """
    SELECT line.id, line.order_id, line.product_id, so.warehouse_id, so.is_replacement IS TRUE AS is_replacement,
           so.state = 'cancel' AS is_cancelled, line.price_subtotal <> 0 AS has_price,
           line.qty_delivered_method = 'stock_move' AND line.is_downpayment IS NOT TRUE AS is_goods,
           line.product_uom_qty - COALESCE(line.qty_short_closed, 0) AS quantity
      FROM sale_order_line line
      JOIN sale_order so ON so.id = line.order_id
     WHERE line.display_type IS NULL
       AND line.id IN (SELECT rel.order_line_id FROM sale_order_line_invoice_rel rel
                         JOIN account_move_line billed ON billed.id = rel.invoice_line_id
                        WHERE billed.move_id = ANY(%(invoices)s)
                        UNION ALL
                       SELECT rel.order_line_id FROM account_move note
                         JOIN account_move_line credited ON credited.move_id = note.id
                         JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = credited.id
                        WHERE note.reversed_entry_id = ANY(%(invoices)s) AND note.move_type = 'out_refund'
                          AND note.state = 'posted'
                        UNION ALL
                       SELECT m.sale_line_id FROM stock_move m WHERE m.picking_id = ANY(%(shipments)s))
     ORDER BY line.id
"""
# All that was ever invoiced and credited of these lines, in their units
BILLS = """
    SELECT rel.order_line_id AS line_id, move.id AS move_id, BOOL_OR(move.rma_id IS NOT NULL) AS for_return,
           SUM(CASE move.move_type WHEN 'out_refund' THEN -billed.quantity ELSE billed.quantity END
               * COALESCE(unit.factor, 1) / COALESCE(NULLIF(own.factor, 0), 1)) AS quantity
      FROM sale_order_line_invoice_rel rel
      JOIN sale_order_line line ON line.id = rel.order_line_id
      JOIN account_move_line billed ON billed.id = rel.invoice_line_id
      JOIN account_move move ON move.id = billed.move_id AND move.state = 'posted'
       AND move.move_type IN ('out_invoice', 'out_refund')
      LEFT JOIN uom_uom unit ON unit.id = billed.product_uom_id
      LEFT JOIN uom_uom own ON own.id = line.product_uom_id
     WHERE rel.order_line_id = ANY(%(lines)s)
     GROUP BY rel.order_line_id, move.id
     ORDER BY COALESCE(move.invoice_date, move.date), move.id
"""
# What left of them, what is to leave, and (back) what came back; in their units
MOVES = """
    SELECT m.sale_line_id AS line_id, m.product_id, m.picking_id, m.state = 'done' AS done,
           %(from_customer)s AND NOT %(to_customer)s AS back,
           CASE WHEN m.state = 'done' THEN m.quantity ELSE m.product_uom_qty END
               * COALESCE(unit.factor, 1) / COALESCE(NULLIF(own.factor, 0), 1) AS quantity,
           COALESCE(p.shipped_at, m.date) AS left_at
      FROM stock_move m
      JOIN sale_order_line line ON line.id = m.sale_line_id
      JOIN stock_location src ON src.id = m.location_id
      JOIN stock_location dst ON dst.id = m.location_dest_id
      LEFT JOIN uom_uom unit ON unit.id = m.product_uom
      LEFT JOIN uom_uom own ON own.id = line.product_uom_id
      LEFT JOIN stock_picking p ON p.id = m.picking_id
     WHERE m.sale_line_id = ANY(%(lines)s) AND m.state <> 'cancel' AND (m.state <> 'done' OR m.quantity > 0)
       AND (%(ours)s AND %(outgoing)s
            OR m.state = 'done' AND %(from_customer)s AND NOT %(to_customer)s)
     ORDER BY COALESCE(p.shipped_at, m.date), m.id
"""
# Credit notes of these invoices that are not for a return; ``free``: of no order
CREDITS = """
    SELECT note.reversed_entry_id AS invoice_id, note.id AS move_id,
           NOT EXISTS (SELECT 1 FROM account_move_line line
                         JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
                        WHERE line.move_id = note.id) AS free
      FROM account_move note
     WHERE note.reversed_entry_id = ANY(%(invoices)s) AND note.rma_id IS NULL
       AND note.move_type = 'out_refund' AND note.state = 'posted'
"""
# Orders that stand on an invoice of which something was credited, for no return
CREDITED = """
    SELECT DISTINCT line.order_id, note.reversed_entry_id AS invoice_id
      FROM sale_order_line line
      JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
      JOIN account_move_line billed ON billed.id = rel.invoice_line_id
      JOIN account_move note ON note.reversed_entry_id = billed.move_id AND note.rma_id IS NULL
       AND note.move_type = 'out_refund' AND note.state = 'posted'
     WHERE line.order_id = ANY(%(orders)s)
"""
# Promises to pay, and when they were met: when no more was open than they had left open
PROMISES = """
    SELECT promise.id, move.id AS move_id, move.company_id, partner.commercial_partner_id AS partner_id,
           move.invoice_user_id AS user_id, move.team_id, promise.promised_day, promise.made_at,
           LEAD(promise.made_at) OVER (PARTITION BY move.id ORDER BY promise.made_at, promise.id) AS replaced_at,
           met.day AS met_day
      FROM account_move_promise promise
      JOIN account_move move ON move.id = promise.move_id AND move.state = 'posted'
      JOIN res_currency currency ON currency.id = move.currency_id
      LEFT JOIN res_partner partner ON partner.id = move.partner_id
      LEFT JOIN LATERAL (
           SELECT SUM(line.amount_currency) AS amount FROM account_move_line line
             JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
            WHERE line.move_id = move.id) total ON TRUE
      LEFT JOIN LATERAL (
           SELECT MIN(paid.day) AS day
             FROM (SELECT match.max_date AS day, SUM(SUM(match.debit_amount_currency)) OVER (ORDER BY match.max_date)
                                                 AS amount
                     FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                      AND account.account_type = 'asset_receivable'
                     JOIN account_partial_reconcile match ON match.debit_move_id = line.id
                    WHERE line.move_id = move.id
                    GROUP BY match.max_date) paid
            WHERE total.amount - paid.amount < COALESCE(promise.amount_left, 0) + currency.rounding / 2) met ON TRUE
     WHERE move.id = ANY(%(invoices)s)
     ORDER BY promise.id
"""
