"""Why quotations are lost. One that was sent is not closed without a reason of its own kind."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

LOST = "lost"
# Reasons that no person chooses; made again where they were deleted
OWN_REASONS = {"expired": _lt("Expired"), "declined": _lt("Declined by the customer")}


class SaleOrderReason(models.Model):
    _inherit = "sale.order.reason"

    kind = fields.Selection(selection_add=[(LOST, "Lost Quotation")], ondelete={LOST: "cascade"})

    @api.model
    def _of_quotations(self, code):
        """Return the reason for which quotations are lost without a person who says so.

        :param str code: one of :data:`OWN_REASONS`
        """
        # The customer's door, and the job, may not create reasons.
        values = {"kind": LOST, "code": code, "waits_for": False}
        reason = self._get_by_code(LOST, code)
        return reason or self.sudo().create({**values, "name": self.env._(OWN_REASONS[code])})


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _all_cancel_reason_kinds(self):
        """Extend: quotations are lost."""
        return (*super()._all_cancel_reason_kinds(), LOST)

    def _cancel_reason_kinds(self):
        """Extend: what was sent is lost, what was confirmed is cancelled, and drafts may be either.

        :raise UserError: if no reason fits all of these orders
        """
        states = set(self.mapped("state"))
        if {"sent", "sale"} <= states:
            raise UserError(
                self.env._("Quotations are lost and orders are cancelled, for different reasons: choose one for each.")
            )
        if "sent" in states:
            return (LOST,)
        return super()._cancel_reason_kinds() if "sale" in states else self._all_cancel_reason_kinds()

    def _unstated_cancel_reasons(self, initiator):
        """Extend: a customer who refuses a quotation has declined it."""
        declined = self._quotations_to_lose() if initiator == "customer" else self.browse()
        reasons = super(SaleOrder, self - declined)._unstated_cancel_reasons(initiator)
        if declined:
            reasons[self.env["sale.order.reason"]._of_quotations("declined")] = declined
        return reasons

    def action_open_cancellation(self):
        """Extend: of quotations the dialog is about losing them."""
        action = super().action_open_cancellation()
        if self and self == self._quotations_to_lose():
            action["name"] = self.env._("Mark as Lost")
        return action

    def _quotations_to_lose(self):
        """Return those of these orders that are quotations."""
        return self.filtered(lambda order: order.state in ("draft", "sent"))
