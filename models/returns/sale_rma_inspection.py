"""What was found when returned goods were looked at."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .const import DISPOSITIONS, GRADES, RESOLUTIONS


class SaleRmaInspection(models.Model):
    """A quantity of a return line with what it is like and where it goes. Written once, by the inspection."""

    _name = "sale.rma.inspection"
    _description = "Inspection of Returned Goods"
    _order = "id"
    _check_company_auto = True

    rma_line_id = fields.Many2one("sale.rma.line", "Return Line", required=True, index=True, ondelete="cascade")
    rma_id = fields.Many2one(related="rma_line_id.rma_id", store=True, index=True)
    company_id = fields.Many2one(related="rma_line_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="restrict", help="Of a kit, the component."
    )
    uom_id = fields.Many2one(related="rma_line_id.uom_id")
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True, ondelete="restrict")
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    grade = fields.Selection(GRADES, required=True, readonly=True)
    reason_id = fields.Many2one("sale.order.reason", "Inspector's Reason", readonly=True, ondelete="restrict")
    accepted = fields.Boolean(
        default=True, readonly=True, help="Only what is accepted is refunded, replaced or repaired."
    )
    resolution = fields.Selection(RESOLUTIONS, required=True, readonly=True)
    disposition = fields.Selection(DISPOSITIONS, required=True, readonly=True)
    photo_ids = fields.Many2many("ir.attachment", string="Photos", readonly=True)
    note = fields.Char(readonly=True)
    inspected_by_id = fields.Many2one(
        "res.users", readonly=True, ondelete="set null", default=lambda self: self.env.uid
    )
    inspected_at = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    settled_at = fields.Datetime(readonly=True, help="When its resolution was carried out.")
    move_ids = fields.One2many("stock.move", "rma_inspection_id", "Moves", readonly=True)

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Inspect more than nothing.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was found stays."))


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    inspection_ids = fields.One2many("sale.rma.inspection", "rma_line_id", "Inspections", readonly=True)

    def _record_inspection(self, quantity, **found):
        """Write what was found of a quantity of this line; see :meth:`_note_inspected`.

        :return: the inspection
        """
        inspections = self.env["sale.rma.inspection"].sudo()  # nobody types what was inspected
        return inspections.create(self._note_inspected(quantity, **found)).with_env(self.env)

    def _note_inspected(self, quantity, *, grade, disposition, accepted=True, resolution=None, **found):
        """Count a quantity of this line as inspected. Where it goes and what follows is for others to do.

        :param float quantity: in the line's unit, at most what was received and is not inspected yet
        :param str grade: of :data:`const.GRADES`
        :param str disposition: of :data:`const.DISPOSITIONS`
        :param bool accepted: whether the customer gets something for it
        :param str resolution: by default the line's
        :param found: more fields of ``sale.rma.inspection``
        :return: the values of the inspection
        :raise UserError: for more than is here
        """
        self.ensure_one()
        self._check_is_here(quantity)
        self.sudo().write(  # nobody types what was inspected
            {
                "quantity_inspected": self.quantity_inspected + quantity,
                "quantity_accepted": self.quantity_accepted + (quantity if accepted else 0.0),
                "inspection_reason_id": found.get("reason_id") or self.inspection_reason_id.id,
                "disposition": disposition,
            }
        )
        return {
            "rma_line_id": self.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": quantity,
            "grade": grade,
            "disposition": disposition,
            "accepted": accepted,
            "resolution": (resolution or self.resolution) if accepted else "none",
            **found,
        }

    def _check_is_here(self, quantity):
        here = self.quantity_received - self.quantity_inspected
        if self.uom_id.compare(quantity, here) > 0:
            raise UserError(
                self.env._(
                    "%(goods)s: %(here)g are here to be inspected, not %(asked)g.",
                    goods=self.product_id.display_name,
                    here=max(0.0, here),
                    asked=quantity,
                )
            )


class StockMove(models.Model):
    _inherit = "stock.move"

    rma_inspection_id = fields.Many2one(
        "sale.rma.inspection", "Inspection", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
