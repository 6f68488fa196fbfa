"""Where money arrives: orders that are held for credit learn of it."""

from odoo import api, models

from .transaction import GateTransaction


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Extend: a payment or a credit note that is not matched yet frees credit, too."""
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            posted = super()._post(soft=soft)
            gate.paid |= posted.line_ids.filtered(lambda line: line.balance < 0)._customers_with_credit()
        return posted

    def _settled_in(self, currency, rate):
        """Return what of a document is settled, in the currency of an order; credit notes count negative.

        An order that is paid in its own currency is paid, whatever the rate was on which day.

        :param res.currency currency: the order's
        :param float rate: its rate on the day of the order, for documents in other currencies
        """
        self.ensure_one()
        if self.currency_id == currency:
            settled = self.amount_total - self.amount_residual
            return -settled if self.move_type == "out_refund" else settled
        return (self.amount_total_signed - self.amount_residual_signed) * rate


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _customers_with_credit(self):
        """Return (customer id, company id) of the receivable lines among these."""
        return {
            (line.partner_id.commercial_partner_id.id, line.company_id.id)
            for line in self
            if line.account_type == "asset_receivable" and line.partner_id
        }


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Extend: what was overdue is paid."""
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            partials = super().create(vals_list)
            gate.paid |= partials.debit_move_id._customers_with_credit()
        return partials


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _create_payments(self):
        """Extend: look at held orders once, when everything is booked and matched."""
        with GateTransaction.of(self.env).collecting(self.env):
            return super()._create_payments()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Extend: a customer's new limit, or the end of a block, frees orders of the active company."""
        gate = GateTransaction.of(self.env)
        with gate.collecting(self.env):
            result = super().write(vals)
            if {"credit_limit", "credit_on_hold", "prepayment_required"} & vals.keys():
                gate.paid |= {(partner.commercial_partner_id.id, self.env.company.id) for partner in self}
        return result
