"""The dialog that confirms deliveries."""

from odoo import api, fields, models


class StockPickingDelivery(models.TransientModel):
    _name = "stock.picking.delivery"
    _description = "Confirm Deliveries"

    picking_ids = fields.Many2many("stock.picking", string="Transfers", required=True)
    delivered_at = fields.Datetime("Delivered On", required=True, default=fields.Datetime.now)
    how = fields.Selection(
        [("carrier", "The carrier says so"), ("signed", "The receiver signed"), ("customer", "The customer says so")],
        string="How Do We Know",
        required=True,
        default="carrier",
    )
    received_by = fields.Char(help="Name of the person who took the goods.")
    signature = fields.Image(max_width=1024, max_height=1024)
    photo = fields.Image(max_width=1920, max_height=1920)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "picking_ids" in fields and not values.get("picking_ids"):
            values["picking_ids"] = self.env.context.get("active_ids", [])
        return values

    @api.onchange("signature")
    def _onchange_signature(self):
        if self.signature:
            self.how = "signed"

    def action_confirm(self):
        """Record the delivery."""
        self.ensure_one()
        self.picking_ids.action_confirm_delivery(
            self.delivered_at, self.how, self.received_by, self.signature, self.photo
        )
        return {"type": "ir.actions.act_window_close"}
