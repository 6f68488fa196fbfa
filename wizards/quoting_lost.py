"""The dialogs of cancelling ask of quotations why they are lost."""

from odoo import api, fields, models


class SaleCancellationLost(models.AbstractModel):
    """What both dialogs, of one order and of many, ask of quotations.

    Where all are quotations, the one reason is why they are lost. Where orders are among them, there are two.
    """

    _name = "sale.cancellation.lost"
    _description = "Lost Quotations in a Cancellation"

    reason_kind = fields.Selection([("cancel", "Orders"), ("lost", "Quotations")], compute="_compute_reason_kind")
    asks_both = fields.Boolean(compute="_compute_reason_kind")
    lost_reason_id = fields.Many2one(
        "sale.order.reason", "Why Quotations Are Lost", domain=[("kind", "=", "lost")], ondelete="cascade"
    )

    def _orders_field(self):
        """Return the name of the dialog's field with the orders."""
        return "order_ids"

    @api.depends(lambda self: [self._orders_field()])
    def _compute_reason_kind(self):
        for wizard in self:
            orders = wizard[wizard._orders_field()]._origin.filtered(lambda order: order.state != "cancel")
            quotations = orders._quotations_to_lose()
            wizard.reason_kind = "lost" if quotations and quotations == orders else "cancel"
            wizard.asks_both = bool(quotations) and quotations != orders

    def _split_by_reason(self, orders):
        """Return ``[(reason, orders)]`` where two reasons were given, else nothing."""
        quotations = orders._quotations_to_lose()
        if not self.lost_reason_id or not quotations or quotations == orders:
            return []
        return [(self.reason_id, orders - quotations), (self.lost_reason_id, quotations)]


class SaleOrderCancellation(models.TransientModel):
    _name = "sale.order.cancellation"
    _inherit = ["sale.order.cancellation", "sale.cancellation.lost"]

    def _orders_by_reason(self, orders):
        """Extend: quotations among orders have a reason of their own."""
        return self._split_by_reason(orders) or super()._orders_by_reason(orders)


class SaleMassCancelOrders(models.TransientModel):
    _name = "sale.mass.cancel.orders"
    _inherit = ["sale.mass.cancel.orders", "sale.cancellation.lost"]

    def _orders_field(self):
        return "sale_order_ids"

    def _orders_by_reason(self, orders):
        """Extend: quotations among orders have a reason of their own."""
        return self._split_by_reason(orders) or super()._orders_by_reason(orders)

    def _is_answered(self):
        """Extend: a reason for the quotations alone leaves the orders without one, and is refused as such."""
        return super()._is_answered() or bool(self.lost_reason_id)
