"""The dialogs of cancelling also say what becomes of deposits, and what it costs the customer."""

from odoo import api, fields, models


class SaleCancellationTerms(models.AbstractModel):
    """What both dialogs, of one order and of many, ask about money. They say totals only."""

    _name = "sale.cancellation.terms"
    _description = "Terms of a Cancellation"

    deposit_text = fields.Char("Deposits to Refund", compute="_compute_deposit_text")
    deposit_by_hand = fields.Char(
        compute="_compute_deposit_text", help="Invoices with deposits that are credited or deducted in part already."
    )
    refund_deposits = fields.Boolean(
        default=True,
        help="A credit note takes off what is open of the deposit; what is paid stays as the customer's credit.",
    )
    fee_text = fields.Char("Cancellation Fee", compute="_compute_fee_text", help="Taxes are added.")
    may_waive_fee = fields.Boolean(compute="_compute_may_waive_fee")
    waive_fee = fields.Boolean()
    waive_note = fields.Char("Why", help="Kept with the cancellation.")

    def _orders_field(self):
        """Return the name of the dialog's field with the orders."""
        return "order_ids"

    def _orders_to_cancel(self):
        return self[self._orders_field()]._origin.filtered(lambda order: order.state != "cancel")

    def _open_only(self):
        """Whether only what is open can be cancelled: deposits stay, and the fee is for that part."""
        return False

    @api.depends(lambda self: [self._orders_field()])
    def _compute_deposit_text(self):
        for wizard in self:
            orders = wizard._orders_to_cancel()
            found = [] if wizard._open_only() else [each for known in orders._deposits().values() for each in known]
            wizard.deposit_text = orders._amounts_text(
                (deposit.invoice.currency_id, deposit.invoice.amount_total) for deposit in found if deposit.whole
            )
            wizard.deposit_by_hand = ", ".join(deposit.invoice.name for deposit in found if not deposit.whole)

    @api.depends(lambda self: [self._orders_field(), "reason_id", "initiator"])
    def _compute_fee_text(self):
        for wizard in self:
            orders = wizard._orders_to_cancel()
            quantities = orders._open_quantities() if wizard._open_only() else None
            plan = orders._plan_cancellation(wizard.reason_id, wizard.initiator, quantities)
            wizard.fee_text = orders._amounts_text((order.currency_id, each.fee) for order, each in plan.items())

    @api.depends_context("uid")
    def _compute_may_waive_fee(self):
        self.may_waive_fee = self.env["sale.order"]._may_waive_cancellation_fee()

    def _waiver(self):
        """Return how the question about the fee was answered; nothing is waived where there is none."""
        waive = bool(self.waive_fee and self.fee_text)
        return {"waive_fee": waive, "waive_note": self.waive_note if waive else False}

    def _cancel_and_settle(self, orders):
        """Cancel as the dialog was answered, and settle deposits, fee and supply."""
        for reason, those in self._orders_by_reason(orders):
            those.action_cancel_and_settle(reason, self.initiator, self.note, self.refund_deposits, **self._waiver())


class SaleOrderCancellation(models.TransientModel):
    _name = "sale.order.cancellation"
    _inherit = ["sale.order.cancellation", "sale.cancellation.terms"]

    @api.depends_context("uid")
    def _compute_effects(self):
        """Extend: of documents that the user may not open only what is said of them is shown."""
        result = super()._compute_effects()
        for effect in self.effect_ids.filtered("document"):
            if not effect.document.sudo(False).has_access("read"):
                effect.document = False
        return result

    def _open_only(self):
        return self.has_shipped

    def _cancel_open(self, orders):
        """Replace: the same, and the fee of what is cancelled."""
        return orders.action_cancel_open_and_settle(self.reason_id, self.initiator, self.note, **self._waiver())

    def _cancel_orders(self, orders):
        """Replace: the same, and everything that follows."""
        return self._cancel_and_settle(orders)


class SaleMassCancelOrders(models.TransientModel):
    _name = "sale.mass.cancel.orders"
    _inherit = ["sale.mass.cancel.orders", "sale.cancellation.terms"]

    def _orders_field(self):
        return "sale_order_ids"

    def _cancel_orders(self, orders):
        """Replace: the same, and everything that follows."""
        return self._cancel_and_settle(orders)


class SaleOrderCancellationEffect(models.TransientModel):
    _inherit = "sale.order.cancellation.effect"

    todo = fields.Char("What to Do")
