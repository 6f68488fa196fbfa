"""Reads what an order's documents say, for any number of orders, in one statement."""

from odoo import api, models
from odoo.tools import SQL

from ...engine.order_status import OrderFacts

SOURCES = {
    "sale.order": "state amount_total",
    "sale.order.hold": "released_at",
    "sale.order.line": "order_id product_id product_uom_id product_uom_qty qty_delivered qty_delivered_method"
    " display_type is_downpayment is_delivery price_unit invoice_lines",
    "stock.move": "state sale_line_id picking_id picked quantity product_uom_qty product_id location_id"
    " location_dest_id location_final_id move_dest_ids origin_returned_move_id return_replacement",
    "stock.picking": "printed user_id packed_at delivered_at",
    "account.move": "state payment_state amount_residual amount_total reversed_entry_id rma_id",
    "account.move.line": "move_id quantity product_uom_id",
}

# Facts that are plain counts of lines and moves
COUNTS = (
    "goods_lines",
    "unplanned_lines",
    "service_lines",
    "services_undone",
    "lines_to_bill",
    "outgoing_open",
    "outgoing_open_waiting",
    "outgoing_done",
    "outgoing_unconfirmed",
    "steps_open",
    "steps_done",
)


class SaleOrderFacts(models.AbstractModel):
    """Gathers the facts from which the status of an order is decided.

    Only reads. The same statement serves the stored field ``order_status`` and the installation
    on a database that already holds years of orders.
    """

    _name = "sale.order.facts"
    _description = "Facts behind an order's status"

    @api.model
    def _collect(self, order_ids):
        """Return the facts of confirmed, quoted or cancelled orders.

        :param order_ids: ids of ``sale.order``
        :return: ``{order id: OrderFacts}``
        """
        self._flush_sources()
        rows = self.env.execute_query_dict(self._facts_sql(list(order_ids)))
        return {row.pop("id"): OrderFacts(**row) for row in rows}

    @api.model
    def _sources(self):
        """Return ``{model: fields}`` that the statement reads; pending writes to them are flushed."""
        sources = {model: fields.split() for model, fields in SOURCES.items()}
        if self._has("stock.picking", "batch_id"):
            sources["stock.picking"].append("batch_id")
            sources["stock.picking.batch"] = ["state", "user_id", "description"]
        if self._has("stock.reference", "production_ids"):
            sources["mrp.production"] = ["state"]
        if self._has("sale.order.line", "purchase_line_ids"):
            sources["purchase.order"] = ["state"]
            sources["purchase.order.line"] = ["sale_line_id", "order_id"]
        return sources

    def _has(self, model, field):
        """Whether an optional neighbour (batches, manufacturing, purchase) is installed."""
        return model in self.env and field in self.env[model]._fields

    def _flush_sources(self):
        for model, fields in self._sources().items():
            self.env[model].flush_model(fields)

    # === The statement, in the parts that its result has === #

    def _facts_sql(self, order_ids):
        return SQL(
            """
            WITH line AS (%(lines)s),
                 invoice AS (%(invoices)s),
                 billed AS (%(billed)s),
                 move AS MATERIALIZED (%(moves)s),
                 per_line AS (%(per_line)s),
                 per_order AS (%(per_order)s)
            SELECT so.id, so.state,
                   COALESCE(so.amount_total, 0) = 0 AS amount_is_zero,
                   (SELECT COUNT(*) FROM sale_order_hold h
                     WHERE h.order_id = so.id AND h.released_at IS NULL) AS active_holds,
                   %(counts)s,
                   COALESCE(o.work_signs, 0)::int + %(productions)s AS work_signs,
                   COALESCE(i.unpaid, 0) AS invoices_unpaid
              FROM sale_order so
              LEFT JOIN per_order o ON o.order_id = so.id
              LEFT JOIN (SELECT order_id, COUNT(*) FILTER (WHERE unpaid) AS unpaid
                           FROM invoice GROUP BY order_id) i ON i.order_id = so.id
             WHERE so.id = ANY(%(order_ids)s)
            """,
            lines=self._lines_sql(order_ids),
            invoices=self._invoices_sql(),
            billed=self._billed_sql(),
            # Materialized: planning one join of everything takes longer than running it for one order.
            moves=self._moves_sql(),
            per_line=self._per_line_sql(),
            per_order=self._per_order_sql(),
            counts=SQL(", ").join(
                SQL("COALESCE(o.%s, 0)::int AS %s", SQL.identifier(count), SQL.identifier(count)) for count in COUNTS
            ),
            productions=self._productions_sql(),
            order_ids=order_ids,
        )

    def _lines_sql(self, order_ids):
        """Lines that count: neither section nor note nor down payment.

        ``due`` is what the customer must be invoiced: what was delivered; for a service sold "on
        ordered quantities" what was ordered.
        """
        return SQL(
            """
            SELECT l.id, l.order_id, l.product_id, l.product_uom_id, l.product_uom_qty,
                   l.qty_delivered_method = 'stock_move' AS goods,
                   COALESCE(l.is_delivery, FALSE) OR l.price_unit < 0 AS accessory,
                   t.invoice_policy = 'order' AS on_order,
                   COALESCE(l.qty_delivered, 0) AS qty_delivered,
                   CASE WHEN l.qty_delivered_method <> 'stock_move'
                             AND t.invoice_policy = 'order'
                        THEN l.product_uom_qty ELSE COALESCE(l.qty_delivered, 0) END AS due
              FROM sale_order_line l
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id AND t.type <> 'combo'
             WHERE l.order_id = ANY(%s)
               AND l.display_type IS NULL
               AND NOT COALESCE(l.is_downpayment, FALSE)
            """,
            order_ids,
        )

    def _invoices_sql(self):
        """Posted customer invoices of the orders, down payments included.

        An invoice that credit notes have taken back in full is ``void``: its quantities have to be
        invoiced again, while a partial credit is a price reduction and changes nothing. What
        returns credit is not delivered any more, so they void nothing.
        """
        return SQL(
            """
            SELECT DISTINCT l.order_id, i.id,
                   i.amount_residual <> 0
                   AND i.payment_state NOT IN
                       ('paid', 'in_payment', 'reversed', 'invoicing_legacy') AS unpaid,
                   i.amount_total > 0 AND i.amount_total <= (
                       SELECT COALESCE(SUM(c.amount_total) * BOOL_OR(c.rma_id IS NULL)::int, 0) FROM account_move c
                        WHERE c.reversed_entry_id = i.id AND c.state = 'posted'
                          AND c.move_type = 'out_refund') AS void
              FROM sale_order_line l
              JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
              JOIN account_move_line a ON a.id = r.invoice_line_id
              JOIN account_move i ON i.id = a.move_id
             WHERE l.order_id IN (SELECT order_id FROM line)
               AND i.move_type = 'out_invoice' AND i.state = 'posted'
            """
        )

    def _billed_sql(self):
        """Quantity on posted invoices for each line, in the line's unit of measure."""
        return SQL(
            """
            SELECT l.id AS line_id,
                   SUM(a.quantity * COALESCE(au.factor, 1) / COALESCE(NULLIF(lu.factor, 0), 1))
                       AS quantity
              FROM line l
              JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
              JOIN account_move_line a ON a.id = r.invoice_line_id
              JOIN invoice i ON i.id = a.move_id AND i.order_id = l.order_id AND NOT i.void
              LEFT JOIN uom_uom au ON au.id = a.product_uom_id
              LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
             GROUP BY l.id
            """
        )

    def _per_line_sql(self):
        """Count the moves of every line, and see whether something will ever serve it.

        What was sent in exchange is not due again, even when it left before the return came back.
        """
        return SQL(
            """
            SELECT l.*,
                   COALESCE(billed.quantity, 0) AS billed,
                   m.*,
                   %(purchase)s AS waits_purchase,
                   %(refused)s AS refused
              FROM line l
              LEFT JOIN billed ON billed.line_id = l.id
              LEFT JOIN (
                  SELECT sale_line_id,
                         COUNT(*) AS moves,
                         BOOL_AND(return_replacement) AS replacement_only,
                         BOOL_OR(replaced) AS replaced,
                         COUNT(*) FILTER (WHERE open AND outgoing) AS outgoing_open,
                         COUNT(*) FILTER (WHERE open AND outgoing AND NOT waits_carrier)
                             AS outgoing_open_waiting,
                         COUNT(*) FILTER (WHERE done AND outgoing) AS outgoing_done,
                         COUNT(*) FILTER (WHERE done AND outgoing AND NOT confirmed)
                             AS outgoing_unconfirmed,
                         COUNT(*) FILTER (WHERE open AND step) AS steps_open,
                         COUNT(*) FILTER (WHERE done AND step) AS steps_done,
                         COUNT(*) FILTER (WHERE open AND (outgoing OR step) AND (picked OR handled))
                             AS work_signs,
                         SUM(CASE WHEN done THEN quantity ELSE demand END)
                             FILTER (WHERE (open OR done) AND outgoing AND same_product) AS planned
                    FROM move
                   GROUP BY sale_line_id
              ) m ON m.sale_line_id = l.id
            """,
            purchase=self._waits_purchase_sql(),
            refused=self._purchase_refused_sql(),
        )

    def _per_order_sql(self):
        return SQL(
            """
            SELECT order_id,
                   COUNT(*) FILTER (WHERE goods AND NOT COALESCE(replacement_only, FALSE)
                       AND (product_uom_qty > 0 OR outgoing_done > 0)) AS goods_lines,
                   COUNT(*) FILTER (WHERE goods AND product_uom_qty > 0
                       AND (waits_purchase OR COALESCE(moves, 0) = 0 AND NOT refused))
                       AS unplanned_lines,
                   COUNT(*) FILTER (WHERE NOT goods AND NOT accessory) AS service_lines,
                   COUNT(*) FILTER (WHERE NOT goods AND NOT accessory
                       AND qty_delivered < product_uom_qty - 0.00001
                       AND NOT (on_order AND billed >= product_uom_qty - 0.00001))
                       AS services_undone,
                   COUNT(*) FILTER (WHERE CASE WHEN replaced THEN LEAST(due, product_uom_qty)
                       ELSE due END > billed + 0.00001) AS lines_to_bill,
                   SUM(outgoing_open) AS outgoing_open,
                   SUM(outgoing_open_waiting) AS outgoing_open_waiting,
                   SUM(outgoing_done) AS outgoing_done,
                   SUM(outgoing_unconfirmed) AS outgoing_unconfirmed,
                   SUM(steps_open) AS steps_open,
                   SUM(steps_done) AS steps_done,
                   SUM(work_signs) AS work_signs
              FROM per_line
             GROUP BY order_id
            """
        )
