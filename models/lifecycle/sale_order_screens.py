"""What screens and the portal need to show an order's status."""

from odoo import api, fields, models

from ...engine import order_status as rules


class SaleOrder(models.Model):
    _inherit = "sale.order"

    active_hold_ids = fields.One2many(
        "sale.order.hold",
        "order_id",
        string="Holds in Force",
        domain=[("active_hold", "=", True)],
        readonly=True,
    )
    can_confirm_delivery = fields.Boolean(compute="_compute_can_confirm_delivery")

    def _unconfirmed_deliveries(self):
        """Return the transfers of these orders that have left and are not known to have arrived."""
        # The order desk may have no right on transfers.
        return self.sudo().picking_ids.filtered(lambda picking: picking.shipped_at and not picking.delivered_at)

    @api.depends("picking_ids.shipped_at", "picking_ids.delivered_at")
    @api.depends_context("uid")
    def _compute_can_confirm_delivery(self):
        allowed = self.env["stock.picking"]._may_confirm_delivery()
        for order in self:
            order.can_confirm_delivery = allowed and bool(order._unconfirmed_deliveries())

    def action_open_delivery_confirmation(self):
        """Open the dialog that confirms what has left of these orders and has not arrived yet."""
        self.check_access("read")
        pickings = self._unconfirmed_deliveries().sudo(False)
        return pickings.action_open_delivery_confirmation()

    def _get_portal_status(self):
        """Return the status in the customer's words. Why an order is held is not their business.

        :rtype: str
        """
        self.ensure_one()
        return self._portal_status_words().get(self.order_status, "")

    def _portal_status_words(self):
        """Return ``{status: the customer's words}``."""
        return {
            rules.QUOTE: self.env._("Quotation"),
            rules.ENTERED: self.env._("Order Received"),
            rules.IN_PROGRESS: self.env._("In Preparation"),
            rules.READY: self.env._("Ready to Ship"),
            rules.SHIPPED: self.env._("On Its Way"),
            rules.DELIVERED: self.env._("Delivered"),
            rules.INVOICED: self.env._("Delivered and Invoiced"),
            rules.PAID: self.env._("Completed"),
            rules.ON_HOLD: self.env._("Under Review"),
            rules.CANCELLED: self.env._("Cancelled"),
        }
