"""Goods that came back and were not announced, or not so many: which order they are of."""

from odoo import models


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def _ledgers_for(self, products):
        """Return the ledgers of this return's order lines, and of all others that these products can come from.

        :return: ``{sale.order.line: LineLedger}``, as it is before anything is received
        """
        self.ensure_one()
        delivered = self.env["stock.move"].search(
            [
                ("product_id", "in", products.ids),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
                ("sale_line_id.order_id.partner_id", "child_of", self.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return (self.line_ids.sale_line_id | delivered.sale_line_id)._return_ledgers()

    def _room(self, sale_line, product, lot, ledgers, used):
        """Return how much of a product an order line can still have back, in the product's unit.

        :param dict used: what was given away since the ledgers were read
        """
        found = ledgers.get(sale_line)
        if not found or (product != sale_line.product_id and product not in found.parts):
            return 0.0
        room = found.left(product) - used.get((sale_line, product), 0.0)
        return min(room, found.lots.get(lot.id, 0.0)) if lot else room

    def _lines_for_more(self, item, rest, ledgers, used):
        """Return ``[(line, quantity)]`` of what arrived and was not announced.

        :param float rest: in the product's unit
        :param dict ledgers: see :meth:`_ledgers_for`
        :param dict used: what of them was given away here; is added to
        """
        product, places = item.product, []
        for line in self.line_ids.filtered("sale_line_id"):
            fits = not item.line or line == item.line
            if not fits or product not in line._per_one() or (line.lot_id and line.lot_id != item.lot):
                continue
            share = min(rest, self._room(line.sale_line_id, product, item.lot, ledgers, used))
            if product.uom_id.compare(share, 0) > 0:
                key = (line.sale_line_id, product)
                used[key] = used.get(key, 0.0) + share
                rest -= share
                places.append((line, share))
        if product.uom_id.compare(rest, 0) > 0:
            places.append((self._add_unexpected(product, item.lot, rest, ledgers, used), rest))
        return places

    def _add_unexpected(self, product, lot, quantity, ledgers, used):
        """Give goods that nobody announced a line: of the order that they come from, where that is certain.

        :param float quantity: in the product's unit
        """
        self.ensure_one()
        sale_line = self._find_origin(product, lot, quantity, ledgers, used)
        if sale_line:
            used[sale_line, product] = used.get((sale_line, product), 0.0) + quantity
            sale_line._touch_return_ledger()
        return self.env["sale.rma.line"].create(
            {
                "rma_id": self.id,
                "product_id": product.id,
                "sale_line_id": sale_line.id,
                "lot_id": lot.id if product.tracking != "none" else False,
                "quantity": 0.0,
                "unexpected": True,
                "resolution": "refund" if sale_line else "none",
            }
        )

    def _find_origin(self, product, lot, quantity, ledgers, used):
        """Return the order line of this customer that unannounced goods can come from; empty unless there is one."""
        fits = self.env["sale.order.line"].union(
            *(
                line
                for line in ledgers
                if product.uom_id.compare(self._room(line, product, lot, ledgers, used), quantity) >= 0
            )
        )
        near = fits.filtered(lambda line: line.order_id in self.order_ids)
        found = near if len(near) == 1 else fits
        return found if len(found) == 1 else self.env["sale.order.line"]
