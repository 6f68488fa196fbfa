"""What was cancelled and what it cost, for later."""

from odoo import fields, models

from ..lifecycle.const import ORDER_STATUS


class SaleCancellation(models.Model):
    """One act of cancelling: a whole order, or what was open of it.

    Written by :meth:`sale.order.action_cancel_and_settle` and :meth:`sale.order.action_cancel_open_and_settle`.
    An order that is opened again revokes its rows; their documents stay.
    """

    _name = "sale.cancellation"
    _description = "Cancellation of an Order"
    _order = "id desc"
    _rec_name = "order_id"
    _allow_sudo_commands = False

    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    kind = fields.Selection([("order", "Whole Order"), ("part", "What Was Open")], required=True, readonly=True)
    reason_id = fields.Many2one("sale.order.reason", required=True, readonly=True, index=True, ondelete="restrict")
    initiator = fields.Selection(
        [("customer", "Customer"), ("company", "Our Company")], "Cancelled By", required=True, readonly=True
    )
    stage = fields.Selection(ORDER_STATUS, required=True, readonly=True, help="Status before, holds left aside.")
    value = fields.Monetary(readonly=True, help="Untaxed value that was cancelled.")
    fee = fields.Monetary(readonly=True, help="Untaxed, as the reason has it.")
    fee_waived = fields.Boolean(readonly=True)
    waive_note = fields.Char(readonly=True)
    fee_move_id = fields.Many2one(
        "account.move",
        "Fee on",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The invoice of the fee, or the credit note of the deposit from which it is taken off.",
    )
    revoked = fields.Boolean(readonly=True, help="The order was opened again.")
    line_ids = fields.One2many("sale.cancellation.line", "cancellation_id", readonly=True)

    # Of two who cancel at once, one settles.
    _once = models.UniqueIndex(
        "(order_id) WHERE kind = 'order' AND revoked IS NOT TRUE", "This order has been cancelled and settled already."
    )
    _fee_within_value = models.Constraint(
        "CHECK (fee >= 0 AND (fee = 0 OR fee <= value))", "A fee is neither negative nor more than what is cancelled."
    )

    def _due(self):
        """Return the rows whose fee is to be invoiced."""
        return self.filtered(
            lambda row: row.fee and not row.fee_waived and row.company_id.cancellation_fee_mode != "none"
        )


class SaleCancellationLine(models.Model):
    """How much of an order line was cancelled while the order went on."""

    _name = "sale.cancellation.line"
    _description = "Cancelled Part of an Order Line"
    _order = "id"
    _allow_sudo_commands = False

    cancellation_id = fields.Many2one("sale.cancellation", required=True, readonly=True, index=True, ondelete="cascade")
    order_line_id = fields.Many2one("sale.order.line", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="cancellation_id.currency_id")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    value = fields.Monetary(readonly=True)

    _positive = models.Constraint("CHECK (quantity > 0)", "What is cancelled is more than nothing.")
