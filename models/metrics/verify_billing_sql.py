"""What the documents say of invoices that were wrong. See :mod:`.verify_order_sql`."""

# Credit notes take back what came back, whichever of them comes first; one that is for no return, and takes back
# more than that, says that the invoice was wrong. So does one that is for no order line at all.
BILLED = """
    gone AS (
        SELECT line.id, line.standing - line.declined AS wanted, m.product_id, m.product_id = line.product_id AS own,
               COALESCE(SUM(per.quantity) FILTER (WHERE m.state = 'done' AND side.from_them AND NOT side.to_them), 0)
                   AS back,
               SUM(per.quantity) FILTER (WHERE src.usage <> 'customer' AND side.to_them
                   AND m.origin_returned_move_id IS NULL AND m.return_replacement IS NOT TRUE) AS planned
          FROM line
          JOIN stock_move m ON m.sale_line_id = line.id AND m.state <> 'cancel'
          JOIN stock_location src ON src.id = m.location_id
          JOIN stock_location dst ON dst.id = m.location_dest_id
          JOIN product_product product ON product.id = m.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN uom_uom unit ON unit.id = m.product_uom
          LEFT JOIN uom_uom base ON base.id = template.uom_id
         CROSS JOIN LATERAL (SELECT
               src.usage = 'customer' OR src.usage = 'transit' AND src.company_id IS NULL AS from_them,
               dst.usage = 'customer' OR dst.usage = 'transit' AND dst.company_id IS NULL AS to_them) side
         CROSS JOIN LATERAL (SELECT CASE WHEN m.state = 'done' THEN m.quantity ELSE m.product_uom_qty END
               * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1) AS quantity) per
         WHERE line.is_goods
         GROUP BY line.id, line.standing, line.declined, m.product_id, line.product_id
    ),
    came_back AS (
        SELECT id, MAX(CASE WHEN own THEN back ELSE back / NULLIF(planned, 0) * wanted END) AS quantity
          FROM gone GROUP BY id
    ),
    credited AS (
        SELECT line.id, line.order_id, line.is_goods, note.rma_id, note.reversed_entry_id,
               SUM(SUM(taken.quantity * COALESCE(unit.factor, 1) / COALESCE(NULLIF(base.factor, 0), 1)))
                   OVER (PARTITION BY line.id ORDER BY COALESCE(note.invoice_date, note.date), note.id) AS so_far
          FROM line
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
          JOIN account_move_line taken ON taken.id = rel.invoice_line_id
          JOIN account_move note ON note.id = taken.move_id AND note.move_type = 'out_refund' AND note.state = 'posted'
          LEFT JOIN product_product product ON product.id = line.product_id
          LEFT JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN uom_uom unit ON unit.id = taken.product_uom_id
          LEFT JOIN uom_uom base ON base.id = template.uom_id
         WHERE line.state <> 'cancel'
         GROUP BY line.id, line.order_id, line.is_goods, note.id
    ),
    billed_wrong AS (
        SELECT credited.order_id
          FROM credited LEFT JOIN came_back USING (id)
         WHERE rma_id IS NULL AND reversed_entry_id IS NOT NULL
           AND (NOT is_goods OR so_far > COALESCE(came_back.quantity, 0) + 0.00001)
        UNION
        SELECT line.order_id
          FROM line
          JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
          JOIN account_move_line billed ON billed.id = rel.invoice_line_id
          JOIN account_move note ON note.reversed_entry_id = billed.move_id
           AND note.rma_id IS NULL AND note.move_type = 'out_refund' AND note.state = 'posted'
         WHERE NOT EXISTS (SELECT 1 FROM account_move_line part
                             JOIN sale_order_line_invoice_rel sold ON sold.invoice_line_id = part.id
                            WHERE part.move_id = note.id)
    ),
"""
