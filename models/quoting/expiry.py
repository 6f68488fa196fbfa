"""Quotations end at midnight of their last day, in the time zone of their company."""

from odoo import models

from ...engine import quote_expiry as engine

EXPIRED = "expired"  # code of the reason


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _compute_is_expired(self):
        """Extend: the day is the company's, not the server's."""
        result = super()._compute_is_expired()
        quotations = self.filtered(lambda order: order.state in ("draft", "sent") and order.validity_date)
        for company, orders in quotations.filtered("company_id").grouped("company_id").items():
            today = company.sudo()._local_day()  # who sees the quotation need not see its company
            for order in orders:
                order.is_expired = engine.is_over(order.validity_date, today)
        return result

    def _expire(self):
        """Let these quotations expire: lost by their own date. The customer gets no mail of it."""
        reason = self.env["sale.order.reason"]._of_quotations(EXPIRED)
        self.action_cancel_with_reason(reason, "company")
        self._message_log_batch(bodies={order.id: order._in_words_of_seller("_expired_words") for order in self})

    def _expired_words(self):
        return self.env._("Expired: it was valid until %(day)s.", day=self._quote_until())

    def _is_expired_quotation(self):
        """Whether this quotation could be accepted until a day that has passed, and was not."""
        self.ensure_one()
        if self.state == "cancel":
            # The reason's code is no secret to who sees the quotation.
            reason = self.sudo().cancel_reason_id
            return (reason.kind, reason.code) == ("lost", EXPIRED) and bool(self.validity_date)
        return bool(self.is_expired)
