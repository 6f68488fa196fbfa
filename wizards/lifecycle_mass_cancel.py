"""Odoo's list action that cancels orders, under the same rules as the button."""

from odoo import api, fields, models


class SaleMassCancelOrders(models.TransientModel):
    _inherit = "sale.mass.cancel.orders"

    reason_id = fields.Many2one("sale.order.reason", domain=[("kind", "=", "cancel")])
    initiator = fields.Selection(
        [("customer", "Customer"), ("company", "Our Company")],
        string="Who Cancels",
        default="customer",
    )
    note = fields.Text()
    shipped_orders = fields.Char(compute="_compute_shipped_orders")

    @api.depends("sale_order_ids")
    def _compute_shipped_orders(self):
        """Name the orders of which the customer has goods."""
        for wizard in self:
            shipped = wizard.sale_order_ids._origin.filtered(lambda order: order._has_shipped_goods())
            wizard.shipped_orders = ", ".join(shipped.mapped("name"))

    def action_mass_cancel(self):
        """Extend to record reason and initiator; orders whose goods have left are refused.

        Orders that are cancelled already stay as they are. Programs that give no reason get "Not
        stated", as with ``action_cancel``.

        :raise UserError: naming the orders whose goods have left; then none is cancelled
        """
        self.ensure_one()
        orders = self.sale_order_ids.filtered(lambda order: order.state != "cancel")
        if not self._is_answered():
            orders._check_nothing_shipped()
            return super().action_mass_cancel()
        self._cancel_orders(orders)
        return True

    def _is_answered(self):
        """Whether somebody has said why."""
        return bool(self.reason_id)

    def _cancel_orders(self, orders):
        """Cancel whole orders as this dialog was answered; later rooms settle what follows."""
        for reason, those in self._orders_by_reason(orders):
            those.action_cancel_with_reason(reason, self.initiator, self.note)

    def _orders_by_reason(self, orders):
        """Return ``[(reason, orders)]``: the answer for each of these orders. Later rooms may ask for several."""
        return [(self.reason_id, orders)]
