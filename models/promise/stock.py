"""What lies in the warehouses, what comes and goes, and to whom it is promised: asked in one place."""

from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ...engine.supply import Projection, Stock
from ..query import fetch_rows

STOCK_SOURCES = {
    "stock.quant": "product_id location_id quantity reserved_quantity",
    "stock.move": "product_id product_qty product_uom_qty quantity state location_id location_dest_id"
    " location_final_id date sale_line_id procure_method",
    "stock.location": "usage warehouse_id",
}
OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")
# What is reserved is as good as gone; the rest leaves when it was promised, else at its date. Rows of lines
# that are asked for carry their line, unless their goods are procured for them: those take nothing from stock.
STOCK = """
    WITH place AS (
        SELECT id, warehouse_id FROM stock_location
         WHERE usage IN ('internal', 'transit') AND warehouse_id = ANY(%(warehouses)s)),
    move AS (
        SELECT m.product_id, src.warehouse_id AS from_id, dst.warehouse_id AS to_id, m.product_qty,
               %(date)s AS date,
               LEAST(m.product_qty, m.quantity * m.product_qty / NULLIF(m.product_uom_qty, 0)) AS reserved,
               CASE WHEN m.procure_method <> 'make_to_order' AND m.sale_line_id = ANY(%(lines)s)
                    THEN m.sale_line_id END AS line_id
          FROM stock_move m
          LEFT JOIN place src ON src.id = m.location_id
          LEFT JOIN place dst ON dst.id = COALESCE(m.location_final_id, m.location_dest_id)
          %(joins)s
         WHERE m.product_id = ANY(%(products)s)
           AND m.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
           AND src.warehouse_id IS DISTINCT FROM dst.warehouse_id)
    SELECT 'on_hand' AS kind, p.warehouse_id, q.product_id, NULL::timestamp AS at, SUM(%(fresh)s) AS quantity,
           NULL::int AS line_id
      FROM stock_quant q JOIN place p ON p.id = q.location_id
     WHERE q.product_id = ANY(%(products)s)
     GROUP BY 2, 3
     UNION ALL
    SELECT 'reserved', from_id, product_id, NULL, SUM(reserved), line_id
      FROM move WHERE from_id IS NOT NULL AND reserved > 0 GROUP BY 2, 3, 6
     UNION ALL
    SELECT 'out', from_id, product_id, date, SUM(product_qty - COALESCE(reserved, 0)), line_id
      FROM move WHERE from_id IS NOT NULL AND product_qty > COALESCE(reserved, 0) GROUP BY 2, 3, 4, 6
     UNION ALL
    SELECT 'in', to_id, product_id, date, SUM(product_qty), NULL
      FROM move WHERE to_id IS NOT NULL GROUP BY 2, 3, 4
    %(expiring)s
"""
# A count that has been begun where nothing was yet leaves a row without a quantity.
ON_HAND = "COALESCE(q.quantity, 0)"
# Where lots expire: what is past its removal date and not reserved is no stock, and what will be is lost then.
FRESH = f"""
    CASE WHEN q.removal_date <= %(now)s THEN LEAST({ON_HAND}, q.reserved_quantity) ELSE {ON_HAND} END
"""
EXPIRING = """
     UNION ALL
    SELECT 'expiring', p.warehouse_id, q.product_id, q.removal_date, SUM(q.quantity - q.reserved_quantity), NULL
      FROM stock_quant q JOIN place p ON p.id = q.location_id
     WHERE q.product_id = ANY(%(products)s) AND q.removal_date > %(now)s AND q.quantity > q.reserved_quantity
     GROUP BY 2, 3, 4
"""


def moving_on(env):
    """Return when a move ``m`` counts that goes to a place ``dst``, and the joins that this takes.

    What leaves for good moves when it was promised, else at its date. A vendor's new date stands in the purchase
    order; the receipt keeps its own.

    :rtype: dict[str, SQL]
    """
    promised = env["sale.order.line"]._fields["promise_leaves_by"]
    joins, comes = [SQL("LEFT JOIN sale_order_line l ON l.id = m.sale_line_id", to_flush=promised)], SQL("m.date")
    if "purchase_line_id" in env["stock.move"]._fields:
        planned = env["purchase.order.line"]._fields["date_planned"]
        joins.append(SQL("LEFT JOIN purchase_order_line pl ON pl.id = m.purchase_line_id", to_flush=planned))
        comes = SQL("GREATEST(m.date, pl.date_planned)")
    leaves = SQL("COALESCE(l.promise_leaves_by, m.date)")
    return {
        "date": SQL("CASE WHEN dst.warehouse_id IS NULL THEN %s ELSE %s END", leaves, comes),
        "joins": SQL(" ").join(joins),
    }


