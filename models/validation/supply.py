"""What a check knows about stock: read once, for all orders."""

from collections import defaultdict

from ...engine.supply import Demand, Projection, find_shortages
from .rule_origins import UNKNOWN

STOCK_SOURCES = {
    "stock.quant": "product_id location_id quantity",
    "stock.move": "product_id product_qty product_uom_qty quantity state location_id location_dest_id"
    " location_final_id date sale_line_id procure_method",
    "stock.location": "usage warehouse_id",
}
# What lies in the warehouses, what is on its way, and what others have been promised. What is reserved
# is as good as gone; the rest leaves at its date. Rows of confirmed orders that are checked carry their line.
STOCK = """
    WITH place AS (
        SELECT id, warehouse_id FROM stock_location
         WHERE usage IN ('internal', 'transit') AND warehouse_id = ANY(%(warehouses)s)),
    move AS (
        SELECT m.product_id, src.warehouse_id AS from_id, dst.warehouse_id AS to_id, m.date, m.product_qty,
               LEAST(m.product_qty, m.quantity * m.product_qty / NULLIF(m.product_uom_qty, 0)) AS reserved,
               CASE WHEN m.procure_method <> 'make_to_order' AND m.sale_line_id = ANY(%(lines)s)
                    THEN m.sale_line_id END AS line_id
          FROM stock_move m
          LEFT JOIN place src ON src.id = m.location_id
          LEFT JOIN place dst ON dst.id = COALESCE(m.location_final_id, m.location_dest_id)
         WHERE m.product_id = ANY(%(products)s)
           AND m.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
           AND src.warehouse_id IS DISTINCT FROM dst.warehouse_id)
    SELECT p.warehouse_id, q.product_id, NULL::timestamp AS at, SUM(q.quantity) AS quantity, NULL::int AS line_id
      FROM stock_quant q JOIN place p ON p.id = q.location_id
     WHERE q.product_id = ANY(%(products)s)
     GROUP BY 1, 2
     UNION ALL
    SELECT from_id, product_id, NULL, -SUM(COALESCE(reserved, 0)), NULL
      FROM move WHERE from_id IS NOT NULL GROUP BY 1, 2
     UNION ALL
    SELECT from_id, product_id, date, -SUM(product_qty - COALESCE(reserved, 0)), line_id
      FROM move WHERE from_id IS NOT NULL AND product_qty > COALESCE(reserved, 0) GROUP BY 1, 2, 3, 5
     UNION ALL
    SELECT to_id, product_id, date, SUM(product_qty), NULL
      FROM move WHERE to_id IS NOT NULL GROUP BY 1, 2, 3
"""


class Supply:
    """Stock of the goods of checked orders.

    :param datetime now: the moment of the check
    :param dict parts: ``{line: {product: quantity in its own unit}}``, of kits their components
    :param dict origins: ``{(line id, product id): Origin}``
    :param rows: what :data:`STOCK` returns
    :param due: function that returns the moment for which a line is promised
    :ivar lines: ``{order: its goods lines, in their order}``
    """

    def __init__(self, now, parts, origins, rows, due):
        self.now, self.parts, self.origins, self.due = now, parts, origins, due
        self._flows = defaultdict(list)
        self._own = defaultdict(dict)
        self._left = defaultdict(float)
        for row in rows:
            key = row["warehouse_id"], row["product_id"]
            self._flows[key].append((row["at"], row["quantity"], row["line_id"]))
            if row["at"] is None:
                self._left[key] += row["quantity"]
            if row["line_id"]:
                own = self._own[row["line_id"]]
                own[row["product_id"]] = own.get(row["product_id"], 0.0) - row["quantity"]
        self._shared = {}
        self.lines = defaultdict(list)
        for line in parts:
            self.lines[line.order_id].append(line)

    def shortages(self, order):
        """Return ``{line: Shortage}`` of those goods lines of an order that cannot get what they ask for."""
        lines = self.lines[order]
        keys = {self._key(line, product) for line in lines for product in self.needs(line)}
        own_lines = set(order.order_line.ids) if order.state == "sale" else set()
        projections = {key: self._projection(key, own_lines) for key in keys}
        demands = [demand for line in lines if (demand := self._demand(line)).parts]
        return find_shortages(demands, projections)

    def stock_left(self, line):
        """Return what a line takes from stock, and what is free for it, both in the product's unit.

        Lines before it in its order are served first.

        :return: wanted, left; nothing and None where no stock is kept
        """
        needs = self.needs(line)
        if not needs:
            return 0.0, None
        taken = defaultdict(float)
        lines = self.lines[line.order_id]
        for other in lines[: lines.index(line)]:
            for product, quantity in self.needs(other).items():
                taken[self._key(other, product)] += quantity
        total = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id, round=False)
        full = self.parts[line]
        wanted = max(quantity / full.get(product, quantity) for product, quantity in needs.items())
        left = min(
            (self._left[key] - taken[key]) / full.get(product, quantity)
            for product, quantity in needs.items()
            for key in (self._key(line, product),)
        )
        return wanted * total, left * total

    def needs(self, line):
        """Return ``{product: quantity}`` that a line still takes from stock.

        Of a confirmed order, what its transfers have not reserved yet. What is bought or made for the
        order is never taken from stock.
        """
        if line.state == "sale":
            products = line.env["product.product"]
            needs = {products.browse(key): quantity for key, quantity in self._own.get(line.id, {}).items()}
        else:
            needs = {product: quantity for product, quantity in self.parts.get(line, {}).items() if quantity > 0}
        return {
            product: quantity
            for product, quantity in needs.items()
            if product.is_storable and not self.origin(line, product).ordered
        }

    def origin(self, line, product):
        """Return where a product of a line comes from.

        :rtype: Origin
        """
        return self.origins.get((line.id, product.id), UNKNOWN)

    def _demand(self, line):
        parts = {self._key(line, product): quantity for product, quantity in self.needs(line).items()}
        return Demand(line, max(self.now, self.due(line)), self._open_quantity(line), parts)

    def _open_quantity(self, line):
        """Return what has not been reserved of a line, in its own unit."""
        full = self.parts.get(line, {})
        shares = [quantity / full.get(product, quantity) for product, quantity in self.needs(line).items()]
        return line.product_uom_qty * max(shares, default=0.0)

    def _key(self, line, product):
        return line._ships_from().id, product.id

    def _projection(self, key, own_lines):
        """Return the projection of a product without the moves of an order's own lines."""
        flows = self._flows.get(key, [])
        if own_lines and any(line_id in own_lines for _at, _quantity, line_id in flows):
            return Projection(self.now, [(at, qty) for at, qty, line_id in flows if line_id not in own_lines])
        if key not in self._shared:
            self._shared[key] = Projection(self.now, [(at, qty) for at, qty, _line_id in flows])
        return self._shared[key]
