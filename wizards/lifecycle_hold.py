"""Dialogs to put orders on hold and to release them."""

from odoo import api, fields, models


class SaleOrderPlaceHold(models.TransientModel):
    _name = "sale.order.place.hold"
    _description = "Put Orders on Hold"

    order_ids = fields.Many2many("sale.order", required=True)
    reason_id = fields.Many2one("sale.order.reason", required=True, domain=[("kind", "=", "hold")])
    frees_reservation = fields.Boolean(related="reason_id.frees_reservation")
    note = fields.Char(help="Shown to everyone who works on the order.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "order_ids" in fields and not values.get("order_ids"):
            values["order_ids"] = self.env.context.get("active_ids", [])
        return values

    def action_hold(self):
        """Place the hold."""
        self.ensure_one()
        self.order_ids.action_hold(self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}


class SaleOrderReleaseHold(models.TransientModel):
    _name = "sale.order.release.hold"
    _description = "Release Held Orders"

    order_ids = fields.Many2many("sale.order", required=True)
    hold_ids = fields.Many2many(
        "sale.order.hold",
        string="Holds",
        compute="_compute_hold_ids",
        store=True,
        readonly=False,
        help="Holds that you keep in this list are released.",
    )
    note = fields.Char("Why", required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "order_ids" in fields and not values.get("order_ids"):
            values["order_ids"] = self.env.context.get("active_ids", [])
        return values

    @api.depends("order_ids")
    def _compute_hold_ids(self):
        for wizard in self:
            wizard.hold_ids = wizard.order_ids.hold_ids.filtered("active_hold")

    def action_release(self):
        """Release the holds that were kept in the list."""
        self.ensure_one()
        self.hold_ids.action_release(self.note)
        return {"type": "ir.actions.act_window_close"}