class StockPicture:
    """Stock of some products in some warehouses at one moment. A key is ``(warehouse id, product id)``.

    :ivar datetime now: that moment
    """

    def __init__(self, now, rows, buffers):
        """Sort what was read.

        :param rows: what :data:`STOCK` returns
        :param dict buffers: ``{product id: what is kept back in each warehouse}``
        """
        self.now, self._buffers = now, buffers
        self._rows = defaultdict(lambda: defaultdict(list))
        self._own = defaultdict(lambda: defaultdict(float))
        self._lines_of = defaultdict(set)
        self._planned = defaultdict(list)
        self._shared = {}
        for row in rows:
            key, line_id = (row["warehouse_id"], row["product_id"]), row["line_id"]
            self._rows[key][row["kind"]].append((row["at"], row["quantity"], line_id))
            if line_id:
                self._lines_of[key].add(line_id)
                if row["kind"] == "out":
                    self._own[line_id][row["product_id"]] += row["quantity"]

    def own(self, line_id):
        """Return ``{product id: quantity}`` that open moves of a line have not reserved yet."""
        return self._own.get(line_id, {})

    def left(self, key):
        """Return what is on the shelf and not reserved, buffer or not."""
        rows = self._rows[key]
        return sum(row[1] for row in rows["on_hand"]) - sum(row[1] for row in rows["reserved"])

    def plan(self, transfers):
        """Have quotations count on what other warehouses will send for them, as far as it is there.

        :param sale.order.transfer transfers: what will be made when they are confirmed
        """
        for transfer in transfers:
            product, order = transfer.product_id.id, transfer.order_id.id
            source, target = (transfer.source_warehouse_id.id, product), (transfer.target_warehouse_id.id, product)
            quantity = min(transfer.quantity, self.projection(source, order=order).available(self.now))
            if quantity > 0:
                self._planned[order, source].append((None, -quantity))
                self._planned[order, target].append((self.now + transfer._duration(), quantity))

    def projection(self, key, without=frozenset(), unreserve=False, order=None, more=()):
        """Return how the stock of a product goes on in a warehouse.

        :param without: ids of lines whose own open moves are left out
        :param bool unreserve: whether what they have reserved is left out, too
        :param order: id of the order that asks: it counts on the transfers that are planned for it
        :param more: what else comes and goes, as pairs of moment (None: now) and quantity
        :rtype: Projection
        """
        more = [*more, *self._planned.get((order, key), ())]
        if not more and not self._lines_of[key] & without:
            if key not in self._shared:
                self._shared[key] = self._project(key, frozenset(), False)
            return self._shared[key]
        return self._project(key, without, unreserve, more)

    def _project(self, key, without, unreserve, more=()):
        rows = self._rows[key]
        flows = [(None, quantity) for _at, quantity, _line in rows["on_hand"]]
        flows += [(None, -quantity) for _at, quantity, line in rows["reserved"] if not (unreserve and line in without)]
        flows += [(at, -quantity) for at, quantity, line in rows["out"] if line not in without]
        flows += [(at, quantity) for at, quantity, _line in rows["in"]]
        flows += more
        flows.append((None, -self._buffers.get(key[1], 0.0)))
        return Projection(self.now, flows, [(at, quantity) for at, quantity, _line in rows["expiring"]])

    def stock(self, key, without=frozenset()):
        """Return what there is of a product in a warehouse.

        :param without: ids of lines whose own reservations count as free
        :rtype: Stock
        """
        rows = self._rows[key]
        return Stock(
            on_hand=sum(row[1] for row in rows["on_hand"]),
            reserved=sum(quantity for _at, quantity, line in rows["reserved"] if line not in without),
            buffer=self._buffers.get(key[1], 0.0),
            incoming=tuple(sorted((max(at, self.now), quantity) for at, quantity, _line in rows["in"])),
        )


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _read_stock(self, warehouses, lines=None):
        """Read with one statement what there is of these products, and what comes and goes.

        :param stock.warehouse warehouses: where to look
        :param lines: confirmed ``sale.order.line`` whose own moves have to be told from others'
        :rtype: StockPicture
        """
        now = fields.Datetime.now()
        stored = self.filtered("is_storable")
        if not stored or not warehouses:
            return StockPicture(now, [], {})
        sources, expires = STOCK_SOURCES, "removal_date" in self.env["stock.quant"]._fields
        if expires:
            sources = {**sources, "stock.quant": STOCK_SOURCES["stock.quant"] + " removal_date"}
        # All that is pending of moves, so that the end of the transaction does not have to write them once more.
        self.env["stock.move"].flush_model()
        rows = fetch_rows(
            self.env,
            STOCK,
            sources,
            **moving_on(self.env),
            products=stored.ids,
            warehouses=warehouses.ids,
            lines=lines.ids if lines else [],
            fresh=SQL(FRESH, now=now) if expires else SQL(ON_HAND),
            expiring=SQL(EXPIRING, products=stored.ids, now=now) if expires else SQL(),
        )
        buffers = {product.id: buffer for product, buffer in stored._stock_buffers().items() if buffer}
        return StockPicture(now, rows, buffers)

    def _stock_projections(self, warehouses, without_lines=None):
        """Return how the stock of these products goes on.

        :param stock.warehouse warehouses: where
        :param without_lines: ``sale.order.line`` whose own open moves, and what they have reserved, are left out
        :return: ``{(warehouse id, product id): Projection}`` of the products of which stock is kept
        """
        picture = self._read_stock(warehouses, without_lines)
        without = frozenset(without_lines.ids) if without_lines else frozenset()
        return {
            (warehouse.id, product.id): picture.projection((warehouse.id, product.id), without, unreserve=True)
            for warehouse in warehouses
            for product in self.filtered("is_storable")
        }
