"""The ledger of returns: what of every order line can still come back."""

from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.returnable import Ledger
from ..query import customer_side, fetch_rows

SOURCES = {
    "sale.order.line": "product_id product_uom_id",
    "stock.move": "state sale_line_id picking_id quantity product_uom_qty product_uom product_id location_id"
    " location_dest_id rma_line_id date",
    "stock.move.line": "move_id lot_id quantity product_uom_id",
    "stock.picking": "shipped_at delivered_at date_done",
    "sale.rma": "state",
    "sale.rma.line": "rma_id sale_line_id product_id uom_id quantity quantity_received closed_at lot_id",
}
# With the customer or not is a matter of the two locations, so drop shipments, and returns that go straight to the
# vendor, count as well.
WAY = SQL("SELECT %s AS from_customer, %s AS outgoing", customer_side("src"), customer_side("dst"))
# Quantities in the products' units
MOVES = """
SELECT m.sale_line_id AS line_id, m.product_id,
       SUM(q.done) FILTER (WHERE outgoing) AS delivered,
       SUM(q.done) FILTER (WHERE NOT outgoing) AS returned,
       SUM(q.open) FILTER (WHERE NOT outgoing AND m.rma_line_id IS NULL) AS announced,
       MAX(COALESCE(p.delivered_at, p.shipped_at, p.date_done, m.date)) FILTER (WHERE outgoing AND m.state = 'done')
           AS delivered_at
  FROM stock_move m
  JOIN stock_location src ON src.id = m.location_id
  JOIN stock_location dst ON dst.id = m.location_dest_id
  JOIN uom_uom u ON u.id = m.product_uom
  JOIN product_product pp ON pp.id = m.product_id
  JOIN product_template t ON t.id = pp.product_tmpl_id
  JOIN uom_uom pu ON pu.id = t.uom_id
  LEFT JOIN stock_picking p ON p.id = m.picking_id
 CROSS JOIN LATERAL (%(way)s) way
 CROSS JOIN LATERAL (
       SELECT CASE WHEN m.state = 'done' THEN m.quantity * u.factor / pu.factor END AS done,
              CASE WHEN m.state <> 'done' THEN m.product_uom_qty * u.factor / pu.factor END AS open) q
 WHERE m.sale_line_id = ANY(%(lines)s) AND m.state NOT IN ('cancel', 'draft')
   AND way.from_customer <> way.outgoing
 GROUP BY m.sale_line_id, m.product_id
"""
ANNOUNCED = """
SELECT r.sale_line_id AS line_id, r.product_id, r.lot_id,
       SUM(GREATEST(r.quantity - COALESCE(r.quantity_received, 0), 0) * u.factor / pu.factor) AS announced
  FROM sale_rma_line r
  JOIN sale_rma a ON a.id = r.rma_id AND a.state IN ('requested', 'approved', 'in_transit', 'received', 'inspected')
  JOIN uom_uom u ON u.id = r.uom_id
  JOIN product_product pp ON pp.id = r.product_id
  JOIN product_template t ON t.id = pp.product_tmpl_id
  JOIN uom_uom pu ON pu.id = t.uom_id
 WHERE r.sale_line_id = ANY(%(lines)s) AND r.closed_at IS NULL
 GROUP BY r.sale_line_id, r.product_id, r.lot_id
"""
LOTS = """
SELECT m.sale_line_id AS line_id, l.lot_id,
       SUM(CASE WHEN way.outgoing THEN 1 ELSE -1 END * l.quantity * u.factor / pu.factor) AS quantity
  FROM stock_move m
  JOIN stock_move_line l ON l.move_id = m.id AND l.lot_id IS NOT NULL
  JOIN stock_location src ON src.id = m.location_id
  JOIN stock_location dst ON dst.id = m.location_dest_id
  JOIN uom_uom u ON u.id = l.product_uom_id
  JOIN product_product pp ON pp.id = m.product_id
  JOIN product_template t ON t.id = pp.product_tmpl_id
  JOIN uom_uom pu ON pu.id = t.uom_id
 CROSS JOIN LATERAL (%(way)s) way
 WHERE m.sale_line_id = ANY(%(lines)s)
   AND (m.state = 'done' OR m.state <> 'cancel' AND way.from_customer AND m.rma_line_id IS NULL)
   AND way.from_customer <> way.outgoing
 GROUP BY m.sale_line_id, l.lot_id
"""


