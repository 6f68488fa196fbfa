"""Reminding customers by hand: as the job does, and once for each last day, too."""

from odoo import models
from odoo.exceptions import UserError

from ...engine import quote_expiry as engine


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_remind_customer(self):
        """Remind the customers of these quotations now that they end.

        :return: what was done, and why not for the others
        :raise UserError: if no customer can be reminded
        :raise AccessError: for a user who may not change one of the quotations
        """
        self.check_access("write")
        reasons = self._why_not_to_remind()
        fit = self.filtered(lambda order: order not in reasons)
        # Salespeople write no follow-ups and no mails; they may remind the customers of their quotations.
        done = fit.sudo()._follow_up(engine.REMINDER).sudo(False) if fit else fit
        texts = [f"{order.name}: {why}" for order, why in reasons.items()]
        texts += [self.env._("%(order)s: reminded already", order=order.name) for order in fit - done]
        if not done:
            raise UserError("\n".join(texts) or self.env._("Choose quotations."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if texts else "success",
                "sticky": bool(texts),
                "title": self.env._("Reminded: %(number)s", number=len(done)),
                "message": "\n".join(texts),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _why_not_to_remind(self):
        """Return ``{order: text}`` of those whose customers cannot be reminded now."""
        known, found = self._has_followup(engine.REMINDER), {}
        for order in self:
            if order.state != "sent":
                found[order] = self.env._("is no sent quotation")
            elif not order.validity_date:
                found[order] = self.env._("has no last day")
            elif order.is_expired:
                found[order] = self.env._("has expired; renew it")
            elif order.signed_on:
                found[order] = self.env._("is signed already")
            elif order in known:
                found[order] = self.env._("was reminded for this last day already")
            elif not order._may_be_reminded():
                found[order] = self.env._("the customer has no address, or wishes no messages")
        return found
