from odoo import models

from .finding import LEDGER_GROUPS


class OrderValidationFinding(models.Model):
    _inherit = "order.validation.finding"

    def _can_fix(self, name):
        """Extend: what a customer owes is opened by those who may know it. Salespeople see some invoices only."""
        if name == "_fix_open_invoices" and not any(self.env.user.has_group(group) for group in LEDGER_GROUPS):
            return False
        return super()._can_fix(name)

    def _fix_open_invoices(self):
        """Open what the customer owes, the oldest first."""
        customer = self.env["sale.order.credit"]._customer_of(self.order_id)
        return customer._action_open_receivables(self.order_id.company_id)

    def _fix_request_payment(self):
        """Open the dialog that makes a payment link for the order."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Request Payment"),
            "res_model": "payment.link.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": "sale.order", "active_id": self.order_id.id},
        }
