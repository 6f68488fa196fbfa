"""What a finding may say of a line, and what is kept of it."""

import math

from odoo import api, fields, models
from odoo.exceptions import UserError

from .const import DISPOSITIONS


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    # What was inspected is here: Odoo's correction of a receipt cannot take it back.
    _inspected_is_here = models.Constraint(
        "CHECK (COALESCE(quantity_inspected, 0) <= COALESCE(quantity_received, 0) + 0.00001)",
        "More of a return would be inspected than was received.",
    )

    @api.depends("product_id", "lot_id", "order_id")
    def _compute_display_name(self):
        for line in self:
            words = (line.product_id.display_name, line.lot_id.name, line.order_id.name)
            line.display_name = ", ".join(filter(None, words))

    def _is_here(self):
        """Return how much of the line waits for its inspection, in its unit; nothing less than a trifle."""
        self.ensure_one()
        here = self.quantity_received - self.quantity_inspected
        return here if self.uom_id.compare(here, 0) > 0 else 0.0

    def _lots_here(self, taken=()):
        """Return ``{lot: quantity}`` of what waits for its inspection, in the line's unit; empty unless tracked.

        :param taken: ``[(lot, quantity)]`` of what is being inspected just now
        """
        self.ensure_one()
        if self.product_id.tracking == "none":
            return {}
        lots = {}
        for line in self._receipts().move_line_ids.filtered("lot_id"):
            sign = -1 if line.move_id._brings_to_customer() else 1
            quantity = line.product_uom_id._compute_quantity(line.quantity, self.uom_id, round=False)
            lots[line.lot_id] = lots.get(line.lot_id, 0.0) + sign * quantity
        inspected = [(inspection.lot_id, inspection.quantity) for inspection in self.inspection_ids]
        for lot, quantity in (*inspected, *taken):
            lots[lot] = lots.get(lot, 0.0) - quantity
        return {lot: quantity for lot, quantity in lots.items() if self.uom_id.compare(quantity, 0) > 0}

    def _receipts(self):
        """Return the done moves that brought the line's goods here, and those that took a receipt back."""
        return self.move_ids.filtered(lambda move: move.rma_receipt and move.state == "done")

    def _finding_quantity(self, quantity):
        """Return the quantity that a finding speaks of.

        :raise UserError: for what is no quantity
        """
        if quantity is None or quantity is False:
            return self._is_here()
        is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool) and math.isfinite(quantity)
        if not is_number or self.uom_id.compare(quantity, 0) <= 0:
            raise UserError(self.env._("%s: inspect more than nothing.", self.product_id.display_name))
        return float(quantity)

    def _finding_lot(self, lot_id):
        lot = self.env["stock.lot"].browse(lot_id or ()).exists()
        if lot and lot.product_id != self.product_id:
            raise UserError(self.env._("%(lot)s is no lot of %(goods)s.", lot=lot.name, goods=self.product_id.name))
        return lot

    def _finding_parts(self, parts):
        """Return where single components of a kit go: ``{product: disposition}``.

        :param parts: ``{component id: disposition}``; over RPC the ids may be texts
        """
        if not parts:
            return {}
        own, places = {str(product.id): product for product in self._needs()}, [name for name, _words in DISPOSITIONS]
        goes = {own.get(str(key)): where for key, where in parts.items()}
        if None in goes or any(where not in places for where in goes.values()):
            raise UserError(self.env._("%s: this is no component of it.", self.product_id.display_name))
        return goes

    def _inspect_quantity(self, taken, quantity, lot, parts, **found):
        """Count what was found of a quantity, of tracked goods with its lot.

        :param dict taken: ``{line: [(lot, quantity)]}`` of what is inspected with it; is added to
        :return: the values of the inspection
        :raise UserError: for a lot that is not here, or if it is not clear which one was inspected
        """
        name, lots = self.product_id.display_name, self._lots_here(taken.get(self, ()))
        if lots or lot:
            lot = lot or self.lot_id or (next(iter(lots)) if len(lots) == 1 else lot)
            if not lot:
                raise UserError(self.env._("%s: say which lot or serial number was inspected.", name))
            if self.uom_id.compare(quantity, lots.get(lot, 0.0)) > 0:
                raise UserError(
                    self.env._(
                        "%(goods)s: of %(lot)s %(here)g are here to be inspected, not %(asked)g.",
                        goods=name,
                        lot=lot.name,
                        here=lots.get(lot, 0.0),
                        asked=quantity,
                    )
                )
            found["lot_id"] = lot.id
            taken.setdefault(self, []).append((lot, quantity))
        part_places = [f"{product.id}:{where}" for product, where in parts.items()]
        return self._note_inspected(quantity, part_places=",".join(part_places) or False, **found)


class SaleRmaInspection(models.Model):
    _inherit = "sale.rma.inspection"

    disposition = fields.Selection(required=False)
    sent_back = fields.Boolean("Back to the Customer", readonly=True, help="Not accepted, and sent again.")
    vendor_id = fields.Many2one("res.partner", readonly=True, check_company=True, ondelete="restrict")
    part_places = fields.Char(readonly=True, help="Where single components of a kit went.")

    _goes_somewhere = models.Constraint(
        "CHECK (disposition IS NOT NULL OR COALESCE(sent_back, FALSE))", "Say where the goods go."
    )
    _accepted_stays = models.Constraint(
        "CHECK (NOT COALESCE(sent_back, FALSE) OR NOT COALESCE(accepted, FALSE))",
        "What is accepted is not sent back to the customer.",
    )

    def _attach_photos(self, photos):
        """Keep photos that were checked with the inspection; whoever sees it sees them.

        :param photos: ``[(name, bytes)]``
        """
        self.ensure_one()
        if photos:
            inspection = self.sudo()  # nobody but this writes inspections, nor what hangs on them
            inspection.photo_ids = inspection.env["ir.attachment"].create(
                [{"name": name, "raw": raw, "res_model": self._name, "res_id": self.id} for name, raw in photos]
            )