@dataclass
class LineLedger:
    """The ledger of an order line, in its product's unit.

    ``parts`` names the components in the order of ``ledger.parts``; ``lots`` tells what is left of each lot.
    """

    ledger: Ledger
    delivered_at: object = None
    parts: list = field(default_factory=list)
    lots: dict = field(default_factory=dict)

    def overdrawn(self, product):
        """How much more of the line's product, or of one component, was announced than there is."""
        return self.ledger.overdrawn(self.parts.index(product) if product in self.parts else None)

    def left(self, product):
        """How much of the line's product, or of one component, can be announced."""
        if product in self.parts:
            return max(0.0, self.ledger.part_left(self.parts.index(product)))
        return self.ledger.returnable


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    rma_line_ids = fields.One2many("sale.rma.line", "sale_line_id", "Returns", readonly=True)
    return_revision = fields.Integer(
        readonly=True, copy=False, help="Written by whoever announces or receives returns, so that two never exceed it."
    )
    qty_returnable = fields.Float(
        "Returnable",
        digits="Product Unit",
        compute="_compute_qty_returnable",
        compute_sudo=True,
        help="Delivered, and neither returned nor announced in a return.",
    )
    qty_return_settled = fields.Float(
        "Settled by Returns",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Quantity that came back with a return and was refunded: it is not due any more.",
    )

    @api.depends("move_ids.state", "move_ids.quantity", "rma_line_ids.state", "rma_line_ids.quantity_received")
    def _compute_qty_returnable(self):
        ledgers = self._origin._return_ledgers()
        for line in self:
            found = ledgers.get(line._origin)
            quantity = found.ledger.returnable if found else 0.0
            convert = line.product_id.uom_id._compute_quantity
            line.qty_returnable = convert(quantity, line.product_uom_id, round=False) if quantity else 0.0

    def _touch_return_ledger(self):
        """Write the guard column of order lines, in the order of their ids.

        Of two transactions that announce or receive returns of one line, PostgreSQL refuses the later one and Odoo
        runs it again: it could not have seen what the earlier one did.
        """
        if self:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE sale_order_line SET return_revision = COALESCE(return_revision, 0) + 1
                     WHERE id IN (SELECT id FROM sale_order_line WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
                    """,
                    self.ids,
                )
            )

    def _return_ledgers(self):
        """Return ``{line: LineLedger}`` of these lines, in three statements however many they are."""
        lines = self.filtered(lambda line: line.qty_delivered_method == "stock_move").sudo()
        if not lines:
            return {}
        moves, announced, lots = {}, {}, {}
        for row in fetch_rows(self.env, MOVES, SOURCES, way=WAY, lines=lines.ids):
            moves.setdefault(row.pop("line_id"), {})[row.pop("product_id")] = row
        for row in fetch_rows(self.env, LOTS, {}, way=WAY, lines=lines.ids):
            lots.setdefault(row["line_id"], {})[row["lot_id"]] = float(row["quantity"] or 0.0)
        for row in fetch_rows(self.env, ANNOUNCED, {}, lines=lines.ids):
            asked = float(row["announced"] or 0.0)
            of_line = announced.setdefault(row["line_id"], {})
            of_line[row["product_id"]] = of_line.get(row["product_id"], 0.0) + asked
            if row["lot_id"]:
                of_lots = lots.setdefault(row["line_id"], {})
                of_lots[row["lot_id"]] = of_lots.get(row["lot_id"], 0.0) - asked
        return {
            line.with_env(self.env): line._line_ledger(
                moves.get(line.id, {}), announced.get(line.id, {}), lots.get(line.id, {})
            )
            for line in lines
        }

    def _line_ledger(self, moves, announced, lots):
        """Put one line's ledger together.

        :param dict moves: ``{product id: row of MOVES}``
        :param dict announced: ``{product id: quantity}``
        :param dict lots: ``{lot id: quantity left}``
        """
        self.ensure_one()
        own = self.product_id.id
        delivered_at = max((row["delivered_at"] for row in moves.values() if row["delivered_at"]), default=None)

        def ledger(product_id):
            row = moves.get(product_id, {})
            asked = float(row.get("announced") or 0.0) + announced.get(product_id, 0.0)
            return Ledger(float(row.get("delivered") or 0.0), float(row.get("returned") or 0.0), asked)

        if not moves or own in moves:
            return LineLedger(ledger(own), delivered_at, lots=lots)
        per_kit = self._parts_per_kit()
        parts = list(per_kit)
        whole = Ledger(
            announced=announced.get(own, 0.0),
            parts=tuple((ledger(product.id), per_kit[product]) for product in parts),
        )
        return LineLedger(whole if parts else Ledger(), delivered_at, parts, lots)

    def _parts_per_kit(self):
        """Return ``{component: quantity in one kit}``, in the products' units; empty for what is no kit.

        By the bill of materials; where it was changed or is gone, by what was shipped for the order.
        """
        self.ensure_one()
        shipped = self.move_ids.filtered(
            lambda move: move.product_id != self.product_id and move.state == "done" and move._is_delivery()
        )
        if not shipped:
            return {}
        kits = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)
        needs = self._kit_needs()
        if not kits or set(needs) != set(shipped.product_id):
            kits = kits or 1.0
            needs = dict.fromkeys(shipped.product_id, 0.0)
            for move in shipped:
                needs[move.product_id] += move.product_uom._compute_quantity(
                    move.quantity, move.product_id.uom_id, round=False
                )
        return {product: quantity / kits for product, quantity in needs.items() if quantity}

    def _prepare_qty_delivered(self):
        """Extend: what a return has settled was not delivered, for all that has to do with invoices.

        The moves of a return count for nothing here (``to_refund`` is off), so that delivered and invoiced fall
        together, when the money is settled, and not when a parcel arrives.
        """
        quantities = super()._prepare_qty_delivered()
        for line in self:
            if line in quantities and line._is_dropped_kit_with_return():
                quantities[line] = line.product_uom_qty
            if line.qty_return_settled and line in quantities:
                quantities[line] -= line.qty_return_settled
        return quantities

    def _is_dropped_kit_with_return(self):
        """Whether goods of drop shipped kits came back with a return of ours, after all were delivered.

        Odoo says of drop shipped kits that all of them are delivered, or none once anything has come back.
        """
        self.ensure_one()
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        own = moves.filtered(lambda move: not move.rma_line_id)
        return (
            own != moves
            and self.product_id not in own.product_id
            and any(move.location_id.usage == "supplier" for move in own)
            and all(move.state == "done" and move.location_dest_id._is_customer_side() for move in own)
        )

    @api.depends("qty_return_settled")
    def _compute_qty_delivered(self):
        return super()._compute_qty_delivered()
