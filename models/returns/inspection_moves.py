"""Where inspected goods go: to the shelf, the workshop, the vendor, the customer again, or to scrap."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

DONE_AT_ONCE = ("restock", "refurbish", "scrap")


class SaleRmaInspection(models.Model):
    _inherit = "sale.rma.inspection"

    def _move_on(self):
        """Move the goods of these inspections out of the place where returned goods wait.

        To the vendor and to the customer a transfer is made, to be validated when the parcel leaves; everything else
        is done at once. Goods that went straight to the vendor are not ours to move.

        :raise UserError: for goods that are not where they were received
        """
        pieces = self._pieces()
        inside = [piece for piece in pieces if piece["to"] in ("restock", "refurbish")]
        self._move_inside(inside)
        self._scrap([piece for piece in pieces if piece["to"] == "scrap"])
        self._send([piece for piece in pieces if piece["to"] in ("vendor", "customer")])

    def _pieces(self):
        """Return the goods as they lie: ``[{"inspection", "product", "to", "quantity", "quant"}]``.

        A quantity is in the product's unit; one of goods that are not kept in stock has a place only, and no quant.
        """
        needs = [
            (inspection, *goods)
            for inspection in self
            if not inspection.rma_line_id._is_at_vendor()
            for goods in inspection._goods()
        ]
        places = self._places()
        products = self.env["product.product"].union(*(product for _one, product, _quantity, _to, _lot in needs))
        quants = self.env["stock.quant"].search(
            [("product_id", "in", products.ids), ("location_id", "in", places.ids)], order="in_date, id"
        )
        left = {quant: quant.quantity - quant.reserved_quantity for quant in quants}
        pieces = []
        for inspection, product, quantity, to, lots in needs:
            base = {"inspection": inspection, "product": product, "to": to}
            if not product.is_storable:
                pieces.append({**base, "quantity": quantity, "quant": self.env["stock.quant"]})
                continue
            there = [quant for quant in left if quant.product_id == product and (not lots or quant.lot_id in lots)]
            for quant in there:
                share = min(quantity, left[quant])
                if product.uom_id.compare(share, 0) > 0:
                    left[quant] -= share
                    quantity -= share
                    pieces.append({**base, "quantity": share, "quant": quant})
            if product.uom_id.compare(quantity, 0) > 0:
                inspection._raise_not_there(product, quantity, places)
        return pieces

    def _raise_not_there(self, product, missing, places):
        raise UserError(
            self.env._(
                "%(goods)s: %(missing)g %(unit)s are not in %(place)s any more, or reserved. Move them back first.",
                goods=product.display_name,
                missing=missing,
                unit=product.uom_id.name,
                place=", ".join(places.mapped("display_name")),
            )
        )

    def _places(self):
        """Return where the goods of these inspections were received."""
        receipts = self.rma_line_id._receipts().filtered(lambda move: not move._brings_to_customer())
        return receipts.move_line_ids.location_dest_id.filtered(lambda place: place.usage == "internal")

    def _goods(self):
        """Return ``[(product, quantity, where it goes, lots)]``: of a kit each component."""
        self.ensure_one()
        line, to = self.rma_line_id, "customer" if self.sent_back else self.disposition
        parts = dict(part.split(":") for part in (self.part_places or "").split(",") if part)
        whole = line.uom_id._compute_quantity(self.quantity, line.product_id.uom_id, round=False)
        # Warehouse people see no bills of materials.
        per_kit = line.sudo()._per_one()
        goods = []
        for product, factor in per_kit.items():
            lots = self.lot_id
            if product != line.product_id and product.tracking != "none":
                lots = line._receipts().move_line_ids.filtered(lambda one, product=product: one.product_id == product)
                lots = lots.lot_id
            where = parts.get(str(product.id), to)
            goods.append((product.with_env(self.env), whole * factor, where, lots))
        return goods

    # === Inside the warehouse === #

    def _move_inside(self, pieces):
        """Put goods on the shelf or into the workshop; what lies there already stays.

        :param pieces: as :meth:`_pieces` returns them
        """
        values = []
        for piece in pieces:
            target = piece["inspection"]._target(piece)
            if piece["quant"] and not piece["quant"].location_id._child_of(target):
                values.append(piece["inspection"]._prepare_move(piece, target))
        moves = self.env["stock.move"].create(values)
        moves._action_done()
        moves._trigger_assign()

    def _target(self, piece):
        """Return where goods go inside the warehouse; to the shelf as putaway rules say."""
        warehouse = self.rma_id.warehouse_id
        if piece["to"] == "refurbish":
            return warehouse._refurbish_location()
        return warehouse.lot_stock_id

    def _prepare_move(self, piece, target):
        """Return the values of a move that is done at once."""
        self.ensure_one()
        product, quant, quantity = piece["product"], piece["quant"], piece["quantity"]
        place = target._get_putaway_strategy(product, quantity)
        return {
            **self._prepare_links(),
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": quant.location_id.id,
            "location_dest_id": target.id,
            "move_line_ids": [Command.create({**self._prepare_move_line(piece), "location_dest_id": place.id})],
            "picked": True,
        }

    def _prepare_links(self):
        """Return what ties a move to its inspection."""
        return {
            "company_id": self.company_id.id,
            "origin": self.rma_id.name,
            "rma_line_id": self.rma_line_id.id,
            "rma_inspection_id": self.id,
        }

    def _prepare_move_line(self, piece):
        quant, product = piece["quant"], piece["product"]
        return {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "quantity": piece["quantity"],
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
            "location_id": quant.location_id.id,
            "company_id": self.company_id.id,
        }

    def _scrap(self, pieces):
        """Scrap goods as Odoo does, so they stand in its list of scraps with their value."""
        kept = [piece for piece in pieces if piece["quant"]]
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "company_id": piece["inspection"].company_id.id,
                    "origin": piece["inspection"].rma_id.name,
                    "product_id": piece["product"].id,
                    "product_uom_id": piece["product"].uom_id.id,
                    "scrap_qty": piece["quantity"],
                    "location_id": piece["quant"].location_id.id,
                    "lot_id": piece["quant"].lot_id.id,
                    "package_id": piece["quant"].package_id.id,
                    "owner_id": piece["quant"].owner_id.id,
                }
                for piece in kept
            ]
        )
        scraps.do_scrap()
        for scrap, piece in zip(scraps, kept, strict=True):
            links = piece["inspection"]._prepare_links()
            scrap.move_ids.write({"rma_line_id": links["rma_line_id"], "rma_inspection_id": links["rma_inspection_id"]})


class StockMove(models.Model):
    _inherit = "stock.move"

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "rma_inspection_id"]


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _per_one(self):
        """Return ``{product: quantity}`` that make one of the line, in the products' units."""
        self.ensure_one()
        parts = self.sale_line_id._parts_per_kit() if self.product_id == self.sale_line_id.product_id else {}
        return parts or {self.product_id: 1.0}

    def _is_at_vendor(self):
        """Whether the line's goods went straight to who had sent them to the customer."""
        self.ensure_one()
        targets = self._receipts().filtered(lambda move: not move._brings_to_customer()).location_dest_id
        return bool(targets) and all(place.usage == "supplier" for place in targets)
