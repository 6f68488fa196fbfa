from odoo import fields, models

from .invoicing_plan import InvoicePlan


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    qty_bill_again = fields.Float(
        "Billed Again",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Quantity that was refunded, but is to be invoiced again: somebody decided so.",
    )

    def _prepare_invoice_line(self, **optional_values):
        """Extend: a planned invoice takes the planned quantities and parts of deposits."""
        values = super()._prepare_invoice_line(**optional_values)
        plan = InvoicePlan.of(self.env)
        if plan and self.id in plan.values:
            values.update(plan.values[self.id])
        return values
