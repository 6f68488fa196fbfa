"""What a check knows about stock: read once, for all orders."""

from collections import defaultdict

from odoo import models

from ...engine.supply import Demand, find_shortages
from .origins import UNKNOWN


class Supply:
    """Stock of the goods of checked orders.

    :param dict parts: ``{line: {product: quantity in its own unit}}``, of kits their components
    :param dict origins: ``{(line id, product id): Origin}``
    :param StockPicture picture: what there is of them
    :param due: function that returns the moment for which a line is promised
    :param dict behind: ``{order: ids of lines that wait behind it}``, which do not count against it
    :ivar lines: ``{order: its goods lines, in their order}``
    """

    def __init__(self, parts, origins, picture, due, behind=None):
        self.parts, self.origins, self.due = parts, origins, due
        self._behind = behind or {}
        self._picture = picture
        self.lines = defaultdict(list)
        for line in parts:
            self.lines[line.order_id].append(line)

    def shortages(self, order):
        """Return ``{line: Shortage}`` of those goods lines of an order that cannot get what they ask for."""
        lines = self.lines[order]
        keys = {self._key(line, product) for line in lines for product in self.needs(line)}
        own_lines = frozenset(order.order_line.ids) if order.state == "sale" else frozenset()
        own_lines |= self._behind.get(order, frozenset())
        projections = {key: self._picture.projection(key, own_lines, order=order.id) for key in keys}
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
            (self._picture.left(key) - taken[key]) / full.get(product, quantity)
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
            needs = {products.browse(key): quantity for key, quantity in self._picture.own(line.id).items()}
        else:
            needs = {product: quantity for product, quantity in self.parts.get(line, {}).items() if quantity > 0}
        return {
            product: quantity
            for product, quantity in needs.items()
            if product.is_storable and not self.is_ordered(line, product)
        }

    def origin(self, line, product):
        """Return where a product of a line comes from.

        :rtype: Origin
        """
        return self.origins.get((line.id, product.id), UNKNOWN)

    def is_ordered(self, line, product):
        """Whether a product of a line is made or bought for it, or sent by the vendor."""
        return self.origin(line, product).is_ordered(line._ships_from())

    def _demand(self, line):
        parts = {self._key(line, product): quantity for product, quantity in self.needs(line).items()}
        return Demand(line, max(self._picture.now, self.due(line)), self._open_quantity(line), parts)

    def _open_quantity(self, line):
        """Return what has not been reserved of a line, in its own unit."""
        full = self.parts.get(line, {})
        shares = [quantity / full.get(product, quantity) for product, quantity in self.needs(line).items()]
        return line.product_uom_qty * max(shares, default=0.0)

    def _key(self, line, product):
        return line._ships_from().id, product.id


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _read_supply(self, parts, origins, due):
        """Read what there is of the goods of these orders, with one statement.

        :param parts, origins: see ``sale.order.line._read_goods``
        :param due: function that returns the moment for which a line is promised
        :rtype: Supply
        """
        lines = self.order_line.browse(line.id for line in parts)
        products = self.env["product.product"].union(*(product for part in parts.values() for product in part))
        confirmed = self.filtered(lambda order: order.state == "sale").order_line
        behind = self._held_behind()
        told = confirmed.union(*(confirmed.browse(ids) for ids in behind.values()))
        planned = self._planned_transfers()
        picture = products._read_stock(lines._warehouses() | planned.source_warehouse_id, told)
        picture.plan(planned)
        return Supply(parts, origins, picture, due, behind)

    def _held_behind(self):
        """Return ``{order: ids of lines}`` of what the check holds and was ordered after each held order.

        Nothing is promised to orders that wait. Of two that wait for the same goods, the first one gets what
        comes; else each would stand in the other's way.
        """
        held = self.filtered(lambda order: order.state == "sale" and order.is_on_hold)
        if not held:
            return {}
        waiting = self.search(
            [
                ("state", "=", "sale"),
                ("is_on_hold", "=", True),
                ("company_id", "in", held.company_id.ids),
                ("hold_ids", "any", [("released_at", "=", False), ("origin", "=", "validation")]),
            ],
        )
        lines = {order: frozenset(order.order_line.ids) for order in waiting}
        return {
            order: frozenset().union(*(ids for other, ids in lines.items() if other._came_after(order)))
            for order in held & waiting
        }

    def _came_after(self, order):
        """Whether this order was confirmed after another one."""
        return (self.date_order, self.id) > (order.date_order, order.id)
