"""Repairs of returned goods, where Odoo's repairs are installed."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleRmaInspection(models.Model):
    _inherit = "sale.rma.inspection"

    repair_order = fields.Reference(selection="_selection_repair", readonly=True, string="Repair")

    @api.model
    def _selection_repair(self):
        return [("repair.order", self.env._("Repair Order"))] if "repair.order" in self.env else []

    def _location(self, product):
        """Return where inspected goods are now."""
        self.ensure_one()
        moves = self.move_ids.filtered(
            lambda move: (
                move.product_id == product and move.state == "done" and move.location_dest_id.usage == "internal"
            )
        )
        return moves[-1:].location_dest_id or self.rma_id.warehouse_id._return_location()

    def _prepare_repairs(self):
        """Return the values of the repair orders for what was inspected: of a kit one for each component."""
        self.ensure_one()
        line, rma = self.rma_line_id, self.rma_id
        parts = line.sale_line_id._parts_per_kit() if self.product_id == line.sale_line_id.product_id else {}
        quantity = self.uom_id._compute_quantity(self.quantity, self.product_id.uom_id, round=False)
        goods = {part: quantity * per_kit for part, per_kit in parts.items()} or {self.product_id: quantity}
        return [
            {
                "partner_id": rma.partner_id.id,
                "company_id": self.company_id.id,
                "product_id": product.id,
                "product_qty": needed,
                "product_uom": product.uom_id.id,
                "lot_id": self.lot_id.id if product == self.product_id else False,
                "picking_type_id": rma.warehouse_id.repair_type_id.id,
                "product_location_src_id": self._location(product).id,
                "product_location_dest_id": self._location(product).id,
                "internal_notes": self.env._("Return %(number)s. %(note)s", number=rma.name, note=self.note or ""),
            }
            for product, needed in goods.items()
        ]


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def _send_to_repair(self, inspections):
        """Make repair orders; the goods stay where the inspection has put them.

        :return: the repair orders
        :raise UserError: where repairs are not installed
        """
        if not inspections:
            return []
        if "repair.order" not in self.env:
            raise UserError(self.env._("Repairs are not installed. Choose another resolution, or install them."))
        planned = [(inspection, values) for inspection in inspections for values in inspection._prepare_repairs()]
        repairs = self.env["repair.order"].create([values for _inspection, values in planned])
        for (inspection, _values), repair in zip(planned, repairs, strict=True):
            inspection.repair_order = repair  # of a kit the last one; all of them name the return
        return [*repairs]
