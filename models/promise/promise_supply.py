"""What the lines of confirmed orders wait for: all open demand of their goods, pegged to all supply of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from odoo import fields, models
from odoo.tools import SQL

from ...engine.pegging import Need, Supply, peg
from ..query import fetch_rows
from .stock import FRESH, ON_HAND, OPEN_MOVES

SOURCES = {
    "sale.order.line": "promise_leaves_by order_id",
    "stock.move": "product_id product_qty product_uom_qty quantity state location_id location_dest_id sale_line_id"
    " location_final_id date procure_method picking_id move_orig_ids origin_returned_move_id",
    "stock.location": "usage warehouse_id company_id",
    "stock.picking": "name",
    "stock.quant": "product_id location_id quantity reserved_quantity",
}
# Moves over the border of a warehouse, and of drop shipments those to the customer. A step for which an
# earlier one in the same warehouse is still open is not counted: that one stands for it.
MOVES = """
    WITH place AS MATERIALIZED (
        SELECT id, warehouse_id FROM stock_location
         WHERE usage IN ('internal', 'transit') AND warehouse_id IS NOT NULL)
    SELECT m.id, m.product_id, m.sale_line_id, src.warehouse_id AS from_id, dst.warehouse_id AS to_id,
           m.product_qty AS quantity, l.promise_leaves_by AS due, m.procure_method = 'make_to_order' AS chained,
           LEAST(m.product_qty, COALESCE(m.quantity * m.product_qty / NULLIF(m.product_uom_qty, 0), 0)) AS reserved,
           m.origin_returned_move_id IS NULL
           AND (fin.usage = 'customer' OR (fin.usage = 'transit' AND fin.company_id IS NULL)) AS to_customer,
           %(documents)s
      FROM stock_move m
      JOIN stock_location fin ON fin.id = COALESCE(m.location_final_id, m.location_dest_id)
      LEFT JOIN place src ON src.id = m.location_id
      LEFT JOIN place dst ON dst.id = fin.id
      LEFT JOIN sale_order_line l ON l.id = m.sale_line_id
      LEFT JOIN stock_picking picking ON picking.id = m.picking_id
      %(joins)s
     WHERE m.product_id = ANY(%(products)s) AND m.state IN %(open)s
       AND (src.warehouse_id IS DISTINCT FROM dst.warehouse_id OR m.sale_line_id = ANY(%(lines)s))
       AND NOT (m.procure_method = 'make_to_order' AND src.warehouse_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM stock_move_move_rel r
              JOIN stock_move o ON o.id = r.move_orig_id AND o.state IN %(open)s
              JOIN place ON place.id = o.location_id
              LEFT JOIN place goes ON goes.id = COALESCE(o.location_final_id, o.location_dest_id)
             WHERE r.move_dest_id = m.id AND place.warehouse_id = src.warehouse_id
               AND goes.warehouse_id IS DISTINCT FROM src.warehouse_id))
"""
STOCK = """
    SELECT place.warehouse_id, q.product_id, SUM(%(fresh)s) AS quantity
      FROM stock_quant q
      JOIN stock_location place ON place.id = q.location_id
     WHERE q.product_id = ANY(%(products)s) AND place.usage IN ('internal', 'transit')
       AND place.warehouse_id IS NOT NULL
     GROUP BY 1, 2
"""
# What is bought or made for a move: back through the steps in its warehouse to what comes into it.
CHAINS = """
    WITH RECURSIVE step AS (
        SELECT m.id AS need_id, m.id AS move_id, place.warehouse_id
          FROM stock_move m
          JOIN stock_location place ON place.id = m.location_id
         WHERE m.id = ANY(%(moves)s)
         UNION
        SELECT step.need_id, r.move_orig_id, step.warehouse_id
          FROM step
          JOIN stock_move here ON here.id = step.move_id
          JOIN stock_location place ON place.id = here.location_id AND place.warehouse_id = step.warehouse_id
          JOIN stock_move_move_rel r ON r.move_dest_id = here.id)
    SELECT step.need_id, m.id AS move_id, m.state = 'done' AS done
      FROM step
      JOIN stock_move m ON m.id = step.move_id AND m.state NOT IN ('draft', 'cancel')
      JOIN stock_location place ON place.id = m.location_id
     WHERE place.warehouse_id IS DISTINCT FROM step.warehouse_id
