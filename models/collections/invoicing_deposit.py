"""Deposits are deducted in proportion to what is invoiced, and never more than that."""

from odoo import models
from odoo.tools import float_compare

from ...engine.invoice_policy import deduction, tax_data


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _plan_deposits(self, plan, rows, value, part):
        """Plan what of the deposits of one order its invoice deducts.

        :param plan: the :class:`InvoicePlan` that gets the parts
        :param rows: the order's :class:`LineRow`
        :param float value: of the invoice, taxes included
        :param float part: which part of all that is left this invoice is
        """
        self.ensure_one()
        deposits = [row for row in rows if row.deposit]
        total = sum(float(row.deposit["total"]) for row in deposits)
        if not deposits or value <= 0:
            return
        part = min(part, value / total) if total > 0 else 0.0
        for row in deposits:
            if values := self._deposit_values(row, part):
                plan.values[row.id] = values

    def _deposit_values(self, row, part):
        """Return the values of the line that deducts a part of a deposit; none if that is nothing."""
        currency, company = self.currency_id, self.company_id
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        left, quantity_left = float(row.deposit["amount"]), float(row.deposit["quantity"])
        quantity, amount = deduction(left, quantity_left, part, digits)
        amount = currency.round(amount)
        if not quantity or float_compare(amount, 0, precision_digits=6) <= 0:
            return None
        values = {"quantity": -quantity, "price_unit": amount / quantity}
        values["extra_tax_data"] = tax_data(
            row.deposit["original"],
            row.deposit["deducted"],
            part,
            values,
            (currency.round, company.currency_id.round),
        )
        return values
