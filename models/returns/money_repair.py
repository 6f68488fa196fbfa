"""Repairs of returned goods, where Odoo's repairs are installed."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleRmaInspection(models.Model):
    _inherit = "sale.rma.inspection"

    repair_order = fields.Reference(selection="_selection_repair", readonly=True, string="Repair")

    @api.model
    def _selection_repair(self):
        return [("repair.order", self.env._("Repair Order"))] if "repair.order" in self.env else []

    def _location(self):
        """Return where the inspected goods are now."""
        self.ensure_one()
        moves = self.move_ids.filtered(lambda move: move.state == "done" and move.location_dest_id.usage == "internal")
        return moves[-1:].location_dest_id or self.rma_id.warehouse_id._return_location()

    def _prepare_repair(self):
        """Return the values of the repair order for what was inspected."""
        self.ensure_one()
        rma, place = self.rma_id, self._location()
        return {
            "partner_id": rma.partner_id.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "product_qty": self.quantity,
            "product_uom": self.uom_id.id,
            "lot_id": self.lot_id.id,
            "picking_type_id": rma.warehouse_id.repair_type_id.id,
            "product_location_src_id": place.id,
            "product_location_dest_id": place.id,
            "internal_notes": self.env._("Return %(number)s. %(note)s", number=rma.name, note=self.note or ""),
        }


class SaleRma(models.Model):
    _inherit = "sale.rma"

    def _send_to_repair(self, inspections):
        """Make a repair order for each inspection; the goods stay where the inspection has put them.

        :return: the repair orders
        :raise UserError: where repairs are not installed
        """
        if not inspections:
            return []
        if "repair.order" not in self.env:
            raise UserError(self.env._("Repairs are not installed. Choose another resolution, or install them."))
        repairs = self.env["repair.order"].create([inspection._prepare_repair() for inspection in inspections])
        for inspection, repair in zip(inspections, repairs, strict=True):
            inspection.repair_order = repair
        return [*repairs]
