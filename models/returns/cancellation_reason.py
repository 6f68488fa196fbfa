from odoo import fields, models


class SaleOrderReason(models.Model):
    """What cancelling for a reason costs the customer; nothing unless somebody says so."""

    _inherit = "sale.order.reason"

    cancel_fee_percent = fields.Float(
        "Cancellation Fee (%)", help="Of the untaxed value that the customer cancels. Taxes are added."
    )
    cancel_fee_amount = fields.Float(
        "Fixed Cancellation Fee",
        digits=(16, 2),
        help="Untaxed, in the company's currency, beside the percentage. Never more than what is cancelled.",
    )
    cancel_fee_stage = fields.Selection(
        [("entered", "Entered"), ("in_progress", "In Production / Picking"), ("ready", "Ready to Ship")],
        "Fee from Stage",
        default="in_progress",
        help="Cancelling earlier costs nothing.",
    )

    _cancel_fee_percent_range = models.Constraint(
        "CHECK (cancel_fee_percent >= 0 AND cancel_fee_percent <= 100)",
        "The cancellation fee must be between 0 and 100 %.",
    )
    _cancel_fee_amount_positive = models.Constraint(
        "CHECK (cancel_fee_amount >= 0)", "The cancellation fee cannot be negative."
    )

    def _is_used(self):
        """Extend with the parts of orders that were cancelled for a reason."""
        rows = self.env["sale.cancellation"].sudo()._read_group([("reason_id", "in", self.ids)], ["reason_id"])
        return super()._is_used() | self.browse({reason.id for (reason,) in rows})
