"""The inspector's dialog: what was found of everything that is here."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.returns.const import DISPOSITIONS, GRADES, RESOLUTIONS

CUSTOMER = "customer"


class SaleRmaInspectionWizard(models.TransientModel):
    """Asks what was found; :meth:`sale.rma.action_inspect` does the work."""

    _name = "sale.rma.inspection.wizard"
    _description = "Inspect Returned Goods"

    rma_id = fields.Many2one("sale.rma", "Return", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("sale.rma.inspection.wizard.line", "wizard_id", "Findings")
    has_lots = fields.Boolean(compute="_compute_has_lots")

    @api.depends("rma_id")
    def _compute_has_lots(self):
        for wizard in self:
            wizard.has_lots = any(line.product_id.tracking != "none" for line in wizard.rma_id.line_ids)

    @api.model
    def default_get(self, fields):
        """Extend: a finding for everything that is here, for tracked goods one by one."""
        values = super().default_get(fields)
        if "line_ids" in fields and values.get("rma_id"):
            rma = self.env["sale.rma"].browse(values["rma_id"])
            confirmed = self.env.ref("quote_to_cash.reason_inspection_confirmed", raise_if_not_found=False)
            found = [finding for line in rma.line_ids for finding in line._prepare_wizard_lines(confirmed)]
            values["line_ids"] = [Command.create(finding) for finding in found]
        return values

    def action_apply(self):
        """Write what was found and move the goods.

        :raise UserError: for more than is here, and findings that do not say where the goods go
        """
        self.ensure_one()
        lines = self.line_ids.filtered("quantity")
        if not lines:
            raise UserError(self.env._("Say what was found."))
        self.rma_id.action_inspect([line._prepare_finding() for line in lines])
        # The inspection has its own. What was sent to the dialog goes; what hangs elsewhere is not ours to delete.
        lines.photo_ids.filtered(lambda photo: not photo.res_id or photo.res_model == lines._name).unlink()
        return {"type": "ir.actions.act_window_close"}


class SaleRmaInspectionWizardLine(models.TransientModel):
    _name = "sale.rma.inspection.wizard.line"
    _description = "Inspect Returned Goods: Finding"

    wizard_id = fields.Many2one("sale.rma.inspection.wizard", required=True, ondelete="cascade")
    rma_id = fields.Many2one(related="wizard_id.rma_id")
    rma_line_id = fields.Many2one(
        "sale.rma.line", "Goods", required=True, domain="[('rma_id', '=', rma_id)]", ondelete="cascade"
    )
    product_id = fields.Many2one(related="rma_line_id.product_id")
    uom_id = fields.Many2one(related="rma_line_id.uom_id")
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", domain="[('product_id', '=', product_id)]")
    said = fields.Char("Customer's Reason", compute="_compute_said")
    quantity = fields.Float(digits="Product Unit", required=True)
    grade = fields.Selection(GRADES, required=True, default="new")
    reason_id = fields.Many2one("sale.order.reason", "Inspector's Reason", domain="[('kind', '=', 'inspection')]")
    accepted = fields.Boolean(default=True)
    resolution = fields.Selection(RESOLUTIONS)
    disposition = fields.Selection([*DISPOSITIONS, (CUSTOMER, "Back to the Customer")], "Goes", required=True)
    vendor_id = fields.Many2one("res.partner", help="Empty: who has sold the goods.")
    note = fields.Char()
    photo_ids = fields.Many2many("ir.attachment", string="Photos")

    @api.depends("rma_line_id")
    def _compute_said(self):
        for line in self:
            said = line.rma_line_id
            words = (said.reason_id.name, said.reason_note, said.receipt_note)
            line.said = ": ".join(filter(None, words))

    def _prepare_finding(self):
        """Return the finding for :meth:`sale.rma.action_inspect`."""
        self.ensure_one()
        to_customer = self.disposition == CUSTOMER
        return {
            "line_id": self.rma_line_id.id,
            "quantity": self.quantity,
            "lot_id": self.lot_id.id,
            "grade": self.grade,
            "reason_id": self.reason_id.id,
            "accepted": self.accepted,
            "resolution": self.resolution,
            "disposition": False if to_customer else self.disposition,
            "send_back": to_customer,
            "vendor_id": self.vendor_id.id if self.disposition == "vendor" else False,
            "note": self.note,
            "photos": [{"name": photo.name, "data": photo.datas} for photo in self.photo_ids],
        }


class SaleRmaLine(models.Model):
    _inherit = "sale.rma.line"

    def _prepare_wizard_lines(self, reason):
        """Return the findings that the dialog begins with: all that is here, as usual goods are.

        :param reason: of kind inspection; may be empty
        """
        self.ensure_one()
        here = self._is_here()
        if not here:
            return []
        usual = {
            "rma_line_id": self.id,
            "resolution": self.resolution,
            "reason_id": reason.id if reason and not self.unexpected else False,
            "grade": "damaged" if self.damaged else "new",
            "disposition": "vendor" if self._is_at_vendor() else False if self.damaged else "restock",
        }
        lots = self._lots_here() or {self.lot_id: here}
        return [{**usual, "lot_id": lot.id, "quantity": quantity} for lot, quantity in lots.items()]
