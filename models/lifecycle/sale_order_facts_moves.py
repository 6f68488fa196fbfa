"""The part of the facts that comes from the warehouse, from purchases and productions."""

from odoo import models
from odoo.tools import SQL

from ..query import customer_side

# A move that serves what the customer ordered: no return, and nothing sent again for one
OURS = SQL("m.origin_returned_move_id IS NULL AND NOT COALESCE(m.return_replacement, FALSE)")

OUTGOING = SQL("src.usage <> 'customer' AND %s", customer_side("dst"))

# An earlier move inside the warehouse (pick, pack), in the chains of push and of pull rules
STEP = SQL(
    """src.usage IN ('internal', 'transit') AND dst.usage IN ('internal', 'transit')
       AND (%s OR EXISTS (SELECT 1 FROM stock_move_move_rel r
                 JOIN stock_move d ON d.id = r.move_dest_id
                WHERE r.move_orig_id = m.id AND d.sale_line_id = m.sale_line_id))""",
    customer_side("fin"),
)

# Goods that leave from the shelf itself were not picked before, only put away.
PICKED_BEFORE = SQL(
    """EXISTS (SELECT 1 FROM stock_move_move_rel r
          JOIN stock_move o ON o.id = r.move_orig_id AND o.state <> 'cancel'
          JOIN stock_location os ON os.id = o.location_id
          JOIN stock_warehouse w ON w.id = src.warehouse_id
          JOIN stock_location shelf ON shelf.id = w.lot_stock_id
         WHERE r.move_dest_id = m.id AND os.usage = 'internal'
           AND starts_with(src.parent_path, shelf.parent_path) IS FALSE)"""
)


class SaleOrderFacts(models.AbstractModel):
    _inherit = "sale.order.facts"

    def _moves_sql(self):
        """Moves of the lines with their role on the way to the customer.

        Cancelled moves, returns and what is sent in exchange are there to be counted, but are
        neither open nor done.
        """
        return SQL(
            """
            SELECT m.sale_line_id,
                   m.product_id = l.product_id AS same_product,
                   COALESCE(m.return_replacement, FALSE) AS return_replacement,
                   COALESCE(m.return_replacement, FALSE) AND m.state = 'done' AS replaced,
                   m.product_uom_qty * COALESCE(mu.factor, 1) AS demand,
                   m.quantity * COALESCE(mu.factor, 1) AS quantity,
                   %(ours)s AND m.state NOT IN ('done', 'cancel') AS open,
                   %(ours)s AND m.state = 'done' AND m.quantity > 0 AS done,
                   %(outgoing)s AS outgoing,
                   NOT (%(outgoing)s) AND %(step)s AS step,
                   m.picked AND COALESCE(m.quantity, 0) > 0 AS picked,
                   p.printed OR p.user_id IS NOT NULL OR %(in_batch)s AS handled,
                   p.id IS NULL OR p.delivered_at IS NOT NULL AS confirmed,
                   m.state = 'assigned' AND (p.packed_at IS NOT NULL OR %(picked_before)s) AS waits_carrier
              FROM line l
              JOIN stock_move m ON m.sale_line_id = l.id
              JOIN stock_location src ON src.id = m.location_id
              JOIN stock_location dst ON dst.id = m.location_dest_id
              LEFT JOIN stock_location fin ON fin.id = m.location_final_id
              LEFT JOIN uom_uom mu ON mu.id = m.product_uom
              LEFT JOIN stock_picking p ON p.id = m.picking_id
             WHERE l.goods
            """,
            ours=OURS,
            outgoing=OUTGOING,
            picked_before=PICKED_BEFORE,
            step=STEP,
            in_batch=self._in_running_batch_sql(),
        )

    def _in_running_batch_sql(self):
        """Whether the transfer is in a running batch, where batches are installed.

        Odoo can form batches by itself when it reserves, and starts them at once. It names them
        after what it groups by. Such a batch is no sign of work until somebody takes it: reservation
        alone is none.
        """
        if not self._has("stock.picking", "batch_id"):
            return SQL("FALSE")
        return SQL(
            """EXISTS (SELECT 1 FROM stock_picking_batch b
                         JOIN stock_picking_type bt ON bt.id = p.picking_type_id
                        WHERE b.id = p.batch_id AND b.state = 'in_progress'
                          AND NOT (COALESCE(bt.auto_batch, FALSE) AND b.user_id IS NULL
                                   AND COALESCE(b.description, '') <> ''))"""
        )

    def _waits_purchase_sql(self):
        """Whether a drop shipment still waits for its purchase order to be confirmed."""
        if not self._has("sale.order.line", "purchase_line_ids"):
            return SQL("FALSE")
        return SQL(
            """
            l.goods AND COALESCE(m.planned, 0) <
                l.product_uom_qty * (SELECT factor FROM uom_uom u WHERE u.id = l.product_uom_id)
            AND COALESCE(m.outgoing_open, 0) = 0
            AND EXISTS (SELECT 1 FROM purchase_order_line pl
                          JOIN purchase_order po ON po.id = pl.order_id
                         WHERE pl.sale_line_id = l.id
                           AND po.state IN ('draft', 'sent', 'to approve'))
            """
        )

    def _purchase_refused_sql(self):
        """Whether all that was asked of vendors for the line was cancelled."""
        if not self._has("sale.order.line", "purchase_line_ids"):
            return SQL("FALSE")
        return SQL(
            """
            COALESCE((SELECT BOOL_AND(po.state = 'cancel') FROM purchase_order_line pl
                        JOIN purchase_order po ON po.id = pl.order_id
                       WHERE l.goods AND pl.sale_line_id = l.id), FALSE)
            """
        )

    def _productions_sql(self):
        """Productions begun for the order, where manufacturing is installed."""
        if not self._has("stock.reference", "production_ids"):
            return SQL("0")
        return SQL(
            """
            (SELECT COUNT(*) FROM stock_reference_sale_rel sr
               JOIN stock_reference_production_rel pr ON pr.reference_id = sr.reference_id
               JOIN mrp_production mo ON mo.id = pr.production_id
              WHERE sr.sale_id = so.id AND mo.state IN ('progress', 'to_close', 'done'))::int
            """
        )
