"""The dialog that gives an order another delivery address."""

from odoo import api, fields, models


class SaleOrderDeliveryAddress(models.TransientModel):
    _name = "sale.order.delivery.address"
    _description = "Choose Another Delivery Address"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    customer_id = fields.Many2one(related="order_id.partner_id.commercial_partner_id")
    carrier_id = fields.Many2one(related="order_id.carrier_id")
    current_id = fields.Many2one(related="order_id.partner_shipping_id", string="Current Address")
    partner_id = fields.Many2one(
        "res.partner",
        "New Address",
        required=True,
        check_company=True,
        domain="[('commercial_partner_id', '=', customer_id), ('id', '!=', current_id)]",
    )
    is_refused = fields.Boolean(compute="_compute_is_refused")

    @api.model
    def _open(self, order):
        """Return the action that asks for another address.

        :param sale.order order: one order
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delivery Address of %(order)s", order=order.name),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": order.id},
        }

    @api.depends("partner_id", "carrier_id")
    def _compute_is_refused(self):
        for wizard in self:
            partner = wizard.partner_id
            refuses = wizard.carrier_id and not wizard.carrier_id.delivers_to_po_box
            wizard.is_refused = bool(refuses and partner and partner._po_box_line())

    def action_apply(self):
        """Deliver to the new address, open transfers included, and check the order again."""
        self.ensure_one()
        order = self.order_id
        open_transfers = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel") and picking.partner_id == self.current_id
        )
        # With this key Odoo redirects all transfers; without it, it asks somebody to redirect the open ones.
        nothing_left = not order.picking_ids.filtered(lambda picking: picking.state == "done")
        order.with_context(update_delivery_shipping_partner=nothing_left).partner_shipping_id = self.partner_id
        open_transfers.partner_id = self.partner_id
        order.action_validate_order()
        return {"type": "ir.actions.act_window_close"}
