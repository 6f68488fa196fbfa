from odoo import models

from .transaction import GateTransaction


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Extend: who has paid is accepted; an order that the check blocks comes in on hold."""
        with GateTransaction.of(self.env).customer_door():
            return super()._check_amount_and_confirm_order()

    def _post_process(self):
        """Extend: nor does anything else that follows a payment refuse the order, and it may free others."""
        gate = GateTransaction.of(self.env)
        with gate.customer_door(), gate.collecting(self.env):
            result = super()._post_process()
            # Money that is only authorized, or booked by a parent company, is not in the ledger; nothing else
            # would tell. What is captured of an authorization pays the orders of the authorization.
            paid = self.filtered(lambda transaction: transaction.state in ("authorized", "done")).sudo()
            orders = (paid | paid.source_transaction_id).sale_order_ids
            customer_of = self.env["sale.order.credit"]._customer_of
            gate.paid |= {(customer_of(order).id, order.company_id.id) for order in orders}
        return result