"""
REQUESTS = """
    SELECT %(need)s AS need_id, pl.id, po.id AS purchase_id, po.name AS purchase_name, pl.date_planned AS at,
           pl.product_qty * COALESCE(u.factor, 1) AS quantity
      FROM purchase_order_line pl
      JOIN purchase_order po ON po.id = pl.order_id AND po.state IN ('draft', 'sent', 'to approve')
      JOIN product_product p ON p.id = pl.product_id
      LEFT JOIN uom_uom u ON u.id = pl.product_uom_id
      %(joins)s
     WHERE %(condition)s
"""


@dataclass(frozen=True)
class Wait:
    """What a line waits for.

    :ivar cause: as in :data:`.const.PROMISE_CAUSES`
    :ivar name, document: of the document; empty if nothing is coming
    :ivar at: when it comes; None for never
    :ivar direct: whether the vendor sends it to the customer
    """

    cause: str
    name: str | None = None
    document: str | None = None
    at: datetime | None = None
    direct: bool = False

    @property
    def order(self):
        """What sorts the worst last."""
        return self.at is None, self.at or datetime.min, self.name or ""


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _promise_waits(self):
        """Return what these lines of confirmed orders wait for, with a fixed number of queries.

        :return: ``{line id: list of Wait}``, an empty list where all of it is there; lines of which nothing is
            left to ship are left out
        """
        lines = self.sudo()
        moves = lines.move_ids.filtered(lambda move: move.state in OPEN_MOVES)
        products = moves.product_id
        rows = lines._read_moves(products) if products else []
        needs, direct = lines._split_needs(rows)
        waits = defaultdict(list)
        for row in direct:
            waits[row["sale_line_id"]].append(_wait_of(row, direct=True))
        for row in lines._read_requests(dropped=True):
            waits[row["need_id"]].append(_wait_of_request(row, direct=True))
        documents, covers = lines._peg(needs, rows, products)
        asked = set(lines._ids)
        for row in needs.values():
            if row["sale_line_id"] in asked and row["to_customer"]:
                cover, found = covers[row["id"]], waits[row["sale_line_id"]]
                if cover.missing:
                    found.append(Wait("nothing"))
                elif cover.at:
                    found.append(documents[cover.last])
        return dict(waits)

    def _split_needs(self, rows):
        """Return ``{move id: row}`` of what leaves a warehouse, and the rows of what vendors send to customers."""
        needs, asked = {row["id"]: row for row in rows if row["from_id"]}, set(self._ids)
        direct = [
            row
            for row in rows
            if not row["from_id"] and not row["to_id"] and row["to_customer"] and row["sale_line_id"] in asked
        ]
        return needs, direct

    def _peg(self, needs, rows, products):
        """Peg what leaves warehouses to what is there and what comes.

        :return: ``{key of a supply: Wait}``, ``{move id: Cover}``
        """
        now = fields.Datetime.now()
        own, served, documents, supplies = self._own_supply(needs, now)
        for row in rows:
            if row["to_id"]:
                key = ("move", row["id"])
                documents[key] = _wait_of(row)
                supply = Supply(key, row["quantity"], max(now, row["at"]))
                supplies[row["to_id"], row["product_id"]].append(supply)
        for row in self._read_there(products):
            there = Supply(("stock", 0), max(0.0, row["quantity"]))
            supplies[row["warehouse_id"], row["product_id"]].append(there)
        pools = defaultdict(list)
        for row in needs.values():
            mine = tuple(own[row["id"]])
            shares = not mine or row["id"] in served
            at = row["due"] or row["at"]
            need = Need(row["id"], at, row["quantity"], row["reserved"], mine, shares)
            pools[row["from_id"], row["product_id"]].append(need)
        covers = {}
        for key, wanted in pools.items():
            covers.update(peg(wanted, supplies[key]))
        return documents, covers

    def _own_supply(self, needs, now):
        """Return what is bought or made for needs alone.

        :return: ``{move id: keys of its own supply}``, ids of those of which some has come, the documents and
            the supply of requests that nobody has ordered yet
        """
        own, served, documents, supplies = defaultdict(set), set(), {}, defaultdict(list)
        chained = [move_id for move_id, row in needs.items() if row["chained"]]
        if chained:
            for row in fetch_rows(self.env, CHAINS, SOURCES, moves=chained):
                if row["done"]:
                    served.add(row["need_id"])
                else:
                    own[row["need_id"]].add(("move", row["move_id"]))
            for row in self._read_requests(moves=chained):
                key = ("request", row["id"])
                own[row["need_id"]].add(key)
                if key not in documents:
                    documents[key] = _wait_of_request(row)
                    need = needs[row["need_id"]]
                    supply = Supply(key, row["quantity"], max(now, row["at"]), shared=False)
                    supplies[need["from_id"], need["product_id"]].append(supply)
        return own, served, documents, supplies

    # === Statements === #

    def _has_field(self, model, field):
        return self.env["sale.order.facts"]._has(model, field)

    def _read_moves(self, products):
        """Return the open moves of products over the borders of warehouses, with the documents behind them."""
        columns = ["picking.id AS picking_id", "picking.name AS picking_name"]
        joins, sources, at = [], dict(SOURCES), "m.date"
        if self._has_field("stock.move", "purchase_line_id"):
            joins.append("LEFT JOIN purchase_order_line pl ON pl.id = m.purchase_line_id")
            joins.append("LEFT JOIN purchase_order po ON po.id = pl.order_id")
            columns += ["po.id AS purchase_id", "po.name AS purchase_name"]
            sources["purchase.order.line"] = "order_id date_planned"
            # A vendor's new date stands in the purchase order; the receipt keeps its own.
            at = "GREATEST(m.date, pl.date_planned)"
        if self._has_field("stock.move", "production_id"):
            joins.append("LEFT JOIN mrp_production mo ON mo.id = m.production_id")
            columns += ["mo.id AS production_id", "mo.name AS production_name"]
        columns.append(f"{at} AS at")
        return fetch_rows(
            self.env,
            MOVES,
            sources,
            documents=SQL(", ".join(columns)),
            joins=SQL(" ".join(joins)),
            products=products.ids,
            lines=self.ids,
            open=OPEN_MOVES,
        )

    def _read_there(self, products):
        """Return what of products is there; expired lots are not, what is kept back is."""
        if not products:
            return []
        expires = "removal_date" in self.env["stock.quant"]._fields
        fresh = SQL(FRESH, now=fields.Datetime.now()) if expires else SQL(ON_HAND)
        return fetch_rows(self.env, STOCK, SOURCES, products=products.ids, fresh=fresh)

    def _read_requests(self, moves=(), dropped=False):
        """Return what was asked of vendors and is not ordered yet: for moves, or to be sent to customers."""
        if not self._has_field("stock.move", "created_purchase_line_ids") or not (moves or dropped):
            return []
        sources = {"purchase.order.line": "order_id date_planned product_qty", "purchase.order": "state name"}
        if not dropped:
            return fetch_rows(
                self.env,
                REQUESTS,
                sources,
                need=SQL("r.move_id"),
                joins=SQL("JOIN stock_move_created_purchase_line_rel r ON r.created_purchase_line_id = pl.id"),
                condition=SQL("r.move_id = ANY(%s)", list(moves)),
            )
        if not self._has_field("purchase.order.line", "sale_line_id"):
            return []
        return fetch_rows(
            self.env,
            REQUESTS,
            sources,
            need=SQL("pl.sale_line_id"),
            joins=SQL(
                "JOIN stock_picking_type t ON t.id = po.picking_type_id"
                " JOIN stock_location customer ON customer.id = t.default_location_dest_id"
            ),
            condition=SQL("pl.sale_line_id = ANY(%s) AND customer.usage = 'customer'", self.ids),
        )


def _wait_of(row, direct=False):
    """Return what somebody waits for who waits for a move."""
    now = fields.Datetime.now()
    for cause, name, model in (
        ("purchase", "purchase", "purchase.order"),
        ("production", "production", "mrp.production"),
        ("transfer", "picking", "stock.picking"),
    ):
        if row.get(f"{name}_id"):
            document = f"{model},{row[f'{name}_id']}"
            return Wait(cause, row[f"{name}_name"], document, max(now, row["at"]), direct)
    return Wait("transfer", None, None, max(now, row["at"]), direct)


def _wait_of_request(row, direct=False):
    now = fields.Datetime.now()
    document = f"purchase.order,{row['purchase_id']}"
    return Wait("request", row["purchase_name"], document, max(now, row["at"]), direct)
