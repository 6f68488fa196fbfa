"""What is printed into the parcel: what is in it, what is not, and what happens to that."""

from odoo import models
from odoo.tools import format_amount


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _packing_slip(self):
        """Return what a packing slip says, in the customer's language.

        :return: dict with ``rows``, ``waiting`` (whether something is still to come or was closed short), ``orders``,
            ``references``, ``prices``, ``instructions``, ``cartons``
        """
        self.ensure_one()
        # Who packs may have no right on orders and companies.
        picking = self.sudo().with_context(lang=self.partner_id.lang or self.env.lang)
        lines = picking._slip_lines()
        rows = [row for line in lines for row in picking._slip_rows(line)]
        rows += [picking._slip_row_without_order(move) for move in picking._slip_moves() if not move.sale_line_id]
        orders = lines.order_id or picking.sale_id
        return {
            "rows": rows,
            "waiting": any(row["note"] for row in rows),
            "orders": ", ".join(orders.mapped("name")) or picking.origin or "",
            "references": ", ".join(order.client_order_ref for order in orders if order.client_order_ref),
            "prices": picking.company_id.packing_slip_prices and bool(orders),
            "instructions": picking.company_id.return_instructions or "",
            "cartons": picking._own_cartons(),
        }

    def _slip_moves(self):
        return self.move_ids.filtered(lambda move: move.state != "cancel")

    def _slip_lines(self):
        """Return the lines with goods of the orders that this transfer serves, also those that it does not bring."""
        orders = self._slip_moves().sale_line_id.order_id
        return orders.order_line.filtered(
            lambda line: not line.display_type and not line.is_delivery and line.product_id.type == "consu"
        )

    def _slip_rows(self, line):
        """Return the rows of an order line: itself, and for a kit its components."""
        moves = self._slip_moves().filtered(lambda move: move.sale_line_id == line)
        is_kit = bool(moves) and line.product_id not in moves.product_id
        here = None if is_kit else self._quantity_here(line, moves)
        rest = self._rest_of(line, here)
        if not moves and not rest and not line.qty_short_closed:
            return []  # it came earlier
        row = {
            "product": line.product_id.display_name,
            "uom": line.product_uom_id.name,
            "ordered": line.product_uom_qty,
            "here": here,
            "rest": rest,
            "note": self._what_happens(line, rest),
            "price": line.price_reduce_taxexcl,
            "amount": (here or 0) * line.price_reduce_taxexcl,
            "component": False,
        }
        row["price_text"], row["amount_text"] = (
            format_amount(self.env, row[name], line.currency_id) for name in ("price", "amount")
        )
        return [row, *self._component_rows(moves if is_kit else moves.browse())]

    def _quantity_here(self, line, moves):
        """Return how much of an order line is in this transfer, in the line's unit."""
        return sum(move.product_uom._compute_quantity(move.quantity, line.product_uom_id) for move in moves)

    def _rest_of(self, line, here):
        """Return how much of an order line is still to come after this transfer."""
        rest = line.product_uom_qty - line.qty_delivered - line.qty_short_closed
        if self.state != "done":
            rest -= line.product_uom_qty if here is None else here  # of a kit, what is missing follows with components
        return max(rest, 0.0) if line.product_uom_id.compare(rest, 0) > 0 else 0.0

    def _what_happens(self, line, rest):
        texts = []
        if rest:
            date = line.promise_date
            quantity = f"{rest:g} {line.product_uom_id.name}"
            if date and date.date() >= line.order_id._promise_day(self.create_date):
                day = line.order_id._day_text(date)
                texts.append(self.env._("%(quantity)s will follow, promised for %(day)s.", quantity=quantity, day=day))
            else:
                texts.append(self.env._("%(quantity)s will follow.", quantity=quantity))
        if line.qty_short_closed:
            quantity = f"{line.qty_short_closed:g} {line.product_uom_id.name}"
            texts.append(self.env._("%(quantity)s will not be delivered.", quantity=quantity))
        return " ".join(texts)

    def _component_rows(self, moves):
        return [
            {
                **self._slip_row_without_order(move),
                "component": True,
                "note": self._missing_text(move),
            }
            for move in moves
        ]

    def _missing_text(self, move):
        if self.state == "done" or move.product_uom.compare(move.quantity, move.product_uom_qty) >= 0:
            return ""
        missing = f"{move.product_uom_qty - move.quantity:g} {move.product_uom.name}"
        return self.env._("%(quantity)s will follow.", quantity=missing)

    def _slip_row_without_order(self, move):
        return {
            "product": move.product_id.display_name,
            "uom": move.product_uom.name,
            "ordered": move.product_uom_qty,
            "here": move.quantity,
            "rest": 0.0,
            "note": "",
            "price_text": "",
            "amount_text": "",
            "component": False,
        }
