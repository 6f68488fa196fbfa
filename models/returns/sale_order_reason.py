"""What a reason of a return costs the customer, and whose fault it is."""

from odoo import fields, models


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    return_fault = fields.Selection(
        [("company", "Ours"), ("customer", "The Customer's"), ("carrier", "The Carrier's"), ("vendor", "The Vendor's")],
        "Fault",
        help="Whose fault returns for this reason are; counted in reports.",
    )
    return_fee_percent = fields.Float("Restocking Fee (%)", help="Of what is refunded.")
    return_fee_amount = fields.Float(
        "Restocking Fee", digits=(16, 2), help="Besides the percentage, once for each line; company currency."
    )
    return_asks_first = fields.Boolean(
        "Always Decided", help="Returns for this reason are never approved by themselves."
    )
    return_needs_photo = fields.Boolean("Photo Required", help="Customers add a photo when they choose this reason.")
    return_portal = fields.Boolean("On the Customer's Page", default=True)

    _return_fee_positive = models.Constraint(
        "CHECK (COALESCE(return_fee_percent, 0) BETWEEN 0 AND 100 AND COALESCE(return_fee_amount, 0) >= 0)",
        "A restocking fee is between nothing and everything: it cannot be negative, nor more than 100 %.",
    )

    def _is_used(self):
        """Extend: reasons of returns."""
        Line = self.env["sale.rma.line"].sudo()
        asked = Line._read_group([("reason_id", "in", self.ids)], ["reason_id"])
        found = Line._read_group([("inspection_reason_id", "in", self.ids)], ["inspection_reason_id"])
        return super()._is_used() | self.browse({reason.id for (reason,) in asked + found})
