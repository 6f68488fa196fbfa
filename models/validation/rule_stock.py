"""Whether goods are available at the promised date."""

import math

from odoo import models
from odoo.tools import format_date

from ...engine.supply import possible_for_all


class OrderValidationRule(models.Model):
    _inherit = "order.validation.rule"

    # === What there is === #

    def _memo(self, name, orders, make):
        """Return what one check has found out before, or find it out: several rules ask for the same.

        :param str name: what is asked
        :param orders: the orders that are checked
        :param make: function of the orders
        """
        memo = self.env.context.get("validation_memo")
        if memo is None:
            return make(orders)
        key = (name, orders._ids)
        if key not in memo:
            memo[key] = make(orders)
        return memo[key]

    def _supply(self, orders):
        """Return stock and what moves it, for the goods of these orders.

        :rtype: Supply
        """
        return self._memo("supply", orders, self._read_supply)

    def _goods(self, orders):
        """Return of what the goods of these orders consist, and where each part comes from.

        :return: ``{line: {product: quantity in its own unit}}``, ``{(line id, product id): Origin}``
        """
        return self._memo("goods", orders, self._read_goods)

    def _read_goods(self, orders):
        return orders.order_line._read_goods(self.company_id)

    def _read_supply(self, orders):
        parts, origins = self._goods(orders)
        return orders._read_supply(parts, origins, self._due)

    def _shortages(self, orders):
        """Return ``{order: {line: Shortage}}`` of orders that cannot get all their goods in time."""
        return self._memo("shortages", orders, self._find_shortages)

    def _find_shortages(self, orders):
        supply = self._supply(orders)
        return {order: shortages for order in supply.lines if (shortages := supply.shortages(order))}

    # === Available at the promised date === #

    def _check_stock_short(self, orders):
        """Find lines whose goods are not available at the promised date in the order's warehouse."""
        found = []
        supply = self._supply(orders)
        for order, shortages in self._shortages(orders).items():
            possible = possible_for_all(shortages.values())
            if possible:
                # One date for the whole order: nothing may be promised earlier than it is now.
                possible = max(possible, *(supply.due(line) for line in supply.lines[order]))
            found += [
                self._stock_short(line, short, possible, supply.origin(line, line.product_id).kit)
                for line, short in shortages.items()
            ]
        return found

    def _stock_short(self, line, short, possible, is_kit):
        """Return what is wrong with a line that is short.

        :param Shortage short: what there is of it
        :param datetime possible: when the whole order is possible, as far as that is known
        :param bool is_kit: whether it is shipped as components
        """
        order, unit = line.order_id, line.product_uom_id
        available = unit.round(short.available, rounding_method="DOWN")
        # No half of a kit, and of what is counted, is shipped by itself.
        kept = float(math.floor(available)) if is_kit or self._is_counted(unit) else available
        fixes = ["_fix_set_date"] if short.possible_at else []
        # With one date for the whole order, a part of it cannot have a date of its own.
        if unit.compare(kept, 0) > 0 and line.state in ("draft", "sent") and not order.commitment_date:
            fixes.append("_fix_split_line")
        fix, other_fix = [*fixes, False, False][:2]
        return line._violation(
            self._short_message(line, short, available),
            found=self._quantity(available, unit),
            limit=self._quantity(short.wanted, unit),
            document=line.product_id,
            fix=fix,
            other_fix=other_fix,
            suggested_date=possible if short.possible_at else False,
            suggested_quantity=kept,
            facts=(line.product_id.id, short.wanted, unit.id, str(order.commitment_date or ""), available),
        )

    def _is_counted(self, unit):
        """Whether something is counted in a unit: pieces, dozens, boxes; not weighed or measured."""
        piece = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        return str(piece) in (unit.parent_path or "").split("/")

    def _short_message(self, line, short, available):
        product = line.product_id
        missing = self.env["product.product"].browse({key[1] for key in short.missing}) - product
        values = {
            "product": product.display_name,
            "available": self._quantity(available, line.product_uom_id),
            "wanted": self._quantity(short.wanted, line.product_uom_id),
            "warehouse": line._ships_from().name,
            "day": format_date(self.env, self.company_id._local_day(self._due(line))),
        }
        if missing:
            return self.env._(
                "%(product)s: %(available)s of %(wanted)s available in %(warehouse)s on %(day)s; %(parts)s is short.",
                parts=", ".join(missing.mapped("display_name")),
                **values,
            )
        return self.env._("%(product)s: %(available)s of %(wanted)s available in %(warehouse)s on %(day)s.", **values)
