"""Inspected goods that leave again: back to the vendor, or to the customer whose claim was not accepted."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleRmaInspection(models.Model):
    _inherit = "sale.rma.inspection"

    def _send(self, pieces):
        """Make one transfer for each receiver, with the goods reserved where they lie.

        They are validated when the parcels leave.

        :param pieces: as :meth:`_pieces` returns them
        :raise UserError: for goods without a vendor
        """
        parcels = {}
        for piece in pieces:
            inspection = piece["inspection"]
            if piece["to"] == "vendor":
                bought = inspection._purchase_line(piece["product"])
                receiver = inspection._vendor(piece["product"], bought)
                values = {"purchase_line_id": bought.id} if bought else {}
            else:
                receiver = inspection.rma_id.partner_id
                values = inspection._prepare_sent_back(piece)
            parcels.setdefault((inspection.rma_id, piece["to"], receiver), []).append((inspection, piece, values))
        for (rma, to, receiver), content in parcels.items():
            rma._make_parcel(to, receiver, content)

    def _prepare_sent_back(self, piece):
        """Return what makes a move to the customer count as undoing the receipt: the goods are delivered again."""
        self.ensure_one()
        line = self.rma_line_id
        came = line._receipts().filtered(
            lambda move: move.product_id == piece["product"] and not move._brings_to_customer()
        )
        with_lot = came.filtered(lambda move: piece["quant"].lot_id in move.move_line_ids.lot_id)
        return {
            "sale_line_id": line.sale_line_id.id,
            "origin_returned_move_id": (with_lot or came)[:1].id,
            "to_refund": False,  # as with the receipt: only what is settled changes what is delivered
        }

    def _prepare_parcel_move(self, picking, piece):
        """Return the values of a move of a parcel, beside what its receiver makes of it."""
        self.ensure_one()
        lines = []
        if piece["quant"]:  # reserved at once: what was inspected goes, not whatever Odoo would take first
            values = {"picking_id": picking.id, "location_dest_id": picking.location_dest_id.id}
            lines = [Command.create({**self._prepare_move_line(piece), **values})]
        return {
            **self._prepare_links(),
            "move_line_ids": lines,
            "picking_id": picking.id,
            "product_id": piece["product"].id,
            "product_uom": piece["product"].uom_id.id,
            "product_uom_qty": piece["quantity"],
            "location_id": (piece["quant"].location_id or picking.location_id).id,
            "location_dest_id": picking.location_dest_id.id,
            "partner_id": picking.partner_id.id,
            "procure_method": "make_to_stock",
        }

    def _purchase_line(self, product):
        """Return the purchase that brought the goods, where it is certain: a drop shipment's, or the lot's."""
        self.ensure_one()
        if "purchase.order.line" not in self.env:
            return self.env["stock.move"]
        delivered = self.rma_line_id.sale_line_id.sudo().move_ids  # warehouse people see no purchases
        moves = delivered.filtered(lambda move: move.product_id == product and move.state == "done")
        if not moves.purchase_line_id and self.lot_id:
            brought = [
                ("lot_id", "=", self.lot_id.id),
                ("move_id.purchase_line_id", "!=", False),
                ("state", "=", "done"),
            ]
            moves = self.env["stock.move.line"].sudo().search(brought, order="id desc", limit=1).move_id
        return moves.purchase_line_id[:1]

    def _vendor(self, product, purchase_line):
        """Return who gets the goods: whom the inspector said, who sold them, or who sells them now.

        :raise UserError: if nobody does
        """
        self.ensure_one()
        vendor = self.vendor_id or (purchase_line and purchase_line.order_id.partner_id)
        if not vendor:
            sellers = (
                product.sudo()
                .with_company(self.company_id)
                .seller_ids.filtered(
                    lambda seller: seller.company_id <= self.company_id and seller.product_id <= product
                )
            )
            vendor = sellers[:1].partner_id
        if not vendor:
            raise UserError(
                self.env._(
                    "%s has no vendor. Add one to the product, or choose one in the column Vendor.",
                    product.display_name,
                )
            )
        return vendor.with_env(self.env)


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def _make_parcel(self, to, receiver, content):
        """Make a transfer out of the place where returned goods wait.

        :param str to: vendor or customer
        :param receiver: ``res.partner``
        :param content: ``[(inspection, piece, more values of its move)]``
        :return: ``stock.picking``
        """
        self.ensure_one()
        warehouse, partner = self.warehouse_id, receiver.with_company(self.company_id)
        target = partner.property_stock_supplier if to == "vendor" else partner.property_stock_customer
        source = content[0][1]["quant"].location_id or warehouse._return_location()
        picking = self.env["stock.picking"].create(
            {
                "partner_id": receiver.id,
                "picking_type_id": warehouse.out_type_id.id,
                "company_id": self.company_id.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "origin": self.name,
                "rma_id": self.id,
            }
        )
        moves = self.env["stock.move"].create(
            [{**inspection._prepare_parcel_move(picking, piece), **more} for inspection, piece, more in content]
        )
        moves._action_confirm(merge=False)
        moves.filtered(lambda move: move.state != "assigned")._action_assign()  # goods that nobody counts
        return picking
