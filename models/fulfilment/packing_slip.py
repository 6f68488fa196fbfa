"""What is printed into the parcel: what is in it, what is not, and what happens to that."""

from odoo import fields, models
from odoo.tools import format_amount

from ...engine.short_close import kits_served


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _packing_slips(self):
        """Return what packing slips say, in the customers' languages.

        :return: ``{id of the transfer: slip}``; a dict with ``rows``, ``waiting`` (whether something is still to come
            or was closed short), ``orders``, ``references``, ``prices``, ``instructions``, ``cartons``
        """
        cartons, needs = self._cartons_by_transfer(), self._kit_needs_of_orders()
        return {picking.id: picking._prepare_packing_slip(cartons[picking], needs) for picking in self}

    def _kit_needs_of_orders(self):
        """Read the orders of all transfers together; return what their kits consist of: ``{line: {product: need}}``."""
        # Who packs may have no right on orders.
        lines = self.sudo().move_ids.sale_line_id.order_id.order_line
        lines.fetch(["order_id", "product_id", "product_uom_qty", "move_ids"])
        lines.order_id.mapped("name")
        lines.move_ids.fetch(["state", "quantity", "product_uom_qty"])
        if "purchase_line_ids" in lines._fields:
            lines.fetch(["purchase_line_ids"])
        needs = {}
        for company, its_lines in lines.filtered(lambda line: line._is_goods()).grouped("company_id").items():
            needs.update(its_lines._goods_parts(its_lines.product_id._kit_boms(company)))
        return needs

    def _packing_slip(self):
        """Return what the packing slip of this transfer says, see :meth:`_packing_slips`."""
        self.ensure_one()
        return self._packing_slips()[self.id]

    def _prepare_packing_slip(self, cartons, needs):
        # Who packs may have no right on orders and companies.
        picking = self.sudo().with_context(lang=self.partner_id.lang or self.env.lang)
        lines = picking._slip_lines()
        moves = picking._slip_moves().grouped("sale_line_id")
        none = picking.move_ids.browse()
        rows = [row for line in lines for row in picking._slip_rows(line, moves.get(line, none), needs.get(line, {}))]
        rows += [picking._slip_row_without_order(move) for move in picking._slip_moves() if not move.sale_line_id]
        orders = lines.order_id or picking.sale_id
        return {
            "rows": rows,
            "waiting": any(row["note"] for row in rows),
            "orders": ", ".join(orders.mapped("name")) or picking.origin or "",
            "references": ", ".join(order.client_order_ref for order in orders if order.client_order_ref),
            "prices": picking.company_id.packing_slip_prices and bool(orders),
            "instructions": picking.company_id.return_instructions or "",
            "cartons": cartons,
        }

    def _slip_moves(self):
        return self.move_ids.filtered(lambda move: move.state != "cancel")

    def _slip_lines(self):
        """Return the lines with goods of the orders that this transfer serves, also those that it does not bring."""
        orders = self._slip_moves().sale_line_id.order_id
        return orders.order_line.filtered(
            lambda line: not line.display_type and not line.is_delivery and line.product_id.type == "consu"
        )

    def _slip_rows(self, line, moves, needs):
        """Return the rows of an order line: itself, and for a kit its components.

        :param stock.move moves: what of this transfer is for the line
        :param dict needs: what the ordered kits consist of, by their bill of materials
        """
        here = self._quantities_here(moves)
        # What is still to come is what transfers and vendors still bring: nothing cancelled, closed or returned.
        still_open = {product: quantity for product, (_sent, quantity, _no) in line._served_quantities().items()}
        is_kit = bool(still_open or here) and line.product_id not in {*still_open, *here}
        later = {product: self._later(quantity, here.get(product, 0.0)) for product, quantity in still_open.items()}
        if is_kit:
            needs = {product: need for product, need in needs.items() if product.type == "consu" and need}
            if not needs or line.product_id in needs:  # there is no bill of materials any more
                needs = {product: sum(part) for product, part in line._served_quantities().items()}
            brought, rest = self._kits_here(line, needs, here), self._kits_later(line, needs, later)
        else:
            convert = line.product_id.uom_id._compute_quantity
            brought, rest = (
                convert(quantities.get(line.product_id, 0.0), line.product_uom_id) for quantities in (here, later)
            )
        if not moves and not rest and not line.qty_short_closed:
            return []  # it came earlier
        row = self._slip_row(line, brought, rest)
        return [row, *self._component_rows(line, moves, later)] if is_kit and moves else [row]

    def _slip_row(self, line, brought, rest):
        return {
            "product": line.product_id.display_name,
            "uom": line.product_uom_id.name,
            "ordered": line.product_uom_qty,
            "here": brought,
            "rest": rest,
            "note": self._what_happens(line, rest),
            "price_text": format_amount(self.env, line.price_reduce_taxexcl, line.currency_id),
            "amount_text": format_amount(self.env, brought * line.price_reduce_taxexcl, line.currency_id),
            "component": False,
        }

    # === Quantities === #

    def _quantities_here(self, moves):
        """Return what of an order line is in this transfer, as ``{product: quantity in its own unit}``."""
        here = {}
        for move in moves:
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            here[move.product_id] = here.get(move.product_id, 0.0) + quantity
        return here

    def _later(self, still_open, here):
        """Return what is still to come after this transfer: what is in it is open until the customer has it."""
        left = self.state == "done" and self._is_delivery()
        return max(still_open if left else still_open - here, 0.0)

    def _kits_here(self, line, needs, here):
        """Return how many kits become whole with this transfer: a kit counts where its last component is."""
        earlier = {}
        for move in line.move_ids:
            if move.state == "done" and move.picking_id != self and move._is_delivery() and self._left_after(move):
                quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
                earlier[move.product_id] = earlier.get(move.product_id, 0.0) + quantity
        together = {product: earlier.get(product, 0.0) + here.get(product, 0.0) for product in {*earlier, *here}}
        return self._whole_kits(line, needs, together) - self._whole_kits(line, needs, earlier)

    def _left_after(self, move):
        """Whether a move was done before this transfer."""
        return self.state != "done" or (move.picking_id.date_done, move.picking_id.id) < (self.date_done, self.id)

    def _kits_later(self, line, needs, later):
        """Return how many kits become whole only by what is still to come."""
        if not any(later.values()):
            return 0.0
        without = {product: need - later.get(product, 0.0) for product, need in needs.items()}
        return max(line.product_uom_qty - line.qty_short_closed - self._whole_kits(line, needs, without), 0.0)

    def _whole_kits(self, line, needs, quantities):
        """Return how many kits these quantities make.

        :param dict needs: what all ordered kits consist of
        """
        parts = ((quantities.get(product, 0.0), need) for product, need in needs.items())
        return kits_served(line.product_uom_qty, [(quantity, need - quantity, 0.0) for quantity, need in parts])[0]

    # === Sentences === #

    def _what_happens(self, line, rest):
        texts = [self._follows(line, rest, line.product_uom_id)] if rest else []
        if line.qty_short_closed:
            quantity = f"{line.qty_short_closed:g} {line.product_uom_id.name}"
            texts.append(self.env._("%(quantity)s will not be delivered.", quantity=quantity))
        return " ".join(texts)

    def _follows(self, line, rest, uom):
        """Return a sentence about what is still to come; with the day, unless that has passed."""
        date, quantity = line.promise_date, f"{rest:g} {uom.name}"
        local = line.order_id._promise_day
        if date and local(date) >= local(self.date_done or fields.Datetime.now()):
            day = line.order_id._day_text(date)
            return self.env._("%(quantity)s will follow, promised for %(day)s.", quantity=quantity, day=day)
        return self.env._("%(quantity)s will follow.", quantity=quantity)

    def _component_rows(self, line, moves, later):
        """Return a row for each component of a kit that is in this transfer or still to come."""
        rows = [{**self._slip_row_without_order(move), "component": True, "of": move.product_id} for move in moves]
        told = set()
        for row in rows:
            product = row.pop("of")
            if product not in told and later.get(product):
                row["note"] = self._follows(line, later[product], product.uom_id)
            told.add(product)
        for product, quantity in later.items():
            if quantity and product not in told:
                note = self._follows(line, quantity, product.uom_id)
                rows.append(
                    {**self._slip_row_of(product, product.uom_id, quantity, 0.0), "component": True, "note": note}
                )
        return rows

    def _slip_row_without_order(self, move):
        return self._slip_row_of(move.product_id, move.product_uom, move.product_uom_qty, move.quantity)

    def _slip_row_of(self, product, uom, ordered, here):
        return {
            "product": product.display_name,
            "uom": uom.name,
            "ordered": ordered,
            "here": here,
            "rest": 0.0,
            "note": "",
            "price_text": "",
            "amount_text": "",
            "component": False,
        }
