"""The dialog that says what cancelling an order will do."""

from odoo import api, fields, models


class SaleOrderCancellation(models.TransientModel):
    _name = "sale.order.cancellation"
    _description = "Cancel Orders"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True)
    reason_id = fields.Many2one("sale.order.reason", required=True, domain=[("kind", "=", "cancel")])
    initiator = fields.Selection(
        [("customer", "Customer"), ("company", "Our Company")],
        string="Who Cancels",
        required=True,
        default="customer",
    )
    note = fields.Text()
    has_shipped = fields.Boolean(compute="_compute_effects")
    has_open = fields.Boolean(compute="_compute_effects")
    effect_ids = fields.One2many(
        "sale.order.cancellation.effect",
        "wizard_id",
        string="What Will Happen",
        compute="_compute_effects",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "order_ids" in fields and not values.get("order_ids"):
            values["order_ids"] = self.env.context.get("active_ids", [])
        return values

    @api.depends("order_ids")
    def _compute_effects(self):
        Effect = self.env["sale.order.cancellation.effect"]
        for wizard in self:
            orders = wizard.order_ids._origin
            wizard.has_shipped = any(order._has_shipped_goods() for order in orders)
            wizard.has_open = any(order._open_delivery_moves() or order._open_purchase_requests() for order in orders)
            wizard.effect_ids = Effect.concat(*(Effect.new(values) for values in orders._cancellation_effects()))

    def action_cancel(self):
        """Cancel the whole orders."""
        self.ensure_one()
        self._cancel_orders(self.order_ids)
        return {"type": "ir.actions.act_window_close"}

    def action_cancel_open(self):
        """Cancel what has not left yet."""
        self.ensure_one()
        self._cancel_open(self.order_ids)
        return {"type": "ir.actions.act_window_close"}

    def _cancel_orders(self, orders):
        """Cancel whole orders as this dialog was answered; later rooms settle what follows."""
        for reason, those in self._orders_by_reason(orders):
            those.action_cancel_with_reason(reason, self.initiator, self.note)

    def _orders_by_reason(self, orders):
        """Return ``[(reason, orders)]``: the answer for each of these orders. Later rooms may ask for several."""
        return [(self.reason_id, orders)]

    def _cancel_open(self, orders):
        """Cancel what is open as this dialog was answered; later rooms settle what follows."""
        return orders.action_cancel_open(self.reason_id, self.note)

    def action_view_shipped(self):
        """Open the transfers with which goods have left, to create returns from them."""
        self.ensure_one()
        shipped = self.order_ids.picking_ids.filtered("shipped_at")
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfers to Return"),
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("id", "in", shipped.ids)],
            "context": {"create": False},
        }
        if len(shipped) == 1:
            action.update(view_mode="form", res_id=shipped.id)
        return action


class SaleOrderCancellationEffect(models.TransientModel):
    _name = "sale.order.cancellation.effect"
    _description = "What Cancelling an Order Will Do"

    wizard_id = fields.Many2one("sale.order.cancellation", ondelete="cascade")
    kind = fields.Selection(
        [
            ("transfer", "Transfer"),
            ("reservation", "Reserved Goods"),
            ("picked", "Picked Goods"),
            ("invoice", "Draft Invoice"),
            ("deposit", "Invoice"),
            ("supply", "Supply"),
        ]
    )
    description = fields.Char()
    document = fields.Reference(selection="_selection_document")

    @api.model
    def _selection_document(self):
        models_ = ("stock.picking", "account.move", "purchase.order", "mrp.production")
        return [(name, self.env[name]._description) for name in models_ if name in self.env]
